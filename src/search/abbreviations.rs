//! Abbreviations: those that a text explains itself, as in "paid time off (PTO)" or "PTO (paid time off)", and those that would be
//! other words if they were not written in capitals, as "IT".
//!
//! In: a text. Out: pairs of an abbreviation and the words that it stands for; how often an abbreviation stands in it. What always
//! holds: an abbreviation and its words stand side by side in the text.

use std::collections::BTreeSet;

/// The letters of an abbreviation.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=7;
/// The length of the longest word that an abbreviation may skip: of, and, for.
const PASSED: usize = 3;

/// Adds the abbreviations that a text explains to `out`.
pub(super) fn find(text: &str, out: &mut BTreeSet<(String, String)>) {
    let mut from = 0;
    while let Some(open) = text[from..].find('(').map(|at| from + at) {
        from = open + 1;
        let Some(end) = text[from..].find(')').map(|at| from + at) else { return };
        let (inside, before) = (&text[from..end], text[..open].trim_end());
        if let Some(short) = abbreviation(inside) {
            out.extend(words_with_initials(before, short).map(|long| (short.to_owned(), long.to_owned())));
        } else if let Some(short) = last_word(before).and_then(abbreviation) {
            let whole = words_with_initials(inside, short).filter(|long| *long == inside);
            out.extend(whole.map(|long| (short.to_owned(), long.to_owned())));
        }
    }
}

/// Returns how often a word stands in a text in these capitals; never, where the whole text is in capitals.
pub(super) fn count_in_capitals(text: &str, word: &str) -> usize {
    let beside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let stands = |at: usize| beside(text[..at].chars().next_back()) && beside(text[at + word.len()..].chars().next());
    let count = text.match_indices(word).filter(|(at, _)| stands(*at)).count();
    if count > 0 && text.len() > word.len() && !text.contains(char::is_lowercase) { 0 } else { count }
}

/// Returns the last word of a text, if it may be an abbreviation; a longer word is cut off, so that the cost does not grow.
fn last_word(text: &str) -> Option<&str> {
    let from = text.ceil_char_boundary(text.len().saturating_sub(LETTERS.end() + 3));
    text[from..].rsplit(char::is_whitespace).next()
}

/// Returns the capitals of an abbreviation, without the `s` of a plural.
fn abbreviation(word: &str) -> Option<&str> {
    let word = word.strip_suffix('s').unwrap_or(word);
    (LETTERS.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(word)
}

/// Returns the words at the end of a text whose initials are the letters of an abbreviation.
fn words_with_initials<'t>(text: &'t str, short: &str) -> Option<&'t str> {
    let mut letters = short.chars().rev().peekable();
    let mut end = text.len();
    loop {
        let start = text[..end].rfind(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        let begin = start.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let word = &text[begin..end];
        let first = word.chars().next()?;
        if letters.peek().is_some_and(|letter| first.eq_ignore_ascii_case(letter)) {
            letters.next();
        } else if word.chars().count() > PASSED || end == text.len() {
            return None;
        }
        if letters.peek().is_none() {
            return Some(&text[begin..]);
        }
        // Between the words of a name there is a space or a hyphen, and nothing else.
        end = start.filter(|at| matches!(text.as_bytes()[*at], b' ' | b'-'))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let mut out = BTreeSet::new();
        find(text, &mut out);
        out.into_iter().collect()
    }

    #[test]
    fn abbreviations_are_found_beside_their_words() {
        let pair = |short: &str, long: &str| (short.to_owned(), long.to_owned());
        assert_eq!(found("Your paid time off (PTO) ends."), [pair("PTO", "paid time off")]);
        assert_eq!(found("The PTO (paid time off) ends."), [pair("PTO", "paid time off")]);
        assert_eq!(found("A Bureau of Plain Words (BPW) (or so)"), [pair("BPW", "Bureau of Plain Words")]);
        assert_eq!(found("Multi-factor authentication (MFA)"), [pair("MFA", "Multi-factor authentication")]);
        assert_eq!(found("service level agreements (SLAs)"), [pair("SLA", "service level agreements")]);
    }

    #[test]
    fn words_in_capitals_are_counted_where_not_all_is_in_capitals() {
        assert_eq!(count_in_capitals("Ask IT: is it an IT matter? (IT)", "IT"), 3);
        assert_eq!(count_in_capitals("ITEMS of UNIT 1 and a PÉIT", "IT"), 0);
        assert_eq!(count_in_capitals("WHAT IS IT", "IT"), 0);
        assert_eq!(count_in_capitals("IT", "IT"), 1);
    }

    #[test]
    fn other_words_in_brackets_are_left() {
        for text in [
            "(PTO)",
            "off (PTO)",
            "paid, time off (PTO)",
            "für (US)",
            "a (b",
            "é (É)",
            "paid time (not often) off",
            "Übung (UE)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
