//! `greyline reviews`.

use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::ToSpan;

use super::args::{History, Selection, Today};
use super::outcome::Outcome;
use super::{load, register, terminal};
use crate::error::Result;
use crate::output::{self, register::RegisterEntry};
use crate::pipeline;

/// Print the policies that are due for review, the longest overdue first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline reviews\n  greyline reviews --due 30d --owner client-care --format csv\n  greyline reviews --due 60d --format markdown\n  greyline reviews --format ics > reviews.ics"
)]
pub(super) struct Reviews {
    #[command(flatten)]
    selection: Selection,
    /// Output format; `ics` contains all reviews, `markdown` has a part for each owner, ready to send.
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
    /// A text for each owner, to send.
    Markdown,
}

/// How far ahead reviews are looked for when nobody says.
const DUE: i32 = 90;

impl Reviews {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let Some((edition, config)) = load::edition(root, self.today.date(root), self.history.allow_shallow, None)?
        else {
            return Ok(Outcome::Problems);
        };
        self.selection.ensure_owner(&edition)?;
        let within = self.selection.due.unwrap_or_else(|| DUE.days());
        let mut all: Vec<RegisterEntry> = output::register::register(&edition);
        self.selection.retain(&mut all, None, edition.today);
        let mut due = all.clone();
        self.selection.retain(&mut due, Some(within), edition.today);
        due.sort_by(|a, b| a.review_by.cmp(&b.review_by));
        terminal::print(&match self.format {
            Format::Json => output::register::json(&edition, &due),
            Format::Csv => output::register::csv(&due),
            Format::Ics => {
                output::review_calendar(&edition, &pipeline::strings(root, &config)?, self.selection.owner.as_deref())
            }
            Format::Markdown => output::review_digest(&edition, &due, &all),
            Format::Human if due.is_empty() => "No review is due.\n".to_owned(),
            Format::Human => register::columns(&due),
        })?;
        Ok(Outcome::Done)
    }
}
