//! The one set of options with which every text is parsed and formatted.

use std::borrow::Cow;
use std::ops::Range;

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
        Dialect::Prose | Dialect::Glossary | Dialect::Inline if is_words_alone(text) => {
            (words_alone(arena, text, dialect), Vec::new())
        }
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

/// Whether a text is one line of words in which no sign means anything to Markdown, as most texts of front matter are.
fn is_words_alone(text: &str) -> bool {
    let is_word_sign = |c: char| c.is_alphanumeric() || " ,.;?%/'\"()-–—£€$’‘“”…".contains(c);
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(is_word_sign)
        && !text.contains("  ")
        && !text.contains("www.")
        // `a) `, `iv. `: the mark of an item, for whoever looks for clauses.
        && !text.split(' ').next().is_some_and(|word| word.ends_with([')', '.']))
}

/// The tree that comrak makes of such a text, which need not be asked for it.
fn words_alone<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    let before = if dialect == Dialect::Inline { HEADING_MARK.len() } else { 0 };
    let node = |value, columns: Range<usize>| {
        let place = (1, columns.start + 1, 1, columns.end).into();
        let node = arena.alloc(Ast::new(value, (1, 1).into()).into());
        node.data_mut().sourcepos = place;
        node
    };
    let all = 0..2 * before + text.len();
    let root = node(NodeValue::Document, all.clone());
    let paragraph = node(NodeValue::Paragraph, all);
    paragraph.append(node(NodeValue::Text(text.to_owned().into()), before..before + text.len()));
    root.append(paragraph);
    root
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every node of a tree, with its place.
    fn nodes(root: Node<'_>) -> Vec<String> {
        root.descendants().map(|node| format!("{:?} {:?}", node.data().value, node.data().sourcepos)).collect()
    }

    /// The tree that comrak makes of a text.
    fn by_comrak<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
        if dialect == Dialect::Inline {
            let root = comrak::parse_document(arena, &as_heading(text), &options(dialect));
            root.first_child().unwrap().data_mut().value = NodeValue::Paragraph;
            return root;
        }
        let root = parse_blocks(arena, text, dialect);
        read_blocks(arena, root, text);
        root
    }

    #[test]
    fn words_alone_are_the_tree_that_comrak_makes() {
        let texts = [
            "Refund to the card that paid, in full",
            "Within 30 days, nothing used (see the receipt)",
            "Up to £200, or 10% off; a \"good\" call - or 2/3 of it?",
            "Ünder “uns”, l’été – c’est 5 € … 東京 です",
            "a",
            "e.g. this one",
            "Ends with a dot.",
            "Ends in (brackets)",
            "no 1. no 2) no",
            "x--y --- z",
            "Well... yes",
            "1",
        ];
        for text in texts {
            for dialect in [Dialect::Prose, Dialect::Glossary, Dialect::Inline] {
                let (arena, other) = (Arena::new(), Arena::new());
                let made = nodes(words_alone(&arena, text, dialect));
                assert_eq!(made, nodes(by_comrak(&other, text, dialect)), "{text} as {dialect:?}");
            }
        }
    }

    #[test]
    fn signs_of_markdown_are_not_words_alone() {
        let texts = [
            "",
            " a",
            "a ",
            "a  b",
            "- a",
            "1. a",
            "a) b",
            "iv. b",
            "a\nb",
            "a *b*",
            "a _b_",
            "a `b`",
            "a [b]",
            "a <b>",
            "a &amp; b",
            "a\\b",
            "{fact:a}",
            "see www.example.org",
            "a@example.org",
            "https://example.org",
            "a ~b~",
            "a #b",
            "a | b",
            "a\u{ad}b",
            "a: b",
            "a\tb",
            "a\u{a0}b",
            "# a",
            "> a",
            "+ a",
            "::: staff",
            "a ^b^",
            "a = b",
            "a!",
        ];
        for text in texts {
            assert!(!is_words_alone(text), "{text}");
        }
    }
}
