//! What must not be found: the runs of words that only a more private audience may see.
//!
//! In: the pieces of the handbook. Out: a table of hashed runs, each with the pieces that hold it. What always holds: a run
//! that also stands in a text that the edition's readers may see today is not in the table.

mod cut;
mod pairs;
mod vocabulary;

use std::sync::atomic::{AtomicU8, Ordering};

use rayon::prelude::*;

use super::sources::Piece;
use super::words;
use cut::Found;
use pairs::Pairs;
use vocabulary::Vocabulary;
pub(super) use vocabulary::alike;

/// The words of a window: the shortest run of running text that is always worth an alarm.
pub(super) const WINDOW: usize = 5;

/// A run of a withheld text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needle {
    hash: u64,
    /// The piece that holds it.
    pub(super) piece: u32,
    /// The place of its first word among the words of the piece.
    pub(super) word: u32,
    /// How many words it has.
    pub(super) len: u8,
    /// How easily it is found.
    pub(super) grip: Grip,
    /// Whether older public text holds it too, so that a short run proves nothing.
    pub(super) weak: bool,
}

/// Where a run is worth an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grip {
    /// One unusual word: only where words may have lost their order.
    Loose,
    /// One word that names something: wherever people read.
    Named,
    /// Several words.
    Run,
}

/// All needles, by hash.
#[derive(Debug)]
pub(super) struct Needles {
    /// Sorted by hash.
    sorted: Vec<Needle>,
    index: Index,
    /// For the first word of a run, by its lower bits: which lengths of short runs begin with it.
    starts: Vec<u8>,
    /// Two words in a row, as visible texts have them.
    pairs: Pairs,
}

const STARTS: usize = 1 << 20;

/// A run that stands in more pieces than this is told of the first ones.
const ENOUGH: usize = 8;

const TODAY: u8 = 1;
const ONCE: u8 = 2;

impl Needles {
    /// Makes the table. `public` holds texts that stand in every edition.
    pub(super) fn make(pieces: &[Piece], public: &[String]) -> Self {
        let vocabulary = Vocabulary::of(pieces, public);
        let found: Vec<Found> = pieces
            .par_iter()
            .enumerate()
            .filter(|(_, piece)| !piece.seen)
            .map(|(number, piece)| cut::runs(piece, words::clamp(number), &vocabulary))
            .collect();
        let mut starts = vec![0; STARTS];
        for (first, len) in found.iter().flat_map(|found| &found.starts) {
            starts[slot(*first)] |= 1_u8 << len;
        }
        let mut needles: Vec<Needle> = found.into_iter().flat_map(|found| found.needles).collect();
        needles.par_sort_unstable_by_key(|needle| (needle.hash, needle.piece, needle.word));
        limit(&mut needles);
        let pairs = Pairs::for_texts(pieces, public);
        let mut table = Self { index: Index::of(&needles), sorted: needles, starts, pairs };
        table.excuse(pieces, public);
        table
    }

    /// How many runs there are, each counted once.
    pub(super) fn len(&self) -> usize {
        self.sorted.chunk_by(|a, b| a.hash == b.hash).count()
    }

    /// Whether two words in a row may be those of a visible text. It may say so of others, but never denies one that is.
    pub(super) fn is_public_pair(&self, first: u64, second: u64) -> bool {
        self.pairs.may_hold(first, second)
    }

    /// The needles that are the run of `len` words that begins at `at`.
    pub(super) fn at(&self, hashes: &[u64], at: usize, len: usize) -> &[Needle] {
        &self.sorted[self.range(hashes, at, len)]
    }

    fn range(&self, hashes: &[u64], at: usize, len: usize) -> std::ops::Range<usize> {
        let Some(run) = hashes.get(at..at + len) else { return 0..0 };
        if len < WINDOW && self.starts[slot(run[0])] & 1 << len == 0 {
            return 0..0;
        }
        let hash = words::join(run.iter().copied());
        let (from, to) = self.index.bucket(hash);
        let mut same =
            (from..to).skip_while(|at| self.sorted[*at].hash < hash).take_while(|at| self.sorted[*at].hash == hash);
        let Some(first) = same.next() else { return 0..0 };
        first..first + 1 + same.count()
    }

