//! The stage: a hidden folder beside the target, in which the new site is written.
//!
//! In: a target. Out: an empty stage that is ours alone. What always holds: whoever has the lock on the stage's lock file
//! owns the stage, and the system frees the lock when a run ends in whatever way; so what lies in an unlocked stage is
//! nobody's, and a living run's stage is never touched.
//!
//! ```text
//! dist/staff                         the target
//! dist/.staff.greyline-stage/        closed to other people
//!     lock                           the sign that the folder is ours; locked while a run lives
//!     site/                          the new site; after the swap, the old one
//!     old/                           the old site, on systems that need two renames
//! ```

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::swap;
use super::target::is_folder;
use crate::error::{Error, Result};

/// What a person reads who finds the folder.
const SIGN: &str = "Greyline writes a new site here. If no build is running, one was stopped: the next build of this \
                    site removes this folder, and so may you.\n";

/// How often a stage is claimed anew when the run that had it ends in the same instant.
const ATTEMPTS: usize = 20;

/// A claimed stage. Dropping it removes it, with whatever it holds that is not the only copy of the old site.
#[derive(Debug)]
pub(super) struct Stage {
    target: PathBuf,
    folder: PathBuf,
    site: PathBuf,
    aside: PathBuf,
    /// Held for its lock.
    _lock: File,
}

impl Stage {
    /// Takes the stage of `target`, and clears it of what a stopped run left.
    pub(super) fn claim(target: &Path) -> Result<Self> {
        let folder = folder_of(target);
        let parent = target.parent().unwrap_or(target);
        fs::create_dir_all(parent).map_err(Error::write(parent))?;
        for _ in 0..ATTEMPTS {
            if let Some(lock) = lock(&folder, target)? {
                let stage = Self::with(target, folder, lock);
                stage.clear()?;
                return Ok(stage);
            }
        }
        Err(Error::Busy { path: target.to_path_buf() })
    }

    fn with(target: &Path, folder: PathBuf, lock: File) -> Self {
        let [site, aside] = ["site", "old"].map(|name| folder.join(name));
        Self { target: target.to_path_buf(), folder, site, aside, _lock: lock }
    }

    /// Where the new site is written.
    pub(super) fn site(&self) -> &Path {
        &self.site
    }

    /// Makes the empty folder of the new site.
    pub(super) fn prepare(&self) -> Result<()> {
        fs::create_dir(&self.site).map_err(Error::write(&self.site))
    }

    /// Puts the new site in the place of the target; the old one is then in the stage.
    pub(super) fn swap(&self) -> Result<()> {
        swap::swap(&self.site, &self.target, &self.aside)
    }

    /// Gives the target its old site back if a swap ended between its two renames, then removes everything but the lock.
    /// If the old site cannot go back, nothing is removed.
    fn clear(&self) -> Result<()> {
        if is_folder(&self.aside)? && !self.target.try_exists().map_err(Error::read(&self.target))? {
            fs::rename(&self.aside, &self.target).map_err(Error::write(&self.target))?;
        }
        [&self.site, &self.aside].into_iter().try_for_each(|path| match remove_folder(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(path)(error)),
            _ => Ok(()),
        })
    }
}

impl Drop for Stage {
    /// What cannot be removed stays, unlocked; the next run for the same target tries again and says why it cannot.
    fn drop(&mut self) {
        if self.clear().is_ok() && fs::remove_file(self.folder.join("lock")).is_ok() {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// Removes a folder, what lies in it on all cores. Only its own entries are named here; the standard library walks below
/// them without following a link that somebody puts there meanwhile.
fn remove_folder(folder: &Path) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.par_iter().with_max_len(1).try_for_each(|entry| {
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) }
    })?;
    fs::remove_dir(folder)
}

/// The stage of `target`: one name, so that two runs for one target meet there.
fn folder_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".greyline-stage");
    target.with_file_name(name)
}

/// Locks the stage in `folder`, making it if need be. `None` when it vanished meanwhile, since its run ended.
fn lock(folder: &Path, target: &Path) -> Result<Option<File>> {
    match private_folder().create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(Error::write(folder)(error)),
        _ => {}
    }
    let path = folder.join("lock");
    let Some(mut file) = open_lock(folder, &path)? else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) if is_still_at(&file, &path) => {}
        Ok(()) => return Ok(None),
        Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: target.to_path_buf() }),
        Err(TryLockError::Error(error)) => return Err(Error::write(&path)(error)),
    }
    file.set_len(0).and_then(|()| file.write_all(SIGN.as_bytes())).map_err(Error::write(&path))?;
    Ok(Some(file))
}

/// Opens the lock file of a stage, or makes it in a folder that is empty. `None` when folder or file vanished meanwhile.
///
/// A run makes the lock before anything else and removes it after everything else, so a folder that holds something and
/// no lock is not a stage.
fn open_lock(folder: &Path, path: &Path) -> Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let opened = match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
                Ok(true) if !path.exists() => {
                    return Err(Error::foreign(
                        folder,
                        "it looks like a temporary folder of Greyline but has no lock file",
                    ));
                }
                Ok(true) => return Ok(None),
                Ok(false) => options.create(true).open(path),
                Err(error) => Err(error),
            }
        }
        other => other,
    };
    match opened {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::write(path)(error)),
    }
}

/// Whether the opened `file` is the one that `path` names now, and not one that was removed before it could be locked.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(named)) => (ours.dev(), ours.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// A folder for our eyes alone: a site half written, or a staff site whose folder is closed, is not shown meanwhile.
fn private_folder() -> DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_copy_of_the_old_site_is_never_removed() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("stage");
        fs::create_dir_all(folder.join("old")).unwrap();
        fs::write(folder.join("old/index.html"), "the old site").unwrap();
        let lock = || File::create(folder.join("lock")).unwrap();
        let unreachable = top.path().join("no such folder/site");
        drop(Stage::with(&unreachable, folder.clone(), lock()));
        assert_eq!(fs::read_to_string(folder.join("old/index.html")).unwrap(), "the old site");
        let target = top.path().join("site");
        drop(Stage::with(&target, folder.clone(), lock()));
        assert_eq!(fs::read_to_string(target.join("index.html")).unwrap(), "the old site");
        assert!(!folder.exists());
    }

    #[test]
    fn a_lock_file_that_was_replaced_is_not_ours() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("lock");
        let file = File::create(&path).unwrap();
        assert!(is_still_at(&file, &path));
        fs::remove_file(&path).unwrap();
        assert!(!is_still_at(&file, &path));
        #[cfg(unix)]
        {
            let _other = File::create(&path).unwrap();
            assert!(!is_still_at(&file, &path));
        }
    }
}
