//! Words that search takes for one another, ready for the browser.
//!
//! In: the synonyms that an edition's readers may know, those that everybody knows, the abbreviations that its texts explain,
//! and its words. Out: for each phrase that may be typed, the phrases that are sought as well. What always holds: a phrase that
//! is sought is made of words of the edition.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::Entry;
use super::stems::Stems;
use super::thesaurus::{Thesaurus, phrase};

/// The most phrases that everyday words stand for: each costs a reader its postings.
const MOST: usize = 4;
/// A word on more than this part of the pages finds nothing that a reader would not find without it.
const COMMON: u32 = 5;

/// A word that is sought: how it is written, and where its postings are.
pub(super) type Sought = (String, (u32, u32));

/// For each phrase, the phrases that stand for it.
pub(super) type Synonyms = BTreeMap<String, Vec<Vec<Sought>>>;

/// The words of an edition, by how they are written and by their stem.
pub(super) struct Lexicon<'a> {
    stems: &'a Stems,
    by_word: BTreeMap<&'a str, &'a Entry>,
    /// The shortest word of each stem.
    by_stem: BTreeMap<String, &'a Entry>,
    forms: BTreeMap<(u32, u32), Vec<&'a str>>,
    pages: u32,
}

impl<'a> Lexicon<'a> {
    /// The words of an edition of so many pages.
    pub(super) fn new(entries: &'a [Entry], stems: &'a Stems, pages: u32) -> Self {
        let mut out = Self { stems, by_word: BTreeMap::new(), by_stem: BTreeMap::new(), forms: BTreeMap::new(), pages };
        let mut sorted: Vec<&Entry> = entries.iter().filter(|entry| entry.place.1 > 0).collect();
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

    fn get(&self, word: &str) -> Option<&'a Entry> {
        self.by_word.get(word).or_else(|| self.by_stem.get(&self.stems.stem(word).term)).copied()
    }

    /// A phrase as words of the edition, without its small words; `None` when it has others, or too little is left of it.
    fn sought(&self, phrase: &str) -> Option<Vec<&'a Entry>> {
        let all: Vec<&str> = phrase.split(' ').collect();
        let large: Vec<&str> = all.iter().copied().filter(|word| !self.stems.stem(word).small).collect();
        if large.is_empty() || (large.len() == 1 && all.len() > 1) {
            return None;
        }
        large.into_iter().map(|word| self.get(word)).collect()
    }

    /// The forms of a typed phrase: those of a single word that the edition uses, and the phrase itself.
    fn typed(&self, phrase: &str) -> BTreeSet<String> {
        let entry = if phrase.contains(' ') { None } else { self.get(phrase) };
        let forms = entry.and_then(|entry| self.forms.get(&entry.place)).into_iter().flatten();
        forms.map(|form| (*form).to_owned()).chain([phrase.to_owned()]).collect()
    }
}

/// Everything that stands for something else.
pub(super) fn expand(
    own: &BTreeMap<String, Vec<String>>,
    everyday: &Thesaurus,
    abbreviations: &BTreeSet<(String, String)>,
    lexicon: &Lexicon<'_>,
) -> Synonyms {
    let mut out = Synonyms::new();
    let mut add = |typed: &str, mut found: Vec<Vec<&Entry>>| {
        found.retain(|words| !words.is_empty());
        for form in if found.is_empty() { BTreeSet::new() } else { lexicon.typed(typed) } {
            let known = out.entry(form).or_default();
            for words in &found {
                let words: Vec<Sought> = words.iter().map(|entry| (entry.word.clone(), entry.place)).collect();
                if !known.contains(&words) {
                    known.push(words);
                }
            }
        }
    };
    let pairs = own.iter().flat_map(|(key, others)| others.iter().map(move |other| (key, other)));
    for (key, other) in pairs.chain(abbreviations.iter().map(|(short, long)| (short, long))) {
        let (key, other) = (phrase(key), phrase(other));
        for (typed, sought) in [(&key, &other), (&other, &key)] {
            if typed != sought && !typed.is_empty() && !sought.is_empty() {
                add(typed, lexicon.sought(sought).into_iter().collect());
            }
        }
    }
    let mut others: BTreeMap<&str, Vec<Vec<&Entry>>> = BTreeMap::new();
    for (typed, sought) in &everyday.groups {
        let mut found: Vec<Vec<&Entry>> = sought.iter().filter_map(|phrase| lexicon.sought(phrase)).collect();
        found.dedup_by_key(|words| words.iter().map(|entry| entry.place).collect::<Vec<_>>());
        found.retain(|words| words.iter().any(|entry| entry.pages.saturating_mul(COMMON) <= lexicon.pages.max(50)));
        for typed in typed {
            let itself = lexicon.get(typed).filter(|_| !typed.contains(' ')).map(|entry| entry.place);
            let differ = found.iter().filter(|words| words.len() > 1 || Some(words[0].place) != itself);
            let differ = differ.filter(|words| words.iter().map(|entry| &*entry.word).ne(typed.split(' ')));
            others.entry(typed).or_default().extend(differ.cloned());
        }
    }
    for (typed, mut found) in others {
        // What a title has is what the handbook calls it.
        found.sort_by_key(|words| (words.iter().any(|entry| !entry.strong), words.len()));
        found.truncate(MOST);
        add(typed, found);
    }
    out
}

/// The line of a phrase in its shard: `money back=refund:2.7;credit:0.3 note:1.1`.
pub(super) fn line(typed: &str, phrases: &[Vec<Sought>]) -> String {
    let word = |(word, (shard, nth)): &Sought| format!("{word}:{shard}.{nth}");
    let phrases: Vec<String> =
        phrases.iter().map(|words| words.iter().map(word).collect::<Vec<_>>().join(" ")).collect();
    format!("{typed}={}", phrases.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(own: &BTreeMap<String, Vec<String>>, everyday: &str, short: &[(&str, &str)]) -> Vec<String> {
        let entry = |word: &str, place: u32| Entry {
            word: word.into(),
            small: false,
            strong: false,
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
        let everyday = Thesaurus::parse(everyday);
        let stems = Stems::new("en", everyday.small.clone());
        let lexicon = Lexicon::new(&entries, &stems, 10);
        let short = short.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let all = expand(own, &everyday, &short, &lexicon);
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
    fn an_abbreviation_stands_for_its_words() {
        let found = lines(&BTreeMap::new(), "", &[("PTO", "paid time off")]);
        assert_eq!(found, ["paid time off=pto:0.5", "pto=paid:0.3 time:0.4"]);
    }
}
