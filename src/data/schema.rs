//! JSON Schemas (2020-12) of tables, for editors that complete and check what authors write.
//!
//! In: the keys of a table and what they accept. Out: the schema as JSON. What always holds: a schema accepts what the reader of the
//! same table accepts; a test asks both, key by key.

use serde_json::{Map, Value, json};

/// A text that is not empty.
pub const ANY_TEXT: &str = "\\S";

/// A key of a table.
pub struct Field {
    key: &'static str,
    accepts: Type,
    required: bool,
    /// What it means, in one sentence.
    about: &'static str,
}

/// What a key accepts.
pub enum Type {
    /// Any text that is not empty.
    Text,
    /// A text that matches a pattern.
    Pattern(&'static str),
    /// An audience.
    Audience,
    /// A date.
    Date,
    /// True or false.
    Bool,
    /// A list.
    List(&'static Type),
    /// A table.
    Table(&'static [Field]),
    /// A table whose keys the author chooses.
    Map(&'static Type),
    /// A table whose schema is made when it is asked for.
    Made(fn() -> Value),
    /// One of two.
    Either(&'static Type, &'static Type),
}

/// What the `audience` of an entry means.
pub const ABOUT_AUDIENCE: &str = "Who may read this entry; without it, only the most private audience.";

/// Who may read an entry of a table.
pub const READERS: Field = may("audience", Type::Audience, ABOUT_AUDIENCE);

/// A key that must be there.
#[must_use]
pub const fn must(key: &'static str, accepts: Type, about: &'static str) -> Field {
    Field { key, accepts, required: true, about }
}

/// A key that may be there.
#[must_use]
pub const fn may(key: &'static str, accepts: Type, about: &'static str) -> Field {
    Field { key, accepts, required: false, about }
}

/// The keys of a handbook, which its texts may name. An empty list stands for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// Of `[audiences]`.
    pub audiences: Vec<String>,
    /// Of people.toml.
    pub people: Vec<String>,
    /// Of goals.toml.
    pub goals: Vec<String>,
    /// Of touchpoints.toml.
    pub touchpoints: Vec<String>,
    /// The ids of policies.
    pub ids: Vec<String>,
}

/// Makes schemas.
#[derive(Debug)]
pub struct SchemaBuilder<'a> {
    /// The keys that texts may name.
    pub keys: &'a Keys,
    /// Whether the text is YAML, in which a plain number may stand for a text.
    pub yaml: bool,
}

impl SchemaBuilder<'_> {
    /// The schema of a table with these keys and no others.
    #[must_use]
    pub fn table(&self, fields: &[Field]) -> Value {
        let keys = fields.iter().map(|field| (field.key, self.value(&field.accepts), field.about, field.required));
        object(keys)
    }

    /// The schema of a file whose keys the author chooses, but for the `fixed` ones.
    #[must_use]
    pub fn file(&self, entry: &[Field], fixed: &[Field]) -> Value {
        let mut file = self.table(fixed);
        file["additionalProperties"] = self.table(entry);
        file
    }

    fn value(&self, accepts: &Type) -> Value {
        match accepts {
            Type::Text => self.text(ANY_TEXT),
            Type::Pattern(pattern) => pattern_of(pattern),
            Type::Audience => self.key(&self.keys.audiences),
            Type::Date => date(),
            Type::Bool => json!({ "type": "boolean" }),
            Type::List(item) => list(&self.value(item)),
            Type::Table(fields) => self.table(fields),
            Type::Map(value) => json!({ "type": "object", "additionalProperties": self.value(value) }),
            Type::Made(make) => make(),
            Type::Either(one, other) => json!({ "anyOf": [self.value(one), self.value(other)] }),
        }
    }

    /// A text of a pattern that a number may match too: in YAML a plain number may stand for it.
    #[must_use]
    pub fn text(&self, pattern: &str) -> Value {
        if self.yaml && pattern != ANY_TEXT {
            json!({ "type": ["string", "number"], "pattern": pattern, "minimum": 0 })
        } else if self.yaml {
            json!({ "type": ["string", "number"], "pattern": pattern })
        } else {
            pattern_of(pattern)
        }
    }

    /// A text that may be empty.
    #[must_use]
    pub fn optional_text(&self) -> Value {
        json!({ "type": if self.yaml { json!(["string", "number", "null"]) } else { json!("string") } })
    }

    /// One of these keys; any text where there are none.
    #[must_use]
    pub fn key(&self, keys: &[String]) -> Value {
        if keys.is_empty() { self.text(ANY_TEXT) } else { json!({ "enum": keys }) }
    }
}

/// The schema of a table: of each key its name, its schema, what it means and whether it must be there.
#[must_use]
pub fn object<'k>(keys: impl Iterator<Item = (&'k str, Value, &'k str, bool)>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (key, mut schema, about, must) in keys {
        schema["description"] = json!(about);
        properties.insert(key.to_owned(), schema);
        required.extend(must.then_some(key));
    }
    let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

/// A text of a pattern that no number matches.
#[must_use]
pub fn pattern_of(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// A date.
#[must_use]
pub fn date() -> Value {
    json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// A list.
#[must_use]
pub fn list(item: &Value) -> Value {
    json!({ "type": "array", "items": item })
}
