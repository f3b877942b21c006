//! The synonyms of `book.toml` that an audience may know.
//!
//! In: the synonyms and the pages of an edition. Out: those that its audience may know. What always holds: a synonym is never the
//! place where an audience first reads a word. Synonyms have no audience, so the most private one has all of them; any other has
//! those alone that are made of words which its own pages use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::model::{Page, PageIndex};
use crate::config::Config;
use crate::index_vec::IndexVec;
use crate::memo::{ByAddress, Last, Memo};

/// A page, and the words that are looked for in it.
type PageAndWords = (ByAddress<Page>, ByAddress<SynonymWords>);

/// What is kept from one search for synonyms to the next.
#[derive(Debug, Default)]
pub(super) struct SynonymMemo {
    words: Last<ByAddress<Config>, Arc<SynonymWords>>,
    used: Memo<PageAndWords, Arc<[usize]>>,
}

/// The words that synonyms are made of.
#[derive(Debug)]
struct SynonymWords {
    words: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl SynonymMemo {
    pub(super) fn drop_unused(&self) {
        self.used.drop_unused();
    }

    /// Of all synonyms, those that the readers of `pages` may know.
    pub(super) fn known(
        &self,
        config: &Arc<Config>,
        pages: &IndexVec<PageIndex, Arc<Page>>,
        most_private: bool,
    ) -> BTreeMap<String, Vec<String>> {
        let all = &config.synonyms;
        if all.is_empty() || most_private {
            return all.clone();
        }
        let words = self.words.get(ByAddress::of(config), |config| Arc::new(SynonymWords::of(&config.synonyms)));
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for page in pages {
            let of_page = self.used.get((ByAddress::of(page), ByAddress::of(&words)), |(page, words)| {
                words.used_by(page).into_iter().collect()
            });
            used.extend(of_page.iter().map(|word| words.words[*word].as_str()));
        }
        known(all, &used)
    }
}

/// The synonyms that are made of the words in `used` alone.
fn known(all: &BTreeMap<String, Vec<String>>, used: &BTreeSet<&str>) -> BTreeMap<String, Vec<String>> {
    let knows = |phrase: &str| {
        let mut words = phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
        words.peek().is_some() && words.all(|word| used.contains(word))
    };
    all.iter()
        .filter(|(key, _)| knows(key))
        .map(|(key, others)| (key.clone(), others.iter().filter(|other| knows(other)).cloned().collect()))
        .collect()
}

impl SynonymWords {
    fn of(all: &BTreeMap<String, Vec<String>>) -> Self {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for phrase in all.iter().flat_map(|(key, others)| others.iter().chain([key])) {
            words.extend(phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned));
        }
        let words: Vec<String> = words.into_iter().collect();
        Self { finder: AhoCorasick::builder().ascii_case_insensitive(true).build(&words).ok(), words }
    }

    /// The words that a page uses, by their places in `words`.
    fn used_by(&self, page: &Page) -> BTreeSet<usize> {
        texts(page).flat_map(|text| self.used_in(text)).collect()
    }

    fn used_in(&self, text: &str) -> impl Iterator<Item = usize> {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let found = self.finder.iter().flat_map(move |finder| finder.find_overlapping_iter(text));
        let is_whole = move |found: &aho_corasick::Match| {
            !inside(text[..found.start()].chars().next_back()) && !inside(text[found.end()..].chars().next())
        };
        found.filter(is_whole).map(|found| found.pattern().as_usize())
    }
}

/// The texts of a page that its readers see or find it by.
fn texts(page: &Page) -> impl Iterator<Item = &str> {
    let meta = page.meta.iter();
    let options = meta.clone().flat_map(|meta| meta.options().map(|option| option.offer));
    let reasons = meta.flat_map(|meta| meta.rationale().iter().chain(meta.reasons()).map(String::as_str));
    [page.title.as_str(), page.body.as_str()]
        .into_iter()
        .chain(page.description.as_deref())
        .chain(page.keywords.iter().map(String::as_str))
        .chain(options)
        .chain(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_knows_the_synonyms_of_its_own_words() {
        let all = BTreeMap::from([
            ("Refund".to_owned(), vec!["money back".to_owned(), "cash".to_owned(), "slush fund".to_owned()]),
            ("codename".to_owned(), vec!["refund".to_owned()]),
        ]);
        let words = SynonymWords::of(&all);
        let text = "A Refund is money that comes back. The refunding. cash";
        let used: BTreeSet<&str> = words.used_in(text).map(|word| words.words[word].as_str()).collect();
        let refund = vec!["money back".to_owned(), "cash".to_owned()];
        assert_eq!(known(&all, &used), BTreeMap::from([("Refund".to_owned(), refund)]));
    }
}
