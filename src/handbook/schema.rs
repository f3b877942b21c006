//! The JSON Schemas of the data files and of the glossary's front matter.

use serde_json::Value;

use crate::data::schema::{Field, READERS, SchemaBuilder, Type, may, must};
use crate::diagnostic::Rule;

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

/// The schema of `wording.toml`.
#[must_use]
pub fn wording(builder: &SchemaBuilder<'_>) -> Value {
    builder.table(WORDING)
}

const WORDING: &[Field] = &[
    may("phrases", Type::List(&Type::Table(PHRASES)), "Lists of phrases that texts for clients should not use."),
    may(
        "allowed",
        Type::List(&Type::Text),
        "Phrases of the program's lists, and abbreviations, that this handbook uses.",
    ),
];

const PHRASES: &[Field] = &[
    must("rule", Type::Made(wording_rules), "The rule that reports them."),
    must(
        "reason",
        Type::Text,
        "What is wrong with them, to follow the phrase in a sentence: \"takes something away\".",
    ),
    must("source", Type::Text, "Where that is said: a law, a guide, or a decision of your own."),
    may("words", Type::List(&Type::Text), "The phrases; a star at the end stands for more letters."),
    may("except", Type::List(&Type::Text), "Longer phrases in which one of `words` is nothing to report."),
    may("instead", Type::Text, "What to write instead of any of `words`."),
    may("replace", Type::Map(&Type::Text), "Phrases, each with what to write instead."),
];

fn wording_rules() -> Value {
    serde_json::json!({ "enum": super::WORDING_RULES.map(Rule::name) })
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
