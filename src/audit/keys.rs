//! Who may read which key of the front matter and the data files.
//!
//! In: the values of one file, and whether the file may be seen. Out: its texts. What always holds: a key that is not known here to
//! be for others is for the most private audience.

use super::book::Book;
use super::gather::Gather;
use super::markdown::{Known, Raw};
use super::needles::Mark;
use super::value::Value;

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
    ("consultation", File),
    ("consultation.until", File),
    ("consultation.feedback", File),
    ("options", EntryAudience),
    ("standards", EntryAudience),
    ("scenarios", EntryAudience),
    ("scenarios.option", MostPrivate),
    ("benchmarks", MostPrivate),
    ("good_calls", MostPrivate),
    ("waivers", MostPrivate),
    ("changes", EntryAudience),
    ("changes.source", MostPrivate),
    ("changes.approved", MostPrivate),
    ("changes.approved.by", MostPrivate),
    ("changes.approved.on", MostPrivate),
    ("changes.approved.reference", MostPrivate),
    ("search", File),
    ("description", File),
    ("order", File),
    ("extra", MostPrivate),
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

/// Keys whose values are dates, numbers, words of the schema or names of other things: no secret by themselves.
const QUIET: [&str; 33] = [
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
    "supersedes",
    "option",
    "confirmed",
];

/// Whether the edition's readers may see what a key or an id names.
pub(super) type Named<'a> = &'a dyn Fn(&str) -> bool;

/// Adds the texts of a front matter.
pub(super) fn front(into: &mut Gather<'_>, front: &Value, seen: bool, book: &Book, named: Named<'_>) {
    for (key, value) in front.entries() {
        let seen_by = key_seen_by(key).unwrap_or(MostPrivate);
        let open = book.sees_all() || seen && seen_by != MostPrivate;
        match seen_by {
            EntryAudience if key == "rationale" && value.is_table() => {
                value
                    .entries()
                    .for_each(|(label, text)| field(into, key, text, open && book.shows(Some(label)), named));
            }
            EntryAudience => value.items().iter().for_each(|entry| {
                let seen = if entry.is_table() { open && book.shows_entry(entry) } else { open };
                fields(into, key, entry, seen, book.sees_all(), named);
            }),
            File if value.is_table() => value.entries().for_each(|(inner, value)| {
                let private = key_seen_by(&format!("{key}.{inner}")).unwrap_or(MostPrivate) == MostPrivate;
                field(into, inner, value, open && (!private || book.sees_all()), named);
            }),
            _ => value.items().iter().for_each(|entry| fields(into, key, entry, open, book.sees_all(), named)),
        }
    }
}

fn fields(into: &mut Gather<'_>, key: &str, entry: &Value, seen: bool, sees_all: bool, named: Named<'_>) {
    if !entry.is_table() {
        field(into, key, entry, seen, named);
    }
    let mut lines = Vec::new();
    for (inner, value) in entry.entries() {
        let private = key_seen_by(&format!("{key}.{inner}")) == Some(MostPrivate);
        let seen = seen && (!private || sees_all);
        match (key, inner) {
            ("changes", "approved") if value.is_table() => approved(into, value, seen, named),
            // The path is often that of the page itself, and no secret then: the commit beside it is what no page says.
            ("changes", "source") => {
                let commit = value.text().and_then(|name| name.split(':').next()).unwrap_or_default();
                into.name(commit, value.at, seen);
            }
            _ => field(into, inner, value, seen, named),
        }
        lines.extend(line(inner, value).filter(|_| seen && may_stand(inner, value, named)));
    }
    // Pages and texts as recorded say the values of an entry one after another, with the names of the keys between them.
    if !lines.is_empty() {
        lines.insert(0, key.to_owned());
        into.raw(Raw { text: lines.join("\n"), places: Vec::new() }, true, Mark::Value);
    }
}

/// A value behind the name of its key, as pages and texts as recorded say it.
fn line(key: &str, value: &Value) -> Option<String> {
    value.text().map(|text| format!("{key} {text}"))
}

/// Whether readers who see a key read its value: one that names somebody, or a policy, only where they may know of it.
fn may_stand(key: &str, value: &Value, named: Named<'_>) -> bool {
    !QUIET.contains(&key) || value.text().is_some_and(named)
}

/// Adds who agreed to a version: a name of somebody, a date, and where that is recorded.
fn approved(into: &mut Gather<'_>, value: &Value, seen: bool, named: Named<'_>) {
    for (key, value) in value.entries() {
        let like = match key {
            "by" => "approved_by",
            "on" => "date",
            _ => "source",
        };
        field(into, like, value, seen, named);
    }
}

fn field(into: &mut Gather<'_>, key: &str, value: &Value, seen: bool, named: Named<'_>) {
    match key {
        _ if QUIET.contains(&key) => {
            let shown = value.items().iter().filter(|item| seen && item.text().is_some_and(named));
            shown.for_each(|item| into.value(item, true, Mark::Name));
        }
        "id" | "title" | "aliases" | "tags" | "who" | "source" | "feedback" => into.value(value, seen, Mark::Name),
        "offer" | "when" | "limit" | "measure" | "target" | "result" | "takes" | "value" => {
            into.value(value, seen, Mark::Value);
        }
        _ => into.value(value, seen, Mark::Prose),
    }
}

/// The data files of a handbook.
pub(super) const DATA: [&str; 4] = ["people.toml", "facts.toml", "goals.toml", "touchpoints.toml"];

/// Adds the texts of a data file. An old file's entry is seen only when today's entry of that key, if there is one, is.
pub(super) fn data(into: &mut Gather<'_>, name: &str, file: &Value, book: &Book, today: impl Fn(&str) -> bool) {
    for (key, entry) in file.entries() {
        let seen = book.shows_entry(entry) && today(key);
        if !entry.is_table() {
            into.value(entry, book.sees_all(), Mark::Prose);
            continue;
        }
        into.name(key, entry.at, seen);
        for (field, value) in entry.entries() {
            match (name, field) {
                (_, "audience") => {}
                ("people.toml", "role" | "name" | "contact") | (_, "title") => into.value(value, seen, Mark::Name),
                ("people.toml", "answers_within") => into.value(value, seen, Mark::Value),
                ("facts.toml", "values") => value.items().iter().for_each(|value| {
                    let shown = seen && (value.get("audience").is_none() || book.shows_entry(value));
                    let text = value.get("value").unwrap_or(value);
                    into.value(text, shown, Mark::Value);
                    let others = value.entries().filter(|(field, _)| !matches!(*field, "value" | "from" | "audience"));
                    others.for_each(|(_, other)| into.value(other, book.sees_all(), Mark::Prose));
                }),
                (_, "text") => into.value(value, seen, Mark::Prose),
                _ => into.value(value, book.sees_all(), Mark::Prose),
            }
        }
    }
}

/// Learns the values of facts.
pub(super) fn learn(file: &Value, book: &Book, known: &mut Known) {
    for (key, entry) in file.entries() {
        let seen = book.shows_entry(entry);
        for value in entry.get("values").map_or(&[][..], Value::items) {
            let shown = seen && (value.get("audience").is_none() || book.shows_entry(value));
            let text = value.get("value").unwrap_or(value).text().unwrap_or_default().to_owned();
            known.facts.entry(key.to_owned()).or_default().push((text, shown));
        }
    }
}
