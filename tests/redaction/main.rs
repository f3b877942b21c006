//! What an audience may not see is gone before anything is rendered.
//!
//! Random handbooks are made in which every place of the model that can hold a word holds one that stands nowhere else, and
//! that knows who may read it. Each handbook is projected for each audience, every address is made, and every byte of it is
//! searched for words that the audience may not read. The handbooks are right and wrong ones alike: a public page that links
//! to a private one is an error that stops a build, and must not leak even if it did not.
//!
//! The number of handbooks is 1,000, or what `GREYLINE_CASES` says; `GREYLINE_SEED` sets another beginning; with
//! `GREYLINE_THROUGH=git` the history of each is read from a repository. A failure names its seed and prints the files that show it.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod body;
mod front;
mod generate;
mod past;
mod trace;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aho_corasick::AhoCorasick;
use greyline::check::{LedgerMemo, differences};
use greyline::config::AudienceId;
use greyline::diagnostic::Rule;
use greyline::edition;
use greyline::handbook::Handbook;
use greyline::ledger::{Hash, Ledger, PublishedLedger, Stamp, Step as LedgerStep, with_entry, with_stamp};
use greyline::output::{policy_hashes, version_table};
use greyline::render::Theme;
use greyline::search;
use greyline::site;
use greyline::text::SitePath;
use rayon::prelude::*;

use generate::{Book, generate};
use words::Word;

/// How often a kind of place was found where it may be read, and how often it was searched for where it may not.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    shown: usize,
    withheld: usize,
}

type Tally = BTreeMap<&'static str, Seen>;

#[test]
fn nothing_withheld_is_in_any_byte_of_an_edition() {
    let cases = number("GREYLINE_CASES", 1000);
    let first = number("GREYLINE_SEED", 1);
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    let total: Mutex<Tally> = Mutex::default();
    let leaks: Vec<String> = (first..first + cases)
        .into_par_iter()
        .filter_map(|seed| {
            let book = generate(seed);
            let mut tally = Tally::new();
            let leak = leak(&book, &theme, &mut tally);
            let mut total = total.lock().unwrap();
            for (place, seen) in tally {
                let entry = total.entry(place).or_default();
                entry.shown += seen.shown;
                entry.withheld += seen.withheld;
            }
            leak.map(|leak| format!("seed {seed}: {leak}\n{}", book.print()))
        })
        .collect();
    assert!(leaks.is_empty(), "{} of {cases} handbooks leak; the first:\n{}", leaks.len(), leaks[0]);
    vacuous(&total.lock().unwrap());
    println!("{cases} handbooks, {} kinds of places, no leak", total.lock().unwrap().len());
}

/// What an audience is given does not depend on what it may not see: with every withheld word exchanged for another, of
/// another length and another place in the alphabet, each address has the same bytes.
#[test]
fn an_edition_does_not_depend_on_what_is_withheld() {
    let cases = number("GREYLINE_CASES", 1000) / 8;
    let first = number("GREYLINE_SEED", 1);
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    (first..first + cases).into_par_iter().for_each(|seed| {
        let book = generate(seed);
        let known = edition_bytes(&book, &theme);
        for (name, (audience, before)) in &known {
            let changed = book.without(|word| !word.readers.is_some_and(|readers| readers.contains(*audience)));
            let after = &edition_bytes(&changed, &theme)[name].1;
            let difference = difference(before, after);
            assert!(
                difference.is_none(),
                "seed {seed}, edition {name}: {difference:?}\n{}\n\n##### CHANGED\n{}",
                book.print(),
                changed.print()
            );
        }
    });
}

/// Two handbooks that differ only in what clients may not see make the same bytes for clients, whatever it is and however much.
#[test]
fn private_matter_leaves_no_trace() {
    let cases = number("GREYLINE_CASES", 1000) / 4;
    let first = number("GREYLINE_SEED", 1);
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    let traces: Vec<String> = (first..first + cases)
        .into_par_iter()
        .filter_map(|seed| {
            let without = trace::handbook(seed, 0, 0);
            let known = &edition_bytes(&without, &theme)["client"].1;
            [(1, 1), (2, 4)].into_iter().find_map(|(filling, share)| {
                let filled = trace::handbook(seed, filling, share);
                let found = &edition_bytes(&filled, &theme)["client"].1;
                let difference = difference(known, found)?;
                Some(format!(
                    "seed {seed}: {difference}
{}

##### WITHOUT
{}",
                    filled.print(),
                    without.print()
                ))
            })
        })
        .collect();
    assert!(traces.is_empty(), "{} of {cases} handbooks have a trace; the first:\n{}", traces.len(), traces[0]);
}

