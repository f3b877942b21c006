//! What changed between two texts, as a reader would mark it on paper.
//!
//! In: an old text and a new one, both redacted for the same readers. Out: one text in which what was taken out is struck out,
//! what was put in is underlined, and what stands elsewhere now is said to have moved. What always holds: without its `ins`,
//! a redline has the words of the old text, and without its `del` those of the new one.
//!
//! ```text
//! tree::read ×2 ─▶ align::pair ─▶ align::moves ─▶ html (or lines, for a terminal)
//!                     │ pairs::Lists                  │ words::compare
//! ```

mod align;
mod html;
mod inline;
mod lines;
mod pairs;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod words;

pub use lines::{Line, LineKind, lines};
pub use words::{Change, Entry, Piece, entries, words};

use crate::markdown::{Dialect, Resolve};

/// Two texts as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redline {
    /// The HTML.
    pub html: String,
    /// How many words were put in.
    pub inserted: usize,
    /// How many words were taken out.
    pub deleted: usize,
    /// How many paragraphs, rows and the like stand elsewhere.
    pub moved: usize,
    /// Whether headings, lists and the like are of another form, with the same words.
    pub reshaped: bool,
    /// Whether anything was put in or taken out, were it a comma.
    pub marked: bool,
}

impl Redline {
    /// Whether both texts say the same in the same form.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.marked && self.moved == 0 && !self.reshaped
    }
}

/// What the parts of each text that point elsewhere stand for: a fact may have had another value then.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// In the old text.
    pub was: &'a dyn Resolve,
    /// In the new one.
    pub is: &'a dyn Resolve,
}

/// What a redline says beside the words of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<'a> {
    /// Before words that were put in, for those who hear the page.
    pub inserted: &'a str,
    /// Before words that were taken out.
    pub deleted: &'a str,
    /// Where something stood before.
    pub moved_from: &'a str,
    /// Where it stands now.
    pub moved_here: &'a str,
    /// At a heading of another level; `{old}` and `{new}` are the levels.
    pub level: &'a str,
    /// At a list that was numbered and is no more.
    pub was_numbered: &'a str,
    /// At a list that was not numbered and is now.
    pub was_plain: &'a str,
}

/// Makes one text of two that were redacted for the same readers. Its headings are one level lower than on the page itself,
/// since a redline stands below a heading of its own, and nothing in it has an anchor.
#[must_use]
pub fn redline(old: &str, new: &str, dialect: Dialect, sides: Sides<'_>, labels: &Labels<'_>) -> Redline {
    let mut keys = token::Keys::default();
    let old = tree::read(old, dialect, sides.was, &mut keys);
    let new = tree::read(new, dialect, sides.is, &mut keys);
    let root = align::pair(&old, &new);
    let moves = align::moves(&root);
    html::format(&root, &moves, labels)
}
