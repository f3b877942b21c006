//! What changed between two texts, as a reader would mark it on paper.
//!
//! In: an old text and a new one, both redacted for the same readers. Out: one tree in which what was taken out is struck out,
//! what was put in is underlined, and what stands elsewhere now is said to have moved; `markdown` prints it as it prints a page.
//! What always holds: without its `ins`, a redline has the words of the old text, and without its `del` those of the new one.
//!
//! ```text
//! tree::read ×2 ─▶ align::pair ─▶ align::moves ─▶ merge::merge ─▶ markdown::format_changes, or lines for a terminal
//!                     │ pairs                        │ words::compare
//! ```

mod align;
mod lines;
mod merge;
mod pairs;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod words;

pub use lines::{DiffLine, DiffLineKind, lines};
pub use merge::Redline;
pub use words::{ChangeTag, EntryDiff, Fragment, entries, words};

pub use crate::markdown::{Labels, Sides};

use comrak::Arena;

use crate::markdown::{Dialect, format_changes};

/// Makes one text of two that were redacted for the same readers. Its headings are one level lower than on the page itself,
/// since a redline stands below a heading of its own, and nothing in it has an anchor.
#[must_use]
pub fn redline(old: &str, new: &str, dialect: Dialect, sides: Sides<'_>, labels: &Labels<'_>) -> Redline {
    let arena = Arena::new();
    let merged = merge::merge(&arena, old, new, dialect, sides);
    let html = format_changes(merged.root, dialect, &merged.changes, sides, labels);
    Redline { html, ..merged.counts }
}
