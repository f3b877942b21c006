//! The JSON Schemas of the data files and of the glossary's front matter.

use serde_json::Value;

use crate::data::schema::{Field, READERS, SchemaBuilder, Type, may, must};

/// The schema of `glossary.md`'s front matter.
#[must_use]
pub fn glossary(builder: &SchemaBuilder<'_>) -> Value {
    builder.table(GLOSSARY)
}

/// The schema of `people.toml`.
#[must_use]
pub fn people(builder: &SchemaBuilder<'_>) -> Value {
    builder.file(PERSON, &[])
}

/// The schema of `facts.toml`.
#[must_use]
pub fn facts(builder: &SchemaBuilder<'_>) -> Value {
    builder.file(FACT, &[])
}

/// The schema of `goals.toml`.
#[must_use]
pub fn goals(builder: &SchemaBuilder<'_>) -> Value {
    builder.file(TITLED, MISSION)
}

/// The schema of `touchpoints.toml`.
#[must_use]
pub fn touchpoints(builder: &SchemaBuilder<'_>) -> Value {
    builder.file(TITLED, &[])
}

const GLOSSARY: &[Field] = &[may("title", Type::Text, "The title of its page."), READERS];

const PERSON: &[Field] = &[
    must("role", Type::Text, "The role, such as \"Duty manager\"."),
    may("name", Type::Text, "The name of the person."),
    may("contact", Type::Text, "How to reach them: an address, a number, a mailto: or tel: link."),
    may("answers_within", Type::Text, "How soon they answer, as text."),
    READERS,
];

const FACT: &[Field] = &[
    must("title", Type::Text, "What it is."),
    must("values", Type::List(&Type::Table(VALUE)), "Its values, each with its start date."),
    READERS,
];

const VALUE: &[Field] = &[
    must("from", Type::Date, "Its start date."),
    must("value", Type::Text, "The value, as pages quote it."),
    may("audience", Type::Text, "Who may read this value; without it, everyone who may read the fact."),
];

const TITLED: &[Field] =
    &[must("title", Type::Text, "The short title."), may("text", Type::Text, "A longer text."), READERS];

const MISSION: &[Field] =
    &[may("mission", Type::Text, "What all goals are for, in one sentence; only for the most private audience.")];
