//! A merged tree as lines for a terminal, or for a program.
//!
//! In: two redacted texts, and what they resolve to. Out: a [`DiffLine`] for each paragraph, heading, item, row or block of code.
//! What always holds: the lines say what the HTML says, since both are made from the same tree.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};
use serde::Serialize;

use super::merge::{Merged, merge};
use super::tree::{is_cell, is_row};
use super::words::{ChangeTag, Fragment, push};
use crate::markdown::{Changes, Dialect, NodeChange, Resolve, Sides, fill, label_class, mark_of};

/// What a line was in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DiffLineKind {
    /// A paragraph.
    Paragraph,
    /// A heading; its level stands in [`DiffLine::level`].
    Heading,
    /// The first paragraph of a list's item.
    Item,
    /// A row of a table.
    Row,
    /// A block of code.
    Code,
    /// The title of an alert, or the readers of a block.
    Label,
    /// A rule across the page.
    Rule,
}

/// A paragraph or the like, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// What it is.
    pub kind: DiffLineKind,
    /// The level of a heading, or how many lists hold an item.
    pub level: usize,
    /// Whether it stands elsewhere: `from` where it stood, `here` where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<&'static str>,
    /// Its words.
    pub pieces: Vec<Fragment>,
}

impl DiffLine {
    /// Whether nothing became of it.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.moved.is_none() && self.pieces.iter().all(|piece| piece.change == ChangeTag::Same)
    }
}

/// Compares two texts that were redacted for the same readers.
#[must_use]
pub fn lines(old: &str, new: &str, dialect: Dialect, sides: Sides<'_>) -> Vec<DiffLine> {
    let arena = Arena::new();
    let Merged { root, changes, .. } = merge(&arena, old, new, dialect, sides);
    let mut writer = Writer { changes: &changes, sides, out: Vec::new(), depth: 0, item: false, mark: None };
    writer.children(root);
    writer.out
}

struct Writer<'a> {
    changes: &'a Changes,
    sides: Sides<'a>,
    out: Vec<DiffLine>,
    depth: usize,
    /// Whether an item has begun and has no line yet.
    item: bool,
    /// The mark of the item that has begun.
    mark: Option<String>,
}

impl Writer<'_> {
    fn children(&mut self, node: Node<'_>) {
        for child in node.children() {
            self.block(child);
        }
    }

    fn block(&mut self, node: Node<'_>) {
        match &node.data().value {
            NodeValue::Heading(heading) => self.line(DiffLineKind::Heading, usize::from(heading.level), node),
            NodeValue::CodeBlock(_) => self.line(DiffLineKind::Code, 0, node),
            NodeValue::Paragraph if label_class(node).is_some() => self.line(DiffLineKind::Label, 0, node),
            // Between blocks nothing but a rule stands in a node of its own when it was put in or taken out.
            NodeValue::ThematicBreak | NodeValue::Insert => self.line(DiffLineKind::Rule, 0, node),
            NodeValue::TableRow(_) => self.line(DiffLineKind::Row, 0, node),
            value if is_row(value) => self.line(DiffLineKind::Row, 0, node),
            value if value.contains_inlines() => {
                let kind = if std::mem::take(&mut self.item) { DiffLineKind::Item } else { DiffLineKind::Paragraph };
                self.line(kind, self.depth, node);
            }
            value => {
                let list = matches!(value, NodeValue::List(_) | NodeValue::FootnoteDefinition(_));
                self.depth += usize::from(list);
                self.item |=
                    matches!(value, NodeValue::Item(_) | NodeValue::TaskItem(_) | NodeValue::FootnoteDefinition(_));
                self.mark = mark_of(node).or(self.mark.take());
                self.children(node);
                self.depth -= usize::from(list);
            }
        }
    }

    /// Writes a line with all words below a node.
    fn line(&mut self, kind: DiffLineKind, level: usize, node: Node<'_>) {
        let mut line = DiffLine { kind, level, moved: None, pieces: Vec::new() };
        if let Some(mark) = self.mark.take() {
            push(&mut line.pieces, ChangeTag::Same, &format!("{mark} "));
        }
        let mut change = ChangeTag::Same;
        let mut images = 0_usize;
        for edge in node.traverse() {
            let (NodeEdge::Start(below) | NodeEdge::End(below)) = &edge;
            let entering = matches!(edge, NodeEdge::Start(_));
            match &below.data().value {
                NodeValue::Insert => match self.changes.get(below) {
                    Some(NodeChange::MovedHere) => line.moved = Some("here"),
                    Some(made) if entering => {
                        change = tag(made);
                        line.moved = if made == NodeChange::MovedFrom { Some("from") } else { line.moved };
                    }
                    _ => change = ChangeTag::Same,
                },
                NodeValue::Image(_) => images = if entering { images + 1 } else { images - 1 },
                value
                    if (is_cell(value) || matches!(value, NodeValue::TableCell))
                        && entering
                        && below.previous_sibling().is_some() =>
                {
                    push(&mut line.pieces, ChangeTag::Same, " | ");
                }
                // In a cell, one block follows another.
                value if value.block() && entering && !below.same_node(node) && below.previous_sibling().is_some() => {
                    push(&mut line.pieces, ChangeTag::Same, " ");
                }
                value if entering && images == 0 => {
                    let resolve = if change == ChangeTag::Deleted { self.sides.was } else { self.sides.is };
                    push(&mut line.pieces, change, &words(below, value, resolve));
                }
                _ => {}
            }
        }
        self.out.push(line);
    }
}

fn tag(change: NodeChange) -> ChangeTag {
    match change {
        NodeChange::Inserted => ChangeTag::Inserted,
        NodeChange::Deleted | NodeChange::MovedFrom => ChangeTag::Deleted,
        NodeChange::MovedHere | NodeChange::Note(_) | NodeChange::Ticked => ChangeTag::Same,
    }
}

/// The words of one node, without those below it.
fn words(node: Node<'_>, value: &NodeValue, resolve: &dyn Resolve) -> String {
    match value {
        NodeValue::Text(words) => match node.parent().map(|parent| parent.data().value.clone()) {
            Some(NodeValue::CodeBlock(_)) => words.to_string(),
            _ => fill(words, &|key| resolve.fact_words(key)),
        },
        NodeValue::Code(code) => code.literal.clone(),
        NodeValue::CodeBlock(code) if node.first_child().is_none() => code.literal.clone(),
        NodeValue::SoftBreak | NodeValue::LineBreak => " ".to_owned(),
        NodeValue::FootnoteReference(reference) => reference.ix.to_string(),
        NodeValue::ThematicBreak => "———".to_owned(),
        _ => String::new(),
    }
}
