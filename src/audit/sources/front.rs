//! Who may read which key of the front matter.
//!
//! In: the front matter of a policy and whether its file may be seen. Out: its texts. What always holds: a key that is not
//! known here to be for everyone who sees the file is for the most private audience.

use super::Targets;
use super::gather::{Gather, Mark};
use crate::audit::book::Book;
use crate::audit::value::Value;

/// Keys that never leave the most private audience.
const GOVERNANCE: [&str; 11] = [
    "say",
    "good_calls",
    "waivers",
    "benchmarks",
    "motive",
    "review_date",
    "reviewed",
    "review_every",
    "required_for",
    "approvals",
    "approved_by",
];

/// Keys of a file that all may see who see the file.
const OPEN: [&str; 24] = [
    "id",
    "title",
    "kind",
    "status",
    "version",
    "effective",
    "owner",
    "audience",
    "flexibility",
    "rationale",
    "reasons",
    "goals",
    "touchpoints",
    "escalation",
    "takes",
    "related",
    "supersedes",
    "aliases",
    "tags",
    "keywords",
    "description",
    "order",
    "pilot",
    "until",
];

/// Tables whose entries say themselves who may see them.
const ENTRIES: [&str; 4] = ["options", "standards", "scenarios", "changes"];

/// Keys whose values are dates, numbers, words of the schema or names of other things: when withheld, not worth an alarm.
const QUIET: [&str; 28] = [
    "kind",
    "status",
    "version",
    "effective",
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
        let open = book.sees_all() || seen && (OPEN.contains(&key) || ENTRIES.contains(&key));
        if ENTRIES.contains(&key) {
            for entry in value.items() {
                let open = open && book.shows_entry(entry);
                entries(into, entry, open, targets);
            }
        } else if key == "rationale" && value.is_table() {
            for (label, text) in value.entries() {
                into.value(text, open && book.shows(Some(label)), Mark::Prose);
            }
        } else if key == "pilot" {
            for (key, value) in value.entries() {
                field(into, key, value, open && (key == "until" || book.sees_all()), targets);
            }
        } else if GOVERNANCE.contains(&key) {
            for entry in value.items() {
                if entry.is_table() {
                    entries(into, entry, book.sees_all(), targets);
                } else {
                    field(into, key, entry, book.sees_all(), targets);
                }
            }
        } else {
            field(into, key, value, open, targets);
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
