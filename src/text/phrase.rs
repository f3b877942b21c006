//! Finds a phrase in a text, however it is broken and marked.
//!
//! In: a text and a phrase. Out: where it stands. What always holds: a phrase is found as whole words, in capitals or not, across line
//! ends, quotes and marks of emphasis.

use std::ops::Range;

/// The places of a phrase in a text, in their order.
#[must_use]
pub fn find_phrase(text: &str, phrase: &str) -> Vec<Range<usize>> {
    let words: Vec<Vec<char>> =
        phrase.split_whitespace().map(|word| word.chars().flat_map(char::to_lowercase).collect()).collect();
    let Some(first) = words.first().and_then(|word| word.first()) else { return Vec::new() };
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let is_start = at == 0 || !characters[at - 1].1.is_alphanumeric();
        let begins = is_start && characters[at].1.to_lowercase().next() == Some(*first);
        match begins.then(|| end_of(&characters, at, &words)).flatten() {
            Some(end) => {
                let last = characters.get(end).map_or(text.len(), |(byte, _)| *byte);
                found.push(characters[at].0..last);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Where the words end that begin at a character; `None` where others stand there.
fn end_of(characters: &[(usize, char)], mut at: usize, words: &[Vec<char>]) -> Option<usize> {
    for (nth, word) in words.iter().enumerate() {
        if nth > 0 {
            let gap = characters[at..].iter().take_while(|(_, c)| is_gap(*c)).count();
            if !characters[at..at + gap].iter().any(|(_, c)| c.is_whitespace() || *c == '_') {
                return None;
            }
            at += gap;
        }
        let mut left = word.iter().copied().peekable();
        while left.peek().is_some() {
            for folded in characters.get(at)?.1.to_lowercase() {
                if left.next() != Some(folded) {
                    return None;
                }
            }
            at += 1;
        }
    }
    characters.get(at).is_none_or(|(_, c)| !c.is_alphanumeric()).then_some(at)
}

/// What may stand between two words of a phrase.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || "*_>~\\\u{ad}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::find_phrase;

    #[test]
    fn a_phrase_is_found_however_it_is_broken() {
        for (text, found) in [
            ("Ask Nora Quill.", vec!["Nora Quill"]),
            ("nora\nquill and NORA  QUILL's", vec!["nora\nquill", "NORA  QUILL"]),
            ("> Nora\n> Quill", vec!["Nora\n> Quill"]),
            ("**Nora** *Quill*", vec!["Nora** *Quill"]),
            ("Eleonora Quill, Nora Quillon, NoraQuill, Nora, Quill", vec![]),
            ("Größe Nora Quill", vec!["Nora Quill"]),
        ] {
            let ranges = find_phrase(text, "Nora Quill");
            assert_eq!(ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), found, "{text}");
        }
        assert!(find_phrase("a", "").is_empty());
    }
}
