//! Harmless HTML, read into the tree like Markdown and never passed through.
//!
//! In: comrak's tree of a text. Out: the same tree without raw HTML: what Markdown has a node for is that node, the rest is an element
//! that we write (`HtmlInline` and `HtmlBlock` with nodes below, read by [`Element::read`]); and what an author must be told. What
//! always holds: an element ends where the container ends in which it began, so that no tag reaches into or out of a `:::` block, an
//! item or a quote, and the tree's blocks are those that Markdown sees.

mod builder;
mod names;
mod nodes;
mod open;
mod problem;
mod table;
mod tags;

use std::ops::Range;

use comrak::nodes::{Ast, LineColumn, NodeValue, Sourcepos};
use comrak::{Arena, Node};

use self::builder::Builder;
pub(crate) use self::names::Element;
pub(super) use self::names::is_known;
use self::names::{role, role_of};
pub(crate) use self::nodes::hides;
pub(super) use self::problem::{HtmlProblem, HtmlProblemKind};
use self::tags::{Token, tokens};
use crate::text::LineStarts;

/// Reads the HTML of a tree that was parsed from `text`.
pub(super) fn read_elements<'a>(arena: &'a Arena<'a>, root: Node<'a>, text: &str) -> Vec<HtmlProblem> {
    let mut problems = Vec::new();
    if !text.contains('<') {
        return problems;
    }
    let is_html = |node: Node<'_>| matches!(node.data().value, NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_));
    let holders: Vec<Node<'a>> = root.descendants().filter(|node| node.children().any(is_html)).collect();
    if holders.is_empty() {
        return problems;
    }
    let lines: Vec<&str> = crate::text::lines(text).collect();
    // The innermost first: what is inside of a block is read before the block is put elsewhere.
    for holder in holders.into_iter().rev() {
        let value = holder.data().value.clone();
        let children: Vec<Node<'a>> = holder.children().collect();
        let has_blocks = children.iter().any(|child| is_block_tag(child));
        match value {
            NodeValue::Paragraph if !has_blocks => {
                read_children(arena, holder, children, true, &lines, &mut problems);
                hand_on_places(holder);
            }
            NodeValue::Paragraph => read_paragraph(arena, holder, children, &lines, &mut problems),
            NodeValue::TableCell if has_blocks => {
                read_children(arena, holder, children, false, &lines, &mut problems);
                unwrap_only_paragraph(holder);
            }
            value => read_children(
                arena,
                holder,
                children,
                !value.block() || value.contains_inlines(),
                &lines,
                &mut problems,
            ),
        }
    }
    problems.sort_by_key(|problem| problem.place);
    problems
}

/// Takes a paragraph that shows nothing out of the tree; the places that it names are those of the words behind it.
fn hand_on_places(paragraph: Node<'_>) {
    if paragraph.descendants().skip(1).any(nodes::shows_something) {
        return;
    }
    let places: Vec<Node<'_>> = paragraph.children().filter(|child| names::is_place(child)).collect();
    let next = paragraph.next_sibling().and_then(|next| {
        next.descendants().find(|below| below.data().value.contains_inlines() && below.first_child().is_some())
    });
    match next {
        Some(words) => places.into_iter().rev().for_each(|place| words.prepend(place)),
        None if !places.is_empty() => return,
        None => {}
    }
    paragraph.detach();
}

/// Whether a node is a tag in a line that begins or ends a block.
fn is_block_tag(node: Node<'_>) -> bool {
    let NodeValue::HtmlInline(html) = &node.data().value else { return false };
    tokens(html).iter().any(|(token, _)| match token {
        Token::Start(tag) => role_of(tag).is_block(),
        Token::End(name) => role(name).is_block(),
        _ => false,
    })
}

