//! Texts of the front matter and of data files, as an audience may know them.
//!
//! In: a redacted text. Out: its HTML, and what it quotes and links to. What always holds: its relative links begin from the folder
//! that the text belongs to, wherever it is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::redact::Redacted;
use crate::markdown::{Formatted, Names, PlainText, Resolve, ResolveWords};

/// A text of the front matter or of a data file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prose {
    text: Redacted,
    /// Where its links begin from.
    pub base: Arc<LinkBase>,
}

/// Where the links of a text of the front matter or of a data file begin from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct LinkBase {
    /// The folder of its relative links.
    pub folder: String,
    /// The address of the page whose headings its `#links` mean; `None` where the text belongs to no page.
    pub page: Option<String>,
}

/// The values that facts have on a day, by key.
pub type FactValues = BTreeMap<String, Prose>;

impl Prose {
    /// The text as HTML; without the mark of a paragraph where it is one paragraph.
    #[must_use]
    pub fn html(&self, resolve: &dyn Resolve) -> String {
        let Formatted { html, .. } = self.text.format(resolve);
        let one = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>\n"));
        one.filter(|html| !html.contains("<p>")).map_or_else(|| html.clone(), str::to_owned)
    }

    /// The text as Markdown that any program reads.
    #[must_use]
    pub fn markdown(&self, resolve: &dyn Resolve) -> String {
        self.text.markdown(2, resolve).trim_end().to_owned()
    }

    /// A redacted text, and where its links begin from.
    pub(super) fn new(text: Redacted, base: &Arc<LinkBase>) -> Self {
        Self { text, base: Arc::clone(base) }
    }

    /// The text as the author wrote it.
    pub(super) fn source(&self) -> &str {
        self.text.as_str()
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text without its marks.
    pub(super) fn plain(&self, words: &dyn ResolveWords) -> PlainText {
        self.text.plain(words)
    }

    /// Its lines, as they are hashed and handed over.
    pub(super) fn transcript(&self, names: &dyn Names) -> Vec<String> {
        self.text.transcript(names)
    }

    /// The targets of its links and images.
    pub(super) fn targets(&self) -> Vec<String> {
        if self.text.as_str().contains(['[', '<', ':']) { self.text.targets() } else { Vec::new() }
    }

    /// The keys of the facts that it quotes.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<String> {
        let found = std::cell::RefCell::new(BTreeSet::new());
        if self.text.as_str().contains("{fact:") {
            let _ = self.plain(&Keys(&found));
        }
        found.into_inner()
    }
}

/// Notes the facts that a text asks for.
struct Keys<'a>(&'a std::cell::RefCell<BTreeSet<String>>);

impl ResolveWords for Keys<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        self.0.borrow_mut().insert(key.to_owned());
        None
    }

    fn wiki(&self, _: &str) -> Option<String> {
        None
    }
}
