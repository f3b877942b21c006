//! Finds the words of the glossary in running text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// With so many bytes of words the fastest finder is still small: a kibibyte for every four bytes, at most.
const FEW_BYTES: usize = 4096;

/// The words of a glossary, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    finder: Option<AhoCorasick>,
    every: Option<AhoCorasick>,
}

impl Terms {
    /// Terms by their place in the glossary; an empty word is never found.
    #[must_use]
    pub fn new(words: &[String]) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let bytes: usize = words.iter().map(String::len).sum();
        let finder = (bytes <= FEW_BYTES).then_some(AhoCorasickKind::DFA);
        let build = |kind: MatchKind| {
            let words = words.iter().map(|word| word.trim());
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(kind).kind(finder).build(words).ok()
        };
        Self { finder: build(MatchKind::LeftmostLongest), every: build(MatchKind::Standard) }
    }

    /// The terms that a text uses, inside longer terms too: whether a word is found must not depend on another word that
    /// some readers may not know.
    pub fn used<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let found = self.every.as_ref().map(|finder| finder.find_overlapping_iter(text)).into_iter().flatten();
        found.filter_map(move |found| whole(text, found.range()).map(|_| found.pattern().as_usize()))
    }

    /// Where whole terms stand in a text, with their place in the glossary; a plural `s` belongs to the word.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, Range<usize>)> + 't {
        let found = self.finder.as_ref().map(|finder| finder.find_iter(text)).into_iter().flatten();
        found.filter_map(move |found| Some((found.pattern().as_usize(), whole(text, found.range())?)))
    }
}

/// The place of a term, with its plural `s`, when it is not a part of a longer word.
fn whole(text: &str, found: Range<usize>) -> Option<Range<usize>> {
    let end = if text[found.end..].starts_with('s') { found.end + 1 } else { found.end };
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let cut = inside(text[..found.start].chars().next_back()) || inside(text[end..].chars().next());
    (!found.is_empty() && !cut).then_some(found.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_words() {
        let terms = Terms::new(&["credit".to_owned(), "credit note".to_owned()]);
        let found: Vec<_> =
            terms.find("Credit notes, accredited credit").map(|(at, range)| (at, range.start)).collect();
        assert_eq!(found, [(1, 0), (0, 25)]);
    }
}
