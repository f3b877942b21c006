//! Finds withheld runs among published words.
//!
//! In: the words of a published file, and the needles. Out: every run that is worth an alarm. What always holds: words that
//! stand together only because two blocks meet make a run only when chance cannot have brought them there.

use super::needles::{Grip, Needle, Needles, WINDOW};
use super::reading::{Channel, Printed};
use super::sources::{Mark, Piece};
use super::words::{self, Gap};

/// So many words in a row are no chance, even across the edges of blocks.
const LONG: usize = 8;

/// A run is followed no further than this.
const REACH: usize = 2000;

/// A withheld run that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Find {
    /// The piece that it was taken from.
    pub(super) piece: u32,
    /// Its first word among the words of the piece.
    pub(super) word: usize,
    /// How many words it has.
    pub(super) len: usize,
    /// Where it begins in the published file.
    pub(super) at: u32,
}

/// Finds every withheld run.
pub(super) fn find(printed: &[Printed], needles: &Needles, pieces: &[Piece]) -> Vec<Find> {
    let hashes: Vec<u64> = printed.iter().map(|word| word.hash).collect();
    let finder = Finder { printed, hashes: &hashes, needles, pieces };
    let mut found = Vec::new();
    let (mut at, mut covered) = (0, 0);
    while at < printed.len() {
        if let Some(find) = finder.long(at) {
            covered = at + find.len;
            found.push(find);
            // The next run may begin inside this one, but not before its last window.
            at = covered + 1 - WINDOW;
            continue;
        }
        if let Some(find) = finder.short(at, covered) {
            covered = at + find.len;
            found.push(find);
        }
        at += 1;
    }
    found
}

struct Finder<'a> {
    printed: &'a [Printed],
    hashes: &'a [u64],
    needles: &'a Needles,
    pieces: &'a [Piece],
}

impl Finder<'_> {
    /// A run of five words or more that begins here.
    fn long(&self, at: usize) -> Option<Find> {
        let candidates = self.needles.at(self.hashes, at, WINDOW);
        if candidates.is_empty() {
            return None;
        }
        let mut end = at + 1;
        while !self.needles.at(self.hashes, end, WINDOW).is_empty() {
            end += 1;
        }
        let reach = self.printed.len().min(at + REACH);
        let wall = (at + 1..reach).find(|word| self.printed[*word].gap == Gap::Wall).unwrap_or(reach);
        let limit = (end + WINDOW - 1).min(wall) - at;
        let (needle, len) =
            candidates.iter().map(|needle| (needle, self.shared(needle, at, limit))).max_by_key(|(_, len)| *len)?;
        if len < WINDOW {
            return None;
        }
        let inner = |from: usize| self.printed[from + 1..].iter().take_while(|word| word.gap <= Gap::Link).count() + 1;
        let together = (at..=at + len - WINDOW).any(|from| inner(from) >= WINDOW);
        let weak = needle.weak
            && (at..=at + len - WINDOW)
                .all(|from| self.needles.at(self.hashes, from, WINDOW).iter().all(|needle| needle.weak));
        let proves = together && (!weak || len >= LONG) || len >= LONG && self.tells_across(at, len);
        // What goes on as the piece does is told with it, even where public text happens to share the words.
        proves.then(|| self.of(needle, at, self.shared(needle, at, wall - at)))
    }

    /// Whether a run across blocks is more than pieces of visible text, laid side by side with the same labels between them
    /// as in a withheld text that quotes them.
    fn tells_across(&self, at: usize, len: usize) -> bool {
        let inner = |word: usize| self.printed[word].gap <= Gap::Link;
        let new = |word: usize| !self.needles.is_public_pair(self.hashes[word - 1], self.hashes[word]);
        let one_by_one =
            self.printed[at + 1..at + len].split(|word| word.gap <= Gap::Link).any(|row| row.len() >= WINDOW);
        one_by_one || (at + 1..at + len).any(|word| inner(word) && new(word))
    }

    /// How many words from here on stand in the needle's piece as well.
    fn shared(&self, needle: &Needle, at: usize, limit: usize) -> usize {
        let piece = words::words(&self.pieces[needle.piece as usize].text);
        let piece = &piece[(needle.word as usize).min(piece.len())..];
        self.hashes[at..].iter().take(limit).zip(piece).take_while(|(printed, word)| **printed == word.hash).count()
    }

    /// A run of fewer words, none of which is told already.
    fn short(&self, at: usize, covered: usize) -> Option<Find> {
        (1..WINDOW).rev().filter(|len| at + len > covered).find_map(|len| {
            let apart = self.printed.get(at + 1..at + len)?.iter().any(|word| word.gap > Gap::Tag);
            let needle =
                self.needles.at(self.hashes, at, len).iter().find(|needle| !apart && self.tells(needle, at))?;
            Some(self.of(needle, at, len))
        })
    }

    /// Whether a short run says anything where it stands.
    fn tells(&self, needle: &Needle, at: usize) -> bool {
        let piece = &self.pieces[needle.piece as usize];
        match (needle.grip, self.printed[at].channel) {
            (_, Channel::Data) | (Grip::Named | Grip::Run, Channel::Text) => true,
            (Grip::Run, Channel::Code) => {
                let name = piece.mark == Mark::Name && piece.text.contains(|c: char| c.is_ascii_digit());
                needle.len > 2 || name
            }
            (Grip::Loose, Channel::Text) | (Grip::Loose | Grip::Named, Channel::Code) => false,
        }
    }

    fn of(&self, needle: &Needle, at: usize, len: usize) -> Find {
        Find { piece: needle.piece, word: needle.word as usize, len, at: self.printed[at].at }
    }
}
