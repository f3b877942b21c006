//! Words that stand nowhere else, and random choices that a seed repeats.

use greyline::config::Readers;
use greyline::policy::{FIELDS, Field, Type};

/// A word, and who may read it; `None` is nobody.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) place: &'static str,
    pub(crate) readers: Option<Readers>,
}

/// A kind of place.
#[derive(Clone, Copy)]
pub(crate) struct PlaceKind {
    pub(crate) name: &'static str,
    /// Whether any page shows it to those who may read it.
    pub(crate) shown: bool,
}

const fn shown(name: &'static str) -> PlaceKind {
    PlaceKind { name, shown: true }
}

const fn kept(name: &'static str) -> PlaceKind {
    PlaceKind { name, shown: false }
}

/// Every kind of place beside the front matter's, and whether a page shows it today. When a new page shows what was kept, the test says so, and the
/// entry changes here.
const PLACES: &[PlaceKind] = &[
    shown("alt text"),
    shown("attachment content"),
    shown("attachment name"),
    shown("audience title"),
    shown("block in a definition"),
    shown("body: alert"),
    shown("body: code"),
    shown("body: footnote"),
    shown("body: heading"),
    shown("body: link"),
    shown("body: link title"),
    shown("body: html"),
    shown("body: clause"),
    shown("body: html title"),
    shown("body: list"),
    shown("body: paragraph"),
    shown("body: quote"),
    shown("body: table"),
    shown("body: task"),
    kept("comment"),
    kept("complaint"),
    shown("complaint about no policy"),
    shown("draft"),
    shown("fact"),
    shown("fact: past"),
    shown("fact: next"),
    shown("fact: later"),
    shown("file name"),
    kept("file name of the past"),
    shown("file name of a withdrawn policy"),
    shown("folder name"),
    kept("footnote that nothing refers to"),
    shown("glossary definition"),
    shown("glossary term"),
    shown("goal"),
    kept("html"),
    kept("keys of other tools"),
    shown("id"),
    shown("key"),
    shown("label of a definition in a block"),
    shown("mission"),
    shown("person"),
    kept("reference definition"),
    kept("synonym"),
    shown("touchpoint"),
    kept("wording"),
];

/// All kinds of places: those above, and each key of the front matter that can hold a word. Of these, waivers and the
/// keys of other tools are shown nowhere.
pub(crate) fn places() -> impl Iterator<Item = PlaceKind> {
    let holds_words = |field: &&Field| {
        let nested = matches!(field.accepts, Type::Table(_) | Type::Entries { .. } | Type::Aliases | Type::Anything);
        nested || field.accepts.is_prose()
    };
    let front = FIELDS.iter().filter(holds_words);
    PLACES
        .iter()
        .copied()
        .chain(front.map(|field| PlaceKind { name: field.name, shown: !["waivers", "extra"].contains(&field.name) }))
}

/// The words of one handbook, and its dice.
pub(crate) struct Words {
    state: u64,
    pub(crate) list: Vec<Word>,
}

impl Words {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, list: Vec::new() }
    }

    /// Xorshift64* (Vigna 2014): the same numbers for the same seed, everywhere.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = (self.next() >> 33) as usize;
        number % end.max(1)
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len());
        &from[at]
    }

    /// A new word for a place. No word is part of another: all are eight letters between `q` and `z`, which stand nowhere
    /// inside.
    pub(crate) fn word(&mut self, place: &'static str, readers: Option<Readers>) -> String {
        let mut number = self.list.len();
        let mut text = String::from("q");
        for _ in 0..6 {
            text.push(char::from(b'a' + u8::try_from(number % 15).expect("below 15")));
            number /= 15;
        }
        text.push('z');
        self.list.push(Word { text: text.clone(), place, readers });
        text
    }

    /// Widens or narrows who may read the newest words from `from` on.
    pub(crate) fn limit(&mut self, from: usize, readers: Readers) {
        for word in &mut self.list[from..] {
            word.readers = word.readers.map(|own| own.and(readers));
        }
    }
}
