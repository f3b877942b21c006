//! What is wrong, as the bar shows it.
//!
//! In: diagnostics and the texts that they point into. Out: JSON. What always holds: the list is short, however much is wrong;
//! the counts are of everything.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level};
use crate::source::SourceTree;
use crate::text::line_column;

/// The most diagnostics that are listed.
const MOST_ITEMS: usize = 100;
/// The most characters of a source line that are shown.
const MOST_CHARACTERS: usize = 160;

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(super) struct Findings {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    /// What no place in a text can be given for: a broken theme, a file that cannot be read, a panic.
    pub(super) troubles: Vec<String>,
    items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Item {
    rule: &'static str,
    level: Level,
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    /// The source line, in three parts: what stands before the place, the place, what stands behind it.
    source: Option<[String; 3]>,
    message: String,
    help: Option<String>,
}

impl Findings {
    /// Lists diagnostics, the worst first.
    pub(super) fn new(diagnostics: &[Diagnostic], tree: &SourceTree, troubles: Vec<String>) -> Self {
        let count = |level: Level| diagnostics.iter().filter(|found| found.level == level).count();
        let mut worst: Vec<&Diagnostic> = diagnostics.iter().collect();
        worst.sort_by_key(|found| std::cmp::Reverse(found.level));
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Note),
            troubles,
            items: worst.into_iter().take(MOST_ITEMS).map(|found| item(found, tree)).collect(),
        }
    }
}

fn item(found: &Diagnostic, tree: &SourceTree) -> Item {
    let text = tree.text(&found.file);
    let place = found.span.zip(text).map(|(span, text)| {
        let start = text.floor_char_boundary(span.start as usize);
        let end = text.floor_char_boundary(span.end as usize).max(start);
        (line_column(text, start), source_line(text, start, end))
    });
    Item {
        rule: found.rule.name(),
        level: found.level,
        file: found.file.to_string(),
        line: place.as_ref().map(|(place, _)| place.line),
        column: place.as_ref().map(|(place, _)| place.column),
        source: place.map(|(_, source)| source),
        message: found.message.clone(),
        help: found.help.clone(),
    }
}

/// The line in which a place begins, cut before and behind the place, and shortened.
fn source_line(text: &str, start: usize, end: usize) -> [String; 3] {
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let end = end.clamp(start, last.max(start));
    let before: String = text[first..start].chars().collect();
    let skipped = before.chars().count().saturating_sub(MOST_CHARACTERS / 2);
    let mut cut: String = before.chars().skip(skipped).collect();
    if skipped > 0 {
        cut.insert(0, '…');
    }
    let short = |text: &str| -> String {
        let mut short: String = text.chars().take(MOST_CHARACTERS).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    };
    [cut, short(&text[start..end]), short(&text[end..last.max(end)])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_in_its_line() {
        assert_eq!(source_line("one\ntwo three\nfour", 8, 13), ["two ", "three", ""]);
        assert_eq!(source_line("one\r\ntwo", 0, 8), ["", "one", ""]);
        assert_eq!(source_line("one", 3, 3), ["one", "", ""]);
        let long = "x".repeat(500);
        let [before, place, behind] = source_line(&long, 250, 251);
        assert_eq!(
            (before.chars().count(), place.len(), behind.chars().count()),
            (MOST_CHARACTERS / 2 + 1, 1, MOST_CHARACTERS + 1)
        );
    }
}
