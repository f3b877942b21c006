//! Collects the texts of one source, each with who may read it.
//!
//! In: values, bodies and names. Out: [`Piece`]s, and where texts link to. What always holds: a text of a value is read as Markdown
//! and, when it may be seen, also as it is typed; a comment is seen by nobody.

use super::markdown::{self, Block, Known, Raw};
use super::needles::{Mark, Piece};
use super::value::{Node, Value};

/// The pieces of one source.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    known: &'a Known,
    when: u32,
    all: bool,
    /// Whether it is a draft, which is no rule yet.
    draft: bool,
    pub(super) pieces: Vec<Piece>,
    /// Where texts lead, and whether the text may be seen.
    pub(super) addresses: Vec<(String, bool)>,
}

impl<'a> Gather<'a> {
    /// Begins a source of a time; `all` says whether the readers see everything.
    pub(super) fn new(known: &'a Known, when: u32, all: bool) -> Self {
        Self { known, when, all, draft: false, pieces: Vec::new(), addresses: Vec::new() }
    }

    /// The same for a file that may be a draft.
    pub(super) fn of_draft(self, draft: bool) -> Self {
        Self { draft, ..self }
    }

    /// Adds a text as it stands.
    pub(super) fn raw(&mut self, raw: Raw, seen: bool, mark: Mark) {
        if !raw.text.trim().is_empty() {
            let (text, places) = (raw.text.into_boxed_str(), raw.places.into_boxed_slice());
            let keeps = !self.draft && mark != Mark::Comment;
            self.pieces.push(Piece { source: 0, seen, when: self.when, keeps, mark, text, places });
        }
    }

    /// Adds a name that stands at `at`.
    pub(super) fn name(&mut self, text: &str, at: usize, seen: bool) {
        self.raw(Raw::of(text, at), seen, Mark::Name);
    }

    /// Adds a block in each of its ways.
    pub(super) fn block(&mut self, block: &Block, mark: Mark) {
        if block.address && (block.seen || !self.draft) {
            self.addresses.push((block.raw.text.clone(), block.seen));
        }
        // Where a private text leads inside the handbook is found by the names of files.
        if mark != Mark::Address || block.seen || block.raw.text.contains(':') {
            for raw in markdown::ways(&block.raw, block.seen, self.known) {
                self.raw(raw, block.seen, mark);
            }
        }
    }

    /// Adds every text of a value.
    pub(super) fn value(&mut self, value: &Value, seen: bool, mark: Mark) {
        match &value.node {
            Node::List(items) => items.iter().for_each(|item| self.value(item, seen, mark)),
            Node::Table(entries) => entries.iter().for_each(|(_, entry)| self.value(entry, seen, mark)),
            Node::Text(text) => {
                let raw = Raw::of(text, value.at);
                if seen || mark == Mark::Name {
                    for raw in markdown::ways(&raw, seen, self.known) {
                        self.raw(raw, seen, mark);
                    }
                }
                if mark != Mark::Name {
                    let faults = &mut Vec::new();
                    for block in markdown::read(text, value.at, seen, self.all, self.known, &|_| None, faults) {
                        let own = if block.address || block.comment { markdown::mark(&block) } else { mark };
                        self.block(&block, own);
                    }
                }
            }
        }
    }

    /// Adds the comments of some TOML or YAML.
    pub(super) fn comments(&mut self, text: &str, base: usize, value: &Value) {
        let mut at = base;
        for line in text.split_inclusive(['\n', '\r']) {
            if let Some(comment) = line.trim_start().strip_prefix('#')
                && !says(value, line.trim())
            {
                self.raw(Raw::of(comment.trim_end(), at + line.len() - comment.len()), false, Mark::Comment);
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
