//! Entries of the change log in words, for pages, feeds and digests.
//!
//! In: an entry. Out: its words, and a view for templates. What always holds: what is to come is told as what will be, and what was
//! announced as what was to be.

use super::Renderer;
use super::context::{ChangeLine, ChangeView, Date, Link};
use super::redlines::redline_address;
use super::strings::Strings;
use super::template_value::Html;
use super::versions::withdrawn_path;
use crate::edition::{Change, Changed, Changing, Edition, LogEntry, Prose, Replacement, Stage};
use crate::markdown::escape;
use crate::policy::Standing;
use crate::text::SitePath;

/// An entry of the change log in words.
#[derive(Debug)]
pub struct EntryWords {
    /// The title of the policy.
    pub policy: String,
    /// Its id.
    pub id: Option<String>,
    /// Its page.
    pub path: SitePath,
    /// What changed, in a word or two: the version, the fact, or what the policy is since then.
    pub name: String,
    /// What is to be said of it.
    pub text: String,
    /// Why, where that is known.
    pub reason: Option<String>,
    /// That it was only announced, or is only proposed.
    pub mark: Option<String>,
}

impl EntryWords {
    /// The words of an entry.
    #[must_use]
    pub fn new(entry: &LogEntry<'_>, edition: &Edition, strings: &Strings) -> Self {
        let words = |text: &Prose| edition.words(text, None);
        let name = match &entry.what {
            Changed::Version(change) => strings.get("changes.version").replace("{version}", change.version),
            Changed::Fact { title, .. } => (*title).to_owned(),
            Changed::Ended { standing, .. } => strings.get(&format!("standing.{}", standing.word())).to_owned(),
        };
        let (text, reason) = match &entry.what {
            Changed::Version(Change { summary, reason, .. }) => (words(summary), reason.map(words)),
            _ => (sentence(entry, edition, strings), None),
        };
        let (policy, id, path) = match entry.policy {
            Changing::Page(at) => {
                let page = &edition.pages[at];
                (&page.title, page.meta.as_ref().and_then(|meta| meta.id()), edition.path_of(at))
            }
            Changing::Withdrawn(id, gone) => (&gone.title, Some(id), withdrawn_path(id)),
        };
        let (policy, id) = (policy.clone(), id.map(str::to_owned));
        Self { policy, id, path, name, text, reason, mark: mark(entry, strings) }
    }
}

/// What an entry says that no author wrote.
fn sentence(entry: &LogEntry<'_>, edition: &Edition, strings: &Strings) -> String {
    let words = |text: &Prose| edition.words(text, None);
    match &entry.what {
        Changed::Version(_) => String::new(),
        Changed::Fact { was, is, from, .. } => {
            let text = match entry.stage {
                Stage::Announced(_) if entry.is_ahead(edition.today) => strings.get("changes.fact_ahead"),
                Stage::Announced(_) => strings.get("changes.fact_announced"),
                Stage::InForce | Stage::Proposed(_) => strings.get("feed.fact"),
            };
            let text = text.replace("{was}", &words(was)).replace("{is}", &words(is));
            text.replace("{date}", &Date::new(*from, strings).text)
        }
        Changed::Ended { standing, trial, replacements } => {
            let ended = match standing {
                Standing::Withdrawn => strings.get("changes.withdrawn"),
                _ if entry.never => strings.get("changes.never"),
                Standing::Lapsed if *trial => strings.get("changes.trial"),
                Standing::Lapsed => strings.get("changes.lapsed"),
                _ => strings.get("changes.ended"),
            };
            // What came later was not so on the day of the entry, and has an entry of its own.
            let by_then = |newer: &&Replacement| newer.since.zip(entry.date).is_none_or(|(since, day)| since <= day);
            let replaced = replacements.iter().filter(|newer| newer.done).find(by_then);
            let by = replaced.map(|by| strings.get("changes.replaced").replace("{title}", &by.title));
            std::iter::once(ended).chain(by.as_deref()).collect::<Vec<_>>().join(" ")
        }
    }
}

fn mark(entry: &LogEntry<'_>, strings: &Strings) -> Option<String> {
    match entry.stage {
        Stage::InForce => None,
        Stage::Announced(from) => {
            Some(strings.get("changes.announced").replace("{date}", &Date::new(from, strings).text))
        }
        Stage::Proposed(standing) => Some(strings.get(&format!("standing.{}", standing.word())).to_owned()),
    }
}

impl Renderer<'_> {
    /// An entry of the change log as templates are given it. Only a version has one.
    pub(super) fn log_view(&self, entry: &LogEntry<'_>, path: &SitePath) -> ChangeView {
        let strings = &self.theme.strings;
        let date = entry.date.map(|date| self.date(date));
        if let Changed::Version(change) = entry.what {
            return ChangeView { date, mark: mark(entry, strings), ..self.change(change, path) };
        }
        let EntryWords { name, text, mark, .. } = EntryWords::new(entry, self.edition, strings);
        let text = if matches!(entry.what, Changed::Fact { .. }) { format!("{name}: {text}") } else { text };
        let mut html = String::new();
        escape(&mut html, &text).expect("a string can be written to");
        ChangeView {
            version: String::new(),
            date,
            material: entry.is_material(),
            summary: Html::new(&html),
            reason: None,
            mark,
            approval: None,
        }
    }

    /// An entry in a list of what changed in many policies.
    pub(super) fn log_line(&self, entry: &LogEntry<'_>, path: &SitePath) -> ChangeLine {
        let policy = match entry.policy {
            Changing::Page(at) => self.page_link(path, at),
            Changing::Withdrawn(id, gone) => self.link(path, &gone.title, &withdrawn_path(id)),
        };
        ChangeLine {
            policy: Link { description: None, ..policy },
            redline: redline_address(entry, self.edition)
                .map(|(to, anchor)| format!("{}#{anchor}", self.href(path, &to))),
            change: self.log_view(entry, path),
        }
    }
}
