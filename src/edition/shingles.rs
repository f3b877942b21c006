//! Shingles: short runs of words, as numbers that can be compared, by which words of one text are found in another.
//!
//! In: a text. Out: its shingles: five words of one sentence, or a whole sentence of three or four, wherever they stand in the
//! other text; a sentence or entry of one or two words counts where the other text has the same sentence. What always holds:
//! capitals, marks and spaces make no other shingle.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// The words of a shingle.
const LENGTH: usize = 5;
/// Shorter sentences count only where one of the other text is the same.
const SHORT: usize = 3;

/// Whether a line is one of a list or a table.
pub(super) fn continues(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['|', '-', '*', '+']) || (digits.len() < line.len() && digits.starts_with(['.', ')']))
}

/// The sentences of a text: they end at full stops, at empty lines, and where an item, a row, a cell or a fence begins.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let stands_alone = behind_marks(start).starts_with([':', '#', '`', '~']);
        if start.is_empty() || stands_alone || start.starts_with('>') || continues(start) {
            out.push(&text[from..at]);
            from = at;
        }
        at += line.len();
        if stands_alone {
            out.push(&text[from..at]);
            from = at;
        }
    }
    out.push(&text[from..]);
    out.into_iter()
        .flat_map(|part| part.split('|'))
        .flat_map(|part| part.split_inclusive(['.', '!', '?', '…', '。']).collect::<Vec<_>>())
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect()
}

/// A line without the marks of the quotes and items that it begins: a fence may stand behind them.
fn behind_marks(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let mark = if digits.len() < rest.len() {
            digits.strip_prefix(['.', ')'])
        } else {
            rest.strip_prefix(['-', '*', '+'])
        };
        let mark = mark.filter(|behind| behind.starts_with([' ', '\t'])).or_else(|| rest.strip_prefix('>'));
        match mark {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// The words of a text, as numbers that capitals do not change.
fn words(text: &str) -> Vec<u64> {
    let word = |word: &str| {
        let mut hash = FxHasher::default();
        word.chars().flat_map(char::to_lowercase).for_each(|c| hash.write_u32(c.into()));
        hash.finish()
    };
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(word).collect()
}

/// The words of a text as one shingle, however many they are.
pub(super) fn single_shingle(text: &str) -> u64 {
    join(&words(text))
}

fn join(words: &[u64]) -> u64 {
    let mut hash = FxHasher::default();
    hash.write_usize(words.len());
    for word in words {
        hash.write_u64(*word);
    }
    hash.finish()
}

/// The shingles by which a withheld text is found.
pub(super) fn shingles(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    for sentence in sentences(text) {
        let words = words(sentence);
        if words.len() < LENGTH {
            out.push(join(&words));
        } else {
            out.extend(words.windows(LENGTH).map(join));
        }
    }
    out
}

/// The shingles of an old text that may be those of a withheld one.
pub(super) fn each_shingle(text: &str, mut each: impl FnMut(u64)) {
    let all = words(text);
    (SHORT..=LENGTH).for_each(|len| all.windows(len).for_each(|words| each(join(words))));
    for sentence in sentences(text) {
        let words = words(sentence);
        if words.len() < SHORT {
            each(join(&words));
        }
    }
}

/// The shingles of every length that the words of a text make, and with them all that any part of it has.
pub(super) fn each_shingle_across(text: &str, mut each: impl FnMut(u64)) {
    let all = words(text);
    (1..=LENGTH).for_each(|len| all.windows(len).for_each(|words| each(join(words))));
}

/// The shingles of every length that a visible text has.
pub(super) fn every_shingle(text: &str, mut each: impl FnMut(u64)) {
    for sentence in sentences(text) {
        let words = words(sentence);
        (1..=LENGTH).for_each(|len| words.windows(len).for_each(|words| each(join(words))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_no_part_of_a_sentence_wherever_it_stands() {
        let sentence = shingles("Text of four words.")[0];
        for text in [
            "::: client\nText of four words.\n:::\n",
            "- ::::: client\n  Text of four words.\n  :::::\n",
            "12. ::: client\n    Text of four words.\n    :::\n",
            "> * ::: client\n>   Text of four words.\n>   :::\n",
            "- # A heading\n  Text of four words.\n",
        ] {
            assert!(shingles(text).contains(&sentence), "{text}");
        }
        assert_eq!(behind_marks("- - 3) > words - 4. more"), "words - 4. more");
        assert_eq!(behind_marks("-words"), "-words");
    }
}
