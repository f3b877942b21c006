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

/// Check that a published folder contains nothing that its readers may not see.
///
/// Reads every file of the folder, also compressed ones, and looks for every phrase and every attachment that only a more
/// private audience may see. Shares no code with the build. Exits 1 if it finds something.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline audit dist/client --edition client\n  greyline audit /srv/www/policies --edition client --format json"
)]
pub(super) struct Audit {
    /// The published folder.
    dir: PathBuf,
    /// The edition that was published in it.
    #[arg(long, value_name = "NAME")]
    edition: String,
    /// Output format.
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
                    0 => format!("Nothing private was found: read {files} files, searched for {runs} phrases."),
                    1 => format!("1 leak: read {files} files, searched for {runs} phrases."),
                    leaks => format!("{leaks} leaks: read {files} files, searched for {runs} phrases."),
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
            format!("{bold}{location}{end}: “{words}” is private; it comes from {source}:{line}:{column}")
        }
        LeakKind::Attachment => format!("{bold}{location}{end}: this file is private; it is {source}"),
        LeakKind::Name => {
            format!("{bold}{location}{end}: the name “{words}” is private; it comes from {source}:{line}:{column}")
        }
        LeakKind::Unread => format!("{bold}{location}{end}: cannot be read ({words}), so it was not checked"),
    }
}
