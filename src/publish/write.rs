//! Writing: every address made, and its bytes written into the stage, on all cores.
//!
//! In: the addresses, a way to make the bytes of each, and the old site. Out: what was written, in the order of the
//! addresses. What always holds: no file is opened for writing that was there before, so a file that two sites share
//! under two names is never changed.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use flate2::{Compression, GzBuilder};
use rayon::prelude::*;

use super::address;
use super::manifest::{Manifest, Written, sha256};
use super::options::{Options, Step};
use crate::error::{Error, Result};
use crate::text::SitePath;

/// Endings of files that shrink when compressed, and that servers send compressed.
const TEXT_ENDINGS: [&str; 15] =
    ["html", "css", "js", "mjs", "json", "svg", "xml", "atom", "txt", "csv", "ics", "md", "map", "webmanifest", "xsl"];

/// Shorter files fit a network packet as they are.
const WORTH_COMPRESSING: u64 = 1024;

/// How many addresses a thread takes at least before it looks for others to share them with.
const BATCH: usize = 32;

/// Writes one site.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) stage: &'a Path,
    /// Where the old site lies, with its manifest if there is one.
    pub(super) target: &'a Path,
    pub(super) old: Option<&'a Manifest>,
    /// The names of all addresses: a compressed copy takes none of them.
    pub(super) names: &'a HashSet<&'a str>,
    pub(super) options: &'a Options<'a>,
}

impl Writer<'_> {
    /// Makes and writes all addresses; `progress` learns how many are done.
    ///
    /// # Errors
    /// That of the first address, in the order given, that could not be made or written. All addresses before it are
    /// tried, so that it does not depend on the threads; those after it are left.
    pub(super) fn write_all<B: AsRef<[u8]>>(
        &self,
        addresses: &[SitePath],
        make: impl Fn(&SitePath) -> Result<B> + Sync,
        progress: &(dyn Fn(Step) + Sync),
    ) -> Result<Vec<Written>> {
        self.make_folders(addresses)?;
        let done = AtomicUsize::new(0);
        let failures = FirstFailure::none();
        let write = |(index, address): (usize, &SitePath)| {
            if failures.is_before(index) {
                return Vec::new();
            }
            let written = match self.keep(address) {
                Some(kept) => Ok(kept),
                None => make(address).and_then(|bytes| self.write(address.as_str(), bytes.as_ref())),
            };
            match written {
                Ok(written) => {
                    progress(Step::Made(done.fetch_add(1, Ordering::Relaxed) + 1));
                    written
                }
                Err(error) => {
                    failures.note(index, error);
                    Vec::new()
                }
            }
        };
        let written: Vec<Vec<Written>> = addresses.par_iter().enumerate().with_max_len(BATCH).map(write).collect();
        match failures.into_error() {
            Some(error) => Err(error),
            None => Ok(written.into_iter().flatten().collect()),
        }
    }

    /// Makes each folder of the site once, the outer before the inner.
    fn make_folders(&self, addresses: &[SitePath]) -> Result<()> {
        let folders: BTreeSet<&str> = addresses.iter().flat_map(|path| address::folders(path.as_str())).collect();
        for folder in folders {
            let path = self.stage.join(folder);
            fs::create_dir(&path).map_err(Error::write(&path))?;
        }
        Ok(())
    }

    /// Keeps the old site's file of an address that is known to be unchanged, with its compressed copy; `None` where one of them is not
    /// what was written.
    fn keep(&self, address: &SitePath) -> Option<Vec<Written>> {
        let known = self.options.unchanged.filter(|known| self.old.is_some_and(|old| old.sha256 == known.site))?;
        if !(known.is_unchanged)(address) {
            return None;
        }
        let file = self.intact(address.as_str())?;
        let copy_name = format!("{}.gz", file.name);
        let copy = if self.wants_copy(&file.name, file.bytes) { Some(self.intact(&copy_name)?) } else { None };
        let kept: Vec<Written> = std::iter::once(file).chain(copy).collect();
        if kept.iter().all(|file| self.link(&file.name)) {
            return Some(kept);
        }
        // The files that are made instead want the names.
        for file in &kept {
            let _ = fs::remove_file(self.stage.join(&file.name));
        }
        None
    }

    /// Whether a file is to have a compressed copy.
    fn wants_copy(&self, name: &str, bytes: u64) -> bool {
        self.options.compress
            && bytes > WORTH_COMPRESSING
            && is_text(name)
            && !self.names.contains(format!("{name}.gz").as_str())
    }

    /// Writes one file, and its compressed copy if it is to have one.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<Vec<Written>> {
        let file = self.put(name, bytes)?;
        let copy_name = format!("{name}.gz");
        if !self.wants_copy(name, file.bytes) {
            return Ok(vec![file]);
        }
        if !file.changed
            && let Some(copy) = self.keep_copy(&copy_name)
        {
            return Ok(vec![file, copy]);
        }
        let copy = compress(bytes);
        if copy.len() >= bytes.len() {
            return Ok(vec![file]);
        }
        let copy = self.put(&copy_name, &copy)?;
        Ok(vec![file, copy])
    }

    /// Puts `bytes` into the new site: the old site's file if it has the same, else a new one.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<Written> {
        let sha256 = sha256(bytes);
        let is_listed = self.old.and_then(|old| old.files.get(name)).is_some_and(|listed| *listed == sha256);
        let is_kept = is_listed && holds(&self.target.join(name), bytes) && self.link(name);
        if !is_kept {
            let path = self.stage.join(name);
            File::create_new(&path).and_then(|mut file| file.write_all(bytes)).map_err(Error::write(&path))?;
        }
        Ok(Written { name: name.to_owned(), sha256, bytes: bytes.len() as u64, changed: !is_kept })
    }

    /// Keeps the old site's compressed copy of a file that did not change, which spares compressing it again. Only if this
    /// version of Greyline wrote it, and it is still what was written.
    fn keep_copy(&self, name: &str) -> Option<Written> {
        self.old.filter(|old| old.is_of_this_version())?;
        self.intact(name).filter(|copy| self.link(&copy.name))
    }

    /// A file of the old site, if it is still what its manifest says.
    fn intact(&self, name: &str) -> Option<Written> {
        let listed = self.old?.files.get(name)?;
        let path = self.target.join(name);
        let bytes =
            fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file).and_then(|_| fs::read(&path).ok())?;
        (sha256(&bytes) == *listed).then(|| Written {
            name: name.to_owned(),
            sha256: listed.clone(),
            bytes: bytes.len() as u64,
            changed: false,
        })
    }

    /// Gives a file of the old site a second name in the new one; `false` where the file system cannot.
    fn link(&self, name: &str) -> bool {
        fs::hard_link(self.target.join(name), self.stage.join(name)).is_ok()
    }
}

