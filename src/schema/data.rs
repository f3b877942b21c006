//! The keys of `book.toml` and of the data files, as `config` and `handbook` read them.

use serde_json::{Map, Value, json};

use super::field::{Field, Type, may, must};
use super::front_matter::READERS;
use crate::diagnostic::{Level, Rule};

/// A name that may also stand behind `:::` or in a path: letters of any script, digits, dashes.
const NAME: &str = "^[^\\s!-,./:-@\\[-\\^`{-~]+$";

pub(super) const BOOK: &[Field] = &[
    must("title", Type::Text, "The name of the handbook."),
    may("organisation", Type::Text, "Whose handbook it is."),
    may("language", Type::Text, "The language of the texts, as a BCP 47 tag; \"en\" without it."),
    may("theme", Type::Form(NAME), "The folder below themes/ whose files replace those of the built-in theme."),
    may("site", Type::Table(SITE), "What the pages show beside the texts."),
    must("audiences", Type::Entries(&Type::Table(AUDIENCE)), "Who may read. One audience sees all others."),
    must("editions", Type::Entries(&Type::Table(EDITION)), "The sites that are made of the handbook."),
    may("check", Type::Made(levels), "The level of each rule; `greyline explain` lists them."),
    may("search", Type::Table(SEARCH), "What search knows besides the texts."),
];

const SITE: &[Field] = &[
    may("accent", Type::Form("^#[0-9A-Fa-f]{6}$"), "The colour of links and marks: \"#0b5d66\"."),
    may("logo", Type::Text, "A file at the top of content/, shown beside the title."),
    may("footer", Type::Text, "A line at the foot of every page."),
];

const AUDIENCE: &[Field] = &[
    may("title", Type::Text, "What people call it."),
    may("sees", Type::List(&Type::Text), "The audiences whose texts this one may read too."),
];

const EDITION: &[Field] = &[
    must("audience", Type::Text, "The audience that reads it: a key of [audiences]."),
    may("out", Type::Text, "The folder that it is published into, from the top of the handbook; dist/NAME without it."),
    may("url", Type::Form("^https?://[^\\s\"<>\\\\^`{|}?#]*$"), "Where it will be read, written whole."),
    may("archive", Type::Truth, "false: no old versions and no redlines in this edition."),
];

const SEARCH: &[Field] = &[may(
    "synonyms",
    Type::Entries(&Type::List(&Type::Text)),
    "Words that search takes for one another: each word with those that mean the same.",
)];

pub(super) const GLOSSARY: &[Field] = &[may("title", Type::Text, "The title of its page."), READERS];

pub(super) const PERSON: &[Field] = &[
    must("role", Type::Text, "What they are; a role outlives a rota."),
    may("name", Type::Text, "Who that is."),
    may("contact", Type::Text, "How to reach them: an address, a number, a mailto: or tel: link."),
    may("answers_within", Type::Text, "How soon they answer, in words."),
    READERS,
];

pub(super) const FACT: &[Field] = &[
    must("title", Type::Text, "What it is."),
    must("values", Type::List(&Type::Table(VALUE)), "Its values, each with the first day on which it holds."),
    READERS,
];

const VALUE: &[Field] = &[
    must("from", Type::Day, "The first day on which it holds."),
    must("value", Type::Text, "The value, as pages quote it."),
    may("audience", Type::Text, "Who may read this value; without it, those who may read the fact."),
];

pub(super) const TITLED: &[Field] =
    &[must("title", Type::Text, "In a few words."), may("text", Type::Text, "In more words."), READERS];

pub(super) const MISSION: &[Field] =
    &[may("mission", Type::Text, "What all goals are for, in one sentence; for the most private audience alone.")];

/// One key for each rule. A locked rule stays an error.
fn levels() -> Value {
    let all = [Level::Off, Level::Note, Level::Warning, Level::Error].map(Level::name);
    let rule = |rule: &Rule| {
        let info = rule.info();
        let words = if info.locked { &all[3..] } else { &all[..] };
        let schema = json!({ "enum": words, "default": info.default.name(), "description": info.summary });
        (info.name.to_owned(), schema)
    };
    let rules: Map<String, Value> = Rule::ALL.iter().map(rule).collect();
    json!({ "type": "object", "properties": rules, "additionalProperties": false })
}
