//! `greyline changes --since REVISION`: what a branch changes for the readers of each edition, as a comment for a merge request.
//!
//! In: the handbook as it is, and as it was where the branch began. Out: a text for each edition. What always holds: what is said of an
//! edition is made of that edition alone, on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::terminal;
use crate::config::EditionSettings;
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, Memo, Page, PageIndex, PolicyMeta, project};
use crate::error::{Error, Result};
use crate::handbook::Handbook;
use crate::pipeline::{self, Loaded};
use crate::policy::FIELDS;
use crate::render::{EntryWords, Strings, redline_address};
use crate::text::escape_markdown as escape;

/// What a branch changes.
#[derive(Debug, Serialize)]
pub(super) struct Branch {
    since: String,
    /// The commit at which the branch began.
    commit: String,
    editions: Vec<EditionChanges>,
}

/// What it changes for the readers of one edition.
#[derive(Debug, Default, Serialize)]
struct EditionChanges {
    edition: String,
    audience: String,
    pages: Vec<PageChange>,
    /// Entries of data files, words of the glossary and attachments: each with what became of it.
    others: Vec<OtherChange>,
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Became {
    Added,
    Changed,
    Removed,
}

/// What became of a policy or a page.
#[derive(Debug, Serialize)]
struct PageChange {
    became: Became,
    id: Option<String>,
    title: String,
    /// Its title before, where that was another.
    was: Option<String>,
    /// Its address before, where that was another.
    moved_from: Option<String>,
    address: String,
    url: Option<String>,
    to_version: Option<String>,
    /// Its version before; the same where none was released.
    from_version: Option<String>,
    in_force_from: Option<String>,
    /// Whether its text is another.
    text: bool,
    /// The keys of its front matter whose values are others.
    keys: Vec<&'static str>,
    /// Whether something that governs is another, and the version is not.
    unreleased: bool,
    /// What the change log says of the version.
    what: Option<String>,
    why: Option<String>,
    redline: Option<String>,
}

/// What became of something else than a page.
#[derive(Debug, Serialize)]
struct OtherChange {
    became: Became,
    /// `fact`, `person`, `goal`, `touchpoint`, `term` or `attachment`.
    kind: &'static str,
    name: String,
    before: Option<String>,
    after: Option<String>,
}

impl Branch {
    /// Compares the handbook at `root` with what its branch began with. Returns `None` after reporting the errors of a handbook that has
    /// some.
    pub(super) fn read(
        root: &Path,
        revision: &str,
        today: Date,
        names: &[String],
        allow_shallow: bool,
    ) -> Result<Option<Self>> {
        let head = pipeline::load(root, today)?;
        head.ensure_whole(allow_shallow)?;
        let Some(handbook) = head.handbook.as_ref().filter(|_| !head.has_errors()) else {
            terminal::eprint_report(&head.diagnostics, &head.tree)?;
            return Ok(None);
        };
        let (commit, base) = pipeline::load_base(root, revision, today)?;
        if base.has_errors() {
            let message =
                format!("the handbook had errors at {commit}, where this branch began, so it cannot be compared");
            return Err(Error::Usage(message));
        }
        let unusable = || Error::Usage(format!("book.toml cannot be read at {commit}, where this branch began"));
        let (now, then) = (written(&head, today).ok_or_else(unusable)?, written(&base, today).ok_or_else(unusable)?);
        if let Some(name) = names.iter().find(|name| handbook.config.editions.iter().all(|known| known.name != **name))
        {
            return Err(Error::Usage(format!("there is no edition `{name}`")));
        }
        let strings = pipeline::strings(root, &handbook.config)?;
        let editions = &handbook.config.editions;
        let meant = editions.iter().filter(|settings| names.is_empty() || names.contains(&settings.name));
        let editions = meant.map(|settings| {
            let made = |handbook: &Handbook, settings: &EditionSettings| project(handbook, settings, &Memo::default());
            let before = then.config.editions.iter().find(|known| known.name == settings.name);
            Comparison {
                before: before.map(|settings| made(&then, settings)),
                after: made(&now, settings),
                published: made(handbook, settings),
                strings: &strings,
            }
            .changes()
        });
        Ok(Some(Self { since: revision.to_owned(), editions: editions.collect(), commit }))
    }

