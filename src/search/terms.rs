//! Weighs the terms: which pages have a stem, in which passage, and how much it counts there.
//!
//! In: [`Counts`] and the stem of each of its words. Out: [`Terms`]. What always holds: terms are sorted, and the postings
//! of each are sorted by page and passage.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::document::Field;
use super::index::{FieldWords, PageWords};
use super::stems::Stem;

/// A term that is on more pages keeps the postings of those where it weighs most, so that the cost of a query does not grow with
/// the handbook.
pub(super) const MOST_PAGES: usize = 3000;
/// A stop word that stands in no title, heading, keyword or id keeps the postings of so many pages, so that it is found by itself.
const MOST_PAGES_OF_STOP_WORD: usize = 100;
/// How many pages are weighed before their postings are added.
const TOGETHER: usize = 1024;
/// How much the length of a passage counts, from 0 to 1 (the `b` of BM25).
const LENGTH: f32 = 0.5;

/// One term in one passage of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) page: u32,
    pub(super) unit: u16,
    pub(super) level: u8,
}

/// Every term of an edition.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// The stems, sorted.
    pub(super) stems: Vec<String>,
    /// The term of each word.
    pub(super) of_word: Vec<u32>,
    /// The postings of each term.
    pub(super) postings: Vec<Vec<Posting>>,
    /// The number of pages that have each term.
    pub(super) pages: Vec<u32>,
    /// Whether a title, an id or a keyword has the term.
    pub(super) strong: Vec<bool>,
}

/// Weighs every word of every page.
pub(super) fn weigh(pages: Vec<PageWords>, stems: &[Stem]) -> Terms {
    let (sorted, of_word) = number(stems);
    let mut stop_word: Vec<bool> = stems.iter().map(|stem| stem.stop_word).collect();
    let kept = terms_in(&pages, keeps_stop_words, &of_word, sorted.len());
    let is_bare = |word: usize| stop_word[word] && !kept[of_word[word] as usize];
    let bare: BTreeSet<u32> = (0..stems.len()).filter(|word| is_bare(*word)).map(|word| of_word[word]).collect();
    stop_word.iter_mut().zip(&of_word).for_each(|(is_stop_word, term)| *is_stop_word &= !bare.contains(term));
    let bodies = || pages.iter().flat_map(PageWords::iter).filter(|run| run.field == Field::Body && run.unit > 0);
    let passages = bodies().count().max(1);
    let average = bodies().map(|run| run.words.len()).sum::<usize>() / passages;
    let weigher = Weigher { of_word: &of_word, stop_word: &stop_word, average: average.max(1) };
    let strong = terms_in(&pages, is_strong, &of_word, sorted.len());
    let mut out = Terms { strong, pages: vec![0; sorted.len()], ..Terms::default() };
    out.postings = vec![Vec::new(); sorted.len()];
    let mut page = 0;
    // Some pages at a time, whose words are not kept any longer: postings take as much memory as they do.
    let mut pages = pages.into_iter();
    loop {
        let some: Vec<PageWords> = pages.by_ref().take(TOGETHER).collect();
        if some.is_empty() {
            break;
        }
        let found: Vec<Vec<(u32, u16, u8)>> = some.par_iter().map(|runs| weigher.page(runs)).collect();
        for found in found {
            for (term, unit, level) in found {
                let postings = &mut out.postings[term as usize];
                if postings.last().is_none_or(|last| last.page != page) {
                    out.pages[term as usize] += 1;
                }
                postings.push(Posting { page, unit, level });
            }
            page += 1;
        }
    }
    out.postings.par_iter_mut().zip(&mut out.pages).enumerate().for_each(|(term, (postings, pages))| {
        let is_bare = u32::try_from(term).is_ok_and(|term| bare.contains(&term));
        let most = if is_bare { MOST_PAGES_OF_STOP_WORD } else { MOST_PAGES };
        if *pages as usize > most {
            *postings = heaviest(postings, most);
        }
        if is_bare {
            // The browser takes a term with more pages than postings for one that was cut.
            *pages = (*pages).min(u32::try_from(most).unwrap_or(u32::MAX));
        }
    });
    out.stems = sorted;
    out.of_word = of_word;
    out
}

/// Whether a field keeps its stop words.
fn keeps_stop_words(field: Field) -> bool {
    matches!(field, Field::Id | Field::Title | Field::Keywords | Field::Heading)
}

/// Whether a field names what its page is about.
fn is_strong(field: Field) -> bool {
    matches!(field, Field::Id | Field::Title | Field::Keywords)
}

/// Returns for each term whether a field of this sort has it.
fn terms_in(pages: &[PageWords], is_wanted: fn(Field) -> bool, of_word: &[u32], terms: usize) -> Vec<bool> {
    let mut has = vec![false; terms];
    for run in pages.iter().flat_map(PageWords::iter).filter(|run| is_wanted(run.field)) {
        run.words.iter().for_each(|word| has[of_word[*word as usize] as usize] = true);
    }
    has
}

