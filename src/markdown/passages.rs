//! The words of a text, block by block, each at its place: what rules about figures read.
//!
//! In: a text as it was written. Out: its [`Passage`]s. What always holds: code, comments, targets of links and facts are in no passage,
//! and a word stands in its passage as far from the beginning as in the text.

use std::ops::Range;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::fill::literal_uses;
use super::html::{Formatted, format_tree};
use super::options::{Dialect, HEADING_MARK, as_heading, parse_into};
use super::resolve::Resolve;
use crate::text::LineStarts;

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// A paragraph, in an item or a quote too.
    Paragraph,
    /// A heading.
    Heading,
    /// A row of a table.
    Row,
}

/// A paragraph, a heading, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Where it begins in the text.
    pub start: usize,
    /// Its words, with spaces for everything else, and a line feed where the author broke a line for good.
    pub words: String,
}

/// The passages of a text, in their order.
#[must_use]
pub fn passages(text: &str, dialect: Dialect) -> Vec<Passage> {
    let arena = Arena::new();
    passages_of(parse_into(&arena, text, dialect), text, dialect)
}

/// The passages of a text and its HTML, from one reading.
#[must_use]
pub fn passages_and_format(text: &str, dialect: Dialect, resolve: &dyn Resolve) -> (Vec<Passage>, Formatted) {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    // Formatting takes out of the tree what is empty, so it comes last.
    (passages_of(root, text, dialect), format_tree(root, text, dialect, resolve))
}

fn passages_of(root: Node<'_>, text: &str, dialect: Dialect) -> Vec<Passage> {
    let below = |read_as: &str| passages_below(root, read_as, &LineStarts::new(read_as));
    let mut passages = match dialect {
        Dialect::Prose | Dialect::Glossary => below(text),
        Dialect::Inline => below(&as_heading(text)),
        Dialect::Plain => {
            vec![Passage { kind: PassageKind::Paragraph, start: 0, words: without_facts(text.to_owned()) }]
        }
    };
    if dialect == Dialect::Inline {
        // It is read behind the mark that makes it a heading.
        for passage in &mut passages {
            let mark = HEADING_MARK.len().saturating_sub(passage.start).min(passage.words.len());
            passage.words.drain(..mark);
            passage.start = passage.start.saturating_sub(HEADING_MARK.len());
        }
    }
    passages
}

/// The passages of a tree, at their places in what it was parsed from.
pub(super) fn passages_below(root: Node<'_>, text: &str, starts: &LineStarts) -> Vec<Passage> {
    root.descendants().filter_map(|node| passage(node, text, starts)).collect()
}

/// The passage that a node is, if it is one.
fn passage(node: Node<'_>, text: &str, starts: &LineStarts) -> Option<Passage> {
    let kind = match node.data().value {
        NodeValue::Paragraph => PassageKind::Paragraph,
        NodeValue::Heading(_) => PassageKind::Heading,
        NodeValue::TableRow(_) => PassageKind::Row,
        _ => return None,
    };
    let whole = bytes(node, text, starts)?;
    let mut words = vec![b' '; whole.len()];
    for below in node.descendants() {
        let is_break = matches!(below.data().value, NodeValue::LineBreak);
        if is_break
            && let Some(range) = bytes(below, text, starts)
            && let Some(byte) = range.start.checked_sub(whole.start).and_then(|at| words.get_mut(at))
        {
            *byte = b'\n';
        }
        if let NodeValue::Text(_) = below.data().value
            && let Some(range) = bytes(below, text, starts)
            && range.start >= whole.start
            && let Some(place) = words.get_mut(range.start - whole.start..range.end - whole.start)
        {
            place.copy_from_slice(&text.as_bytes()[range]);
        }
    }
    Some(Passage { kind, start: whole.start, words: without_facts(String::from_utf8(words).ok()?) })
}

/// Words with spaces for the facts in them.
fn without_facts(mut words: String) -> String {
    let length = |key: &str| "{fact:}".len() + key.len();
    let facts: Vec<Range<usize>> = literal_uses(&words).map(|(at, key)| at..at + length(key)).collect();
    for range in facts {
        words.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    words
}

/// Where a node stands, if it stands in the text.
fn bytes(node: Node<'_>, text: &str, starts: &LineStarts) -> Option<Range<usize>> {
    let place = node.data().sourcepos;
    let range = starts.byte(place.start.line, place.start.column)..starts.byte(place.end.line, place.end.column) + 1;
    text.get(range.clone()).is_some().then_some(range)
}
