//! Collects the words of every page, in parallel.
//!
//! In: an [`Edition`]. Out: [`Counts`]: every distinct word once, and each page as the numbers of the words in its fields. What
//! always holds: the result does not depend on the number of threads, apart from the numbers of the words, which nothing is
//! sorted by.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};

use super::abbreviations;
use super::document::{self, Document, Field, PageOrder};
use super::results::{self, BLOCK, ShardSizes, ShownPage};
use super::tokenize::tokenize;
use crate::edition::{Edition, PageIndex, Reads, record};

/// The words of one field of a page, or of one passage of its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldWords<'a> {
    /// 0 for the page as a whole, then its passages from 1, then its points.
    pub(super) unit: u16,
    pub(super) field: Field,
    pub(super) words: &'a [u32],
}

/// The words of all fields of a page in one list: many small lists would fragment the memory.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct PageWords {
    words: Vec<u32>,
    /// The unit and the field of each entry, and where its words end; the next one begins there.
    ends: Vec<(u16, Field, u32)>,
}

impl PageWords {
    pub(super) fn iter(&self) -> impl Iterator<Item = FieldWords<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |(unit, field, end)| {
            let words = &self.words[start..*end as usize];
            start = *end as usize;
            FieldWords { unit: *unit, field: *field, words }
        })
    }

    /// Adds a field whose words `add` appends.
    fn add(&mut self, unit: u16, field: Field, add: impl FnOnce(&mut Vec<u32>)) {
        add(&mut self.words);
        let end = u32::try_from(self.words.len()).expect("a page has fewer than 2^32 words");
        self.ends.push((unit, field, end));
    }
}

/// The words of an edition.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Every word, by its number.
    pub(super) words: Vec<Box<str>>,
    /// The words of every page, in the order of the index.
    pub(super) pages: Vec<PageWords>,
    /// The shards of pages: name and script.
    pub(super) shards: Vec<(String, Vec<u8>)>,
    /// Abbreviations, and what they stand for.
    pub(super) abbreviations: BTreeSet<(String, String)>,
}

/// What 64 neighbouring pages bring to the index.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Block {
    /// Every distinct word; the numbers below are places in this list.
    words: Vec<String>,
    pages: Vec<PageWords>,
    /// The words with which the pages link to others.
    links: Vec<(PageIndex, Vec<u32>)>,
    /// The shards of the pages: name and script.
    shards: Vec<(String, String)>,
    abbreviations: BTreeSet<(String, String)>,
}

/// What is known of an earlier index of the same edition, made by the same program.
pub trait KnownBlocks: Sync {
    /// The block with a number, if each page that it was made of is what it was.
    fn get(&self, number: usize) -> Option<Block>;
    /// Takes note of a block that was made, and of the pages that it was made of.
    fn note(&self, number: usize, block: &Block, reads: Reads);
}

/// Nothing is known.
impl KnownBlocks for () {
    fn get(&self, _: usize) -> Option<Block> {
        None
    }

    fn note(&self, _: usize, _: &Block, _: Reads) {}
}

/// The words of some pages while they are collected.
#[derive(Default)]
struct BlockWords {
    table: WordTable,
    block: Block,
}

/// Words and their numbers, stored in one text, since every word of a handbook is looked up here.
#[derive(Default)]
struct WordTable {
    places: HashTable<WordSlot>,
    text: String,
    /// Where each word ends; the next one begins there.
    ends: Vec<usize>,
    /// Stop words that mean something else in capitals.
    capitals: BTreeSet<String>,
}

/// The number of a word and its place in the text, side by side, so that a look-up takes one memory access less.
struct WordSlot {
    number: u32,
    start: u32,
    end: u32,
}

impl WordTable {
    fn number(&mut self, word: &str) -> u32 {
        let Self { places, text, ends, .. } = self;
        let hash = |word: &str| FxBuildHasher.hash_one(word);
        let known = |place: &WordSlot| &text.as_bytes()[place.start as usize..place.end as usize];
        let rehash = |place: &WordSlot| hash(&text[place.start as usize..place.end as usize]);
        match places.entry(hash(word), |place| known(place) == word.as_bytes(), rehash) {
            Entry::Occupied(found) => found.get().number,
            Entry::Vacant(place) => {
                let few = |many: usize| u32::try_from(many).expect("a handbook's distinct words take less than 4 GiB");
                let (number, start) = (few(ends.len()), few(text.len()));
                text.push_str(word);
                place.insert(WordSlot { number, start, end: few(text.len()) });
                ends.push(text.len());
                number
            }
        }
    }

    /// Returns the words by their numbers.
    fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| word_at(&self.text, &self.ends, number))
    }

    fn tokenize(&mut self, text: &str, out: &mut Vec<u32>) {
        tokenize(text, &mut |word| out.push(self.number(word)));
        for word in std::mem::take(&mut self.capitals) {
            let count = abbreviations::count_in_capitals(text, &word);
            let number = (count > 0).then(|| self.number(&word));
            out.extend(std::iter::repeat_n(number, count).flatten());
            self.capitals.insert(word);
        }
    }

    fn words_of(&mut self, text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        self.tokenize(text, &mut out);
        out
    }
}

