//! The closed vocabulary: what private texts say and no text says that the edition's readers may see.
//!
//! In: the pieces of the handbook, and the texts of the theme and the program. Out: a table of words, runs of words, figures and
//! addresses, each with the private piece that it was taken from. What always holds: whatever stands in a text that the
//! readers may see today, or could see after it was private, is no leak.

use std::collections::HashSet;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{self, Figure, Word};

/// The words of a window: the shortest run of running text that is always worth an alarm.
pub(super) const WINDOW: usize = 5;

/// The time of a text of today. Older texts count from 1.
pub(super) const TODAY: u32 = u32::MAX;

/// Words that say nothing by themselves: the small ones of the language, and those that any site says of itself.
static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("ordinary.txt").split_whitespace().collect());

/// What a text is, which says how short a run of it is worth an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Running text.
    Prose,
    /// What something is called: a title, a role, an id, an alias, a file's name.
    Name,
    /// What is offered or promised: an option, an amount, a time, a limit.
    Value,
    /// Where a link leads.
    Address,
    /// A comment: running text that nobody reads.
    Comment,
}

/// A text of a source, and who may read it.
#[derive(Debug)]
pub(super) struct Piece {
    /// The source, by its number.
    pub(super) source: u32,
    /// Whether the edition's readers may see it.
    pub(super) seen: bool,
    /// When it was written: [`TODAY`], or the number of the commit.
    pub(super) when: u32,
    /// Whether it takes its words from those who could read them before: a comment does not, nor a draft.
    pub(super) keeps: bool,
    /// What it is.
    pub(super) mark: Mark,
    /// The text.
    pub(super) text: Box<str>,
    /// Where its parts stand in the source: places in the text, and places in the source.
    pub(super) places: Box<[(u32, u32)]>,
}

/// How easily a needle is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grip {
    /// Two words in a row, which prove nothing by themselves.
    Pair,
    /// One word.
    Word,
    /// A few words that are a whole sentence, entry or name.
    Short,
    /// [`WINDOW`] words.
    Window,
    /// A figure or an address.
    Whole,
}

/// What must not be found.
#[derive(Debug)]
pub(super) struct Needle {
    /// The piece that it was taken from.
    pub(super) piece: u32,
    /// Where it begins in the text of the piece.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// How easily it is found.
    pub(super) grip: Grip,
    /// When it was private for the last time.
    when: u32,
    /// When the readers could see it for the last time; 0 for never.
    seen: AtomicU32,
}

/// All needles.
#[derive(Debug)]
pub(super) struct Needles {
    table: FxHashMap<u64, Needle>,
    /// For the lower bits of a run's first word: which lengths of runs begin with it.
    starts: Vec<u8>,
    /// Addresses that begin so are those of the site itself, which are no secret.
    own: Vec<String>,
}

const STARTS: usize = 1 << 20;

impl Needles {
    /// Makes the table. `public` are the texts of the theme and the program.
    pub(super) fn new(pieces: &[Piece], public: &[String], own: Vec<String>) -> Self {
        let mut theme = FxHashSet::default();
        for text in public {
            words::each_word(text, false, |_, word| _ = theme.insert(word.hash));
        }
        let mut needles = Self { table: FxHashMap::default(), starts: vec![0; STARTS], own };
        let numbered = pieces.par_iter().enumerate().filter(|(_, piece)| !piece.seen);
        let found: Vec<Vec<(u64, u64, usize, Needle)>> =
            numbered.map(|(number, piece)| needles.cut(piece, words::clamp(number), &theme)).collect();
        for (key, first, len, needle) in found.into_iter().flatten() {
            needles.starts[slot(first)] |= 1 << len;
            let entry = needles.table.entry(key).or_insert_with(|| Needle { seen: AtomicU32::new(0), ..needle });
            if (needle.when, needle.grip) > (entry.when, entry.grip) {
                *entry = needle;
            }
        }
        let sources: Vec<&[Piece]> = pieces.chunk_by(|a, b| (a.source, a.when) == (b.source, b.when)).collect();
        sources.par_iter().for_each(|pieces| needles.excuse(pieces.iter().filter(|piece| piece.seen)));
        let of_theme = |text: &String| {
            let (text, places) = (text.as_str().into(), Box::default());
            needles.excuse(std::iter::once(&Piece {
                source: 0,
                seen: true,
                when: TODAY,
                keeps: true,
                mark: Mark::Prose,
                text,
                places,
            }));
        };
        public.par_iter().for_each(of_theme);
        needles.table.retain(|_, needle| needle.is_private());
        needles
    }

    /// How many words, runs and figures are looked for.
    pub(super) fn len(&self) -> usize {
        self.table.values().filter(|needle| needle.grip != Grip::Pair).count()
    }

