//! The dictionary: which term a typed word belongs to.
//!
//! In: every word with its term. Out: two lists of shards, one sorted by the words and one by the reversed words, so that a
//! misspelling in the first half of a word is found by its end. What always holds: a shard is a range of its list, and the
//! first words of all shards are enough to know which one to load.
//!
//! A shard is columns: the number of words `n`; `n` bytes, how many UTF-16 units a word shares with the one before; `n` bytes of
//! marks; `n` steps of the shard and `n` of the place in it where the term's postings are (place 0: nowhere), as zigzag
//! varints; and the endings of the words, one a line. The list of words written backwards has no places. Behind its words a shard
//! has the phrases that begin with one of them, or would stand among them, and stand for others (`synonyms`).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::varint::{number, read_number, step};

/// How many words a shard has: of the words as they are, which every query loads, and of those written backwards.
const SHARD: usize = 70;
const SHARD_BACKWARDS: usize = 110;
/// Flag: the word is a stop word.
const STOP_WORD: u8 = 16;
/// Flag: a title, an id or a keyword has the term.
const STRONG: u8 = 32;
/// Flag: the word is a number or a word of time, and tells little by itself.
const LIGHT: u8 = 64;

/// A word that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DictionaryEntry {
    /// The folded word.
    pub(super) word: String,
    pub(super) stop_word: bool,
    pub(super) strong: bool,
    pub(super) light: bool,
    /// The number of pages that have its term.
    pub(super) pages: u32,
    /// The shard of its postings and its position there, counted from 1; position 0 means that it has none.
    pub(super) place: (u32, u32),
}

impl DictionaryEntry {
    /// Returns the entry of a word that is on no page.
    pub(super) fn unused(word: &str, stop_word: bool) -> Self {
        let word = word.to_owned();
        Self { word, stop_word, strong: false, light: !stop_word, pages: 0, place: (0, 0) }
    }
}

/// A word to search for: its spelling, and the place of its postings.
pub(super) type TargetWord = (String, (u32, u32));

/// For each phrase that may be typed, the phrases to search for as well.
pub(super) type Synonyms = BTreeMap<String, Vec<Vec<TargetWord>>>;

/// The shards of one list, and the first word of each.
#[derive(Debug, Default)]
pub(super) struct WordList {
    pub(super) shards: Vec<Vec<u8>>,
    pub(super) firsts: Vec<String>,
}

/// Compares as JavaScript does: by UTF-16 units.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Returns the list of words in their order, with the lines of synonyms in the shards of their first words.
pub(super) fn forwards(mut entries: Vec<DictionaryEntry>, synonyms: &Synonyms) -> WordList {
    entries.sort_by(|a, b| compare(&a.word, &b.word).then(a.place.cmp(&b.place)).then(a.stop_word.cmp(&b.stop_word)));
    entries.dedup_by(|later, earlier| later.word == earlier.word && later.place == earlier.place);
    let mut list = list(&entries, true);
    for (typed, phrases) in synonyms {
        let first = typed.split(' ').next().unwrap_or_default();
        let behind = list.firsts.partition_point(|other| compare(other, first).is_le());
        if let Some(shard) = list.shards.get_mut(behind.saturating_sub(1)) {
            shard.extend_from_slice(line(typed, phrases).as_bytes());
            shard.push(b'\n');
        }
    }
    list
}

/// Returns the list of reversed words, without those for which no misspelling is searched: stop words, short words, numbers.
pub(super) fn backwards(entries: &[DictionaryEntry]) -> WordList {
    let long = |entry: &&DictionaryEntry| {
        !entry.stop_word && entry.word.chars().count() > 3 && !entry.word.contains(char::is_numeric)
    };
    let mut entries: Vec<DictionaryEntry> = entries
        .iter()
        .filter(long)
        .map(|entry| DictionaryEntry { word: entry.word.chars().rev().collect(), place: (0, 0), ..entry.clone() })
        .collect();
    entries.sort_by(|a, b| compare(&a.word, &b.word).then(b.pages.cmp(&a.pages)));
    entries.dedup_by(|later, earlier| later.word == earlier.word);
    list(&entries, false)
}

fn list(entries: &[DictionaryEntry], places: bool) -> WordList {
    let mut out = WordList::default();
    for entries in entries.chunks(if places { SHARD } else { SHARD_BACKWARDS }) {
        out.firsts.push(entries[0].word.clone());
        out.shards.push(shard(entries, places));
    }
    out
}

fn shard(entries: &[DictionaryEntry], places: bool) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, u32::try_from(entries.len()).expect("a shard is small"));
    let mut endings = String::new();
    let mut before = "";
    for entry in entries {
        let (shared, ending) = shared(before, &entry.word);
        out.push(shared);
        endings.push_str(ending);
        endings.push('\n');
        before = &entry.word;
    }
    out.extend(entries.iter().map(marks));
    if places {
        for column in [|entry: &DictionaryEntry| entry.place.0, |entry: &DictionaryEntry| entry.place.1] {
            let mut from = 0;
            for entry in entries {
                step(&mut out, from, column(entry));
                from = column(entry);
            }
        }
    }
    out.extend_from_slice(endings.as_bytes());
    out
}

/// Formats the line of a phrase in its shard: `money back=refund:2.7;credit:0.3 note:1.1`.
pub(super) fn line(typed: &str, phrases: &[Vec<TargetWord>]) -> String {
    let word = |(word, (shard, nth)): &TargetWord| format!("{word}:{shard}.{nth}");
    let phrases: Vec<String> =
        phrases.iter().map(|words| words.iter().map(word).collect::<Vec<_>>().join(" ")).collect();
    format!("{typed}={}", phrases.join(";"))
}

