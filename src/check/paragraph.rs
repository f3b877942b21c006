//! The words of a paragraph as people read them, for rules about wording.
//!
//! In: a passage of a text. Out: its words with one space between them, also in small letters, and its sentences. What always holds:
//! a byte of the words has its place in the text.

use std::ops::Range;

use crate::markdown::{Passage, PassageKind};

/// A paragraph, a heading, or a row of a table.
pub(super) struct Paragraph {
    /// What it is.
    pub(super) kind: PassageKind,
    /// Its words, one space between them; a line feed where the author broke a line.
    pub(super) words: String,
    /// The same in small letters, byte by byte.
    pub(super) lower: String,
    /// Where the letter of each byte of the words stands in the text, and how many bytes it has there.
    places: Vec<(u32, u8)>,
}

/// What stands before a full stop that ends no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "e.g", "i.e", "etc", "mr", "mrs", "ms", "dr", "no", "st", "vs", "approx", "inc", "ltd", "fig", "sec", "art", "z.b",
    "d.h", "bzw", "ca", "nr", "abs", "ggf", "usw", "str", "tel",
];

impl Paragraph {
    pub(super) fn new(passage: &Passage) -> Self {
        let mut paragraph = Self { kind: passage.kind, words: String::new(), lower: String::new(), places: Vec::new() };
        paragraph.words.reserve(passage.words.len());
        paragraph.lower.reserve(passage.words.len());
        paragraph.places.reserve(passage.words.len());
        for (at, char) in passage.words.char_indices() {
            let place = passage.start + at;
            match char {
                '\n' => paragraph.push('\n', char, place),
                _ if char.is_whitespace() => {
                    if !paragraph.words.is_empty() && !paragraph.words.ends_with([' ', '\n']) {
                        paragraph.push(' ', char, place);
                    }
                }
                _ => paragraph.push(char, char, place),
            }
        }
        paragraph
    }

    /// Adds a letter, or a space for what stands in its place in the text.
    fn push(&mut self, char: char, written: char, place: usize) {
        self.words.push(char);
        let small = || {
            let mut small = char.to_lowercase();
            small.next().filter(|lower| small.len() == 0 && lower.len_utf8() == char.len_utf8())
        };
        // Most letters are plain ones, and there are many.
        let lower = if char.is_ascii() { Some(char.to_ascii_lowercase()) } else { small() };
        self.lower.push(lower.unwrap_or(char));
        let place = (u32::try_from(place).unwrap_or(u32::MAX), u8::try_from(written.len_utf8()).unwrap_or(4));
        self.places.extend(std::iter::repeat_n(place, char.len_utf8()));
    }

    /// Where some words stand in the text. A range is not empty.
    pub(super) fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        let place = |at: usize| self.places.get(at).copied().unwrap_or_default();
        let (end, length) = place(words.end.saturating_sub(1).max(words.start));
        place(words.start).0 as usize..end as usize + usize::from(length)
    }

    /// The bytes of each sentence, without the space behind it. What ends without a mark ends with the paragraph.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for (at, mark) in self.words.match_indices(['.', '!', '?', '…', '\n']) {
            let end = at + mark.len();
            let behind = self.words[end..].trim_start_matches(['"', '\'', '”', '“', '»', '«', ')', ']']);
            let is_closed = end < self.words.len() - behind.len();
            let end = self.words.len() - behind.len();
            let next = behind.trim_start().chars().next();
            let ends = mark == "\n"
                || next.is_none()
                || behind.starts_with([' ', '\n'])
                    && !next.is_some_and(char::is_lowercase)
                    && (is_closed || mark != "." || !self.is_abbreviation(start..at));
            if ends && end > start {
                sentences.push(start..end);
                start = self.words.len() - behind.trim_start().len();
            }
        }
        if start < self.words.len() {
            sentences.push(start..self.words.trim_end().len().max(start));
        }
        sentences.retain(|range| !self.words[range.clone()].trim().is_empty());
        sentences
    }

    /// Whether what stands before a full stop is an abbreviation: one of the known ones, a letter, a number of an order. A day or a
    /// place in a list has two digits at most.
    fn is_abbreviation(&self, before: Range<usize>) -> bool {
        let word = self.lower[before].rsplit([' ', '\n', '(']).next().unwrap_or_default();
        let is_order = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut letters = word.chars();
        let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        is_letter || is_order || ABBREVIATIONS.contains(&word)
    }
}

/// How many words some text has.
pub(super) fn count_words(text: &str) -> usize {
    text.split([' ', '\n']).filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(words: &str) -> Paragraph {
        Paragraph::new(&Passage { kind: PassageKind::Paragraph, start: 7, words: words.to_owned() })
    }

    #[test]
    fn words_keep_their_places() {
        let text = paragraph("  We  don’t\tgive\u{a0}Ä refunds.");
        assert_eq!(text.words, "We don’t give Ä refunds.");
        assert_eq!(text.lower, "we don’t give ä refunds.");
        let at = text.lower.find("refunds").unwrap();
        assert_eq!(text.bytes(&(at..at + 7)), 30..37);
    }

    #[test]
    fn sentences_end_at_their_marks() {
        let text = paragraph("Ring us, e.g. at noon. Mr. Vane is in. (Really?) On 3. May. No");
        let sentences: Vec<&str> = text.sentences().into_iter().map(|range| &text.words[range]).collect();
        assert_eq!(sentences, ["Ring us, e.g. at noon.", "Mr. Vane is in.", "(Really?)", "On 3. May.", "No"]);
        let text = paragraph("Ask for form 3106. Fly to [place]. Bring paper (forms etc.) Pay by card (A. Smith).");
        let sentences: Vec<&str> = text.sentences().into_iter().map(|range| &text.words[range]).collect();
        assert_eq!(
            sentences,
            ["Ask for form 3106.", "Fly to [place].", "Bring paper (forms etc.)", "Pay by card (A. Smith)."]
        );
        assert_eq!(count_words("On 3. May – or so"), 5);
    }
}
