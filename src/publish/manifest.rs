//! `manifest.json`: what a published site consists of, and the sign that Greyline wrote it.
//!
//! In: the files that were written. Out: the manifest at the top of the site. What always holds: it names every file of
//! the site but itself, with the SHA-256 of its bytes, in one order.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::options::{Options, Readership};
use crate::error::{Error, Result};

/// Where the manifest lies in a site.
pub(super) const FILE_NAME: &str = "manifest.json";

/// The program that writes sites of this kind; another name means another program's manifest.
pub(super) const GENERATOR: &str = "greyline";

/// The content of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that wrote the site: `greyline`.
    pub generator: String,
    /// Its version.
    pub version: String,
    /// The edition that was published.
    pub edition: String,
    /// Whose texts it has; nothing where an older program wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Readership>,
    /// Policy id, version, SHA-256 of that version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, BTreeMap<String, String>>,
    /// File, SHA-256 of its bytes, in hexadecimal.
    pub files: BTreeMap<String, String>,
    /// The SHA-256 of the manifest that was read, in hexadecimal; it names the site.
    #[serde(skip)]
    pub sha256: String,
}

/// One file of the new site.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) changed: bool,
}

impl Manifest {
    /// The manifest of the files that were written.
    pub(super) fn new(options: &Options<'_>, written: Vec<Written>) -> Self {
        Self {
            generator: GENERATOR.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            edition: options.edition.clone(),
            reads: options.reads.clone(),
            policies: options.policies.clone(),
            files: written.into_iter().map(|file| (file.name, file.sha256)).collect(),
            sha256: String::new(),
        }
    }

    /// Reads a manifest. `None` when the bytes are something else, or another program's.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let own = serde_json::from_slice(bytes).ok().filter(|manifest: &Self| manifest.generator == GENERATOR)?;
        Some(Self { sha256: sha256(bytes), ..own })
    }

    /// Whether this version of Greyline wrote the site, so that it would compress the same bytes to the same copy.
    pub(super) fn is_of_this_version(&self) -> bool {
        self.version == env!("CARGO_PKG_VERSION")
    }
}

/// Reads the manifest of the site in `folder`. `None` when there is none, or one that is not Greyline's.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read_manifest(folder: &Path) -> Result<Option<Manifest>> {
    let path = folder.join(FILE_NAME);
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Ok(None);
    }
    match fs::read(&path) {
        Ok(bytes) => Ok(Manifest::parse(&bytes)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::read(&path)(error)),
    }
}

/// Writes the manifest into the finished stage, and sees it onto the disk. Returns the SHA-256 of its bytes, in hexadecimal.
pub(super) fn write(site: &Path, manifest: &Manifest) -> Result<String> {
    let path = site.join(FILE_NAME);
    let mut text = serde_json::to_vec_pretty(manifest).expect("maps with text keys are JSON");
    text.push(b'\n');
    let written = File::create_new(&path).and_then(|mut file| {
        file.write_all(&text)?;
        file.sync_all()
    });
    written.map_err(Error::write(&path))?;
    Ok(sha256(&text))
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standard_one() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn only_our_own_manifest_counts() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_manifest(folder.path()).unwrap(), None);
        assert_eq!(read_manifest(&folder.path().join("nowhere")).unwrap(), None);
        for text in [
            "",
            "{}",
            "{\"name\":\"An app\",\"icons\":[]}",
            "{\"generator\":\"other\",\"version\":\"1\",\"edition\":\"\",\"files\":{}}",
        ] {
            fs::write(folder.path().join(FILE_NAME), text).unwrap();
            assert_eq!(read_manifest(folder.path()).unwrap(), None, "{text}");
        }
        fs::write(
            folder.path().join(FILE_NAME),
            "{\"generator\":\"greyline\",\"version\":\"9\",\"edition\":\"staff\",\"later\":1,\"files\":{\"a\":\"b\"}}",
        )
        .unwrap();
        assert_eq!(read_manifest(folder.path()).unwrap().unwrap().files["a"], "b");
    }
}
