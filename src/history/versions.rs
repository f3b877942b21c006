//! Finds the versions of every policy in the events of the log.
//!
//! In: events, newest first, and a way to read texts. Out: of each id and number the text that had it last, and when ids were
//! absent. What always holds: identity is the id in the front matter, whatever the file was called.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::git::Unavailable;
use super::identity::{self, TextIdentity};
use super::log::Event;
use super::{FileText, History, Version, is_policy};
use crate::source::readable;

/// The number of texts in memory at a time while ids and versions are read.
const BATCH: usize = 2000;

/// An event that gave a path a text, with the id and version of that text.
struct Occurrence<'a> {
    event: &'a Event,
    blob: &'a str,
    identity: &'a TextIdentity,
}

/// Reads blobs by name, and calls back with the index and the bytes of each.
pub(super) type BlobReader<'a> = dyn Fn(&[String], &mut dyn FnMut(usize, Vec<u8>)) -> Result<(), Unavailable> + 'a;

/// Returns the versions that the events have. A version that an earlier line of events has is not looked for in later lines.
pub(super) fn find(blobs: &BlobReader<'_>, lines: &[Vec<Event>]) -> Result<History, Unavailable> {
    let identities = identities(blobs, lines.iter().flatten().filter(|event| is_policy(&event.path)))?;
    let mut found: BTreeMap<(&str, &str), Vec<Occurrence<'_>>> = BTreeMap::new();
    for events in lines {
        let before: BTreeSet<(&str, &str)> = found.keys().copied().collect();
        for event in events {
            let Some((blob, identity)) = event.blob.as_deref().and_then(|blob| Some((blob, identities.of(event)?)))
            else {
                continue;
            };
            let (Some(id), Some(number)) = (&identity.id, &identity.version) else { continue };
            if !before.contains(&(id.as_str(), number.as_str())) {
                found.entry((id, number)).or_default().push(Occurrence { event, blob, identity });
            }
        }
    }
    for occurrences in found.values_mut() {
        occurrences.sort_by_key(|occurrence| occurrence.event.age);
    }
    let main = || lines.first().into_iter().flatten();
    let wanted = found.values().flatten().map(|occurrence| occurrence.blob);
    let texts = texts(blobs, wanted.chain(main().filter_map(|event| event.blob.as_deref())))?;
    let file_text = |event: &Event| FileText {
        path: event.path.clone(),
        age: event.age,
        date: event.date,
        text: event.blob.as_deref().and_then(|blob| texts.get(blob)).cloned(),
        readable: identities.of(event).is_some_and(|identity| identity.readable),
    };
    let mut history = History {
        gone: gone(lines, &identities),
        absences: absences(lines, &identities),
        texts: main().map(file_text).collect(),
        ..History::default()
    };
    let mut ordered: Vec<(usize, &str, Version)> = found
        .into_iter()
        .map(|((id, number), occurrences)| (occurrences[0].event.age, id, version(number, &occurrences, &texts)))
        .collect();
    ordered.sort_by_key(|(age, ..)| std::cmp::Reverse(*age));
    for (_, id, version) in ordered {
        history.versions.entry(id.to_owned()).or_default().push(version);
    }
    Ok(history)
}

