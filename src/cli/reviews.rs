//! `greyline reviews`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::ToSpan;

use super::args::{History, Selection, Today, shell_quote};
use super::outcome::Outcome;
use super::write::{create_file, ensure_apart, ensure_empty, file_name};
use super::{load, register, terminal};
use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::output::{self, ReviewDigest, register::RegisterEntry};
use crate::pipeline;
use crate::render::{Strings, call_words};

/// Print the policies that are due for review, the longest overdue first, and those that complaints, missed promises or waivers call
/// for earlier.
///
/// `text`, `markdown`, `html` and `webhook` have a part for each owner, ready to send; `webhook` is the JSON that the incoming webhook of
/// a chat takes. They are made of the most private edition: send them to nobody else.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline reviews\n  greyline reviews --due 30d --owner client-care --format csv\n  greyline reviews --due 60d --format html --digest letters\n  greyline reviews --due 60d --owner client-care --format webhook | curl --json @- \"$HOOK\"\n  greyline reviews --format ics > reviews.ics"
)]
pub(super) struct Reviews {
    #[command(flatten)]
    selection: Selection,
    /// Output format; `ics` contains all reviews.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write a file for each owner who has something to review into this folder, which must not be there, or be empty.
    #[arg(long, value_name = "DIR")]
    digest: Option<PathBuf>,
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
    /// For programs; `greyline schema policies` describes it, and `calls` says what calls for a review earlier.
    Json,
    /// A calendar.
    Ics,
    /// A text for each owner, to send.
    Text,
    /// The same as Markdown.
    Markdown,
    /// The same as a part of a page.
    Html,
    /// The same as JSON with the Markdown under `text`, for the webhook of a chat.
    Webhook,
}

impl Format {
    /// How the name of a file of this format ends.
    fn extension(self) -> &'static str {
        match self {
            Self::Human | Self::Text => "txt",
            Self::Csv => "csv",
            Self::Json | Self::Webhook => "json",
            Self::Ics => "ics",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

/// How far ahead reviews are looked for when nobody says.
const DUE: i32 = 90;

/// The name of the file about policies without an owner. No key of people.toml makes it, since a blank becomes a dash.
const NO_OWNER: &str = "no owner";

/// What the reviews are printed from.
struct Source<'a> {
    edition: &'a Edition,
    strings: &'a Strings,
    /// What is due, the longest overdue first.
    due: Vec<RegisterEntry>,
    /// What is not due, and is called for.
    earlier: Vec<RegisterEntry>,
}

impl Reviews {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let Some((edition, config)) = load::edition(root, self.today.date(root), self.history.allow_shallow, None)?
        else {
            return Ok(Outcome::Problems);
        };
        self.selection.ensure_owner(&edition)?;
        let strings = pipeline::strings(root, &config)?;
        let source = self.source(&edition, &strings);
        match &self.digest {
            Some(folder) => {
                ensure_apart(root, folder, &config.editions)?;
                self.write(&source, folder)?;
            }
            None => terminal::print(&self.format(&source, self.selection.owner.as_deref()))?,
        }
        Ok(Outcome::Done)
    }

    fn source<'a>(&self, edition: &'a Edition, strings: &'a Strings) -> Source<'a> {
        let within = self.selection.due.unwrap_or_else(|| DUE.days());
        let mut all = output::register::register(edition);
        self.selection.retain(&mut all, None, edition.today);
        let mut due = all.clone();
        self.selection.retain(&mut due, Some(within), edition.today);
        due.sort_by(|a, b| a.review_by.cmp(&b.review_by));
        let are_due: BTreeSet<&str> = due.iter().map(|entry| entry.url.as_str()).collect();
        all.retain(|entry| !are_due.contains(entry.url.as_str()) && !output::calls(edition, entry).is_empty());
        Source { edition, strings, due, earlier: all }
    }

    /// The reviews as text; `owner` is the one whose calendar it is.
    fn format(&self, source: &Source<'_>, owner: Option<&str>) -> String {
        let Source { edition, strings, due, earlier } = source;
        let digest = || ReviewDigest::new(edition, due, earlier, strings);
        match self.format {
            Format::Json => output::reviews_json(edition, due, earlier),
            Format::Csv => output::register::csv(due),
            Format::Ics => output::review_calendar(edition, strings, owner),
            Format::Text => digest().text(),
            Format::Markdown => digest().markdown(),
            Format::Html => digest().html(),
            Format::Webhook => digest().webhook(),
            Format::Human if due.is_empty() && earlier.is_empty() => "No review is due.\n".to_owned(),
            Format::Human => source.columns(),
        }
    }

    /// Writes a file for each owner.
    fn write(&self, source: &Source<'_>, folder: &Path) -> Result<()> {
        ensure_empty(folder)?;
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        let all = source.due.iter().chain(&source.earlier);
        let owners: BTreeSet<Option<&str>> = all.map(|entry| entry.owner_key.as_deref()).collect();
        for owner in &owners {
            let name = format!("{}.{}", owner.map_or_else(|| NO_OWNER.to_owned(), file_name), self.format.extension());
            create_file(&folder.join(name), &self.format(&source.of(*owner), *owner))?;
        }
        terminal::print_line(&format!("{} owners → {}", owners.len(), shell_quote(folder)))
    }
}

impl Source<'_> {
    /// What one owner has to review, or nobody in particular.
    fn of(&self, owner: Option<&str>) -> Self {
        let own = |entries: &[RegisterEntry]| {
            entries.iter().filter(|entry| entry.owner_key.as_deref() == owner).cloned().collect()
        };
        Self { due: own(&self.due), earlier: own(&self.earlier), ..*self }
    }

    /// Columns of what is due, then of what is worth a look earlier, with what calls for it.
    fn columns(&self) -> String {
        let mut out = register::columns(&self.due);
        if !self.earlier.is_empty() {
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}Worth a look before its day:");
            for (line, entry) in register::columns(&self.earlier).lines().zip(&self.earlier) {
                let calls = output::calls(self.edition, entry).into_iter().map(|call| call_words(call, self.strings));
                let _ = writeln!(out, "{line}  {}", calls.collect::<Vec<_>>().join("; "));
            }
        }
        out
    }
}
