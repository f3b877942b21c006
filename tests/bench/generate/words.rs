//! Words that do not exist, in the frequencies of words that do.
//!
//! In: a seed. Out: a vocabulary, and sentences of it. What always holds: the same seed gives the same words on any machine.

use std::collections::HashSet;
use std::fmt::Write;

/// How many words the vocabulary has.
pub(crate) const WORDS: usize = 24_000;

/// A small generator of random numbers (splitmix64), so that no crate's next version changes the texts.
pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for each thing that is made, so that one more thing leaves the others as they were.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a usize")
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of a list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const BEGINNINGS: &[&str] = &[
    "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "b", "c", "d", "l", "m", "n", "p", "r",
    "s", "t", "", "br", "ch", "cl", "dr", "fl", "gr", "j", "k", "pl", "qu", "sh", "st", "th", "tr", "z",
];
const MIDDLES: &[&str] = &["a", "e", "i", "o", "u", "a", "e", "i", "o", "e", "ea", "ou"];
const ENDS: &[&str] = &["", "", "", "", "", "", "n", "r", "s", "t", "l", "m", "nd", "ck"];
/// What English puts behind a stem: a stemmer should find work to do.
const ENDINGS: &[&str] = &["s", "ed", "ing", "ly", "er", "ness", "ment", "able"];

/// Words from the most to the least frequent, after Zipf and Mandelbrot.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// The sum of the weights up to each word.
    sums: Vec<u64>,
}

impl Vocabulary {
    /// Makes all words; frequent ones are short.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, u64::MAX);
        let mut known = HashSet::new();
        let mut words: Vec<String> = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            let word = if words.len() > 300 && random.below(10) < 3 {
                let stem = random.between(40, words.len() - 1);
                format!("{}{}", words[stem], random.pick(ENDINGS))
            } else {
                let most = match words.len() {
                    0..120 => 1,
                    120..3000 => 2,
                    _ => 3,
                };
                let syllables = random.between(most.min(2), most);
                (0..syllables).fold(String::new(), |word, _| word + &syllable(&mut random))
            };
            if (2..=16).contains(&word.len()) && known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0;
        let sums = (0..WORDS as u64)
            .map(|rank| {
                sum += 10_000_000_000 / (10 * rank + 27);
                sum
            })
            .collect();
        Self { words, sums }
    }

    /// The word of a rank, from 0.
    pub(crate) fn rank(&self, rank: usize) -> &str {
        &self.words[rank]
    }

    /// A word as texts use it.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let at = random.next() % self.sums[WORDS - 1];
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }

    /// A word that says something: none of the very frequent.
    pub(crate) fn term(&self, random: &mut Random) -> &str {
        loop {
            let word = self.word(random);
            if word.len() > 4 {
                return word;
            }
        }
    }

    /// Some words of meaning, the first with a capital.
    pub(crate) fn phrase(&self, random: &mut Random, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.term(random)).collect();
        capital(&words.join(" "))
    }

    /// Words as they follow one another, without a stop.
    pub(crate) fn run(&self, random: &mut Random, count: usize) -> String {
        let mut out = String::new();
        for at in 0..count {
            if at > 0 {
                out.push_str(if at + 2 < count && random.once_in(9) { ", " } else { " " });
            }
            out.push_str(self.word(random));
        }
        out
    }

    /// A sentence.
    pub(crate) fn sentence(&self, random: &mut Random) -> String {
        let count = random.between(7, 17);
        capital(&self.run(random, count)) + "."
    }

    /// Sentences of about `count` words, here and there with a mark.
    pub(crate) fn paragraph(&self, random: &mut Random, count: usize) -> String {
        let mut out = String::new();
        let mut words = 0;
        while words < count {
            let sentence = self.sentence(random);
            words += sentence.split(' ').count();
            if !out.is_empty() {
                out.push(' ');
            }
            match random.below(14) {
                0 => write!(out, "**{}** ", self.phrase(random, 2)),
                1 => write!(out, "*{}* ", self.phrase(random, 1)),
                2 => write!(out, "`{}` ", self.term(random)),
                _ => Ok(()),
            }
            .expect("writing to a String does not fail");
            out.push_str(&sentence);
        }
        out
    }
}

fn syllable(random: &mut Random) -> String {
    [*random.pick(BEGINNINGS), *random.pick(MIDDLES), *random.pick(ENDS)].concat()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}
