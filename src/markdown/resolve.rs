//! What the writer of HTML asks of the site that a text becomes a part of.

use super::terms::Terms;

/// The name of a `:::` block that is read like the text around it. No audience can be called so.
pub const UNMARKED: &str = "*";

/// Knows where links, facts, terms and images lead from the page that is formatted, and the words that the theme has for labels.
pub trait Resolve {
    /// The `href` of a link; `None` when its readers have no such page.
    fn link(&self, target: &str) -> Option<String>;
    /// The `href` and the title of a `[[wikilink]]`.
    fn wiki(&self, target: &str) -> Option<(String, String)>;
    /// An image of the handbook.
    fn image(&self, target: &str) -> Option<Image>;
    /// The words that stand for a fact, as HTML.
    fn fact(&self, key: &str) -> Option<String>;
    /// The words that stand for a fact where nothing else can: in code, titles, links and headings.
    fn fact_words(&self, key: &str) -> Option<String>;
    /// The glossary, as the page's readers know it.
    fn terms(&self) -> &Terms;
    /// The `href` of a term by its place in [`Resolve::terms`], and its definition as plain text.
    fn term(&self, term: usize) -> Option<(String, String)>;
    /// The label of a block for an audience.
    fn block_label(&self, name: &str) -> String;
    /// The title of an alert.
    fn alert_title(&self, kind: &'static str) -> String;
    /// Whether code is given the classes that colour it.
    fn colours(&self) -> bool {
        true
    }
    /// The words for "link to this part".
    fn anchor_label(&self) -> String;
    /// The words for "back to the text", behind a footnote.
    fn footnote_back_label(&self) -> String;
}

/// An image as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The relative address.
    pub src: String,
    /// Width and height in pixels, where the file says them, so that nothing moves when it arrives.
    pub size: Option<(u32, u32)>,
}
