//! `releases.toml`: the ledger as a file.
//!
//! In: the text of the file, or what is to be added to it. Out: a [`Ledger`], or the text to add. What always holds: a ledger whose
//! entries do not fit one another is read with its faults, each at its place, and nothing is ever written but at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;

use super::entry::{Chain, Entry, Heads, Reason, Recorded};
use super::hash::Hash;
use super::proof::{What, is_one_line};
use super::time_stamp::is_stamp_of;
use crate::text::Span;

/// What the file begins with.
const HEAD: &str = "\
# The ledger of versions: which text was in force from which day. `greyline release` and `greyline build --record` add to it.
# Nothing in it is ever changed or removed; the manual's page Evidence says what it holds. Keep it with the handbook, and private.
format = 1
";

/// The ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// The time stamps, by the root that they are of.
    pub stamps: BTreeMap<Hash, Stamp>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Where each entry stands.
    spans: Vec<Span>,
}

/// A time stamp of RFC 3161.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The service that gave it.
    pub from: String,
    /// Its answer.
    pub token: Arc<[u8]>,
}

/// What is wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// What to do about a ledger that is not what was written.
const PUT_BACK: &str = "put the file back as it was, `git log -p` with its name shows how it was changed; entries are added by `greyline build \
                        --record` alone";

