//! What is known of a published site: which pages of its edition each file was made of, so that a file of which nothing changed is not
//! made again.
//!
//! In: a site that is to be published, and what was stored with the last one. Out: whether an address has the bytes that it had. What
//! always holds: what was stored by another program, for another edition, or is damaged in any way says of nothing that it is unchanged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::edition::{Bits, Fingerprint, PageIndex, Reads, bits_of};
use crate::index_vec::ListIndex;
use crate::source::{store, stored};
use crate::text::SitePath;

/// What is stored of a site, in one line of JSON. The line before it stands for its bytes, so that one that was damaged is known.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// The program that made it.
    program: String,
    /// The SHA-256 of its manifest.
    site: String,
    /// See [`Fingerprint`].
    rest: String,
    pages: Vec<String>,
    /// For each address the pages that it was made of; `None`: all of them.
    reads: BTreeMap<String, Option<Vec<usize>>>,
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
        let numbers = |reads: Reads| match reads {
            Reads::All => None,
            Reads::Some(pages) => Some(pages.into_iter().map(PageIndex::number).collect()),
        };
        let stored = Stored {
            program: hex(program),
            site,
            rest: hex(self.fingerprint.rest),
            pages: self.fingerprint.pages.into_iter().map(hex).collect(),
            reads: reads.into_iter().map(|(path, reads)| (path.as_str().to_owned(), numbers(reads))).collect(),
        };
        let Ok(line) = serde_json::to_vec(&stored) else { return };
        let _ = store(root, &self.file, |file| {
            writeln!(file, "{}", hex(bits_of(&line)))?;
            file.write_all(&line)
        });
    }
}

fn read(root: &Path, file: &str, program: Bits) -> Option<Known> {
    let bytes = stored(root, file)?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = &bytes[end + 1..];
    if bytes[..end] != *hex(bits_of(line)).as_bytes() {
        return None;
    }
    let stored: Stored = serde_json::from_slice(line).ok()?;
    if stored.program != hex(program) {
        return None;
    }
    let pages = stored.pages.iter().map(|bits| from_hex(bits)).collect::<Option<_>>()?;
    let of = |numbers: Option<Vec<usize>>| match numbers {
        None => Reads::All,
        Some(numbers) => Reads::Some(numbers.into_iter().map(PageIndex::new).collect()),
    };
    Some(Known {
        site: stored.site,
        fingerprint: Fingerprint { rest: from_hex(&stored.rest)?, pages },
        reads: stored.reads.into_iter().map(|(path, numbers)| (SitePath::file(&path), of(numbers))).collect(),
    })
}

fn hex(bits: Bits) -> String {
    format!("{bits:032x}")
}

fn from_hex(text: &str) -> Option<Bits> {
    Bits::from_str_radix(text, 16).ok()
}