    /// Takes out every run that stands in a text that the edition's readers may see. A run that stands only in what they
    /// could see once is kept, as a weak one, when it is withheld today.
    fn excuse(&mut self, pieces: &[Piece], public: &[String]) {
        let marks: Vec<AtomicU8> = self.sorted.iter().map(|_| AtomicU8::new(0)).collect();
        let sources: Vec<&[Piece]> = pieces.chunk_by(|a, b| a.source == b.source).collect();
        sources.par_iter().for_each(|pieces| {
            for (old, mark) in [(false, TODAY), (true, ONCE)] {
                let seen = pieces.iter().filter(|piece| piece.seen && piece.old == old);
                self.mark(seen.map(|piece| &*piece.text), mark, &marks);
            }
        });
        public.par_iter().for_each(|text| self.mark(std::iter::once(text.as_str()), TODAY, &marks));
        let mut kept = marks.iter().map(|mark| mark.load(Ordering::Relaxed));
        self.sorted.retain_mut(|needle| {
            let mark = kept.next().unwrap_or(0);
            let lasting = needle.len as usize >= WINDOW && !pieces[needle.piece as usize].old;
            needle.weak = mark == ONCE;
            mark == 0 || needle.weak && lasting
        });
        self.index = Index::of(&self.sorted);
    }

    fn mark<'a>(&self, texts: impl Iterator<Item = &'a str>, mark: u8, marks: &[AtomicU8]) {
        let mut hashes = Vec::new();
        for text in texts {
            words::each_word(text, false, |_, word| hashes.push(word.hash));
        }
        for pair in hashes.windows(2) {
            self.pairs.add(pair[0], pair[1]);
        }
        for at in 0..hashes.len() {
            for len in 1..=WINDOW {
                for found in self.range(&hashes, at, len) {
                    marks[found].fetch_or(mark, Ordering::Relaxed);
                }
            }
        }
    }
}

fn slot(first: u64) -> usize {
    lower(first) & (STARTS - 1)
}

/// Keeps the first pieces of each run.
fn limit(needles: &mut Vec<Needle>) {
    let (mut last, mut count) = (0, 0);
    needles.retain(|needle| {
        count = if needle.hash == last { count + 1 } else { 1 };
        last = needle.hash;
        count <= ENOUGH
    });
}

/// Where needles stand in their order, by hash.
#[derive(Debug)]
struct Index {
    /// Where the needles begin whose hashes have these upper bits.
    buckets: Vec<u32>,
    shift: u32,
    /// One bit for the lower bits of each hash: most words of a site are turned away here, without a look at the rest.
    filter: Vec<u64>,
}

impl Index {
    fn of(needles: &[Needle]) -> Self {
        let bits = needles.len().max(16).ilog2().min(26);
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        let mut filter = vec![0_u64; 1 << (bits - 1).min(22)];
        for needle in needles {
            buckets[lower(needle.hash >> (64 - bits)) + 1] += 1;
            let (word, bit) = slot_of(needle.hash, filter.len());
            filter[word] |= bit;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { buckets, shift: 64 - bits, filter }
    }

    /// Between which places a hash stands, if it does.
    fn bucket(&self, hash: u64) -> (usize, usize) {
        let (word, bit) = slot_of(hash, self.filter.len());
        if self.filter[word] & bit == 0 {
            return (0, 0);
        }
        let bucket = lower(hash >> self.shift);
        (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize)
    }
}

/// The word and the bit of a filter of so many words, a power of two.
fn slot_of(hash: u64, words: usize) -> (usize, u64) {
    (lower(hash >> 6) & (words - 1), 1 << (hash & 63))
}

/// The lower bits of a hash, as many as an index has.
fn lower(hash: u64) -> usize {
    usize::try_from(hash & u64::from(u32::MAX)).unwrap_or(0)
}
