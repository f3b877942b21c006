//! What git's log says, as a list of texts that came and went.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// A commit gave a path another text, or took it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// How many commits are newer.
    pub(super) age: usize,
    /// The commit.
    pub(super) commit: String,
    /// Its day, as its author's clock had it.
    pub(super) date: Option<Date>,
    /// The path from the folder of the handbook's texts.
    pub(super) path: String,
    /// The blob that the path has from then on; `None` when it went.
    pub(super) blob: Option<String>,
}

/// Reads the log of a folder at `prefix`, newest first; `ages` are those of all commits. What cannot be read is passed over.
pub(super) fn parse(log: &[u8], prefix: &str, ages: &BTreeMap<String, usize>) -> Vec<Event> {
    let mut events = Vec::new();
    let (mut age, mut commit, mut date) = (0, "", None);
    let mut became: Option<Became> = None;
    for token in log.split(|byte| *byte == 0) {
        // The names of paths are bytes; one that is no text cannot be a path of a handbook.
        let token = std::str::from_utf8(token).unwrap_or_default();
        if let Some(became) = became.take() {
            let blob = match became {
                Became::Text(blob) => Some(blob),
                Became::Nothing => None,
            };
            if let Some(path) = token.strip_prefix(prefix).filter(|path| !path.is_empty()) {
                events.push(Event { age, commit: commit.to_owned(), date, path: path.to_owned(), blob });
            }
            continue;
        }
        let token = token.trim_start_matches('\n');
        if let Some(head) = token.strip_prefix('\u{1}') {
            let mut parts = head.split_whitespace();
            (commit, date) = (parts.next().unwrap_or_default(), parts.next().and_then(|day| day.parse().ok()));
            age = ages.get(commit).copied().unwrap_or_default();
        } else {
            became = difference(token);
        }
    }
    events
}

/// The blob behind a difference: `:100644 100644 OLD NEW M`, or with more parents `::100644 100644 100644 OLD OLD NEW MM`.
fn difference(text: &str) -> Option<Became> {
    let parents = text.bytes().take_while(|byte| *byte == b':').count();
    let mut fields = text[parents..].split_whitespace().skip(parents);
    let mode = fields.next().filter(|_| parents > 0)?;
    let blob = fields.nth(parents)?;
    Some(if mode.starts_with("100") { Became::Text(blob.to_owned()) } else { Became::Nothing })
}

/// What a path became.
enum Became {
    Text(String),
    /// It went, or became a link or a repository of its own.
    Nothing,
}
