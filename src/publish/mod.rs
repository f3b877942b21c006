//! Publishing: every address of a site made, staged beside the target, and put in its place in one step.
//!
//! In: a target folder, the addresses of a site, and a way to make the bytes of each. Out: the folder, with a
//! `manifest.json` that names every file. What always holds: at every moment the target is wholly the old site or wholly
//! the new one, and a folder that Greyline did not write is never replaced.
//!
//! The steps, in order:
//!
//! 1. `address`: refuse names that no file may have, before anything is touched.
//! 2. `target`: find the real target; refuse links, files, and folders that hold the handbook.
//! 3. `stage`: claim the stage beside the target, under a lock; clear what a stopped run left there.
//! 4. `target` again: read the old manifest; refuse a folder that holds anything the manifest does not name.
//! 5. `write`: make and write every address into the stage, on all cores. A file that did not change is the old
//!    site's file under a second name, so its time stays and nothing is written. What the caller knows to be unchanged is not even made.
//! 6. `manifest`: write the manifest, last.
//! 7. `swap`: exchange stage and target, then remove the old site.

mod address;
pub mod deploy;
mod http;
mod manifest;
mod options;
mod pack;
mod stage;
mod swap;
mod target;
mod verify;
mod write;

use std::path::Path;

pub use http::post;
pub use manifest::{Manifest, read_manifest};
pub use options::{Options, Readership, Step, Unchanged};
pub use pack::pack;
use stage::Stage;
pub use target::real_place;
pub use verify::{FileChange, changed_files, site_files};
use write::Writer;

use crate::error::Result;
use crate::text::SitePath;

/// What was published. Compressed copies count, `manifest.json` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// How many files the site has.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many were written anew; the others are the old site's files, byte for byte.
    pub changed: usize,
}

/// Makes every one of `addresses` and puts the site in the place of `target`.
///
/// `make` is called once for each address, from many threads; what it returns is written and dropped at once, so memory
/// does not grow with the site. `progress` is told of each step, from whichever thread took it.
///
/// A run that is stopped at any moment leaves the old site or the new one, whole; the next run for the same target removes
/// what was left beside it. Where the system cannot exchange two folders in one step (neither Linux nor macOS, or a file
/// system without it) the target has no name between two renames; a run stopped just there is mended by the next.
///
/// After a power cut the target is the old site or the new one, but the last files written may be empty on a file
/// system that delays its writing: the manifest, which is on the disk before the swap, shows which, and building again
/// mends them, since every file kept from an old site is compared byte for byte.
///
/// What cannot be removed of an old site does not fail the run: the next one for the same target tries again, and says why
/// it cannot.
///
/// The permissions of an existing target stay; all else follows the umask. The folder is a new one after every run: a
/// program that stands in the old one sees it vanish.
///
/// # Errors
/// - [`Error::Address`](crate::error::Error::Address): an address that cannot be a file name everywhere, or is given twice.
/// - [`Error::ForeignFolder`](crate::error::Error::ForeignFolder): the target is a file, a symbolic link, a mount, protected, or
///   a folder with anything in it that the manifest of an earlier run does not name.
/// - [`Error::Busy`](crate::error::Error::Busy): another run is publishing into the same target.
/// - What `make` returned for the first of the addresses that failed.
/// - [`Error::Read`](crate::error::Error::Read) and [`Error::Write`](crate::error::Error::Write): what the system refused.
///
/// After every error the target is what it was.
pub fn publish<B: AsRef<[u8]>>(
    target: &Path,
    addresses: &[SitePath],
    make: impl Fn(&SitePath) -> Result<B> + Sync,
    options: &Options<'_>,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<Published> {
    let names = address::check(addresses)?;
    let target = target::locate(target, options.protect)?;
    let stage = Stage::claim(&target)?;
    let old = target::inspect(&target)?;
    stage.prepare()?;
    progress(Step::Staged);

    let writer = Writer { stage: stage.site(), target: &target, old: old.as_ref(), names: &names, options };
    let written = writer.write_all(addresses, make, progress)?;
    let published = Published {
        files: written.len(),
        bytes: written.iter().map(|file| file.bytes).sum(),
        changed: written.iter().filter(|file| file.changed).count(),
    };
    let sha256 = manifest::write(stage.site(), &Manifest::new(options, written))?;
    if let Some(sealed) = options.sealed {
        sealed.get_or_init(|| sha256);
    }
    progress(Step::Sealed);

    target::refuse_strangers(&target, old.as_ref())?;
    stage.swap()?;
    progress(Step::Swapped);
    drop(stage);
    progress(Step::Cleared);
    Ok(published)
}