fn version(number: &str, occurrences: &[Occurrence<'_>], texts: &BTreeMap<&str, Arc<str>>) -> Version {
    let Occurrence { event, blob, identity } = &occurrences[0];
    let before = occurrences[1..]
        .iter()
        .filter_map(|occurrence| Some((occurrence.event.date, Arc::clone(texts.get(occurrence.blob)?))));
    Version {
        number: number.to_owned(),
        path: event.path.clone(),
        commit: event.commit.clone(),
        date: event.date,
        age: event.age,
        text: texts.get(blob).cloned(),
        readable: identity.readable,
        authors: occurrences.iter().filter_map(|occurrence| occurrence.event.author.clone()).collect(),
        erased: BTreeSet::new(),
        whole: None,
        before: before.collect::<Vec<(Option<Date>, Arc<str>)>>(),
    }
}

/// Id and version of texts, by blob.
struct Identities(BTreeMap<String, TextIdentity>);

impl Identities {
    fn of(&self, event: &Event) -> Option<&TextIdentity> {
        self.0.get(event.blob.as_ref()?)
    }
}

fn identities<'a>(blobs: &BlobReader<'_>, events: impl Iterator<Item = &'a Event>) -> Result<Identities, Unavailable> {
    let named: BTreeSet<&String> = events.filter_map(|event| event.blob.as_ref()).collect();
    let named: Vec<String> = named.into_iter().cloned().collect();
    let mut identities = BTreeMap::new();
    for names in named.chunks(BATCH) {
        let mut texts: Vec<(usize, Vec<u8>)> = Vec::with_capacity(names.len());
        blobs(names, &mut |at, bytes| texts.push((at, bytes)))?;
        let read: Vec<(usize, TextIdentity)> =
            texts.into_par_iter().map(|(at, bytes)| (at, identity::read(&bytes))).collect();
        identities.extend(read.into_iter().map(|(at, identity)| (names[at].clone(), identity)));
    }
    Ok(Identities(identities))
}

/// Returns whole texts by blob, without those that are not UTF-8.
fn texts<'a>(
    blobs: &BlobReader<'_>,
    wanted: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, Arc<str>>, Unavailable> {
    let wanted: Vec<&str> = wanted.collect::<BTreeSet<_>>().into_iter().collect();
    let names: Vec<String> = wanted.iter().map(|blob| (*blob).to_owned()).collect();
    let mut texts = BTreeMap::new();
    blobs(&names, &mut |at, bytes| {
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(wanted[at], readable(&text));
        }
    })?;
    Ok(texts)
}

/// Returns for each id that no file has any more the day on which the last file that had it was removed or got another id,
/// taken from the first line of events that knows the id.
fn gone(lines: &[Vec<Event>], identities: &Identities) -> BTreeMap<String, Option<Date>> {
    let mut gone = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for events in lines {
        let mut newer: BTreeMap<&str, &Event> = BTreeMap::new();
        for event in events {
            if let Some(id) = identities.of(event).and_then(|identity| identity.id.as_deref())
                && known.insert(id)
                && let Some(after) = newer.get(event.path.as_str())
            {
                gone.insert(id.to_owned(), after.date);
            }
            newer.insert(&event.path, event);
        }
    }
    gone
}

/// Returns for each id the periods in which no file had it, from the day on which it went to the day on which it came back, on
/// the first line of events.
fn absences(lines: &[Vec<Event>], identities: &Identities) -> BTreeMap<String, Vec<(Date, Date)>> {
    let mut absences: BTreeMap<String, Vec<(Date, Date)>> = BTreeMap::new();
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    let mut files_with_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut gone_since: BTreeMap<&str, Option<Date>> = BTreeMap::new();
    let events: Vec<&Event> = lines.first().into_iter().flatten().rev().collect();
    for commit in events.chunk_by(|one, next| one.age == next.age) {
        let mut touched: BTreeSet<&str> = BTreeSet::new();
        for event in commit {
            if let Some(id) = ids.remove(event.path.as_str()) {
                files_with_id.entry(id).and_modify(|count| *count -= 1);
                touched.insert(id);
            }
            if let Some(id) = identities.of(event).and_then(|identity| identity.id.as_deref()) {
                ids.insert(&event.path, id);
                *files_with_id.entry(id).or_default() += 1;
                touched.insert(id);
            }
        }
        for id in touched {
            let day = commit[0].date;
            if files_with_id[id] == 0 {
                gone_since.insert(id, day);
            } else if let Some(Some(from)) = gone_since.remove(id)
                && let Some(back) = day.filter(|back| *back > from)
            {
                absences.entry(id.to_owned()).or_default().push((from, back));
            }
        }
    }
    absences
}