/// How other programs leave a file that is no ledger at all: what such a line begins with, what happened, and what to do.
const LEFT_BY_GIT: [(&str, &str, &str); 2] = [
    (
        "version https://git-lfs",
        "this is a pointer of Git LFS in the place of the ledger",
        "run `git lfs pull`, and take the file out of LFS, so that every clone has it",
    ),
    (
        "<<<<<<< ",
        "two branches both added entries, and the merge left the marks of both",
        "keep the entries of the branch that was published, and record the rest again: `greyline build --record`, with `--because` for what \
         came into force meanwhile",
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    format: u32,
    #[serde(default)]
    entries: Vec<toml::Spanned<EntryText>>,
    #[serde(default)]
    time_stamps: Vec<toml::Spanned<StampText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryText {
    on: Datetime,
    previous: Option<Hash>,
    secret: Hash,
    #[serde(default)]
    ends: bool,
    versions: Vec<toml::Spanned<VersionText>>,
    root: Hash,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    id: String,
    version: String,
    day: Option<Datetime>,
    approved: Option<ApprovedText>,
    #[serde(default)]
    what: What,
    source: Option<Hash>,
    reason: Option<String>,
    #[serde(default)]
    told: BTreeSet<String>,
    texts: BTreeMap<String, String>,
    #[serde(default)]
    hidden: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovedText {
    by: String,
    on: Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StampText {
    root: Hash,
    from: String,
    token: String,
}

impl Ledger {
    /// Reads the ledger.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut ledger = Self::default();
        let file: FileText = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                let span = error.span().map_or_else(Span::default, Span::new);
                let left = LEFT_BY_GIT.iter().find(|(start, ..)| text.lines().any(|line| line.starts_with(start)));
                let (message, help) = match left {
                    Some((_, message, help)) => ((*message).to_owned(), *help),
                    None => (format!("this is no ledger: {}", error.message()), PUT_BACK),
                };
                ledger.faults.push(Fault { span, message, help });
                return ledger;
            }
        };
        if file.format != 1 {
            let message = format!("this ledger is of format {}, and this program reads 1", file.format);
            ledger.faults.push(Fault { span: Span::default(), message, help: "a newer greyline wrote it: update" });
            return ledger;
        }
        for entry in file.entries {
            let span = Span::new(entry.span());
            match read_entry(entry.into_inner()) {
                Ok(entry) => {
                    ledger.entries.push(entry);
                    ledger.spans.push(span);
                }
                Err(message) => ledger.fault(span, message),
            }
        }
        ledger.check_chain();
        for stamp in file.time_stamps {
            ledger.add_stamp(stamp);
        }
        ledger
    }

    fn add_stamp(&mut self, stamp: toml::Spanned<StampText>) {
        let span = Span::new(stamp.span());
        let StampText { root, from, token } = stamp.into_inner();
        match STANDARD.decode(token.as_bytes()) {
            _ if self.entries.iter().all(|entry| entry.root != root) => {
                self.fault(span, "this time stamp is of no entry of the ledger".to_owned());
            }
            Ok(token) if !is_stamp_of(&token, root) => {
                self.fault(span, "this time stamp is of something else than the root beside it".to_owned());
            }
            Ok(token) => drop(self.stamps.entry(root).or_insert(Stamp { from, token: token.into() })),
            Err(_) => self.fault(span, "this time stamp is not written in base64".to_owned()),
        }
    }

    fn fault(&mut self, span: Span, message: String) {
        self.faults.push(Fault { span, message, help: PUT_BACK });
    }

    /// Compares each entry with what it says, and with the one before.
    fn check_chain(&mut self) {
        let mut heads = Heads::new();
        let mut previous: Option<&Entry> = None;
        let mut faults = Vec::new();
        for (entry, span) in self.entries.iter().zip(&self.spans) {
            let mut fault = |message: &str| {
                let on = entry.on;
                faults.push(Fault { span: *span, message: format!("the entry of {on} {message}"), help: PUT_BACK });
            };
            if entry.previous != previous.map(|entry| entry.root) {
                fault("does not follow the one before it: an entry was removed, added or moved");
            }
            if previous.is_some_and(|previous| previous.on > entry.on) {
                fault("is dated before the one that it follows");
            }
            if entry.computed_root(&heads) != entry.root {
                fault("is not what it was when it was written: its root is another");
            }
            add_heads(entry, &mut heads);
            previous = Some(entry);
        }
        self.faults.extend(faults);
    }

    /// What the ledger says to an edition, oldest first.
    #[must_use]
    pub fn chain(&self, edition: &str) -> Vec<Chain<'_>> {
        let mut heads = Heads::new();
        let mut chain = Vec::new();
        for entry in &self.entries {
            if entry.editions().contains(edition) {
                chain.extend(entry.chain(edition, &heads));
                heads.insert(edition.to_owned(), entry.head(edition, &heads));
            }
            for other in entry.editions().into_iter().filter(|other| *other != edition) {
                let head = entry.head(other, &heads);
                heads.insert(other.to_owned(), head);
            }
        }
        chain
    }

    /// The editions that it says anything to.
    #[must_use]
    pub fn editions(&self) -> BTreeSet<&str> {
        self.entries.iter().flat_map(Entry::editions).collect()
    }

    /// Whether nothing was ever recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.faults.is_empty()
    }

    /// Where an entry stands.
    #[must_use]
    pub fn span_of(&self, entry: usize) -> Span {
        self.spans.get(entry).copied().unwrap_or_default()
    }

    /// The next entry.
    #[must_use]
    pub fn next(&self, on: Date, secret: Hash, versions: Vec<Recorded>) -> Entry {
        let mut heads = Heads::new();
        self.entries.iter().for_each(|entry| add_heads(entry, &mut heads));
        // No entry is older than the one that it follows, whatever day is taken for today.
        let on = self.entries.last().map_or(on, |last| last.on.max(on));
        Entry::new(on, self.entries.last().map(|last| last.root), secret, versions, &heads)
    }
}

fn add_heads(entry: &Entry, heads: &mut Heads) {
    let new: Vec<_> = entry.editions().into_iter().map(|name| (name.to_owned(), entry.head(name, heads))).collect();
    heads.extend(new);
}

fn read_entry(text: EntryText) -> Result<Entry, String> {
    let EntryText { on, previous, secret, ends: has_ends, versions, root } = text;
    let versions = versions.into_iter().map(|version| read_version(version.into_inner())).collect::<Result<_, _>>()?;
    Ok(Entry { on: date(on)?, previous, secret, has_ends, versions, root })
}