/// A sentence that clients could read in an older version, and that a later private text repeats, is in nothing that they are given;
/// but for archives and redlines, everything is as if it had not been repeated.
#[test]
fn what_a_later_text_withholds_is_cut_from_old_versions_alone() {
    let cases = number("GREYLINE_CASES", 1000) / 4;
    let first = number("GREYLINE_SEED", 1);
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    let planted = std::sync::atomic::AtomicUsize::new(0);
    let wrong: Vec<String> = (first..first + cases)
        .into_par_iter()
        .filter_map(|seed| {
            let (book, sentences) = trace::planted(seed);
            planted.fetch_add(sentences.len(), std::sync::atomic::Ordering::Relaxed);
            let without = trace::handbook(seed, 0, 0);
            // The manifest and the table of a pack have the hash of each version, and so has what is recorded of it.
            let is_old = |path: &str| {
                path.contains("/versions/")
                    || path.contains("/changes/")
                    || path.ends_with("/text.txt")
                    || path.ends_with("/receipt.txt")
                    || matches!(path, "manifest" | "versions.csv" | "ledger.json")
            };
            let mut found = edition_bytes(&book, &theme)["client"].1.clone();
            let words: Vec<&str> = sentences.iter().map(|sentence| sentence.split(' ').nth(1).unwrap()).collect();
            for (path, bytes) in &found {
                let revealed = search::unpack(bytes).map(|shard| shard.text()).unwrap_or_default();
                let text = String::from_utf8_lossy(bytes);
                if let Some(word) = words.iter().find(|word| text.contains(**word) || revealed.contains(**word)) {
                    return Some(format!("seed {seed}: `{word}` is in {path}\n{}", book.print()));
                }
            }
            let mut known = edition_bytes(&without, &theme)["client"].1.clone();
            known.retain(|path, _| !is_old(path));
            found.retain(|path, _| !is_old(path));
            let difference = difference(&known, &found)?;
            Some(format!("seed {seed}: {difference}\n{}\n\n##### WITHOUT\n{}", book.print(), without.print()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {cases} handbooks are wrong; the first:\n{}", wrong.len(), wrong[0]);
    assert!(planted.into_inner() > 0, "no sentence was repeated");
}

/// The first difference between two sites.
fn difference(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let names = |made: &BTreeMap<String, Vec<u8>>| made.keys().cloned().collect::<Vec<_>>();
    if names(one) != names(other) {
        let only = |a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>| {
            a.keys().filter(|name| !b.contains_key(*name)).cloned().collect::<Vec<_>>()
        };
        return Some(format!("addresses: {:?} and {:?}", only(one, other), only(other, one)));
    }
    one.iter().find_map(|(path, bytes)| {
        let (was, is) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other[path]));
        let at = was.lines().zip(is.lines()).take_while(|(was, is)| was == is).count();
        let near = |text: &str| text.lines().skip(at.saturating_sub(2)).take(6).collect::<Vec<_>>().join("\n");
        (was != is).then(|| format!("{path}:\n{}\n---\n{}\n", near(&was), near(&is)))
    })
}

type Editions = BTreeMap<String, (AudienceId, BTreeMap<String, Vec<u8>>)>;

/// The handbook with a ledger of its versions: all that came into force by now, in two entries with a time stamp each.
fn with_ledger(mut handbook: Handbook, secret: u64) -> Handbook {
    let recorded = differences(&handbook, true, &LedgerMemo::default()).recorded(None);
    // Which entry a version stands in depends on nothing but its own id.
    let (first, second) = recorded.into_iter().partition(|version| Hash::of(&version.id).bytes()[0].is_multiple_of(2));
    let parts: [Vec<_>; 2] = [first, second];
    let mut text = String::new();
    for (at, versions) in parts.into_iter().enumerate().filter(|(_, versions)| !versions.is_empty()) {
        let secret = Hash::of(format!("{secret} {at}"));
        let entry = Ledger::parse(&text).next(handbook.today, secret, versions);
        text = with_entry(&text, &entry);
        let token = [&[0x30, 0x22, 0x04, 0x20][..], entry.root.bytes()].concat();
        let stamp = Stamp { from: "https://example.org/".to_owned(), token: token.into() };
        text = with_stamp(&text, entry.root, &stamp);
    }
    handbook.ledger = Arc::new(if text.is_empty() { Ledger::default() } else { Ledger::parse(&text) });
    assert_eq!(handbook.ledger.faults, [], "{text}");
    handbook
}

/// A part of the ledger without the hashes of what the edition does not show: they are made of what is withheld and of what other
/// editions hold, so they are others in each handbook, and as many and as long in all. The same of a receipt.
fn without_seals(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let other = Hash::of("");
    if path.starts_with("time-stamps/") {
        // A time stamp is of the root, and as long for each.
        return vec![0; bytes.len()];
    }
    if path == "ledger.json" {
        let mut ledger = PublishedLedger::parse(&bytes).unwrap();
        assert_eq!(ledger.faults(), [""; 0]);
        for entry in &mut ledger.entries {
            entry.path.iter_mut().for_each(|step| *step = LedgerStep::Left(other));
            (entry.root, entry.head, entry.before) = (other, other, entry.before.and(Some(other)));
            for version in &mut entry.versions {
                match &mut version.opened {
                    Some(opened) if opened.sha256.is_some() => {}
                    Some(opened) => (version.leaf, opened.seal) = (other, other),
                    None => version.leaf = other,
                }
            }
            entry.versions.sort_by_key(|version| format!("{version:?}"));
        }
        return ledger.text().into_bytes();
    }
    if !path.ends_with("/receipt.txt") {
        return bytes;
    }
    let is_hash = |word: &str| word.trim_matches('\'').len() == 64;
    let text = String::from_utf8(bytes).unwrap();
    let words = |line: &str| {
        line.split(' ').map(|word| if is_hash(word) { "hash" } else { word }).collect::<Vec<_>>().join(" ")
    };
    let lines = text.lines().map(|line| if line.starts_with("SHA-256") { line.to_owned() } else { words(line) });
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

/// Every address of every edition with its bytes.
fn edition_bytes(book: &Book, theme: &Arc<Theme>) -> Editions {
    let loaded = book.load();
    let handbook = with_ledger(loaded.handbook.expect("book.toml is right"), 7);
    let mut all = Editions::new();
    for settings in &handbook.config.editions {
        let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), Arc::clone(theme));
        let hashes = ("manifest".to_owned(), format!("{:?}", policy_hashes(site.edition())).into_bytes());
        // A pack holds this table beside the site.
        let table =
            ("versions.csv".to_owned(), version_table(site.edition(), greyline::render::version_path).into_bytes());
        let bytes = |path: &SitePath| without_seals(path.as_str(), site.make(path).unwrap());
        let made = site.addresses().map(|path| (path.as_str().to_owned(), bytes(path)));
        let made = made.chain([hashes, table]);
        let made = made.collect();
        all.insert(settings.name.clone(), (settings.audience, made));
    }
    all
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |n| n.parse().expect("a number"))
}

