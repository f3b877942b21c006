//! Parses the output of `git log --raw`.
//!
//! In: the bytes of the log. Out: [`Event`]s, newest first. What always holds: a line that cannot be parsed is skipped.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;

/// A commit gave a path another text, or took it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// The number of newer commits.
    pub(super) age: usize,
    /// The commit.
    pub(super) commit: String,
    /// The day of the commit (the committer's date), where the handbook is or, where it does not say, where the committer was.
    pub(super) date: Option<Date>,
    /// The address of its author, in small letters, as `.mailmap` has it.
    pub(super) author: Option<Arc<str>>,
    /// The path from the folder of the handbook's texts.
    pub(super) path: String,
    /// The blob that the path has from then on; `None` when it went.
    pub(super) blob: Option<String>,
}

/// Parses the log of the folder at `prefix`; `ages` are the ages of all commits.
pub(super) fn parse(log: &[u8], prefix: &str, ages: &BTreeMap<String, usize>, zone: Option<&TimeZone>) -> Vec<Event> {
    let mut events = Vec::new();
    let (mut age, mut commit, mut date, mut author) = (0, "", None, None::<Arc<str>>);
    let mut change: Option<Change> = None;
    for token in log.split(|byte| *byte == 0) {
        // The names of paths are bytes; one that is no text cannot be a path of a handbook.
        let token = std::str::from_utf8(token).unwrap_or_default();
        if let Some(change) = change.take() {
            let blob = match change {
                Change::Text(blob) => Some(blob),
                Change::Nothing => None,
            };
            if let Some(path) = token.strip_prefix(prefix).filter(|path| !path.is_empty()) {
                let (commit, author, path) = (commit.to_owned(), author.clone(), path.to_owned());
                events.push(Event { age, commit, date, author, path, blob });
            }
            continue;
        }
        let token = token.trim_start_matches('\n');
        if let Some(head) = token.strip_prefix('\u{1}') {
            let mut parts = head.split_whitespace();
            commit = parts.next().unwrap_or_default();
            let (written, seconds) = (parts.next().and_then(|day| day.parse().ok()), parts.next());
            author = parts.next().map(|author| author.to_lowercase().into());
            date = zone.and_then(|zone| day_of(seconds?, zone)).or(written);
            age = ages.get(commit).copied().unwrap_or_default();
        } else {
            change = difference(token);
        }
    }
    events
}

/// The day on which a second since 1970 is in a time zone.
fn day_of(seconds: &str, zone: &TimeZone) -> Option<Date> {
    let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
    let moment = epoch.checked_add(SignedDuration::from_secs(seconds.parse().ok()?)).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).ok()?.with_time_zone(zone.clone()).date())
}

/// Parses a difference: `:100644 100644 OLD NEW M`, or with more parents `::100644 100644 100644 OLD OLD NEW MM`.
fn difference(text: &str) -> Option<Change> {
    let parents = text.bytes().take_while(|byte| *byte == b':').count();
    let mut fields = text[parents..].split_whitespace().skip(parents);
    let mode = fields.next().filter(|_| parents > 0)?;
    let blob = fields.nth(parents)?;
    Some(if mode.starts_with("100") { Change::Text(blob.to_owned()) } else { Change::Nothing })
}

/// What a commit made of a path.
enum Change {
    Text(String),
    /// It was removed, or became a symbolic link or a submodule.
    Nothing,
}
