//! The whole run on one page: from a folder to the sites of its editions. Read this first.
//!
//! ```text
//! source::read ──▶ texts ──▶ parse: book.toml, data files, glossary, policies ──▶ handbook::assemble ──▶ check::check
//!                                                                                        │
//! history::load ──▶ older versions ──────────────────────────────────▶ Handbook::in_force┴──▶ check::check_history
//!                                                                                        │
//!                                        once per edition:  edition::project ──▶ site::plan ──▶ Site: addresses, bytes
//! ```
//!
//! In: a folder, and the day that is taken for today. Out: what is wrong with the handbook, and the site of each edition. What
//! always holds: while a diagnostic is an error, no site is made for publishing.
//!
//! There is one way through, for `build` and `check` as for `serve` after each save. Each step takes a [`Memo`]: what a step made
//! of the same inputs before is given again, so that the second run costs little more than what changed. A command that runs
//! once begins with an empty one.

mod parsed;

pub use parsed::{ParseMemo, Parsed, glossary_path, policies};

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check::{self, AddressRecord, Planned};
use crate::config::{Config, EditionSettings};
use crate::diagnostic::{Diagnostic, Diagnostics, Group, Level, Levels, RuleInfo};
use crate::edition::{self, Bits};
use crate::error::{Error, Result};
use crate::handbook::{self, Archive, DataFiles, Handbook, Inputs};
use crate::history::{self, History};
use crate::policy::{Policy, Status};
use crate::render::{Strings, Theme};
use crate::site::{self, Site};
use crate::source::{self, ADDRESSES, SourceTree};

/// What each step made, for the next run.
#[derive(Debug, Default)]
pub struct Memo {
    /// What was parsed.
    pub parsed: ParseMemo,
    /// What was assembled.
    pub handbook: handbook::Memo,
    /// What was projected, by the name of the edition.
    editions: Mutex<BTreeMap<String, Arc<edition::Memo>>>,
}

impl Memo {
    /// What was projected for an edition.
    fn edition(&self, name: &str) -> Arc<edition::Memo> {
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(editions.entry(name.to_owned()).or_default())
    }

    /// Ends a run: what it did not ask for is dropped. An edition ends its own, whenever it is projected.
    pub fn drop_unused(&self) {
        self.parsed.drop_unused();
        self.handbook.drop_unused();
    }
}

/// The day of a handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day that is taken for today: what is announced is known.
    Today(Date),
    /// A day as it was: what came later is left out, and what is not kept any longer on the day that is taken for today.
    AsOf {
        /// The day.
        day: Date,
        /// The day that is taken for today.
        today: Date,
    },
}

impl Day {
    /// The day itself.
    #[must_use]
    pub fn date(self) -> Date {
        match self {
            Self::Today(date) | Self::AsOf { day: date, .. } => date,
        }
    }
}

/// A handbook that was read, and everything that is to be said about it.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for reports.
    pub tree: SourceTree,
    /// The handbook; `None` when `book.toml` leaves too little to go on.
    pub handbook: Option<Handbook>,
    /// What was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and is accepted on purpose.
    pub waived: Vec<Diagnostic>,
    /// What the repository could not tell of older versions, in a sentence.
    pub note: Option<String>,
    /// Whether the repository is a shallow clone, and `book.toml` does not accept it.
    pub is_shallow: bool,
}

impl Loaded {
    /// Refuses a shallow clone, unless it is allowed.
    ///
    /// # Errors
    /// When older commits were left out when the repository was cloned.
    pub fn ensure_whole(&self, allow_shallow: bool) -> Result<()> {
        if !self.is_shallow || allow_shallow {
            return Ok(());
        }
        let message = "this is a shallow clone, without its older commits, so older versions are not known: \
                       `git fetch --unshallow` fetches them; to go on without them, give `--allow-shallow`, or write \
                       `[history]` with `allow_shallow = true` in book.toml";
        Err(Error::Usage(message.to_owned()))
    }

    /// Whether something was found that stops a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// Whether one of these could make a list of policies wrong: what cannot be read, and what is not for everybody. A broken link, a
    /// policy without a reason, and what a handbook made an error for itself touch texts alone.
    #[must_use]
    pub fn has_errors_of_lists(&self) -> bool {
        let touches_lists = |rule: &RuleInfo| {
            let is_of_texts = matches!(rule.group, Group::Structure | Group::Flexibility);
            rule.locked || rule.default == Level::Error && !is_of_texts
        };
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
        errors.map(|diagnostic| diagnostic.rule.info()).any(touches_lists)
    }
}

/// Reads the handbook at `root`, assembles it for a day, and checks it.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn load(root: &Path, today: Date) -> Result<Loaded> {
    load_on(root, Day::Today(today), None)
}

