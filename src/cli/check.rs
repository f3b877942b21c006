//! `greyline check`.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::args::Today;
use super::outcome::Outcome;
use super::terminal;
use crate::diagnostic::Level;
use crate::diagnostic::report::Format;
use crate::error::Result;
use crate::pipeline;

/// Report every mistake in the handbook.
///
/// Prints each mistake with its file, line and column, the source line, what is wrong and what to write instead. Exits 1
/// when an error or a warning was found, or only for errors with `--fail-on error`; with notes only it exits 0.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline check\n  greyline check --format github --fail-on error\n  greyline check --today 2027-01-15 --format json"
)]
pub(super) struct Check {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The level from which a finding makes the command exit with 1.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// Check a shallow clone without the older versions that it lacks.
    #[arg(long)]
    allow_shallow: bool,
    #[command(flatten)]
    today: Today,
}

/// The level from which a finding makes `check` fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors alone.
    Error,
    /// Warnings and errors.
    Warning,
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
        }
    }
}

impl Check {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let mut loaded = pipeline::load(root, self.today.date(root))?;
        loaded.ensure_whole(self.allow_shallow)?;
        let sites = pipeline::sites(&mut loaded, root, &[]);
        terminal::print_report(&loaded.diagnostics, self.format, &loaded.tree)?;
        let sites = sites?;
        if let Some(handbook) = &loaded.handbook {
            pipeline::try_theme(&handbook.config, &sites)?;
        }
        if !loaded.has_errors() {
            terminal::eprint_note(loaded.note.as_deref())?;
        }
        let worst = loaded.diagnostics.iter().map(|diagnostic| diagnostic.level).max();
        Ok(if worst >= Some(self.fail_on.level()) { Outcome::Problems } else { Outcome::Done })
    }
}
