//! `greyline verify`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::args::{Output, Today};
use super::outcome::Outcome;
use super::terminal;
use crate::check::page_difference;
use crate::diagnostic::{Level, Rule};
use crate::error::{Error, Result};
use crate::ledger::{Finding, Hash, Ledger, Opened, PublishedLedger, What, compare, is_stamp_of};
use crate::pipeline;
use crate::publish::{self, FileChange};
use crate::source::RELEASES;

/// Check a site, a page, a text or a handbook against a ledger that somebody kept.
///
/// A kept ledger is the `ledger.json` of a site, or the `content/releases.toml` of a handbook. Without one, the ledger beside what is
/// checked is taken, which finds slips, and nothing that whoever made the site wanted to hide.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline verify dist/client --ledger kept/ledger.json\n  greyline verify . --ledger kept/ledger.json\n  greyline verify dist/client/p/CS-014/2.1/text.txt --ledger kept/ledger.json\n  greyline verify dist/client-2025-06-30 --format json"
)]
pub(super) struct Verify {
    /// The published folder, a page or a text in it, a ledger, or the folder of a handbook.
    path: PathBuf,
    /// The ledger that was kept: a ledger.json, or a releases.toml.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    today: Today,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// A ledger that was kept.
enum Kept {
    Part(PublishedLedger),
    Whole(Ledger),
}

/// What was found, and how much was compared.
#[derive(Default)]
struct Report {
    findings: Vec<Finding>,
    /// Entries of the ledger, texts, and pages that were compared.
    entries: usize,
    texts: usize,
    pages: usize,
}

impl Verify {
    pub(super) fn run(&self) -> Result<Outcome> {
        let mut report = Report::default();
        let kept = self.ledger.as_deref().map(|file| read_ledger(file, &mut report)).transpose()?;
        let path = &self.path;
        if path.join("book.toml").is_file() {
            report.handbook(path, kept.as_ref(), self.today.date(path))?;
        } else if path.is_dir() {
            report.site(path, kept.as_ref())?;
        } else if path.is_file() {
            report.file(path, kept)?;
        } else {
            return Err(Error::Usage(format!("there is nothing at {}", path.display())));
        }
        self.print(&report)?;
        Ok(if report.is_right() { Outcome::Done } else { Outcome::Problems })
    }

    fn print(&self, report: &Report) -> Result<()> {
        let Report { findings, entries, texts, pages } = report;
        if self.format == Output::Json {
            let findings: Vec<serde_json::Value> = findings
                .iter()
                .map(|found| serde_json::json!({ "problem": found.is_problem, "message": found.message }))
                .collect();
            let value = serde_json::json!({
                "path": self.path.display().to_string(),
                "kept": self.ledger.as_ref().map(|file| file.display().to_string()),
                "verified": report.is_right(),
                "entries": entries, "texts": texts, "pages": pages,
                "findings": findings,
            });
            return terminal::print_line(&format!("{value:#}"));
        }
        for found in findings {
            terminal::print_line(&format!("{}: {}", if found.is_problem { "problem" } else { "note" }, found.message))?;
        }
        let against = if self.ledger.is_some() { "the ledger that was kept" } else { "its own ledger" };
        let result = match findings.iter().filter(|found| found.is_problem).count() {
            0 => format!("Nothing contradicts {against}"),
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        terminal::print_line(&format!("{result}: compared {entries} entries, {texts} texts, {pages} pages."))
    }
}

/// Reads a ledger, of a site or of a handbook.
fn read_ledger(file: &Path, report: &mut Report) -> Result<Kept> {
    let bytes = fs::read(file).map_err(Error::read(file))?;
    let usage = |problem: String| Error::Usage(format!("{}: {problem}", file.display()));
    if bytes.trim_ascii_start().starts_with(b"{") {
        let part = PublishedLedger::parse(&bytes).map_err(usage)?;
        let name = file.display();
        report.findings.extend(part.faults().into_iter().map(|fault| Finding::problem(format!("{name}: {fault}"))));
        return Ok(Kept::Part(part));
    }
    let text = String::from_utf8(bytes).map_err(|_| usage("this is no ledger".to_owned()))?;
    let ledger = Ledger::parse(&text);
    if let Some(fault) = ledger.faults.first().filter(|_| ledger.entries.is_empty()) {
        return Err(usage(fault.message.clone()));
    }
    let faults = ledger.faults.iter();
    report.findings.extend(faults.map(|fault| Finding::problem(format!("{}: {}", file.display(), fault.message))));
    Ok(Kept::Whole(ledger))
}

/// All that a ledger of a handbook says to an edition.
fn part_of(ledger: &Ledger, edition: &str) -> PublishedLedger {
    ledger.published(edition, &|_| true)
}

impl Kept {
    /// What it says to an edition.
    fn of(&self, edition: &str) -> PublishedLedger {
        match self {
            Self::Part(part) => part.clone(),
            Self::Whole(ledger) => part_of(ledger, edition),
        }
    }
}

impl Report {
    fn is_right(&self) -> bool {
        self.findings.iter().all(|found| !found.is_problem)
    }

