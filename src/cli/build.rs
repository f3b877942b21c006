//! `greyline build`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use super::args::{Output, Today};
use super::ledger;
use super::outcome::Outcome;
use super::program::program;
use super::terminal::{self, Progress, kibibytes};
use super::write;
use crate::config::EditionSettings;
use crate::diagnostic::Diagnostics;
use crate::edition::Bits;
use crate::error::{Error, Result};
use crate::ledger::Reason;
use crate::output::policy_hashes;
use crate::pipeline::{self, Day, Loaded};
use crate::publish::{self, Manifest, Options, Readership, Step, Unchanged};
use crate::site::{Recorder, Site, StoredBlocks};
use crate::source::ADDRESSES;
use crate::text::SitePath;

/// Publish every edition of the handbook.
///
/// Reads and checks the handbook, and writes nothing if there is an error. Each edition is built in a separate folder and
/// replaces the old site in one step.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline build\n  greyline build --edition client --compress\n  greyline build --today 2027-01-15 --format json\n  greyline build --as-of 2025-06-30\n  greyline build --record\n  greyline build --record --because \"A slip in version 2.1 was mended.\""
)]
pub(super) struct Build {
    /// Publish only this edition; may be given more than once.
    #[arg(long, value_name = "NAME")]
    edition: Vec<String>,
    /// Write a .gz copy next to every text file of more than 1 KiB, for servers that send them.
    #[arg(long)]
    compress: bool,
    /// Publish the handbook as it was on this date, in a folder next to the usual one: dist/client-2025-06-30.
    #[arg(long, value_name = "DATE", conflicts_with = "today")]
    as_of: Option<Date>,
    /// Build a shallow clone without the older versions that it lacks.
    #[arg(long)]
    allow_shallow: bool,
    /// Add the addresses that were published to the record of all addresses, content/addresses.txt, and the versions that came into
    /// force to the ledger, content/releases.toml. Later builds and checks refuse to drop or to change one of them.
    #[arg(long, conflicts_with = "as_of")]
    record: bool,
    /// Record versions that contradict the ledger, content/releases.toml, and why: in one sentence.
    #[arg(long, value_name = "TEXT", requires = "record")]
    because: Option<String>,
    /// The edition whose readers may read that reason; default: the most private one alone.
    #[arg(long, value_name = "NAME", requires = "because")]
    tell: Vec<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

/// What was published of one edition.
#[derive(Debug, Serialize)]
struct Published {
    edition: String,
    out: String,
    pages: usize,
    files: usize,
    bytes: u64,
    changed: usize,
    difference: Difference,
}

/// What a site has that the one before it in the same folder had not, and the other way about. Compressed copies are left out.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Difference {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    /// The addresses of the removed files that readers may keep: pages, feeds and attachments.
    dropped: Vec<String>,
}

impl Difference {
    fn between(old: Option<&Manifest>, new: Option<&Manifest>) -> Self {
        let none = BTreeMap::new();
        let [old, new] = [old, new].map(|manifest| manifest.map_or(&none, |manifest| &manifest.files));
        let is_copy = |files: &BTreeMap<String, String>, name: &str| {
            name.strip_suffix(".gz").is_some_and(|name| files.contains_key(name))
        };
        let names = |files: &BTreeMap<String, String>, wanted: &dyn Fn(&str, &str) -> bool| -> Vec<String> {
            let wanted = files.iter().filter(|(name, hash)| !is_copy(files, name) && wanted(name, hash));
            wanted.map(|(name, _)| name.clone()).collect()
        };
        let removed = names(old, &|name, _| !new.contains_key(name));
        let of_site = |name: &&String| {
            name.starts_with("assets/") || name.starts_with("search/") && name.as_str() != "search/index.html"
        };
        Self {
            added: names(new, &|name, _| !old.contains_key(name)),
            changed: names(new, &|name, hash| old.get(name).is_some_and(|before| before != hash)),
            dropped: removed
                .iter()
                .filter(|name| !of_site(name))
                .map(|name| format!("/{}", SitePath::file(name).encoded_address()))
                .collect(),
            removed,
        }
    }
}

