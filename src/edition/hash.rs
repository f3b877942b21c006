//! The text of a version as it is hashed, recorded and handed over, and its hash: for the manifest, the ledger, receipts, and reading
//! lists that are signed.
//!
//! In: a page, or a version of a policy. Out: what its readers read of it and what governs it, as lines, and their SHA-256. What always
//! holds: two versions that read alike have one text, whatever was withheld from either, whatever facts are worth, and whenever it was
//! made; the form never changes, since ledgers hold its hashes.

use std::fmt::Write;

use super::model::Edition;
use super::pages::{PageIndex, note_page};
use super::policy_meta::{MetaValue, MetaValues, PolicyMeta, Version};
use crate::ledger::Hash;
use crate::markdown::{Names, PlainText, ResolveWords};
use crate::policy::{FIELDS, Field, Target, Type};

/// What a text begins with.
const FORM: &str = "greyline text 1\n";

impl Edition {
    /// The SHA-256, in hexadecimal, of what the edition's readers read of a page: its text, and of a policy what governs it. A fact
    /// counts by its name. Where links within the handbook lead does not count, and neither does anything that no reader sees: a
    /// comment, or a block that was cut out, must not be told from a hash.
    ///
    /// It is worked out when it is first asked for: the manifest and the reading lists ask for the same ones.
    #[must_use]
    pub fn hash(&self, at: PageIndex) -> &str {
        note_page(at);
        self.derived[at].hash.get_or_init(|| Hash::of(self.text_of(at)).to_string())
    }

    /// The text that is hashed.
    #[must_use]
    pub fn text_of(&self, at: PageIndex) -> String {
        let page = &self.pages[at];
        issued_text(page.meta.as_ref(), &page.body.transcript(self), self)
    }

    /// The hash of a version of a policy, whatever it is on the day of the edition.
    #[must_use]
    pub fn version_hash(&self, version: &Version) -> String {
        Hash::of(self.version_text(version)).to_string()
    }

    /// The text of a version of a policy.
    #[must_use]
    pub fn version_text(&self, version: &Version) -> String {
        issued_text(Some(&version.meta), &version.body.transcript(self), self)
    }

    /// A page without its marks. Whoever asks for all pages, as the search does, needs their hashes too, so the text is parsed
    /// once for both.
    pub(super) fn plain_and_hash(&self, at: PageIndex, words: &dyn ResolveWords) -> PlainText {
        let page = &self.pages[at];
        if self.derived[at].hash.get().is_some() {
            return page.body.plain(words);
        }
        let (plain, lines) = page.body.plain_and_transcript(words, self);
        self.derived[at].hash.get_or_init(|| Hash::of(issued_text(page.meta.as_ref(), &lines, self)).to_string());
        plain
    }
}

impl Names for Edition {
    fn fact(&self, key: &str) -> bool {
        self.facts.contains_key(key)
    }

    fn policy(&self, id: &str) -> bool {
        self.by_id.contains_key(id) || self.withdrawn.contains_key(id)
    }
}

/// Knows the keys of people and policies that a text may name, besides facts.
pub(super) trait KeyNames: Names {
    /// Whether its readers may know what a key refers to.
    fn key(&self, target: Target, key: &str) -> bool;
}

impl KeyNames for Edition {
    /// What an edition holds its readers may know.
    fn key(&self, _: Target, _: &str) -> bool {
        true
    }
}

/// The text of a version: what governs it, an empty line, and what it says.
pub(super) fn issued_text(meta: Option<&PolicyMeta>, body: &[String], names: &dyn KeyNames) -> String {
    let mut out = FORM.to_owned();
    if let Some(meta) = meta {
        let _ = writeln!(out, "kind: {}", meta.kind().name());
        for former in meta.replaces.iter().filter(|id| names.key(Target::FormerPolicies, id)) {
            let _ = writeln!(out, "replaces: {former}");
        }
        write_governing(FIELDS, &meta.values, "", names, &mut out);
    }
    out.push('\n');
    for line in body {
        out.extend([line, "\n"]);
    }
    out
}

/// Writes the values of the keys that govern. Whatever is longer than a line, or has parts, stands below its key, further in.
fn write_governing(fields: &[Field], values: &MetaValues, indent: &str, names: &dyn KeyNames, out: &mut String) {
    let inner = format!("{indent}  ");
    for field in fields.iter().filter(|field| field.governs) {
        let Some(value) = values.get(field.name) else { continue };
        match (&field.accepts, value) {
            // Which they are is known by their ids, and the kind by what it is without the key.
            (_, MetaValue::Pages(_)) | (Type::Word(crate::policy::KINDS), _) => {}
            (Type::Table(fields), MetaValue::Table(table)) => {
                let _ = writeln!(out, "{indent}{}:", field.name);
                write_governing(fields, table, &inner, names, out);
            }
            (Type::Entries { fields, .. }, MetaValue::Entries(entries)) => {
                for entry in entries {
                    let _ = writeln!(out, "{indent}{}:", field.name);
                    write_governing(fields, &entry.values, &inner, names, out);
                }
            }
            (_, MetaValue::Prose(text)) => write_lines(field.name, &text.transcript(names), indent, out),
            (_, MetaValue::Proses(texts)) => {
                for text in texts {
                    write_lines(field.name, &text.transcript(names), indent, out);
                }
            }
            (Type::Key(target), MetaValue::Text(key)) if !names.key(*target, key) => {}
            (Type::Keys(target), MetaValue::Texts(keys)) => {
                let known = keys.iter().filter(|key| names.key(*target, key));
                known.for_each(|key| write_line(field.name, key, indent, out));
            }
            (_, MetaValue::Text(text)) => write_line(field.name, text, indent, out),
            (_, MetaValue::Texts(texts)) => texts.iter().for_each(|text| write_line(field.name, text, indent, out)),
            (_, MetaValue::Date(date)) => write_line(field.name, &date.to_string(), indent, out),
            (_, MetaValue::Bool(value)) => write_line(field.name, &value.to_string(), indent, out),
            (_, MetaValue::Integer(value)) => write_line(field.name, &value.to_string(), indent, out),
            // No other type reads a table.
            (_, MetaValue::Table(_) | MetaValue::Entries(_)) => {}
        }
    }
}

fn write_line(name: &str, text: &str, indent: &str, out: &mut String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let _ = writeln!(out, "{indent}{name}: {}", words.join(" "));
}

fn write_lines(name: &str, lines: &[String], indent: &str, out: &mut String) {
    match lines {
        [line] => write_line(name, line, indent, out),
        lines => {
            let _ = writeln!(out, "{indent}{name}:");
            for line in lines {
                let _ = writeln!(out, "{indent}  {line}");
            }
        }
    }
}
