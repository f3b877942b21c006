//! Versions by id: what each policy once said, out of the repository that holds the handbook.
//!
//! In: the folder of a handbook. Out: a [`History`]: of each id every version that a commit bore, as the last commit that bore
//! it has it, whatever the file was called by then. What always holds: a text's place in time is the order of commits and what
//! its front matter says, never the hour of a commit; and where the repository cannot tell all, it tells nothing.
//!
//! 1. Two logs: the line of commits that were checked out one after another, and what was done beside it. What a merge
//!    brought home counts before what was tried on the way.
//! 2. The head of every text that any of them names: its id and its version.
//! 3. The texts of the versions.

mod cache;
mod find;
mod git;
mod head;
mod log;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use git::{Absent, Repository};
use log::Event;

/// What the repository knows of a handbook's policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The versions of each id, oldest first.
    pub versions: BTreeMap<String, Vec<Version>>,
    /// The day on which the last file that bore an id went, or got another id.
    pub gone: BTreeMap<String, Option<Date>>,
    /// The days from which an id was borne by no file, and on which one bore it again.
    pub absences: BTreeMap<String, Vec<(Date, Date)>>,
    /// What could not be found, in a sentence.
    pub note: Option<String>,
}

/// One issue of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number.
    pub number: String,
    /// The path below `content/` that it had last.
    pub path: String,
    /// The commit that has this text.
    pub commit: String,
    /// That commit's day.
    pub date: Option<Date>,
    /// The whole file; `None` when it is no text.
    pub text: Option<Arc<str>>,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// What the newest version of a policy said before, under the same number, newest first.
    pub before: Vec<(Option<Date>, Arc<str>)>,
}

/// Reads the history of the handbook at `root`.
#[must_use]
pub fn load(root: &Path) -> History {
    match read(root) {
        Ok(history) => history,
        Err(absent) => History { note: Some(note(&absent)), ..History::default() },
    }
}

/// The commit that is checked out, which says whether a history that was read is still the newest.
#[must_use]
pub fn head(root: &Path) -> Option<String> {
    Repository::of(&root.join("content")).ok().map(|repository| repository.head)
}

fn note(absent: &Absent) -> String {
    let why = match absent {
        Absent::NoGit => "there is no git program here".to_owned(),
        Absent::NoRepository => "this handbook is in no git repository".to_owned(),
        Absent::NoCommit => "nothing has been committed to this repository".to_owned(),
        Absent::Untracked => "the handbook's texts are in no commit of this repository".to_owned(),
        Absent::Shallow => {
            "this is a shallow clone, without its older commits; `git fetch --unshallow` brings them".to_owned()
        }
        Absent::Owner => {
            "git does not read a repository that belongs to another user; `git config --global --add safe.directory` \
             with its folder allows it"
                .to_owned()
        }
        Absent::Other(said) => format!("git says: {said}"),
    };
    format!("older versions are not shown: {why}")
}

fn read(root: &Path) -> Result<History, Absent> {
    let repository = Repository::of(&root.join("content"))?;
    if let Some(known) = cache::read(root, &repository) {
        return Ok(known);
    }
    let ages = repository.ages()?;
    let events = |main: bool| -> Result<Vec<Event>, Absent> {
        let events = log::parse(&repository.log(main)?, &repository.prefix, &ages);
        Ok(events.into_iter().filter(|event| is_policy(&event.path)).collect())
    };
    let lines = [events(true)?, events(false)?];
    if lines.iter().all(Vec::is_empty) {
        return Err(Absent::Untracked);
    }
    let history = find::find(&|names, each| repository.blobs(names, each), &lines)?;
    cache::write(root, &repository, &history);
    Ok(history)
}

/// A commit in memory: its day, and of each path below `content/` the bytes that it has from then on, or that it went.
pub type Commit<'a> = (Date, Vec<(&'a str, Option<&'a [u8]>)>);

/// The history that commits would have, oldest first.
#[must_use]
pub fn from_memory(commits: &[Commit<'_>]) -> History {
    let mut events = Vec::new();
    let mut texts: Vec<&[u8]> = Vec::new();
    for (age, (date, files)) in commits.iter().rev().enumerate() {
        for (path, bytes) in files.iter().filter(|(path, _)| is_policy(path)) {
            let blob = bytes.map(|bytes| {
                texts.push(bytes);
                (texts.len() - 1).to_string()
            });
            let commit = age.to_string();
            events.push(Event { age, commit, date: Some(*date), path: (*path).to_owned(), blob });
        }
    }
    let text = |name: &String| name.parse::<usize>().ok().and_then(|at| texts.get(at)).map(|text| text.to_vec());
    let found = find::find(
        &|names, each| {
            let all = names.iter().enumerate().filter_map(|(at, name)| Some((at, text(name)?)));
            all.for_each(|(at, bytes)| each(at, bytes));
            Ok(())
        },
        &[events],
    );
    found.unwrap_or_default()
}

/// Whether a path below `content/` may be a policy's.
fn is_policy(path: &str) -> bool {
    path != "glossary.md" && path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"))
}