    /// The needle that is a run of some words, of any grip.
    pub(super) fn run(&self, hashes: &[u64]) -> Option<&Needle> {
        if self.starts[slot(*hashes.first()?)] & 1 << hashes.len() == 0 {
            return None;
        }
        self.table.get(&words::join(hashes.iter().copied()))
    }

    /// The needles that are figures or addresses of a text, and where they begin there.
    pub(super) fn whole<'a>(&'a self, text: &str, mut each: impl FnMut(&'a Needle, usize)) {
        let mut look = |key, at| self.table.get(&key).into_iter().for_each(|needle| each(needle, at));
        words::each_figure(text, |key, at, _, _| look(key, at));
        for (from, to) in words::addresses(text) {
            look(words::address_key(&text[from..to]).0, from);
        }
    }

    /// Notes that the edition's readers may see some texts of one source, or could. The search sets its blocks side by side.
    fn excuse<'a>(&self, pieces: impl Iterator<Item = &'a Piece>) {
        let mut hashes: Vec<u64> = Vec::new();
        let mut met = FxHashSet::default();
        for piece in pieces {
            let mark = |needle: &Needle| _ = needle.seen.fetch_max(piece.when, Ordering::Relaxed);
            let mut apart = Vec::new();
            let hashes = if piece.mark == Mark::Address { &mut apart } else { &mut hashes };
            let from = hashes.len().saturating_sub(WINDOW - 1);
            words::each_word(&piece.text, false, |spelt, word| {
                hashes.push(word.hash);
                // Excerpts end in the middle of a word.
                if spelt.is_ascii() && met.insert(word.hash) {
                    (3..spelt.len()).filter_map(|at| self.run(&[words::hash(&spelt[..at])])).for_each(mark);
                }
            });
            for at in from..hashes.len() {
                let lens = self.starts[slot(hashes[at])];
                for len in (1..=WINDOW.min(hashes.len() - at)).filter(|len| lens & 1 << len != 0) {
                    self.run(&hashes[at..at + len]).into_iter().for_each(mark);
                }
            }
            for chunk in piece.text.split(|c: char| c.is_whitespace()).filter(|chunk| chunk.contains(JOINTS)) {
                forms(chunk, |form| self.run(&[words::hash(form)]).into_iter().for_each(mark));
            }
            self.whole(&piece.text, |needle, _| mark(needle));
            self.table.get(&words::address_key(&piece.text).0).into_iter().for_each(mark);
        }
    }

    /// Cuts a private text: what stands for each needle, its first word, how many words it has.
    fn cut(&self, piece: &Piece, number: u32, theme: &FxHashSet<u64>) -> Vec<(u64, u64, usize, Needle)> {
        let mut cutter = Cutter { piece, number, theme, words: Vec::new(), found: Vec::new() };
        let mut each = |spelt: &str, word: Word| cutter.words.push((word, Kind::of(spelt)));
        words::each_word(&piece.text, false, &mut each);
        let addresses =
            if piece.mark == Mark::Address { vec![(0, piece.text.len())] } else { words::addresses(&piece.text) };
        cutter.single_words();
        cutter.sentences(&addresses);
        for (from, to) in addresses {
            let address = &piece.text[from..to];
            let (key, len) = words::address_key(address);
            if len > 1 && !self.own.iter().any(|own| address.starts_with(own.as_str())) {
                cutter.add(key, (from, to), Grip::Whole, (0, 0));
            }
        }
        words::each_figure(&piece.text, |key, start, end, figure| {
            let says = match figure {
                Figure::Sum => true,
                Figure::Digits(digits) => {
                    digits >= 6 || digits >= 4 && piece.mark == Mark::Value && !is_year(&piece.text[start..end])
                }
            };
            if says {
                cutter.add(key, (start, end), Grip::Whole, (0, 0));
            }
        });
        cutter.found
    }
}

impl Needle {
    /// Whether nothing that the readers may see excuses it. What could once be seen and was private later is private; a word or
    /// two and a figure are no text that could be withheld again.
    fn is_private(&self) -> bool {
        let seen = self.seen.load(Ordering::Relaxed);
        let lasting = matches!(self.grip, Grip::Short | Grip::Window);
        seen == 0 || lasting && seen < self.when
    }
}

/// What joins words to one: the search has `check-in` as `checkin` too, and `l'eau` as `eau`.
const JOINTS: [char; 7] = ['-', '‐', '‑', '&', '_', '\'', '’'];

