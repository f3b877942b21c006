//! Cuts a withheld text into the runs that are worth an alarm.
//!
//! In: a piece. Out: its needles. What always holds: every five words in a row are a needle, and every shorter text is one
//! when it says anything that could be told from chance.

use super::vocabulary::{Vocabulary, is_ordinary};
use super::{Grip, Needle, WINDOW};
use crate::audit::sources::{Mark, Piece};
use crate::audit::words::{self, Word, is_money};

/// The needles of a piece, and for each short one its first word and its length.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) needles: Vec<Needle>,
    pub(super) starts: Vec<(u64, usize)>,
}

/// What a word says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    Telling,
    /// So many digits.
    Number(usize),
    Money,
    /// Letters and digits.
    Code,
}

struct Cutter<'a> {
    words: Vec<(Word, Kind)>,
    piece: &'a Piece,
    number: u32,
    found: Found,
}

/// Cuts a piece.
pub(super) fn runs(piece: &Piece, number: u32, vocabulary: &Vocabulary) -> Found {
    let mut cutter = Cutter { words: Vec::new(), piece, number, found: Found::default() };
    let mut loose = Vec::new();
    words::each_word(&piece.text, false, |spelt, word| {
        let kind = kind(spelt);
        if unusual(spelt, kind) && !vocabulary.knows(spelt, word.hash) {
            loose.push(cutter.words.len());
        }
        cutter.words.push((word, kind));
    });
    for at in loose {
        cutter.add(at, 1, Grip::Loose);
    }
    cutter.whole(vocabulary);
    cutter.sentences();
    cutter.addresses();
    cutter.found
}

impl Cutter<'_> {
    fn add(&mut self, at: usize, len: usize, grip: Grip) {
        let run = &self.words[at..at + len];
        let hash = words::join(run.iter().map(|(word, _)| word.hash));
        if len < WINDOW {
            self.found.starts.push((run[0].0.hash, len));
        }
        let len = u8::try_from(len).unwrap_or(u8::MAX);
        self.found.needles.push(Needle { hash, piece: self.number, word: words::clamp(at), len, grip, weak: false });
    }

    /// The text as a whole: its windows, or itself when it is short.
    fn whole(&mut self, vocabulary: &Vocabulary) {
        let count = self.words.len();
        match count {
            0 => {}
            1 => {
                let (word, kind) = self.words[0];
                let mut spelt = String::new();
                words::each_word(&self.piece.text, false, |folded, _| folded.clone_into(&mut spelt));
                let says = match kind {
                    Kind::Telling => self.piece.mark == Mark::Name && spelt.len() >= 4,
                    Kind::Code => spelt.len() >= 3 && self.piece.mark != Mark::Prose,
                    Kind::Number(digits) => {
                        digits >= 7 || digits >= 4 && self.piece.mark == Mark::Value && !is_year(&spelt)
                    }
                    Kind::Ordinary | Kind::Money => false,
                };
                if says && !vocabulary.knows(&spelt, word.hash) {
                    self.add(0, 1, Grip::Named);
                }
            }
            2..WINDOW => self.short(0, count),
            _ => (0..=count - WINDOW).for_each(|at| self.add(at, WINDOW, Grip::Run)),
        }
    }

    fn short(&mut self, at: usize, len: usize) {
        let run = &self.words[at..at + len];
        let has = |wanted: fn(&Kind) -> bool| run.iter().any(|(_, kind)| wanted(kind));
        let number = has(|kind| matches!(kind, Kind::Number(_)));
        let digits: usize = run.iter().map(|(_, kind)| if let Kind::Number(digits) = kind { *digits } else { 0 }).sum();
        let says = len == WINDOW - 1
            || self.piece.mark == Mark::Name
            || has(|kind| matches!(kind, Kind::Telling | Kind::Code))
            || number && (has(|kind| *kind == Kind::Money) || self.piece.mark == Mark::Value)
            || digits >= 7;
        if says {
            self.add(at, len, Grip::Run);
        }
    }

    /// Short sentences inside a longer text.
    fn sentences(&mut self) {
        if self.words.len() < WINDOW {
            return;
        }
        let ends = |at: usize| {
            let between = &self.piece.text[self.words[at - 1].0.end as usize..self.words[at].0.start as usize];
            between.contains(['.', '!', '?', ';', ':']) && between.contains(char::is_whitespace)
        };
        let starts: Vec<usize> =
            std::iter::once(0).chain((1..self.words.len()).filter(|at| ends(*at))).chain([self.words.len()]).collect();
        for pair in starts.windows(2).filter(|pair| (3..WINDOW).contains(&(pair[1] - pair[0]))) {
            self.short(pair[0], pair[1] - pair[0]);
        }
    }

    /// Addresses of letter boxes and sites inside a longer text.
    fn addresses(&mut self) {
        let text = &self.piece.text;
        if !text.contains('@') && !text.contains("://") {
            return;
        }
        let mut runs = Vec::new();
        let mut at = 0;
        for chunk in text.split_inclusive(char::is_whitespace) {
            let scheme = chunk.find("://").map(|found| found + 3);
            if scheme.is_some() || chunk.contains('@') {
                let from = at + scheme.unwrap_or(0);
                let first = self.words.partition_point(|(word, _)| (word.start as usize) < from);
                let last = self.words.partition_point(|(word, _)| (word.start as usize) < at + chunk.len());
                runs.push((first, last - first));
            }
            at += chunk.len();
        }
        for (first, len) in runs {
            if (2..WINDOW).contains(&len) && len < self.words.len() {
                self.add(first, len, Grip::Run);
            }
        }
    }
}

fn kind(spelt: &str) -> Kind {
    let digits = spelt.chars().filter(|c| c.is_numeric()).count();
    let length = spelt.chars().count();
    if spelt.starts_with(is_money) {
        Kind::Money
    } else if digits == length {
        Kind::Number(digits)
    } else if digits > 0 {
        Kind::Code
    } else if (length == 1 && spelt.is_ascii()) || is_ordinary(spelt) {
        Kind::Ordinary
    } else {
        Kind::Telling
    }
}

/// Whether a word alone, out of any order, could be told from chance.
fn unusual(spelt: &str, kind: Kind) -> bool {
    match kind {
        Kind::Telling => spelt.len() >= 6,
        Kind::Code => spelt.len() >= 5,
        Kind::Number(digits) => digits >= 8,
        Kind::Ordinary | Kind::Money => false,
    }
}

fn is_year(spelt: &str) -> bool {
    spelt.len() == 4 && (spelt.starts_with("19") || spelt.starts_with("20"))
}
