//! What is known of the search index of an edition, block by block, so that pages of which nothing changed are not read again.
//!
//! In: the fingerprint of an edition, and what was stored with its last index. Out: blocks of the index. What always holds: a block is
//! given only if the same program made it of pages that are what they were, and what is damaged in any way is not believed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::known::Origin;
use crate::edition::{Bits, Fingerprint, Reads, bits_of};
use crate::search::{Block, KnownBlocks};
use crate::source::{store_sealed, stored_sealed};

/// What is stored of a block, in a line above that of the block itself.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    number: usize,
    reads: Reads,
}

/// The blocks of the last index, and those of this one.
#[derive(Debug)]
pub struct StoredBlocks {
    program: Option<Bits>,
    file: String,
    fingerprint: Fingerprint,
    /// The lines that were stored.
    lines: Vec<u8>,
    /// The blocks in them of which nothing changed, each with the places of its two lines.
    known: BTreeMap<usize, Range<usize>>,
    /// The lines of the blocks that were made, and the places of those that were not.
    now: Mutex<BTreeMap<usize, Lines>>,
}

#[derive(Debug)]
enum Lines {
    Old(Range<usize>),
    New(Vec<u8>),
}

impl StoredBlocks {
    /// Reads what is known of the last index of the site that was published into the folder `out`. `program` stands for the program
    /// that runs; without it nothing is known, and nothing is stored.
    #[must_use]
    pub fn begin(root: &Path, out: &str, fingerprint: &Fingerprint, program: Option<Bits>) -> Self {
        let file = format!("search-{:032x}", bits_of(out));
        let lines = program.and_then(|_| stored_sealed(root, &file)).unwrap_or_default();
        let known = program.and_then(|program| known(&lines, fingerprint, program)).unwrap_or_default();
        Self { program, file, fingerprint: fingerprint.clone(), lines, known, now: Mutex::default() }
    }

    /// Stores the blocks of this index, if any of them is another one.
    pub fn end(self, root: &Path) {
        let now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_same = now.len() == self.known.len() && now.values().all(|lines| matches!(lines, Lines::Old(_)));
        let Some(program) = self.program.filter(|_| !is_same) else { return };
        let Ok(mut origin) = serde_json::to_vec(&Origin::new(program, &self.fingerprint)) else { return };
        origin.push(b'\n');
        let mut parts: Vec<&[u8]> = vec![&origin];
        parts.extend(now.values().map(|lines| match lines {
            Lines::Old(place) => &self.lines[place.clone()],
            Lines::New(bytes) => bytes,
        }));
        store_sealed(root, &self.file, &parts);
    }

    fn keep(&self, number: usize, lines: Lines) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(number, lines);
    }
}

impl KnownBlocks for StoredBlocks {
    fn get(&self, number: usize) -> Option<Block> {
        let place = self.known.get(&number)?;
        let (_, block) = split_line(&self.lines[place.clone()])?;
        let block = serde_json::from_slice(block).ok()?;
        self.keep(number, Lines::Old(place.clone()));
        Some(block)
    }

    fn note(&self, number: usize, block: &Block, reads: Reads) {
        if self.program.is_none() {
            return;
        }
        let (head, block) = (serde_json::to_vec(&Head { number, reads }), serde_json::to_vec(block));
        if let (Ok(mut lines), Ok(block)) = (head, block) {
            lines.push(b'\n');
            lines.extend(block);
            lines.push(b'\n');
            self.keep(number, Lines::New(lines));
        }
    }
}

/// The places of the blocks that were made by this program, of pages that are what they were.
fn known(lines: &[u8], fingerprint: &Fingerprint, program: Bits) -> Option<BTreeMap<usize, Range<usize>>> {
    let (origin, mut rest) = split_line(lines)?;
    let last = serde_json::from_slice::<Origin>(origin).ok()?.fingerprint(program)?;
    let mut out = BTreeMap::new();
    while !rest.is_empty() {
        let start = lines.len() - rest.len();
        let (head, behind) = split_line(rest)?;
        rest = split_line(behind)?.1;
        let head: Head = serde_json::from_slice(head).ok()?;
        if fingerprint.has_same(&last, &head.reads) {
            out.insert(head.number, start..lines.len() - rest.len());
        }
    }
    Some(out)
}

/// The first line, without its end, and what is behind it.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