/// Calls `each` with the forms in which the search may have joined words.
fn forms(chunk: &str, mut each: impl FnMut(&str)) {
    for run in chunk.split(|c: char| !c.is_alphanumeric() && !JOINTS.contains(&c)) {
        let spell = |part: &str| {
            let mut joined = String::new();
            words::each_word(part, false, |spelt, _| joined.push_str(spelt));
            joined
        };
        each(&spell(run));
        let longest = |part: &str| part.split(['\'', '’']).max_by_key(|side| side.len()).unwrap_or_default().to_owned();
        each(&spell(&run.split(&JOINTS[..5]).map(longest).collect::<Vec<String>>().join("-")));
        run.split(['\'', '’']).for_each(|side| each(&spell(side)));
    }
}

fn slot(first: u64) -> usize {
    usize::try_from(first & (STARTS as u64 - 1)).unwrap_or(0)
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// What a word says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word that any text may have.
    Ordinary,
    /// Digits.
    Number,
    /// A short word that is no ordinary one.
    Brief,
    /// Any other word.
    Telling,
}

impl Kind {
    fn of(spelt: &str) -> Self {
        let letters = spelt.chars().filter(|c| !c.is_numeric()).count();
        match letters {
            0 => Self::Number,
            _ if ORDINARY.contains(spelt) => Self::Ordinary,
            1 | 2 if spelt.is_ascii() && letters == spelt.len() || spelt.chars().count() < 3 => Self::Brief,
            _ => Self::Telling,
        }
    }
}

struct Cutter<'a> {
    piece: &'a Piece,
    number: u32,
    theme: &'a FxHashSet<u64>,
    words: Vec<(Word, Kind)>,
    found: Vec<(u64, u64, usize, Needle)>,
}

impl Cutter<'_> {
    fn add(&mut self, key: u64, (start, end): (usize, usize), grip: Grip, (first, len): (u64, usize)) {
        let (start, end) = (words::clamp(start), words::clamp(end));
        let when = if self.piece.keeps { self.piece.when } else { 0 };
        let needle = Needle { piece: self.number, start, end, grip, when, seen: AtomicU32::new(0) };
        self.found.push((key, first, len, needle));
    }

    fn run(&mut self, at: usize, len: usize, grip: Grip) {
        let run = &self.words[at..at + len];
        let key = words::join(run.iter().map(|(word, _)| word.hash));
        let (first, last) = (run[0].0, run[len - 1].0);
        self.add(key, (first.start as usize, last.end as usize), grip, (first.hash, len));
    }

    fn single_words(&mut self) {
        for at in 0..self.words.len() {
            if self.words[at].1 == Kind::Telling {
                self.run(at, 1, Grip::Word);
            }
        }
    }

    /// The windows of each sentence, and each shorter sentence as a whole.
    fn sentences(&mut self, addresses: &[(usize, usize)]) {
        let text = &self.piece.text;
        let inside =
            |word: &Word| addresses.iter().position(|(from, to)| (*from..*to).contains(&(word.start as usize)));
        let parted = |pair: &[(Word, Kind)]| {
            let between = &text[pair[0].0.end as usize..pair[1].0.start as usize];
            let ended = between.contains(['.', '!', '?', '…', '。']) && between.contains(char::is_whitespace);
            ended || inside(&pair[0].0) != inside(&pair[1].0)
        };
        let count = self.words.len();
        let mut ends: Vec<usize> = (1..count).filter(|at| parted(&self.words[at - 1..=*at])).collect();
        ends.push(count);
        let mut from = 0;
        for to in ends {
            let len = to - from;
            if len > 0 && inside(&self.words[from].0).is_none() {
                (from..to - 1).for_each(|at| self.run(at, 2, Grip::Pair));
                if len >= WINDOW {
                    (from..=to - WINDOW).for_each(|at| self.run(at, WINDOW, Grip::Window));
                } else if len > 1 && self.tells(from, len) {
                    self.run(from, len, Grip::Short);
                }
            }
            from = to;
        }
        if (2..WINDOW).contains(&count) && addresses.is_empty() && self.tells(0, count) {
            self.run(0, count, Grip::Short);
        }
    }

    /// Whether a run of a few words could not as well be made by a theme, as days and counts are.
    fn tells(&self, at: usize, len: usize) -> bool {
        let run = &self.words[at..at + len];
        let has = |wanted: Kind| run.iter().any(|(_, kind)| *kind == wanted);
        if has(Kind::Number) {
            let of_theme = |(word, kind): &(Word, Kind)| {
                *kind == Kind::Number || *kind == Kind::Ordinary || self.theme.contains(&word.hash)
            };
            return self.piece.mark == Mark::Value && !run.iter().all(|(_, kind)| *kind == Kind::Number)
                || !run.iter().all(of_theme);
        }
        // Two words of which one is a small one may meet in any title: "of course" in "versions of course notes". Names, offers and
        // limits are often no longer.
        !matches!(self.piece.mark, Mark::Prose | Mark::Comment) || len > 2 || !has(Kind::Ordinary)
    }
}
