//! The one set of options with which every text is parsed and formatted.

use std::borrow::Cow;

use comrak::nodes::{Ast, NodeValue};
use comrak::{Arena, Node, Options};

use super::alerts::parse_with_titles;
use super::clauses::clauses;
use super::elements::{HtmlProblem, read_elements};
use super::escaped::{divided, escaped};
use super::heading_ids::read_heading_ids;
use super::tildes::read_tildes;

/// Which kind of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Policies, pages and sections, and the texts of their front matter that may have paragraphs and lists.
    Prose,
    /// The glossary: prose with definition lists.
    Glossary,
    /// One paragraph: emphasis, code, links and facts, and no sign at its beginning opens a list or a quote.
    Inline,
    /// Words with facts: every other sign stands for itself.
    Plain,
}

/// Parses a text into `arena`, so that trees of several texts can be made into one.
#[must_use]
pub fn parse_into<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    parse_with_problems(arena, text, dialect).0
}

/// Parses a text into `arena`, with what is to be said about its HTML.
#[must_use]
pub(super) fn parse_with_problems<'a>(
    arena: &'a Arena<'a>,
    text: &str,
    dialect: Dialect,
) -> (Node<'a>, Vec<HtmlProblem>) {
    match dialect {
        Dialect::Prose | Dialect::Glossary => {
            let root = parse_blocks(arena, text, dialect);
            (root, read_blocks(arena, root, text))
        }
        Dialect::Inline => {
            let heading = as_heading(text);
            let read_as = escaped(Cow::Borrowed(&heading));
            let root = comrak::parse_document(arena, &read_as.text, &options(dialect));
            read_as.restore(arena, root);
            read_tildes(arena, root);
            // Read while it is a heading, which holds no blocks.
            let problems = read_elements(arena, root, &heading);
            if let Some(heading) = root.first_child() {
                heading.data_mut().value = NodeValue::Paragraph;
            }
            (root, problems)
        }
        Dialect::Plain => {
            let node = |value| arena.alloc(Ast::new(value, (1, 1).into()).into());
            let (root, paragraph) = (node(NodeValue::Document), node(NodeValue::Paragraph));
            for words in divided(text) {
                paragraph.append(node(NodeValue::Text(words.into())));
            }
            root.append(paragraph);
            (root, Vec::new())
        }
    }
}

/// Parses a text as Markdown sees it, its HTML not read.
#[must_use]
pub(super) fn parse_blocks<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    let clauses = clauses(text, &options(dialect));
    let read_as = escaped(Cow::Borrowed(&clauses.text));
    let root = parse_with_titles(arena, &read_as.text, &options(dialect));
    clauses.mark_lists(root);
    read_as.restore(arena, root);
    root
}

/// Reads in a tree of blocks what is not Markdown's own: HTML, of which the problems are returned, and the names of headings.
pub(super) fn read_blocks<'a>(arena: &'a Arena<'a>, root: Node<'a>, text: &str) -> Vec<HtmlProblem> {
    read_tildes(arena, root);
    let problems = read_elements(arena, root, text);
    read_heading_ids(arena, root, text);
    problems
}

/// The bytes that [`as_heading`] puts before a text.
pub(super) const HEADING_MARK: &str = "# ";

/// A text as a heading, in which Markdown knows marks within a line alone: the one way to have comrak read `> 95 %` as it stands.
pub(super) fn as_heading(text: &str) -> String {
    [HEADING_MARK, &text.replace(['\n', '\r'], " "), " #"].concat()
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
