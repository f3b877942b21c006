//! Reads the versions of every policy from the git repository that holds the handbook.
//!
//! In: the folder of a handbook. Out: a [`History`]: for each id every version that a commit has, in the text of the last commit
//! that has it, whatever the file was called. What always holds: versions are ordered by commits and by their front matter, never
//! by the hour of a commit; and a history that is not whole is not used at all.
//!
//! 1. Two logs: the commits along the first parents, and all others. A version that the first line has is taken from there.
//! 2. The id and the version of every text that either log names.
//! 3. The texts of the versions.

mod cache;
mod file_log;
mod git;
mod identity;
mod log;
mod source;
mod versions;

pub use file_log::{LoggedText, file_log};
pub use source::{SourceFault, Sources, sources};

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use git::{Repository, Unavailable, reason};
use log::Event;

use crate::config;

/// The glossary, below `content/`.
pub const GLOSSARY: &str = "glossary.md";

/// The versions of a handbook's policies; `T` stands for a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History<T = Arc<str>> {
    /// The versions of each id, oldest first.
    pub versions: BTreeMap<String, Vec<Version<T>>>,
    /// For ids that no file has any more, the day on which the last file that had it was removed or got another id.
    pub gone: BTreeMap<String, Option<Date>>,
    /// The periods in which no file had an id: the day on which it went, and the day on which it came back.
    pub absences: BTreeMap<String, Vec<(Date, Date)>>,
    /// Every text that a file has had on the line of first parents, newest first: policies, pages, glossary and data files.
    pub texts: Vec<FileText<T>>,
    /// Why no history could be read, in a sentence.
    pub note: Option<String>,
    /// Whether that is because older commits were left out when the repository was cloned.
    pub is_shallow: bool,
    /// The texts that change entries name by commit and path, where the handbook was asked for them.
    #[serde(skip)]
    pub sources: Sources,
}

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version<T = Arc<str>> {
    /// Its number.
    pub number: String,
    /// The last path below `content/` of the file.
    pub path: String,
    /// The commit that has this text.
    pub commit: String,
    /// That commit's day.
    pub date: Option<Date>,
    /// The number of newer commits.
    pub age: usize,
    /// The whole file; `None` when it is not UTF-8.
    pub text: Option<T>,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// The addresses of those who wrote its texts, in small letters.
    pub authors: BTreeSet<Arc<str>>,
    /// The erasures that took something out of its texts, by their places in the settings.
    #[serde(skip)]
    pub erased: BTreeSet<usize>,
    /// The version as the repository has it, where something was taken out.
    #[serde(skip)]
    pub whole: Option<Arc<Version>>,
    /// Earlier texts under the same number, with their days, newest first.
    pub before: Vec<(Option<Date>, T)>,
}

/// What a file said from a commit on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileText<T = Arc<str>> {
    /// The path below `content/`.
    pub path: String,
    /// The number of newer commits.
    pub age: usize,
    /// The commit's day.
    pub date: Option<Date>,
    /// The whole file; `None` when it was removed, or is not UTF-8.
    pub text: Option<T>,
    /// Whether it has front matter that can be read.
    pub readable: bool,
}

impl<T> History<T> {
    /// The same with something else for each text; `None` where there is nothing for one.
    fn map<U>(&self, of: &mut dyn FnMut(&T) -> Option<U>) -> Option<History<U>> {
        let Self { versions, gone, absences, texts, note, is_shallow, sources } = self;
        let mut versions_of = |(id, all): (&String, &Vec<Version<T>>)| {
            let all: Option<Vec<_>> = all.iter().map(|version| version.map(of)).collect();
            Some((id.clone(), all?))
        };
        Some(History {
            versions: versions.iter().map(&mut versions_of).collect::<Option<_>>()?,
            gone: gone.clone(),
            absences: absences.clone(),
            texts: texts.iter().map(|text| text.map(of)).collect::<Option<_>>()?,
            note: note.clone(),
            is_shallow: *is_shallow,
            sources: sources.clone(),
        })
    }
}

impl<T> Version<T> {
    fn map<U>(&self, of: &mut dyn FnMut(&T) -> Option<U>) -> Option<Version<U>> {
        let Self { number, path, commit, date, age, text, readable, authors, erased, whole, before } = self;
        let (number, path, commit) = (number.clone(), path.clone(), commit.clone());
        let (authors, erased) = (authors.clone(), erased.clone());
        let text = text.as_ref().map(|text| of(text).ok_or(())).transpose().ok()?;
        let before = before.iter().map(|(date, text)| Some((*date, of(text)?))).collect::<Option<_>>()?;
        Some(Version {
            number,
            path,
            commit,
            date: *date,
            age: *age,
            text,
            readable: *readable,
            authors,
            erased,
            whole: whole.clone(),
            before,
        })
    }
}

impl<T> FileText<T> {
    fn map<U>(&self, of: &mut dyn FnMut(&T) -> Option<U>) -> Option<FileText<U>> {
        let Self { path, age, date, text, readable } = self;
        let text = text.as_ref().map(|text| of(text).ok_or(())).transpose().ok()?;
        Some(FileText { path: path.clone(), age: *age, date: *date, text, readable: *readable })
    }
}

