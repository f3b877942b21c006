//! `broken-table`: rows of which a cell is dropped, and lines that were meant as a table and are none.

use std::ops::Range;

use crate::check::written::{Written, words_of};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    for (columns, rows) in &text.blocks.tables {
        for row in rows {
            lost_cells(text, *columns, row, found);
        }
        no_row(text, *columns, rows, found);
    }
    for paragraph in &text.blocks.paragraphs {
        no_table(text, paragraph, found);
    }
}

/// Reports the cells of a row that have no column: they are dropped.
fn lost_cells(text: &Written<'_>, columns: usize, row: &Range<usize>, found: &mut Diagnostics) {
    let line = text.text[row.clone()].trim_end();
    let cells = cells(line);
    let Some(lost) = cells.get(columns..).filter(|lost| lost.iter().any(|cell| !line[cell.clone()].trim().is_empty()))
    else {
        return;
    };
    let bytes = row.start + lost[0].start..row.start + lost[lost.len() - 1].end;
    let message =
        format!("this row has {} cells, and its table {columns} columns: what is behind them is dropped", cells.len());
    let help = "add a column to the head and to the line beneath it, or write a bar within a cell as `\\|`";
    text.report(Rule::BrokenTable, bytes, message, help, found);
}

/// Reports the first line of a table that was hardly meant as a row of it: words behind the table, or a second line of dashes.
fn no_row(text: &Written<'_>, columns: usize, rows: &[Range<usize>], found: &mut Diagnostics) {
    let line = |row: &Range<usize>| text.shown[row.clone()].trim();
    // The rows of HTML stand in tags.
    let Some((head, rows)) = rows.split_first().filter(|(head, _)| !line(head).starts_with('<')) else { return };
    // A table without bars at its edges has some between its cells.
    let begins = line(head).starts_with('|');
    let is_row = |row: &str| if begins { row.starts_with('|') } else { columns == 1 || row.contains('|') };
    let is_none = |row: &&Range<usize>| !is_row(line(row)) || is_rule(line(row)) && line(row).contains("--");
    let Some(row) = rows.iter().find(is_none) else { return };
    let bytes = row.start..row.start + line(row).len();
    let (message, help) = if is_rule(line(row)) {
        (
            "this line of dashes is a row of its table, and readers see it",
            "remove it; a table has one such line, beneath its head",
        )
    } else {
        (
            "this line is a row of the table above it, in the column of its first cell",
            "put an empty line before it; or, where it goes on with a row, write the row on one line",
        )
    };
    text.report(Rule::BrokenTable, bytes, message, help, found);
}

/// Reports the first line of a paragraph that looks like a part of a table.
fn no_table(text: &Written<'_>, paragraph: &Range<usize>, found: &mut Diagnostics) {
    let words = &text.shown[paragraph.clone()];
    if !words.contains('|') {
        return;
    }
    let mut start = paragraph.start;
    let mut before: Option<(usize, &str)> = None;
    let mut rows = 0;
    for line in words.split_inclusive('\n') {
        let words = words_of(line);
        let at = start + line.len() - words.len();
        let words = words.trim_end();
        start += line.len();
        if let Some((head_at, head)) = before.filter(|(_, head)| head.contains('|') && is_rule(words)) {
            let (head_cells, rule_cells) = (cells(head).len(), cells(words).len());
            let (message, help) = if head_cells == rule_cells {
                (
                    "these lines are no table, so their bars are printed as text".to_owned(),
                    "put an empty line before and behind the table, and as little space before its lines as before the text around it",
                )
            } else {
                let message = format!(
                    "the head of this table has {head_cells} cells and the line beneath it {rule_cells}, so it is printed as text"
                );
                (message, "give both the same number of cells")
            };
            text.report(Rule::BrokenTable, head_at..head_at + head.len(), message, help, found);
            return;
        }
        let is_row = words.len() > 1 && words.starts_with('|') && words.ends_with('|');
        rows += usize::from(is_row);
        if is_row && (rows > 1 || cells(words).len() > 1) {
            let (from, row) = before.filter(|_| rows > 1).unwrap_or((at, words));
            let next = text.shown[start.min(paragraph.end)..paragraph.end].lines().next().unwrap_or_default();
            if rows == 1 && is_rule(words_of(next)) {
                before = Some((at, words));
                continue;
            }
            let message = "this row is in no table, so its bars are printed as text";
            let help =
                "put `| --- | --- |` beneath the head, as many cells as the head has, and no empty line between rows";
            text.report(Rule::BrokenTable, from..from + row.len(), message, help, found);
            return;
        }
        before = Some((at, words));
    }
}

/// Whether a line is one that stands beneath the head of a table.
fn is_rule(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.trim().chars().all(|c| "|-: \t".contains(c))
}

/// The cells of a row, as bytes of its line. A bar behind a backslash belongs to a cell.
pub(super) fn cells(line: &str) -> Vec<Range<usize>> {
    let end = line.trim_end().len();
    let mut start = line.len() - line.trim_start().len();
    start += usize::from(line[start..].starts_with('|'));
    let mut cells = Vec::new();
    for (at, _) in line.match_indices('|') {
        if at >= start && !line[..at].ends_with('\\') {
            cells.push(start..at);
            start = at + 1;
        }
    }
    if start < end {
        cells.push(start..end);
    }
    cells
}
