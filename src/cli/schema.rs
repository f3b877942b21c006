//! `greyline schema`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::args::Today;
use super::outcome::Outcome;
use super::terminal;
use crate::error::Result;
use crate::handbook::Handbook;
use crate::pipeline;
use crate::schema::{Keys, Subject, schema};

/// Print the JSON Schema of what authors write, for editors, or list all schemas.
///
/// A schema follows JSON Schema 2020-12. Editors that read TOML with taplo take the schema of a file from its first line,
/// as in `#:schema ./book.schema.json`; those that read YAML with yaml-language-server, from their settings.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline schema\n  greyline schema book > book.schema.json\n  greyline schema front-matter --yaml --keys > front-matter.schema.json"
)]
pub(super) struct Schema {
    /// What it describes; all schemas are listed without it.
    #[arg(value_parser = PossibleValuesParser::new(Subject::ALL.map(Subject::name)))]
    subject: Option<String>,
    /// For front matter in YAML, where a plain number may stand for a text.
    #[arg(long)]
    yaml: bool,
    /// Take the audiences, people, goals, touchpoints and ids from this handbook, so that editors offer them and refuse others.
    #[arg(long)]
    keys: bool,
    #[command(flatten)]
    today: Today,
}

impl Schema {
    pub(super) fn run(&self, root: impl FnOnce() -> Result<PathBuf>) -> Result<Outcome> {
        let Some(subject) = self.subject.as_deref().and_then(Subject::from_name) else {
            for subject in Subject::ALL {
                terminal::print_line(&format!("{:<14} {}", subject.name(), subject.summary()))?;
            }
            return Ok(Outcome::Done);
        };
        let mut keys = Keys::default();
        if self.keys {
            let loaded = pipeline::load(&root()?, self.today.date())?;
            let Some(handbook) = &loaded.handbook else {
                terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
                return Ok(Outcome::Problems);
            };
            keys = keys_of(handbook);
        }
        terminal::print_line(&format!("{:#}", schema(subject, &keys, self.yaml)))?;
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
