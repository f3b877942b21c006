//! What a folder of any repository said of its files, commit by commit.
//!
//! In: a folder, and paths below it. Out: the texts of each path along the first parents. What always holds: nothing is written, and a file
//! that is no text in UTF-8 is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::git::{Repository, Unavailable, reason};
use super::log;
use crate::source::readable;

/// A text that a file had from a commit on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedText {
    /// The commit.
    pub commit: String,
    /// Its day.
    pub date: Date,
    /// Its subject.
    pub subject: String,
    /// Whether it merged a branch.
    pub is_merge: bool,
    /// The path from the top of the repository.
    pub path: String,
    /// The file.
    pub text: Arc<str>,
}

/// Returns the texts that files below a folder have had, oldest first, by their paths from there.
///
/// # Errors
/// A sentence that says why the repository cannot be read.
pub fn file_log(folder: &Path, paths: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<LoggedText>>, String> {
    read(folder, paths).map_err(|unavailable| reason(&unavailable))
}

fn read(folder: &Path, paths: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<LoggedText>>, Unavailable> {
    let repository = Repository::of(folder)?;
    let (ages, subjects) = (repository.ages()?, repository.subjects()?);
    let events = log::parse(&repository.log(true)?, &repository.prefix, &ages, None);
    let wanted: Vec<_> = events
        .into_iter()
        .filter(|event| paths.contains(&event.path))
        .filter_map(|event| Some((event.blob.clone()?, event.date?, event)))
        .collect();
    let blobs: Vec<String> = wanted.iter().map(|(blob, ..)| blob.clone()).collect();
    let mut texts: BTreeMap<String, Vec<LoggedText>> = BTreeMap::new();
    repository.blobs(&blobs, &mut |at, bytes| {
        let (_, date, event) = &wanted[at];
        let Ok(text) = String::from_utf8(bytes) else { return };
        let (is_merge, subject) = subjects.get(&event.commit).cloned().unwrap_or_default();
        let path = format!("{}{}", repository.prefix, event.path);
        let (commit, text) = (event.commit.clone(), readable(&text));
        let logged = LoggedText { commit, date: *date, subject, is_merge, path, text };
        texts.entry(event.path.clone()).or_default().push(logged);
    })?;
    // The log is newest first.
    for texts in texts.values_mut() {
        texts.reverse();
    }
    Ok(texts)
}
