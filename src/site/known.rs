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
use crate::source::{store_value, stored_value};
use crate::text::SitePath;

/// What is stored of a site.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// The SHA-256 of its manifest.
    site: String,
    made: Made,
}

/// For each address the pages that it was made of, and what stands for them.
type Made = BTreeMap<String, (Reads, Bits)>;

/// Notes of what each address of a site is made while the site is published.
#[derive(Debug)]
pub struct Recorder<'a> {
    root: &'a Path,
    program: Bits,
    file: String,
    fingerprint: &'a Fingerprint,
    last: Option<Stored>,
    now: Mutex<Made>,
}

impl<'a> Recorder<'a> {
    /// Reads what is known of the last site that was published into the folder `out`, to compare it with the one that has this
    /// fingerprint. `program` stands for the program that runs, since another may make other bytes of the same edition.
    #[must_use]
    pub fn begin(root: &'a Path, out: &str, fingerprint: &'a Fingerprint, program: Bits) -> Self {
        let file = format!("site-{:032x}", bits_of(out));
        let last = stored_value(root, &file, program);
        Self { root, program, file, fingerprint, last, now: Mutex::default() }
    }

    /// The SHA-256 of the manifest of the last site, where something is known of it.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        self.last.as_ref().map(|last| last.site.as_str())
    }

    /// Whether an address has the bytes that the last site has there.
    pub fn is_unchanged(&self, path: &SitePath) -> bool {
        let made = self.last.as_ref().and_then(|last| last.made.get(path.as_str()));
        let Some((reads, bits)) = made else { return false };
        let is_same = self.fingerprint.of(reads) == Some(*bits);
        if is_same {
            self.keep(path, reads.clone(), *bits);
        }
        is_same
    }

    /// Notes of which pages an address was made.
    pub fn note(&self, path: &SitePath, reads: Reads) {
        if let Some(bits) = self.fingerprint.of(&reads) {
            self.keep(path, reads, bits);
        }
    }

    fn keep(&self, path: &SitePath, reads: Reads, bits: Bits) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.insert(path.as_str().to_owned(), (reads, bits));
    }

    /// Stores what was noted of the site with this manifest. Where it cannot be stored, the next build makes everything.
    pub fn end(self, site: String) {
        let made = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        store_value(self.root, &self.file, self.program, &Stored { site, made });
    }
}
