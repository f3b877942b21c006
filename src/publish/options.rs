//! What a caller says of a publication, and what it is told while the site is published.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::text::SitePath;

/// Whose texts the readers of a site may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readership {
    /// The audiences for which they are, by their keys.
    pub audiences: BTreeSet<String>,
    /// Whether what names no audience is among them.
    pub all: bool,
}

/// What is published, and what must not be harmed by it.
#[derive(Debug, Clone, Default)]
pub struct Options<'a> {
    /// Write a `.gz` copy beside every text file of more than 1 KiB.
    pub compress: bool,
    /// The name of the edition, for the manifest.
    pub edition: String,
    /// Whose texts the site has, for the manifest.
    pub reads: Option<Readership>,
    /// Policy id, version, SHA-256: for the manifest. It is published, so it may name only what the edition may know.
    pub policies: BTreeMap<String, BTreeMap<String, String>>,
    /// Folders that the target may neither be nor hold: the handbook, the targets of other editions.
    pub protect: &'a [&'a Path],
    /// What is known of the site that is there; without it every address is made.
    pub unchanged: Option<Unchanged<'a>>,
    /// Is given the SHA-256 of the manifest before readers see the new site.
    pub sealed: Option<&'a OnceLock<String>>,
}

/// What is known of a published site without making it again.
#[derive(Clone, Copy)]
pub struct Unchanged<'a> {
    /// The SHA-256 of its manifest: of another site nothing is known.
    pub site: &'a str,
    /// Whether what would be made of an address is what it was when that site was made.
    pub is_unchanged: &'a (dyn Fn(&SitePath) -> bool + Sync),
}

impl fmt::Debug for Unchanged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what is known of {}", self.site)
    }
}

/// How far a publication has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The stage is ready.
    Staged,
    /// So many addresses are made and written. Several threads report, so a lower count may follow a higher one.
    Made(usize),
    /// The new site is whole; readers still see the old one.
    Sealed,
    /// Readers see the new site.
    Swapped,
    /// The old site is gone.
    Cleared,
}
