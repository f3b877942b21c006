//! The JSON Schema of `book.toml`.

use serde_json::{Map, Value, json};

use super::publish::Host;
use crate::data::schema::{Field, READERS, SchemaBuilder, Type, may, must};
use crate::diagnostic::{Level, Rule};

/// A name that may also stand behind `:::` or in a path: letters of any script, digits, dashes.
const NAME: &str = "^[^\\s!-,./:-@\\[-\\^`{-~]+$";

const BOOK: &[Field] = &[
    may("format", Type::Made(format), "The format of the handbook's files; 1 without it."),
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
    may("evidence", Type::Table(EVIDENCE), "Settings for the ledger of versions."),
    may("publish", Type::Table(PUBLISH), "Settings for the hosts of the published sites."),
    may("archive", Type::Table(ARCHIVE), "How long old versions are kept, and what is erased from them."),
    may("outputs", Type::Table(OUTPUTS), "The files for other programs that each edition has."),
];

const ARCHIVE: &[Field] = &[
    may(
        "keep",
        Type::Pattern(PERIOD),
        "For how long a version is kept after it went out of force: \"10 years\"; without it, for ever.",
    ),
    may("sections", Type::Map(&Type::Pattern(PERIOD)), "The same for the policies of a section, by its folder."),
    may("hold", Type::List(&Type::Text), "Ids of policies of which everything is kept, whatever their age."),
    may("erased", Type::List(&Type::Table(ERASED)), "Words that stand in no version any more: the names of somebody."),
];

const ERASED: &[Field] = &[
    must("words", Type::List(&Type::Text), "The ways in which somebody is named."),
    must("instead", Type::Text, "What stands there instead."),
    must("on", Type::Date, "The day on which somebody decided so."),
    must("because", Type::Text, "Why, for whoever reads a version that was reduced."),
];

/// A number and a unit of time.
const PERIOD: &str = "^([1-9][0-9]{0,2}|1[01][0-9]{2}|1200) (day|week|month|year)s?$";

const OUTPUTS: &[Field] = &[
    may("policies", Type::Bool, "false: no policies.json, the register of the edition."),
    may("answers", Type::Bool, "false: no answers.json: what may be offered, who decides, what to say."),
    may("assistants", Type::Bool, "true: llms.txt, and each page as Markdown beside it."),
    may("opensearch", Type::Bool, "false: no opensearch.xml, by which browsers search from their address bar."),
    may("open_graph", Type::Bool, "false: no marks by which a link that somebody sends shows title and summary."),
    may(
        "json_ld",
        Type::Bool,
        "true: what each page is, as data for search engines (JSON-LD), where the edition is public and has a url.",
    ),
    may("comparisons", Type::Bool, "false: no pages that compare versions which are no neighbours."),
];

const HISTORY: &[Field] =
    &[may("allow_shallow", Type::Bool, "true: a shallow clone is built without older versions; else it is an error.")];

const EVIDENCE: &[Field] = &[may(
    "timestamp",
    Type::Pattern("^https?://[^\\s]+$"),
    "The service that `build --record` and `release` ask for a time stamp (RFC 3161) of the ledger.",
)];

const PUBLISH: &[Field] =
    &[may("rules", Type::Made(hosts), "The hosts for which each edition has files with redirects and headers.")];

/// The hosts that rules can be written for.
fn hosts() -> Value {
    json!({ "type": "array", "items": { "enum": Host::ALL.map(Host::name) } })
}

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

/// The formats that can be read.
fn format() -> Value {
    json!({ "const": 1 })
}

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
        "approvals".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "from": { "type": ["string", "object"], "description": "What came into force before this day needs no approval." },
                "all": { "type": "boolean", "description": "true: every policy needs one; else those with `approved_by`." },
                "not_by_author": { "type": "boolean", "description": "true: nobody approves what they alone wrote." },
            },
            "additionalProperties": false,
            "description": "Asks for an approval of each version in force: see unapproved-version.",
        }),
    );
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