    fn problem(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::problem(message));
    }

    /// Compares a ledger with the one that was kept.
    fn ledger(&mut self, now: &PublishedLedger, kept: Option<&Kept>) {
        self.entries += now.entries.len();
        self.findings.extend(now.faults().into_iter().map(Finding::problem));
        if let Some(kept) = kept {
            self.findings.extend(compare(&kept.of(&now.edition), now));
        }
    }

    /// A handbook with its history.
    fn handbook(&mut self, root: &Path, kept: Option<&Kept>, today: Date) -> Result<()> {
        let loaded = pipeline::load(root, today)?;
        let Some(handbook) = &loaded.handbook else {
            return Err(Error::Usage(format!("{}: book.toml cannot be read", root.display())));
        };
        for found in &loaded.diagnostics {
            if [Rule::RewrittenVersion, Rule::BrokenLedger].contains(&found.rule) {
                let is_problem = found.level > Level::Note;
                self.findings.push(Finding { is_problem, message: format!("{}: {}", found.file, found.message) });
            }
        }
        let ledger = &handbook.ledger;
        if ledger.entries.is_empty() && ledger.faults.is_empty() {
            self.problem(format!("this handbook keeps no ledger: there is no content/{RELEASES}"));
        }
        match kept {
            Some(Kept::Part(part)) => self.ledger(&part_of(ledger, &part.edition), kept),
            Some(Kept::Whole(old)) => {
                self.entries += ledger.entries.len();
                let mut roots = ledger.entries.iter().map(|entry| entry.root);
                if let Some(gone) = old.entries.iter().find(|entry| roots.next() != Some(entry.root)) {
                    self.problem(format!("the entry of {} is not the one that was kept, or is gone", gone.on));
                }
            }
            None => self.entries += ledger.entries.len(),
        }
        self.texts += ledger
            .entries
            .iter()
            .map(|entry| entry.versions.iter().filter(|version| !version.what.is_of_end()).count())
            .sum::<usize>();
        Ok(())
    }

    /// A published folder.
    fn site(&mut self, site: &Path, kept: Option<&Kept>) -> Result<()> {
        let Some(manifest) = publish::read_manifest(site)? else {
            let message = format!("{} is no site of Greyline: it has no manifest.json", site.display());
            return Err(Error::Usage(message));
        };
        for (name, change) in publish::changed_files(site, &manifest)? {
            self.problem(match change {
                FileChange::Changed => format!("{name} was changed after the site was built"),
                FileChange::Gone => format!("{name} is gone"),
                FileChange::OtherCopy => {
                    format!("{name} is a compressed copy of something else than the file beside it")
                }
                FileChange::Added => format!("{name} was added after the site was built"),
            });
        }
        let file = site.join("ledger.json");
        if !file.is_file() {
            self.problem("the site has no ledger.json, so nothing says which texts were in force");
            return Ok(());
        }
        let Kept::Part(now) = read_ledger(&file, &mut Self::default())? else {
            self.problem("ledger.json is no ledger of a site");
            return Ok(());
        };
        self.ledger(&now, kept);
        if now.edition != manifest.edition {
            self.problem(format!("the ledger is of the edition {}, and the site of {}", now.edition, manifest.edition));
        }
        for entry in &now.entries {
            let Some(name) = &entry.time_stamp else { continue };
            let is_own = fs::read(site.join(name)).is_ok_and(|token| is_stamp_of(&token, entry.root));
            if !is_own {
                self.problem(format!("{name} is no time stamp of entry {} of the ledger", entry.number));
            }
        }
        self.texts_of(site, &now, kept)
    }

