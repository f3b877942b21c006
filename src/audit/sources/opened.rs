//! One source file, opened: its front matter, its body, and whether it may be seen at all.
//!
//! In: bytes and a path. Out: an [`Opened`]. What always holds: front matter that does not end, or cannot be read, leaves
//! the whole file withheld.

use std::ops::Range;
use std::path::Path;

use super::data;
use crate::audit::book::Book;
use crate::audit::value::{Node, Value};
use crate::error::{Error, Result};

/// A source file, opened.
#[derive(Debug)]
pub(super) struct Opened {
    /// Its path below `content/`, with `/`.
    pub(super) path: String,
    /// Its text, without a byte-order mark.
    pub(super) text: String,
    /// The front matter, or the whole of a data file; nothing when it cannot be read.
    pub(super) front: Option<Value>,
    /// Where the front matter stands.
    pub(super) front_range: Range<usize>,
    /// Where the body begins.
    pub(super) body: usize,
    /// Whether the edition's readers may see the file.
    pub(super) seen: bool,
    /// The policy's id.
    pub(super) id: Option<String>,
    /// The policy's title.
    pub(super) title: Option<String>,
}

/// Whether a file below `content/` is a policy, a page or data; all others are attachments.
pub(super) fn is_text(path: &str) -> bool {
    data::FILES.contains(&path)
        || Path::new(path)
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown"))
}

impl Opened {
    /// Reads a file.
    pub(super) fn read(file: &Path, path: &str, book: &Book) -> Result<Self> {
        let bytes = std::fs::read(file).map_err(Error::read(file))?;
        Ok(Self::parse(path, &bytes, book))
    }

    /// Parses the bytes of a file.
    pub(super) fn parse(path: &str, bytes: &[u8], book: &Book) -> Self {
        let text = String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
        let path = path.to_owned();
        if data::FILES.contains(&path.as_str()) {
            let (front, front_range) = (Value::parse_toml(&text, 0).ok(), 0..text.len());
            return Self {
                path,
                body: text.len(),
                seen: front.is_some(),
                front,
                front_range,
                text,
                id: None,
                title: None,
            };
        }
        let (front, front_range, body) = split(&text);
        let says = |key: &str| front.as_ref().and_then(|front| front.get(key)).and_then(Value::text);
        let draft = says("status") == Some("draft") && !book.sees_all();
        let seen = front.as_ref().is_some_and(|front| book.shows_entry(front)) && !draft;
        let (id, title) = (says("id").map(str::to_owned), says("title").map(str::to_owned));
        Self { path, text, front, front_range, body, seen, id, title }
    }

    /// Whether it is one of the data files.
    pub(super) fn is_data(&self) -> bool {
        data::FILES.contains(&self.path.as_str())
    }

    /// What the file is called: its path and its own name, without ending.
    pub(super) fn names(&self) -> Vec<String> {
        let stem = self.path.rsplit_once('.').map_or(self.path.as_str(), |(stem, _)| stem);
        match stem.rsplit_once('/') {
            Some((_, "_index")) => Vec::new(),
            Some((_, name)) => vec![stem.to_owned(), name.to_owned()],
            None if stem == "_index" => Vec::new(),
            None => vec![stem.to_owned()],
        }
    }
}

/// The front matter, where it stands, and where the body begins.
fn split(text: &str) -> (Option<Value>, Range<usize>, usize) {
    let Some(mark @ ("+++" | "---")) = text.split(['\n', '\r']).next().map(str::trim_end) else {
        return (Some(Value { node: Node::Table(Vec::new()), at: 0, verbatim: false }), 0..0, 0);
    };
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive(['\n', '\r']) {
        match start {
            None if line.trim_end() == mark => start = Some(at + line.len()),
            Some(start) if line.trim_end() == mark => {
                let inner = &text[start..at];
                let value =
                    if mark == "+++" { Value::parse_toml(inner, start) } else { Value::parse_yaml(inner, start) };
                return (value.ok().filter(Value::is_table), start..at, at + line.len());
            }
            _ => {}
        }
        at += line.len();
    }
    (None, start.unwrap_or(0)..text.len(), text.len())
}
