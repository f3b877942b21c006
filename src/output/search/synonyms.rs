//! Words that search takes for one another, ready for the browser.
//!
//! In: the synonyms that an edition's readers may know, and its words. Out: for each phrase, the phrases that are sought as well.
//! What always holds: a phrase that is sought is made of words of the edition.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{fold, words};
use super::words::Entry;

/// Each phrase that a reader may type, with the phrases that stand for it. Phrases are folded words with spaces between them.
pub(super) fn expand(
    synonyms: &BTreeMap<String, Vec<String>>,
    entries: &[Entry],
) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if synonyms.is_empty() {
        return out;
    }
    let known: BTreeMap<&str, &Entry> = entries.iter().map(|entry| (entry.word.as_str(), entry)).collect();
    let mut forms: BTreeMap<(u32, u32), Vec<&str>> = BTreeMap::new();
    for entry in known.values().filter(|entry| entry.place.1 > 0) {
        forms.entry(entry.place).or_default().push(&entry.word);
    }
    for (key, others) in synonyms {
        let key = phrase(key);
        for other in others {
            let other = phrase(other);
            for (typed, sought) in [(&key, &other), (&other, &key)] {
                if typed == sought || typed.is_empty() || !sought.split(' ').all(|word| known.contains_key(word)) {
                    continue;
                }
                let place = known.get(typed.as_str()).map(|entry| entry.place);
                let same = place.and_then(|place| forms.get(&place)).map_or(&[][..], Vec::as_slice);
                for typed in same.iter().copied().chain([typed.as_str()]) {
                    out.entry(typed.to_owned()).or_default().insert(sought.clone());
                }
            }
        }
    }
    out
}

fn phrase(text: &str) -> String {
    words(text).iter().map(|word| fold(word).into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synonym_works_both_ways_and_in_every_form() {
        let entry = |word: &str, place: u32| Entry {
            word: word.into(),
            small: false,
            strong: false,
            pages: 1,
            place: (0, place),
        };
        let entries = [entry("refund", 1), entry("refunds", 1), entry("leave", 2)];
        let synonyms = BTreeMap::from([
            ("Refund".to_owned(), vec!["money back".to_owned()]),
            ("holiday".to_owned(), vec!["leave".to_owned(), "vacation".to_owned()]),
        ]);
        let expanded = expand(&synonyms, &entries);
        let pairs: Vec<(&str, Vec<&str>)> =
            expanded.iter().map(|(key, to)| (key.as_str(), to.iter().map(String::as_str).collect())).collect();
        assert_eq!(pairs, [("holiday", vec!["leave"]), ("money back", vec!["refund"])]);
    }
}
