//! Comma-separated values, as RFC 4180 and spreadsheets write them.
//!
//! In: a text. Out: rows of cells with their spans. What always holds: every text gives rows; a quotation mark that is never closed
//! is reported and takes the rest of the text as one cell.

use crate::text::Span;

/// The value between two separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The span of the value, its quotation marks included.
    pub span: Span,
    /// The value, without quotation marks and without spaces around it.
    pub text: String,
}

/// Parses a text into rows of cells; lines whose cells are all empty are left out. Also returns the span of a quotation mark that is
/// never closed; the text after it is one cell.
///
/// The separator is the comma, or the semicolon or tab when the first line has no comma.
#[must_use]
pub fn rows(text: &str) -> (Vec<Vec<Cell>>, Option<Span>) {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().find(|mark| first.contains(*mark)).unwrap_or(',');
    let mut parser = Parser { text, separator, at: 0, unclosed: None };
    let mut rows = Vec::new();
    while parser.at < text.len() {
        let row = parser.row();
        if row.iter().any(|cell| !cell.text.is_empty()) {
            rows.push(row);
        }
    }
    (rows, parser.unclosed)
}

struct Parser<'a> {
    text: &'a str,
    separator: char,
    at: usize,
    unclosed: Option<Span>,
}

impl Parser<'_> {
    /// Parses one row and moves past the end of its line.
    fn row(&mut self) -> Vec<Cell> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            let rest = &self.text[self.at..];
            if rest.starts_with(self.separator) {
                self.at += self.separator.len_utf8();
                continue;
            }
            self.at += if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
            return cells;
        }
    }

    /// Parses one cell and moves to the separator or line end after it.
    fn cell(&mut self) -> Cell {
        let rest = &self.text[self.at..];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        let start = self.at + indent;
        if !self.text[start..].starts_with('"') {
            let end = |from: &str| from.find([self.separator, '\n', '\r']).unwrap_or(from.len());
            let text = self.text[start..start + end(&self.text[start..])].trim_end();
            self.at = start + end(&self.text[start..]);
            return Cell { span: Span::new(start..start + text.len()), text: text.to_owned() };
        }
        let mut text = String::new();
        let mut from = start + 1;
        loop {
            let Some(quote) = self.text[from..].find('"').map(|found| from + found) else {
                text.push_str(&self.text[from..]);
                self.unclosed.get_or_insert(Span::new(start..start + 1));
                self.at = self.text.len();
                break;
            };
            text.push_str(&self.text[from..quote]);
            from = quote + 1;
            if !self.text[from..].starts_with('"') {
                let rest = &self.text[from..];
                self.at = from + rest.find([self.separator, '\n', '\r']).unwrap_or(rest.len());
                break;
            }
            text.push('"');
            from += 1;
        }
        Cell { span: Span::new(start..self.at), text: text.trim().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        rows(text).0.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn rows_are_parsed_as_spreadsheets_write_them() {
        assert_eq!(
            texts("id,date\nA, 1 \r\n\r\n,\nB,\"x, \"\"y\"\"\nz\"\n"),
            [vec!["id", "date"], vec!["A", "1"], vec!["B", "x, \"y\"\nz"]]
        );
        assert_eq!(texts("id;date\nA;1,5"), [vec!["id", "date"], vec!["A", "1,5"]]);
        assert_eq!(texts("id\tdate\nA\t"), [vec!["id", "date"], vec!["A", ""]]);
        assert_eq!(texts(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn cells_have_spans_and_an_unclosed_quotation_mark_is_reported() {
        let text = "id,date\nä, 1 \n\"B\",\"2";
        let (rows, unclosed) = rows(text);
        assert_eq!(rows[1][1].span.range(), 12..13);
        assert_eq!(&text[rows[2][0].span.range()], "\"B\"");
        assert_eq!(unclosed.map(Span::range), Some(19..20));
    }
}