    /// Prints it as a comment.
    pub(super) fn markdown(&self) -> String {
        let short = self.commit.get(..10).unwrap_or(&self.commit);
        let mut out = format!(
            "## What this branch changes\n\nSince `{short}`, where it left `{}`.\n",
            self.since.replace('`', "")
        );
        for edition in &self.editions {
            let _ = writeln!(out, "\n### For {}\n", escape(&edition.audience));
            if edition.pages.is_empty() && edition.others.is_empty() {
                out.push_str("Nothing.\n");
            }
            edition.pages.iter().for_each(|page| page.markdown(&mut out));
            for other in &edition.others {
                let [name, before, after] = [Some(&other.name), other.before.as_ref(), other.after.as_ref()]
                    .map(|text| text.map(|text| escape(text)).unwrap_or_default());
                let _ = match other.became {
                    Became::Added if after.is_empty() => writeln!(out, "- New {}: {name}", other.kind),
                    Became::Added => writeln!(out, "- New {}: {name}, {after}", other.kind),
                    Became::Removed => writeln!(out, "- {} no longer there: {name}", capital(other.kind)),
                    Became::Changed if before.is_empty() && after.is_empty() || before == after => {
                        writeln!(out, "- {} changed: {name}", capital(other.kind))
                    }
                    Became::Changed => writeln!(out, "- {} changed: {name}, {before} → {after}", capital(other.kind)),
                };
            }
        }
        out
    }

    /// Prints it for programs.
    pub(super) fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The handbook as its files have it, whatever is in force.
fn written(loaded: &Loaded, today: Date) -> Option<Handbook> {
    pipeline::assemble(&loaded.tree, today, &pipeline::Memo::default(), &mut Diagnostics::default())
}

impl PageChange {
    /// Prints an entry of the list.
    fn markdown(&self, out: &mut String) {
        let title = escape(&self.title);
        let name = self.url.as_ref().map_or_else(|| format!("**{title}**"), |url| format!("**[{title}](<{url}>)**"));
        let id = self.id.as_ref().map(|id| format!(" ({})", escape(id))).unwrap_or_default();
        let mut said = vec![match self.became {
            Became::Added => "new".to_owned(),
            Became::Removed => "no longer there".to_owned(),
            Became::Changed => String::new(),
        }];
        match (&self.from_version, &self.to_version) {
            (Some(old), Some(new)) if old != new => said.push(format!("version {} → {}", escape(old), escape(new))),
            (None, Some(new)) => said.push(format!("version {}", escape(new))),
            _ => {}
        }
        if let Some(day) = self.in_force_from.as_ref().filter(|_| self.from_version != self.to_version) {
            said.push(format!("in force from {day}"));
        }
        said.extend(self.was.as_ref().map(|was| format!("was called {}", escape(was))));
        said.extend(self.moved_from.as_ref().map(|from| format!("moved from `{from}` to `{}`", self.address)));
        let keys = self.keys.iter().map(|key| format!("`{key}`"));
        let touched: Vec<String> = self.text.then(|| "text".to_owned()).into_iter().chain(keys).collect();
        said.push(touched.join(", "));
        said.retain(|part| !part.is_empty());
        let _ = writeln!(out, "- {name}{id}: {}", said.join("; "));
        if let Some(what) = &self.what {
            let why = self.why.as_ref().map(|why| format!(" ({})", escape(why))).unwrap_or_default();
            let _ = writeln!(out, "  - {}{why}", escape(what));
        }
        if let Some(redline) = &self.redline {
            let _ = writeln!(out, "  - [what changed, word by word](<{redline}>)");
        }
        if self.unreleased {
            out.push_str("  - its version is the same: `greyline release` writes a new one\n");
        }
    }
}

/// A word with a capital.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An edition before and after.
struct Comparison<'a> {
    /// `None` for an edition that is new.
    before: Option<Edition>,
    after: Edition,
    /// The edition as it would be published, with its history.
    published: Edition,
    strings: &'a Strings,
}

impl Comparison<'_> {
    fn changes(&self) -> EditionChanges {
        EditionChanges {
            edition: self.after.name.clone(),
            audience: self.after.audience_title.clone(),
            pages: self.pages(),
            others: self.others(),
        }
    }

