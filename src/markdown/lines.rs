//! Lines, and a cursor that counts columns as `CommonMark` does: a tab leads to the next multiple of four.

use std::ops::Range;

/// Returns the rest of a line behind its indent and the marks of quotes and items, and the number of marks.
pub(crate) fn behind_marks(line: &str) -> (&str, usize) {
    let mut rest = trim_invisible(line);
    let mut marks = 0;
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let mark = if digits.len() < rest.len() {
            digits.strip_prefix(['.', ')'])
        } else {
            rest.strip_prefix(['-', '*', '+'])
        };
        let mark = mark.filter(|behind| behind.starts_with([' ', '\t'])).or_else(|| rest.strip_prefix('>'));
        match mark {
            Some(behind) => (rest, marks) = (trim_invisible(behind), marks + 1),
            None => return (rest, marks),
        }
    }
}

fn trim_invisible(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Whether a character leaves no ink: controls, and what Unicode says that a program may leave out of sight.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Where some words look like the beginning of a comment for editors: `<!--`, or what a word processor or a slip makes of it, such as
/// `<!—` and `< !--`; or `[//]: # (…)` where Markdown reads no definition.
pub(super) fn comment_start(words: &str) -> Option<Range<usize>> {
    const DASHES: [char; 9] = ['-', '‐', '‑', '‒', '–', '—', '−', '﹣', '－'];
    let blank = |c: char| c == ' ' || is_invisible(c);
    let html = words.match_indices(['<', '＜', '﹤']).find_map(|(at, open)| {
        let rest = words[at + open.len()..].trim_start_matches(blank).strip_prefix(['!', '！', '﹗'])?;
        let rest = rest.trim_start_matches(blank);
        let behind = rest.strip_prefix(DASHES)?;
        let end = words.len() - behind.strip_prefix('-').unwrap_or(behind).len();
        Some(at..end)
    });
    html.or_else(|| {
        let from = words.len() - words.trim_start().len();
        let is_one = |mark: &&str| words[from..].get(..mark.len()).is_some_and(|at| at.eq_ignore_ascii_case(mark));
        let mark = ["[comment]:", "[_]:"].into_iter().find(is_one);
        mark.map(|mark| from..from + mark.len())
    })
    .or_else(|| {
        let from = words.find("[//]:")?;
        Some(from..from + "[//]:".len())
    })
}

/// A place in a line.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    line: &'a str,
    at: usize,
    column: usize,
    /// Columns of a tab before `at` that are not consumed yet.
    left_of_tab: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of a line.
    #[must_use]
    pub(super) fn new(line: &'a str) -> Self {
        Self { line, at: 0, column: 0, left_of_tab: 0 }
    }

    /// How many columns of white space stand before the next character.
    #[must_use]
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column + self.left_of_tab;
        for byte in &self.line.as_bytes()[self.at..] {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column - self.column
    }

    /// The rest of the line from the next character on, without its indent.
    #[must_use]
    pub(super) fn rest(&self) -> &'a str {
        self.line[self.at..].trim_start_matches([' ', '\t'])
    }

    /// The byte of the next character in the line.
    #[must_use]
    pub(super) fn byte(&self) -> usize {
        self.line.len() - self.rest().len()
    }

    /// Whether only white space is left.
    #[must_use]
    pub(super) fn is_blank(&self) -> bool {
        self.rest().is_empty()
    }

    /// Consumes a `>` behind any indent, and one column of space behind it.
    pub(super) fn eat_quote(&mut self) -> bool {
        if !self.rest().starts_with('>') {
            return false;
        }
        self.eat_bytes(1);
        if self.indent() > 0 {
            self.eat_columns(1);
        }
        true
    }

    /// Consumes the indent and `bytes` more.
    pub(super) fn eat_bytes(&mut self, bytes: usize) {
        let indent = self.indent();
        self.at = self.byte();
        self.column += indent;
        self.left_of_tab = 0;
        for character in self.line[self.at..self.at + bytes].chars() {
            self.column += if character == '\t' { 4 - self.column % 4 } else { 1 };
        }
        self.at += bytes;
    }

    /// Consumes `columns` columns, white space or not; true, so that it can stand behind a condition.
    pub(super) fn eat_columns(&mut self, mut columns: usize) -> bool {
        while columns > 0 {
            if self.left_of_tab > 0 {
                let taken = columns.min(self.left_of_tab);
                self.left_of_tab -= taken;
                self.column += taken;
                columns -= taken;
                continue;
            }
            match self.line[self.at..].chars().next() {
                Some('\t') => {
                    self.at += 1;
                    self.left_of_tab = 4 - self.column % 4;
                }
                Some(character) => {
                    self.at += character.len_utf8();
                    self.column += 1;
                    columns -= 1;
                }
                None => return true,
            }
        }
        true
    }

    /// How many columns of white space stand `bytes` behind the next character; `None` when the line ends there.
    #[must_use]
    pub(super) fn columns_behind(&self, bytes: usize) -> Option<usize> {
        let mut ahead = self.clone();
        ahead.eat_bytes(bytes);
        (!ahead.is_blank()).then(|| ahead.indent())
    }

    /// Whether the line closes a fenced code block.
    #[must_use]
    pub(super) fn closes_code(&self, mark: u8, length: usize) -> bool {
        self.behind_marks(mark, length) == Some("")
    }

    /// Whether the line, inside a fenced code block, reads as if another such block began here: what is named behind the marks
    /// keeps it from being the end.
    #[must_use]
    pub(super) fn opens_code(&self, mark: u8, length: usize) -> bool {
        self.behind_marks(mark, length).is_some_and(|name| !name.is_empty())
    }

    fn behind_marks(&self, mark: u8, length: usize) -> Option<&'a str> {
        let rest = self.rest();
        let marks = rest.bytes().take_while(|b| *b == mark).count();
        (marks >= length).then(|| rest[marks..].trim_matches([' ', '\t']))
    }
}