    /// The texts of a site, and the pages that show them.
    fn texts_of(&mut self, site: &Path, now: &PublishedLedger, kept: Option<&Kept>) -> Result<()> {
        let files = publish::site_files(site)?;
        let sealed = kept.map(|kept| kept.of(&now.edition));
        let (last, sealed) = (last_of(now), sealed.as_ref().map(last_of).unwrap_or_default());
        let mut in_part: Vec<String> = Vec::new();
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        let mut known: BTreeSet<(&str, Hash)> = BTreeSet::new();
        for name in files.iter().filter(|name| name.starts_with("p/") && name.ends_with("/text.txt")) {
            let path = site.join(name);
            let text = fs::read_to_string(&path).map_err(Error::read(&path))?;
            let id = name.split('/').nth(1).unwrap_or_default();
            let hash = Hash::of(&text);
            let own = last.iter().filter(|((own, _), _)| *own == id);
            let is_recorded = own.clone().any(|(_, opened)| opened.sha256 == Some(hash));
            let may_be_cut = own.clone().any(|(_, opened)| opened.sha256.is_none());
            if is_recorded {
                self.texts += 1;
            } else if !may_be_cut {
                self.problem(format!("{name} is not a text that was recorded"));
            }
            known.insert((id, hash));
            texts.insert(name, text);
        }
        for ((id, number), opened) in &last {
            match (opened.sha256, sealed.get(&(*id, *number)).and_then(|opened| opened.sha256)) {
                (Some(hash), _) if !known.contains(&(*id, hash)) => {
                    self.problem(format!("the text of version {number} of {id} is not there as it was recorded"));
                }
                // The ledger of the handbook has the whole of texts that an edition may never have shown whole.
                (None, Some(hash)) if matches!(kept, Some(Kept::Part(_))) && !known.contains(&(*id, hash)) => {
                    let message = format!(
                        "what the site shows of version {number} of {id} is not the whole text that the kept ledger has; ask what was left out"
                    );
                    self.problem(message);
                }
                (None, _) if opened.what != What::Dropped => in_part.push(format!("{id} {number}")),
                _ => {}
            }
        }
        if !in_part.is_empty() {
            let message = format!(
                "shown in part, so no hash can tell whether what is left is what was recorded; whoever has the handbook can build the site again and compare: {}",
                in_part.join(", ")
            );
            self.findings.push(Finding::note(message));
        }
        self.pages_of(site, &files, &texts)
    }

    /// The pages that show recorded texts.
    fn pages_of(&mut self, site: &Path, files: &BTreeSet<String>, texts: &BTreeMap<&str, String>) -> Result<()> {
        let mut shown: BTreeSet<String> = BTreeSet::new();
        let mut pages: BTreeMap<String, String> = BTreeMap::new();
        for name in files.iter().filter(|name| ends_in(name, &["html"])) {
            let path = site.join(name);
            let html = fs::read_to_string(&path).map_err(Error::read(&path))?;
            let Some(text) = text_of(name, &html) else {
                let leads = name.starts_with("p/") && name.matches('/').count() == 2;
                if let Some(target) = leads.then(|| redirect(name, &html)).flatten() {
                    shown.insert(format!("{target} "));
                }
                continue;
            };
            self.pages += 1;
            match texts.get(text.as_str()) {
                None => self.problem(format!("{name} shows a text that is not there: {text}")),
                Some(recorded) => {
                    if let Some(difference) = page_difference(recorded, &html) {
                        self.problem(format!("{name} is not the text that it should be, {text}: {difference}"));
                    }
                }
            }
            pages.insert(name.clone(), text.clone());
            shown.insert(text);
            shown.insert(name.clone());
        }
        // The permanent link of a version leads to the page that shows its text.
        for text in texts.keys() {
            let link = text.replace("/text.txt", "/index.html");
            let path = site.join(&link);
            let html = fs::read_to_string(&path).map_err(Error::read(&path))?;
            let target = redirect(&link, &html).unwrap_or_default();
            if pages.get(&target).is_none_or(|shown| shown != text) {
                self.problem(format!("{link} does not lead to the page that shows {text}"));
            }
        }
        for text in texts.keys().filter(|text| !shown.contains(**text)) {
            self.problem(format!("no page shows {text}"));
        }
        // Where a permanent link leads is a page with a recorded text, if any version of that policy was recorded.
        let ids: BTreeSet<&str> = texts.keys().filter_map(|text| text.split('/').nth(1)).collect();
        for id in ids {
            let page = site.join(format!("p/{id}/index.html"));
            let html = fs::read_to_string(&page).map_err(Error::read(&page))?;
            if let Some(target) = redirect(&format!("p/{id}/index.html"), &html)
                && !shown.contains(&target)
            {
                self.problem(format!("{target} does not say which recorded text it shows"));
            }
        }
        Ok(())
    }