    fn pages(&self) -> Vec<PageChange> {
        let before: BTreeMap<&str, (&Edition, PageIndex)> = self.before.iter().flat_map(by_key).collect();
        let after: BTreeMap<&str, (&Edition, PageIndex)> = by_key(&self.after).collect();
        let keys: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        keys.into_iter().filter_map(|key| self.page(before.get(key).copied(), after.get(key).copied())).collect()
    }

    /// What became of one page; `None` when nothing did.
    fn page(&self, before: Option<(&Edition, PageIndex)>, after: Option<(&Edition, PageIndex)>) -> Option<PageChange> {
        let (edition, at) = after.or(before)?;
        let shown = &edition.pages[at];
        let [old, new] = [before, after].map(|side| side.map(|(edition, at)| &*edition.pages[at]));
        let (text, keys) = match (old, new) {
            (Some(old), Some(new)) => (old.body.reading() != new.body.reading(), changed_keys(old, new)),
            _ => (false, Vec::new()),
        };
        let was = old.filter(|old| old.title != shown.title).map(|old| old.title.clone());
        let moved_from = old.filter(|old| old.address != shown.address).map(|old| format!("/{}/", old.address));
        let became = match (old, new) {
            (None, _) => Became::Added,
            (_, None) => Became::Removed,
            _ if text || !keys.is_empty() || was.is_some() || moved_from.is_some() => Became::Changed,
            _ => return None,
        };
        let [from_version, to_version] =
            [old, new].map(|page| page.and_then(|page| page.meta.as_ref()?.version().map(str::to_owned)));
        let governs = text || keys.iter().any(|key| FIELDS.iter().any(|field| field.name == *key && field.governs));
        let words = new.and_then(|page| self.words(page, from_version.as_deref()));
        let (what, why, redline) = words.unwrap_or_default();
        Some(PageChange {
            became,
            id: shown.meta.as_ref().and_then(PolicyMeta::id).map(str::to_owned),
            title: shown.title.clone(),
            was,
            moved_from,
            address: format!("/{}", edition.path_of(at).address()),
            url: edition
                .url
                .as_ref()
                .filter(|_| new.is_some())
                .map(|url| format!("{url}{}", edition.path_of(at).encoded_address())),
            unreleased: became == Became::Changed && governs && to_version.is_some() && to_version == from_version,
            to_version,
            from_version,
            in_force_from: new.and_then(|page| page.meta.as_ref()?.effective()).map(|date| date.to_string()),
            text,
            keys,
            what,
            why,
            redline,
        })
    }

    /// What the change log says of a version that was released, and the address of its redline.
    fn words(&self, page: &Page, before: Option<&str>) -> Option<(Option<String>, Option<String>, Option<String>)> {
        let meta = page.meta.as_ref()?;
        let version = meta.version().filter(|version| Some(*version) != before)?;
        let at = *self.published.by_id.get(meta.id()?)?;
        let log = self.published.log_of(at);
        let entry = log.iter().find(
            |entry| matches!(&entry.what, crate::edition::Changed::Version(change) if change.version == version),
        )?;
        let EntryWords { text, reason, .. } = EntryWords::new(entry, &self.published, self.strings);
        let redline = redline_address(entry, &self.published).zip(self.published.url.as_ref());
        let redline = redline.map(|((path, anchor), url)| format!("{url}{}#{anchor}", path.encoded_address()));
        Some((Some(text).filter(|text| !text.is_empty()), reason, redline))
    }