/// Reads the history of the handbook at `root`. A commit belongs to the day that it was where the handbook is.
#[must_use]
pub fn load(root: &Path) -> History {
    match read(root, config::time_zone(root).as_ref()) {
        Ok(history) => history,
        Err(unavailable) => History {
            note: Some(note(&unavailable)),
            is_shallow: unavailable == Unavailable::Shallow,
            ..History::default()
        },
    }
}

/// The handbook as a commit has it.
#[derive(Debug)]
pub struct Snapshot {
    /// The commit.
    pub commit: String,
    /// `book.toml` and the files below `content/` and `static/`, each named from the top of the handbook.
    pub files: Vec<(String, Vec<u8>)>,
    /// The history up to that commit.
    pub history: History,
}

/// Reads the handbook at `root` as it was where what is checked out and another revision part: what a branch began with.
///
/// # Errors
/// A sentence that says why it cannot be read.
pub fn snapshot(root: &Path, revision: &str) -> Result<Snapshot, String> {
    let whole = Repository::of(root).map_err(|unavailable| reason(&unavailable))?;
    let unknown = || format!("`{revision}` is neither a date, as in 2026-03-01, nor a revision that git knows here");
    let commit = whole.fork(revision).map_err(|unavailable| match unavailable {
        Unavailable::Other(_) => unknown(),
        other => reason(&other),
    })?;
    let read = || {
        let listed = whole.files(&commit)?;
        let is_source = |path: &str| path == "book.toml" || path.starts_with("content/") || path.starts_with("static/");
        let (names, blobs): (Vec<String>, Vec<String>) = listed.into_iter().filter(|(path, _)| is_source(path)).unzip();
        let mut files = Vec::with_capacity(names.len());
        whole.blobs(&blobs, &mut |at, bytes| files.push((names[at].clone(), bytes)))?;
        let below = Repository::of(&root.join("content"))?.at(&commit);
        let history = match read_at(&below, config::time_zone(root).as_ref()) {
            Err(Unavailable::Untracked) => History::default(),
            other => other?,
        };
        Ok(Snapshot { commit: commit.clone(), files, history })
    };
    read().map_err(|unavailable| reason(&unavailable))
}

/// Returns the commit that is checked out; while it is the same, so is the history.
#[must_use]
pub fn head(root: &Path) -> Option<String> {
    Repository::of(&root.join("content")).ok().map(|repository| repository.head)
}

fn note(unavailable: &Unavailable) -> String {
    format!("older versions are not shown: {}", reason(unavailable))
}

fn read(root: &Path, zone: Option<&TimeZone>) -> Result<History, Unavailable> {
    let repository = Repository::of(&root.join("content"))?;
    if let Some(known) = cache::read(root, &repository, zone) {
        return Ok(known);
    }
    let history = read_at(&repository, zone)?;
    cache::write(root, &repository, zone, &history);
    Ok(history)
}

/// Reads the history up to the head of a repository.
fn read_at(repository: &Repository, zone: Option<&TimeZone>) -> Result<History, Unavailable> {
    let ages = repository.ages()?;
    let events = |main: bool| -> Result<Vec<Event>, Unavailable> {
        let events = log::parse(&repository.log(main)?, &repository.prefix, &ages, zone);
        Ok(events.into_iter().filter(|event| is_source(&event.path)).collect())
    };
    let lines = [events(true)?, events(false)?];
    if lines.iter().all(Vec::is_empty) {
        return Err(Unavailable::Untracked);
    }
    versions::find(&|names, each| repository.blobs(names, each), &lines)
}

/// A commit in memory, for tests: its day, and for each path below `content/` its new bytes, or `None` when it was removed.
pub type Commit<'a> = (Date, Vec<(&'a str, Option<&'a [u8]>)>);

/// Returns the history of commits in memory, which are given oldest first.
#[must_use]
pub fn from_memory(commits: &[Commit<'_>]) -> History {
    let mut events = Vec::new();
    let mut texts: Vec<&[u8]> = Vec::new();
    for (age, (date, files)) in commits.iter().rev().enumerate() {
        for (path, bytes) in files.iter().filter(|(path, _)| is_source(path)) {
            let blob = bytes.map(|bytes| {
                texts.push(bytes);
                (texts.len() - 1).to_string()
            });
            let commit = age.to_string();
            events.push(Event { age, commit, date: Some(*date), author: None, path: (*path).to_owned(), blob });
        }
    }
    let text = |name: &String| name.parse::<usize>().ok().and_then(|at| texts.get(at)).map(|text| text.to_vec());
    let history = versions::find(
        &|names, each| {
            let all = names.iter().enumerate().filter_map(|(at, name)| Some((at, text(name)?)));
            all.for_each(|(at, bytes)| each(at, bytes));
            Ok(())
        },
        &[events],
    );
    history.unwrap_or_default()
}

/// Returns whether a path below `content/` is that of a policy, a page, the glossary or a data file.
fn is_source(path: &str) -> bool {
    [GLOSSARY, "people.toml", "facts.toml", "goals.toml", "touchpoints.toml"].contains(&path) || is_policy(path)
}

/// Returns whether a path below `content/` may be that of a policy or page.
#[must_use]
pub fn is_policy(path: &str) -> bool {
    path != GLOSSARY && path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"))
}