/// Whether a plain file with exactly these bytes is at `path`: the manifest says what was written, not what somebody has
/// made of it since.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let is_alike = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    is_alike && fs::read(path).is_ok_and(|found| found == bytes)
}

/// The gzip copy of `bytes`: no time and no name in it, so that the same bytes give the same copy.
fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::default());
    let copy: io::Result<Vec<u8>> = encoder.write_all(bytes).and_then(|()| encoder.finish());
    copy.expect("writing to memory cannot fail")
}

/// Whether a file is one that shrinks when compressed, and that servers send compressed.
pub(super) fn is_text(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TEXT_ENDINGS.iter().any(|text| text.eq_ignore_ascii_case(ending)))
}

/// The failure of the lowest index among those that several threads note.
struct FirstFailure {
    /// Read by every thread before each address.
    lowest: AtomicUsize,
    error: Mutex<Option<(usize, Error)>>,
}

impl FirstFailure {
    fn none() -> Self {
        Self { lowest: AtomicUsize::new(usize::MAX), error: Mutex::new(None) }
    }

    /// Whether an address before `index` has failed, so that `index` need not be tried.
    fn is_before(&self, index: usize) -> bool {
        self.lowest.load(Ordering::Relaxed) < index
    }

    fn note(&self, index: usize, error: Error) {
        self.lowest.fetch_min(index, Ordering::Relaxed);
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(lowest, _)| index < *lowest) {
            *first = Some((index, error));
        }
    }

    fn into_error(self) -> Option<Error> {
        self.error.into_inner().unwrap_or_else(PoisonError::into_inner).map(|(_, error)| error)
    }
}
