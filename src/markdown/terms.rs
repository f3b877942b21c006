//! Finds the words of the glossary in running text.

use aho_corasick::{AhoCorasick, MatchKind};

/// The words of a glossary, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    finder: Option<AhoCorasick>,
}

impl Terms {
    /// Terms by their place in the glossary; an empty word is never found.
    #[must_use]
    pub fn new(words: &[String]) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.iter().map(|word| word.trim()));
        Self { finder: finder.ok() }
    }

    /// Where whole terms stand in a text, with their place in the glossary; a plural `s` belongs to the word.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + 't {
        let found = self.finder.as_ref().map(|finder| finder.find_iter(text)).into_iter().flatten();
        found.filter_map(move |found| {
            let mut end = found.end();
            if text[end..].starts_with('s') {
                end += 1;
            }
            let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let whole = !found.is_empty()
                && !inside(text[..found.start()].chars().next_back())
                && !inside(text[end..].chars().next());
            whole.then_some((found.pattern().as_usize(), found.start()..end))
        })
    }
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
