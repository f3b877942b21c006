//! `greyline audit`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Output;
use super::outcome::Outcome;
use super::terminal;
use crate::audit::{Leak, LeakKind, audit_beside};
use crate::error::{Error, Result};
use crate::render::Theme;

/// Prove that a published folder holds nothing that its readers may not see.
///
/// Reads every file of the folder, and inside compressed ones, and looks for every run of words and every attachment that
/// only a more private audience may see. Shares no code with what made the folder. Exits 1 when something is found.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline audit dist/client --edition client\n  greyline audit /srv/www/policies --edition client --format json"
)]
pub(super) struct Audit {
    /// The published folder.
    dir: PathBuf,
    /// The edition that its readers are to see.
    #[arg(long, value_name = "NAME")]
    edition: String,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

impl Audit {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        if !self.dir.is_dir() {
            let message = format!("there is no folder {}; `greyline build` makes the editions", self.dir.display());
            return Err(Error::Usage(message));
        }
        let theme = Theme::texts(root)?;
        let theme: Vec<&str> = theme.iter().map(String::as_str).collect();
        let found = audit_beside(root, &self.dir, &self.edition, &theme)?;
        match self.format {
            Output::Json => {
                let leaks: Vec<serde_json::Value> = found.leaks.iter().map(json).collect();
                let value = serde_json::json!({
                    "edition": self.edition,
                    "files_read": found.files_read,
                    "runs_sought": found.runs_sought,
                    "leaks": leaks,
                });
                terminal::print_line(&format!("{value:#}"))?;
            }
            Output::Human => {
                let color = terminal::use_color(std::io::stdout().is_terminal());
                for leak in &found.leaks {
                    terminal::print_line(&human(leak, color))?;
                }
                let (files, runs) = (found.files_read, found.runs_sought);
                terminal::print_line(&match found.leaks.len() {
                    0 => format!("Nothing withheld was found: {files} files read, {runs} runs of words looked for."),
                    1 => format!("1 leak: {files} files read, {runs} runs of words looked for."),
                    leaks => format!("{leaks} leaks: {files} files read, {runs} runs of words looked for."),
                })?;
            }
        }
        Ok(if found.leaks.is_empty() { Outcome::Done } else { Outcome::Problems })
    }
}

/// Returns the name of a kind in JSON.
fn kind(kind: LeakKind) -> &'static str {
    match kind {
        LeakKind::Words => "words",
        LeakKind::Attachment => "attachment",
        LeakKind::Name => "name",
        LeakKind::Unread => "unread",
    }
}

/// Returns a leak as JSON.
fn json(leak: &Leak) -> serde_json::Value {
    serde_json::json!({
        "kind": kind(leak.kind),
        "published": leak.published,
        "published_line": leak.published_line,
        "source": leak.source,
        "line": leak.line,
        "column": leak.column,
        "words": leak.words,
    })
}

/// Returns a leak as one line for people.
fn human(leak: &Leak, color: bool) -> String {
    let (bold, end) = if color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let Leak { published, published_line, source, line, column, words, kind } = leak;
    let location = if *published_line > 0 { format!("{published}:{published_line}") } else { published.clone() };
    match kind {
        LeakKind::Words => {
            format!("{bold}{location}{end}: “{words}” is withheld; it comes from {source}:{line}:{column}")
        }
        LeakKind::Attachment => format!("{bold}{location}{end}: this file is withheld; it is {source}"),
        LeakKind::Name => {
            format!("{bold}{location}{end}: the name “{words}” is withheld; it comes from {source}:{line}:{column}")
        }
        LeakKind::Unread => format!("{bold}{location}{end}: cannot be read ({words}), so nothing is proved of it"),
    }
}
