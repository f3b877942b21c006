//! The handbook's folder as the preview sees it: read once, and read again where it changed.
//!
//! In: a folder, and the paths at which something may have changed. Out: a [`SourceTree`] that follows the folder, and the
//! names of what changed. What always holds: a file that did not change keeps the same `Arc` of its text, so that later phases
//! can compare pointers; a text that can no longer be read stays as it was last read; contents decide, never a time alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::SourceFile;
use super::tree::{self, DATA_FILES, MAX_TEXT_BYTES, SourceTree};
use crate::diagnostic::Diagnostics;
use crate::error::{Error, Result};
use crate::text::{ContentPath, compose};

/// A file whose time lies so close to the moment of reading may have been written again without a newer time: the clocks
/// of some file systems count in steps of two seconds.
const COARSEST_CLOCK: Duration = Duration::from_millis(2100);

/// What changed since the files were last looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The names of the files that changed, came or went, from the top of the handbook.
    pub changed: BTreeSet<String>,
    /// Someone may be in the middle of writing a file, so nothing was taken over.
    pub doubtful: bool,
}

/// The files of a folder.
#[derive(Debug)]
pub struct Vfs {
    root: PathBuf,
    tree: Arc<SourceTree>,
    /// By name from the top of the handbook.
    files: BTreeMap<String, KnownFile>,
    /// What is wrong with the names of files and folders.
    walked: Diagnostics,
}

/// A file as it was last read.
#[derive(Debug)]
struct KnownFile {
    stamp: Stamp,
    /// What is wrong with its encoding.
    decoded: Diagnostics,
    /// The bytes of a theme's file, which the tree does not hold.
    theme: Option<Arc<[u8]>>,
}

/// Saves of one file that follow each other faster than this are quick ones.
const QUICK_SAVES: Duration = Duration::from_millis(100);
/// After a quick save, and when it is new, a file is taken over once nobody has written to it for so long.
const SETTLED: Duration = Duration::from_millis(10);

/// A file's length and time, and when they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    read: SystemTime,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok(), read: SystemTime::now() }
    }

    /// Whether a file with the stamp `now` may differ from the one that had this stamp when it was read.
    fn may_differ(&self, now: &Self) -> bool {
        let same = self.length == now.length && self.modified == now.modified;
        let settled = self.modified.is_some_and(|at| at + COARSEST_CLOCK < self.read);
        !(same && settled)
    }
}

/// A file that was read just now.
struct Fresh {
    name: String,
    stamp: Stamp,
    bytes: Vec<u8>,
}

impl Vfs {
    /// Reads everything for the first time.
    ///
    /// # Errors
    /// When a file or folder cannot be read.
    pub fn open(root: &Path) -> Result<Self> {
        let mut vfs = Self {
            root: root.to_path_buf(),
            tree: Arc::default(),
            files: BTreeMap::new(),
            walked: Diagnostics::default(),
        };
        vfs.look_everywhere(true)?;
        Ok(vfs)
    }

    /// The files as they were last read.
    #[must_use]
    pub fn tree(&self) -> &Arc<SourceTree> {
        &self.tree
    }