/// Returns the distinct stems in order, and the index of each word's stem among them.
fn number(stems: &[Stem]) -> (Vec<String>, Vec<u32>) {
    let mut sorted: Vec<&str> = stems.iter().map(|stem| stem.term.as_str()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let place = |stem: &Stem| sorted.binary_search(&stem.term.as_str()).unwrap_or_default();
    let of_word = stems.par_iter().map(|stem| u32::try_from(place(stem)).expect("fewer terms than words")).collect();
    (sorted.into_iter().map(str::to_owned).collect(), of_word)
}

struct Weigher<'a> {
    of_word: &'a [u32],
    stop_word: &'a [bool],
    /// The average number of words of a passage.
    average: usize,
}

impl Weigher<'_> {
    /// Returns term, passage and level of everything on a page, sorted.
    fn page(&self, runs: &PageWords) -> Vec<(u32, u16, u8)> {
        let mut runs: Vec<FieldWords<'_>> = runs.iter().collect();
        runs.sort_by_key(|run| run.unit);
        let weights: Vec<f32> = runs.iter().map(|run| self.weight(*run)).collect();
        // The term in the upper half, its entry in the lower: one number is sorted faster than two.
        let mut found: Vec<u64> = Vec::with_capacity(runs.iter().map(|run| run.words.len()).sum());
        for (run, nth) in runs.iter().zip(0_u32..) {
            let keeps_small = keeps_stop_words(run.field);
            for word in run.words {
                if keeps_small || !self.stop_word[*word as usize] {
                    found.push(u64::from(self.of_word[*word as usize]) << 32 | u64::from(nth));
                }
            }
        }
        found.sort_unstable();
        let run = |found: u64| usize::try_from(found & u64::from(u32::MAX)).expect("it is a place in `runs`");
        let place = |found: u64| (found >> 32, run(found));
        let same = found.chunk_by(|a, b| {
            let ((term, run), (next, next_run)) = (place(*a), place(*b));
            term == next && runs[run].unit == runs[next_run].unit
        });
        same.map(|same| {
            let (term, run) = place(same[0]);
            let weight: f32 = same.iter().map(|found| weights[place(*found).1]).sum();
            (u32::try_from(term).expect("it was one"), runs[run].unit, level(weight))
        })
        .collect()
    }

    /// Returns the weight of one word: that of its field, divided by the relative length of the field.
    fn weight(&self, run: FieldWords<'_>) -> f32 {
        let (boost, usual) = match run.field {
            Field::Id => (20.0, 3),
            Field::Title => (12.0, 4),
            Field::Keywords => (3.0, 2),
            Field::Asked => (5.0, 2),
            Field::Options => (5.0, 16),
            Field::Cases => (3.0, 24),
            Field::Heading => (4.0, 5),
            Field::Address => (2.0, 4),
            Field::Links => (1.5, 4),
            Field::Above => (1.2, 5),
            Field::Body => (1.0, self.average),
        };
        #[expect(clippy::cast_precision_loss, reason = "lengths are small")]
        let length = run.words.len() as f32 / usual as f32;
        boost / (1.0 - LENGTH + LENGTH * length)
    }
}

/// Returns a weight on a scale of sixteen: each level is √2 times the one before, and level 4 is a weight of 1.
fn level(weight: f32) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a nibble holds")]
    let level = (weight.log2() * 2.0 + 4.0).round().clamp(0.0, 15.0) as u8;
    level
}

/// Returns the postings of the `most` pages on which a term weighs most.
fn heaviest(postings: &[Posting], most: usize) -> Vec<Posting> {
    let mut pages: Vec<(u8, u32)> = Vec::new();
    for same in postings.chunk_by(|a, b| a.page == b.page) {
        pages.push((same.iter().map(|posting| posting.level).max().unwrap_or_default(), same[0].page));
    }
    pages.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<u32> = pages.into_iter().take(most).map(|(_, page)| page).collect();
    kept.sort_unstable();
    postings.iter().filter(|posting| kept.binary_search(&posting.page).is_ok()).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_steps_of_the_root_of_two() {
        assert_eq!([0.01, 0.25, 1.0, 2.0, 20.0, 1000.0].map(level), [0, 0, 4, 6, 13, 15]);
    }

    #[test]
    fn a_case_counts_more_than_text_and_less_than_an_option() {
        let weigher = Weigher { of_word: &[0], stop_word: &[false], average: 24 };
        let weight = |field| weigher.weight(FieldWords { unit: 0, field, words: &[0; 24] });
        let weights = [Field::Body, Field::Cases, Field::Options].map(weight);
        assert!(weights.is_sorted_by(|a, b| a < b), "{weights:?}");
    }

    #[test]
    fn a_common_term_keeps_its_heaviest_pages() {
        let postings: Vec<Posting> = (0..5000)
            .flat_map(|page| [(page, 0, u8::from(page % 2 == 0)), (page, 3, 0)])
            .map(|(page, unit, level)| Posting { page, unit, level })
            .collect();
        let kept = heaviest(&postings, MOST_PAGES);
        assert_eq!(kept.len(), 2 * MOST_PAGES);
        assert!(kept.iter().filter(|posting| posting.page % 2 == 0).count() == 5000);
        assert!(kept.is_sorted_by_key(|posting| (posting.page, posting.unit)));
    }
}
