//! Expands synonyms into phrases that the browser can look up.
//!
//! In: the synonyms that an edition's readers may know, the everyday ones of the thesaurus, the abbreviations that its texts
//! explain, and the words of its index. Out: for each phrase that a reader may type, the phrases to search for as well. What
//! always holds: a phrase to search for consists of words of the edition.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::{DictionaryEntry, Synonyms, TargetWord};
use super::stems::Stemmer;
use super::thesaurus::{Thesaurus, phrase};

/// The most phrases that one everyday word is expanded to: the postings of each have to be downloaded.
const MOST: usize = 4;
/// A word on more than a fifth of the pages finds nearly everything.
const COMMON: u32 = 5;

/// The words of an edition, by spelling and by stem.
pub(super) struct Vocabulary<'a> {
    stems: &'a Stemmer,
    by_word: BTreeMap<&'a str, &'a DictionaryEntry>,
    /// The shortest word of each stem.
    by_stem: BTreeMap<String, &'a DictionaryEntry>,
    forms: BTreeMap<(u32, u32), Vec<&'a str>>,
    pages: u32,
}

impl<'a> Vocabulary<'a> {
    /// Builds the vocabulary of an edition that has `pages` pages.
    pub(super) fn new(entries: &'a [DictionaryEntry], stems: &'a Stemmer, pages: u32) -> Self {
        let mut out = Self { stems, by_word: BTreeMap::new(), by_stem: BTreeMap::new(), forms: BTreeMap::new(), pages };
        let mut sorted: Vec<&DictionaryEntry> = entries.iter().filter(|entry| entry.place.1 > 0).collect();
        sorted.sort_unstable_by_key(|entry| (entry.word.len(), &entry.word));
        let mut seen = BTreeSet::new();
        for entry in sorted {
            if out.by_word.insert(&entry.word, entry).is_some() {
                continue;
            }
            if seen.insert(entry.place) {
                out.by_stem.insert(stems.stem(&entry.word).term, entry);
            }
            out.forms.entry(entry.place).or_default().push(&entry.word);
        }
        out
    }

    /// Returns every word with its entry, sorted.
    pub(super) fn words(&self) -> impl Iterator<Item = (&'a str, &'a DictionaryEntry)> + '_ {
        self.by_word.iter().map(|(word, entry)| (*word, *entry))
    }

    fn get(&self, word: &str) -> Option<&'a DictionaryEntry> {
        self.by_word.get(word).or_else(|| self.by_stem.get(&self.stems.stem(word).term)).copied()
    }

    /// Whether a word finds few enough pages to stand for another one. A word that finds nearly everything stands only for one that is
    /// rarer.
    pub(super) fn tells(&self, word: &DictionaryEntry, typed: Option<&DictionaryEntry>) -> bool {
        word.pages.saturating_mul(COMMON) <= self.pages.max(50) || typed.map_or(0, |typed| typed.pages) < word.pages
    }

    /// Returns the words of the edition that a phrase consists of, without its stop words. `None` when the edition lacks one of
    /// them, or when only one of several words is left.
    fn targets(&self, phrase: &str) -> Option<Vec<&'a DictionaryEntry>> {
        let all: Vec<&str> = phrase.split(' ').collect();
        let large: Vec<&str> = all.iter().copied().filter(|word| !self.stems.stem(word).stop_word).collect();
        if large.is_empty() || (large.len() == 1 && all.len() > 1) {
            return None;
        }
        large.into_iter().map(|word| self.get(word)).collect()
    }

    /// Returns a typed phrase and, when it is a single word, the other forms of that word that the edition uses.
    fn typed(&self, phrase: &str) -> BTreeSet<String> {
        let entry = if phrase.contains(' ') { None } else { self.get(phrase) };
        let forms = entry.and_then(|entry| self.forms.get(&entry.place)).into_iter().flatten();
        let inflected = forms.filter(|form| is_inflected(form, phrase));
        inflected.map(|form| (*form).to_owned()).chain([phrase.to_owned()]).collect()
    }
}

/// Whether two words of one stem differ in number, tense or person alone: what is said for a hospital is not said for hospitality.
fn is_inflected(a: &str, b: &str) -> bool {
    let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    [a, b].iter().all(|word| word.len() - shared <= 2 || ["ing", "ies", "ied"].iter().any(|end| word.ends_with(end)))
}