/// The same for a day that may be one of the past. With what stands for the program that runs, what it stored of the last run is not
/// worked out again.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn load_on(root: &Path, day: Day, program: Option<Bits>) -> Result<Loaded> {
    let mut diagnostics = Diagnostics::default();
    let (tree, history) = rayon::join(|| source::read(root, &mut diagnostics), || history::load(root));
    let first = match day {
        Day::AsOf { day, .. } => Some(ensure_known(&history, day)?).filter(|first| day < *first),
        Day::Today(_) => None,
    };
    let memo = program.map(|program| check::Memo::stored(root, program)).unwrap_or_default();
    let mut loaded = load_checked(tree?, history, Some(root), day, &memo, diagnostics);
    memo.store();
    if let (Some(first), Some(handbook)) = (first, &loaded.handbook) {
        loaded.note = Some(ensure_declared(handbook, first)?);
    }
    Ok(loaded)
}

/// The same for the handbook that a branch began with: at the commit where what is checked out and `revision` part. Returns that
/// commit too.
///
/// # Errors
/// When git does not know the revision, or cannot be asked.
pub fn load_base(root: &Path, revision: &str, today: Date) -> Result<(String, Loaded)> {
    let history::Snapshot { commit, files, history } = history::snapshot(root, revision).map_err(Error::Usage)?;
    let mut diagnostics = Diagnostics::default();
    let files = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let tree = SourceTree::from_memory(files, &mut diagnostics);
    let loaded = load_checked(tree, history, Some(root), Day::Today(today), &check::Memo::default(), diagnostics);
    Ok((commit, loaded))
}

/// Refuses a day for which there is no history. Returns the day of the first commit.
fn ensure_known(history: &History, day: Date) -> Result<Date> {
    let why = match (&history.note, history.texts.iter().filter_map(|text| text.date).min()) {
        (Some(note), _) => note,
        (None, Some(first)) => return Ok(first),
        (None, None) => "nothing has been committed",
    };
    Err(cannot_be_built(day, why))
}

fn cannot_be_built(day: Date, why: &str) -> Error {
    Error::Usage(format!("the handbook of {day} cannot be built: {why}"))
}

/// Refuses a day before the first commit, on which only the change logs can tell what was in force, unless they tell it of each policy.
/// Returns a note that says what else is not known.
fn ensure_declared(handbook: &Handbook, first: Date) -> Result<String> {
    let day = handbook.today;
    let is_unknown = |policy: &&Arc<Policy>| {
        let Some(id) = policy.front.id().filter(|_| policy.is_governed()) else { return false };
        let changes = policy.front.changes();
        let days =
            changes.iter().filter_map(|change| change.date.map(|date| date.value)).chain(policy.front.first_day());
        let is_later = days.min().is_some_and(|first| first > day);
        policy.front.status() != Status::Draft && !is_later && !handbook.versions.contains_key(&id.value)
    };
    let unknown: Vec<&str> =
        handbook.working_copies.iter().filter(is_unknown).map(|policy| policy.path.as_str()).collect();
    if !unknown.is_empty() || handbook.policies.is_empty() {
        let begins = format!("the repository begins on {first}, and nothing in it says what was in force before");
        let of = match &unknown[..] {
            [] => String::new(),
            [one] => format!(" in content/{one}"),
            [one, ..] => format!(" in content/{one} and {} other policies", unknown.len() - 1),
        };
        return Err(cannot_be_built(day, &format!("{begins}{of}; `source` in `[[changes]]` names such a text")));
    }
    Ok(format!(
        "the repository begins on {first}: the pages, sections, people, goals and facts of {day} are not in it, and this is what \
         the policies said"
    ))
}

/// The same for files in memory, each named from the top of the handbook.
#[must_use]
pub fn load_memory(files: &[(&str, &[u8])], today: Date) -> Loaded {
    let mut diagnostics = Diagnostics::default();
    let tree = SourceTree::from_memory(files.iter().copied(), &mut diagnostics);
    load_tree(tree, today, diagnostics)
}

/// What is wrong with files in memory.
#[must_use]
pub fn check_memory(files: &[(&str, &[u8])], today: Date) -> Vec<Diagnostic> {
    load_memory(files, today).diagnostics
}

/// Assembles and checks what was read, without a history.
#[must_use]
pub fn load_tree(tree: SourceTree, today: Date, diagnostics: Diagnostics) -> Loaded {
    load_with(tree, History::default(), Day::Today(today), diagnostics)
}

/// Assembles and checks what was read, with its history.
#[must_use]
pub fn load_with(tree: SourceTree, history: History, day: Day, diagnostics: Diagnostics) -> Loaded {
    load_checked(tree, history, None, day, &check::Memo::default(), diagnostics)
}

