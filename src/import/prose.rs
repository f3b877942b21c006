//! Where a Markdown text is code or a comment, and edits to the rest of it.
//!
//! In: a text in any dialect. Out: the bytes that no conversion may touch, and the text with edits applied. What always holds: what stands in
//! closed code stays as its author typed it.

use std::ops::Range;

use crate::text::lines;

/// The bytes of a text that are code or a comment, in order.
#[derive(Debug, Default)]
pub(super) struct Code(Vec<Range<usize>>);

impl Code {
    /// Finds fenced blocks, code spans and comments. A fence may stand behind any indent, since boxes of other tools indent theirs.
    pub(super) fn of(text: &str) -> Self {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut fence: Option<(u8, usize, usize)> = None;
        let mut paragraph: Option<Range<usize>> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let words = crate::markdown::behind_marks(line).0.trim();
            if let Some((mark, length, open)) = fence {
                if words.len() >= length && words.bytes().all(|byte| byte == mark) {
                    ranges.push(open..at);
                    fence = None;
                }
                continue;
            }
            if let Some((mark, length)) = opens_code(words) {
                spans(text, paragraph.take(), &mut ranges);
                fence = Some((mark, length, start));
            } else if words.is_empty() {
                spans(text, paragraph.take(), &mut ranges);
            } else {
                paragraph = Some(paragraph.map_or(start, |range| range.start)..at);
            }
        }
        spans(text, paragraph, &mut ranges);
        if let Some((.., open)) = fence {
            ranges.push(open..text.len());
        }
        let code = Self(ranges);
        let mut comments = Vec::new();
        let mut from = 0;
        while let Some(open) = text[from..].find("<!--").map(|open| from + open) {
            let end = text[open..].find("-->").map_or(text.len(), |end| open + end + 3);
            if code.contains(open) {
                from = open + 4;
            } else {
                comments.push(open..end);
                from = end;
            }
        }
        let mut ranges = code.0;
        ranges.extend(comments);
        ranges.sort_by_key(|range| range.start);
        Self(ranges)
    }

    /// Whether a byte is code or in a comment.
    pub(super) fn contains(&self, byte: usize) -> bool {
        let before = self.0.partition_point(|range| range.start <= byte);
        self.0[..before].iter().rev().take(8).any(|range| byte < range.end)
    }
}

/// The mark and length of the fence that opens a block of code.
pub(super) fn opens_code(words: &str) -> Option<(u8, usize)> {
    let mark = *words.as_bytes().first().filter(|mark| b"`~".contains(mark))?;
    let length = words.bytes().take_while(|byte| *byte == mark).count();
    (length >= 3 && !(mark == b'`' && words[length..].contains('`'))).then_some((mark, length))
}

/// Finds the code spans of a paragraph.
fn spans(text: &str, paragraph: Option<Range<usize>>, ranges: &mut Vec<Range<usize>>) {
    let Some(paragraph) = paragraph else { return };
    let words = &text[paragraph.clone()];
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(open) = words[at..].find('`').map(|open| at + open) {
        let length = words[open..].bytes().take_while(|byte| *byte == b'`').count();
        runs.push((open, length));
        at = open + length;
    }
    let mut next = 0;
    while let Some((open, length)) = runs.get(next).copied() {
        next += 1;
        if words[..open].ends_with('\\') {
            continue;
        }
        // A run that nothing closes near by opens nothing; farther ones would make this cost the square of the text.
        if let Some(ahead) = runs[next..].iter().take(64).position(|(_, other)| *other == length) {
            let (close, _) = runs[next + ahead];
            ranges.push(paragraph.start + open..paragraph.start + close + length);
            next += ahead + 1;
        }
    }
}

/// Edits to a text, each of its own bytes.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Replaces some bytes.
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with all edits; of two that overlap, the first has its way.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for (range, with) in self.0 {
            if range.start < at || range.end > text.len() {
                continue;
            }
            out.push_str(&text[at..range.start]);
            out.push_str(&with);
            at = range.end;
        }
        out + &text[at..]
    }
}

/// A line's indent in columns, and its words.
pub(super) fn indent(line: &str) -> (usize, &str) {
    let words = line.trim_start_matches([' ', '\t']);
    let columns = line[..line.len() - words.len()]
        .bytes()
        .fold(0, |columns, byte| if byte == b'\t' { columns / 4 * 4 + 4 } else { columns + 1 });
    (columns, words)
}

/// A line without so many columns of its indent.
pub(super) fn dedent(line: &str, columns: usize) -> String {
    let (own, words) = indent(line);
    if words.trim().is_empty() { String::new() } else { format!("{}{words}", " ".repeat(own.saturating_sub(columns))) }
}

/// Whether each line of a text belongs to a block of code, its fences included.
pub(super) fn code_lines(text: &str) -> Vec<bool> {
    let mut fence: Option<(u8, usize)> = None;
    let of_line = |line: &str| {
        let words = crate::markdown::behind_marks(line).0.trim();
        match fence {
            Some((mark, length)) => {
                if words.len() >= length && words.bytes().all(|byte| byte == mark) {
                    fence = None;
                }
                true
            }
            None => {
                fence = opens_code(words);
                fence.is_some()
            }
        }
    };
    lines(text).map(of_line).collect()
}

/// Lines as a text, each with its end.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A short piece of a text, on one line.
pub(super) fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(90) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_comments_are_found_wherever_they_stand() {
        let text = "a `b` c\n\n    ```x\n    y\n    ```\n\n> ~~~\n> z\n> ~~~\n<!-- q\n-->\n`d\n\ne`";
        let code = Code::of(text);
        let inside = |word: char| code.contains(text.find(word).unwrap());
        assert_eq!(['b', 'y', 'z', 'q'].map(inside), [true; 4]);
        assert_eq!(['a', 'c', 'd', 'e'].map(inside), [false; 4]);
    }

    #[test]
    fn of_edits_that_overlap_the_first_has_its_way() {
        let mut edits = Edits::default();
        edits.replace(2..4, "x");
        edits.replace(0..1, "");
        edits.replace(3..5, "y");
        assert_eq!(edits.apply("abcdef"), "bxef");
    }
}
