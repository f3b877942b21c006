//! Redaction: what an audience may not see is cut out of a text.
//!
//! In: a [`Text`] and an audience. Out: a [`Redacted`]. What always holds: [`redact`] is the only way to one, and its Markdown
//! is not to be had outside of this room, only what is made of it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::config::{AudienceId, Readers};
use crate::handbook::{self, define};
use crate::markdown::{
    self, Block, Dialect, Formatted, Image, Markup, Names, PlainText, Resolve, ResolveWords, Text, UNMARKED,
};
use crate::redline::{self, DiffLine, Labels, Redline, Sides};

/// A text from which everything is gone that its readers may not see.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Redacted {
    text: Arc<str>,
    dialect: Dialect,
}

/// A word of the glossary and what it means, out of a redacted text.
pub(super) struct Definition {
    pub(super) word: String,
    pub(super) text: Redacted,
}

impl Redacted {
    /// A text of the front matter or of a data file that the audience may read.
    pub(super) fn field(text: &str, markup: Markup) -> Self {
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
        Self { text: text.into(), dialect: markup.dialect() }
    }

    /// The text as HTML.
    #[must_use]
    pub fn format(&self, resolve: &dyn Resolve) -> Formatted {
        markdown::format(&self.text, self.dialect, resolve)
    }

    /// The text as Markdown that any program reads; its headings begin at the level `top`.
    #[must_use]
    pub fn markdown(&self, top: u8, resolve: &dyn Resolve) -> String {
        markdown::commonmark(&self.text, self.dialect, top, resolve)
    }

    /// The text without its marks, part by part.
    #[must_use]
    pub fn plain(&self, words: &dyn ResolveWords) -> PlainText {
        markdown::plain(&self.text, self.dialect, words)
    }

    /// Its lines, as they are hashed and handed over.
    #[must_use]
    pub fn transcript(&self, names: &dyn Names) -> Vec<String> {
        markdown::transcript(&self.text, self.dialect, names)
    }

    /// Both, from one reading of the Markdown.
    #[must_use]
    pub fn plain_and_transcript(&self, words: &dyn ResolveWords, names: &dyn Names) -> (PlainText, Vec<String>) {
        markdown::plain_and_transcript(&self.text, self.dialect, words, names)
    }

    /// What changed from this text to a newer one of the same page.
    #[must_use]
    pub fn redline(&self, newer: &Self, sides: Sides<'_>, labels: &Labels<'_>) -> Redline {
        redline::redline(&self.text, &newer.text, self.dialect, sides, labels)
    }

    /// The same, paragraph by paragraph.
    #[must_use]
    pub fn lines(&self, newer: &Self, sides: Sides<'_>) -> Vec<DiffLine> {
        redline::lines(&self.text, &newer.text, self.dialect, sides)
    }

    /// The labels of links whose definitions are not in the text.
    #[must_use]
    pub fn lost_references(&self) -> BTreeSet<String> {
        markdown::lost_references(&self.text, self.dialect)
    }

    /// Every anchor of its page.
    #[must_use]
    pub fn anchors(&self) -> Vec<String> {
        markdown::page_anchors(&self.text, self.dialect)
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The Markdown.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// What its readers read of it, one paragraph a line, titles of links and images included where `with_titles` says so.
    pub(super) fn shown(&self, words: &dyn ResolveWords, with_titles: bool) -> String {
        markdown::shown(&self.text, self.dialect, words, with_titles)
    }

    /// What its readers read of it, to be compared with another text: neither the way in which it was typed nor comments count.
    #[must_use]
    pub fn reading(&self) -> String {
        let html = markdown::format(&self.text, self.dialect, &Unresolved).html;
        html.split_whitespace().collect::<Vec<_>>().join(" ").replace(" </", "</")
    }

    /// The targets of its links and images.
    pub(super) fn targets(&self) -> Vec<String> {
        markdown::targets(&self.text, self.dialect)
    }

    /// The words that it defines, where it is a glossary.
    pub(super) fn definitions(&self) -> Vec<Definition> {
        let of = |handbook::Definition { word, text }| {
            let text = Self { text, dialect: Dialect::Prose };
            Definition { word, text }
        };
        define(&self.text).into_iter().map(of).collect()
    }
}

/// A page on which each name stands for itself.
struct Unresolved;

impl Resolve for Unresolved {
    fn link(&self, target: &str) -> Option<String> {
        Some(target.to_owned())
    }

    fn wiki(&self, target: &str) -> Option<(String, String)> {
        Some((target.to_owned(), target.to_owned()))
    }

    fn image(&self, target: &str) -> Option<Image> {
        Some(Image { src: target.to_owned(), size: None })
    }

    fn fact_words(&self, key: &str) -> Option<String> {
        Some(format!("{{fact:{key}}}"))
    }

    fn block_label(&self, name: &str) -> String {
        name.to_owned()
    }

    fn alert_title(&self, kind: &'static str) -> String {
        kind.to_owned()
    }
}

/// The text as an audience may know it.
///
/// A block that the audience may not see is cut down to its two fences first, since without them what stands around it could be
/// read as something else: the rest of a list item as code, and a comment in it as text. Then the empty blocks are taken out where
/// that shows no word more ([`markdown::without_empty_blocks`]). A block that all of `around`, the readers of the whole text, may see
/// is left unmarked, since a mark on what everybody reads would say nothing. All fences are long enough that nothing inside can
/// close them.
///
/// All lines end with a line feed, so that what is published does not depend on the system that the text was saved on.
#[must_use]
pub fn redact(text: &Text, audience: AudienceId, around: Readers, private: Readers) -> Redacted {
    let dialect = text.dialect();
    let is_withheld = |block: &Block| !block.readers.contains(audience);
    let withholds = text.blocks.iter().any(is_withheld);
    let text = cut(text, audience, around, private);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text };
    let text = if withholds { markdown::without_empty_blocks(&text, dialect).into() } else { text };
    Redacted { text, dialect }
}

fn cut(text: &Text, audience: AudienceId, around: Readers, private: Readers) -> Arc<str> {
    if text.ambiguous && !private.contains(audience) {
        return "".into();
    }
    if text.blocks.is_empty() {
        return Arc::clone(&text.body);
    }
    let body = &*text.body;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut gone = 0;
    for block in text.blocks.iter().filter(|block| !block.close.is_empty()) {
        if block.open.start < gone {
            continue;
        }
        let fence = ":".repeat(text.fence_length(block.depth));
        if block.readers.contains(audience) {
            let marked = block.readers.and(around).narrower_than(around);
            let name = if marked { &*block.name } else { UNMARKED };
            edits.push((opening_line(body, block), format!("{fence} {name}")));
            edits.push((block.close.clone(), fence));
        } else {
            gone = block.close.end;
            let line = &body[..block.close.start];
            let prefix = &line[line.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
            edits.push((block.open.start..block.close.end, format!("{fence} {UNMARKED}\n{prefix}{fence}")));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    for (range, with) in edits {
        out.push_str(&body[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&body[at..]);
    out.into()
}

/// The opening fence with its name, to the end of the line.
fn opening_line(body: &str, block: &Block) -> Range<usize> {
    let rest = &body[block.open.end..];
    block.open.start..block.open.end + rest.find(['\n', '\r']).unwrap_or(rest.len())
}
