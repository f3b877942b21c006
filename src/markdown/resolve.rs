//! What the writer of HTML asks of the site that a text becomes a part of.

use std::sync::LazyLock;

use super::terms::Terms;

/// The name of a `:::` block that is read like the text around it. No audience can be called so.
pub const UNMARKED: &str = "*";

static NO_TERMS: LazyLock<Terms> = LazyLock::new(Terms::default);

/// Knows where links, facts, terms and images lead from the page that is formatted, and the words that the theme has for labels.
///
/// Whoever says nothing of a thing does not show it.
pub trait Resolve {
    /// The `href` of a link; `None` when its readers have no such page.
    fn link(&self, _target: &str) -> Option<String> {
        None
    }

    /// The `href` and the title of a `[[wikilink]]`.
    fn wiki(&self, _target: &str) -> Option<(String, String)> {
        None
    }

    /// An image of the handbook.
    fn image(&self, _target: &str) -> Option<Image> {
        None
    }

    /// The words that stand for a fact, as HTML.
    fn fact(&self, key: &str) -> Option<String> {
        self.fact_words(key)
    }

    /// The words that stand for a fact where nothing else can: in code, titles, links and headings.
    fn fact_words(&self, _key: &str) -> Option<String> {
        None
    }

    /// The glossary, as the page's readers know it.
    fn terms(&self) -> &Terms {
        &NO_TERMS
    }

    /// The `href` of a term by its place in [`Resolve::terms`], and its definition as plain text.
    fn term(&self, _term: usize) -> Option<(String, String)> {
        None
    }

    /// The label of a block for an audience.
    fn block_label(&self, _name: &str) -> String {
        String::new()
    }

    /// The title of an alert.
    fn alert_title(&self, _kind: &'static str) -> String {
        String::new()
    }

    /// Whether code is given the classes that colour it.
    fn colours(&self) -> bool {
        false
    }

    /// The words for "link to this part".
    fn anchor_label(&self) -> String {
        String::new()
    }

    /// The words for "back to the text", behind a footnote.
    fn footnote_back_label(&self) -> String {
        String::new()
    }
}

/// An image as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The relative address.
    pub src: String,
    /// Width and height in pixels, where the file says them, so that nothing moves when it arrives.
    pub size: Option<(u32, u32)>,
}
