//! `answers.json`: what staff may offer and say, or what a client may ask for, policy by policy, for helpdesks and assistants.
//!
//! In: an [`Edition`]. Out: an entry for each policy in force or on trial that offers something or says why it cannot. What always holds:
//! no limit stands without its condition, and what is not in force offers nothing.

use serde::Serialize;
use serde_json::{Value, json};

use super::register::{OptionEntry, options, url};
use super::register_schema::object;
use crate::edition::{Edition, Page, PageIndex, Prose};
use crate::policy::{Flexibility, Standing};

/// The answer of one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema answers` says what each is")]
pub struct Answer {
    pub id: Option<String>,
    pub title: String,
    pub url: String,
    pub version: Option<String>,
    pub standing: Standing,
    pub until: Option<String>,
    pub flexibility: Option<Flexibility>,
    pub touchpoints: Vec<String>,
    pub options: Vec<OptionEntry>,
    pub reasons: Vec<String>,
    pub say: Option<String>,
    pub ask: Vec<Step>,
    pub changes_on: Option<String>,
}

/// Somebody to ask next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema answers` says what each is")]
pub struct Step {
    pub role: String,
    pub contact: Option<String>,
    pub answers_within: Option<String>,
}

/// The answers of an edition, in the order of the addresses.
#[must_use]
pub fn answers(edition: &Edition) -> Vec<Answer> {
    edition.pages.iter_enumerated().filter_map(|(at, page)| answer(edition, at, page)).collect()
}

fn answer(edition: &Edition, at: PageIndex, page: &Page) -> Option<Answer> {
    let meta = page.meta.as_ref().filter(|meta| meta.standing.offers() && !meta.undecided)?;
    let words = |text: &Prose| edition.words(text, None);
    let (options, reasons) = (options(edition, meta), edition.why_no_exception(meta));
    if options.is_empty() && reasons.is_empty() {
        return None;
    }
    let touchpoints = meta.values.texts("touchpoints").iter();
    let step = |key: &String| {
        let person = edition.people.get(key)?;
        let text = |text: &Option<Prose>| text.as_ref().map(words);
        let (contact, answers_within) = (text(&person.contact), text(&person.answers_within));
        Some(Step { role: person.role.clone(), contact, answers_within })
    };
    Some(Answer {
        id: meta.id().map(str::to_owned),
        title: page.title.clone(),
        url: url(edition, &edition.path_of(at)),
        version: meta.version().map(str::to_owned),
        standing: meta.standing,
        until: meta.last_day.map(|day| day.to_string()),
        flexibility: meta.flexibility(),
        touchpoints: touchpoints.filter_map(|key| Some(edition.touchpoints.get(key)?.title.clone())).collect(),
        options,
        reasons,
        say: meta.say().map(words),
        ask: meta.next_steps().iter().filter_map(step).collect(),
        changes_on: edition.next_change(at).map(|day| day.to_string()),
    })
}

/// The file, as `greyline schema answers` describes it.
#[must_use]
pub fn answers_json(edition: &Edition) -> String {
    let document = json!({ "title": edition.identity.title, "edition": edition.name, "answers": answers(edition) });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The JSON Schema of the file.
#[must_use]
pub fn answers_schema() -> Value {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let perhaps = |about: &str| json!({ "type": ["string", "null"], "description": about });
    let day = |about: &str| json!({ "type": ["string", "null"], "format": "date", "description": about });
    let texts = |about: &str| json!({ "type": "array", "items": { "type": "string" }, "description": about });
    let option = object(&[
        ("offer", text("What may be offered.")),
        ("when", perhaps("In which case; without it, whenever the policy applies.")),
        ("limit", perhaps("Up to what limit.")),
        ("decided_by", perhaps("The role that decides.")),
    ]);
    let step = object(&[
        ("role", text("Whom to ask.")),
        ("contact", perhaps("How to reach them.")),
        ("answers_within", perhaps("How soon they answer.")),
    ]);
    let answer = object(&[
        ("id", perhaps("The id of the policy.")),
        ("title", text("What people call it.")),
        ("url", text("Its page: whole where the edition has a `url`, and otherwise from the top of the site.")),
        ("version", perhaps("Its version.")),
        (
            "standing",
            json!({ "enum": ["on-trial", "in-force", "interim"], "description": "What it is on the day of the build." }),
        ),
        ("until", day("Its last day, where it is on trial or in force for a time.")),
        (
            "flexibility",
            json!({ "enum": ["black", "grey", null], "description": "Black: no exceptions. Grey: there is room." }),
        ),
        ("touchpoints", texts("What clients ask when they meet it.")),
        ("options", json!({ "type": "array", "items": option, "description": "What may be offered." })),
        ("reasons", texts("Why there is no exception.")),
        ("say", perhaps("What to say when the answer is no; in the most private edition alone.")),
        ("ask", json!({ "type": "array", "items": step, "description": "Whom to ask next, in order." })),
        ("changes_on", day("From this day on it must be fetched again: something of it changes by itself.")),
    ]);
    object(&[
        ("title", text("What the handbook is called.")),
        ("edition", text("The edition that these answers belong to.")),
        ("answers", json!({ "type": "array", "items": answer, "description": "In the order of their addresses." })),
    ])
}