fn load_checked(
    tree: SourceTree,
    history: History,
    root: Option<&Path>,
    day: Day,
    checked: &check::Memo,
    mut diagnostics: Diagnostics,
) -> Loaded {
    let memo = Memo::default();
    let note = history.note.clone();
    let Some(written) = assemble(&tree, day.date(), &memo, &mut diagnostics) else {
        let diagnostics = diagnostics.sorted(&Levels::default());
        let (waived, is_shallow) = (Vec::new(), history.is_shallow);
        return Loaded { tree, handbook: None, diagnostics, waived, note, is_shallow };
    };
    check::check(&written, checked, &mut diagnostics);
    let is_shallow = history.is_shallow && !written.config.allow_shallow;
    let archive = with_sources(Archive::new(history), &written, root).erased(&written.config.archive);
    let handbook = match day {
        Day::Today(_) => written.in_force(&archive, false, &memo.handbook),
        Day::AsOf { day, today } => as_of(&written, &archive, day, today),
    };
    // What is wrong with the record itself is said where sites are compared with it.
    let record = record(&tree, &mut Diagnostics::default());
    check::check_history(&handbook, &archive, &record, checked, &mut diagnostics);
    let (diagnostics, waived) = check::waive(diagnostics.sorted(&handbook.config.levels), &handbook);
    Loaded { tree, handbook: Some(handbook), diagnostics, waived, note, is_shallow }
}

/// The history with the texts that change logs name by commit and path; without `root`, with those that it was given.
fn with_sources(archive: Archive, written: &Handbook, root: Option<&Path>) -> Archive {
    let sources = match root {
        Some(root) => history::sources(root, &archive.sources_named(written)),
        None => archive.sources.clone(),
    };
    archive.declaring(written, sources).unwrap_or(archive)
}

/// The handbook that was in force on a day of the past: its files as they were committed by that day, policies in the version that was in
/// force, facts by their dates. What is wrong with these texts is no mistake of today's. Settings and attachments are those of today, and
/// nobody reads an entry of a data file that was kept from them later, unless today's entry of that key is theirs.
#[must_use]
pub fn as_of(written: &Handbook, archive: &Archive, day: Date, today: Date) -> Handbook {
    let mut ignored = Diagnostics::default();
    let files: Vec<(String, &Arc<str>)> =
        archive.files_on(day).into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect();
    let tree = SourceTree::from_memory(files.iter().map(|(name, text)| (&**name, text.as_bytes())), &mut ignored);
    let (parsed, memo) = (ParseMemo::default(), handbook::Memo::default());
    let config = Arc::clone(&written.config);
    let data = parsed.data(&tree.data, &config).take(&mut ignored);
    let glossary = parsed.glossary(&tree, &config).take(&mut ignored);
    let policies = policies(&tree).into_iter();
    let policies =
        policies.map(|(path, file)| parsed.policy(&path, file, &config, &glossary).take(&mut ignored)).collect();
    let later = archive.data_after(day, &config.audiences);
    let later: Vec<&DataFiles> = later.iter().map(|past| &past.said.data).collect();
    let inputs = Inputs {
        today: day,
        book: Arc::clone(&written.book),
        policies,
        data: Arc::new(DataFiles::clone(&data).limited_by(&written.data, &later)),
        config,
        glossary,
        attachments: Arc::clone(&written.attachments),
        static_files: Arc::clone(&written.static_files),
        let_go: Arc::clone(&written.let_go),
        ledger: Arc::clone(&written.ledger),
    };
    let assembled = handbook::assemble(inputs, &memo, &mut ignored);
    let then = Handbook { kept_until: Some(today), ..assembled }.in_force(archive, true, &memo);
    Handbook {
        working_data: Arc::clone(&written.data),
        working_glossary: Arc::clone(&written.glossary),
        ..then.with_working_copies(written.working_copies.clone(), today)
    }
}

/// Parses the texts and assembles the handbook as its files have it; `None` when `book.toml` leaves too little to go on.
#[must_use]
pub fn assemble(tree: &SourceTree, today: Date, memo: &Memo, diagnostics: &mut Diagnostics) -> Option<Handbook> {
    let parsed = &memo.parsed;
    let file = tree.book.as_ref()?;
    let config = parsed.config(file).take(diagnostics)?;
    let book = parsed.book(file, &config).take(diagnostics);
    let data = parsed.data(&tree.data, &config).take(diagnostics);
    let glossary = parsed.glossary(tree, &config).take(diagnostics);
    let policies: Vec<_> =
        policies(tree).into_par_iter().map(|(path, file)| parsed.policy(&path, file, &config, &glossary)).collect();
    let policies = policies.into_iter().map(|policy| policy.take(diagnostics)).collect();
    let attachments = parsed.attachments(tree);
    let static_files = Arc::new(tree.static_files.clone());
    let (let_go, ledger) = (parsed.let_go(tree), parsed.ledger(tree));
    let inputs = Inputs { config, today, book, policies, data, glossary, attachments, static_files, let_go, ledger };
    Some(handbook::assemble(inputs, &memo.handbook, diagnostics))
}

