//! `greyline build`.

use std::io::IsTerminal;
use std::path::Path;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use super::{Outcome, Output, Today, screen};
use crate::config::EditionSettings;
use crate::error::{Error, Result};
use crate::output::policy_hashes;
use crate::pipeline::{self, Day};
use crate::publish::{self, Options, Step};
use crate::site::Site;
use crate::text::SitePath;

/// Publish every edition of the handbook.
///
/// Reads and checks the handbook, and stops before anything is written when there is an error. Each edition is made beside
/// its old site and takes its place in one step.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline build\n  greyline build --edition client --compress\n  greyline build --today 2027-01-15 --format json\n  greyline build --as-of 2025-06-30"
)]
pub(super) struct Build {
    /// Publish this edition alone; may be given more than once.
    #[arg(long, value_name = "NAME")]
    edition: Vec<String>,
    /// Write a .gz copy beside every text file of more than 1 KiB, for servers that send them.
    #[arg(long)]
    compress: bool,
    /// Publish the handbook as it was in force on this day, beside each edition's own folder: dist/client-2025-06-30.
    #[arg(long, value_name = "DATE", conflicts_with = "today")]
    as_of: Option<Date>,
    /// How to print what was done.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

/// What was done for one edition.
#[derive(Debug, Serialize)]
struct Line {
    edition: String,
    out: String,
    pages: usize,
    files: usize,
    bytes: u64,
    changed: usize,
}

impl Build {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let day = self.as_of.map_or_else(|| Day::Today(self.today.date()), Day::AsOf);
        let mut loaded = pipeline::load_on(root, day)?;
        if let Some(handbook) = &loaded.handbook {
            self.known(&handbook.config.editions)?;
        }
        let sites = pipeline::sites(&mut loaded, root, &self.edition)?;
        if !loaded.diagnostics.is_empty() {
            screen::report_err(&loaded.diagnostics, &loaded.tree)?;
        }
        if loaded.has_errors() || loaded.handbook.is_none() {
            return Ok(Outcome::Problems);
        }
        let mut lines = Vec::new();
        for (settings, site) in &sites {
            lines.push(self.publish(root, settings, site)?);
        }
        screen::note(loaded.note.as_deref())?;
        match self.format {
            Output::Json => screen::say(&serde_json::to_string_pretty(&lines).unwrap_or_default())?,
            Output::Human => {
                let width = lines.iter().map(|line| line.edition.len()).max().unwrap_or(0);
                for line in &lines {
                    let Line { edition, out, pages, files, bytes, changed } = line;
                    let size = kibibytes(*bytes);
                    screen::say(&format!(
                        "{edition:width$}  {pages} pages, {files} files, {size}, {changed} changed  → {out}"
                    ))?;
                }
            }
        }
        // The program ends here. What it holds goes back to the system at once, and not page by page.
        std::mem::forget((sites, loaded));
        Ok(Outcome::Done)
    }

    /// Refuses an edition that there is not.
    fn known(&self, all: &[EditionSettings]) -> Result<()> {
        for name in &self.edition {
            if !all.iter().any(|settings| settings.name == *name) {
                let known: Vec<&str> = all.iter().map(|settings| settings.name.as_str()).collect();
                let message = format!("there is no edition `{name}`; book.toml has {}", known.join(", "));
                return Err(Error::Usage(message));
            }
        }
        Ok(())
    }

    fn publish(&self, root: &Path, settings: &EditionSettings, site: &Site) -> Result<Line> {
        let addresses: Vec<SitePath> = site.addresses().cloned().collect();
        let target = root.join(&settings.out);
        if let Ok(Some(old)) = publish::read_manifest(&target)
            && old.edition != settings.name
        {
            let reason = format!("it holds the edition `{}`", old.edition);
            return Err(Error::ForeignFolder { path: target, reason });
        }
        let bar = screen::progress(addresses.len(), &settings.name);
        let options = Options {
            compress: self.compress,
            edition: settings.name.clone(),
            policies: policy_hashes(site.edition()),
            protect: &[root],
        };
        let watched = std::io::stderr().is_terminal();
        let tell = |step: Step| {
            if let (true, Step::Made(count)) = (watched, step) {
                bar.set_position(count as u64);
            }
        };
        let done = publish::publish(&target, &addresses, |path| site.make(path), &options, &tell)?;
        bar.finish_and_clear();
        Ok(Line {
            edition: settings.name.clone(),
            out: settings.out.clone(),
            pages: site.edition().pages.len(),
            files: done.files,
            bytes: done.bytes,
            changed: done.changed,
        })
    }
}

/// A size for people.
fn kibibytes(bytes: u64) -> String {
    if bytes < 10 << 20 { format!("{} KiB", bytes.div_ceil(1024)) } else { format!("{} MiB", bytes.div_ceil(1 << 20)) }
}
