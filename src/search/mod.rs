//! The search index of an edition, in shards, so that a reader downloads only what a query needs.
//!
//! ```text
//! Edition ─ document ─▶ fields, headings, passages ─ index ─▶ words ─ stems ─▶ stems ─ terms ─▶ weighed terms
//!                                  │                                                     │
//!                               results ─▶ h0, … d0-0, …        dictionary ─▶ w0, … r0, …   postings ─▶ p0, …
//!                                                      near ─▶ n0, …
//! ```
//!
//! In: an [`Edition`]. Out: an [`Index`], the files below `search/`. What always holds: every word, count and weight of it comes
//! from the edition alone, and the same edition gives the same bytes.
//!
//! The browser reads `start` (which shard has which words, the pairs of endings, the theme's strings), the shards of the
//! dictionary around the words of the query, which also hold their synonyms, the shards with words near to them in meaning, the
//! postings of their terms, the heads of the pages that it lists, and, when the list has stood still for a moment, the texts of which it
//! shows excerpts. It needs no stemmer: the dictionary lists every form that the edition uses with its term. A shard is a
//! script that calls `greyline(name, generation, data)`, where `data` is gzip in base64: scripts can be loaded from a folder
//! without a server. The generation tells shards of different builds apart. [`unpack`] reads a shard, for tests and audits.

mod abbreviations;
mod answer;
mod dictionary;
mod document;
mod facets;
mod index;
mod near;
mod pack;
mod postings;
mod results;
mod stems;
mod synonyms;
mod terms;
mod thesaurus;
mod tokenize;
mod varint;

pub use index::{Block, KnownBlocks};
pub use pack::{Shard, unpack};

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use self::dictionary::DictionaryEntry;
use self::document::PageOrder;
use self::facets::{facets, label};
use self::index::{Counts, count};
use self::pack::pack;
use self::results::ShardSizes;
use self::stems::{Stem, Stemmer};
use self::synonyms::Vocabulary;
use self::terms::{Terms, weigh};
use self::thesaurus::Thesaurus;
use self::tokenize::fold;
use crate::edition::Edition;
use crate::policy::{Coverage, Standing};
use crate::render::Strings;
use crate::text::SitePath;

/// The folder that the index is published in.
pub const FOLDER: &str = "search";

/// The most touchpoints that an empty search box offers.
const MOST_TOUCHPOINTS: usize = 12;

/// The files of an index, by address.
#[derive(Debug, Default)]
pub struct Index {
    files: BTreeMap<SitePath, Vec<u8>>,
}

impl Index {
    /// Builds the index of an edition; `thesaurus` is the word list of the theme, `near` its table of words near in meaning, and `known`
    /// knows blocks of an earlier index.
    #[must_use]
    pub fn new(edition: &Edition, strings: &Strings, thesaurus: &str, near: &str, known: &dyn KnownBlocks) -> Self {
        let thesaurus = Thesaurus::parse(thesaurus);
        let PageOrder { pages: order, rules, searched, active } = PageOrder::of(edition);
        let addresses = order.iter().map(|page| page.map_or("glossary", |at| edition.pages[at].address.as_str()));
        let pages = generation(addresses.map(str::as_bytes));
        let glossary = strings.get("glossary.title");
        let mut counts = count(edition, glossary, &thesaurus.capitals, &|name, bytes| pack(name, &pages, bytes), known);
        let pipeline = Stemmer::new(&edition.identity.language, &thesaurus);
        let stems: Vec<Stem> = counts.words.iter().map(|word| pipeline.stem(word)).collect();
        let mut terms = weigh(std::mem::take(&mut counts.pages), &stems);
        let sizes = ShardSizes::of(order.len());
        let (postings, places) = postings::shards(std::mem::take(&mut terms.postings), &terms.pages, sizes.postings);
        let mut entries = entries(&counts, &stems, &terms, &places, &thesaurus);
        entries.extend(unused(&entries, &terms, &places, &thesaurus, &pipeline));
        let backwards = dictionary::backwards(&entries);
        let forms = forms(&entries, &thesaurus);
        let endings = dictionary::endings(&mut forms.values().map(|words| words.iter().map(String::as_str).collect()));
        let vocabulary = Vocabulary::new(&entries, &pipeline, u32::try_from(order.len()).unwrap_or(u32::MAX));
        let synonyms = synonyms::expand(&edition.synonyms, &thesaurus, &counts.abbreviations, &vocabulary);
        let near = near::shards(near, &vocabulary);
        let forwards = dictionary::forwards(entries, &synonyms);
        let facets = facets(edition, &order, strings);
        let start = json!({
            "pages": pages,
            "count": order.len(),
            "rules": rules,
            "heads": sizes.heads,
            "searched": searched,
            "active": active,
            "touchpoints": touchpoints(edition),
            "staff": edition.most_private,
            "w": forwards.firsts,
            "r": backwards.firsts,
            "n": near.firsts,
            "endings": endings,
            "suffixes": thesaurus.endings,
            "idle": thesaurus.idle,
            "facets": facets.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "text": text(strings),
            "q": answer::vocabulary(edition),
        });
        let start = start.to_string().into_bytes();
        let mut shards: Vec<(String, Vec<u8>)> = vec![("start".to_owned(), start)];
        for (letter, list) in [("w", forwards.shards), ("r", backwards.shards), ("n", near.shards), ("p", postings)] {
            shards.extend(list.into_iter().enumerate().map(|(nth, bytes)| (format!("{letter}{nth}"), bytes)));
        }
        shards.extend(facets.into_iter().map(|(name, bytes)| (format!("f-{name}"), bytes)));
        let generation = generation(shards.iter().map(|(_, bytes)| bytes.as_slice()));
        let packed = shards.into_par_iter().map(|(name, bytes)| {
            let script = pack(&name, &generation, &bytes);
            (name, script.into_bytes())
        });
        let mut all: Vec<(String, Vec<u8>)> = packed.collect();
        all.extend(counts.shards);
        let path = |name: &str| SitePath::file(&format!("{FOLDER}/{name}.js"));
        Self { files: all.into_iter().map(|(name, script)| (path(&name), script)).collect() }
    }