/// The theme that a handbook names. Without `root` the built-in one is used.
///
/// # Errors
/// When the theme cannot be loaded.
pub fn theme(config: &Config, root: Option<&Path>) -> Result<Arc<Theme>> {
    let name = config.theme.as_deref().filter(|_| root.is_some());
    Theme::load(root, name, &config.language, config.site.accent.as_deref()).map(Arc::new)
}

/// The words of the handbook's theme.
///
/// # Errors
/// When the theme cannot be loaded.
pub fn strings(root: &Path, config: &Config) -> Result<Strings> {
    let theme = Theme::load(Some(root), config.theme.as_deref(), &config.language, None)?;
    Ok(theme.strings)
}

/// The site of an edition: what its audience may know, laid out.
#[must_use]
pub fn plan(handbook: &Handbook, settings: &EditionSettings, theme: &Arc<Theme>, memo: &Memo) -> Site {
    let edition = edition::project(handbook, settings, &memo.edition(&settings.name));
    site::plan(edition, Arc::clone(theme))
}

/// The site of one edition with the handbook's theme. Without `root` the built-in theme is used.
///
/// # Errors
/// When the theme cannot be loaded, or two things of the site want one address.
pub fn site(handbook: &Handbook, settings: &EditionSettings, root: Option<&Path>) -> Result<Site> {
    let theme = theme(&handbook.config, root)?;
    without_clashes(plan(handbook, settings, &theme, &Memo::default()))
}

/// Makes every page of the sites, where the handbook has a theme of its own: a template may be wrong on some page alone.
///
/// # Errors
/// What the first page that cannot be made says, in the order of the editions and of the addresses.
pub fn try_theme(config: &Config, sites: &[(EditionSettings, Site)]) -> Result<()> {
    for (_, site) in sites.iter().filter(|_| config.theme.is_some()) {
        let pages: Vec<_> = site.addresses().filter(|path| path.as_str().ends_with("html")).collect();
        let fault = pages.par_iter().map(|path| site.make(path)).find_first(Result::is_err);
        fault.transpose()?;
    }
    Ok(())
}

/// The record of the addresses that the handbook has published; empty where there is none.
#[must_use]
pub fn record(tree: &SourceTree, diagnostics: &mut Diagnostics) -> AddressRecord {
    tree.data.get(ADDRESSES).map(|file| AddressRecord::parse(file, diagnostics)).unwrap_or_default()
}

fn without_clashes(site: Site) -> Result<Site> {
    match site.clashes().first() {
        None => Ok(site),
        Some(path) => {
            let edition = &site.edition().name;
            Err(Error::Usage(format!("two things would be published at `{path}` in edition {edition}")))
        }
    }
}

/// The sites of the editions with these names, of all without a name. What can be checked of sites alone is added to the diagnostics
/// of `loaded`: links to the pages that they make, and what they would drop of what was published before. There is no site while
/// there is an error.
///
/// # Errors
/// When a theme cannot be loaded, or two things of a site want one address.
pub fn sites(loaded: &mut Loaded, root: &Path, names: &[String]) -> Result<Vec<(EditionSettings, Site)>> {
    let Some(handbook) = &loaded.handbook else { return Ok(Vec::new()) };
    let config = &handbook.config;
    let theme = theme(config, Some(root))?;
    if loaded.has_errors() {
        return Ok(Vec::new());
    }
    let mut found = Diagnostics::default();
    let mut sites = Vec::new();
    for settings in config.editions.iter().filter(|settings| names.is_empty() || names.contains(&settings.name)) {
        let mut settings = settings.clone();
        if handbook.as_of {
            // The site of a day of the past stands beside today's, and is not published at its address.
            settings.out = format!("{}-{}", settings.out.trim_end_matches('/'), handbook.today);
            settings.url = None;
        }
        let site = without_clashes(plan(handbook, &settings, &theme, &Memo::default()))?;
        sites.push((settings, site));
    }
    if !handbook.as_of {
        let planned = sites.iter().map(|(settings, site)| (settings.name.as_str(), site)).collect();
        let planned = Planned { handbook, sites: planned, note: loaded.note.as_deref() };
        check::check_sites(&planned, &record(&loaded.tree, &mut found), &mut found);
    }
    found.merge(Diagnostics::from(std::mem::take(&mut loaded.diagnostics)));
    loaded.diagnostics = check::in_languages_of_files(found.sorted(&config.levels), handbook);
    Ok(sites)
}
