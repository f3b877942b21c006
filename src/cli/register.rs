//! `greyline register`.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::args::{History, Selection, Today};
use super::outcome::Outcome;
use super::{load, terminal};
use crate::error::Result;
use crate::output::{
    self,
    register::{self, RegisterEntry},
};
use crate::pipeline;
use crate::policy::Standing;

/// Print every policy with its owner, standing, version and review date.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline register\n  greyline register --format csv > register.csv\n  greyline register --format json --edition client\n  greyline register --owner client-care --due 3m --format markdown"
)]
pub(super) struct Register {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Only what readers of this edition may see.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    history: History,
}

/// How a register is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns, for people.
    Human,
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// For programs; `greyline schema policies` describes it.
    Json,
    /// A table, for a text.
    Markdown,
    /// The reviews as a calendar.
    Ics,
}

impl Register {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let Some((edition, config)) =
            load::edition(root, self.today.date(root), self.history.allow_shallow, self.edition.as_deref())?
        else {
            return Ok(Outcome::Problems);
        };
        self.selection.ensure_owner(&edition)?;
        let mut entries = register::register(&edition);
        self.selection.retain(&mut entries, self.selection.due, edition.today);
        terminal::print(&match self.format {
            Format::Json => register::json(&edition, &entries),
            Format::Csv => register::csv(&entries),
            Format::Markdown => register::markdown(&entries),
            Format::Ics => {
                let strings = pipeline::strings(root, &config)?;
                output::review_calendar(&edition, &strings, self.selection.owner.as_deref())
            }
            Format::Human => columns(&entries),
        })?;
        Ok(Outcome::Done)
    }
}

/// Returns entries in aligned columns.
pub(super) fn columns(entries: &[RegisterEntry]) -> String {
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len))
        .map(|at| rows.iter().map(|row| char_count(&row[at])).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - char_count(cell))));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// Returns the columns of one entry.
fn row(entry: &RegisterEntry) -> Vec<String> {
    let review = entry.review_by.clone().unwrap_or_default();
    let review = if entry.overdue { format!("{review} overdue") } else { review };
    let standing = if entry.standing == Standing::InForce { "" } else { entry.standing.word() };
    let owner = entry.owner.clone().unwrap_or_default();
    vec![
        entry.id.clone().unwrap_or_default(),
        word(&entry.flexibility),
        entry.title.clone(),
        standing.to_owned(),
        owner,
        review,
    ]
}

/// Returns a value as front matter writes it.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns the number of characters of a text.
fn char_count(text: &str) -> usize {
    text.chars().count()
}
