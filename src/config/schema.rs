//! The JSON Schema of `book.toml`.

use serde_json::{Map, Value, json};

use crate::data::schema::{Field, READERS, SchemaBuilder, Type, may, must};
use crate::diagnostic::{Level, Rule};

/// A name that may also stand behind `:::` or in a path: letters of any script, digits, dashes.
const NAME: &str = "^[^\\s!-,./:-@\\[-\\^`{-~]+$";

const BOOK: &[Field] = &[
    must("title", Type::Text, "The name of the handbook."),
    may("organisation", Type::Text, "The organisation."),
    may("language", Type::Text, "The language of the texts, as a BCP 47 tag; \"en\" without it."),
    may("theme", Type::Pattern(NAME), "The folder below themes/ whose files replace those of the built-in theme."),
    may("site", Type::Table(SITE), "Settings for the look of the pages."),
    must("audiences", Type::Map(&Type::Table(AUDIENCE)), "Who may read. One audience sees all others."),
    must("editions", Type::Map(&Type::Table(EDITION)), "The sites that are made of the handbook."),
    may("check", Type::Made(check), "The level of each rule, which `greyline explain` lists, and what rules go by."),
    may("search", Type::Table(SEARCH), "Settings for search."),
    may("audit", Type::Table(AUDIT), "Settings for `greyline audit`."),
    may("history", Type::Table(HISTORY), "Settings for older versions."),
];

const HISTORY: &[Field] =
    &[may("allow_shallow", Type::Bool, "true: a shallow clone is built without older versions; else it is an error.")];

const SITE: &[Field] = &[
    may("accent", Type::Pattern("^#[0-9A-Fa-f]{6}$"), "The colour of links and highlights: \"#0b5d66\"."),
    may("logo", Type::Text, "A file at the top of content/, shown next to the title."),
    may("footer", Type::Text, "A line at the bottom of every page."),
    may(
        "feedback",
        Type::Pattern("^(mailto:|tel:|https://)[^\\s\"<>]+$"),
        "Where readers say that a page is not clear, where its owner cannot be reached: \"mailto:care@example.org\".",
    ),
    may(
        "edit",
        Type::Pattern("^https?://[^\\s\"<>]*\\{path\\}[^\\s\"<>]*$"),
        "The address at which a file is edited, with `{path}` for its path; in the most private edition alone.",
    ),
    may("timezone", Type::Made(time_zones), "The time zone in which days begin and end: \"Europe/London\"."),
];

/// The names of the time zone database.
fn time_zones() -> Value {
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    json!({ "enum": names })
}

const AUDIENCE: &[Field] = &[
    may("title", Type::Text, "What people call it."),
    may("sees", Type::List(&Type::Text), "The audiences whose texts this one may read too."),
];

const EDITION: &[Field] = &[
    must("audience", Type::Text, "The audience that reads it: a key of [audiences]."),
    may("out", Type::Text, "The folder that it is published into, from the top of the handbook; dist/NAME without it."),
    may("url", Type::Pattern("^https?://[^\\s\"<>\\\\^`{|}?#]*$"), "Where it will be read, written whole."),
    may("archive", Type::Bool, "false: no old versions and no redlines in this edition."),
];

const SEARCH: &[Field] = &[may(
    "synonyms",
    Type::Either(&Type::List(&Type::Table(SYNONYM)), &Type::Map(&Type::List(&Type::Text))),
    "Synonyms for search: a list of words, each with others that it also finds; or the older table of words, for the most private audience alone.",
)];

const AUDIT: &[Field] =
    &[may("accepted", Type::List(&Type::Table(ACCEPTED)), "Published files that nothing can read.")];

const ACCEPTED: &[Field] = &[
    must("path", Type::Text, "The file, from the top of the published folder."),
    must("hash", Type::Pattern("^[0-9A-Fa-f]{64}$"), "The SHA-256 of its bytes, as the audit prints it."),
    must("by", Type::Text, "Who looked at it and answers for it."),
    must("until", Type::Date, "The last day on which it is accepted."),
];

const SYNONYM: &[Field] = &[
    must("word", Type::Text, "The word that somebody types."),
    must("means", Type::List(&Type::Text), "The words that it also finds."),
    READERS,
];

/// The schema.
#[must_use]
pub fn schema(builder: &SchemaBuilder<'_>) -> Value {
    builder.table(BOOK)
}

/// One key for each rule, of which a locked one stays an error, and the settings of rules.
fn check() -> Value {
    let all = [Level::Off, Level::Note, Level::Warning, Level::Error].map(Level::name);
    let rule = |rule: &Rule| {
        let info = rule.info();
        let words = if info.locked { &all[3..] } else { &all[..] };
        let schema = json!({ "enum": words, "default": info.default.name(), "description": info.summary });
        (info.name.to_owned(), schema)
    };
    let mut keys: Map<String, Value> = Rule::ALL.iter().map(rule).collect();
    let number = json!({ "type": "integer", "minimum": 1 });
    let by_audience = |about: &str| json!({ "type": "object", "additionalProperties": number, "description": about });
    keys.insert(
        "areas".to_owned(),
        json!({
            "type": "array",
            "items": { "type": "string", "pattern": "\\S" },
            "description": "The areas that the handbook must have: see missing-area.",
        }),
    );
    keys.insert("grades".to_owned(), by_audience("The highest reading grade for each audience: see reading-grade."));
    keys.insert(
        "sentences".to_owned(),
        by_audience("The most words of a sentence for each audience: see long-sentence."),
    );
    json!({ "type": "object", "properties": keys, "additionalProperties": false })
}
