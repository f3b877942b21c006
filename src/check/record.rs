//! `addresses.txt`: every address that the handbook has published, and those that it has let go.
//!
//! In: the file, and the sites that were published. Out: the record, and its text with the new addresses. What always holds: the
//! record is a source, so it says of a private address no more than the sources do, and nothing of it is published.
//!
//! ```text
//! /refunds/late/ policy client,staff CS-014 #limits,#refunds staff#desk
//! /register/ list staff
//! gone /refunds/old/ 2026-11-28
//! gone /staffing/ 2026-11-28 client
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::Date;

use super::page_anchors::edition_anchors;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{Gone, Handbook, LetGo, LineFault, edition_names, recorded_address};
use crate::site::{AddressKind, Site};
use crate::source::SourceFile;
use crate::text::{SitePath, Span};

/// What the file begins with.
const HEAD: &str = "\
# Every address that this handbook has published. `greyline build --record` writes this file; keep it with the handbook.
# To let an address go, add a line such as: gone /old/path/ 2026-11-28
";

/// The record.
#[derive(Debug, Clone, Default)]
pub struct AddressRecord {
    pub(super) addresses: BTreeMap<SitePath, Recorded>,
    let_go: LetGo,
    /// Comments of the author's, and lines that cannot be read: they stay as they are.
    other_lines: Vec<String>,
}

/// An address that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) kind: AddressKind,
    /// The editions that published it.
    pub(super) editions: BTreeSet<String>,
    /// The id of the policy that it is about.
    pub(super) id: Option<String>,
    /// The anchors of the headings that its page has had, which readers may have linked to, each with the editions that had it.
    pub(super) anchors: BTreeMap<String, BTreeSet<String>>,
    /// Where the line stands.
    pub(super) span: Span,
}

impl AddressRecord {
    /// Reads the record. A line that cannot be read is reported.
    #[must_use]
    pub fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Self {
        let mut record = Self::default();
        let mut at = 0;
        for line in file.text.split_inclusive('\n') {
            let span = Span::new(at..at + line.trim_end().len());
            at += line.len();
            let line = line.trim();
            if line.is_empty() || HEAD.lines().any(|known| known == line) {
                continue;
            }
            let read = if line.starts_with('#') { Err(None) } else { record.read_line(line, span).map_err(Some) };
            if let Err(fault) = read {
                record.other_lines.push(line.to_owned());
                if let Some((message, help)) = fault {
                    diagnostics.push(Diagnostic::new(Rule::InvalidValue, &file.name, span, message).help(help));
                }
            }
        }
        record
    }

    /// Reads a line; what is wrong with it, and what to write instead, is the error.
    fn read_line(&mut self, line: &str, span: Span) -> Result<(), LineFault> {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let anchors = words.split_off(words.iter().position(|word| word.contains('#')).unwrap_or(words.len()));
        match words[..] {
            ["gone", ..] => self.let_go.read_line(&words[1..]),
            [address, kind, editions, ..] if words.len() <= 4 && kind != "gone" => {
                let path = recorded_address(address)?;
                let known = AddressKind::ALL.map(AddressKind::name);
                let kind = AddressKind::from_name(kind).ok_or_else(|| {
                    let near = nearest(kind, known).map(|near| format!("did you mean `{near}`?"));
                    (format!("`{kind}` is no kind of address"), near.unwrap_or_else(|| format!("one of {}", known.join(", "))))
                })?;
                let editions = edition_names(editions);
                let anchors = read_anchors(&anchors, &editions);
                let recorded = Recorded { kind, editions, id: words.get(3).map(|id| (*id).to_owned()), anchors, span };
                match self.addresses.get_mut(&path) {
                    // Two branches that were merged may both have brought the address.
                    Some(known) => {
                        known.editions.extend(recorded.editions);
                        for (anchor, editions) in recorded.anchors {
                            known.anchors.entry(anchor).or_default().extend(editions);
                        }
                    }
                    None => drop(self.addresses.insert(path, recorded)),
                }
                Ok(())
            }
            _ => Err((
                "this is no line of the record of addresses".to_owned(),
                "remove it; `greyline build --record` writes this file, and an author adds `gone /old/path/ 2026-11-28`"
                    .to_owned(),
            )),
        }
    }

    /// Whether an address may be missing from an edition. With the page of a policy its old versions and its feed go.
    pub(super) fn is_gone(&self, path: &SitePath, kind: AddressKind, edition: &str, today: Date) -> bool {
        let covers = |path: &SitePath| self.let_go.covers(path, edition, today);
        covers(path) || page_above(path, kind).is_some_and(|page| covers(&page))
    }

