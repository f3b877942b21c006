//! JSON Schemas (2020-12) of what authors write and programs read, so that editors complete and check as they type.
//!
//! In: which schema, and the keys of a handbook to offer. Out: the schema as JSON. What always holds: what a schema takes
//! is what the reader of the same text takes; a test asks both, key by key.

mod data;
mod field;
mod front_matter;
mod register;
mod report;

use serde_json::{Value, json};

use field::{Draft, Field};

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The front matter of a policy or a page.
    FrontMatter,
    /// The front matter of `glossary.md`.
    Glossary,
    /// `book.toml`.
    Book,
    /// `people.toml`.
    People,
    /// `facts.toml`.
    Facts,
    /// `goals.toml`.
    Goals,
    /// `touchpoints.toml`.
    Touchpoints,
    /// `policies.json`, and what `register --format json` prints.
    Policies,
    /// What `check --format json` prints.
    Diagnostics,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::FrontMatter,
        Self::Glossary,
        Self::Book,
        Self::People,
        Self::Facts,
        Self::Goals,
        Self::Touchpoints,
        Self::Policies,
        Self::Diagnostics,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Glossary => "glossary",
            Self::Book => "book",
            Self::People => "people",
            Self::Facts => "facts",
            Self::Goals => "goals",
            Self::Touchpoints => "touchpoints",
            Self::Policies => "policies",
            Self::Diagnostics => "diagnostics",
        }
    }

    /// What it describes, in one sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::FrontMatter => "The front matter of a policy or a page.",
            Self::Glossary => "The front matter of content/glossary.md.",
            Self::Book => "book.toml, the configuration of a handbook.",
            Self::People => "content/people.toml: roles, owners, steps of escalation.",
            Self::Facts => "content/facts.toml: what policies quote and what changes over time.",
            Self::Goals => "content/goals.toml: the mission, and the goals that policies serve.",
            Self::Touchpoints => "content/touchpoints.toml: every way in which a client meets us.",
            Self::Policies => "policies.json, and what `greyline register --format json` prints.",
            Self::Diagnostics => "What `greyline check --format json` prints.",
        }
    }

    /// The subject of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
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

/// The schema of a subject. In YAML a plain number may stand for a text, in TOML it may not.
#[must_use]
pub fn schema(subject: Subject, keys: &Keys, yaml: bool) -> Value {
    let draft = Draft { keys, yaml };
    let mut schema = match subject {
        Subject::FrontMatter => front_matter::schema(&draft),
        Subject::Glossary => draft.table(data::GLOSSARY),
        Subject::Book => draft.table(data::BOOK),
        Subject::People => entries(&draft, data::PERSON, &[]),
        Subject::Facts => entries(&draft, data::FACT, &[]),
        Subject::Goals => entries(&draft, data::TITLED, data::MISSION),
        Subject::Touchpoints => entries(&draft, data::TITLED, &[]),
        Subject::Policies => register::schema(),
        Subject::Diagnostics => report::schema(),
    };
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(subject.name());
    schema["description"] = json!(subject.summary());
    schema
}

/// A file whose keys are the author's, but for a few.
fn entries(draft: &Draft<'_>, entry: &[Field], fixed: &[Field]) -> Value {
    let mut file = draft.table(fixed);
    file["additionalProperties"] = draft.table(entry);
    file
}
