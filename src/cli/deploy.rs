//! `greyline deploy`.

use std::fs;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use flate2::read::GzDecoder;
use serde::Serialize;

use super::args::Output;
use super::outcome::Outcome;
use super::terminal::{self, Progress, kibibytes};
use super::write::ensure_apart;
use crate::config::{self, Config, EditionSettings};
use crate::diagnostic::Diagnostics;
use crate::error::{Error, Result};
use crate::ledger::{PublishedLedger, compare};
use crate::publish::Readership;
use crate::publish::deploy::{self, Deployed, Encoding, Options, Plan, Step, Target};
use crate::source::SourceTree;

/// Copy a built edition to where its readers are: a folder, S3, Azure or Google Cloud Storage.
///
/// Uploads what changed since the last deploy, then removes what left the edition. Only what `manifest.json` names is copied, and
/// nothing that Greyline did not write is replaced or removed. Credentials come from the environment.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[command(
    after_help = "Examples:\n  greyline deploy /srv/www/policies --edition client\n  greyline deploy s3://example-policies --edition client --dry-run\n  greyline deploy s3://example-staff/handbook --edition staff --compress gzip\n  greyline deploy az://web/policies --edition client --format json"
)]
pub(super) struct Deploy {
    #[arg(help = "A folder, s3://bucket/prefix, az://container/prefix or gs://bucket/prefix")]
    target: String,
    /// The edition to deploy. May be left out where there is only one.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Print what would be uploaded and removed, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Compress the texts in an object store, which then sends them so to everyone.
    #[arg(long, value_enum, value_name = "HOW")]
    compress: Option<Compress>,
    /// How many requests are under way at once.
    #[arg(long, value_name = "COUNT", default_value = "16")]
    parallel: NonZeroUsize,
    /// Write the paths that a content delivery network should forget into this file, one a line.
    #[arg(long, value_name = "FILE")]
    invalidations: Option<PathBuf>,
    /// Upload every file, also those that are there already.
    #[arg(long)]
    all: bool,
    /// Deploy an edition that is not for everyone to a place that everyone can read.
    #[arg(long)]
    public: bool,
    /// Replace a ledger of versions that does not go on in this site, as after a rollback.
    #[arg(long)]
    replace_ledger: bool,
    /// How long a deploy that shows no sign of life counts as alive, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    lease: u64,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// How texts are compressed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Compress {
    /// Every browser reads it.
    Gzip,
    /// Smaller; browsers read it over HTTPS alone.
    Brotli,
}

/// What was done, or would be, for programs.
#[derive(Debug, Serialize)]
struct Report<'a> {
    edition: &'a str,
    target: String,
    dry_run: bool,
    #[serde(flatten)]
    plan: &'a Plan,
    deployed: Option<Deployed>,
    invalidations: Vec<String>,
}

/// Whether the program was asked to end.
static STOP: AtomicBool = AtomicBool::new(false);

impl Deploy {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let target = Target::parse(&self.target)?;
        if let (Target::Folder(_), Some(_)) = (&target, self.compress) {
            let message = "--compress is for object stores; for a folder, `greyline build --compress` writes copies that its server can send";
            return Err(Error::Usage(message.to_owned()));
        }
        let config = read_config(root)?;
        let edition = self.edition(&config)?;
        let audiences = &config.audiences;
        if let Target::Folder(folder) = &target {
            let others: Vec<EditionSettings> =
                config.editions.iter().filter(|other| other.out != edition.out).cloned().collect();
            ensure_apart(root, folder, &others)?;
        }
        let reads = Readership {
            audiences: audiences.read_by(edition.audience).map(|audience| audience.key.clone()).collect(),
            all: edition.audience == audiences.most_private(),
        };
        let options = Options {
            edition: &edition.name,
            reads: &reads,
            is_public: self.public || audiences.get(edition.audience).readers == audiences.all(),
            encoding: match self.compress {
                None => Encoding::Identity,
                Some(Compress::Gzip) => Encoding::Gzip,
                Some(Compress::Brotli) => Encoding::Brotli,
            },
            parallel: self.parallel.get(),
            all: self.all,
            ledger: if self.replace_ledger { |_, _| None } else { does_not_go_on },
            lease: Duration::from_secs(self.lease),
            stop: &STOP,
        };
        if let Target::Bucket(_) = target {
            // Without a handler the program ends at once; the next deploy then waits to see whether this one is alive.
            let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
        }
        let built = root.join(&edition.out);
        let bar: OnceLock<Progress> = OnceLock::new();
        let on_step = |step: Step| match step {
            Step::Planned(total) => drop(bar.set(Progress::new(&edition.name, total))),
            Step::Done(count) => drop(bar.get().map(|bar| bar.update(count))),
            Step::Note(note) => drop(terminal::eprint_note(Some(&note))),
        };
        let (plan, deployed) = if self.dry_run {
            (deploy::plan(&built, &target, &options, &on_step)?, None)
        } else {
            let (plan, deployed) = deploy::deploy(&built, &target, &options, &[root, &built], &on_step)?;
            (plan, Some(deployed))
        };
        drop(bar);
        let is_changed = deployed.as_ref().is_none_or(|deployed| deployed.uploaded > 0);
        let invalidations = if is_changed { plan.invalidations() } else { Vec::new() };
        if let Some(file) = self.invalidations.as_ref().filter(|_| !self.dry_run) {
            let text: String = invalidations.iter().flat_map(|path| [path, "\n"]).collect();
            fs::write(file, text).map_err(Error::write(file))?;
        }
        let report = Report {
            edition: &edition.name,
            target: target.shown(),
            dry_run: self.dry_run,
            plan: &plan,
            deployed,
            invalidations,
        };
        print(&report, self.format)?;
        Ok(Outcome::Done)
    }

    /// The edition that was named, or the only one.
    fn edition<'a>(&self, config: &'a Config) -> Result<&'a EditionSettings> {
        let known = || config.editions.iter().map(|settings| settings.name.as_str()).collect::<Vec<_>>().join(", ");
        match (&self.edition, config.editions.as_slice()) {
            (None, [only]) => Ok(only),
            (None, _) => {
                Err(Error::Usage(format!("name the edition to deploy with --edition; book.toml has {}", known())))
            }
            (Some(name), all) => all
                .iter()
                .find(|settings| settings.name == *name)
                .ok_or_else(|| Error::Usage(format!("there is no edition `{name}`; book.toml has {}", known()))),
        }
    }
}

