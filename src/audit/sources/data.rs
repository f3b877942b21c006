//! Who may read which entry of people, facts, goals and touchpoints.
//!
//! In: one of the four data files. Out: its texts, the values of facts, and the keys that other files name. What always
//! holds: an entry without `audience`, and a key that is no known field, is for the most private audience.

use super::Targets;
use super::gather::{Gather, Mark};
use crate::audit::book::Book;
use crate::audit::inline::Known;
use crate::audit::value::Value;

/// The data files of a handbook.
pub(super) const FILES: [&str; 4] = ["people.toml", "facts.toml", "goals.toml", "touchpoints.toml"];

/// Adds the texts of a data file. An old file's entry is seen only when today's entry of that key, if there is one, is.
pub(super) fn gather(into: &mut Gather<'_>, name: &str, file: &Value, book: &Book, today: Option<&Targets>) {
    for (key, entry) in file.entries() {
        if !entry.is_table() {
            into.value(entry, book.sees_all(), Mark::Prose);
            continue;
        }
        let seen = book.shows_entry(entry) && today.is_none_or(|today| today.get(key).copied().unwrap_or(true));
        into.text(key, entry.at, seen, Mark::Name);
        for (field, value) in entry.entries() {
            let mark = match (name, field) {
                (_, "audience") => continue,
                ("people.toml", "role" | "name" | "contact") | (_, "title") => Mark::Name,
                ("people.toml", "answers_within") => Mark::Value,
                ("facts.toml", "values") => {
                    value.items().iter().for_each(|value| fact_value(into, value, seen, book));
                    continue;
                }
                (_, "text") => Mark::Prose,
                _ => {
                    into.value(value, book.sees_all(), Mark::Prose);
                    continue;
                }
            };
            into.value(value, seen, mark);
        }
    }
}

fn fact_value(into: &mut Gather<'_>, value: &Value, seen: bool, book: &Book) {
    if !value.is_table() {
        into.value(value, seen, Mark::Value);
    }
    for (field, text) in value.entries() {
        match field {
            "value" => into.value(text, seen && value_seen(value, book), Mark::Value),
            "from" | "audience" => {}
            _ => into.value(text, book.sees_all(), Mark::Prose),
        }
    }
}

/// A value may be kept closer than its fact; it is never more open.
fn value_seen(value: &Value, book: &Book) -> bool {
    value.get("audience").is_none() || book.shows_entry(value)
}

/// Learns the values of facts, and which keys the edition's readers may see.
pub(super) fn learn(name: &str, file: &Value, book: &Book, known: &mut Known, targets: &mut Targets) {
    for (key, entry) in file.entries().filter(|(_, entry)| entry.is_table()) {
        let seen = book.shows_entry(entry);
        // A key may stand in two files; it is open as a name when either is.
        *targets.entry(key.to_owned()).or_default() |= seen;
        if name == "facts.toml" {
            let values = entry.get("values").map_or(&[][..], Value::items).iter();
            let texts = values.filter_map(|value| {
                Some((value.get("value").unwrap_or(value).text()?.to_owned(), seen && value_seen(value, book)))
            });
            known.facts.entry(key.to_owned()).or_default().extend(texts);
        }
    }
}
