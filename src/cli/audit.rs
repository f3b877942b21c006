//! `greyline audit`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::args::{Output, Today};
use super::ledger;
use super::outcome::Outcome;
use super::terminal;
use crate::audit::{Audit as Report, Leak, LeakKind, audit_beside};
use crate::config::{self, Host};
use crate::error::{Error, Result};
use crate::pipeline;
use crate::render::Theme;

/// Check that a published folder contains nothing that its readers may not see.
///
/// Reads every file of the folder, also packed ones, and looks for every word, phrase, figure and attachment that only a more
/// private audience may see. Shares no code with the build. Exits 1 if it finds something, or cannot prove that there is
/// nothing.
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
    #[command(flatten)]
    today: Today,
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
        let today = self.today.date(root);
        let mut beside = Theme::files(root)?;
        beside.extend(bare_sites(today, &config::hosts(root))?);
        let found = audit_beside(root, &self.dir, &self.edition, &beside, &today.to_string())?;
        match self.format {
            Output::Json => {
                let leaks: Vec<serde_json::Value> = found.leaks.iter().map(json).collect();
                let value = serde_json::json!({
                    "edition": self.edition,
                    "proved": found.passed(),
                    "files_read": found.files_read,
                    "runs_sought": found.runs_sought,
                    "leaks": leaks,
                    "unproved": found.unproved,
                    "notes": found.notes,
                });
                terminal::print_line(&format!("{value:#}"))?;
            }
            Output::Human => print(&found)?,
        }
        Ok(if found.passed() { Outcome::Done } else { Outcome::Problems })
    }
}

/// Prints what was found for people.
fn print(found: &Report) -> Result<()> {
    let color = terminal::use_color(std::io::stdout().is_terminal());
    for leak in &found.leaks {
        terminal::print_line(&human(leak, color))?;
    }
    for reason in &found.unproved {
        terminal::print_line(&format!("Not proved: {reason}."))?;
    }
    let (files, runs) = (found.files_read, found.runs_sought);
    let unread = found.leaks.iter().filter(|leak| leak.kind == LeakKind::Unread).count();
    let result = match (found.leaks.len() - unread, unread) {
        (0, 0) if found.unproved.is_empty() => "Nothing private was found".to_owned(),
        (0, 0) => "Not proved, although nothing private was found".to_owned(),
        (0, 1) => "Not proved: 1 file cannot be read".to_owned(),
        (0, unread) => format!("Not proved: {unread} files cannot be read"),
        (1, 0) => "1 leak".to_owned(),
        (leaks, 0) => format!("{leaks} leaks"),
        (leaks, unread) => format!("{leaks} leaks, and {unread} files cannot be read"),
    };
    let summary = format!("{result}: read {files} files, searched for {runs} phrases.");
    let print = if found.passed() { terminal::print_done } else { terminal::print_line };
    print(&summary)?;
    if unread > 0 {
        terminal::print_line(
            "Remove a file that cannot be read, or answer for it in book.toml:\n\
             [[audit.accepted]]\npath = \"its path\"\nhash = \"its hash\"\nby = \"who looked at it\"\nuntil = 2027-01-01",
        )?;
    }
    found.notes.iter().try_for_each(|note| terminal::print_done(note))
}

/// The sites of a handbook that says nothing: what stands in them stands in every edition, as the heads of files do.
fn bare_sites(today: Date, hosts: &[Host]) -> Result<Vec<(String, Vec<u8>)>> {
    let hosts: Vec<&str> = hosts.iter().map(|host| host.name()).collect();
    let book = format!(
        "title = \"A\"\n[publish]\nrules = {hosts:?}\n[outputs]\nassistants = true\n[audiences]\na = {{ title = \"A\", sees = [\"b\"] }}\nb = {{ title = \"B\" }}\n\
                [editions.a]\naudience = \"a\"\nurl = \"https://a.example/\"\n[editions.b]\naudience = \"b\"\nurl = \"https://a.example/\"\n"
    );
    let page = "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"b\"\n+++\nA\n";
    let policy =
        "+++\nid = \"A-1\"\ntitle = \"A\"\naudience = \"b\"\nflexibility = \"undecided\"\n+++\nA\n\n```rust\nA\n```\n";
    let recorded = policy.replace("A-1", "A-2").replace("flexibility", "version = \"1.0\"\nflexibility");
    let files = [
        ("book.toml", &*book),
        ("content/_index.md", page),
        ("content/a/_index.md", page),
        ("content/a/a.md", policy),
        ("content/a/b.md", &recorded),
    ];
    let mut loaded = pipeline::load_memory(&files.map(|(name, text)| (name, text.as_bytes())), today);
    let mut all = Vec::new();
    ledger::add_entry(&mut loaded, today, None)?;
    let Some(handbook) = &loaded.handbook else { return Ok(all) };
    for settings in &handbook.config.editions {
        let site = pipeline::site(handbook, settings, None)?;
        for address in site.addresses() {
            all.push((address.as_str().to_owned(), site.make(address)?));
        }
    }
    Ok(all)
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
        LeakKind::Unread => format!("{bold}{location}{end}: cannot be read: {words}"),
    }
}
