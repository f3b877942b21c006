//! `greyline check`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::args::Today;
use super::outcome::Outcome;
use super::program::program;
use super::{load, terminal};
use crate::diagnostic::report::Format;
use crate::diagnostic::{Diagnostic, Level, fingerprints};
use crate::error::{Error, Result};
use crate::output::conditions;
use crate::pipeline::{self, Day, Loaded};

/// Report every mistake in the handbook.
///
/// Prints each mistake with its file, line and column, the source line, what is wrong and what to write instead. Exits 1
/// when an error or a warning was found, or only for errors with `--fail-on error`; with notes only it exits 0.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline check\n  greyline check --format github --fail-on error\n  greyline check --today 2027-01-15 --format json\n  greyline check --since origin/main\n  greyline check --conditions"
)]
pub(super) struct Check {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The level from which a finding makes the command exit with 1.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// Tell only what is not in this file, an earlier report in JSON: `greyline check --format json > FILE`. What guards an audience or
    /// an address is always told.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Tell only what was not there where this branch began: at the commit where it and this revision part, such as origin/main. What
    /// guards an audience or an address is always told.
    #[arg(long, value_name = "REVISION", conflicts_with = "baseline")]
    since: Option<String>,
    /// Check a shallow clone without the older versions that it lacks.
    #[arg(long)]
    allow_shallow: bool,
    /// Print what was understood of the conditions and limits of options instead, as search compares it with a query. As JSON with
    /// `--format json`.
    #[arg(long)]
    conditions: bool,
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
        if self.conditions {
            return self.print_conditions(root);
        }
        let began = Instant::now();
        let mut loaded = pipeline::load_on(root, Day::Today(self.today.date(root)), program())?;
        loaded.ensure_whole(self.allow_shallow)?;
        terminal::eprint_step("read the handbook and its history", began)?;
        let began = Instant::now();
        let sites = pipeline::sites(&mut loaded, root, &[]);
        terminal::eprint_step("made the editions and checked them", began)?;
        let known = match (&self.baseline, &self.since) {
            (Some(file), _) => Some(baseline(file)?),
            (None, Some(revision)) => Some(base(root, revision, self.today.date(root))?),
            (None, None) => None,
        };
        let told = told(&loaded, known.as_ref());
        terminal::print_report(&told, self.format, &loaded.tree)?;
        let sites = sites?;
        if let Some(handbook) = &loaded.handbook {
            pipeline::try_theme(&handbook.config, &sites)?;
        }
        if !loaded.has_errors() {
            terminal::eprint_note(loaded.note.as_deref())?;
        }
        let open = told.iter().filter(|diagnostic| diagnostic.waiver.is_none());
        let worst = open.map(|diagnostic| diagnostic.level).max();
        // The program ends here, and the system takes the memory back at once.
        std::mem::forget((sites, loaded));
        Ok(if worst >= Some(self.fail_on.level()) { Outcome::Problems } else { Outcome::Done })
    }

    fn print_conditions(&self, root: &Path) -> Result<Outcome> {
        let Some((edition, _)) = load::edition(root, self.today.date(root), self.allow_shallow, None)? else {
            return Ok(Outcome::Problems);
        };
        let read = conditions::conditions(&edition);
        terminal::print(&match self.format {
            Format::Json => serde_json::json!(read).to_string() + "\n",
            _ => conditions::text(&read),
        })?;
        Ok(Outcome::Done)
    }
}

/// The fingerprints in an earlier report.
fn baseline(path: &Path) -> Result<BTreeSet<String>> {
    let text = std::fs::read_to_string(path).map_err(Error::read(path))?;
    let report: Vec<serde_json::Value> = serde_json::from_str(&text).map_err(|error| {
        let message = format!("{} is no report of `greyline check --format json`: {error}", path.display());
        Error::Usage(message)
    })?;
    let fingerprint = |item: &serde_json::Value| item["fingerprint"].as_str().map(str::to_owned);
    report.iter().map(fingerprint).collect::<Option<_>>().ok_or_else(|| {
        let message = format!(
            "{} has findings without a fingerprint: write it anew with `greyline check --format json`",
            path.display()
        );
        Error::Usage(message)
    })
}

/// The fingerprints of what was found, or accepted, where a branch began.
fn base(root: &Path, revision: &str, today: Date) -> Result<BTreeSet<String>> {
    let (_, mut loaded) = pipeline::load_base(root, revision, today)?;
    // What only the sites show is among the diagnostics then; that one cannot be made is no mistake of the branch.
    drop(pipeline::sites(&mut loaded, root, &[]));
    let all = findings(&loaded);
    Ok(fingerprints(&all, &|name| loaded.tree.text(name)).into_iter().collect())
}

/// What was found and what is accepted, in the order of the files.
fn findings(loaded: &Loaded) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = loaded.diagnostics.iter().chain(&loaded.waived).collect();
    all.sort_by_key(|found| (&found.file, found.span));
    all
}

/// What is to be told, in the order of the files: what was found and what is accepted, without what an earlier report knows.
fn told(loaded: &Loaded, known: Option<&BTreeSet<String>>) -> Vec<Diagnostic> {
    let all = findings(loaded);
    let fingerprints = fingerprints(&all, &|name| loaded.tree.text(name));
    let is_new = |found: &Diagnostic, fingerprint: &String| {
        found.rule.info().locked || known.is_none_or(|known| !known.contains(fingerprint))
    };
    let all = all.into_iter().zip(&fingerprints).filter(|(found, fingerprint)| is_new(found, fingerprint));
    all.map(|(found, _)| found.clone()).collect()
}
