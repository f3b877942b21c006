//! The JSON Schema of the front matter, made of the declared keys.

use serde_json::{Value, json};

use super::fields::{AUDIENCE, FIELDS, Field, Presence, SeenBy, Target, Type};
use crate::data::schema::{ABOUT_AUDIENCE, ANY_TEXT, SchemaBuilder, date, list, object, pattern_of};
use crate::diagnostic::Rule;

/// An address from the top of the site. Parts of one or two dots, which the reader refuses too, take more than a pattern.
const ALIAS: &str = "^/*[^/\\\\?#\"<>|*:\\x00-\\x1f]*[^/\\\\?#\"<>|*:\\x00-\\x1f. ](/[^/\\\\?#\"<>|*:\\x00-\\x1f]*[^/\\\\?#\"<>|*:\\x00-\\x1f. ])*/*$";
const ID: &str = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$";
const PERIOD: &str = "^([1-9][0-9]{0,2}|1[01][0-9]{2}|1200) (day|week|month|year)s?$";
const SOURCE: &str = "^[0-9A-Fa-f]{7,64}:[^/]+(/[^/]+)*$";
const VERSION: &str = "^[0-9]+(\\.[0-9]+)*$";

/// The schema: the keys, and which of them a governed file needs. A file without `kind` counts as governed once it says how
/// flexible it is: only its name tells a policy from the page of a section.
#[must_use]
pub fn schema(builder: &SchemaBuilder<'_>) -> Value {
    let keys = FIELDS.iter().map(|field| key(builder, field, field.presence == Presence::Required));
    let mut schema = object(keys);
    let is = |key: &str, word: &str| json!({ "required": [key], "properties": { key: { "const": word } } });
    let page = is("kind", "page");
    let governed = json!({ "not": page, "anyOf": [{ "required": ["kind"] }, { "required": ["flexibility"] }] });
    let black = json!({ "allOf": [is("flexibility", "black"), { "not": page }] });
    let grey = json!({ "allOf": [is("flexibility", "grey"), { "not": page }] });
    let some = |key: &str| json!({ "required": [key], "properties": { key: { "minItems": 1 } } });
    let reviewed = json!({ "anyOf": [{ "required": ["reviewed"] }, { "required": ["review_every"] }] });
    let expected = FIELDS.iter().filter(|field| matches!(field.presence, Presence::Expected(_)));
    let expected: Vec<&str> = expected.map(|field| field.name).collect();
    schema["allOf"] = json!([
        { "if": governed, "then": {
            "required": expected,
            "anyOf": [{ "required": ["review_date"] }, { "required": ["reviewed", "review_every"] }],
        } },
        { "if": reviewed, "then": {
            "required": ["reviewed", "review_every"],
            "not": { "required": ["review_date"] },
        } },
        { "if": black, "then": some("reasons") },
        { "if": grey, "then": some("options") },
    ]);
    schema
}

fn key<'f>(builder: &SchemaBuilder<'_>, field: &'f Field, required: bool) -> (&'f str, Value, &'f str, bool) {
    (field.name, value(builder, field), field.help, required)
}

fn value(builder: &SchemaBuilder<'_>, field: &Field) -> Value {
    let keys = builder.keys;
    let target = |target: Target| match target {
        Target::People | Target::ReadingLists => builder.key(&keys.people),
        Target::Goals => builder.key(&keys.goals),
        Target::Touchpoints => builder.key(&keys.touchpoints),
        Target::Policies => builder.key(&keys.ids),
        Target::FormerPolicies => builder.text(ANY_TEXT),
    };
    match &field.accepts {
        Type::Text if field.presence == Presence::Optional => builder.optional_text(),
        Type::Text => builder.text(ANY_TEXT),
        Type::Texts => list(&builder.text(ANY_TEXT)),
        Type::TextPerAudience => {
            let text = builder.text(ANY_TEXT);
            let mut table = json!({ "type": "object", "additionalProperties": text, "minProperties": 1 });
            if !keys.audiences.is_empty() {
                table["propertyNames"] = json!({ "enum": keys.audiences });
            }
            json!({ "anyOf": [text, table] })
        }
        Type::Id => builder.text(ID),
        Type::Version => builder.text(VERSION),
        Type::Period => pattern_of(PERIOD),
        Type::Source => pattern_of(SOURCE),
        Type::Rule => json!({ "enum": Rule::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>() }),
        Type::Aliases => list(&builder.text(ALIAS)),
        Type::Word(words) => json!({ "enum": words }),
        Type::Date => date(),
        Type::Bool(_) => json!({ "type": "boolean" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Audience => builder.key(&keys.audiences),
        Type::Key(to) => target(*to),
        Type::Keys(to) => list(&target(*to)),
        Type::Anything => json!({ "type": "object" }),
        Type::Table(fields) => table(builder, fields, false),
        Type::Entries { fields, .. } => list(&table(builder, fields, field.readers == SeenBy::Everyone)),
    }
}

/// The schema of a table in the front matter; `labelled` says whether it may name its audience.
fn table(builder: &SchemaBuilder<'_>, fields: &[Field], labelled: bool) -> Value {
    let keys = fields.iter().map(|field| key(builder, field, field.presence != Presence::Optional));
    let label = labelled.then(|| (AUDIENCE, builder.key(&builder.keys.audiences), ABOUT_AUDIENCE, false));
    object(keys.chain(label))
}
