//! Which words the edition's readers know already.
//!
//! In: the texts that they may see. Out: whether a word, or one that is near to it, is among theirs. What always holds: a
//! stem, a beginning or another form of a word that they may see is near to it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rayon::prelude::*;

use crate::audit::sources::Piece;
use crate::audit::words;

/// Words that any site says of itself, and the small words of the language.
static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("ordinary.txt").split_whitespace().collect());

/// Whether a folded word says nothing by itself.
pub(super) fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(word)
}

/// The words of seen texts.
#[derive(Debug)]
pub(super) struct Vocabulary {
    sorted: Vec<Box<str>>,
    hashes: HashSet<u64>,
}

impl Vocabulary {
    pub(super) fn of(pieces: &[Piece], public: &[String]) -> Self {
        let texts = pieces
            .par_iter()
            .filter(|piece| piece.seen)
            .map(|piece| &*piece.text)
            .chain(public.par_iter().map(String::as_str));
        let words = texts.fold(HashMap::new, learn).reduce(HashMap::new, |mut all, more| {
            all.extend(more);
            all
        });
        let hashes = words.keys().copied().collect();
        let mut sorted: Vec<Box<str>> = words.into_values().collect();
        sorted.par_sort_unstable();
        Self { sorted, hashes }
    }

    /// Whether a folded word with this hash is known, or near to one that is.
    pub(super) fn knows(&self, word: &str, hash: u64) -> bool {
        if self.hashes.contains(&hash) {
            return true;
        }
        let at = self.sorted.partition_point(|known| **known < *word);
        let around = self.sorted.get(at).into_iter().chain(at.checked_sub(1).map(|before| &self.sorted[before]));
        around.into_iter().any(|known| alike(word, known))
    }
}

fn learn(mut words: HashMap<u64, Box<str>>, text: &str) -> HashMap<u64, Box<str>> {
    words::each_word(text, false, |spelt, word| {
        words.entry(word.hash).or_insert_with(|| spelt.into());
    });
    words
}

/// Whether two words share all but the last letters of the first.
pub(in crate::audit) fn alike(word: &str, other: &str) -> bool {
    let shared = word.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    shared >= 3.max(word.len().saturating_sub(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_and_beginnings_are_known() {
        let known = Vocabulary::of(&[], &["Swimming universities handle refunds".to_owned()]);
        for word in ["swimming", "swimm", "swim", "universit", "handl", "refund"] {
            assert!(known.knows(word, words::hash(word.as_bytes())), "{word}");
        }
        for word in ["swan", "unicorn", "cash", "refugee"] {
            assert!(!known.knows(word, words::hash(word.as_bytes())), "{word}");
        }
    }

    #[test]
    fn ordinary_words_are_folded_and_listed_once() {
        let all: Vec<&str> = include_str!("ordinary.txt").split_whitespace().collect();
        assert_eq!(all.len(), ORDINARY.len());
        assert!(all.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())));
        assert!(is_ordinary("search") && !is_ordinary("lanyard"));
    }
}