/// Expands synonyms, everyday words and abbreviations to phrases of the edition.
pub(super) fn expand(
    own: &BTreeMap<String, Vec<String>>,
    thesaurus: &Thesaurus,
    abbreviations: &BTreeSet<(String, String)>,
    vocabulary: &Vocabulary<'_>,
) -> Synonyms {
    let mut out = Synonyms::new();
    let mut add = |typed: &str, mut found: Vec<Vec<&DictionaryEntry>>| {
        found.retain(|words| !words.is_empty());
        for form in if found.is_empty() { BTreeSet::new() } else { vocabulary.typed(typed) } {
            let known = out.entry(form).or_default();
            for words in &found {
                let words: Vec<TargetWord> = words.iter().map(|entry| (entry.word.clone(), entry.place)).collect();
                if !known.contains(&words) {
                    known.push(words);
                }
            }
        }
    };
    let pairs = own.iter().flat_map(|(key, others)| others.iter().map(move |other| (key, other)));
    for (key, other) in pairs.chain(abbreviations.iter().map(|(short, long)| (short, long))) {
        let (key, other) = (phrase(key), phrase(other));
        for (typed, targets) in [(&key, &other), (&other, &key)] {
            if typed != targets && !typed.is_empty() && !targets.is_empty() {
                add(typed, vocabulary.targets(targets).into_iter().collect());
            }
        }
    }
    let mut others: BTreeMap<&str, Vec<Vec<&DictionaryEntry>>> = BTreeMap::new();
    for (typed, targets) in &thesaurus.groups {
        let mut found: Vec<Vec<&DictionaryEntry>> =
            targets.iter().filter_map(|phrase| vocabulary.targets(phrase)).collect();
        found.dedup_by_key(|words| words.iter().map(|entry| entry.place).collect::<Vec<_>>());
        for typed in typed {
            let known = vocabulary.get(typed).filter(|_| !typed.contains(' '));
            let itself = known.map(|entry| entry.place);
            let differ = found.iter().filter(|words| words.len() > 1 || Some(words[0].place) != itself);
            let differ = differ.filter(|words| words.iter().any(|entry| vocabulary.tells(entry, known)));
            let differ = differ.filter(|words| words.iter().map(|entry| &*entry.word).ne(typed.split(' ')));
            others.entry(typed).or_default().extend(differ.cloned());
        }
    }
    for (typed, mut found) in others {
        // Words of titles come first: they are the names that the handbook itself uses.
        found.sort_by_key(|words| (words.iter().any(|entry| !entry.strong), words.len()));
        found.truncate(MOST);
        add(typed, found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::line;
    use super::*;

    fn lines(own: &BTreeMap<String, Vec<String>>, thesaurus: &str, abbreviations: &[(&str, &str)]) -> Vec<String> {
        let entry = |word: &str, place: u32| DictionaryEntry {
            word: word.into(),
            stop_word: false,
            strong: false,
            light: false,
            pages: 1,
            place: (0, place),
        };
        let entries = [
            entry("refund", 1),
            entry("refunds", 1),
            entry("leave", 2),
            entry("paid", 3),
            entry("time", 4),
            entry("pto", 5),
            entry("supervisors", 6),
        ];
        let thesaurus = Thesaurus::parse(thesaurus);
        let stems = Stemmer::new("en", &thesaurus);
        let vocabulary = Vocabulary::new(&entries, &stems, 10);
        let abbreviations = abbreviations.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let all = expand(own, &thesaurus, &abbreviations, &vocabulary);
        all.iter().map(|(typed, phrases)| line(typed, phrases)).collect()
    }

    #[test]
    fn a_synonym_works_both_ways_and_in_every_form() {
        let own = BTreeMap::from([
            ("Refund".to_owned(), vec!["money back".to_owned()]),
            ("holiday".to_owned(), vec!["leave".to_owned(), "vacation".to_owned()]),
        ]);
        assert_eq!(lines(&own, "", &[]), ["holiday=leave:0.2", "money back=refund:0.1"]);
    }

    #[test]
    fn everyday_words_find_what_the_edition_has() {
        let found =
            lines(&BTreeMap::new(), "~ off\nrefund, money back\nboss, supervisor, time off\nwage > leave, refund", &[]);
        let expected =
            ["boss=supervisors:0.6", "money back=refund:0.1", "time off=supervisors:0.6", "wage=leave:0.2;refund:0.1"];
        assert_eq!(found, expected);
    }

    #[test]
    fn words_of_one_stem_need_not_be_forms_of_one_word() {
        let pairs = [("refund", "refunds"), ("carry", "carries"), ("stop", "stopping"), ("hospital", "hospitality")];
        assert_eq!(pairs.map(|(a, b)| is_inflected(a, b)), [true, true, true, false]);
    }

    #[test]
    fn an_abbreviation_stands_for_its_words() {
        let found = lines(&BTreeMap::new(), "", &[("PTO", "paid time off")]);
        assert_eq!(found, ["paid time off=pto:0.5", "pto=paid:0.3 time:0.4"]);
    }
}