fn read_version(text: VersionText) -> Result<Recorded, String> {
    let VersionText { id, version, day, approved, what, source, reason, told, texts, hidden } = text;
    if let Some(part) = [&id, &version].into_iter().chain(texts.keys()).find(|part| !is_one_line(part)) {
        return Err(format!("{part:?} is no name that the ledger can hold"));
    }
    let texts = texts.into_iter().map(|(edition, text)| match text.as_str() {
        "-" => Ok((edition, None)),
        text => Ok((edition, Some(text.parse()?))),
    });
    let texts = texts.collect::<Result<_, String>>()?;
    let reason = reason.map(|text| Reason { text, editions: told });
    let approval = approved.map(|approved| date(approved.on).map(|on| (approved.by, on))).transpose()?;
    Ok(Recorded { id, version, day: day.map(date).transpose()?, approval, what, source, reason, texts, hidden })
}

fn date(written: Datetime) -> Result<Date, String> {
    written.to_string().parse().map_err(|_| format!("`{written}` is no day"))
}

/// The text of the file with an entry at its end. What was there stays as it is to the byte.
#[must_use]
pub fn with_entry(before: &str, entry: &Entry) -> String {
    let mut out = if before.is_empty() { HEAD.to_owned() } else { before.to_owned() };
    if !out.ends_with('\n') {
        out.push('\n');
    }
    let _ = writeln!(out, "\n[[entries]]\non = {}", entry.on);
    if let Some(previous) = entry.previous {
        let _ = writeln!(out, "previous = \"{previous}\"");
    }
    let ends = if entry.has_ends { "ends = true\n" } else { "" };
    let _ = writeln!(out, "secret = \"{}\"\nroot = \"{}\"\n{ends}versions = [", entry.secret, entry.root);
    for version in &entry.versions {
        let _ = writeln!(out, "    {},", version_line(version));
    }
    out.push_str("]\n");
    out
}

/// The text of the file with a time stamp at its end.
#[must_use]
pub fn with_stamp(before: &str, root: Hash, stamp: &Stamp) -> String {
    let token = STANDARD.encode(&stamp.token);
    format!("{before}\n[[time_stamps]]\nroot = \"{root}\"\nfrom = {}\ntoken = \"{token}\"\n", quoted(&stamp.from))
}

fn version_line(recorded: &Recorded) -> String {
    let Recorded { id, version, day, approval, what, source, reason, texts, hidden } = recorded;
    let mut line = format!("{{ id = {}, version = {}", quoted(id), quoted(version));
    let _ = day.map(|day| write!(line, ", day = {day}"));
    let _ = approval.as_ref().map(|(by, on)| write!(line, ", approved = {{ by = {}, on = {on} }}", quoted(by)));
    let _ = (*what != What::InForce).then(|| write!(line, ", what = \"{}\"", what.name()));
    let _ = source.map(|source| write!(line, ", source = \"{source}\""));
    let list = |names: &BTreeSet<String>| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    if let Some(Reason { text, editions }) = reason {
        let _ = write!(line, ", reason = {}", quoted(text));
        let _ = (!editions.is_empty()).then(|| write!(line, ", told = [{}]", list(editions)));
    }
    let text = |(edition, text): (&String, &Option<Hash>)| {
        format!("{} = \"{}\"", quoted(edition), text.map_or_else(|| "-".to_owned(), |text| text.to_string()))
    };
    let _ = write!(line, ", texts = {{ {} }}", texts.iter().map(text).collect::<Vec<_>>().join(", "));
    if !hidden.is_empty() {
        let hidden = hidden.iter().map(|(edition, keys)| format!("{} = [{}]", quoted(edition), list(keys)));
        let _ = write!(line, ", hidden = {{ {} }}", hidden.collect::<Vec<_>>().join(", "));
    }
    line + " }"
}

/// A text as a string of TOML on one line.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
