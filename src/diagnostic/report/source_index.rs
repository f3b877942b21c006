//! Converts spans into lines and columns.
//!
//! In: file names and spans. Out: regions. What always holds: lines and columns are those that
//! [`line_column`](crate::text::line_column) gives, and each text is read once for all of its spans.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{LineColumn, Span};

/// A span as lines and columns, both counted from 1. A line end at the end of the span is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// The first character.
    pub(super) start: LineColumn,
    /// The character after the last.
    pub(super) end: LineColumn,
    /// The first byte, and the byte after the last.
    pub(super) bytes: (usize, usize),
}

/// The texts of the handbook; the lines of each are indexed when one of its spans is first resolved.
pub(super) struct SourceIndex<'t, 'f> {
    text: &'f dyn Fn(&str) -> Option<&'t str>,
    files: BTreeMap<Arc<str>, Option<LineIndex<'t>>>,
}

impl<'t, 'f> SourceIndex<'t, 'f> {
    /// Returns an index of the texts that `text` gives by their names.
    pub(super) fn new(text: &'f dyn Fn(&str) -> Option<&'t str>) -> Self {
        Self { text, files: BTreeMap::new() }
    }

    /// Returns the lines of a file; `None` when its text is not known.
    pub(super) fn lines(&mut self, file: &Arc<str>) -> Option<&mut LineIndex<'t>> {
        let text = self.text;
        self.files.entry(Arc::clone(file)).or_insert_with(|| text(file).map(LineIndex::new)).as_mut()
    }

    /// Returns the region of a span; `None` when the text of the file is not known.
    pub(super) fn region(&mut self, file: &Arc<str>, span: Span) -> Option<Region> {
        self.lines(file).map(|lines| lines.region(span))
    }
}

/// A text and the byte at which each of its lines starts.
pub(super) struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The byte that was resolved last, and its line and column.
    last: (usize, LineColumn),
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of a text.
    pub(super) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: (0, LineColumn { line: 1, column: 1 }) }
    }

    /// Returns the byte at which a line starts, and the line without its line end; an empty line when the number is too high.
    pub(super) fn line(&self, number: usize) -> (usize, &'t str) {
        let Some(start) = self.starts.get(number.saturating_sub(1)) else { return (self.text.len(), "") };
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[*start..end];
        (*start, line.strip_suffix('\r').unwrap_or(line))
    }

    /// Returns the region of a span; a span that ends past the text is cut.
    pub(super) fn region(&mut self, span: Span) -> Region {
        let start = self.whole_character(span.start as usize);
        let mut end = self.whole_character(span.end as usize).max(start);
        if let Some(before) = self.text[start..end].strip_suffix('\n') {
            end = start + before.strip_suffix('\r').unwrap_or(before).len();
        }
        Region { start: self.line_column(start), end: self.line_column(end), bytes: (start, end) }
    }

    /// Returns the start of the character that holds the byte, or the end of the text.
    fn whole_character(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte)
    }

    /// Returns the line and column of a byte at which a character starts. Continues counting from the last one where it can.
    fn line_column(&mut self, byte: usize) -> LineColumn {
        let line = self.starts.partition_point(|start| *start <= byte);
        let (from, column) = match self.last {
            (last, position) if position.line == line && last <= byte => (last, position.column),
            _ => (self.starts[line - 1], 1),
        };
        let position = LineColumn { line, column: column + self.text[from..byte].chars().count() };
        self.last = (byte, position);
        position
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::line_column;

    proptest! {
        #[test]
        fn positions_are_those_of_line_column(text in "[a\u{e9}\u{6f22}\u{1f600}\t\r\n]{0,40}", bytes in prop::collection::vec(0_usize..200, 1..8)) {
            let mut lines = LineIndex::new(&text);
            for byte in bytes {
                let region = lines.region(Span::new(byte..byte));
                prop_assert_eq!(region.start, line_column(&text, byte));
                prop_assert_eq!(region.end, region.start);
            }
        }

        #[test]
        fn lines_are_those_of_the_text(text in "[ab\r\n]{0,40}") {
            let lines = LineIndex::new(&text);
            for (at, line) in text.split('\n').enumerate() {
                let (start, found) = lines.line(at + 1);
                prop_assert_eq!(found, line.strip_suffix('\r').unwrap_or(line));
                prop_assert!(text[start..].starts_with(line));
            }
        }
    }

    #[test]
    fn the_end_of_a_line_is_not_part_of_a_region() {
        let mut lines = LineIndex::new("one\r\ntwo\n");
        assert_eq!(lines.region(Span::new(0..5)).end, LineColumn { line: 1, column: 4 });
        assert_eq!(lines.region(Span::new(5..9)).end, LineColumn { line: 2, column: 4 });
        assert_eq!(lines.region(Span::new(9..9)).start, LineColumn { line: 3, column: 1 });
    }
}
