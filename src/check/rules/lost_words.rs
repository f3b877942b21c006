//! `lost-words`: words that an author wrote and that their page does not have, or has otherwise than they were written.

use crate::check::words::{LossKind, losses};
use crate::check::written::{Written, excerpt};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::mark_in_words;

/// The most characters of the words in a message.
const LONGEST_EXCERPT: usize = 50;

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    // What is wrong with the blocks of a text is reported, and decides what is read as what.
    if text.is_ambiguous() {
        return;
    }
    let Some(html) = &text.html else {
        if let Some(bytes) = mark_in_words(text.text) {
            let words = excerpt(&text.text[bytes.clone()], LONGEST_EXCERPT);
            let message = format!("every page shows the marks of “{words}” as they stand: this text is words alone");
            text.warn(Rule::LostWords, bytes, message, "take the marks out, and leave the words", found);
        }
        return;
    };
    for loss in losses(text.text, html) {
        let words = excerpt(&text.text[loss.bytes.clone()], LONGEST_EXCERPT);
        let (message, help) = match loss.kind {
            LossKind::Gone => (
                format!("no page shows the words “{words}”"),
                "write them as plain Markdown, or as a comment (`<!-- … -->`) where nobody is to read them",
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
