//! Turns spans into the lines and columns of their texts.
//!
//! In: file names and spans. Out: regions, counted from 1. What always holds: a place is the one that
//! [`line_column`](crate::text::line_column) gives, found without reading the text again from its top for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{LineColumn, Span};

/// Where a span begins, and the first character after it. The end of a line at the end of a span is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// The first character.
    pub(super) start: LineColumn,
    /// The character after the last.
    pub(super) end: LineColumn,
    /// The same as bytes of the text.
    pub(super) bytes: (usize, usize),
}

/// The texts of the handbook, each indexed when it is first asked for.
pub(super) struct Places<'t, 'f> {
    text: &'f dyn Fn(&str) -> Option<&'t str>,
    files: BTreeMap<Arc<str>, Option<Lines<'t>>>,
}

impl<'t, 'f> Places<'t, 'f> {
    /// Places in the texts that `text` knows.
    pub(super) fn new(text: &'f dyn Fn(&str) -> Option<&'t str>) -> Self {
        Self { text, files: BTreeMap::new() }
    }

    /// The lines of a file; `None` when its text is not known.
    pub(super) fn lines(&mut self, file: &Arc<str>) -> Option<&mut Lines<'t>> {
        let text = self.text;
        self.files.entry(Arc::clone(file)).or_insert_with(|| text(file).map(Lines::new)).as_mut()
    }

    /// The region of a span; `None` when the text of the file is not known.
    pub(super) fn region(&mut self, file: &Arc<str>, span: Span) -> Option<Region> {
        self.lines(file).map(|lines| lines.region(span))
    }
}

/// A text and where its lines begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    last: (usize, LineColumn),
}

impl<'t> Lines<'t> {
    /// Finds the lines of a text.
    pub(super) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: (0, LineColumn { line: 1, column: 1 }) }
    }

    /// A line by its number, without its end, and the byte at which it begins; empty when there is no such line.
    pub(super) fn line(&self, number: usize) -> (usize, &'t str) {
        let Some(start) = self.starts.get(number.saturating_sub(1)) else { return (self.text.len(), "") };
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[*start..end];
        (*start, line.strip_suffix('\r').unwrap_or(line))
    }

    /// The region of a span, held inside the text.
    pub(super) fn region(&mut self, span: Span) -> Region {
        let start = self.whole_character(span.start as usize);
        let mut end = self.whole_character(span.end as usize).max(start);
        if let Some(before) = self.text[start..end].strip_suffix('\n') {
            end = start + before.strip_suffix('\r').unwrap_or(before).len();
        }
        Region { start: self.line_column(start), end: self.line_column(end), bytes: (start, end) }
    }

    /// The byte itself, or the start of the character or the end of the text that it lies beyond.
    fn whole_character(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte)
    }

    /// The line and column of a byte at which a character begins. Counts on from the place asked for last when it can.
    fn line_column(&mut self, byte: usize) -> LineColumn {
        let line = self.starts.partition_point(|start| *start <= byte);
        let (from, column) = match self.last {
            (last, place) if place.line == line && last <= byte => (last, place.column),
            _ => (self.starts[line - 1], 1),
        };
        let place = LineColumn { line, column: column + self.text[from..byte].chars().count() };
        self.last = (byte, place);
        place
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::line_column;

    proptest! {
        #[test]
        fn places_are_those_of_the_source(text in "[a\u{e9}\u{6f22}\u{1f600}\t\r\n]{0,40}", bytes in prop::collection::vec(0_usize..200, 1..8)) {
            let mut lines = Lines::new(&text);
            for byte in bytes {
                let region = lines.region(Span::new(byte..byte));
                prop_assert_eq!(region.start, line_column(&text, byte));
                prop_assert_eq!(region.end, region.start);
            }
        }

        #[test]
        fn lines_are_those_of_the_text(text in "[ab\r\n]{0,40}") {
            let lines = Lines::new(&text);
            for (at, line) in text.split('\n').enumerate() {
                let (start, found) = lines.line(at + 1);
                prop_assert_eq!(found, line.strip_suffix('\r').unwrap_or(line));
                prop_assert!(text[start..].starts_with(line));
            }
        }
    }

    #[test]
    fn the_end_of_a_line_is_not_part_of_a_region() {
        let mut lines = Lines::new("one\r\ntwo\n");
        assert_eq!(lines.region(Span::new(0..5)).end, LineColumn { line: 1, column: 4 });
        assert_eq!(lines.region(Span::new(5..9)).end, LineColumn { line: 2, column: 4 });
        assert_eq!(lines.region(Span::new(9..9)).start, LineColumn { line: 3, column: 1 });
    }
}
