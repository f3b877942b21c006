//! Stores the history that was read, so that git is not asked again while nothing was committed.
//!
//! In: a history and the commit at which it was read. Out: the same history, while that commit is checked out. What always
//! holds: the folder `.greyline/` is never published, since it holds private texts, and git ignores it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::History;
use super::git::Repository;
use crate::source::{store, stored};

/// The name of the stored file.
const FILE: &str = "history.gz";
/// The version of the format; raised whenever a history is read in another way.
const FORMAT: u32 = 8;

/// The first line of the file. Behind it stand the texts, each once: they are most of a history, and stand in it again and again.
#[derive(Serialize, Deserialize)]
struct CachedHistory {
    format: u32,
    head: String,
    prefix: String,
    /// The time zone in which the days of commits begin.
    zone: Option<String>,
    /// The history, with a number for each text.
    history: History<usize>,
    /// How long each text is.
    lengths: Vec<u64>,
}

fn name(zone: Option<&TimeZone>) -> Option<String> {
    zone?.iana_name().map(str::to_owned)
}

/// Returns the stored history if it was read at the commit that is checked out now.
pub(super) fn read(root: &Path, repository: &Repository, zone: Option<&TimeZone>) -> Option<History> {
    let bytes = stored(root, FILE)?;
    let mut file = BufReader::new(GzDecoder::new(&bytes[..]));
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).ok()?;
    let CachedHistory { format, head, prefix, zone: of, history, lengths } = serde_json::from_slice(&line).ok()?;
    if format != FORMAT || head != repository.head || prefix != repository.prefix || of != name(zone) {
        return None;
    }
    let mut texts: Vec<Arc<str>> = Vec::new();
    for length in lengths {
        let mut text = String::new();
        // A length that was damaged may be any number: room is made for what is there.
        file.by_ref().take(length).read_to_string(&mut text).ok()?;
        texts.push(text.into());
    }
    // What ends too late was written by somebody else; its end proves that nothing in it was damaged.
    let is_whole = file.read(&mut [0]).is_ok_and(|more| more == 0);
    history.map(&mut |at| texts.get(*at).cloned()).filter(|_| is_whole)
}

/// Stores a history. Where the folder cannot be written to, it is read from git again the next time.
pub(super) fn write(root: &Path, repository: &Repository, zone: Option<&TimeZone>, history: &History) {
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let numbered = history.map(&mut |text| {
        Some(*places.entry(Arc::clone(text)).or_insert_with(|| {
            texts.push(Arc::clone(text));
            texts.len() - 1
        }))
    });
    let Some(history) = numbered else { return };
    let cached = CachedHistory {
        format: FORMAT,
        head: repository.head.clone(),
        prefix: repository.prefix.clone(),
        zone: name(zone),
        history,
        lengths: texts.iter().map(|text| text.len() as u64).collect(),
    };
    let _ = store(root, FILE, |file| {
        let mut packed = GzEncoder::new(file, Compression::fast());
        serde_json::to_writer(&mut packed, &cached)?;
        packed.write_all(b"\n")?;
        texts.iter().try_for_each(|text| packed.write_all(text.as_bytes()))?;
        packed.finish().map(drop)
    });
}
