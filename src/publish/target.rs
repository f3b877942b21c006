//! The target: where it really is, and whether it may be replaced.
//!
//! In: the path that was asked for. Out: its real place and the manifest of the site that is there. What always holds:
//! nothing is changed here, and whatever would be lost by a swap, save Greyline's own files, is a refusal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::{FILE_NAME, Manifest, read_manifest};
use crate::error::{Error, Result};

/// What file browsers leave in folders that somebody looked into; nobody misses it.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// The real place of `target`: links above it are followed, the target itself may not be one, since a swap would replace
/// either the link or a folder that someone else named.
///
/// # Errors
/// [`Error::ForeignFolder`] when it is a link, a file, or is or holds one of `protect`.
pub(super) fn locate(target: &Path, protect: &[&Path]) -> Result<PathBuf> {
    let mut real = real_place(target)?;
    match fs::symlink_metadata(&real) {
        Ok(found) if found.is_symlink() => return Err(Error::foreign(&real, "it is a symbolic link")),
        Ok(found) if !found.is_dir() => return Err(Error::foreign(&real, "it is a file")),
        Ok(_) => real = fs::canonicalize(&real).map_err(Error::read(&real))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let above = real.parent().unwrap_or(&real);
            return Err(Error::foreign(above, "it is a file"));
        }
        Err(error) => return Err(Error::read(&real)(error)),
    }
    if real.parent().is_none() {
        return Err(Error::foreign(&real, "it is the top of the file system"));
    }
    for held in protect {
        let named = real_place(held)?;
        if named.starts_with(&real) || fs::canonicalize(&named).is_ok_and(|followed| followed.starts_with(&real)) {
            return Err(Error::foreign(&real, format!("it is or contains {}", held.display())));
        }
    }
    Ok(real)
}

/// The absolute path with every link above its last part followed, as far as it exists.
///
/// # Errors
/// When a folder cannot be read.
pub fn real_place(path: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(path).map_err(Error::read(path))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return fs::canonicalize(&absolute).map_err(Error::read(path));
    };
    match fs::canonicalize(parent) {
        Ok(parent) => Ok(parent.join(name)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(real_place(parent)?.join(name)),
        Err(error) => Err(Error::read(parent)(error)),
    }
}

/// The manifest of the site that is at `target`; `None` when nothing is there or the folder is empty.
///
/// # Errors
/// [`Error::ForeignFolder`] as [`refuse_strangers`].
pub(super) fn inspect(target: &Path) -> Result<Option<Manifest>> {
    let manifest = if is_folder(target)? { read_manifest(target)? } else { None };
    refuse_strangers(target, manifest.as_ref())?;
    Ok(manifest)
}

/// Whether everything at `target` is Greyline's.
///
/// # Errors
/// [`Error::ForeignFolder`] when there is a file that the manifest does not name, or files and no manifest. A file that the
/// manifest names may have been edited: it is Greyline's, and is replaced.
pub(super) fn refuse_strangers(target: &Path, manifest: Option<&Manifest>) -> Result<()> {
    if !is_folder(target)? {
        return Ok(());
    }
    let strangers = strangers(target, manifest)?;
    let Some(first) = strangers.iter().min() else {
        return Ok(());
    };
    let reason = match (manifest.is_some(), strangers.len()) {
        (true, 1) => format!("it contains {first}, which Greyline did not write"),
        (true, count) => format!("it contains {first} and {} more files that Greyline did not write", count - 1),
        (false, _) => format!("it contains {first}, but no {FILE_NAME} written by Greyline"),
    };
    Err(Error::foreign(target, reason))
}

/// Whether a folder, and no link to one, is at `path`.
pub(super) fn is_folder(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::read(path)(error)),
    }
}

/// The files below `top` that `manifest` does not name. Folders are nothing by themselves; links are not followed.
pub(super) fn strangers(top: &Path, manifest: Option<&Manifest>) -> Result<Vec<String>> {
    let mut strangers = Vec::new();
    let mut folders = vec![String::new()];
    while !folders.is_empty() {
        let lists = folders.par_iter().map(|folder| list(top, folder, manifest)).collect::<Result<Vec<_>>>()?;
        folders.clear();
        for list in lists {
            folders.extend(list.folders);
            strangers.extend(list.strangers);
        }
    }
    Ok(strangers)
}

/// What is in one folder of a site besides the files of the manifest, named from the top.
#[derive(Default)]
struct Listing {
    folders: Vec<String>,
    strangers: Vec<String>,
}

fn list(top: &Path, folder: &str, manifest: Option<&Manifest>) -> Result<Listing> {
    let path = top.join(folder);
    let mut listing = Listing::default();
    for entry in fs::read_dir(&path).map_err(Error::read(&path))? {
        let (raw, kind) =
            entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))).map_err(Error::read(&path))?;
        let shown = raw.to_string_lossy();
        let name = if folder.is_empty() { shown.to_string() } else { format!("{folder}/{shown}") };
        let is_listed = || {
            let named = manifest.is_some_and(|manifest| name == FILE_NAME || manifest.files.contains_key(&name));
            named && raw.to_str().is_some()
        };
        if kind.is_dir() {
            listing.folders.push(name);
        } else if !is_listed() && !LITTER.contains(&&*shown) {
            listing.strangers.push(name);
        }
    }
    Ok(listing)
}
