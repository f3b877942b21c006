//! Shingles: short runs of words, as numbers that can be compared, by which words of one text are found in another.
//!
//! In: a text as its readers read it, one paragraph a line. Out: its shingles: five words of one sentence, or a whole shorter sentence,
//! cell or entry; and, wherever they stand, sums of money, long numbers, names, codes and addresses of mail. What always holds:
//! capitals, marks, spaces, normal forms and signs that nobody sees make no other shingle, nor does the way in which a number is
//! grouped.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::markdown;

/// The words of a shingle.
const LENGTH: usize = 5;
/// Shorter sentences are found inside others only where they are a number or a name.
const SHORT: usize = 3;
/// The bytes that a code has at least.
const CODE: usize = 5;

/// One word of a sentence.
#[derive(Debug, Clone, Copy)]
struct Word {
    hash: u64,
    is_capital: bool,
    number: Number,
}

/// What the digits of a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    /// It has none.
    None,
    /// A single digit, a year, a day: they stand everywhere.
    Common,
    /// Two digits or three.
    Small,
    /// A sum of money, a telephone number, a code.
    Telling,
}

/// The shingles by which a withheld text is found.
pub(super) fn withheld_shingles(text: &str, mut each: impl FnMut(u64)) {
    for words in sentences(text) {
        if words.len() < LENGTH {
            each(join(&words));
        }
        words.windows(LENGTH).for_each(|words| each(join(words)));
        words.iter().filter(|word| word.number == Number::Telling).for_each(|word| each(join(&[*word])));
        words.windows(2).filter(|pair| pair.iter().all(|word| word.is_capital)).for_each(|pair| each(join(pair)));
    }
    codes(text, each);
}

/// The shingles of an old text that may be those of a withheld one.
pub(super) fn old_shingles(text: &str, mut each: impl FnMut(u64)) {
    let sentences: Vec<Vec<Word>> = sentences(text).collect();
    for words in &sentences {
        if words.len() < SHORT {
            each(join(words));
        }
        let may_be_name = |(at, word): (usize, &Word)| at > 0 && word.is_capital;
        for (at, word) in words.iter().enumerate() {
            if matches!(word.number, Number::Small | Number::Telling) || may_be_name((at, word)) {
                each(join(&[*word]));
            }
        }
        let tells = |pair: &[Word]| {
            pair.iter().all(|word| word.is_capital) || pair.iter().any(|word| word.number != Number::None)
        };
        words.windows(2).filter(|pair| tells(pair)).for_each(|pair| each(join(pair)));
    }
    let all: Vec<Word> = sentences.into_iter().flatten().collect();
    (SHORT..=LENGTH).for_each(|length| all.windows(length).for_each(|words| each(join(words))));
    codes(text, each);
}

/// The shingles of every length that a visible text has.
pub(super) fn shown_shingles(text: &str, mut each: impl FnMut(u64)) {
    for words in sentences(text) {
        (1..=LENGTH).for_each(|length| words.windows(length).for_each(|words| each(join(words))));
    }
    codes(text, each);
}

/// The codes of a text, and the addresses of mail in it, each as a shingle that no run of words has.
fn codes(text: &str, mut each: impl FnMut(u64)) {
    let text = normalized(text);
    let chunks =
        text.split(|c: char| c.is_whitespace() || matches!(c, '|' | '·' | ',' | ';' | '(' | ')' | '"' | '“' | '”'));
    for chunk in chunks.map(|chunk| chunk.trim_matches(|c: char| !c.is_alphanumeric())) {
        if chunk.len() >= CODE && is_code(chunk) {
            let mut hash = FxHasher::default();
            hash.write_usize(usize::MAX);
            let letters = chunk.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
            letters.for_each(|c| hash.write_u32(c.into()));
            each(hash.finish());
        }
    }
}

/// Whether a word is a code or an address of mail: `HARBOUR`, `harbour7`, `zq-77-b`, `desk@example.org`. `24-hour` is none.
fn is_code(word: &str) -> bool {
    let count = |is: fn(char) -> bool| word.chars().filter(|c| is(*c)).count();
    let (letters, digits) = (count(char::is_alphabetic), count(|c| c.is_ascii_digit()));
    let is_whole = letters + digits == word.chars().count();
    let is_mail = word.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    let is_mixed = word.starts_with(char::is_alphabetic) && digits >= if is_whole { 1 } else { 2 };
    is_mail || is_mixed || (is_whole && count(char::is_uppercase) == letters)
}

/// A text without what makes no other word. Most are in normal form, and have no signs that nobody sees.
fn normalized(text: &str) -> Cow<'_, str> {
    let is_unseen = |c: char| markdown::is_invisible(c) && c != '\n';
    let is_clean = is_nfkc_quick(text.chars()) == IsNormalized::Yes && !text.contains(is_unseen);
    if is_clean { text.into() } else { text.nfkc().filter(|c| !is_unseen(*c)).collect::<String>().into() }
}

fn join(words: &[Word]) -> u64 {
    let mut hash = FxHasher::default();
    hash.write_usize(words.len());
    for word in words {
        hash.write_u64(word.hash);
    }
    hash.finish()
}

/// The sentences of a text, in words. They end at full stops, at the ends of lines, and between the cells of a table. The mark of an
/// item is no word: `b.` stands in many lists, and another list gives the same words another one.
fn sentences(text: &str) -> impl Iterator<Item = Vec<Word>> {
    let text = normalized(text);
    let mut out = Vec::new();
    for line in text.split(['\n', '·', '|']).map(markdown::without_mark) {
        let mut from = 0;
        for (at, mark) in line.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。')) {
            let end = at + mark.len_utf8();
            if mark == '。' || line[end..].chars().next().is_none_or(char::is_whitespace) {
                out.push(words(&line[from..end]));
                from = end;
            }
        }
        out.push(words(&line[from..]));
    }
    out.into_iter().filter(|words| !words.is_empty())
}

