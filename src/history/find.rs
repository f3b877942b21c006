//! Versions out of events: of each id and number the text that bore it last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::git::Absent;
use super::head::{self, Head};
use super::log::Event;
use super::{History, Version};

/// How many texts are held at once while their heads are read.
const AT_ONCE: usize = 2000;

/// An event that gave a path a text, and whose that is.
struct Issue<'a> {
    event: &'a Event,
    blob: &'a str,
    head: &'a Head,
}

/// Hands out the bytes of blobs, by name.
pub(super) type Blobs<'a> = dyn Fn(&[String], &mut dyn FnMut(usize, Vec<u8>)) -> Result<(), Absent> + 'a;

/// The versions that events tell of; a line of events that comes first decides before those behind it.
pub(super) fn find(blobs: &Blobs<'_>, lines: &[Vec<Event>]) -> Result<History, Absent> {
    let heads = heads(blobs, lines.iter().flatten())?;
    let mut found: BTreeMap<(&str, &str), Vec<Issue<'_>>> = BTreeMap::new();
    for events in lines {
        let before: BTreeSet<(&str, &str)> = found.keys().copied().collect();
        for event in events {
            let Some((blob, head)) = event.blob.as_deref().and_then(|blob| Some((blob, heads.of(event)?))) else {
                continue;
            };
            let (Some(id), Some(number)) = (&head.id, &head.version) else { continue };
            if !before.contains(&(id.as_str(), number.as_str())) {
                found.entry((id, number)).or_default().push(Issue { event, blob, head });
            }
        }
    }
    let mut newest: BTreeMap<&str, usize> = BTreeMap::new();
    for ((id, _), issues) in &mut found {
        issues.sort_by_key(|issue| issue.event.age);
        let age = newest.entry(id).or_insert(usize::MAX);
        *age = (*age).min(issues[0].event.age);
    }
    // Of the newest version alone every text is wanted: whether it changed under its number.
    for ((id, _), issues) in &mut found {
        if newest[id] != issues[0].event.age {
            issues.truncate(1);
        }
    }
    let texts = texts(blobs, found.values().flatten())?;
    let mut history = History { gone: gone(lines, &heads), absences: absences(lines, &heads), ..History::default() };
    let mut ordered: Vec<(usize, &str, Version)> = found
        .into_iter()
        .map(|((id, number), issues)| (issues[0].event.age, id, version(number, &issues, &texts)))
        .collect();
    ordered.sort_by_key(|(age, ..)| std::cmp::Reverse(*age));
    for (_, id, version) in ordered {
        history.versions.entry(id.to_owned()).or_default().push(version);
    }
    Ok(history)
}

fn version(number: &str, issues: &[Issue<'_>], texts: &BTreeMap<&str, Arc<str>>) -> Version {
    let Issue { event, blob, head } = &issues[0];
    let before = issues[1..].iter().filter_map(|issue| Some((issue.event.date, Arc::clone(texts.get(issue.blob)?))));
    Version {
        number: number.to_owned(),
        path: event.path.clone(),
        commit: event.commit.clone(),
        date: event.date,
        text: texts.get(blob).cloned(),
        readable: head.readable,
        before: before.collect::<Vec<(Option<Date>, Arc<str>)>>(),
    }
}

/// The heads of texts, by blob.
struct Heads(BTreeMap<String, Head>);

impl Heads {
    fn of(&self, event: &Event) -> Option<&Head> {
        self.0.get(event.blob.as_ref()?)
    }
}

fn heads<'a>(blobs: &Blobs<'_>, events: impl Iterator<Item = &'a Event>) -> Result<Heads, Absent> {
    let named: BTreeSet<&String> = events.filter_map(|event| event.blob.as_ref()).collect();
    let named: Vec<String> = named.into_iter().cloned().collect();
    let mut heads = BTreeMap::new();
    for names in named.chunks(AT_ONCE) {
        let mut texts: Vec<(usize, Vec<u8>)> = Vec::with_capacity(names.len());
        blobs(names, &mut |at, bytes| texts.push((at, bytes)))?;
        let read: Vec<(usize, Head)> = texts.into_par_iter().map(|(at, bytes)| (at, head::read(&bytes))).collect();
        heads.extend(read.into_iter().map(|(at, head)| (names[at].clone(), head)));
    }
    Ok(Heads(heads))
}

/// The whole texts of issues, by blob. One that is no text is left out.
fn texts<'a, 'b>(
    blobs: &Blobs<'_>,
    issues: impl Iterator<Item = &'b Issue<'a>>,
) -> Result<BTreeMap<&'a str, Arc<str>>, Absent>
where
    'a: 'b,
{
    let wanted: Vec<&str> = issues.map(|issue| issue.blob).collect::<BTreeSet<_>>().into_iter().collect();
    let names: Vec<String> = wanted.iter().map(|blob| (*blob).to_owned()).collect();
    let mut texts = BTreeMap::new();
    blobs(&names, &mut |at, bytes| {
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(wanted[at], text.into());
        }
    })?;
    Ok(texts)
}

/// The day on which each id was last borne by a file and then by none, where that day has come: on the first of the lines
/// that knows the id at all.
fn gone(lines: &[Vec<Event>], heads: &Heads) -> BTreeMap<String, Option<Date>> {
    let mut gone = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for events in lines {
        let mut newer: BTreeMap<&str, &Event> = BTreeMap::new();
        for event in events {
            if let Some(id) = heads.of(event).and_then(|head| head.id.as_deref())
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

/// The times between the day on which an id was borne by no file any more and that on which it came back, on the first line.
fn absences(lines: &[Vec<Event>], heads: &Heads) -> BTreeMap<String, Vec<(Date, Date)>> {
    let mut absences: BTreeMap<String, Vec<(Date, Date)>> = BTreeMap::new();
    let mut borne: BTreeMap<&str, &str> = BTreeMap::new();
    let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left: BTreeMap<&str, Option<Date>> = BTreeMap::new();
    let events: Vec<&Event> = lines.first().into_iter().flatten().rev().collect();
    for commit in events.chunk_by(|one, next| one.age == next.age) {
        let mut touched: BTreeSet<&str> = BTreeSet::new();
        for event in commit {
            if let Some(id) = borne.remove(event.path.as_str()) {
                bearers.entry(id).and_modify(|count| *count -= 1);
                touched.insert(id);
            }
            if let Some(id) = heads.of(event).and_then(|head| head.id.as_deref()) {
                borne.insert(&event.path, id);
                *bearers.entry(id).or_default() += 1;
                touched.insert(id);
            }
        }
        for id in touched {
            let day = commit[0].date;
            if bearers[id] == 0 {
                left.insert(id, day);
            } else if let Some(Some(from)) = left.remove(id)
                && let Some(back) = day.filter(|back| *back > from)
            {
                absences.entry(id.to_owned()).or_default().push((from, back));
            }
        }
    }
    absences
}
