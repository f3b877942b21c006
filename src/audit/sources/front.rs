//! Who may read which key of the front matter.
//!
//! In: the front matter of a policy and whether its file may be seen. Out: its texts. What always holds: a key that is not
//! known here to be for everyone who sees the file is for the most private audience.

use super::Targets;
use super::gather::{Gather, Mark};
use crate::audit::book::Book;
use crate::audit::value::Value;

/// Who may see a key of the front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySeenBy {
    /// Everyone who may see the file.
    File,
    /// Whoever the entry says, or the label of each text.
    EntryAudience,
    /// The most private audience alone.
    MostPrivate,
}

use KeySeenBy::{EntryAudience, File, MostPrivate};

/// Every key of a file, and of the tables in it that have keys for different readers. This is the audit's own list: the rest of the
/// program has another, and a test compares the two.
const KEYS: &[(&str, KeySeenBy)] = &[
    ("id", File),
    ("title", File),
    ("kind", File),
    ("status", File),
    ("version", File),
    ("effective", File),
    ("until", File),
    ("retired", File),
    ("owner", File),
    ("approved_by", MostPrivate),
    ("audience", File),
    ("flexibility", File),
    ("motive", MostPrivate),
    ("review_date", MostPrivate),
    ("reviewed", MostPrivate),
    ("review_every", MostPrivate),
    ("rationale", EntryAudience),
    ("reasons", File),
    ("say", MostPrivate),
    ("goals", File),
    ("touchpoints", File),
    ("escalation", File),
    ("takes", File),
    ("approvals", MostPrivate),
    ("required_for", MostPrivate),
    ("related", File),
    ("supersedes", File),
    ("aliases", File),
    ("tags", File),
    ("keywords", File),
    ("pilot", File),
    ("pilot.until", File),
    ("pilot.with", MostPrivate),
    ("pilot.feedback", File),
    ("options", EntryAudience),
    ("standards", EntryAudience),
    ("scenarios", EntryAudience),
    ("benchmarks", MostPrivate),
    ("good_calls", MostPrivate),
    ("waivers", MostPrivate),
    ("changes", EntryAudience),
    ("description", File),
    ("order", File),
];

/// The keys that the audit knows.
pub fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|(key, _)| *key)
}

/// Who may see a key; `None` for one that the audit does not know. A key of a table is named `pilot.until`.
#[must_use]
pub fn key_seen_by(key: &str) -> Option<KeySeenBy> {
    KEYS.iter().find(|(known, _)| *known == key).map(|(_, seen_by)| *seen_by)
}

/// Keys whose values are dates, numbers, words of the schema or names of other things: when withheld, not worth an alarm.
const QUIET: [&str; 30] = [
    "kind",
    "status",
    "version",
    "effective",
    "until",
    "retired",
    "flexibility",
    "motive",
    "review_date",
    "reviewed",
    "review_every",
    "required_for",
    "approvals",
    "approved_by",
    "owner",
    "goals",
    "touchpoints",
    "escalation",
    "decided_by",
    "audience",
    "order",
    "date",
    "until",
    "from",
    "measured",
    "checked",
    "material",
    "verdict",
    "rule",
    "related",
];

/// Adds the texts of a front matter.
pub(super) fn gather(into: &mut Gather<'_>, front: &Value, seen: bool, book: &Book, targets: &Targets) {
    for (key, value) in front.entries() {
        let seen_by = key_seen_by(key).unwrap_or(MostPrivate);
        let open = book.sees_all() || seen && seen_by != MostPrivate;
        match seen_by {
            EntryAudience if key == "rationale" => {
                for (label, text) in value.entries() {
                    into.value(text, open && book.shows(Some(label)), Mark::Prose);
                }
                if !value.is_table() {
                    field(into, key, value, open, targets);
                }
            }
            EntryAudience => {
                for entry in value.items() {
                    entries(into, entry, open && book.shows_entry(entry), targets);
                }
            }
            File if value.is_table() => {
                for (inner, value) in value.entries() {
                    let private = key_seen_by(&format!("{key}.{inner}")).unwrap_or(MostPrivate) == MostPrivate;
                    field(into, inner, value, open && (!private || book.sees_all()), targets);
                }
            }
            File => field(into, key, value, open, targets),
            MostPrivate => {
                for entry in value.items() {
                    if entry.is_table() {
                        entries(into, entry, open, targets);
                    } else {
                        field(into, key, entry, open, targets);
                    }
                }
            }
        }
    }
}

fn entries(into: &mut Gather<'_>, entry: &Value, seen: bool, targets: &Targets) {
    if !entry.is_table() {
        into.value(entry, seen, Mark::Prose);
    }
    for (key, value) in entry.entries() {
        field(into, key, value, seen, targets);
    }
}

fn field(into: &mut Gather<'_>, key: &str, value: &Value, seen: bool, targets: &Targets) {
    let mark = match key {
        "id" | "title" | "aliases" | "tags" | "who" | "source" | "feedback" => Mark::Name,
        "limit" | "target" | "result" | "takes" | "value" => Mark::Value,
        _ => Mark::Prose,
    };
    if QUIET.contains(&key) || key == "supersedes" {
        let named = |item: &&Value| item.text().is_some_and(|name| targets.get(name).copied().unwrap_or(true));
        if seen {
            value.items().iter().filter(named).for_each(|item| into.value(item, true, Mark::Name));
        }
        return;
    }
    into.value(value, seen, mark);
}