/// Says which versions are not on the sites since `[archive]` does not keep them any longer.
fn left_out(loaded: &Loaded) -> Option<String> {
    let left_out = &loaded.handbook.as_ref()?.left_out;
    let names: Vec<String> =
        left_out.iter().flat_map(|(id, numbers)| numbers.iter().map(move |number| format!("{id} {number}"))).collect();
    let (first, last) = (names.first()?, names.last()?);
    Some(match names.len() {
        1 => format!("one old version is not kept any longer and left out: {first}"),
        count => format!("{count} old versions are not kept any longer and left out: from {first} to {last}"),
    })
}

impl Build {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let today = self.today.date(root);
        if let Some(day) = self.as_of.filter(|day| *day > today) {
            let message = format!(
                "{day} lies ahead, and nobody knows yet what will have been in force then; `--today {day}` builds what is known of it"
            );
            return Err(Error::Usage(message));
        }
        let day = self.as_of.map_or(Day::Today(today), |day| Day::AsOf { day, today });
        let (began, program) = (Instant::now(), program());
        let mut loaded = pipeline::load_on(root, day, program)?;
        terminal::eprint_step("read the handbook and its history", began)?;
        loaded.ensure_whole(self.allow_shallow)?;
        if let Some(handbook) = &loaded.handbook {
            self.ensure_known(&handbook.config.editions)?;
        }
        let began = Instant::now();
        let mut ledger = None;
        if self.record {
            ledger = ledger::add_entry(&mut loaded, today, self.reason().as_ref())?;
            if !loaded.has_errors() {
                ledger = ledger::add_time_stamp(&mut loaded, ledger)?;
            }
        }
        let sites = pipeline::sites(&mut loaded, root, &self.edition);
        terminal::eprint_step("made the editions and checked them", began)?;
        if !loaded.diagnostics.is_empty() {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
        }
        let sites = sites?;
        if loaded.has_errors() || loaded.handbook.is_none() {
            return Ok(Outcome::Problems);
        }
        // What is published must not be lost from the ledger, so it is written first.
        if let Some(text) = &ledger {
            ledger::write_ledger(root, &loaded, text)?;
        }
        let record = self.record.then(|| new_record(&loaded, &sites)).flatten();
        let notes = [loaded.note.take(), left_out(&loaded)];
        // An edition has all that its site is made of. What is not needed any longer makes room for the next search index.
        drop(loaded);
        let mut published = Vec::new();
        for (settings, site) in sites {
            let began = Instant::now();
            published.push(self.publish(root, &settings, &site, program)?);
            terminal::eprint_step(&format!("published the edition {}", settings.name), began)?;
        }
        if let Some(record) = record {
            write_record(root, &record)?;
        }
        for note in &notes {
            terminal::eprint_note(note.as_deref())?;
        }
        match self.format {
            Output::Json => terminal::print_line(&serde_json::to_string_pretty(&published).unwrap_or_default())?,
            Output::Human => {
                let width = published.iter().map(|one| one.edition.len()).max().unwrap_or(0);
                for one in &published {
                    let Published { edition, out, pages, files, bytes, changed, difference: _ } = one;
                    let size = kibibytes(*bytes);
                    terminal::print_done(&format!(
                        "{edition:width$}  {pages} pages, {files} files, {size}, {changed} changed  → {out}"
                    ))?;
                }
            }
        }
        Ok(Outcome::Done)
    }

    /// Why versions are recorded that contradict the ledger.
    fn reason(&self) -> Option<Reason> {
        let text = self.because.as_ref()?.trim().to_owned();
        Some(Reason { text, editions: self.tell.iter().cloned().collect() })
    }

    /// Checks that every edition that was named exists.
    fn ensure_known(&self, all: &[EditionSettings]) -> Result<()> {
        for name in self.edition.iter().chain(&self.tell) {
            if !all.iter().any(|settings| settings.name == *name) {
                let known: Vec<&str> = all.iter().map(|settings| settings.name.as_str()).collect();
                let message = format!("there is no edition `{name}`; book.toml has {}", known.join(", "));
                return Err(Error::Usage(message));
            }
        }
        Ok(())
    }

    /// Publishes one edition into its folder.
    fn publish(
        &self,
        root: &Path,
        settings: &EditionSettings,
        site: &Site,
        program: Option<Bits>,
    ) -> Result<Published> {
        let fingerprint = site.fingerprint();
        if let Some(program) = program {
            let blocks = StoredBlocks::begin(root, &settings.out, &fingerprint, program);
            site.index_with(&blocks);
            blocks.end();
        }
        let addresses: Vec<SitePath> = site.addresses().cloned().collect();
        let target = root.join(&settings.out);
        write::ensure_apart(root, &target, &[])?;
        let old = publish::read_manifest(&target).ok().flatten();
        if let Some(old) = old.as_ref().filter(|old| old.edition != settings.name) {
            let reason = format!("it contains the edition `{}`", old.edition);
            return Err(Error::ForeignFolder { path: target, reason });
        }
        let progress = Progress::new(&settings.name, addresses.len());
        let recorder = program.map(|program| Recorder::begin(root, &settings.out, &fingerprint, program));
        let sealed = OnceLock::new();
        let is_unchanged = |path: &SitePath| recorder.as_ref().is_some_and(|recorder| recorder.is_unchanged(path));
        let options = Options {
            compress: self.compress,
            edition: settings.name.clone(),
            reads: Some(Readership {
                audiences: site.edition().audience_titles.keys().cloned().collect(),
                all: site.edition().most_private,
            }),
            policies: policy_hashes(site.edition()),
            protect: &[root],
            unchanged: recorder
                .as_ref()
                .and_then(|recorder| Some(Unchanged { site: recorder.site()?, is_unchanged: &is_unchanged })),
            sealed: Some(&sealed),
        };
        let on_step = |step: Step| {
            if let Step::Made(count) = step {
                progress.update(count);
            }
        };
        let make = |path: &SitePath| {
            let (bytes, reads) = site.make_recorded(path)?;
            if let Some((recorder, reads)) = recorder.as_ref().zip(reads) {
                recorder.note(path, reads);
            }
            Ok(bytes)
        };
        let done = publish::publish(&target, &addresses, make, &options, &on_step)?;
        drop(progress);
        if let Some((recorder, site)) = recorder.zip(sealed.into_inner()) {
            recorder.end(site);
        }
        Ok(Published {
            edition: settings.name.clone(),
            out: settings.out.clone(),
            pages: site.edition().pages.len(),
            files: done.files,
            bytes: done.bytes,
            changed: done.changed,
            difference: Difference::between(old.as_ref(), publish::read_manifest(&target)?.as_ref()),
        })
    }
}

/// The record of all addresses with those of the sites.
struct NewRecord {
    text: String,
    /// Whether the handbook has a record already.
    exists: bool,
}

/// Adds the addresses of the sites to the record; `None` if it has them all.
fn new_record(loaded: &Loaded, sites: &[(EditionSettings, Site)]) -> Option<NewRecord> {
    let handbook = loaded.handbook.as_ref()?;
    let sites: Vec<(&str, &Site)> = sites.iter().map(|(settings, site)| (settings.name.as_str(), site)).collect();
    let old = pipeline::record(&loaded.tree, &mut Diagnostics::default());
    let text = old.updated(&sites, handbook).text();
    let known = loaded.tree.data.get(ADDRESSES);
    let is_new = known.is_none_or(|known| *known.text != *text);
    is_new.then(|| NewRecord { text, exists: known.is_some() })
}

fn write_record(root: &Path, record: &NewRecord) -> Result<()> {
    let content = root.join("content");
    let file = content.join(ADDRESSES);
    write::ensure_inside(&content, &file)?;
    if record.exists { write::replace_file(&file, &record.text) } else { write::create_file(&file, &record.text) }
}
