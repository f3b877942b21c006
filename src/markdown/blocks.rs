//! The blocks of a text as ranges of lines, for those who cut one out whole.
//!
//! In: a parsed text. Out: [`BlockRange`]s, each with the words that its readers read.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::fill::fill_tree;
use super::plain::{ResolveWords, shown_below};
use super::text::Text;
use crate::text::LineStarts;

/// A block that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRange {
    /// Its lines, as bytes of the body, with the end of the last one.
    pub range: Range<usize>,
    /// What it shows, titles of links and images included, one paragraph a line.
    pub words: String,
    /// What it is made of, where that can go without the rest: items, rows, what stands in a `:::` block.
    pub parts: Vec<BlockRange>,
    /// Whether nothing is left without the first of its parts: a table has its head.
    pub needs_first: bool,
}

impl Text {
    /// The blocks of the body, in their order.
    #[must_use]
    pub fn block_ranges(&self, words: &dyn ResolveWords) -> Vec<BlockRange> {
        let starts = LineStarts::new(&self.body);
        self.with_tree(|root, _| {
            fill_tree(root, &|key| words.fact(key));
            block_ranges(root, &starts, &self.body, words)
        })
    }
}

fn block_ranges(node: Node<'_>, starts: &LineStarts, body: &str, words: &dyn ResolveWords) -> Vec<BlockRange> {
    let mut out: Vec<BlockRange> = Vec::new();
    let end = body.len();
    let range_of = |child: Node<'_>| {
        let data = child.data();
        let lines = data.sourcepos;
        let until = if lines.end.line < starts.len() { starts.byte(lines.end.line + 1, 1) } else { end };
        // The lines of HTML cannot be told apart as items and rows are.
        let is_html = body[starts.byte(lines.start.line, lines.start.column).min(end)..].starts_with('<');
        let divides = !is_html
            && matches!(
                data.value,
                NodeValue::BlockDirective(_) | NodeValue::List(_) | NodeValue::Table(_) | NodeValue::DescriptionList
            );
        BlockRange {
            range: starts.byte(lines.start.line, 1).min(end)..until.min(end),
            words: shown_below(child, words, true),
            parts: if divides { block_ranges(child, starts, body, words) } else { Vec::new() },
            needs_first: matches!(data.value, NodeValue::Table(_)),
        }
    };
    for block in node.children().map(range_of) {
        match out.last_mut().filter(|before| before.range.end > block.range.start) {
            // Blocks of HTML that share a line go together.
            Some(before) => {
                before.range.end = before.range.end.max(block.range.end);
                before.words.push('\n');
                before.words.push_str(&block.words);
                before.parts.clear();
            }
            None => out.push(block),
        }
    }
    out
}
