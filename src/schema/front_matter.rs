//! The keys of the front matter, as `policy::read` reads them.

use serde_json::{Value, json};

use super::Keys;
use super::field::{Draft, Field, Type, may, must};
use crate::diagnostic::Rule;
use crate::policy::{FLEXIBILITIES, KINDS, MOTIVES, STATUSES, VERDICTS};

const AUDIENCE: Type = Type::Key(audiences);
const PERSON: Type = Type::Key(people);
const PEOPLE: Type = Type::List(&PERSON);
const IDS: Type = Type::List(&Type::Key(ids));
const TEXTS: Type = Type::List(&Type::Text);
const VERSION: Type = Type::Number("^[0-9]+(\\.[0-9]+)*$");
/// Who may read an entry.
pub(super) const READERS: Field =
    may("audience", AUDIENCE, "Who may read this entry; without it, the most private audience alone.");

const FIELDS: &[Field] = &[
    may(
        "id",
        Type::Number("^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$"),
        "Never changes: the permanent link /p/ID/ outlives every rename and move.",
    ),
    must("title", Type::Text, "What the policy is called."),
    may(
        "kind",
        Type::Word(kinds),
        "policy: a rule chosen for good reasons; procedure: the steps; standard: a level that is measured; guideline: good practice; page: ungoverned prose. Without it a file is a policy, and _index.md a page.",
    ),
    may(
        "status",
        Type::Word(statuses),
        "draft, pilot, active (without it) or retired. A draft is kept from all but the most private audience.",
    ),
    may("version", VERSION, "The number of this issue: \"2.1\"."),
    may("effective", Type::Day, "In force from this day."),
    may("owner", PERSON, "Who answers for it: a key of people.toml."),
    may("approved_by", PERSON, "Who approved it: a key of people.toml."),
    may("audience", AUDIENCE, "Who may read it; without it, the most private audience alone."),
    may(
        "flexibility",
        Type::Word(flexibilities),
        "black: no exceptions, so it says why in `reasons`; grey: there is room, so it says in `options` what may be offered.",
    ),
    may("motive", Type::Word(motives), "What the rule was made for."),
    may("review_date", Type::Day, "When it is to be looked at again; or write `reviewed` and `review_every`."),
    may("reviewed", Type::Day, "When it was last looked at; goes with `review_every`."),
    may(
        "review_every",
        Type::Form("^([1-9][0-9]{0,2}|1[01][0-9]{2}|1200) (day|week|month|year)s?$"),
        "How often it is to be looked at: \"12 months\"; goes with `reviewed`.",
    ),
    may(
        "rationale",
        Type::Either(&[Type::Text, Type::PerAudience(&Type::Text)]),
        "Why the rule is there: one text, or one for each audience.",
    ),
    may("reasons", TEXTS, "Of a black policy: why there is no exception, and how the rule serves the client."),
    may("say", Type::Text, "For staff: words to use when the answer is no."),
    may("goals", Type::List(&Type::Key(goals)), "What it serves: keys of goals.toml."),
    may("touchpoints", Type::List(&Type::Key(touchpoints)), "Where clients meet it: keys of touchpoints.toml."),
    may("escalation", PEOPLE, "Whom a question is passed on to, in order: keys of people.toml."),
    may("takes", Type::Text, "Of a procedure: how long the client waits, from start to end."),
    may("approvals", PEOPLE, "Of a procedure: who must agree on the way: keys of people.toml."),
    may("required_for", PEOPLE, "The roles whose reading list holds it: keys of people.toml."),
    may("related", IDS, "Ids of policies that belong to it."),
    may("supersedes", Type::List(&Type::Text), "Ids of policies that it replaced; their pages become signposts."),
    may("aliases", Type::List(&ALIAS), "Old addresses that lead here: \"/old/path/\"."),
    may("tags", TEXTS, "Words to sort by."),
    may("keywords", TEXTS, "Words that clients and staff use for it: found by search, not shown."),
    may("pilot", Type::Table(PILOT), "The trial, when `status` is \"pilot\"."),
    may("options", Type::List(&Type::Table(OPTION)), "Of a grey policy: what may be offered."),
    may("standards", Type::List(&Type::Table(STANDARD)), "Promises that can be measured."),
    may("scenarios", Type::List(&Type::Table(SCENARIO)), "Cases to practise on."),
    may("benchmarks", Type::List(&Type::Table(BENCHMARK)), "What others offer; for the most private audience alone."),
    may("good_calls", Type::List(&Type::Table(GOOD_CALL)), "Options well used; for the most private audience alone."),
    may(
        "waivers",
        Type::List(&Type::Table(WAIVER)),
        "Diagnostics accepted on purpose, until a day; for the most private audience alone.",
    ),
    may("changes", Type::List(&Type::Table(CHANGE)), "The declared change log, newest first."),
    may("description", Type::Text, "One sentence for lists and search engines."),
    may("order", Type::Whole, "The place among its neighbours; those without come behind, by title."),
];

