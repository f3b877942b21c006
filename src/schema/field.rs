//! Keys and what they take, and the JSON Schema of both.

use serde_json::{Map, Value, json};

use super::Keys;

/// The form of any text that is not empty.
const ANY: &str = "\\S";

/// One key of a table.
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) takes: Type,
    pub(super) required: bool,
    /// What it means, in one sentence.
    pub(super) about: &'static str,
}

/// What a key takes.
pub(super) enum Type {
    /// Any text that is not empty.
    Text,
    /// A text of a form that a number may have too.
    Number(&'static str),
    /// A text of a form that no number has.
    Form(&'static str),
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    /// The name of something in the handbook.
    Key(fn(&Keys) -> &[String]),
    /// A day.
    Day,
    /// True or false.
    Truth,
    /// A whole number.
    Whole,
    /// A list.
    List(&'static Type),
    /// A table.
    Table(&'static [Field]),
    /// A table whose keys are the author's.
    Entries(&'static Type),
    /// A table whose keys are audiences.
    PerAudience(&'static Type),
    /// A table whose keys and values are made when they are asked for.
    Made(fn() -> Value),
    /// One or the other.
    Either(&'static [Type]),
}

/// A key that must be there.
pub(super) const fn must(key: &'static str, takes: Type, about: &'static str) -> Field {
    Field { key, takes, required: true, about }
}

/// A key that may be there.
pub(super) const fn may(key: &'static str, takes: Type, about: &'static str) -> Field {
    Field { key, takes, required: false, about }
}

/// What makes schemas of fields.
pub(super) struct Draft<'a> {
    pub(super) keys: &'a Keys,
    pub(super) yaml: bool,
}

impl Draft<'_> {
    /// The schema of a table with these keys and no others.
    pub(super) fn table(&self, fields: &[Field]) -> Value {
        let mut properties = Map::new();
        for field in fields {
            let mut schema = self.takes(&field.takes);
            schema["description"] = json!(field.about);
            properties.insert(field.key.to_owned(), schema);
        }
        let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.key).collect();
        if !required.is_empty() {
            table["required"] = json!(required);
        }
        table
    }

    fn takes(&self, takes: &Type) -> Value {
        match takes {
            Type::Text => self.text(ANY),
            Type::Number(pattern) => self.text(pattern),
            Type::Form(pattern) => json!({ "type": "string", "pattern": pattern }),
            Type::Word(words) => json!({ "enum": words() }),
            Type::Key(keys) => match keys(self.keys) {
                [] => self.text(ANY),
                known => json!({ "enum": known }),
            },
            Type::Day => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            Type::Truth => json!({ "type": "boolean" }),
            Type::Whole => json!({ "type": "integer" }),
            Type::List(item) => json!({ "type": "array", "items": self.takes(item) }),
            Type::Table(fields) => self.table(fields),
            Type::Entries(value) => json!({ "type": "object", "additionalProperties": self.takes(value) }),
            Type::PerAudience(value) => {
                let mut table = json!({ "type": "object", "additionalProperties": self.takes(value) });
                if !self.keys.audiences.is_empty() {
                    table["propertyNames"] = json!({ "enum": self.keys.audiences });
                }
                table
            }
            Type::Made(make) => make(),
            Type::Either(types) => json!({ "anyOf": types.iter().map(|one| self.takes(one)).collect::<Vec<_>>() }),
        }
    }

    /// A text; in YAML a plain number may stand for one.
    fn text(&self, pattern: &str) -> Value {
        if self.yaml && pattern != ANY {
            json!({ "type": ["string", "number"], "pattern": pattern, "minimum": 0 })
        } else if self.yaml {
            json!({ "type": ["string", "number"], "pattern": pattern })
        } else {
            json!({ "type": "string", "pattern": pattern })
        }
    }
}
