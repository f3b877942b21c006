//! The source lines that a report shows.
//!
//! In: the lines of a text and a region. Out: the lines of the region, safe to print, and the bytes to underline. What always holds: an
//! excerpt has a bounded size, however long the text, its lines or the region are.

use std::ops::Range;

use super::sanitize;
use super::source_index::{LineIndex, Region};

/// The most characters of one line that are shown.
pub(super) const WIDTH: usize = 120;

/// How many of them stand before the region, when the line is longer.
const BEFORE: usize = 50;

/// The most lines that are shown; of a longer region only the first line is.
const HEIGHT: usize = 40;

/// Source lines, safe to print.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The number of the first line.
    pub(super) line: usize,
    /// The lines.
    pub(super) source: String,
    /// The bytes of `source` to underline.
    pub(super) underlined: Range<usize>,
}

impl Excerpt {
    /// Returns the lines of a region.
    pub(super) fn new(lines: &LineIndex<'_>, region: Region) -> Self {
        let first = region.start.line;
        let last = if region.end.line - first < HEIGHT { region.end.line } else { first };
        let mut excerpt = Self { line: first, source: String::new(), underlined: 0..0 };
        for number in first..=last {
            if number > first {
                excerpt.source.push('\n');
            }
            let (start, line) = lines.line(number);
            let within = |byte: usize| byte.saturating_sub(start).min(line.len());
            let range = excerpt.push_line(line, within(region.bytes.0), within(region.bytes.1));
            if number == first {
                excerpt.underlined.start = range.start;
            }
            excerpt.underlined.end = range.end;
        }
        excerpt
    }

    /// The number of the last line.
    pub(super) fn last_line(&self) -> usize {
        self.line + self.source.matches('\n').count()
    }

    /// Adds a line, or the part of it around the bytes `from..to`, and returns the bytes of `source` at which these stand.
    fn push_line(&mut self, line: &str, from: usize, to: usize) -> Range<usize> {
        let is_long = line.chars().nth(WIDTH).is_some();
        let before = line[..from].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let skip = if is_long { before } else { 0 };
        if skip > 0 {
            self.source.push('…');
        }
        let (mut start, mut end) = (None, None);
        let mut rest = line[skip..].char_indices();
        for (at, c) in rest.by_ref().take(WIDTH) {
            if skip + at == from {
                start = Some(self.source.len());
            }
            if skip + at == to {
                end = Some(self.source.len());
            }
            self.source.push(if c == '\t' { c } else { sanitize::visible(c) });
        }
        let stop = self.source.len();
        if rest.next().is_some() {
            self.source.push('…');
        }
        let start = start.unwrap_or(stop);
        start..end.unwrap_or(stop).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn excerpt(text: &str, span: Range<usize>) -> Excerpt {
        let mut lines = LineIndex::new(text);
        let region = lines.region(Span::new(span));
        Excerpt::new(&lines, region)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let found = excerpt("first\r\nsecond \u{1b}[0m\r\nthird\r\n", 7..13);
        assert_eq!(found, Excerpt { line: 2, source: "second ␛[0m".to_owned(), underlined: 0..6 });
    }

    #[test]
    fn bytes_are_those_of_what_is_shown() {
        let found = excerpt("a\u{1b}\u{9b}漢b", 4..7);
        assert_eq!(&found.source[found.underlined], "漢");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = "x".repeat(25_000) + "HERE" + &"y".repeat(25_000);
        let found = excerpt(&text, 25_000..25_004);
        assert_eq!(&found.source[found.underlined], "HERE");
        assert_eq!(found.source.chars().count(), WIDTH + 2);
        assert!(found.source.starts_with("…x") && found.source.ends_with("y…"));
        let whole = excerpt(&text, 0..50_004);
        assert_eq!((whole.source.chars().count(), whole.underlined), (WIDTH + 1, 0..WIDTH));
        let end = excerpt(&text, 50_004..50_004);
        assert_eq!(end.underlined, end.source.len()..end.source.len());
    }

    #[test]
    fn a_region_of_many_lines_is_shown_by_its_first() {
        let text = "line\n".repeat(HEIGHT + 1);
        assert_eq!(excerpt(&text, 0..text.len() - 5).source.lines().count(), HEIGHT);
        assert_eq!(excerpt(&text, 2..text.len()), Excerpt { line: 1, source: "line".to_owned(), underlined: 2..4 });
    }
}
