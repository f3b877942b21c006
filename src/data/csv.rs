//! Comma-separated values, as RFC 4180 and spreadsheets write them: cells with their places.

use crate::text::Span;

/// What stands between two separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Where it stands, with its quotation marks.
    pub span: Span,
    /// The text, without spaces around it and without the quotation marks.
    pub text: String,
}

/// Cuts a text into rows of cells. Lines without anything are no rows. The second part is the place of a quotation mark
/// that is never closed; what stands behind it is one cell.
///
/// Cells are parted by commas, or by semicolons or tabs where the first line has no comma.
#[must_use]
pub fn rows(text: &str) -> (Vec<Vec<Cell>>, Option<Span>) {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().find(|mark| first.contains(*mark)).unwrap_or(',');
    let mut cutter = Cutter { text, separator, at: 0, unclosed: None };
    let mut rows = Vec::new();
    while cutter.at < text.len() {
        let row = cutter.row();
        if row.iter().any(|cell| !cell.text.is_empty()) {
            rows.push(row);
        }
    }
    (rows, cutter.unclosed)
}

struct Cutter<'a> {
    text: &'a str,
    separator: char,
    at: usize,
    unclosed: Option<Span>,
}

impl Cutter<'_> {
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

    /// The cell that begins here, up to the separator or the end of the line behind it.
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
                let behind = &self.text[from..];
                self.at = from + behind.find([self.separator, '\n', '\r']).unwrap_or(behind.len());
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
    fn cells_are_cut_as_spreadsheets_write_them() {
        assert_eq!(
            texts("id,date\nA, 1 \r\n\r\n,\nB,\"x, \"\"y\"\"\nz\"\n"),
            [vec!["id", "date"], vec!["A", "1"], vec!["B", "x, \"y\"\nz"]]
        );
        assert_eq!(texts("id;date\nA;1,5"), [vec!["id", "date"], vec!["A", "1,5"]]);
        assert_eq!(texts("id\tdate\nA\t"), [vec!["id", "date"], vec!["A", ""]]);
        assert_eq!(texts(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_cell_knows_its_place_and_an_open_quotation_mark_is_told() {
        let text = "id,date\nä, 1 \n\"B\",\"2";
        let (rows, unclosed) = rows(text);
        assert_eq!(rows[1][1].span.range(), 12..13);
        assert_eq!(&text[rows[2][0].span.range()], "\"B\"");
        assert_eq!(unclosed.map(Span::range), Some(19..20));
    }
}
