//! What a caller says of a deploy, and what it is told while it runs.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::Serialize;

use super::body::Encoding;
use crate::publish::options::Readership;

/// Why a ledger may not take the place of the first one, or none in its place; nothing where it may.
pub type LedgerCheck = fn(&[u8], Option<&[u8]>) -> Option<String>;

/// What is deployed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The name of the edition that is deployed.
    pub edition: &'a str,
    /// Whose texts its readers may read today.
    pub reads: &'a Readership,
    /// Whether everyone may read the edition: without it, a target that everyone can read is refused.
    pub is_public: bool,
    /// How texts are compressed in an object store.
    pub encoding: Encoding,
    /// How many requests are under way at once.
    pub parallel: usize,
    /// Upload every file, also those that are there already.
    pub all: bool,
    /// Says why a site may not take the place of another, by the ledger of versions that is there, as it was sent, and by its own.
    pub ledger: LedgerCheck,
    /// After how long without a sign of life another deploy counts as dead.
    pub lease: Duration,
    /// Becomes true when the deploy is to stop.
    pub stop: &'a AtomicBool,
}

/// What a deploy tells while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// So many uploads and removals are ahead.
    Planned(usize),
    /// So many of them are done.
    Done(usize),
    /// Something that its user should know.
    Note(String),
}

/// What a deploy did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Deployed {
    /// How many files were uploaded, `manifest.json` included.
    pub uploaded: usize,
    /// How many bytes they have, as they were sent.
    pub bytes: u64,
    /// How many files were removed.
    pub removed: usize,
    /// How many files were there already.
    pub unchanged: usize,
    /// How many requests were made; one that was repeated counts once.
    pub requests: usize,
}
