//! What governs a policy as JSON, for whoever takes a handbook elsewhere.
//!
//! In: a front matter as its author wrote it. Out: a value for each declared key that it has. What always holds: nothing is left out,
//! whoever may read it; an entry says for whom it is.

use serde_json::{Map, Value, json};

use super::fields::{AUDIENCE, TEXT_OF_AUDIENCE};
use super::front_matter::FrontMatter;
use super::values;
use crate::config::{Audiences, Readers};

/// The values of a front matter by key. An entry that may name its audience has the one that may read it.
#[must_use]
pub fn to_json(front: &FrontMatter, audiences: &Audiences) -> Value {
    table(&front.values, audiences)
}

fn table(values: &values::Values, audiences: &Audiences) -> Value {
    Value::Object(values.iter().map(|(key, one)| (key.to_owned(), value(one, audiences))).collect::<Map<_, _>>())
}

fn value(value: &values::Value, audiences: &Audiences) -> Value {
    match value {
        values::Value::Text(text) => json!(text.value),
        values::Value::Texts(texts) => json!(texts.iter().map(|text| &text.value).collect::<Vec<_>>()),
        values::Value::Date(date) => json!(date.value.to_string()),
        values::Value::Bool(value) => json!(value),
        values::Value::Integer(value) => json!(value),
        values::Value::Table(values) => table(values, audiences),
        values::Value::Entries(entries) => Value::Array(entries.iter().map(|one| entry(one, audiences)).collect()),
    }
}

fn entry(entry: &values::Entry, audiences: &Audiences) -> Value {
    let mut keys = table(&entry.values, audiences);
    debug_assert!(entry.text().is_none() || keys.get(TEXT_OF_AUDIENCE).is_some());
    if let (Value::Object(keys), Some(name)) = (&mut keys, name_of(entry.readers, audiences)) {
        keys.insert(AUDIENCE.to_owned(), json!(name));
    }
    keys
}

/// The audience with these readers.
fn name_of(readers: Readers, audiences: &Audiences) -> Option<&str> {
    audiences.iter().find(|(_, audience)| audience.readers == readers).map(|(_, audience)| audience.key.as_str())
}
