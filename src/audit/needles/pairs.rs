//! Which words stand side by side in visible texts.
//!
//! In: pairs of words. Out: whether a pair may be among them. What always holds: a pair that was added is never denied.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::audit::sources::Piece;
use crate::audit::words;

/// A filter of pairs: two bits for each.
#[derive(Debug)]
pub(super) struct Pairs(Vec<AtomicU64>);

/// The filter has at most so many words of 64 bits: 16 MiB.
const MOST: usize = 1 << 21;

impl Pairs {
    /// An empty filter that has room for the pairs of all visible texts.
    pub(super) fn for_texts(pieces: &[Piece], public: &[String]) -> Self {
        let seen = pieces.iter().filter(|piece| piece.seen).map(|piece| piece.text.len());
        let bytes: usize = seen.chain(public.iter().map(String::len)).sum();
        // A word has about six bytes, and a pair is given sixteen bits.
        let words = (bytes / 24).next_power_of_two().clamp(16, MOST);
        Self((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn add(&self, first: u64, second: u64) {
        for (word, bit) in self.bits(first, second) {
            self.0[word].fetch_or(bit, Ordering::Relaxed);
        }
    }

    pub(super) fn may_hold(&self, first: u64, second: u64) -> bool {
        self.bits(first, second).into_iter().all(|(word, bit)| self.0[word].load(Ordering::Relaxed) & bit != 0)
    }

    fn bits(&self, first: u64, second: u64) -> [(usize, u64); 2] {
        let hash = words::join([first, second]);
        [hash, hash.rotate_left(32)].map(|hash| super::slot_of(hash, self.0.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_held_and_little_else() {
        let pairs = Pairs::for_texts(&[], &["x".repeat(6000)]);
        (0..1000).for_each(|number| pairs.add(number, number + 1));
        assert!((0..1000).all(|number| pairs.may_hold(number, number + 1)));
        assert!((0..1000).filter(|number| pairs.may_hold(number + 1, *number)).count() < 100);
    }
}
