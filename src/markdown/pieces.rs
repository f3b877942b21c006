//! The blocks of a text, for those who cut one out whole.

use std::borrow::Cow;
use std::ops::Range;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::options::{Dialect, options};
use super::text::Text;
use crate::source::LineStarts;

/// A block that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its lines, as bytes of the body, with the end of the last one.
    pub range: Range<usize>,
    /// What it is made of, where that can go without the rest: items, rows, what stands in a `:::` block.
    pub parts: Vec<Piece>,
    /// Whether nothing is left without the first of its parts: a table has its head.
    pub needs_first: bool,
}

impl Text {
    /// The blocks of the body, in their order.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece> {
        let starts = LineStarts::new(&self.body);
        self.with_tree(|root, _| pieces(root, &starts, self.body.len()))
    }
}

/// A redacted text without the notes that nothing in it refers to: they are shown to nobody.
#[must_use]
pub fn without_lost_notes(text: &str, dialect: Dialect) -> Cow<'_, str> {
    if !text.contains("[^") {
        return Cow::Borrowed(text);
    }
    let mut options = options(dialect);
    options.parse.leave_footnote_definitions = true;
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    let starts = LineStarts::new(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for node in root.descendants() {
        let data = node.data();
        if !matches!(&data.value, NodeValue::FootnoteDefinition(note) if note.total_references == 0) {
            continue;
        }
        let lines = data.sourcepos;
        let until = if lines.end.line < starts.len() { starts.byte(lines.end.line + 1, 1) } else { text.len() };
        let from = starts.byte(lines.start.line, 1).min(text.len());
        if from >= at {
            out.push_str(&text[at..from]);
            at = until.min(text.len()).max(from);
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn pieces(node: Node<'_>, starts: &LineStarts, end: usize) -> Vec<Piece> {
    let piece = |child: Node<'_>| {
        let data = child.data();
        let lines = data.sourcepos;
        let until = if lines.end.line < starts.len() { starts.byte(lines.end.line + 1, 1) } else { end };
        let divides = matches!(
            data.value,
            NodeValue::BlockDirective(_) | NodeValue::List(_) | NodeValue::Table(_) | NodeValue::DescriptionList
        );
        Piece {
            range: starts.byte(lines.start.line, 1).min(end)..until.min(end),
            parts: if divides { pieces(child, starts, end) } else { Vec::new() },
            needs_first: matches!(data.value, NodeValue::Table(_)),
        }
    };
    node.children().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_that_nothing_refers_to_are_left_out() {
        let text = "One.[^a]\n\n[^a]: Kept.\n\n[^b]: Lost,\n    all of it.\n\nTwo.\n";
        assert_eq!(without_lost_notes(text, Dialect::Prose), "One.[^a]\n\n[^a]: Kept.\n\n\nTwo.\n");
    }
}
