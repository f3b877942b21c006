//! Whether a published site is still what was written.
//!
//! In: the folder of a site. Out: the files that are other than its manifest says. What always holds: nothing is changed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use super::manifest::{FILE_NAME, Manifest, sha256};
use crate::error::{Error, Result};

/// How a file differs from the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// Its bytes are others.
    Changed,
    /// It is not there.
    Gone,
    /// The manifest does not name it.
    Added,
    /// It is a compressed copy of something else than the file beside it.
    OtherCopy,
}

/// The files of a site that are other than the manifest says, by name.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn changed_files(site: &Path, manifest: &Manifest) -> Result<Vec<(String, FileChange)>> {
    let mut found = Vec::new();
    let mut here = site_files(site)?;
    here.remove(FILE_NAME);
    for (name, hash) in &manifest.files {
        if !here.remove(name) {
            found.push((name.clone(), FileChange::Gone));
            continue;
        }
        let path = site.join(name);
        let bytes = fs::read(&path).map_err(Error::read(&path))?;
        if sha256(&bytes) != *hash {
            found.push((name.clone(), FileChange::Changed));
        } else if let Some(whole) = name.strip_suffix(".gz").filter(|whole| manifest.files.contains_key(*whole))
            && !is_copy(&bytes, &site.join(whole))
        {
            found.push((name.clone(), FileChange::OtherCopy));
        }
    }
    found.extend(here.into_iter().map(|name| (name, FileChange::Added)));
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// Whether some bytes are a compressed copy of a file.
fn is_copy(bytes: &[u8], whole: &Path) -> bool {
    let Ok(whole) = fs::read(whole) else { return false };
    // Whatever is longer than the file is no copy of it.
    let mut copy = Vec::new();
    let length = whole.len() as u64 + 1;
    flate2::read::GzDecoder::new(bytes).take(length).read_to_end(&mut copy).is_ok() && copy == whole
}

/// The files below a folder, by their names from there with slashes between the parts.
///
/// # Errors
/// When a folder cannot be read.
pub fn site_files(site: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = site.join(&folder);
        for entry in fs::read_dir(&path).map_err(Error::read(&path))? {
            let entry = entry.map_err(Error::read(&path))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let is_folder = entry.file_type().map_err(Error::read(entry.path()))?.is_dir();
            if is_folder {
                folders.push(name);
            } else {
                found.insert(name);
            }
        }
    }
    Ok(found)
}
