//! Stores the history that was read, so that git is not asked again while nothing was committed.
//!
//! In: a history and the commit at which it was read. Out: the same history, while that commit is checked out. What always
//! holds: the folder `.greyline/` is never published, since it holds private texts, and git ignores it.

use std::path::Path;

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
const FORMAT: u32 = 6;

#[derive(Serialize, Deserialize)]
struct CachedHistory<H> {
    format: u32,
    head: String,
    prefix: String,
    /// The time zone in which the days of commits begin.
    zone: Option<String>,
    history: H,
}

fn name(zone: Option<&TimeZone>) -> Option<String> {
    zone?.iana_name().map(str::to_owned)
}

/// Returns the stored history if it was read at the commit that is checked out now.
pub(super) fn read(root: &Path, repository: &Repository, zone: Option<&TimeZone>) -> Option<History> {
    let bytes = stored(root, FILE)?;
    let cached: CachedHistory<History> =
        serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&bytes[..]))).ok()?;
    let same = cached.format == FORMAT
        && cached.head == repository.head
        && cached.prefix == repository.prefix
        && cached.zone == name(zone);
    same.then_some(cached.history)
}

/// Stores a history. Where the folder cannot be written to, it is read from git again the next time.
pub(super) fn write(root: &Path, repository: &Repository, zone: Option<&TimeZone>, history: &History) {
    let cached = CachedHistory {
        format: FORMAT,
        head: repository.head.clone(),
        prefix: repository.prefix.clone(),
        zone: name(zone),
        history,
    };
    let _ = store(root, FILE, |file| {
        let mut packed = GzEncoder::new(file, Compression::fast());
        serde_json::to_writer(&mut packed, &cached)?;
        packed.finish().map(drop)
    });
}