/// A place that is never withheld, or never shown although someone may read it, is a place that the test does not test.
fn vacuous(tally: &Tally) {
    let mut wrong = Vec::new();
    for place in words::places() {
        let seen = tally.get(place.name).copied().unwrap_or_default();
        if seen.withheld == 0 {
            wrong.push(format!("`{}` was never withheld from anyone", place.name));
        }
        if (seen.shown > 0) != place.shown {
            wrong.push(format!("`{}` was shown {} times", place.name, seen.shown));
        }
    }
    let known = |name: &str| words::places().any(|known| known.name == name);
    wrong.extend(tally.keys().filter(|name| !known(name)).map(|name| format!("`{name}` is not in the list of places")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first leak of a handbook, if it has one.
fn leak(book: &Book, theme: &Arc<Theme>, tally: &mut Tally) -> Option<String> {
    let loaded = book.load();
    // Every block is written as it should be, so none may be refused: a refusal would hide a leak behind an error.
    let refusing =
        [Rule::AmbiguousBlock, Rule::UnclosedBlock, Rule::NamelessBlock, Rule::StrayFence, Rule::UnclosedComment];
    if let Some(refused) = loaded.diagnostics.iter().find(|diagnostic| refusing.contains(&diagnostic.rule)) {
        return Some(format!("{}: {:?}: {}", refused.file, refused.span, refused.message));
    }
    let handbook = with_ledger(loaded.handbook.expect("book.toml is right"), 11);
    let words: Vec<&Word> = book.words.iter().collect();
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(words.iter().map(|w| &w.text)).unwrap();
    for settings in &handbook.config.editions {
        let audience = settings.audience;
        let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), Arc::clone(theme));
        let hashes = format!("{:?}", policy_hashes(site.edition()));
        let pages = site.addresses().map(|path| (path.as_str().to_owned(), site.make(path).unwrap()));
        let mut found = vec![false; words.len()];
        let table =
            ("versions.csv".to_owned(), version_table(site.edition(), greyline::render::version_path).into_bytes());
        for (path, bytes) in pages.chain([("manifest".to_owned(), hashes.into_bytes()), table]) {
            let revealed = search::unpack(&bytes).map(|shard| shard.text()).unwrap_or_default();
            for text in [path.as_bytes(), &bytes, revealed.as_bytes()] {
                for hit in finder.find_all(text) {
                    let word = words[hit];
                    found[hit] = true;
                    if !word.readers.is_some_and(|readers| readers.contains(audience)) {
                        let name = &settings.name;
                        let shown = String::from_utf8_lossy(text).to_ascii_lowercase();
                        let line = shown.lines().find(|line| line.contains(&word.text)).unwrap_or_default();
                        return Some(format!(
                            "`{}` ({}) is in edition {name}, at {path}: {line}",
                            word.text, word.place
                        ));
                    }
                }
            }
        }
        for (word, found) in words.iter().zip(found) {
            let seen = tally.entry(word.place).or_default();
            seen.shown += usize::from(found);
            seen.withheld += usize::from(!word.readers.is_some_and(|readers| readers.contains(audience)));
        }
    }
    None
}

/// The places in the list of words of all that stand in a text.
trait FindAll {
    fn find_all(&self, text: &[u8]) -> Vec<usize>;
}

impl FindAll for AhoCorasick {
    fn find_all(&self, text: &[u8]) -> Vec<usize> {
        self.find_overlapping_iter(text).map(|hit| hit.pattern().as_usize()).collect()
    }
}
