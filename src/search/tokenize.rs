//! Cuts a text into words, by the rules that the search script applies to what a reader types.
//!
//! In: a text. Out: its words in lower case, in order. What always holds: tokenizing a single word returns that word, and the
//! script cuts the same text into the same words (`tests/search/cut.mjs` runs both on the cases of `tests/search/cut.txt`).
//!
//! A word is a run of letters, marks and digits. An apostrophe keeps the longer side (`client's`, `l'eau`). A point or comma
//! between digits belongs to the number. Words joined by a hyphen, `&` or `_` are cut into their parts and also kept joined,
//! so that `CS-014` is found as `CS-014`, `cs014` and `014`, and `check-in` as `checkin`. Scripts that put no spaces between
//! words are cut into pairs of characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The number of characters after which a word is cut off.
const LONGEST: usize = 32;

/// Calls `each` with every word of a text, in lower case.
pub(super) fn tokenize(text: &str, each: &mut dyn FnMut(&str)) {
    let mut rest = text;
    while let Some(start) = word_start(rest) {
        rest = &rest[start..];
        let end = match plain_end(rest) {
            Some(end) => {
                emit(&rest[..end], each);
                end
            }
            None => {
                let end = run_end(rest);
                tokenize_run(&rest[..end], each);
                end
            }
        };
        rest = &rest[end..];
    }
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    tokenize(text, &mut |word| out.push(word.to_owned()));
    out
}

/// The form of a word under which it is looked up: no accents, `ß` as `ss`, compatible characters as their plain ones.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let plain: String = word.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    Cow::Owned(plain.to_lowercase().replace('ß', "ss").nfc().filter(|c| is_word(*c) || *c == '.').collect())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

/// Whether nobody sees a character, and it says where a word may be broken: soft hyphens, spaces without width, joiners.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‐' | '‑' | '&' | '_')
}

/// Where the first word of a text begins.
fn word_start(text: &str) -> Option<usize> {
    let at = text.bytes().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())?;
    if text.as_bytes()[at].is_ascii() { Some(at) } else { text[at..].find(is_word).map(|behind| at + behind) }
}

/// Where the word at the start of a text ends, when it has no characters but ASCII and nothing can join it to the next: this
/// covers most words in a tenth of the time.
fn plain_end(text: &str) -> Option<usize> {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let mut behind = text.bytes().skip(end);
    match (behind.next(), behind.next()) {
        (Some(byte), _) if !byte.is_ascii() => None,
        (Some(b'\'' | b'-' | b'&' | b'_' | b'.' | b','), Some(next)) if !next.is_ascii_whitespace() => None,
        _ => Some(end),
    }
}

/// Where the run of joined words at the start of a text ends.
fn run_end(text: &str) -> usize {
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if is_unseen(c) {
            while characters.next_if(|(_, c)| is_unseen(*c)).is_some() {}
            if is_word(before) && characters.peek().is_some_and(|(_, next)| is_word(*next)) {
                continue;
            }
            return at;
        }
        let after = characters.peek().map_or(' ', |(_, c)| *c);
        let joins = is_joint(c) && is_word(before) && is_word(after);
        let in_number = matches!(c, '.' | ',') && before.is_numeric() && after.is_numeric();
        if !is_word(c) && !joins && !in_number {
            return at;
        }
        before = c;
    }
    text.len()
}

fn tokenize_run(run: &str, each: &mut dyn FnMut(&str)) {
    let run = run.replace(is_unseen, "");
    let mut joined = String::new();
    let mut parts = 0;
    for part in run.split(['-', '‐', '‑', '&', '_']) {
        let word = longest_between_apostrophes(part).replace(',', "");
        split_scripts(&word, each);
        joined.push_str(&word);
        parts += 1;
    }
    if parts > 1 && !joined.contains(is_spaceless) {
        emit(&joined, each);
    }
}

/// The longest of the pieces between apostrophes, the first of equals.
fn longest_between_apostrophes(part: &str) -> &str {
    let mut longest = "";
    for passage in part.split(['\'', '’']) {
        if passage.chars().count() > longest.chars().count() {
            longest = passage;
        }
    }
    longest
}

/// Cuts a word where it changes to or from a script without spaces, and such a script into pairs.
fn split_scripts(word: &str, each: &mut dyn FnMut(&str)) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| is_spaceless(c) != is_spaceless(first)).unwrap_or(rest.len());
        let (passage, behind) = rest.split_at(end);
        if is_spaceless(first) {
            let starts: Vec<usize> = passage.char_indices().map(|(at, _)| at).collect();
            for (nth, start) in starts.iter().enumerate() {
                emit(&passage[*start..starts.get(nth + 2).copied().unwrap_or(passage.len())], each);
            }
        } else {
            emit(passage, each);
        }
        rest = behind;
    }
}

/// Whether a character belongs to a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

fn emit(word: &str, each: &mut dyn FnMut(&str)) {
    if word.is_empty() {
        return;
    }
    let end = if word.len() > LONGEST { word.char_indices().nth(LONGEST).map(|(at, _)| at) } else { None };
    let word = &word[..end.unwrap_or(word.len())];
    if !word.is_ascii() {
        return each(&word.to_lowercase());
    }
    if word.bytes().all(|byte| !byte.is_ascii_uppercase()) {
        return each(word);
    }
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    each(std::str::from_utf8(lower).expect("letters of ASCII in lower case are UTF-8"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).iter().map(|word| fold(word).into_owned()).collect()
    }

    #[test]
    fn texts_are_cut_as_the_browser_cuts_them() {
        let cases = include_str!("../../tests/search/cut.txt");
        for (number, line) in cases.lines().enumerate() {
            let (text, words) = line.split_once('|').expect("each line has a text and its words");
            assert_eq!(folded(text), words.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>(), "line {number}");
        }
    }
}
