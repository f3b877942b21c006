//! Source files, opened: their front matter, where their bodies begin, and who may see them.
//!
//! In: the bytes of a file, of today or of once. Out: an [`Opened`]. What always holds: a file whose labels cannot be read is withheld.

use std::collections::BTreeMap;

use super::book::Book;
use super::keys::DATA;
use super::value::{Node, Value};

/// A source file, opened.
pub(super) struct Opened {
    /// Its path below `content/`, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// The front matter, or the whole of a data file; nothing when it cannot be read.
    pub(super) front: Option<Value>,
    /// Where the front matter stands, and where the body begins.
    pub(super) range: std::ops::Range<usize>,
    pub(super) body: usize,
    pub(super) seen: bool,
    pub(super) draft: bool,
    /// Whether the readers may know what stands in its place: it may be a draft of what was never in force.
    pub(super) known: bool,
    pub(super) faults: Vec<String>,
}

/// Whether a file below `content/` is a policy, a page or data; all others are attachments.
pub(super) fn is_text(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    DATA.contains(&path) || ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
}

impl Opened {
    pub(super) fn parse(path: &str, bytes: &[u8], book: &Book) -> Self {
        let text = String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
        let (front, range, body) =
            if DATA.contains(&path) { (Value::parse_toml(&text, 0), 0..text.len(), text.len()) } else { split(&text) };
        let mut faults = Vec::new();
        let front = front.map_err(|fault| faults.push(format!("content/{path}: {fault}"))).ok();
        let says = |key: &str| front.as_ref().and_then(|front| front.get(key)).and_then(Value::text);
        let draft = says("status") == Some("draft") && !book.sees_all();
        let seen = front.as_ref().is_some_and(|front| DATA.contains(&path) || book.shows_entry(front)) && !draft;
        let mut opened = Self { path: path.to_owned(), front, range, body, seen, draft, known: seen, faults, text };
        if let Some(label) = opened.front.as_ref().and_then(|front| front.get("audience"))
            && !book.knows(label)
            && !opened.is_data()
        {
            opened.faults.push(format!("content/{path}: `audience` names no audience of book.toml"));
        }
        opened
    }

    /// A text that a change log names; `shown` says whether the log shows it to the edition's readers. Front matter of another tool
    /// names no readers, but may say that nobody is to read the page.
    pub(super) fn named(path: &str, bytes: &[u8], book: &Book, shown: bool) -> Self {
        let mut file = Self::parse(path, bytes, book);
        let says = |key: &str| file.front.as_ref().and_then(|front| front.get(key));
        let withdraws = |key: &str, unless: &str| {
            says(key).is_some_and(|value| value.text().is_none_or(|text| !text.eq_ignore_ascii_case(unless)))
        };
        let is_kept = ["draft", "private", "hidden", "unlisted"].iter().any(|key| withdraws(key, "false"))
            || ["published", "publish"].iter().any(|key| withdraws(key, "true"))
            || file.says("status").is_some_and(|status| status.eq_ignore_ascii_case("draft"));
        let is_foreign = file.front.is_some() && says("flexibility").is_none() && says("audience").is_none();
        file.seen = shown && if is_foreign { !is_kept || book.sees_all() } else { file.seen };
        file.faults.clear();
        file
    }

    /// Adds the names of texts in the change log, and whether the edition's readers may see what they name.
    pub(super) fn sources(&self, book: &Book, named: &mut BTreeMap<String, bool>) {
        for entry in self.changes() {
            if let Some(name) = entry.get("source").and_then(Value::text) {
                *named.entry(name.to_owned()).or_default() |= self.seen && book.shows_entry(entry);
            }
        }
    }

    /// How its versions are cited, and the links to them for good, which feeds have as well: whoever may read it knows its id and its
    /// numbers.
    pub(super) fn citations(&self, book: &Book) -> Vec<String> {
        let Some(id) = self.says("id").filter(|_| self.seen) else { return Vec::new() };
        let declared = self.changes().iter().filter(|entry| book.shows_entry(entry));
        let declared = declared.filter_map(|entry| entry.get("version")?.text());
        let numbers = self.says("version").into_iter().chain(declared);
        numbers.flat_map(|number| [format!("{id} version {number}"), format!("p/{id}/{number}")]).collect()
    }

    /// The entries of its change log.
    pub(super) fn changes(&self) -> &[Value] {
        self.front.as_ref().and_then(|front| front.get("changes")).map_or(&[], Value::items)
    }

    pub(super) fn is_data(&self) -> bool {
        DATA.contains(&self.path.as_str())
    }

    pub(super) fn says(&self, key: &str) -> Option<&str> {
        self.front.as_ref()?.get(key)?.text()
    }
}

/// The front matter, where it stands, and where the body begins.
fn split(text: &str) -> (std::result::Result<Value, String>, std::ops::Range<usize>, usize) {
    let Some(mark @ ("+++" | "---")) = text.split(['\n', '\r']).next().map(str::trim_end) else {
        return (Ok(Value { node: Node::Table(Vec::new()), at: 0 }), 0..0, 0);
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
                let table = value.and_then(|value| {
                    if value.is_table() { Ok(value) } else { Err("the front matter is no table".to_owned()) }
                });
                return (table, start..at, at + line.len());
            }
            _ => {}
        }
        at += line.len();
    }
    (Err("the front matter is never closed".to_owned()), start.unwrap_or(0)..text.len(), text.len())
}
