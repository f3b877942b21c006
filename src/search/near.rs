//! Words that are near in meaning to what a reader may type.
//!
//! In: the theme's table of near words (`words/near-en.txt`) and the words of an edition's index. Out: shards with a line for each word
//! of the table that has near words in the edition: `holiday=leave:0.2;day:1.7`, the nearest first. What always holds: nothing in the
//! table comes from a handbook, and each word behind `=` is one of the edition's.

use rustc_hash::FxHashMap;

use super::dictionary::{DictionaryEntry, WordList, line};
use super::synonyms::Vocabulary;

/// How many lines a shard has.
const SHARD: usize = 64;
/// The most near words that one word is expanded to: the postings of each have to be downloaded.
const MOST: usize = 4;

/// The endings of regular forms, with what may stand in the place of each in the word itself. The table has no such forms.
const ENDINGS: [(&str, &[&str]); 9] = [
    ("ies", &["y"]),
    ("es", &["", "e"]),
    ("s", &[""]),
    ("ied", &["y"]),
    ("ed", &["", "e"]),
    ("ing", &["", "e"]),
    ("ings", &["", "e"]),
    ("ly", &[""]),
    ("ness", &[""]),
];

/// The words of an edition by their spelling, and by the words of which they may be regular forms.
type Words<'a> = FxHashMap<String, &'a DictionaryEntry>;

/// Returns the shards of near words, and the first word of each.
pub(super) fn shards(table: &str, vocabulary: &Vocabulary<'_>) -> WordList {
    let words = words(vocabulary);
    let rows = table.lines().filter(|row| !row.starts_with('#'));
    let mut lines: Vec<(&str, String)> = rows.filter_map(|row| expand(row, &words, vocabulary)).collect();
    lines.sort_unstable();
    let mut list = WordList::default();
    for lines in lines.chunks(SHARD) {
        list.firsts.push(lines[0].0.to_owned());
        list.shards.push(lines.iter().flat_map(|(_, line)| line.bytes().chain([b'\n'])).collect());
    }
    list
}

/// Returns the words of an edition. A table word is looked up as it is, so that no word of the table has to be stemmed.
fn words<'a>(vocabulary: &Vocabulary<'a>) -> Words<'a> {
    let mut words: Words<'a> = vocabulary.words().map(|(word, entry)| (word.to_owned(), entry)).collect();
    for (word, entry) in vocabulary.words() {
        for (ending, instead) in ENDINGS {
            let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 2) else { continue };
            let mut last = stem.chars().rev();
            let is_doubled = last.next() == last.next();
            let single = is_doubled.then(|| stem[..stem.len() - 1].to_owned()).filter(|_| stem.is_ascii());
            for word in instead.iter().map(|letter| format!("{stem}{letter}")).chain(single) {
                words.entry(word).or_insert(entry);
            }
        }
    }
    words
}

/// Returns the first word of a row of the table with its line; `None` where the edition has none of the others.
fn expand<'t>(row: &'t str, words: &Words<'_>, vocabulary: &Vocabulary<'_>) -> Option<(&'t str, String)> {
    let get = |word: &str| words.get(word).copied();
    let mut row = row.split(' ');
    let typed = row.next()?;
    let own = get(typed);
    let mut found: Vec<&DictionaryEntry> = Vec::new();
    for near in row.filter_map(get) {
        let is_new = own.into_iter().chain(found.iter().copied()).all(|one| one.place != near.place);
        if is_new && vocabulary.tells(near, own) {
            found.push(near);
        }
    }
    let near: Vec<_> = found.iter().take(MOST).map(|entry| vec![(entry.word.clone(), entry.place)]).collect();
    (!near.is_empty()).then(|| (typed, line(typed, &near)))
}

#[cfg(test)]
mod tests {
    use super::super::stems::Stemmer;
    use super::super::thesaurus::Thesaurus;
    use super::*;

    fn list(table: &str) -> Vec<String> {
        let entry = |word: &str, pages: u32, place: u32| DictionaryEntry {
            word: word.into(),
            stop_word: false,
            strong: false,
            light: false,
            pages,
            place: (0, place),
        };
        let entries = [entry("leave", 2, 1), entry("sickness", 1, 2), entry("ill", 3, 3), entry("client", 90, 4)];
        let stems = Stemmer::new("en", &Thesaurus::default());
        let list = shards(table, &Vocabulary::new(&entries, &stems, 100));
        assert_eq!(list.firsts.len(), list.shards.len());
        list.shards.into_iter().flat_map(String::from_utf8).collect()
    }

    #[test]
    fn a_line_has_the_words_that_the_edition_has() {
        let table = "# A comment of the table\nvacation holiday leave trip\nsick ill illness unwell\ntree plant";
        assert_eq!(list(table), ["sick=ill:0.3\nvacation=leave:0.1\n"]);
    }

    #[test]
    fn a_word_does_not_stand_for_itself_nor_one_for_nearly_everything() {
        assert_eq!(list("ill sickness ill\nleave leave"), ["ill=sickness:0.2\n"]);
        // A word on nearly every page stands for one that is rarer, and for nothing more.
        assert_eq!(list("customer client"), ["customer=client:0.4\n"]);
        assert_eq!(list("client client customer"), Vec::<String>::new());
    }

    #[test]
    fn the_table_of_the_theme_has_rows_of_words() {
        let table = include_str!("../../themes/greyline/words/near-en.txt");
        let rows: Vec<&str> = table.lines().filter(|row| !row.starts_with('#')).collect();
        assert!(rows.len() > 15_000 && rows.is_sorted());
        for row in rows {
            assert!(
                row.split(' ').count() > 1 && row.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase()),
                "{row}"
            );
        }
    }
}