    /// Adds what the sites of some editions publish. What was let go and is no longer published leaves the record, and so do
    /// editions that the handbook no longer has.
    #[must_use]
    pub fn updated(&self, sites: &[(&str, &Site)], handbook: &Handbook) -> Self {
        let today = handbook.today;
        let editions: BTreeSet<&str> = handbook.config.editions.iter().map(|edition| edition.name.as_str()).collect();
        let mut new = self.clone();
        for (path, recorded) in &mut new.addresses {
            recorded.editions.retain(|edition| {
                let site = sites.iter().find(|(name, _)| name == edition);
                editions.contains(edition.as_str())
                    && site.is_none_or(|(_, site)| {
                        site.publishes(path) || !self.is_gone(path, recorded.kind, edition, today)
                    })
            });
        }
        for (edition, site) in sites {
            for (path, kind, id) in site.recorded() {
                let id = id.map(str::to_owned);
                let known = new.addresses.entry(path.clone());
                let recorded = known.or_insert_with(|| Recorded {
                    kind,
                    editions: BTreeSet::new(),
                    id: None,
                    anchors: BTreeMap::new(),
                    span: Span::default(),
                });
                (recorded.kind, recorded.id) = (kind, id);
                if let Some(at) = handbook.by_address.get(path.address().trim_end_matches('/')) {
                    let here = edition_anchors(handbook, *at, site.edition());
                    for anchor in handbook.heading_anchors(*at).into_iter().filter(|anchor| here.contains(anchor)) {
                        recorded.anchors.entry(anchor).or_default().insert((*edition).to_owned());
                    }
                }
                recorded.editions.insert((*edition).to_owned());
            }
        }
        for recorded in new.addresses.values_mut() {
            let Recorded { editions, anchors, .. } = recorded;
            anchors.retain(|_, readers| {
                readers.retain(|edition| editions.contains(edition));
                !readers.is_empty()
            });
        }
        new.addresses.retain(|_, recorded| !recorded.editions.is_empty());
        let let_go = self.let_go.0.iter();
        new.let_go =
            LetGo(let_go.filter_map(|(path, gone)| Some((path.clone(), self.still_gone(path, gone, &new)?))).collect());
        new
    }

    /// What remains of a line that let an address go: where some edition still publishes it, the editions that do not.
    fn still_gone(&self, path: &SitePath, gone: &Gone, new: &Self) -> Option<Gone> {
        let Some(published) = new.addresses.get(path) else { return Some(gone.clone()) };
        let before = self.addresses.get(path).map(|recorded| &recorded.editions);
        let named = if gone.editions.is_empty() { before? } else { &gone.editions };
        let editions: BTreeSet<String> = named.difference(&published.editions).cloned().collect();
        (!editions.is_empty()).then_some(Gone { from: gone.from, editions })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for line in &self.other_lines {
            text.extend([line, "\n"]);
        }
        for (path, Recorded { kind, editions, id, anchors, span: _ }) in &self.addresses {
            let _ = write!(text, "/{} {} {}", path.encoded_address(), kind.name(), list(editions));
            let _ = id.as_ref().map(|id| write!(text, " {id}"));
            text.push_str(&written_anchors(anchors, editions));
            text.push('\n');
        }
        for (path, Gone { from, editions }) in &self.let_go.0 {
            let _ = write!(text, "gone /{} {from}", path.encoded_address());
            let _ = (!editions.is_empty()).then(|| write!(text, " {}", list(editions)));
            text.push('\n');
        }
        text
    }
}

/// Reads the anchors of a line, whose editions have them unless other editions are named before them.
fn read_anchors(words: &[&str], editions: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (readers, names) in words.iter().filter_map(|word| word.split_once('#')) {
        let readers = if readers.is_empty() { editions.clone() } else { edition_names(readers) };
        let names = names.split(',').map(|name| name.trim_start_matches('#')).filter(|name| !name.is_empty());
        for name in names {
            anchors.entry(name.to_owned()).or_default().extend(readers.iter().cloned());
        }
    }
    anchors
}

/// The anchors of a line: first those that all of its editions have.
fn written_anchors(anchors: &BTreeMap<String, BTreeSet<String>>, editions: &BTreeSet<String>) -> String {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (anchor, readers) in anchors {
        let readers = if readers == editions { String::new() } else { list(readers) };
        groups.entry(readers).or_default().push(anchor);
    }
    let mut out = String::new();
    for (readers, names) in &groups {
        let _ = write!(out, " {readers}#{}", names.join(",#"));
    }
    out
}

/// The page that old versions and a feed belong to: with it they go.
pub(super) fn page_above(path: &SitePath, kind: AddressKind) -> Option<SitePath> {
    let path = path.as_str();
    let end = match kind {
        AddressKind::Archive | AddressKind::Feed => {
            let end = path.rfind("/versions/").or_else(|| path.rfind("/changes/"));
            // A feed, or the permanent link of a version.
            end.or_else(|| path.trim_end_matches("/index.html").rfind('/'))?
        }
        _ => return None,
    };
    Some(SitePath::page(&path[..end]))
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}
