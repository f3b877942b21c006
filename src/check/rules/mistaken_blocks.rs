//! `leftover-markup`: lines that make another block than was meant: a paragraph that a line beneath it makes a heading, and words that
//! their indent makes code.
//!
//! In: a text. Out: warnings, since a title may end as a sentence does and code may read as one.

use std::ops::Range;

use crate::check::written::{Written, words_of};
use crate::diagnostic::{Diagnostics, Rule};

/// More words than this are no title.
const LONGEST_TITLE: usize = 16;
/// Signs of settings, commands and programs.
const PROGRAM: [&str; 11] = ["{", "}", "=", "::", "</", "/>", "$ ", "\\", "()", "->", "_"];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    // What may be a second front matter for some readers is reported as that.
    for (heading, _) in text.blocks.headings.iter().filter(|_| !text.is_ambiguous()) {
        if let Some(underline) = underline_of_words(text, heading) {
            let line = &text.text[underline.clone()];
            let message =
                format!("`{}` makes a heading of the words above it", line.chars().take(5).collect::<String>());
            let help = "put an empty line before it, or write the heading with `## `";
            text.warn(Rule::LeftoverMarkup, underline, message, help, found);
        }
    }
    for code in &text.blocks.indented_code {
        let source = &text.text[code.clone()];
        if is_prose(source) {
            let first = source.split(['\n', '\r']).next().unwrap_or_default().len();
            let message = "four spaces or a tab before a line make code of it; readers would see its marks";
            let help = "take the indent away; put code between ``` lines";
            text.warn(Rule::LeftoverMarkup, code.start..code.start + first, message, help, found);
        }
    }
}

/// The line of dashes beneath a heading that reads as a paragraph does, or as a second front matter.
pub(super) fn underline_of_words(text: &Written<'_>, heading: &Range<usize>) -> Option<Range<usize>> {
    let source = text.text[heading.clone()].trim_end();
    let (words, line) = source.rsplit_once(['\n', '\r']).filter(|_| !source.starts_with('#'))?;
    let underline = words_of(line);
    if !underline.chars().all(|c| matches!(c, '-' | '=' | ' ' | '\t')) {
        return None;
    }
    let words = words.trim_end();
    let counted = words.split_whitespace().count();
    let is_sentence = counted > 2 && words.ends_with(['.', ',', ';', '!', '。']);
    let above = text.text[..heading.start].trim_end().rsplit(['\n', '\r']).next().unwrap_or_default();
    let is_front_matter = above.trim() == "---" && words.contains(": ");
    let is_paragraph = is_sentence || words.contains(['\n', '\r']) || counted > LONGEST_TITLE || is_front_matter;
    let end = heading.start + source.len();
    // Both versions of a merge stand above such a line.
    let is_merge = words.contains("<<<<<<<") || words.contains(">>>>>>>");
    (is_paragraph && !is_merge).then(|| end - underline.len()..end)
}

/// Whether indented lines read as Markdown does that was meant as such.
fn is_prose(code: &str) -> bool {
    let lines = || code.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    // Settings, commands and programs have signs that prose has not.
    let is_program = |line: &str| PROGRAM.iter().any(|sign| line.contains(sign)) || line.ends_with(';');
    let (Some(first), Some(last)) = (lines().next(), lines().next_back()) else { return false };
    if lines().any(is_program) {
        return false;
    }
    let words = words_of(first);
    let counted = words.split_whitespace().count();
    let is_heading = first.starts_with("##") && first.trim_start_matches('#').starts_with(' ');
    let is_marked = words.len() < first.len() && counted > 1 && !words.contains(':');
    let is_row = first.starts_with('|') && first.ends_with('|') && first.matches('|').count() > 2;
    let is_sentence = counted > 3 && words.starts_with(char::is_uppercase) && last.ends_with(['.', '!', '?', '。']);
    let has_marks = counted > 3 && (code.contains("](") || code.contains("**"));
    is_heading || is_marked || is_row || is_sentence || has_marks
}