/// Reads a paragraph that holds tags of blocks: it becomes the blocks that it is made of.
fn read_paragraph<'a>(
    arena: &'a Arena<'a>,
    paragraph: Node<'a>,
    children: Vec<Node<'a>>,
    lines: &[&str],
    problems: &mut Vec<HtmlProblem>,
) {
    let place = paragraph.data().sourcepos;
    let root = arena.alloc(Ast::new_with_sourcepos(NodeValue::Document, place).into());
    let mut builder = Builder::new(arena, root, false, problems);
    builder.open_paragraph(place);
    feed(builder, children, lines);
    for block in root.children().collect::<Vec<_>>() {
        paragraph.insert_before(block);
    }
    paragraph.detach();
}

/// Reads what a node holds.
fn read_children<'a>(
    arena: &'a Arena<'a>,
    holder: Node<'a>,
    children: Vec<Node<'a>>,
    phrasing: bool,
    lines: &[&str],
    problems: &mut Vec<HtmlProblem>,
) {
    for child in &children {
        child.detach();
    }
    // Footnotes stand at the end of the tree wherever they are written: they are in no element.
    let is_note = |child: &Node<'a>| matches!(child.data().value, NodeValue::FootnoteDefinition(_));
    let (notes, children) = children.into_iter().partition::<Vec<_>, _>(is_note);
    feed(Builder::new(arena, holder, phrasing, problems), children, lines);
    holder.extend(notes);
}

/// Gives a builder what a node held, and ends it.
fn feed<'a>(mut builder: Builder<'a, '_>, children: Vec<Node<'a>>, lines: &[&str]) {
    for child in children {
        let place = child.data().sourcepos;
        let value = child.data().value.clone();
        match value {
            NodeValue::HtmlBlock(html) => {
                let source = HtmlLines::new(&html.literal, place.start.line, lines);
                for (token, range) in tokens(&html.literal) {
                    let place = source.place(&range);
                    if matches!(&token, Token::Words(words) if has_marks(words)) && !builder.holds_letters() {
                        builder.problem(HtmlProblemKind::Markdown, place);
                    }
                    builder.token(token, &html.literal[range], place);
                }
            }
            NodeValue::HtmlInline(html) => {
                for (token, range) in tokens(&html) {
                    builder.token(token, &html[range], place);
                }
            }
            value if value.block() => builder.block(child),
            _ => builder.inline(child),
        }
    }
    builder.finish();
}

/// Whether words have marks that an author of Markdown means something by.
fn has_marks(words: &str) -> bool {
    let line = words.trim();
    let pair = |mark: &str| line.match_indices(mark).nth(1).is_some();
    pair("**")
        || pair("__")
        || pair("`")
        || line.contains("](")
        || line.contains("[[")
        || ["- ", "* ", "+ ", "# ", "## ", "### "].iter().any(|mark| line.starts_with(mark))
}

/// A block of HTML in its lines, without the marks of the quotes and items that hold it.
struct HtmlLines {
    first: usize,
    /// Where each line begins in the HTML, and how many bytes of its source stand before it.
    lines: Vec<(usize, usize)>,
}

impl HtmlLines {
    fn new(html: &str, first: usize, source: &[&str]) -> Self {
        let starts = LineStarts::new(html);
        let lines = crate::text::lines(html).enumerate().map(|(number, words)| {
            let before = source.get(first + number - 1).and_then(|source| source.rfind(words)).unwrap_or(0);
            (starts.byte(number + 1, 1), before)
        });
        Self { first, lines: lines.collect() }
    }

    fn place(&self, range: &Range<usize>) -> Sourcepos {
        let (start, end) = (self.place_of(range.start), self.place_of(range.end.max(range.start + 1) - 1));
        (start, end).into()
    }

    fn place_of(&self, byte: usize) -> LineColumn {
        let at = self.lines.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let (start, before) = self.lines.get(at).copied().unwrap_or_default();
        LineColumn { line: self.first + at, column: byte.saturating_sub(start) + before + 1 }
    }
}

/// Takes the words of a cell out of the paragraph that alone holds them.
fn unwrap_only_paragraph(cell: Node<'_>) {
    let Some(only) = cell.first_child().filter(|only| only.next_sibling().is_none()) else { return };
    if matches!(only.data().value, NodeValue::Paragraph) {
        cell.extend(only.children().collect::<Vec<_>>());
        only.detach();
    }
}
