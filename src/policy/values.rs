//! What a front matter says: a value for each declared key that it has, with its place in the file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fields::{Field, Presence, TEXT_OF_AUDIENCE, Type};
use crate::config::Readers;
use crate::text::{Span, Spanned};

/// The values of a table, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    by_key: BTreeMap<&'static str, Value>,
    /// Keys that the author wrote and nobody could read, or wrote with a slip: what they say is not missing, and has been reported.
    unread: BTreeSet<&'static str>,
}

/// A value. Which of these a key has follows from its [`Type`](super::Type).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, a word, a name or a key.
    Text(Spanned<String>),
    /// Several of them.
    Texts(Vec<Spanned<String>>),
    /// A date.
    Date(Spanned<Date>),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A table.
    Table(Values),
    /// A list of tables; of a text per audience, one entry for each audience.
    Entries(Vec<Entry>),
}

/// A table that carries who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who may read it. Where nobody said, the most private audience alone.
    pub readers: Readers,
    /// Where it stands: its first required text, or the whole of it.
    pub span: Span,
    /// What it says.
    pub values: Values,
}

impl Entry {
    /// The text of an entry of a text per audience.
    #[must_use]
    pub fn text(&self) -> Option<&Spanned<String>> {
        self.values.text(TEXT_OF_AUDIENCE)
    }
}

/// Whether two values of a key say the same of what governs, wherever they stand and however their lines are broken.
fn same(one: Option<&Value>, other: Option<&Value>, accepts: &Type) -> bool {
    let words = |one: &Spanned<String>, other: &Spanned<String>| {
        one.value.split_whitespace().eq(other.value.split_whitespace())
    };
    match (one, other) {
        (Some(Value::Text(one)), Some(Value::Text(other))) => words(one, other),
        (Some(Value::Texts(one)), Some(Value::Texts(other))) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| words(one, other))
        }
        (Some(Value::Date(one)), Some(Value::Date(other))) => one.value == other.value,
        (Some(Value::Table(one)), Some(Value::Table(other))) => same_table(one, other, accepts),
        (Some(Value::Entries(one)), Some(Value::Entries(other))) => {
            let same = |(one, other): (&Entry, &Entry)| {
                let text = match (one.text(), other.text()) {
                    (Some(one), Some(other)) => words(one, other),
                    (one, other) => one.is_none() && other.is_none(),
                };
                one.readers == other.readers && text && same_table(&one.values, &other.values, accepts)
            };
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (one, other) => one == other,
    }
}

fn same_table(one: &Values, other: &Values, accepts: &Type) -> bool {
    match accepts {
        Type::Table(fields) | Type::Entries { fields, .. } => one.governing_changes(other, fields).next().is_none(),
        _ => true,
    }
}

impl Values {
    /// The keys that govern and say something else in `other`, in the order of their declaration.
    pub fn governing_changes<'f>(&self, other: &Self, fields: &'f [Field]) -> impl Iterator<Item = &'f Field> {
        let differs = |field: &&Field| !same(self.get(field.name), other.get(field.name), &field.accepts);
        fields.iter().filter(|field| field.governs).filter(differs)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.by_key.get(key)
    }

    /// The keys that have a value, in order, each with it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.by_key.iter().map(|(key, value)| (*key, value))
    }

    /// Notes that a key was written and could not be read.
    pub(super) fn set_unread(&mut self, key: &'static str) {
        self.unread.insert(key);
    }

    /// Whether a key was written and could not be read.
    #[must_use]
    pub fn is_unread(&self, key: &str) -> bool {
        self.unread.contains(key)
    }

    /// Whether nothing was written for a key.
    #[must_use]
    pub fn lacks(&self, key: &str) -> bool {
        self.get(key).is_none() && !self.is_unread(key)
    }

    /// Gives a key a value. An empty list counts as none.
    pub fn set(&mut self, key: &'static str, value: Value) {
        let empty = match &value {
            Value::Texts(texts) => texts.is_empty(),
            Value::Entries(entries) => entries.is_empty(),
            _ => false,
        };
        if empty {
            self.by_key.remove(key);
        } else {
            self.by_key.insert(key, value);
        }
    }

    /// Takes from the values of a newer text of the same policy those that hold at once, also within entries that both have.
    pub(super) fn take_current(&mut self, newer: &Self, fields: &[Field]) {
        for field in fields {
            match (&field.accepts, self.by_key.get_mut(field.name), newer.get(field.name)) {
                _ if newer.is_unread(field.name) => {}
                (_, _, Some(value)) if field.holds_at_once => self.set(field.name, value.clone()),
                (_, _, None) if field.holds_at_once => self.remove(field.name),
                (Type::Entries { fields, .. }, Some(Value::Entries(own)), Some(Value::Entries(newer))) => {
                    let name = fields.iter().find(|field| field.presence == Presence::Required).map(|field| field.name);
                    let Some(name) = name else { continue };
                    for entry in own {
                        let is_same = |other: &&Entry| {
                            entry.readers.within(other.readers)
                                && same(entry.values.get(name), other.values.get(name), &Type::Text)
                        };
                        if let Some(newer) = newer.iter().find(is_same) {
                            entry.values.take_current(&newer.values, fields);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes a key away.
    pub(super) fn remove(&mut self, key: &str) {
        self.by_key.remove(key);
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&Spanned<String>> {
        match self.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The texts of a key.
    #[must_use]
    pub fn texts(&self, key: &str) -> &[Spanned<String>] {
        match self.get(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// The date of a key.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<&Spanned<Date>> {
        match self.get(key) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// The table of a key.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&Self> {
        match self.get(key) {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// The number of a key.
    #[must_use]
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The entries of a key.
    #[must_use]
    pub fn entries(&self, key: &str) -> &[Entry] {
        match self.get(key) {
            Some(Value::Entries(entries)) => entries,
            _ => &[],
        }
    }

    /// Changes the value of a key that has one; it goes where `change` says no, or nothing is left of a list.
    pub(super) fn update(&mut self, key: &'static str, change: impl FnOnce(&mut Value) -> bool) {
        if let Some(mut value) = self.by_key.remove(key)
            && change(&mut value)
        {
            self.set(key, value);
        }
    }
}
