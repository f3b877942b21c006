//! The one set of options with which every text is parsed and formatted.

use comrak::{Arena, Node, Options};

/// Which kind of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Policies, pages and sections.
    Prose,
    /// The glossary: prose with definition lists.
    Glossary,
}

/// Parses a text into `arena`, so that trees of several texts can be made into one.
#[must_use]
pub fn parse_into<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    comrak::parse_document(arena, text, &options(dialect))
}

/// comrak's options for a dialect.
pub(super) fn options(dialect: Dialect) -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.wikilinks_title_after_pipe = true;
    options.extension.block_directive = true;
    options.extension.cjk_friendly_emphasis = true;
    options.extension.description_lists = dialect == Dialect::Glossary;
    options
}
