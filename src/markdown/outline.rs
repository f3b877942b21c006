//! The blocks of a text as bytes of it, for rules that look at the source.
//!
//! In: a parsed text. Out: its [`Outline`]. What always holds: a range begins at the mark of its block and ends with a line.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::clauses::written_mark;
use super::html::{Formatted, format_tree};
use super::items::{mark_of, number_items, ordered_item};
use super::passages::{Passage, passages_below};
use super::resolve::Resolve;
use super::text::Text;
use crate::text::LineStarts;

/// The blocks of a text, each kind in the order of the text.
#[derive(Debug, Default)]
pub struct Outline {
    /// Fenced code, with whether it is closed.
    pub code: Vec<(Range<usize>, bool)>,
    /// Code by its indent alone.
    pub indented_code: Vec<Range<usize>>,
    /// The number of columns of each table, and its rows, the head first.
    pub tables: Vec<(usize, Vec<Range<usize>>)>,
    /// Paragraphs.
    pub paragraphs: Vec<Range<usize>>,
    /// Alerts.
    pub alerts: Vec<Range<usize>>,
    /// Headings with their levels.
    pub headings: Vec<(Range<usize>, u8)>,
    /// Lines that look like the label of a block and are none, which is reported.
    pub almost_labels: Vec<Range<usize>>,
    /// Of each list with numbers the first item that is shown with another one than its author wrote.
    pub renumbered: Vec<Renumbered>,
    /// The words of each paragraph, heading and row.
    pub passages: Vec<Passage>,
}

/// An item of a list that is shown with another number than its author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbered {
    /// The mark as it is written: `c)`.
    pub range: Range<usize>,
    /// The mark as it is shown: `b)`.
    pub shown: String,
}

impl Text {
    /// The blocks of the body, and the HTML that those have of it who may read all, from one reading.
    #[must_use]
    pub fn outline_and_format(&self, resolve: &dyn Resolve) -> (Outline, Formatted) {
        self.with_tree(|root, starts| {
            let mut outline = outline(root, starts, self.body.len());
            let line = |line: &usize| starts.byte(line + 1, 1)..starts.byte(line + 2, 1).max(starts.byte(line + 1, 1));
            outline.passages = passages_below(root, &self.body, starts);
            outline.renumbered = renumbered(root, &self.body, starts);
            outline.almost_labels = self.almost_labels.iter().map(line).collect();
            // Formatting takes out of the tree what is empty, so it comes last.
            (outline, format_tree(root, &self.body, self.dialect(), resolve))
        })
    }
}

fn outline(root: Node<'_>, starts: &LineStarts, length: usize) -> Outline {
    let mut outline = Outline::default();
    let end_of = |line: usize| if line < starts.len() { starts.byte(line + 1, 1) } else { length };
    for node in root.descendants() {
        let data = node.data();
        let place = data.sourcepos;
        let range = {
            let end = end_of(place.end.line);
            starts.byte(place.start.line, place.start.column).min(end)..end
        };
        match &data.value {
            NodeValue::CodeBlock(code) if code.fenced => outline.code.push((range, code.closed)),
            NodeValue::CodeBlock(_) => outline.indented_code.push(range),
            NodeValue::Paragraph => outline.paragraphs.push(range),
            NodeValue::Alert(_) => outline.alerts.push(range),
            NodeValue::Heading(heading) => outline.headings.push((range, heading.level)),
            NodeValue::Table(table) => {
                let row = |row: Node<'_>| {
                    let place = row.data().sourcepos.start;
                    let end = end_of(place.line);
                    starts.byte(place.line, place.column).min(end)..end
                };
                outline.tables.push((table.num_columns, node.children().map(row).collect()));
            }
            _ => {}
        }
    }
    outline
}

/// The first wrong number of each list. A list whose items all bear one number leaves it to the page to count them.
fn renumbered(root: Node<'_>, text: &str, starts: &LineStarts) -> Vec<Renumbered> {
    number_items(root);
    let mark = |item: Node<'_>| {
        let (number, place) = (ordered_item(item)?, item.data().sourcepos.start);
        let from = starts.byte(place.line, place.column);
        let (width, is_shown) = written_mark(text.get(from..)?, &number)?;
        let range = from..from + width;
        let shown = || mark_of(item).unwrap_or_else(|| number.start.to_string() + &text[range.end - 1..range.end]);
        Some((range.clone(), (!is_shown).then(shown)))
    };
    let mut found = Vec::new();
    for list in root.descendants().filter(|node| matches!(node.data().value, NodeValue::List(_))) {
        let marks: Vec<_> = list.children().filter_map(mark).collect();
        let is_counted = marks.iter().any(|(range, _)| text[range.clone()] != text[marks[0].0.clone()]);
        let wrong = marks.into_iter().filter(|_| is_counted).find_map(|(range, shown)| Some((range, shown?)));
        found.extend(wrong.map(|(range, shown)| Renumbered { range, shown }));
    }
    found
}
