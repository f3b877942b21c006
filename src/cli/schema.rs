//! `greyline schema`.
//!
//! In: which schema, and the keys of a handbook to offer. Out: the schema as JSON.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::args::Today;
use super::outcome::Outcome;
use super::terminal;
use crate::data::schema::{Keys, SchemaBuilder};
use crate::diagnostic::report;
use crate::error::Result;
use crate::handbook::{self, Handbook};
use crate::{config, output, pipeline, policy};

/// Print the JSON Schema of what authors write, for editors, or list all schemas.
///
/// A schema follows JSON Schema 2020-12. Editors that read TOML with taplo take the schema of a file from its first line,
/// as in `#:schema ./book.schema.json`; editors that use yaml-language-server are configured in their settings.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline schema\n  greyline schema book > book.schema.json\n  greyline schema front-matter --yaml --keys > front-matter.schema.json"
)]
pub(super) struct Schema {
    /// What it describes; without it, list all schemas.
    #[arg(value_parser = PossibleValuesParser::new(SUBJECTS.iter().map(|subject| subject.name)))]
    subject: Option<String>,
    /// For front matter in YAML, where an unquoted number may be used as text.
    #[arg(long)]
    yaml: bool,
    /// Take the audiences, people, goals, touchpoints and ids from this handbook, so that editors can complete and check them.
    #[arg(long)]
    keys: bool,
    #[command(flatten)]
    today: Today,
}

/// What a schema describes.
struct Subject {
    /// Its name on the command line.
    name: &'static str,
    /// What it describes, in one sentence.
    summary: &'static str,
    make: fn(&SchemaBuilder<'_>) -> Value,
}

const SUBJECTS: &[Subject] = &[
    Subject { name: "front-matter", summary: "The front matter of a policy or a page.", make: policy::schema },
    Subject { name: "glossary", summary: "The front matter of content/glossary.md.", make: handbook::schema::glossary },
    Subject { name: "book", summary: "book.toml, the configuration of a handbook.", make: config::schema },
    Subject {
        name: "people",
        summary: "content/people.toml: roles, owners, steps of escalation.",
        make: handbook::schema::people,
    },
    Subject {
        name: "facts",
        summary: "content/facts.toml: what policies quote and what changes over time.",
        make: handbook::schema::facts,
    },
    Subject {
        name: "goals",
        summary: "content/goals.toml: the mission, and the goals that policies serve.",
        make: handbook::schema::goals,
    },
    Subject {
        name: "touchpoints",
        summary: "content/touchpoints.toml: every situation in which clients deal with us.",
        make: handbook::schema::touchpoints,
    },
    Subject {
        name: "wording",
        summary: "content/wording.toml: phrases that texts for clients should not use.",
        make: handbook::schema::wording,
    },
    Subject {
        name: "policies",
        summary: "policies.json, and what `greyline register --format json` prints.",
        make: |_| output::register_schema(),
    },
    Subject {
        name: "answers",
        summary: "answers.json: what may be offered, who decides, what to say.",
        make: |_| output::answers_schema(),
    },
    Subject { name: "diagnostics", summary: "What `greyline check --format json` prints.", make: |_| report::schema() },
];

impl Subject {
    fn schema(&self, builder: &SchemaBuilder<'_>) -> Value {
        let mut schema = (self.make)(builder);
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!(self.name);
        schema["description"] = json!(self.summary);
        schema
    }
}

impl Schema {
    pub(super) fn run(&self, root: impl FnOnce() -> Result<PathBuf>) -> Result<Outcome> {
        let subject = self.subject.as_deref().and_then(|name| SUBJECTS.iter().find(|subject| subject.name == name));
        let Some(subject) = subject else {
            for Subject { name, summary, .. } in SUBJECTS {
                terminal::print_line(&format!("{name:<14} {summary}"))?;
            }
            return Ok(Outcome::Done);
        };
        let mut keys = Keys::default();
        if self.keys {
            let root = root()?;
            let loaded = pipeline::load(&root, self.today.date(&root))?;
            let Some(handbook) = &loaded.handbook else {
                terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
                return Ok(Outcome::Problems);
            };
            keys = keys_of(handbook);
        }
        terminal::print_line(&format!("{:#}", subject.schema(&SchemaBuilder { keys: &keys, yaml: self.yaml })))?;
        Ok(Outcome::Done)
    }
}

/// Returns the keys that the handbook declares.
fn keys_of(handbook: &Handbook) -> Keys {
    Keys {
        audiences: handbook.config.audiences.iter().map(|(_, audience)| audience.key.clone()).collect(),
        people: handbook.data.people.keys().cloned().collect(),
        goals: handbook.data.goals.keys().cloned().collect(),
        touchpoints: handbook.data.touchpoints.keys().cloned().collect(),
        ids: handbook.by_id.keys().cloned().collect(),
    }
}
