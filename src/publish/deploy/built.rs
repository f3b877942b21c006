//! The built site that is deployed, as its manifest describes it.
//!
//! In: the folder of an edition. Out: its files with their hashes. What always holds: only what the manifest names is ever
//! read, and its bytes are those that the build wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::state::{JOURNAL, LEDGER, LOCK};
use crate::error::{Error, Result};
use crate::publish::address;
use crate::publish::manifest::{FILE_NAME, Manifest, read_manifest, sha256};
use crate::publish::options::Readership;
use crate::publish::target::strangers;
use crate::text::SitePath;

/// A site that was built.
#[derive(Debug)]
pub(super) struct BuiltSite {
    folder: PathBuf,
    pub(super) manifest: Manifest,
    /// How many bytes each file has.
    pub(super) sizes: BTreeMap<String, u64>,
}

impl BuiltSite {
    /// Reads the site in `folder` and compares every file with the manifest.
    ///
    /// # Errors
    /// When there is no site of this edition for these readers, or one that was changed since it was built.
    pub(super) fn read(folder: &Path, edition: &str, reads: &Readership) -> Result<Self> {
        let Some(manifest) = read_manifest(folder)? else {
            return Err(refused(folder, "there is no site that Greyline built", edition));
        };
        if manifest.edition != edition {
            let reason = format!("it contains the edition `{}`, not `{edition}`", manifest.edition);
            return Err(refused(folder, reason, edition));
        }
        if manifest.reads.as_ref() != Some(reads) {
            let reason = "it was built for other readers than those whom book.toml names today";
            return Err(refused(folder, reason, edition));
        }
        let addresses: Vec<SitePath> = manifest.files.keys().map(|name| SitePath::file(name)).collect();
        address::check(&addresses)?;
        if let Some(name) = [LOCK, JOURNAL].into_iter().find(|name| manifest.files.contains_key(*name)) {
            let reason = "Greyline keeps its own notes there in every target";
            return Err(Error::Address { address: name.to_owned(), reason });
        }
        if let Some(first) = strangers(folder, Some(&manifest))?.iter().min() {
            return Err(refused(folder, format!("it contains {first}, which the build did not write"), edition));
        }
        let mut site = Self { folder: folder.to_path_buf(), manifest, sizes: BTreeMap::new() };
        let names: Vec<&String> = site.manifest.files.keys().collect();
        let sizes = names.par_iter().map(|name| Ok(((*name).clone(), site.file(name)?.len() as u64)));
        site.sizes = sizes.collect::<Result<_>>()?;
        Ok(site)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When they are not those that the manifest names.
    pub(super) fn file(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.folder.join(name);
        let changed =
            |what: &str| Err(refused(&self.folder, format!("{name} {what} since the build"), &self.manifest.edition));
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return changed("is no file any more"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return changed("has gone"),
            Err(error) => return Err(Error::read(&path)(error)),
        }
        let bytes = fs::read(&path).map_err(Error::read(&path))?;
        if self.manifest.files.get(name).is_none_or(|listed| *listed != sha256(&bytes)) {
            return changed("has changed");
        }
        Ok(bytes)
    }

    /// The bytes of its ledger of versions, where it has one.
    ///
    /// # Errors
    /// When they are not those that the manifest names.
    pub(super) fn ledger(&self) -> Result<Option<Vec<u8>>> {
        self.manifest.files.contains_key(LEDGER).then(|| self.file(LEDGER)).transpose()
    }

    /// The bytes of `manifest.json` as it lies in the folder.
    pub(super) fn manifest_bytes(&self) -> Result<Vec<u8>> {
        let path = self.folder.join(FILE_NAME);
        fs::read(&path).map_err(Error::read(&path))
    }
}

fn refused(folder: &Path, reason: impl Into<String>, edition: &str) -> Error {
    Error::NotBuilt { folder: folder.to_path_buf(), reason: reason.into(), edition: edition.to_owned() }
}
