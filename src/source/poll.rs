//! Goes round the handbook's files and says at which of them something may have happened: hints can be lost, and some folders
//! give none.
//!
//! In: a folder. Out: paths for a [`Vfs`](super::Vfs) to look at. What always holds: no file is read, and a change that the
//! shelf has not seen is told in this round or the next; a change that it has seen may be told once more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::vfs::{self, Stamp};
use crate::diagnostic::Diagnostics;
use crate::error::Result;

/// What a round has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Something may have happened at these paths.
    Paths(BTreeSet<PathBuf>),
    /// Something may have happened anywhere: in the first round, or when a folder cannot be read.
    Anything,
}

/// The files as they were at the last round.
#[derive(Debug)]
pub struct Poll {
    root: PathBuf,
    seen: Option<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    files: BTreeMap<PathBuf, Stamp>,
    /// What was to be said about the folders.
    said: Diagnostics,
}

impl Poll {
    /// Before the first round.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), seen: None }
    }

    /// Goes round; `None` when nothing happened.
    pub fn round(&mut self) -> Option<Found> {
        let Ok(now) = self.see() else {
            self.seen = None;
            return Some(Found::Anything);
        };
        let Some(before) = self.seen.take() else {
            self.seen = Some(now);
            return Some(Found::Anything);
        };
        let said = before.said.iter().ne(now.said.iter());
        let came_or_changed = now
            .files
            .iter()
            .filter(|(path, stamp)| before.files.get(*path).is_none_or(|before| before.may_differ(stamp)));
        let gone = before.files.keys().filter(|path| !now.files.contains_key(*path));
        let paths: BTreeSet<PathBuf> = came_or_changed.map(|(path, _)| path).chain(gone).cloned().collect();
        self.seen = Some(now);
        if said {
            return Some(Found::Anything);
        }
        (!paths.is_empty()).then_some(Found::Paths(paths))
    }

    /// Makes the next round the first one again: something could not be read, and the time of a file does not say why.
    pub fn forget(&mut self) {
        self.seen = None;
    }

    fn see(&self) -> Result<Seen> {
        let mut said = Diagnostics::default();
        let files = vfs::list(&self.root, &mut said)?;
        let files = files.into_iter().filter_map(|(_, path)| {
            // One that is gone since it was listed is as good as not listed.
            let stamp = Stamp::of(&std::fs::metadata(&path).ok()?);
            Some((path, stamp))
        });
        Ok(Seen { files: files.collect(), said })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::*;

    fn paths(found: Option<Found>, root: &Path) -> Vec<String> {
        match found {
            None => Vec::new(),
            Some(Found::Anything) => vec!["anything".to_owned()],
            Some(Found::Paths(paths)) => {
                let name = |path: &PathBuf| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                paths.iter().map(name).collect()
            }
        }
    }

    /// As if it had been written long ago: a file that was written just now is told twice.
    fn write(path: &Path, text: &str) {
        fs::write(path, text).unwrap();
        let past = SystemTime::now() - Duration::from_mins(1);
        File::options().write(true).open(path).unwrap().set_modified(past).unwrap();
    }

    #[test]
    fn what_came_changed_and_went_is_told_once() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir(root.join("content")).unwrap();
        write(&root.join("book.toml"), "");
        write(&root.join("content/a.md"), "A");
        let mut patrol = Poll::new(root);
        assert_eq!(paths(patrol.round(), root), ["anything"]);
        assert_eq!(paths(patrol.round(), root), [""; 0]);
        write(&root.join("content/a.md"), "AA");
        write(&root.join("content/b.md"), "B");
        assert_eq!(paths(patrol.round(), root), ["content/a.md", "content/b.md"]);
        assert_eq!(paths(patrol.round(), root), [""; 0]);
        fs::remove_file(root.join("content/a.md")).unwrap();
        assert_eq!(paths(patrol.round(), root), ["content/a.md"]);
        assert_eq!(paths(patrol.round(), root), [""; 0]);
    }

    #[test]
    fn a_file_of_this_moment_is_told_again() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir(root.join("content")).unwrap();
        write(&root.join("content/a.md"), "A");
        let mut patrol = Poll::new(root);
        patrol.round();
        fs::write(root.join("content/a.md"), "B").unwrap();
        assert_eq!(paths(patrol.round(), root), ["content/a.md"]);
        assert_eq!(paths(patrol.round(), root), ["content/a.md"], "it may have been written again within the tick");
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_looked_at_until_it_can() {
        let root = tempfile::tempdir().unwrap();
        let mut patrol = Poll::new(root.path());
        assert_eq!(patrol.round(), Some(Found::Anything));
        assert_eq!(patrol.round(), Some(Found::Anything));
        fs::create_dir(root.path().join("content")).unwrap();
        assert_eq!(patrol.round(), Some(Found::Anything));
        assert_eq!(patrol.round(), None);
    }
}
