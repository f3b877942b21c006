//! The blocks of a text as ranges of lines, for those who cut one out whole.
//!
//! In: a parsed text, or a redacted one. Out: [`BlockRange`]s, or the text without the notes and definitions that nothing uses.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::options::{Dialect, options};
use super::text::{Text, lost_references};
use crate::text::LineStarts;

/// A block that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRange {
    /// Its lines, as bytes of the body, with the end of the last one.
    pub range: Range<usize>,
    /// What it is made of, where that can go without the rest: items, rows, what stands in a `:::` block.
    pub parts: Vec<BlockRange>,
    /// Whether nothing is left without the first of its parts: a table has its head.
    pub needs_first: bool,
}

impl Text {
    /// The blocks of the body, in their order.
    #[must_use]
    pub fn block_ranges(&self) -> Vec<BlockRange> {
        let starts = LineStarts::new(&self.body);
        self.with_tree(|root, _| block_ranges(root, &starts, self.body.len()))
    }
}

/// A redacted text without the notes, and without the definitions of links, that nothing in it refers to: they are shown to
/// nobody.
#[must_use]
pub fn without_unused(text: &str, dialect: Dialect) -> Cow<'_, str> {
    match without_lost_notes(text, dialect) {
        Cow::Borrowed(text) => without_lost_definitions(text, dialect),
        Cow::Owned(text) => Cow::Owned(without_lost_definitions(&text, dialect).into_owned()),
    }
}

fn without_lost_definitions(text: &str, dialect: Dialect) -> Cow<'_, str> {
    if !text.contains("]:") {
        return Cow::Borrowed(text);
    }
    let plain = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let label = |line: &str| -> Option<String> {
        let line = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let (label, _) = line.strip_prefix('[')?.split_once("]:")?;
        (!label.starts_with('^')).then(|| plain(label))
    };
    let bare: String = text.split_inclusive('\n').filter(|line| label(line).is_none()).collect();
    let used: BTreeSet<String> = lost_references(&bare, dialect).iter().map(|label| plain(label)).collect();
    let mut out = String::with_capacity(text.len());
    let mut unused = false;
    for line in text.split_inclusive('\n') {
        let title = unused && line.trim_start().starts_with(['"', '\'', '(']);
        unused = title || label(line).is_some_and(|label| !used.contains(&label));
        if !unused {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

fn without_lost_notes(text: &str, dialect: Dialect) -> Cow<'_, str> {
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

fn block_ranges(node: Node<'_>, starts: &LineStarts, end: usize) -> Vec<BlockRange> {
    let range_of = |child: Node<'_>| {
        let data = child.data();
        let lines = data.sourcepos;
        let until = if lines.end.line < starts.len() { starts.byte(lines.end.line + 1, 1) } else { end };
        let divides = matches!(
            data.value,
            NodeValue::BlockDirective(_) | NodeValue::List(_) | NodeValue::Table(_) | NodeValue::DescriptionList
        );
        BlockRange {
            range: starts.byte(lines.start.line, 1).min(end)..until.min(end),
            parts: if divides { block_ranges(child, starts, end) } else { Vec::new() },
            needs_first: matches!(data.value, NodeValue::Table(_)),
        }
    };
    node.children().map(range_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_that_nothing_refers_to_are_left_out() {
        let text = "One.[^a]\n\n[^a]: Kept.\n\n[^b]: Lost,\n    all of it.\n\nTwo.\n";
        assert_eq!(without_unused(text, Dialect::Prose), "One.[^a]\n\n[^a]: Kept.\n\n\nTwo.\n");
    }

    #[test]
    fn definitions_that_nothing_refers_to_are_left_out() {
        let text = "See [one][A  b] and [two].\n\n[a B]: x \"Kept.\"\n[two]: y\n[c]: z \"Lost.\"\n[d]: z\n  \"Lost.\"\n\nEnd.\n";
        let left = "See [one][A  b] and [two].\n\n[a B]: x \"Kept.\"\n[two]: y\n\nEnd.\n";
        assert_eq!(without_unused(text, Dialect::Prose), left);
    }
}
