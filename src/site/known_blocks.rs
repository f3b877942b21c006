//! What is known of the search index of an edition, block by block, so that pages of which nothing changed are not read again.
//!
//! In: the fingerprint of an edition, and the blocks that were stored with its last index, a file each. Out: blocks of the index. What
//! always holds: a block is given only if the same program made it of pages that are what they were.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::edition::{Bits, Fingerprint, Reads, bits_of};
use crate::search::{Block, KnownBlocks};
use crate::source::{remove_others, store_value, stored_value};

/// The stored blocks of the index of a site.
#[derive(Debug)]
pub struct StoredBlocks<'a> {
    root: &'a Path,
    program: Bits,
    folder: String,
    fingerprint: &'a Fingerprint,
    /// The blocks of this index, by the names of their files.
    now: Mutex<BTreeSet<String>>,
}

/// A block as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored<B> {
    reads: Reads,
    /// What stands for the pages that it was made of.
    bits: Bits,
    block: B,
}

impl<'a> StoredBlocks<'a> {
    /// What is stored of the last index of the site that was published into the folder `out`. `program` stands for the program that
    /// runs.
    #[must_use]
    pub fn begin(root: &'a Path, out: &str, fingerprint: &'a Fingerprint, program: Bits) -> Self {
        let folder = format!("index-{:032x}", bits_of(out));
        Self { root, program, folder, fingerprint, now: Mutex::default() }
    }

    /// Removes the blocks that the index no longer has.
    pub fn end(self) {
        let now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        remove_others(self.root, &self.folder, &now);
    }

    /// The file of a block, which is there from now on.
    fn file(&self, number: usize) -> String {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(number.to_string());
        format!("{}/{number}", self.folder)
    }
}

impl KnownBlocks for StoredBlocks<'_> {
    fn get(&self, number: usize) -> Option<Block> {
        let stored: Stored<Block> = stored_value(self.root, &self.file(number), self.program)?;
        (self.fingerprint.of(&stored.reads) == Some(stored.bits)).then_some(stored.block)
    }

    fn note(&self, number: usize, block: &Block, reads: Reads) {
        if let Some(bits) = self.fingerprint.of(&reads) {
            store_value(self.root, &self.file(number), self.program, &Stored { reads, bits, block });
        }
    }
}
