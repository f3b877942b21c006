//! Byte ranges of a text, and lines and columns.
//!
//! In: texts and byte offsets. Out: spans, lines and columns. What always holds: lines and columns count from 1.

use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr2, memchr2_iter};

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Returns the span of a byte range. Sources are limited to far less than 4 GiB when they are read.
    #[must_use]
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// The span as a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the span moved `by` bytes towards the end.
    #[must_use]
    pub fn moved(self, by: usize) -> Self {
        Self::new(self.start as usize + by..self.end as usize + by)
    }
}

/// A span and the file that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileSpan {
    /// The file, named from the top of the handbook: `content/refunds/refunds.md`.
    pub file: Arc<str>,
    /// The bytes of the file.
    pub span: Span,
}

/// A line and a column, both counted from 1; the column counts characters, as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// Returns the line and column of a byte of `text`. A byte inside a character counts as the character's first, one past the end as the
/// end.
#[must_use]
pub fn line_column(text: &str, byte: usize) -> LineColumn {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    LineColumn { line: before.matches('\n').count() + 1, column: before[start..].chars().count() + 1 }
}

/// The lines of a text without their ends. LF, CR LF and a lone CR end a line, as in [`LineStarts`].
#[must_use = "an iterator does nothing until it is read"]
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match memchr2(b'\n', b'\r', text.as_bytes()) {
            Some(at) => {
                let end = if text[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
                rest = Some(&text[end..]);
                Some(&text[..at])
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

/// The byte at which each line of a text starts; converts the lines and byte columns of a parser into byte offsets.
#[derive(Debug, Clone)]
pub struct LineStarts(Vec<usize>);

impl LineStarts {
    /// Finds the starts of all lines. Lines end at LF, CR LF or a lone CR, as in `CommonMark`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let ends = memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        starts.extend(ends.map(|at| at + 1));
        Self(starts)
    }

    /// Returns the byte of a line and byte column, both from 1. A line past the last counts as the last one.
    #[must_use]
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let start = self.0.get(line.saturating_sub(1)).or(self.0.last()).copied().unwrap_or(0);
        start + column.saturating_sub(1)
    }

    /// The number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Always false: an empty text has one line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value and its span in the file that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The span of the value in its file.
    pub span: Span,
}
