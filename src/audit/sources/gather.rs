//! Collects the texts of one source, each with who may read it.
//!
//! In: values and blocks with their places. Out: [`Piece`]s. What always holds: a piece is one text that stands in one
//! place, and a comment is seen by nobody, whatever surrounds it.

use crate::audit::blocks::Raw;
use crate::audit::inline::{self, Known, Side};
use crate::audit::value::{Node, Value};

/// What a text is, which says how short a run of it is worth an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Running text.
    Prose,
    /// What something is called: a title, a role, an id, an alias, a file's name.
    Name,
    /// An amount, a time, a limit.
    Value,
}

/// How the places of a text are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The source holds the text there, letter for letter.
    Exact,
    /// The source holds the text there or soon after, perhaps written in another way.
    About,
    /// The text is that of a name, and the place stands for the whole thing.
    Whole,
}

/// A text and its place.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The source, by its number.
    pub(crate) source: u32,
    /// Whether the edition's readers may see it.
    pub(crate) seen: bool,
    /// Whether it stands in an older version alone.
    pub(crate) old: bool,
    /// What it is.
    pub(crate) mark: Mark,
    /// How its places are meant.
    pub(crate) hold: Hold,
    /// The text.
    pub(crate) text: Box<str>,
    /// Where its parts stand in the source.
    pub(crate) places: Box<[(u32, u32)]>,
}

/// The pieces of one source.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    known: &'a Known,
    /// What was found.
    pub(super) pieces: Vec<Piece>,
    /// Where texts link to, and whether the edition's readers may see that.
    pub(super) addresses: Vec<(String, bool)>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(known: &'a Known) -> Self {
        Self { known, pieces: Vec::new(), addresses: Vec::new() }
    }

    /// Adds a text as it stands.
    pub(super) fn plain(&mut self, raw: Raw, hold: Hold, seen: bool, mark: Mark) {
        if !raw.text.trim().is_empty() {
            let (text, places) = (raw.text.into_boxed_str(), raw.places.into_boxed_slice());
            self.pieces.push(Piece { source: 0, seen, old: false, mark, hold, text, places });
        }
    }

    /// Adds a text that stands about at `at`.
    pub(super) fn text(&mut self, text: &str, at: usize, seen: bool, mark: Mark) {
        let mut raw = Raw::default();
        raw.push(text, at);
        self.plain(raw, Hold::About, seen, mark);
    }

    /// Adds the name of a file or folder.
    pub(super) fn name(&mut self, text: &str, seen: bool) {
        let mut raw = Raw::default();
        raw.push(text, 0);
        self.plain(raw, Hold::Whole, seen, Mark::Name);
    }

    /// Adds a text with inline marks, in each way in which it can be read.
    pub(super) fn prose(&mut self, raw: &Raw, hold: Hold, seen: bool, mark: Mark) {
        for way in 0..inline::readings(&raw.text, self.known) {
            let read = inline::read(raw, self.known, seen, way);
            self.plain(read.flow, hold, seen, mark);
            if way > 0 {
                continue;
            }
            for (side, raw) in read.sides {
                match side {
                    Side::Text => self.plain(raw, hold, seen, Mark::Prose),
                    Side::Comment => self.plain(raw, hold, false, Mark::Prose),
                    Side::Address => self.address(&raw, hold, seen),
                }
            }
        }
    }

    /// Adds where a link leads: a text of its own when that is outside the handbook.
    pub(super) fn address(&mut self, raw: &Raw, hold: Hold, seen: bool) {
        let address = raw.text.trim().to_owned();
        let scheme = scheme(&address);
        if scheme > 0 {
            let lead = raw.text.len() - raw.text.trim_start().len();
            self.plain(raw.slice(lead + scheme, lead + address.len()), hold, seen, Mark::Name);
        }
        self.addresses.push((address, seen));
    }

    /// Adds every text of a value.
    pub(super) fn value(&mut self, value: &Value, seen: bool, mark: Mark) {
        match &value.node {
            Node::List(items) => items.iter().for_each(|item| self.value(item, seen, mark)),
            Node::Table(entries) => entries.iter().for_each(|(_, entry)| self.value(entry, seen, mark)),
            Node::Text(text) => {
                let mut raw = Raw::default();
                raw.push(text, value.at);
                let hold = if value.verbatim { Hold::Exact } else { Hold::About };
                if mark == Mark::Name || seen {
                    let scheme = scheme(text);
                    self.plain(raw.slice(scheme, text.len()), hold, seen, mark);
                }
                if mark != Mark::Name {
                    self.prose(&raw, hold, seen, mark);
                }
            }
        }
    }

    /// Adds the comments of some TOML or YAML: nobody's, in any edition.
    pub(super) fn comments(&mut self, text: &str, base: usize, value: &Value) {
        let mut at = base;
        for line in text.split_inclusive(['\n', '\r']) {
            let rest = line.trim_start();
            if let Some(comment) = rest.strip_prefix('#')
                && !comment.trim().is_empty()
                && !says(value, rest.trim_end())
            {
                let mut raw = Raw::default();
                raw.push(comment.trim_end(), at + line.len() - comment.len());
                self.plain(raw, Hold::Exact, false, Mark::Prose);
            }
            at += line.len();
        }
    }
}

/// Whether a value's text holds `line`, so that it is no comment.
fn says(value: &Value, line: &str) -> bool {
    match &value.node {
        Node::Text(text) => text.contains(line),
        Node::List(items) => items.iter().any(|item| says(item, line)),
        Node::Table(entries) => entries.iter().any(|(_, entry)| says(entry, line)),
    }
}

/// The bytes of the scheme that an address outside the handbook begins with; 0 when it has none.
fn scheme(address: &str) -> usize {
    let Some(colon) =
        address.find(':').filter(|colon| address[..*colon].bytes().all(|byte| byte.is_ascii_alphabetic()))
    else {
        return 0;
    };
    let rest = &address[colon + 1..];
    match &address[..colon] {
        "mailto" | "tel" | "sms" => colon + 1,
        _ if rest.starts_with("//") => colon + 3,
        _ => 0,
    }
}