/// Collects the words of an edition; `glossary` is the title of the glossary's page, `capitals` are the stop words that mean something
/// else in capitals, `pack` makes the script of a shard, `known` spares reading pages that are what they were.
pub(super) fn count(
    edition: &Edition,
    glossary: &str,
    capitals: &BTreeSet<String>,
    pack: &(dyn Fn(&str, &[u8]) -> String + Sync),
    known: &dyn KnownBlocks,
) -> Counts {
    let order = PageOrder::of(edition).pages;
    let sizes = ShardSizes::of(order.len());
    let read = |number: usize, pages: &[Option<PageIndex>]| {
        let table = WordTable { capitals: capitals.clone(), ..WordTable::default() };
        let mut words = BlockWords { table, ..BlockWords::default() };
        let shown = pages.iter().map(|page| words.read(edition, *page, glossary)).collect();
        let BlockWords { table, mut block } = words;
        block.words = table.words().map(str::to_owned).collect();
        block.shards = results::shards(number, shown, sizes)
            .into_iter()
            .map(|(name, bytes)| {
                let script = pack(&name, &bytes);
                (name, script)
            })
            .collect();
        block
    };
    let block = |(number, pages): (usize, &[Option<PageIndex>])| {
        known.get(number).unwrap_or_else(|| {
            let (block, reads) = record(|| read(number, pages));
            known.note(number, &block, reads);
            block
        })
    };
    // Some blocks at a time: the words of one block are most of those of the next, and are kept once when both are added.
    let mut counts = CountsBuilder::default();
    let numbered: Vec<(usize, &[Option<PageIndex>])> = order.chunks(BLOCK).enumerate().collect();
    for some in numbered.chunks(4 * rayon::current_num_threads()) {
        let blocks: Vec<Block> = some.par_iter().copied().map(block).collect();
        for block in blocks {
            counts.add(block);
        }
    }
    counts.finish(&order)
}

fn word_at<'a>(text: &'a str, ends: &[usize], number: usize) -> &'a str {
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &text[start..ends[number]]
}

impl BlockWords {
    /// Reads a page, and returns what the search shows of it.
    fn read(&mut self, edition: &Edition, page: Option<PageIndex>, glossary: &str) -> ShownPage {
        let (document, links) = match page {
            Some(at) => document::page(edition, at),
            None => (document::glossary(edition, glossary), Vec::new()),
        };
        self.block.links.extend(links.into_iter().map(|(to, words)| (to, self.table.words_of(&words))));
        let runs = self.runs(&document);
        self.block.pages.push(runs);
        results::shown(edition, &document)
    }

    fn runs(&mut self, document: &Document) -> PageWords {
        let table = &mut self.table;
        let mut runs = PageWords::default();
        for (field, text) in &document.fields {
            runs.add(0, *field, |words| table.tokenize(text, words));
        }
        let headings: Vec<Vec<u32>> = document.headings.iter().map(|heading| table.words_of(&heading.text)).collect();
        for (nth, passage) in document.passages.iter().enumerate() {
            abbreviations::find(&passage.text, &mut self.block.abbreviations);
            let Ok(unit) = u16::try_from(nth + 1) else { break };
            if let Some(heading) = passage.heading {
                runs.add(unit, Field::Heading, |words| words.extend(&headings[heading]));
                for above in &document.headings[heading].above {
                    runs.add(unit, Field::Above, |words| words.extend(&headings[*above]));
                }
            }
            runs.add(unit, Field::Body, |words| table.tokenize(&passage.text, words));
        }
        for (nth, point) in document.points.iter().enumerate() {
            let Ok(unit) = u16::try_from(document.passages.len() + 1 + nth) else { break };
            for (field, text) in point {
                runs.add(unit, *field, |words| table.tokenize(text, words));
            }
        }
        runs.words.shrink_to_fit();
        runs.ends.shrink_to_fit();
        runs
    }
}

/// The words of the blocks that were added.
#[derive(Default)]
struct CountsBuilder {
    table: WordTable,
    counts: Counts,
    /// The words with which pages link to others.
    links: Vec<(PageIndex, Vec<u32>)>,
}

impl CountsBuilder {
    /// Adds the block that follows.
    fn add(&mut self, block: Block) {
        let numbers: Vec<u32> = block.words.iter().map(|word| self.table.number(word)).collect();
        let renumber = |words: &mut [u32]| words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
        for mut page in block.pages {
            renumber(&mut page.words);
            self.counts.pages.push(page);
        }
        for (to, mut words) in block.links {
            renumber(&mut words);
            self.links.push((to, words));
        }
        let out = &mut self.counts;
        out.shards.extend(block.shards.into_iter().map(|(name, script)| (name, script.into_bytes())));
        out.abbreviations.extend(block.abbreviations);
    }

    /// Returns the words of all pages, those of the links to a page among its own.
    fn finish(self, order: &[Option<PageIndex>]) -> Counts {
        let Self { table, counts: mut out, links } = self;
        let places = order.iter().enumerate().filter_map(|(ordinal, page)| Some(((*page)?, ordinal)));
        let places: FxHashMap<PageIndex, usize> = places.collect();
        for (to, words) in links {
            if let Some(to) = places.get(&to) {
                out.pages[*to].add(0, Field::Links, |before| before.extend(words));
            }
        }
        out.words = table.words().map(Box::from).collect();
        out
    }
}