    /// What is wrong with the files' names and encodings.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        let mut all = self.walked.clone();
        for file in self.files.values() {
            all.merge(file.decoded.clone());
        }
        all
    }

    /// Looks at every file. Without `believe`, a file that is gone or empty, or was written to a moment ago, puts everything
    /// in doubt, and nothing is taken over.
    ///
    /// # Errors
    /// When a file or folder cannot be read, which may be because it is just being replaced.
    pub fn look_everywhere(&mut self, believe: bool) -> Result<Changes> {
        let mut walked = Diagnostics::default();
        let files = list(&self.root, &mut walked)?;
        let there: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let refused: BTreeSet<Arc<str>> = walked.iter().map(|found| Arc::clone(&found.file)).collect();
        let gone: Vec<String> = self
            .files
            .keys()
            .filter(|name| !there.contains(name.as_str()) && !refused.contains(name.as_str()))
            .cloned()
            .collect();
        let fresh: Vec<Fresh> = files
            .par_iter()
            .filter_map(|(name, path)| self.read_if_changed(name, path).transpose())
            .collect::<Result<_>>()?;
        let differs = walked.iter().collect::<Vec<_>>() != self.walked.iter().collect::<Vec<_>>();
        let mut changes = self.take(fresh, gone, believe);
        if !changes.doubtful {
            if differs {
                changes.changed.extend(walked.iter().chain(self.walked.iter()).map(|found| found.file.to_string()));
            }
            self.walked = walked;
        }
        Ok(changes)
    }

    /// Looks at some paths; at every file when one of them is more than a file that came, changed or went.
    ///
    /// # Errors
    /// As [`Vfs::look_everywhere`].
    pub fn look(&mut self, paths: &BTreeSet<PathBuf>, believe: bool) -> Result<Changes> {
        let mut fresh = Vec::new();
        let mut gone = Vec::new();
        for path in paths {
            let Some(name) = self.name_of(path) else { return self.look_everywhere(believe) };
            if name.is_empty() {
                continue;
            }
            match fs::symlink_metadata(path) {
                Ok(metadata) if metadata.is_file() && self.may_read_alone(&name, metadata.len()) => {
                    let bytes = tree::read_file(path).map_err(Error::read(path))?;
                    fresh.push(Fresh { name, stamp: Stamp::of(&metadata), bytes });
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    if self.files.contains_key(&name) {
                        gone.push(name);
                    } else if self.holds_folder(&name) {
                        return self.look_everywhere(believe);
                    }
                }
                _ => return self.look_everywhere(believe),
            }
        }
        Ok(self.take(fresh, gone, believe))
    }

    /// Whether `name` was a folder of known files.
    fn holds_folder(&self, name: &str) -> bool {
        let below = format!("{name}/");
        self.files.range(below.clone()..).next().is_some_and(|(known, _)| known.starts_with(&below))
    }

    /// Whether a file can be read without a look at the rest: it is known, or new in a folder that is known, and short enough.
    fn may_read_alone(&self, name: &str, length: u64) -> bool {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let known = self.files.contains_key(name) || self.holds_folder(folder);
        let short = length <= MAX_TEXT_BYTES as u64;
        known && short
    }

    /// The name of a path from the top of the handbook, empty for what is no part of it; `None` when it takes a look at all
    /// files to know.
    fn name_of(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?;
        let mut parts = Vec::new();
        for part in inside.components() {
            match part {
                Component::Normal(part) => parts.push(part.to_str()?),
                Component::CurDir => {}
                _ => return None,
            }
        }
        match parts.as_slice() {
            ["content" | "static" | "themes"] | [] => None,
            ["book.toml"] => Some("book.toml".to_owned()),
            ["static", rest @ ..] if !rest.iter().any(|part| tree::is_left_behind(part)) => Some(parts.join("/")),
            ["content" | "themes", rest @ ..] if !rest.iter().any(|part| tree::is_scratch(part)) => {
                Some(parts.join("/"))
            }
            _ => Some(String::new()),
        }
    }

    fn read_if_changed(&self, name: &str, path: &Path) -> Result<Option<Fresh>> {
        let metadata = fs::metadata(path).map_err(Error::read(path))?;
        let stamp = Stamp::of(&metadata);
        if self.files.get(name).is_some_and(|file| !file.stamp.may_differ(&stamp)) {
            return Ok(None);
        }
        let bytes = tree::read_file(path).map_err(Error::read(path))?;
        Ok(Some(Fresh { name: name.to_owned(), stamp, bytes }))
    }

    /// Takes over what was read and what is gone: all of it or, in doubt, nothing.
    fn take(&mut self, fresh: Vec<Fresh>, gone: Vec<String>, believe: bool) -> Changes {
        let emptied = |fresh: &Fresh| {
            fresh.bytes.is_empty() && self.files.get(&fresh.name).is_some_and(|file| file.stamp.length > 0)
        };
        // When saves follow each other closely the next may have begun already, and a new file may be about to get another
        // name: a file that was written to a moment ago is left to its writer.
        let is_unsettled = |fresh: &Fresh| {
            let before = self.files.get(&fresh.name).and_then(|file| file.stamp.modified);
            fresh.stamp.modified.is_some_and(|now| {
                before.is_none_or(|before| now.duration_since(before).is_ok_and(|since| since < QUICK_SAVES))
                    && fresh.stamp.read.duration_since(now).is_ok_and(|age| age < SETTLED)
            })
        };
        if !believe && (!gone.is_empty() || fresh.iter().any(|fresh| emptied(fresh) || is_unsettled(fresh))) {
            return Changes { changed: BTreeSet::new(), doubtful: true };
        }
        let mut changed = BTreeSet::new();
        for name in gone {
            self.remove(&name);
            changed.insert(name);
        }
        for Fresh { name, stamp, bytes } in fresh {
            if self.put(&name, stamp, bytes) {
                changed.insert(name);
            }
        }
        Changes { changed, doubtful: false }
    }

    fn remove(&mut self, name: &str) {
        self.files.remove(name);
        let tree = Arc::make_mut(&mut self.tree);
        match name.strip_prefix("content/") {
            Some(path) if DATA_FILES.contains(&path) => drop(tree.data.remove(path)),
            Some(path) => {
                let path = ContentPath::new(path);
                tree.texts.remove(&path);
                tree.attachments.remove(&path);
            }
            None if name == "book.toml" => tree.book = None,
            None => drop(name.strip_prefix("static/").and_then(|path| tree.static_files.remove(&*compose(path)))),
        }
    }

    /// Takes over one file. Returns whether its contents differ from before.
    fn put(&mut self, name: &str, stamp: Stamp, bytes: Vec<u8>) -> bool {
        let old = self.files.remove(name);
        let is_new = old.is_none();
        let old =
            old.unwrap_or_else(|| KnownFile { stamp: stamp.clone(), decoded: Diagnostics::default(), theme: None });
        let mut decoded = Diagnostics::default();
        let (differs, theme) = if name.starts_with("themes/") {
            (old.theme.as_deref() != Some(bytes.as_slice()), Some(bytes.into()))
        } else {
            let mut one = SourceTree::default();
            one.add(name, bytes, &mut decoded);
            (self.merge(one), None)
        };
        let other_diagnostics = decoded.iter().ne(old.decoded.iter());
        self.files.insert(name.to_owned(), KnownFile { stamp, decoded, theme });
        differs || other_diagnostics || is_new
    }

    /// Takes over what a tree of one file holds. Returns whether it differs.
    fn merge(&mut self, one: SourceTree) -> bool {
        let SourceTree { book, texts, data, attachments, static_files } = one;
        let tree = Arc::make_mut(&mut self.tree);
        let mut differs = false;
        if let Some(book) = book {
            differs |= replace(&mut tree.book, book);
        }
        for (path, file) in texts {
            let mut slot = tree.texts.remove(&path);
            differs |= replace(&mut slot, file);
            tree.texts.extend(slot.map(|file| (path, file)));
        }
        for (name, file) in data {
            let mut slot = tree.data.remove(&name);
            differs |= replace(&mut slot, file);
            tree.data.extend(slot.map(|file| (name, file)));
        }
        for (path, bytes) in static_files {
            if tree.static_files.get(&path).is_none_or(|old| **old != *bytes) {
                tree.static_files.insert(path, bytes);
                differs = true;
            }
        }
        for (path, bytes) in attachments {
            if tree.attachments.get(&path).is_none_or(|old| **old != *bytes) {
                tree.attachments.insert(path, bytes);
                differs = true;
            }
        }
        differs
    }
}

/// Puts a text in the place of another unless both are equal. Returns whether it did.
fn replace(slot: &mut Option<SourceFile>, file: SourceFile) -> bool {
    if slot.as_ref().is_some_and(|old| old.text == file.text) {
        return false;
    }
    *slot = Some(file);
    true
}

/// Every file of the handbook and of its themes, by name.
fn list(root: &Path, walked: &mut Diagnostics) -> Result<Vec<(String, PathBuf)>> {
    let mut files = tree::list(root, walked)?;
    list_theme(&root.join("themes"), "themes", &mut files)?;
    Ok(files)
}

/// Adds the files of the themes; hidden ones are no part of a theme.
fn list_theme(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(Error::read(folder))? {
        let path = entry.map_err(Error::read(folder))?.path();
        let Some(file) = path.file_name().and_then(|file| file.to_str()).filter(|file| !tree::is_scratch(file)) else {
            continue;
        };
        let name = format!("{name}/{file}");
        if path.is_dir() {
            list_theme(&path, &name, files)?;
        } else if path.is_file() {
            files.push((name, path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