/// Reads the words of a shard and its lines of synonyms; returns nothing for bytes that are no shard.
pub(super) fn read(bytes: &[u8], places: bool) -> Vec<String> {
    let mut at = 0;
    let Some(count) = read_number(bytes, &mut at).and_then(|count| usize::try_from(count).ok()) else {
        return Vec::new();
    };
    let Some(shared) = bytes.get(at..at + count) else { return Vec::new() };
    at += 2 * count;
    for _ in 0..if places { 2 * count } else { 0 } {
        read_number(bytes, &mut at);
    }
    let endings = String::from_utf8_lossy(bytes.get(at..).unwrap_or_default());
    let mut words: Vec<String> = Vec::with_capacity(count);
    let mut lines = endings.lines();
    for (shared, ending) in shared.iter().zip(&mut lines) {
        let before: Vec<u16> = words.last().map(|word| word.encode_utf16().collect()).unwrap_or_default();
        let beginning = &before[..usize::from(*shared).min(before.len())];
        words.push(String::from_utf16_lossy(beginning) + ending);
    }
    words.extend(lines.map(str::to_owned));
    words
}

/// Returns the number of UTF-16 units that a word shares with the one before it, and the rest of the word.
fn shared<'w>(before: &str, word: &'w str) -> (u8, &'w str) {
    let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a);
    let (units, bytes) = same.fold((0, 0), |(units, bytes), c| (units + c.len_utf16(), bytes + c.len_utf8()));
    (u8::try_from(units).expect("a word has at most 32 characters, or few more when unfolded"), &word[bytes..])
}

/// Returns the byte that says how common a word is, on a scale of fifteen, and its flags.
fn marks(entry: &DictionaryEntry) -> u8 {
    let common = u8::try_from(entry.pages.checked_ilog2().map_or(0, |log| log + 1).min(15)).unwrap_or_default();
    let flags = [(entry.stop_word, STOP_WORD), (entry.strong, STRONG), (entry.light, LIGHT)];
    flags.iter().filter(|(is_set, _)| *is_set).fold(common, |marks, (_, flag)| marks | flag)
}

/// Returns the pairs of endings that the words of one stem have in this edition, the most frequent first.
///
/// With them the browser finds `refunds` for `refunding` without a stemmer.
pub(super) fn endings(groups: &mut dyn Iterator<Item = Vec<&str>>) -> Vec<(String, String)> {
    let mut counts = BTreeMap::<(String, String), u32>::new();
    for group in groups {
        for (a, b) in group.iter().take(MOST_FORMS).flat_map(|a| group.iter().take(MOST_FORMS).map(move |b| (a, b))) {
            let same: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
            let (from, to) = (&a[same..], &b[same..]);
            let is_short = from.chars().count().max(to.chars().count()) <= LONGEST_ENDING;
            if a != b && is_short && a[..same].chars().count() >= SHORTEST_STEM {
                *counts.entry((from.to_owned(), to.to_owned())).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs.into_iter().take(MOST_ENDINGS).map(|(pair, _)| pair).collect()
}

/// The most forms of one stem that are looked at.
const MOST_FORMS: usize = 8;
/// The most characters of an ending.
const LONGEST_ENDING: usize = 4;
/// The fewest characters before it.
const SHORTEST_STEM: usize = 3;
/// The most pairs that are kept.
const MOST_ENDINGS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(word: &str, place: u32) -> DictionaryEntry {
        DictionaryEntry {
            word: word.into(),
            stop_word: false,
            strong: place == 1,
            light: false,
            pages: 5,
            place: (0, place),
        }
    }

    #[test]
    fn a_shard_shares_the_beginnings_of_words() {
        let words = vec![entry("refunds", 1), entry("refuse", 2), entry("refund", 1), entry("refund", 1)];
        let synonyms = Synonyms::from([("money back".to_owned(), vec![vec![("refund".to_owned(), (0, 1))]])]);
        let list = forwards(words, &synonyms);
        assert_eq!(list.firsts, ["refund"]);
        let bytes = &list.shards[0];
        assert_eq!(bytes[..7], [3, 0, 6, 4, 35, 35, 3]);
        assert_eq!(bytes[7..13], [0, 0, 0, 2, 0, 2]);
        assert_eq!(&bytes[13..], b"refund\ns\nse\nmoney back=refund:0.1\n");
        assert_eq!(read(bytes, true), ["refund", "refunds", "refuse", "money back=refund:0.1"]);
    }

    #[test]
    fn words_are_listed_backwards_by_their_ends() {
        let list = backwards(&[entry("refund", 1), entry("card", 2), entry("2026", 3), entry("fee", 4)]);
        assert_eq!(list.firsts, ["dnufer"]);
        assert!(list.shards[0].ends_with(b"dnufer\nrac\n"));
    }

    #[test]
    fn endings_are_learnt_from_the_forms_of_stems() {
        let groups =
            vec![vec!["refund", "refunds", "refunding"], vec!["book", "booking", "books"], vec!["pay", "paid"]];
        let pairs = endings(&mut groups.into_iter());
        assert_eq!(pairs[0], (String::new(), "ing".to_owned()));
        assert!(pairs.contains(&("ing".to_owned(), "s".to_owned())));
        assert!(!pairs.contains(&("y".to_owned(), "id".to_owned())));
    }
}