/// What to do about a ledger that does not go on.
const NEXT: &str = "build from the handbook that published there, with its content/releases.toml; `greyline verify` with a copy of the ledger \
                    that is there says more, and --replace-ledger replaces it";

/// Why a site with the ledger `here` may not take the place of the one with the ledger `there`; nothing where that goes on in it.
fn does_not_go_on(there: &[u8], here: Option<&[u8]>) -> Option<String> {
    let Some(kept) = read_ledger(there) else {
        return Some(format!(
            "the ledger.json that is there cannot be read, so nobody can say whether that of this site goes on from it; {NEXT}"
        ));
    };
    let problem = match here.map(read_ledger) {
        None => "this site has none".to_owned(),
        Some(None) => "that of this site cannot be read".to_owned(),
        Some(Some(now)) => compare(&kept, &now).into_iter().find(|found| found.is_problem)?.message,
    };
    Some(format!("the ledger of versions that is there does not go on in this site: {problem}; {NEXT}"))
}

/// Reads a ledger as a store has it, compressed or not.
fn read_ledger(bytes: &[u8]) -> Option<PublishedLedger> {
    let gzip = || {
        let mut text = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut text).ok().map(|_| text)
    };
    let brotli = || {
        let mut text = Vec::new();
        brotli::BrotliDecompress(&mut &bytes[..], &mut text).ok().map(|()| text)
    };
    let parse = |text: Vec<u8>| PublishedLedger::parse(&text).ok();
    PublishedLedger::parse(bytes).ok().or_else(|| gzip().and_then(parse)).or_else(|| brotli().and_then(parse))
}

/// Reads `book.toml` alone: the site is built already.
fn read_config(root: &Path) -> Result<Config> {
    let path = root.join("book.toml");
    let bytes = fs::read(&path).map_err(Error::read(&path))?;
    let mut diagnostics = Diagnostics::default();
    let tree = SourceTree::from_memory([("book.toml", &*bytes)], &mut diagnostics);
    let config = tree.book.as_ref().and_then(|file| config::load(file, &mut diagnostics));
    config.ok_or_else(|| Error::Usage("book.toml has errors; `greyline check` shows them".to_owned()))
}

fn print(report: &Report<'_>, format: Output) -> Result<()> {
    if let Output::Json = format {
        return terminal::print_line(&serde_json::to_string_pretty(report).unwrap_or_default());
    }
    let (edition, target, plan) = (report.edition, &report.target, report.plan);
    let Some(deployed) = &report.deployed else {
        for upload in &plan.uploads {
            terminal::print_line(&format!("upload {}", upload.file))?;
        }
        for file in &plan.removals {
            terminal::print_line(&format!("remove {file}"))?;
        }
        let (uploads, removals, unchanged) = (plan.uploads.len(), plan.removals.len(), plan.unchanged);
        return terminal::print_line(&format!(
            "{edition}  {uploads} files to upload, {removals} to remove, {unchanged} unchanged  → {target}"
        ));
    };
    let Deployed { uploaded, bytes, removed, unchanged, .. } = deployed;
    let size = kibibytes(*bytes);
    terminal::print_done(&format!(
        "{edition}  {uploaded} files uploaded, {size}, {removed} removed, {unchanged} unchanged  → {target}"
    ))
}