/// An address from the top of the site. Parts of one or two dots, which the reader refuses too, take more than a pattern.
const ALIAS: Type = Type::Number("^/*[^/\\\\?#\"<>|*:\\s]+(/[^/\\\\?#\"<>|*:\\s]+)*/*$");

const PILOT: &[Field] = &[
    may("until", Type::Day, "Its last day."),
    may("with", Type::Text, "With whom."),
    may("feedback", Type::Text, "Where to say what one thinks of it: an address or a mailto: link."),
];

const OPTION: &[Field] = &[
    must("offer", Type::Text, "What may be offered."),
    may("when", Type::Text, "In which case."),
    may("limit", Type::Text, "Up to what sum, number or time; \"none\" says that there is no limit."),
    may("decided_by", PERSON, "Who decides: a key of people.toml."),
    READERS,
];

const STANDARD: &[Field] = &[
    must("measure", Type::Text, "What is measured."),
    must("target", Type::Text, "What is promised."),
    may("result", Type::Text, "The last measurement."),
    may("measured", Type::Day, "When that was."),
    READERS,
];

const SCENARIO: &[Field] = &[
    must("situation", Type::Text, "What has happened."),
    may("question", Type::Text, "What is asked."),
    may("answer", Type::Text, "What is right, and why."),
    READERS,
];

const BENCHMARK: &[Field] = &[
    must("who", Type::Text, "Who offers it."),
    must("offers", Type::Text, "What they offer."),
    may("source", Type::Text, "Where that is said."),
    may("checked", Type::Day, "When it was looked up."),
    may("verdict", Type::Word(verdicts), "How ours compares."),
];

const GOOD_CALL: &[Field] = &[may("date", Type::Day, "When it was."), must("story", Type::Text, "What happened.")];

const WAIVER: &[Field] = &[
    must("rule", Type::Word(rules), "The rule that is waived here."),
    must("reason", Type::Text, "Why that is right."),
    may("owner", PERSON, "Who answers for it: a key of people.toml."),
    must("until", Type::Day, "The last day on which it is accepted."),
];

const CHANGE: &[Field] = &[
    must("version", VERSION, "The version that it brought."),
    must("date", Type::Day, "When."),
    may("material", Type::Truth, "false: wording only, and nobody need read it again."),
    must("summary", Type::Text, "What changed."),
    may("reason", Type::Text, "Why."),
    READERS,
];

fn audiences(keys: &Keys) -> &[String] {
    &keys.audiences
}

fn people(keys: &Keys) -> &[String] {
    &keys.people
}

fn goals(keys: &Keys) -> &[String] {
    &keys.goals
}

fn touchpoints(keys: &Keys) -> &[String] {
    &keys.touchpoints
}

fn ids(keys: &Keys) -> &[String] {
    &keys.ids
}

fn words<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(word, _)| *word).collect()
}

fn kinds() -> Vec<&'static str> {
    words(&KINDS)
}

fn statuses() -> Vec<&'static str> {
    words(&STATUSES)
}

fn flexibilities() -> Vec<&'static str> {
    words(&FLEXIBILITIES)
}

fn motives() -> Vec<&'static str> {
    words(&MOTIVES)
}

fn verdicts() -> Vec<&'static str> {
    words(&VERDICTS)
}

fn rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.name()).collect()
}

/// The schema: the keys, and which of them a governed file needs. A file without `kind` counts as governed once it says how
/// flexible it is: only its name tells a policy from the page of a section.
pub(super) fn schema(draft: &Draft<'_>) -> Value {
    let mut schema = draft.table(FIELDS);
    let is = |key: &str, word: &str| json!({ "required": [key], "properties": { key: { "const": word } } });
    let page = is("kind", "page");
    let meta = json!({ "not": page, "anyOf": [{ "required": ["kind"] }, { "required": ["flexibility"] }] });
    let black = json!({ "allOf": [is("flexibility", "black"), { "not": page }] });
    let grey = json!({ "allOf": [is("flexibility", "grey"), { "not": page }] });
    let some = |key: &str| json!({ "required": [key], "properties": { key: { "minItems": 1 } } });
    let reviewed = json!({ "anyOf": [{ "required": ["reviewed"] }, { "required": ["review_every"] }] });
    schema["allOf"] = json!([
        { "if": meta, "then": {
            "required": ["id", "owner", "flexibility", "version", "rationale"],
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
