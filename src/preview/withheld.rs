//! Which parts of a policy's front matter are withheld from whom: what the bar lists beside the marks on the page.
//!
//! In: a policy. Out: each part that not every audience of an edition sees, by its name for people. What always holds: this
//! tells editors what the door does, and decides nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::Readers;
use crate::handbook::Handbook;
use crate::markdown::{Markup, field_words};
use crate::policy::{FIELDS, Field, Policy, SeenBy, Target, Type, Value, Values};
use crate::text::Spanned;

/// The most characters of an entry that name it.
const SHORT: usize = 60;

/// A part that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    /// The key, and the beginning of the entry where there are several.
    pub(super) what: String,
    /// The titles of the audiences that do not see it.
    pub(super) from: Vec<String>,
}

/// What is withheld of a policy, from the audiences that have an edition.
pub(super) fn withheld(handbook: &Handbook, policy: &Policy) -> Vec<Part> {
    let mut found = Withheld { handbook, parts: Vec::new() };
    found.add("the whole page".to_owned(), handbook.known_to(policy));
    found.table("", FIELDS, &policy.front.values);
    found.parts
}

struct Withheld<'a> {
    handbook: &'a Handbook,
    parts: Vec<Part>,
}

impl Withheld<'_> {
    fn add(&mut self, what: String, readers: Readers) {
        let part = Part { what, from: kept_from(self.handbook, readers) };
        if !part.from.is_empty() && !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }

    /// The keys of a table, each named after the keys of the tables around it.
    fn table(&mut self, around: &str, fields: &[Field], values: &Values) {
        for field in fields {
            let Some(value) = values.get(field.name) else { continue };
            if field.readers == SeenBy::MostPrivate {
                self.add(format!("{around}{}", field.name), self.handbook.config.audiences.private());
                continue;
            }
            match (&field.accepts, value) {
                (Type::Table(fields), Value::Table(table)) => {
                    self.table(&format!("{around}{}.", field.name), fields, table);
                }
                (Type::TextPerAudience, Value::Entries(entries)) => {
                    for entry in entries {
                        self.entry(field.name, entry.text(), field.markup, entry.readers);
                    }
                }
                (Type::Entries { entry: name, fields }, Value::Entries(entries)) => {
                    // "an option" is an option.
                    let name = name.split_once(' ').map_or(*name, |(_, name)| name);
                    let titled = fields.iter().find(|field| field.accepts.is_prose());
                    for entry in entries {
                        let text = titled.and_then(|field| entry.values.text(field.name));
                        let markup = titled.map_or(Markup::Plain, |field| field.markup);
                        self.entry(name, text, markup, entry.readers);
                    }
                }
                (Type::Key(Target::People), Value::Text(key)) => self.person(&key.value),
                (Type::Keys(Target::People), Value::Texts(keys)) => {
                    for key in keys {
                        self.person(&key.value);
                    }
                }
                _ => {}
            }
        }
    }

    /// An entry, named by the beginning of its text.
    fn entry(&mut self, name: &str, text: Option<&Spanned<String>>, markup: Markup, readers: Readers) {
        let words = text.map_or_else(String::new, |text| self.words(&text.value, markup));
        self.add(shortened(name, &words), readers);
    }

    /// A text as a page shows it: without marks, and with the values that facts have on the day.
    fn words(&self, text: &str, markup: Markup) -> String {
        let facts = &self.handbook.data.facts;
        let value = |key: &str| facts.get(key)?.on(self.handbook.today).map(|value| &value.value);
        field_words(text, markup, &|key| Some(field_words(value(key)?, Markup::Inline, &|_| None)))
    }

    fn person(&mut self, key: &str) {
        if let Some(person) = self.handbook.data.people.get(key) {
            self.add(shortened("person", &self.words(&person.role, Markup::Plain)), person.readers);
        }
    }
}

/// From whom the blocks of each audience are withheld, by its key.
pub(super) fn blocks(handbook: &Handbook) -> BTreeMap<String, Vec<String>> {
    let audiences = handbook.config.audiences.iter();
    audiences.map(|(_, audience)| (audience.key.clone(), kept_from(handbook, audience.readers))).collect()
}

/// The titles of the audiences that have an edition and are not among the readers.
fn kept_from(handbook: &Handbook, readers: Readers) -> Vec<String> {
    let editions = handbook.config.editions.iter().filter(|edition| !readers.contains(edition.audience));
    editions.map(|edition| handbook.config.audiences.get(edition.audience).title.clone()).collect()
}

fn shortened(key: &str, text: &str) -> String {
    let mut short: String = text.chars().take(SHORT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{key}: {short}")
}
