//! What a deploy writes down in an object store besides the site.
//!
//! In: what a run is about to do. Out: two small files in JSON. What always holds: neither names anything that is not a file
//! of the edition that is deployed there, and the journal is gone when the site is whole.
//!
//! - the lock says who writes now, and how the objects that are there were uploaded; it stays, and every write of it asks for
//!   the one before it;
//! - the journal names every file that a run may upload or remove, before it does; it stays until a run has ended.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::publish::manifest::GENERATOR;

/// The name of the lock in a target.
pub(super) const LOCK: &str = ".greyline-deploy.json";

/// The name of a site's ledger of versions.
pub(super) const LEDGER: &str = "ledger.json";

/// The name of the journal in a target.
pub(super) const JOURNAL: &str = ".greyline-journal.json";

/// Who writes into a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lock {
    pub(super) generator: String,
    /// The edition that the target is for.
    pub(super) edition: String,
    /// The run that wrote the lock: a number that no other run has.
    pub(super) run: String,
    /// Whether that run is at work.
    pub(super) running: bool,
    /// How often it has said so.
    pub(super) beat: u64,
    /// After how many milliseconds without a beat the run counts as dead.
    pub(super) lease: u64,
    /// How the objects of the whole site that was there last were uploaded.
    pub(super) settings: Option<String>,
}

/// What a run may have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) generator: String,
    pub(super) edition: String,
    /// How its objects are uploaded.
    pub(super) settings: String,
    /// Whether objects may be there that were uploaded in another way.
    pub(super) mixed: bool,
    /// The files.
    pub(super) files: BTreeSet<String>,
}

impl Lock {
    /// Reads a lock; `None` when the bytes are something else.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|lock: &Self| lock.generator == GENERATOR)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        line(self)
    }
}

impl Journal {
    /// Reads a journal; `None` when the bytes are something else.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|journal: &Self| journal.generator == GENERATOR)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        line(self)
    }
}

fn line(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("texts, numbers and lists are JSON");
    bytes.push(b'\n');
    bytes
}
