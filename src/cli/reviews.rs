//! `greyline reviews`.

use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::ToSpan;

use super::args::{History, Today};
use super::outcome::Outcome;
use super::{load, register, terminal};
use crate::error::{Error, Result};
use crate::output::{self, register::RegisterEntry};
use crate::pipeline;

/// Print the policies that are due for review, the longest overdue first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline reviews\n  greyline reviews --within 30 --owner client-care --format csv\n  greyline reviews --format ics > reviews.ics"
)]
pub(super) struct Reviews {
    /// Include reviews due within this many days.
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    within: u16,
    /// Only those of this owner: a key of people.toml.
    #[arg(long, value_name = "KEY")]
    owner: Option<String>,
    /// Output format; `ics` contains all reviews.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    history: History,
}

/// How reviews are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns, for people.
    Human,
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// For programs; `greyline schema policies` describes it.
    Json,
    /// A calendar.
    Ics,
}

impl Reviews {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let Some((edition, config)) = load::edition(root, self.today.date(root), self.history.allow_shallow, None)?
        else {
            return Ok(Outcome::Problems);
        };
        if let Some(owner) = &self.owner
            && !edition.people.contains_key(owner)
        {
            let known: Vec<&str> = edition.people.keys().map(String::as_str).collect();
            let message = format!("people.toml has no `{owner}`; it has {}", known.join(", "));
            return Err(Error::Usage(message));
        }
        let last = edition.today.checked_add(i64::from(self.within).days()).unwrap_or(edition.today).to_string();
        let mut due: Vec<RegisterEntry> = output::register::register(&edition);
        due.retain(|entry| {
            self.owner.as_ref().is_none_or(|owner| entry.owner_key.as_ref() == Some(owner))
                && !entry.standing.is_over()
                && entry.review_by.as_ref().is_some_and(|date| *date <= last)
        });
        due.sort_by(|a, b| a.review_by.cmp(&b.review_by));
        terminal::print(&match self.format {
            Format::Json => output::register::json(&edition, &due),
            Format::Csv => output::register::csv(&due),
            Format::Ics => output::review_calendar(&edition, &pipeline::strings(root, &config)?, self.owner.as_deref()),
            Format::Human if due.is_empty() => format!("No review is due within {} days.\n", self.within),
            Format::Human => register::columns(&due),
        })?;
        Ok(Outcome::Done)
    }
}
