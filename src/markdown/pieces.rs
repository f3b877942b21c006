//! The blocks of a text, for those who cut one out whole.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

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
