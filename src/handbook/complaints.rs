//! `complaints.csv`: which policy each complaint was about, and when it came.
//!
//! In: the file. Out: a [`Complaint`] for each row. What always holds: nothing but the id and the day is taken from the
//! file, so that no other column can reach any edition.

use jiff::civil::Date;

use crate::data::csv::{self, Cell};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::source::SourceFile;
use crate::text::Span;

/// A complaint. For the most private audience alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The id of the policy that it was about, as the file has it: of a policy that may have gone since.
    pub id: String,
    /// The day on which it came.
    pub date: Date,
}

/// Reads the rows; a row with a mistake is reported and left out.
pub(super) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Vec<Complaint> {
    let mut push = |rule, span, message: String, help: &str| {
        diagnostics.push(Diagnostic::new(rule, &file.name, span, message).help(help));
    };
    let (rows, unclosed) = csv::rows(&file.text);
    if let Some(span) = unclosed {
        let message = "this quotation mark is never closed".to_owned();
        push(Rule::InvalidFrontMatter, span, message, "close it, or write two where one is meant");
    }
    let Some((head, rows)) = rows.split_first() else { return Vec::new() };
    let mut column = |name: &str| {
        let found = head.iter().position(|cell| cell.text.eq_ignore_ascii_case(name));
        if found.is_none() {
            let span = Span::new(span_of(head));
            push(Rule::MissingKey, span, format!("no column is called `{name}`"), "start with the line `id,date`");
        }
        found
    };
    let (Some(id), Some(date)) = (column("id"), column("date")) else { return Vec::new() };
    let mut complaints = Vec::new();
    for row in rows {
        let cell = |at: usize| row.get(at).filter(|cell| !cell.text.is_empty());
        let Some(id) = cell(id) else {
            let message = "this row does not say which policy it is about".to_owned();
            push(Rule::MissingKey, Span::new(span_of(row)), message, "write its id in the column `id`");
            continue;
        };
        let Some(date) = cell(date) else {
            let message = "this row does not say when the complaint came".to_owned();
            push(Rule::MissingKey, Span::new(span_of(row)), message, "write the date in the column `date`");
            continue;
        };
        match date.text.parse::<Date>() {
            Ok(day) => complaints.push(Complaint { id: id.text.clone(), date: day }),
            Err(_) => {
                let message = format!("`{}` is not a date", date.text);
                push(Rule::InvalidDate, date.span, message, "write year, month and day, as in 2026-03-01");
            }
        }
    }
    complaints
}

/// From the first cell to the last.
fn span_of(row: &[Cell]) -> std::ops::Range<usize> {
    let start = row.first().map_or(0, |cell| cell.span.range().start);
    start..row.last().map_or(start, |cell| cell.span.range().end)
}