    /// The addresses of the files, sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &SitePath) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}

/// Returns a short hash of some bytes, which every shard can carry.
fn generation<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    format!("{:08x}", u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]))
}

/// Returns every word with its term.
fn entries(
    counts: &Counts,
    stems: &[Stem],
    terms: &Terms,
    places: &[(u32, u32)],
    thesaurus: &Thesaurus,
) -> Vec<DictionaryEntry> {
    let entry = |at: usize| {
        let term = terms.of_word[at] as usize;
        let word = fold(&counts.words[at]).into_owned();
        DictionaryEntry {
            light: thesaurus.light.contains(&word),
            word,
            stop_word: stems[at].stop_word,
            strong: terms.strong[term],
            pages: terms.pages[term],
            place: places[term],
        }
    };
    let mut entries: Vec<DictionaryEntry> = (0..counts.words.len()).map(entry).collect();
    entries.retain(|entry| !entry.word.is_empty());
    entries
}

/// Returns words that the edition does not use and that a reader may type: stop words and light words, so that the browser takes none
/// for a misspelling, and the forms of its words that no rule makes.
fn unused(
    entries: &[DictionaryEntry],
    terms: &Terms,
    places: &[(u32, u32)],
    thesaurus: &Thesaurus,
    stemmer: &Stemmer,
) -> Vec<DictionaryEntry> {
    let known: BTreeSet<&str> = entries.iter().map(|entry| entry.word.as_str()).collect();
    let is_unknown = |word: &&String| !known.contains(word.as_str());
    let mut out: Vec<DictionaryEntry> = Vec::new();
    for (list, is_stop_word) in [(&thesaurus.stop_words, true), (&thesaurus.light, false)] {
        out.extend(list.iter().filter(is_unknown).map(|word| DictionaryEntry::unused(word, is_stop_word)));
    }
    let forms: BTreeSet<&String> = thesaurus.forms.iter().flat_map(|(form, word)| [form, word]).collect();
    for form in forms.into_iter().filter(is_unknown) {
        let Ok(term) = terms.stems.binary_search(&stemmer.stem(form).term) else { continue };
        let (strong, pages, place) = (terms.strong[term], terms.pages[term], places[term]);
        if place.1 > 0 {
            out.push(DictionaryEntry { word: form.clone(), stop_word: false, strong, light: false, pages, place });
        }
    }
    out
}

/// Returns the words of each term that has several, sorted, without the forms that no rule makes.
fn forms(entries: &[DictionaryEntry], thesaurus: &Thesaurus) -> BTreeMap<(u32, u32), Vec<String>> {
    let mut forms: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    let by_rule = |word: &str| !thesaurus.forms.contains_key(word);
    for entry in entries.iter().filter(|entry| entry.place.1 > 0 && !entry.stop_word && by_rule(&entry.word)) {
        forms.entry(entry.place).or_default().push(entry.word.clone());
    }
    for words in forms.values_mut() {
        words.sort();
        words.dedup();
    }
    forms.retain(|_, words| words.len() > 1);
    forms
}

/// Returns the touchpoints that policies of the edition govern, in the
/// author's order, each with the address of its only policy, or else of its place in their list.
fn touchpoints(edition: &Edition) -> Vec<(&str, String)> {
    let link = |path: &SitePath| SitePath::file("").link_to(path);
    let mut out = Vec::new();
    let policies = edition.pages.indices().filter_map(|at| Some((at, edition.pages[at].meta.as_ref()?)));
    let offering = policies.filter(|(_, meta)| meta.standing.offers());
    let coverage = Coverage::of(offering.map(|(at, meta)| {
        let keys = meta.touchpoints().iter().map(String::as_str);
        (at, meta.standing, keys)
    }));
    for (key, touchpoint) in edition.touchpoints_in_order() {
        match *coverage.of_key(key) {
            [] => {}
            [only] => out.push((touchpoint.title.as_str(), link(&edition.path_of(only)))),
            _ => {
                let list = link(&edition.generated_path("touchpoints"));
                out.push((touchpoint.title.as_str(), format!("{list}#{}", touchpoint.anchor)));
            }
        }
    }
    out.truncate(MOST_TOUCHPOINTS);
    out
}

/// Returns the strings that the browser shows.
fn text(strings: &Strings) -> Value {
    let mut out: BTreeMap<String, String> =
        strings.table("search").map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
    // What is in force is not marked.
    let standings: Vec<&str> =
        Standing::ALL.into_iter().filter(|one| *one != Standing::InForce).map(Standing::word).collect();
    let labels = [
        ("kind", &["policy", "procedure", "standard", "guideline", "page"][..]),
        ("standing", &standings[..]),
        ("flexibility", &["black", "grey", "undecided"][..]),
    ];
    for (table, keys) in labels {
        out.extend(keys.iter().map(|key| (format!("{table}.{key}"), label(strings, table, key))));
    }
    json!(out)
}