    /// What became of data files, the glossary and attachments.
    fn others(&self) -> Vec<OtherChange> {
        let mut out = Vec::new();
        let mut compare = |kind, entries: &dyn Fn(&Edition) -> Entries| {
            let (before, after) = (self.before.as_ref().map(entries).unwrap_or_default(), entries(&self.after));
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let (old, new) = (before.get(key), after.get(key));
                let became = match (old, new) {
                    (None, _) => Became::Added,
                    (_, None) => Became::Removed,
                    (Some(old), Some(new)) if old != new => Became::Changed,
                    _ => continue,
                };
                let Some(shown) = new.or(old) else { continue };
                let value = |entry: Option<&Entry>| entry.and_then(|entry| entry.value.clone());
                out.push(OtherChange { became, kind, name: shown.name.clone(), before: value(old), after: value(new) });
            }
        };
        compare("fact", &facts);
        compare("person", &|edition| entries(&edition.people, |person| (person.role.clone(), format!("{person:?}"))));
        compare("goal", &|edition| entries(&edition.goals, |goal| (goal.title.clone(), format!("{goal:?}"))));
        compare("touchpoint", &|edition| entries(&edition.touchpoints, |one| (one.title.clone(), format!("{one:?}"))));
        compare("term", &|edition| {
            let terms = edition.terms.iter();
            terms.map(|term| (term.word.clone(), Entry::new(&term.word, format!("{:?}", term.definition)))).collect()
        });
        compare("attachment", &|edition| {
            let files = edition.attachments.iter();
            files
                .map(|(path, bytes)| {
                    (path.to_string(), Entry::new(path.as_str(), format!("{:x?}", Sha256::digest(bytes))))
                })
                .collect()
        });
        out
    }
}

/// The entries of a data file, by key.
type Entries = BTreeMap<String, Entry>;

/// One of them.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: String,
    /// What it is worth, where that can be said in a word.
    value: Option<String>,
    /// All of it.
    whole: String,
}

impl Entry {
    fn new(name: &str, whole: String) -> Self {
        Self { name: name.to_owned(), value: None, whole }
    }
}

fn entries<T>(all: &BTreeMap<String, T>, entry: impl Fn(&T) -> (String, String)) -> Entries {
    let of = |one: &T| {
        let (name, whole) = entry(one);
        Entry::new(&name, whole)
    };
    all.iter().map(|(key, one)| (key.clone(), of(one))).collect()
}

/// The facts, each with its value on the day.
fn facts(edition: &Edition) -> Entries {
    let of = |key: &String, fact: &crate::edition::Fact| Entry {
        name: fact.title.clone(),
        value: edition.fact(key).map(|(value, _)| edition.words(&value.value, None)),
        whole: format!("{fact:?}"),
    };
    edition.facts.iter().map(|(key, fact)| (key.clone(), of(key, fact))).collect()
}

/// The pages of an edition: policies by id, others by address.
fn by_key(edition: &Edition) -> impl Iterator<Item = (&str, (&Edition, PageIndex))> {
    edition.pages.iter_enumerated().map(move |(at, page)| {
        let key = page.meta.as_ref().and_then(PolicyMeta::id).unwrap_or(&page.address);
        (key, (edition, at))
    })
}

/// The keys whose values are not the same in two texts of a policy.
fn changed_keys(old: &Page, new: &Page) -> Vec<&'static str> {
    let (Some(before), Some(after)) = (&old.meta, &new.meta) else { return Vec::new() };
    let named = FIELDS.iter().map(|field| field.name);
    named.filter(|key| before.values.get(key) != after.values.get(key)).collect()
}
