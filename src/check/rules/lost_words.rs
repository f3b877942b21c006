//! `lost-words`: words that an author wrote and that their page does not have, or has otherwise than they were written.

use std::ops::Range;

use crate::check::words::{LossKind, losses};
use crate::check::written::{Written, excerpt};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::mark_in_words;

/// What other tools show above a block of code, by the names that they give it.
const TITLE_KEYS: [&str; 6] = ["title", "caption", "filename", "file", "name", "label"];

/// The most characters of the words in a message.
const LONGEST_EXCERPT: usize = 50;

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    // What is wrong with the blocks of a text is reported, and decides what is read as what.
    if text.is_ambiguous() {
        return;
    }
    if let Some(span) = text.cut_off() {
        let message = "these words begin with `#` and are taken for a comment, so no page shows them";
        text.report_at(Rule::LostWords, span, text.readers_at(0), message, "put the whole text in quotes", found);
    }
    let Some(html) = &text.html else {
        if let Some(bytes) = mark_in_words(text.text) {
            let words = excerpt(&text.text[bytes.clone()], LONGEST_EXCERPT);
            let message = format!("every page shows the marks of “{words}” as they stand: this text is words alone");
            text.warn(Rule::LostWords, bytes, message, "take the marks out, and leave the words", found);
        }
        return;
    };
    for (code, _) in &text.blocks.code {
        if let Some(bytes) = title_of_code(text.text, code.start) {
            let message = format!("no page shows the words “{}”", excerpt(&text.text[bytes.clone()], LONGEST_EXCERPT));
            text.report(Rule::LostWords, bytes, message, "write them above the block of code", found);
        }
    }
    for mut loss in losses(text.text, html) {
        // A mark before the first word may be far above it.
        let lost = &text.text[loss.bytes.clone()];
        loss.bytes.start += lost.len() - lost.trim_start().len();
        let words = excerpt(&text.text[loss.bytes.clone()], LONGEST_EXCERPT);
        let (message, help) = match loss.kind {
            LossKind::Gone if text.is_glossary() => (
                format!("no page shows the words “{words}”: of the glossary, pages have words and what they mean"),
                "put them on a page, or as a definition, `: …`, below the word that they are about",
            ),
            LossKind::Gone => (
                format!("no page shows the words “{words}”"),
                "write them as plain Markdown, or as a comment (`<!-- … -->`) where nobody is to read them",
            ),
            LossKind::Glued if words.contains('*') && words.contains(|c: char| c.is_ascii_digit()) => (
                format!("the page shows “{words}” without its `*`, so that the numbers run into one"),
                "write `×`, or a backslash before each `*`",
            ),
            LossKind::Glued => (
                format!("the page shows “{words}” without the space between the words"),
                "put an empty line between them, or a backslash at the end of the first line",
            ),
            LossKind::Printed => (
                format!("the page shows the marks at “{words}” as they stand"),
                "open and close the words with the same marks, with no space between marks and words; or put a backslash before each mark",
            ),
        };
        text.report(Rule::LostWords, loss.bytes, message, help, found);
    }
}

/// The words that stand behind the language of a block of code as its title: `title="Settings"`.
fn title_of_code(text: &str, start: usize) -> Option<Range<usize>> {
    let line = text[start..].lines().next()?;
    let (at, key) = TITLE_KEYS.iter().find_map(|key| Some((line.find(&format!("{key}="))?, key)))?;
    if !line[..at].ends_with([' ', '\t', '{', ',']) {
        return None;
    }
    let value = start + at + key.len() + 1;
    let rest = &line[at + key.len() + 1..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = quote.map_or(rest, |_| &rest[1..]);
    let length =
        inside.find(|c: char| quote.map_or(c.is_whitespace() || c == '}', |quote| c == quote)).unwrap_or(inside.len());
    let from = value + usize::from(quote.is_some());
    inside[..length].contains(char::is_alphabetic).then_some(from..from + length)
}