/// The words of a sentence. Digits with one sign between them are one number.
fn words(text: &str) -> Vec<Word> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let is_number = |(from, to): (usize, usize)| text[from..to].bytes().all(|byte| byte.is_ascii_digit());
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if c.is_alphanumeric() => start = Some(at),
            Some(from) if !c.is_alphanumeric() => {
                start = None;
                match ranges.last_mut() {
                    Some(last)
                        if is_number((from, at))
                            && ends_in_number(&text[last.0..last.1])
                            && groups(&text[last.1..from]) =>
                    {
                        last.1 = at;
                    }
                    _ => ranges.push((from, at)),
                }
            }
            _ => {}
        }
    }
    ranges.into_iter().map(|range| word(text, range)).collect()
}

/// Whether a word is a number so far, with the signs between its groups.
fn ends_in_number(word: &str) -> bool {
    !word.chars().any(char::is_alphabetic)
}

/// Whether what stands between two groups of digits belongs to the number.
fn groups(between: &str) -> bool {
    matches!(between, " " | "-" | "." | "," | "/" | "'" | "’" | "‑" | "–" | ") ")
}

fn word(text: &str, (from, to): (usize, usize)) -> Word {
    let written = &text[from..to];
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let all_digits = digits > 0 && ends_in_number(written);
    let currency = || {
        let is_currency = |c: &char| matches!(c, '$' | '£' | '€' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}');
        let before = text[..from].trim_end_matches(' ').chars().next_back().filter(is_currency);
        before.or_else(|| text[to..].trim_start_matches(' ').chars().next().filter(is_currency))
    };
    let currency = if all_digits { currency() } else { None };
    let mut hash = FxHasher::default();
    let mut add = |c: char| hash.write_u32(c.into());
    currency.into_iter().for_each(&mut add);
    for c in written.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() { add(c.to_ascii_lowercase()) } else { c.to_lowercase().for_each(&mut add) }
    }
    let number = match digits {
        0 => Number::None,
        _ if currency.is_some() => Number::Telling,
        _ if !all_digits => {
            if digits > 1 {
                Number::Small
            } else {
                Number::Common
            }
        }
        1 => Number::Common,
        2 | 3 => Number::Small,
        _ if is_day(written) => Number::Common,
        _ => Number::Telling,
    };
    Word {
        hash: hash.finish(),
        is_capital: digits == 0 && written.len() > 2 && written.starts_with(char::is_uppercase),
        number,
    }
}

/// Whether a number is a year, or a day with its year.
fn is_day(number: &str) -> bool {
    let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let is_year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    match groups.as_slice() {
        [year] => is_year(year),
        [one, .., other] => {
            (is_year(one) || is_year(other)) && groups.len() <= 3 && groups.iter().all(|group| group.len() <= 4)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an old text is found to hold a withheld one.
    fn finds(withheld: &str, old: &str) -> bool {
        let (mut known, mut found) = (Vec::new(), false);
        withheld_shingles(withheld, |shingle| known.push(shingle));
        old_shingles(old, |shingle| found |= known.contains(&shingle));
        found
    }

    #[test]
    fn a_withheld_text_is_found_however_it_is_written() {
        let pairs = [
            (
                "The night code of the boat house is four seven.",
                "THE night‑code of the boat\u{ad} house is four seven!",
            ),
            ("Don't say it to the café's guests.", "Well, don’t say it to the cafe\u{301}’s guests."),
            ("Text of four words.", "Here is text of four words and more."),
            ("£200", "We pay up to £200 at once."),
            ("Offer up to £ 1,250 before the manager is asked.", "The limit is £1250."),
            ("Call 01234 567890 at night.", "At night the number is (01234) 567-890."),
            ("Jane Smith", "Ask for Jane Smith at the desk."),
            ("Ask Jane Smith before you offer it.", "Jane Smith decides."),
            ("Okonkwo", "Ask for Okonkwo at the desk."),
            ("30 days", "Within 30 days of the order."),
            ("4711", "The code is 4711."),
            ("Alarm", "Alarm"),
            ("b) Alarm", "iii. Alarm"),
            ("Never tell anybody HARBOUR at the desk.", "The code of the week is HARBOUR."),
            ("The old harbour7 is no longer in use here.", "Type Harbour7, then press enter."),
            ("The safe opens by zq-77-b and a key.", "Safe (ZQ-77-B): ask."),
            ("Nobody reads quill@example.org any more.", "Write to Quill@example.org."),
            ("The voucher XK12-9 has been stopped.", "| Voucher | XK12-9 |"),
        ];
        for (withheld, old) in pairs {
            assert!(finds(withheld, old), "{withheld} / {old}");
        }
    }

    #[test]
    fn common_words_are_not_found_inside_sentences() {
        let pairs = [
            ("none", "There are none."),
            ("Always", "Always ask."),
            ("It was so in 2025 and on 2026-03-01 too.", "Since 2025, and 1 March, and 2026-03-01."),
            ("The manager decides within 3 of them.", "Within 3 days."),
            ("b. The code of the safe", "a. Ask.\nb. Wait."),
            ("12. The code of the safe", "Tables | 12"),
            ("Ask HARBOUR staff about the 24-hour rule.", "The 24-hour desk is by the Harbour."),
            ("It was 2026-03-01 when the 1st of them came.", "The 1st on 2026-03-01."),
        ];
        for (withheld, old) in pairs {
            assert!(!finds(withheld, old), "{withheld} / {old}");
        }
    }
}
