//! The whole run on one page: from a folder to what each audience may know.
//!
//! ```text
//! source::read ─▶ config::load ─▶ Glossary::parse ─▶ policy::parse (in parallel) ─▶ handbook::assemble ─▶ check::check
//! history::load ──────────────────────────────────────────────────────────────────▶ Handbook::in_force
//!                                                                                          │
//!                                                            once per edition: audience::project ─▶ site::plan
//! ```
//!
//! What always holds: when a diagnostic is an error, nothing is projected for publishing.

mod memo;

pub use memo::Memo;

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::check;
use crate::config::{Config, EditionSettings};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Levels};
use crate::edition;
use crate::error::{Error, Result};
use crate::handbook::{Archive, Handbook};
use crate::history::{self, History};
use crate::publish;
use crate::render::{Strings, Theme};
use crate::site::{self, Site};
use crate::source::{self, SourceTree};

/// A handbook that was read, and everything that is to be said about it.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for reports.
    pub tree: SourceTree,
    /// The handbook; `None` when `book.toml` leaves too little to go on.
    pub handbook: Option<Handbook>,
    /// What was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What the repository could not tell of older versions, in a sentence.
    pub note: Option<String>,
}

/// The day of a handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day that is taken for today: what is announced is known.
    Today(Date),
    /// A day as it was: what came later is left out.
    AsOf(Date),
}

impl Day {
    /// The day itself.
    #[must_use]
    pub fn date(self) -> Date {
        match self {
            Self::Today(date) | Self::AsOf(date) => date,
        }
    }
}

impl Loaded {
    /// Whether something was found that stops a build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }
}

/// Reads the handbook at `root`, assembles it for a day, and checks it.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn load(root: &Path, today: Date) -> Result<Loaded> {
    load_on(root, Day::Today(today))
}

/// The same for a day that may be one of the past.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn load_on(root: &Path, day: Day) -> Result<Loaded> {
    let mut diagnostics = Diagnostics::default();
    let (tree, history) = rayon::join(|| source::read(root, &mut diagnostics), || history::load(root));
    Ok(load_with(tree?, history, day, diagnostics))
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

/// Assembles and checks what was read, and brings the history in.
#[must_use]
pub fn load_with(tree: SourceTree, mut history: History, day: Day, mut diagnostics: Diagnostics) -> Loaded {
    let note = history.note.take();
    let mut memo = Memo::default();
    let handbook = memo.load(&tree, day.date());
    diagnostics.merge(memo.found());
    let Some(handbook) = handbook else {
        let diagnostics = diagnostics.sorted(&Levels::default());
        return Loaded { tree, handbook: None, diagnostics, note };
    };
    check::check(&handbook, &mut diagnostics);
    let archive = Archive::new(history);
    let handbook = handbook.in_force(&archive, matches!(day, Day::AsOf(_)));
    check::check_history(&handbook, &archive, &mut diagnostics);
    let diagnostics = check::waive(diagnostics.sorted(&handbook.config.levels), &handbook);
    Loaded { tree, handbook: Some(handbook), diagnostics, note }
}

/// What one audience may know, laid out as a site with the handbook's theme. Without `root` the built-in theme is used.
///
/// # Errors
/// When the theme cannot be loaded, or two things of it want one address.
pub fn site(handbook: &Handbook, settings: &EditionSettings, root: Option<&Path>) -> Result<Site> {
    let config = &handbook.config;
    let name = config.theme.as_deref().filter(|_| root.is_some());
    let theme = Theme::load(root, name, &config.language, config.site.accent.as_deref())?;
    let site = site::plan(edition::project(handbook, settings), Arc::new(theme));
    match site.clashes().first() {
        None => Ok(site),
        Some(path) => {
            Err(Error::Usage(format!("two things would be published at `{path}` in edition {}", settings.name)))
        }
    }
}

/// The words of the handbook's theme.
///
/// # Errors
/// When the theme cannot be loaded.
pub fn strings(root: &Path, config: &Config) -> Result<Strings> {
    let theme = Theme::load(Some(root), config.theme.as_deref(), &config.language, None)?;
    Ok(theme.strings)
}

/// The sites of some editions, and what they would drop of what was published before; the diagnostics of `loaded` grow by
/// that. None while there is an error.
///
/// # Errors
/// When a theme or an old manifest cannot be read.
pub fn sites(loaded: &mut Loaded, root: &Path, names: &[String]) -> Result<Vec<(EditionSettings, Site)>> {
    let Some(handbook) = loaded.handbook.as_ref().filter(|_| !loaded.has_errors()) else { return Ok(Vec::new()) };
    let config = &handbook.config;
    let mut found = Diagnostics::default();
    let mut sites = Vec::new();
    for settings in config.editions.iter().filter(|settings| names.is_empty() || names.contains(&settings.name)) {
        let mut settings = settings.clone();
        if handbook.as_of {
            // The site of a day of the past stands beside today's, and is not published at its address.
            settings.out = format!("{}-{}", settings.out.trim_end_matches('/'), handbook.today);
            settings.url = None;
        }
        let site = site(handbook, &settings, Some(root))?;
        if !handbook.as_of
            && let Ok(Some(old)) = publish::read_manifest(&root.join(&settings.out))
        {
            let before = old.files.keys().map(String::as_str);
            check::dropped(&config.file, &settings.name, before, site.lasting(), &mut found);
        }
        sites.push((settings, site));
    }
    found.merge(Diagnostics::from(std::mem::take(&mut loaded.diagnostics)));
    loaded.diagnostics = found.sorted(&config.levels);
    Ok(sites)
}
