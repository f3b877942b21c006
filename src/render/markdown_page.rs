//! A page as Markdown, for assistants and other programs that read no HTML: `index.md` beside each `index.html`.
//!
//! In: a page of an [`Edition`](crate::edition::Edition). Out: its title, what governs it, and its text. What always holds: it is written
//! from what the edition has, as the page is, and says nothing that the page does not say.

use std::fmt::Write;

use super::Renderer;
use super::context::Date;
use super::link_resolver::LinkResolver;
use crate::edition::{MetaEntry, PageIndex, PolicyMeta, Prose};
use crate::policy::{Flexibility, Standing};
use crate::text::{SitePath, escape_markdown};

/// The file of a page as Markdown.
#[must_use]
pub fn markdown_path(page: &SitePath) -> SitePath {
    SitePath::file(&format!("{}index.md", page.address()))
}

impl Renderer<'_> {
    /// A page as Markdown; `path` is that of the page itself, in whose folder the file lies.
    #[must_use]
    pub fn markdown(&self, at: PageIndex, path: &SitePath) -> String {
        let page = &self.edition.pages[at];
        self.note_change(self.edition.next_standing(at));
        let mut out = format!("# {}\n", escape_markdown(&page.title));
        if let Some(text) = &page.description {
            let _ = write!(out, "\n{}\n", self.md(text, path));
        }
        if let Some(meta) = &page.meta {
            self.governing(&mut out, meta, path);
        }
        let resolver =
            LinkResolver { renderer: self, path, section: &page.links_from, anchors: None, terms: false, facts: None };
        let body = page.body.markdown(2, &resolver);
        if !body.is_empty() {
            let _ = write!(out, "\n{body}");
        }
        if let Some(meta) = &page.meta {
            self.promises(&mut out, meta, path);
        }
        if let Some(day) = self.next_change.0.get() {
            let strings = &self.theme.strings;
            let _ = write!(out, "\n{}\n", strings.get("page.until").replace("{date}", &Date::new(day, strings).text));
        }
        out
    }

    fn md(&self, text: &Prose, path: &SitePath) -> String {
        let page = text.base.page.as_deref().map(SitePath::page).filter(|page| page != path);
        let section = &text.base.folder;
        let anchors = page.as_ref();
        text.markdown(&LinkResolver { renderer: self, path, section, anchors, terms: false, facts: None })
    }

    /// What governs a policy: what it is, since when, who answers for it, and what its card says.
    fn governing(&self, out: &mut String, meta: &PolicyMeta, path: &SitePath) {
        let strings = &self.theme.strings;
        let standing = self.edition.shown_standing(meta);
        let role = |key: &str| self.edition.people.get(key).map(|person| escape_markdown(&person.role));
        let date = |day| Date::new(day, strings).text;
        let standing_word = strings.get(&format!("standing.{}", standing.word())).to_owned();
        let flexibility = meta.flexibility().map(flexibility_word).filter(|_| !meta.undecided);
        let until = meta.last_day.map(date).map(|day| format!("{}: {day}", strings.get("card.until")));
        let facts = [
            meta.id().map(str::to_owned),
            Some(standing_word),
            flexibility.map(|word| strings.get(&format!("flexibility.{word}")).to_owned()),
            meta.version().map(|version| format!("{}: {version}", strings.get("card.version"))),
            meta.effective().map(|day| {
                let label = match standing {
                    Standing::Announced => "card.from",
                    _ if meta.standing.governs() => "card.since",
                    _ => "card.first_day",
                };
                format!("{}: {}", strings.get(label), date(day))
            }),
            until,
            meta.owner().and_then(role).map(|role| format!("{}: {role}", strings.get("card.owner"))),
        ];
        out.push('\n');
        for fact in facts.into_iter().flatten() {
            let _ = writeln!(out, "- {fact}");
        }
        if !meta.undecided {
            self.card(out, meta, path);
        }
    }

    fn card(&self, out: &mut String, meta: &PolicyMeta, path: &SitePath) {
        let strings = &self.theme.strings;
        let side = if self.edition.most_private { "staff" } else { "client" };
        let role = |key: &str| self.edition.people.get(key).map(|person| escape_markdown(&person.role));
        let heading = |out: &mut String, key: &str| {
            let _ = write!(out, "\n## {}\n\n", strings.get(key));
        };
        let options: Vec<_> = meta.options().collect();
        if !options.is_empty() {
            let offers = format!("card.options_{side}");
            heading(out, if meta.standing.offers() { &offers } else { "card.options_then" });
        }
        for option in options {
            let _ = writeln!(out, "- {}", self.md(option.offer, path));
            for (key, text) in [("card.when", option.when), ("card.limit", option.limit)] {
                if let Some(text) = text {
                    let _ = writeln!(out, "  - {}: {}", strings.get(key), self.md(text, path));
                }
            }
            if let Some(who) = option.decided_by.and_then(role) {
                let _ = writeln!(out, "  - {}: {who}", strings.get("card.decides"));
            }
        }
        let reasons: Vec<String> = meta.reasons().iter().map(|reason| self.md(reason, path)).collect();
        if !reasons.is_empty() {
            heading(out, &format!("card.reasons_{side}"));
            for reason in reasons {
                let _ = writeln!(out, "- {}", reason.replace('\n', "\n  "));
            }
        }
        if let Some(say) = meta.say() {
            heading(out, "card.say");
            let _ = writeln!(out, "> {}", self.md(say, path).replace('\n', "\n> "));
        }
        if !meta.rationale().is_empty() {
            heading(out, &format!("card.why_{side}"));
            let texts: Vec<String> = meta.rationale().iter().map(|text| self.md(text, path)).collect();
            let _ = writeln!(out, "{}", texts.join("\n\n"));
        }
        let steps: Vec<String> = meta.next_steps().iter().filter_map(|key| self.whom_to_ask(key)).collect();
        if !steps.is_empty() {
            heading(out, if self.edition.most_private { "card.escalation" } else { "card.ask" });
            for (at, step) in steps.iter().enumerate() {
                let _ = writeln!(out, "{}. {step}", at + 1);
            }
        }
    }

    /// A person, how to reach them, and how soon they answer.
    fn whom_to_ask(&self, key: &str) -> Option<String> {
        let person = self.edition.people.get(key)?;
        let words = |text: &Option<Prose>| text.as_ref().map(|text| escape_markdown(&self.words(text)));
        let contact = words(&person.contact);
        let contact =
            contact.as_deref().map(|text| text.trim_start_matches("mailto:").trim_start_matches("tel:").to_owned());
        let soon = words(&person.answers_within);
        let soon = soon.map(|soon| format!("{} {soon}", self.theme.strings.get("card.answers")));
        let parts = [Some(escape_markdown(&person.role)), person.name.as_deref().map(escape_markdown), contact, soon];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    /// What is promised.
    fn promises(&self, out: &mut String, meta: &PolicyMeta, path: &SitePath) {
        let entries = meta.values.entries("standards");
        if entries.is_empty() {
            return;
        }
        let _ = write!(out, "\n## {}\n\n", self.theme.strings.get("standards.title"));
        for MetaEntry { values, .. } in entries {
            if let (Some(measure), Some(target)) = (values.prose("measure"), values.prose("target")) {
                let _ = writeln!(out, "- {}: {}", self.md(measure, path), self.md(target, path));
            }
        }
    }
}

fn flexibility_word(flexibility: Flexibility) -> &'static str {
    match flexibility {
        Flexibility::Black => "black",
        Flexibility::Grey => "grey",
        Flexibility::Undecided => "undecided",
    }
}
