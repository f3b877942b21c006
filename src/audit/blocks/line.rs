//! One line of Markdown: its indent, its markers, and what it begins.
//!
//! In: a body. Out: lines that are consumed from the left as containers claim them. What always holds: a line knows the
//! byte of its file at which its rest begins.

/// What is left of a line, and where it begins in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// The byte of the file at which the rest begins.
    pub(super) at: usize,
}

impl<'a> Line<'a> {
    /// The lines of a text from a byte on; they end at LF, CR LF or a lone CR.
    pub(super) fn all(text: &'a str, from: usize) -> impl Iterator<Item = Self> {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let start = next.filter(|start| *start < text.len())?;
            let rest = &text[start..];
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let broken = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            next = Some(start + end + broken);
            Some(Self { text: &rest[..end], at: start })
        })
    }

    /// What no container has claimed yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text
    }

    /// The rest without its indent.
    pub(super) fn trimmed(&self) -> &'a str {
        self.text.trim_start_matches([' ', '\t'])
    }

    pub(super) fn is_blank(&self) -> bool {
        self.trimmed().trim_end().is_empty()
    }

    /// Claims some bytes.
    pub(super) fn advance(&mut self, bytes: usize) {
        let bytes = bytes.min(self.text.len());
        self.text = &self.text[bytes..];
        self.at += bytes;
    }

    /// The columns of space before the text; a tab reaches the next fourth column.
    pub(super) fn indent(&self) -> usize {
        let mut column = 0;
        for c in self.text.chars() {
            match c {
                ' ' => column += 1,
                '\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column
    }

    /// Claims so many columns of space, if there are so many.
    pub(super) fn eat_indent(&mut self, columns: usize) -> bool {
        if self.indent() < columns {
            return false;
        }
        let mut column = 0;
        while column < columns {
            column += if self.text.starts_with('\t') { 4 - column % 4 } else { 1 };
            self.advance(1);
        }
        true
    }

    /// Claims the mark of a quote.
    pub(super) fn eat_quote(&mut self) -> bool {
        if self.indent() > 3 || !self.trimmed().starts_with('>') {
            return false;
        }
        let indent = self.text.len() - self.trimmed().len();
        self.advance(indent + 1);
        if self.text.starts_with([' ', '\t']) {
            self.advance(1);
        }
        true
    }

    /// The label of a footnote that begins here, and the bytes that it takes.
    pub(super) fn note(&self) -> Option<(String, usize)> {
        let rest = self.trimmed().strip_prefix("[^")?;
        let end = rest.find("]:")?;
        let label = &rest[..end];
        (!label.is_empty() && !label.contains([']', '[']))
            .then(|| (fold_label(label), self.text.len() - rest.len() + end + 2))
    }

    pub(super) fn is_heading(&self) -> bool {
        let hashes = self.trimmed().bytes().take_while(|byte| *byte == b'#').count();
        (1..=6).contains(&hashes) && self.trimmed()[hashes..].chars().next().is_none_or(char::is_whitespace)
    }

    /// Whether the line ends code that was opened by so many of a mark.
    pub(super) fn closes_code(&self, mark: char, length: usize) -> bool {
        let text = self.trimmed().trim_end();
        self.indent() < 4 && text.chars().count() >= length && !text.is_empty() && text.chars().all(|c| c == mark)
    }

    /// Whether the line cannot be the lazy rest of a paragraph.
    pub(super) fn begins_something(&self) -> bool {
        let text = self.trimmed();
        text.starts_with(":::")
            || self.indent() < 4
                && (text.starts_with('>')
                    || text.starts_with("<!--")
                    || self.is_heading()
                    || self.note().is_some()
                    || fence_of_code(text).is_some()
                    || item(self, true).is_some())
    }
}

/// The mark and length of a fence that opens code.
pub(super) fn fence_of_code(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    (length >= 3 && !(mark == '`' && text[length..].contains('`'))).then_some((mark, length))
}

/// A list item that begins here: the columns that its content is indented by, and the bytes of its marker.
pub(super) fn item(line: &Line<'_>, in_paragraph: bool) -> Option<(usize, usize)> {
    let text = line.trimmed();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let width = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) && (!in_paragraph || &text[..digits] == "1") => digits + 1,
        _ => return None,
    };
    let after = &text[width..];
    let spaces = after.chars().take_while(|c| matches!(c, ' ' | '\t')).count();
    let is_empty = after.trim().is_empty();
    if (spaces == 0 && !is_empty) || (is_empty && in_paragraph) {
        return None;
    }
    let spaces = if is_empty || spaces > 4 { 1 } else { spaces };
    let lead = line.rest().len() - text.len();
    Some((line.indent() + width + spaces, lead + width + spaces.min(after.len())))
}

/// Whether a line of a paragraph is the one under a table's head.
pub(super) fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

/// The cells of a table's row, as ranges of it.
pub(super) fn cells(row: &str) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, c) in row.char_indices() {
        if c == '|' && !escaped {
            cells.push((from, at));
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push((from, row.len()));
    cells.retain(|(from, to)| !row[*from..*to].trim().is_empty());
    cells
}

/// The label of a link definition that stands on a line.
pub(super) fn defines(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix('[')?;
    let end = rest.find("]:")?;
    let label = &rest[..end];
    (!label.trim().is_empty() && !label.contains(['[', ']'])).then(|| fold_label(label))
}

/// A label as labels are compared.
pub(in super::super) fn fold_label(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
