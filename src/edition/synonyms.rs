//! The synonyms of `book.toml` that an audience may know.
//!
//! They carry no label, so all of them are the most private audience's. Another audience knows those alone that are made of
//! words which its own pages use: a synonym must not be the place where it first reads a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::model::Page;

/// Of all synonyms, those that the readers of `pages` may know.
pub(super) fn known(
    all: &BTreeMap<String, Vec<String>>,
    pages: &[Arc<Page>],
    most_private: bool,
) -> BTreeMap<String, Vec<String>> {
    if all.is_empty() || most_private {
        return all.clone();
    }
    let (words, used) = used(all, pages);
    let used: BTreeSet<&str> =
        words.iter().zip(used).filter(|(_, used)| *used).map(|(word, _)| word.as_str()).collect();
    let knows = |phrase: &str| {
        let mut words = phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
        words.peek().is_some() && words.all(|word| used.contains(word))
    };
    all.iter()
        .filter(|(key, _)| knows(key))
        .map(|(key, others)| (key.clone(), others.iter().filter(|other| knows(other)).cloned().collect()))
        .collect()
}

/// The words that synonyms are made of, and which of them the pages use.
pub(super) fn used(all: &BTreeMap<String, Vec<String>>, pages: &[Arc<Page>]) -> (Vec<String>, Vec<bool>) {
    if all.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut words: BTreeSet<String> = BTreeSet::new();
    for phrase in all.iter().flat_map(|(key, others)| others.iter().chain([key])) {
        words.extend(phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned));
    }
    let words: Vec<String> = words.into_iter().collect();
    let Ok(finder) = AhoCorasick::builder().ascii_case_insensitive(true).build(&words) else {
        return (Vec::new(), Vec::new());
    };
    let mut used = vec![false; words.len()];
    for text in pages.iter().flat_map(|page| texts(page)) {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        for found in finder.find_overlapping_iter(text) {
            let whole =
                !inside(text[..found.start()].chars().next_back()) && !inside(text[found.end()..].chars().next());
            used[found.pattern().as_usize()] |= whole;
        }
    }
    (words, used)
}

/// The texts of a page that its readers see or find it by.
fn texts(page: &Page) -> impl Iterator<Item = &str> {
    let meta = page.meta.iter();
    let options = meta.clone().flat_map(|meta| meta.options().map(|option| option.offer));
    let reasons = meta.flat_map(|meta| meta.rationale().iter().chain(meta.reasons()).map(String::as_str));
    [page.title.as_str(), &page.body.text]
        .into_iter()
        .chain(page.description.as_deref())
        .chain(page.keywords.iter().map(String::as_str))
        .chain(options)
        .chain(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::model::Body;
    use crate::markdown::Dialect;
    use crate::policy::Kind;

    fn page(text: &str) -> Arc<Page> {
        Arc::new(Page {
            address: "a".into(),
            section: String::new(),
            title: "A".into(),
            description: None,
            kind: Kind::Page,
            body: Body { text: text.into(), dialect: Dialect::Prose },
            meta: None,
            tags: Vec::new(),
            keywords: vec!["cash".into()],
            links: Vec::new(),
            versions: Vec::new(),
        })
    }

    #[test]
    fn an_audience_knows_the_synonyms_of_its_own_words() {
        let all = BTreeMap::from([
            ("Refund".to_owned(), vec!["money back".to_owned(), "cash".to_owned(), "slush fund".to_owned()]),
            ("codename".to_owned(), vec!["refund".to_owned()]),
        ]);
        let pages = [page("A Refund is money that comes back. The refunding.")];
        let known_to = |private| known(&all, &pages, private);
        assert_eq!(known_to(true), all);
        let refund = vec!["money back".to_owned(), "cash".to_owned()];
        assert_eq!(known_to(false), BTreeMap::from([("Refund".to_owned(), refund)]));
    }
}