    /// A page, a text or a ledger.
    fn file(&mut self, file: &Path, kept: Option<Kept>) -> Result<()> {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let beside = file.ancestors().skip(1).map(|folder| folder.join("ledger.json")).find(|file| file.is_file());
        if ends_in(name, &["json", "toml"]) {
            let now = read_ledger(file, self)?;
            match (&now, &kept) {
                (Kept::Part(part), kept) => self.ledger(&part.clone(), kept.as_ref()),
                (Kept::Whole(ledger), Some(Kept::Part(part))) => {
                    self.ledger(&part_of(ledger, &part.edition), kept.as_ref());
                }
                (Kept::Whole(ledger), Some(Kept::Whole(old))) => {
                    let mut roots = ledger.entries.iter().map(|entry| entry.root);
                    if old.entries.iter().any(|entry| roots.next() != Some(entry.root)) {
                        self.problem("the entries are not those that were kept");
                    }
                }
                (Kept::Whole(ledger), None) => self.entries += ledger.entries.len(),
            }
            return Ok(());
        }
        let kept = match (kept, &beside) {
            (Some(kept), _) => kept,
            (None, Some(ledger)) => read_ledger(ledger, self)?,
            (None, None) => {
                return Err(Error::Usage(
                    "name a ledger with --ledger: there is no ledger.json beside the file".to_owned(),
                ));
            }
        };
        let content = fs::read_to_string(file).map_err(Error::read(file))?;
        let text = match text_of("", &content).filter(|_| ends_in(name, &["html"])) {
            None => content,
            Some(link) => {
                self.pages += 1;
                let path = file.parent().map(|folder| folder.join(&link)).unwrap_or_default();
                let text = fs::read_to_string(&path).map_err(Error::read(&path))?;
                if let Some(difference) = page_difference(&text, &content) {
                    self.problem(format!(
                        "the page is not the text that it should be, {}: {difference}",
                        path.display()
                    ));
                }
                text
            }
        };
        self.text(&text, &kept);
        Ok(())
    }

    /// A text: whether it was recorded, as which version.
    fn text(&mut self, text: &str, kept: &Kept) {
        let hash = Hash::of(text);
        let parts = match kept {
            Kept::Part(part) => vec![part.clone()],
            Kept::Whole(ledger) => ledger.editions().into_iter().map(|edition| part_of(ledger, edition)).collect(),
        };
        let mut is_known = false;
        for part in &parts {
            let last = last_of(part);
            for (entry, _, opened) in part.versions().filter(|(_, _, opened)| opened.sha256 == Some(hash)) {
                is_known = true;
                let Opened { id, version, day, .. } = opened;
                let day = day.map_or_else(String::new, |day| format!(", in force from {day}"));
                let day = day + &end_in(part, id, version);
                let later = last.get(&(id.as_str(), version.as_str())).is_some_and(|last| last.sha256 != Some(hash));
                let later = if later { "; a later entry says otherwise of it" } else { "" };
                let message = format!(
                    "this is version {version} of {id}{day}, as the edition {} recorded it on {}{later}",
                    part.edition, entry.on
                );
                self.findings.push(Finding::note(message));
            }
        }
        self.texts += 1;
        if !is_known {
            self.problem("this is no text that the ledger has");
        }
    }
}

/// Whether a name ends in one of some endings.
fn ends_in(name: &str, endings: &[&str]) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    endings.iter().any(|one| one.eq_ignore_ascii_case(ending))
}

/// What was last recorded of each version, by id and number.
fn last_of(ledger: &PublishedLedger) -> BTreeMap<(&str, &str), &Opened> {
    let mut all: Vec<_> = ledger.versions().filter(|(_, _, opened)| !opened.what.is_of_end()).collect();
    // An entry may say that a version came into force, and then that it was reduced.
    all.sort_by_key(|(entry, _, opened)| (entry.number, opened.what));
    all.into_iter().map(|(_, _, opened)| ((opened.id.as_str(), opened.version.as_str()), opened)).collect()
}

/// What a ledger says of the end of a version, in words.
fn end_in(ledger: &PublishedLedger, id: &str, version: &str) -> String {
    let ends = ledger.versions().filter(|(_, _, opened)| opened.what.is_of_end());
    let last = ends.filter(|(_, _, opened)| (&*opened.id, &*opened.version) == (id, version)).last();
    last.filter(|(_, _, opened)| opened.what == What::Ended).map_or_else(String::new, |(entry, _, opened)| {
        let day = opened.day.map_or_else(|| "a day that nobody wrote down".to_owned(), |day| day.to_string());
        format!(" and no longer from {day} (recorded on {})", entry.on)
    })
}

/// The text that a page says it shows, by its name from the top of the site; `name` is that of the page.
fn text_of(name: &str, html: &str) -> Option<String> {
    let link = html.split("<a class=\"recorded\" href=\"").nth(1)?.split('"').next()?;
    Some(joined(name, link))
}

/// Where a page leads at once.
fn redirect(name: &str, html: &str) -> Option<String> {
    let target = html.split("http-equiv=\"refresh\" content=\"0; url=").nth(1)?.split('"').next()?;
    let target = joined(name, target);
    Some(if target.ends_with('/') || target.is_empty() { format!("{target}index.html") } else { target })
}

/// A relative address of a page as a name.
fn joined(page: &str, link: &str) -> String {
    let link = percent_encoding::percent_decode_str(link).decode_utf8_lossy();
    if page.is_empty() {
        return link.into_owned();
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
