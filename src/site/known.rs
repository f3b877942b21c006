//! What is known of a published site: which pages of its edition each file was made of, so that a file of which nothing changed is not
//! made again.
//!
//! In: a site that is to be published, and what was stored with the last one. Out: whether an address has the bytes that it had. What
//! always holds: what was stored by another program, for another edition, or is damaged in any way says of nothing that it is unchanged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::edition::{Bits, Fingerprint, Reads, bits_of};
use crate::source::{store_sealed, stored_sealed};
use crate::text::SitePath;

/// What is stored of a site.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    origin: Origin,
    /// The SHA-256 of its manifest.
    site: String,
    /// For each address the pages that it was made of.
    reads: BTreeMap<String, Reads>,
}

/// Of what something was made that is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The program that made it.
    program: String,
    /// See [`Fingerprint`].
    rest: String,
    pages: Vec<String>,
}

impl Origin {
    /// What was made by a program of an edition with a fingerprint.
    pub(super) fn new(program: Bits, fingerprint: &Fingerprint) -> Self {
        let pages = fingerprint.pages.iter().map(|bits| hex(*bits)).collect();
        Self { program: hex(program), rest: hex(fingerprint.rest), pages }
    }

    /// The fingerprint of the edition; `None` where another program made it.
    pub(super) fn fingerprint(&self, program: Bits) -> Option<Fingerprint> {
        let pages = self.pages.iter().map(|bits| from_hex(bits)).collect::<Option<_>>()?;
        (self.program == hex(program)).then_some(Fingerprint { rest: from_hex(&self.rest)?, pages })
    }
}

/// Notes of what each address of a site is made while the site is published.
#[derive(Debug)]
pub struct Recorder {
    program: Option<Bits>,
    file: String,
    fingerprint: Fingerprint,
    known: Option<Known>,
    reads: Mutex<BTreeMap<SitePath, Reads>>,
}

/// What is known of the last site.
#[derive(Debug)]
struct Known {
    site: String,
    fingerprint: Fingerprint,
    reads: BTreeMap<SitePath, Reads>,
}

impl Recorder {
    /// Reads what is known of the last site that was published into the folder `out`, to compare it with the one that has this
    /// fingerprint. `program` stands for the program that runs, since another may make other bytes of the same edition; without it
    /// nothing is known.
    #[must_use]
    pub fn begin(root: &Path, out: &str, fingerprint: Fingerprint, program: Option<Bits>) -> Self {
        let file = format!("site-{}", hex(bits_of(out)));
        let known = program.and_then(|program| read(root, &file, program));
        Self { program, file, fingerprint, known, reads: Mutex::default() }
    }

    /// The SHA-256 of the manifest of the last site, where something is known of it.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        self.known.as_ref().map(|known| known.site.as_str())
    }

    /// Whether an address has the bytes that the last site has there.
    pub fn is_unchanged(&self, path: &SitePath) -> bool {
        let reads = self.known.as_ref().and_then(|known| Some((known, known.reads.get(path)?)));
        let Some((known, reads)) = reads else { return false };
        let is_same = self.fingerprint.has_same(&known.fingerprint, reads);
        if is_same {
            self.note(path, reads.clone());
        }
        is_same
    }

    /// Notes of which pages an address was made.
    pub fn note(&self, path: &SitePath, reads: Reads) {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), reads);
    }

    /// Stores what was noted of the site with this manifest. Where it cannot be stored, the next build makes everything.
    pub fn end(self, root: &Path, site: Option<String>) {
        let (Some(program), Some(site)) = (self.program, site) else { return };
        let reads = self.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        let stored = Stored {
            origin: Origin::new(program, &self.fingerprint),
            site,
            reads: reads.into_iter().map(|(path, reads)| (path.as_str().to_owned(), reads)).collect(),
        };
        let Ok(bytes) = serde_json::to_vec(&stored) else { return };
        store_sealed(root, &self.file, &[&bytes]);
    }
}

fn read(root: &Path, file: &str, program: Bits) -> Option<Known> {
    let stored: Stored = serde_json::from_slice(&stored_sealed(root, file)?).ok()?;
    Some(Known {
        site: stored.site,
        fingerprint: stored.origin.fingerprint(program)?,
        reads: stored.reads.into_iter().map(|(path, reads)| (SitePath::file(&path), reads)).collect(),
    })
}

fn hex(bits: Bits) -> String {
    format!("{bits:032x}")
}

fn from_hex(text: &str) -> Option<Bits> {
    Bits::from_str_radix(text, 16).ok()
}
