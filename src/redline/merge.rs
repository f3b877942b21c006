//! Two trees merged into one.
//!
//! In: two texts. Out: the tree of the new one, with what the old one had besides at its place, and [`Changes`], which says what became
//! of what. What always holds: words that were put in or taken out stand in a node of their own inside of the block that holds them,
//! so that tables stay tables and lists lists.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{ListType, NodeValue, TableAlignment};
use comrak::{Arena, Node};

use super::align::{self, Moves, Pair};
use super::token::{Content, Keys, Marks, Token};
use super::tree::{self, Block, alloc, clear};
use super::words::{ChangeTag, runs};
use crate::markdown::{ChangeNote, Changes, Dialect, NodeChange, Sides};

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

/// The tree of both texts.
pub(super) struct Merged<'a> {
    pub(super) root: Node<'a>,
    pub(super) changes: Changes,
    /// How much changed; its HTML is not written yet.
    pub(super) counts: Redline,
}

/// Merges the trees of two texts that were redacted for the same readers.
pub(super) fn merge<'a>(arena: &'a Arena<'a>, old: &str, new: &str, dialect: Dialect, sides: Sides<'_>) -> Merged<'a> {
    let mut keys = Keys::default();
    let old = tree::read(arena, old, dialect, sides.was, &mut keys);
    let new = tree::read(arena, new, dialect, sides.is, &mut keys);
    let pair = align::pair(&old, &new);
    let moves = align::moves(&pair);
    let mut merger = Merger {
        arena,
        // A block that moved is shown twice, and the second time its old nodes may stand among the new ones.
        copies: moves.pairs.iter().map(|(old, _)| copy(arena, old.node)).collect(),
        changes: Changes::default(),
        counts: Redline { moved: moves.pairs.len(), ..Redline::default() },
        moves: &moves,
    };
    let root = merger.both(&pair, &old, &new);
    Merged { root, changes: merger.changes, counts: merger.counts }
}

/// Copies a node with all that is below it.
fn copy<'a>(arena: &'a Arena<'a>, node: Node<'a>) -> Node<'a> {
    let top = alloc(arena, node.data().value.clone());
    let mut parent = top;
    for edge in node.traverse().skip(1) {
        match edge {
            NodeEdge::Start(below) => {
                let child = alloc(arena, below.data().value.clone());
                parent.append(child);
                parent = child;
            }
            NodeEdge::End(_) => parent = parent.parent().unwrap_or(top),
        }
    }
    top
}

struct Merger<'a, 't> {
    arena: &'a Arena<'a>,
    moves: &'t Moves<'t, 'a>,
    /// The old blocks that moved, as they were, in the order of the moves.
    copies: Vec<Node<'a>>,
    changes: Changes,
    counts: Redline,
}

impl<'a, 't> Merger<'a, 't> {
    /// Makes one node of a pair.
    fn pair(&mut self, pair: &Pair<'t, 'a>) -> Node<'a> {
        let number = |number: usize| (self.moves.pairs.len() > 1).then_some(number + 1);
        match (pair.old, pair.new) {
            (Some(old), Some(new)) => self.both(pair, old, new),
            (Some(old), None) => match self.moves.from.get(&old.id).copied() {
                Some(at) => self.moved(self.copies[at], NodeChange::MovedFrom, ChangeNote::MovedFrom(number(at))),
                None => {
                    self.counts.deleted += old.weight as usize;
                    self.one(pair, old, NodeChange::Deleted)
                }
            },
            (None, Some(new)) => match self.moves.to.get(&new.id).copied() {
                Some(at) => {
                    let (old, new) = self.moves.pairs[at];
                    let node = self.both(&align::pair(old, new), old, new);
                    self.moved(node, NodeChange::MovedHere, ChangeNote::MovedHere(number(at)))
                }
                None => {
                    self.counts.inserted += new.weight as usize;
                    self.one(pair, new, NodeChange::Inserted)
                }
            },
            (None, None) => alloc(self.arena, NodeValue::TableCell),
        }
    }

    /// A block that stands in one text alone. The cells of a row go under the columns of the merged table.
    fn one(&mut self, pair: &Pair<'t, 'a>, block: &Block<'a>, change: NodeChange) -> Node<'a> {
        if matches!(block.node.data().value, NodeValue::TableRow(_)) {
            for cell in &pair.children {
                let own = cell.new.or(cell.old).map(|cell| cell.node);
                block.node.append(own.unwrap_or_else(|| alloc(self.arena, NodeValue::TableCell)));
            }
        }
        self.wrap(block.node, change)
    }

    fn moved(&mut self, node: Node<'a>, change: NodeChange, remark: ChangeNote) -> Node<'a> {
        let node = self.wrap(node, change);
        self.note(node, remark);
        node
    }

    /// A block that stands in both texts: the new one, with what the old one had besides.
    fn both(&mut self, pair: &Pair<'t, 'a>, old: &Block<'a>, new: &Block<'a>) -> Node<'a> {
        if old.key == new.key {
            return new.node;
        }
        if new.children.is_empty() && old.children.is_empty() {
            self.words(new.node, &old.tokens, &new.tokens);
        } else {
            let children: Vec<Node<'a>> = pair.children.iter().map(|child| self.pair(child)).collect();
            clear(new.node);
            new.node.extend(children);
        }
        self.form(old, new);
        new.node
    }

    /// Notes what became of the form of a block.
    fn form(&mut self, old: &Block<'a>, new: &Block<'a>) {
        let note = match (&old.node.data().value, &mut new.node.data_mut().value) {
            (NodeValue::Heading(old), NodeValue::Heading(new)) if old.level != new.level => {
                Some(ChangeNote::Level { old: old.level, new: new.level })
            }
            (NodeValue::List(old), NodeValue::List(new)) if old.list_type != new.list_type => {
                Some(if old.list_type == ListType::Ordered { ChangeNote::WasNumbered } else { ChangeNote::WasPlain })
            }
            (NodeValue::Table(was), NodeValue::Table(is)) => {
                let align = |all: &[TableAlignment], at: Option<usize>| at.and_then(|at| all.get(at)).copied();
                let column = |(old, new): (Option<usize>, Option<usize>)| {
                    align(&is.alignments, new).or(align(&was.alignments, old)).unwrap_or(TableAlignment::None)
                };
                is.alignments = align::columns(old, new).into_iter().map(column).collect();
                let cells = new.node.children().map(|row| row.children().count()).max().unwrap_or(0);
                is.alignments.resize(cells.max(is.alignments.len()), TableAlignment::None);
                None
            }
            _ => None,
        };
        if let Some(note) = note {
            self.counts.reshaped = true;
            self.note(new.node, note);
        }
        let box_of = |block: &Block<'a>| match &block.node.data().value {
            NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
            _ => None,
        };
        if let (Some(was), Some(is)) = (box_of(old), box_of(new))
            && was != is
        {
            self.counts.reshaped = true;
            self.changes.set(new.node, NodeChange::Ticked);
        }
    }

    /// A node that holds what was put in, taken out or moved.
    fn wrapper(&mut self, change: NodeChange) -> Node<'a> {
        self.counts.marked |= matches!(change, NodeChange::Inserted | NodeChange::Deleted);
        let node = alloc(self.arena, NodeValue::Insert);
        self.changes.set(node, change);
        node
    }

    /// Marks all words below a node; returns what now stands for the node.
    fn wrap(&mut self, node: Node<'a>, change: NodeChange) -> Node<'a> {
        let leaves: Vec<Node<'a>> = node.descendants().filter(|below| is_leaf(below)).collect();
        for leaf in leaves {
            if matches!(leaf.data().value, NodeValue::ThematicBreak) {
                let wrapper = self.wrapper(change);
                if leaf.parent().is_some() {
                    leaf.insert_before(wrapper);
                }
                wrapper.append(leaf);
                if leaf.same_node(node) {
                    return wrapper;
                }
                continue;
            }
            self.spell_out(leaf);
            if leaf.first_child().is_some() {
                let wrapper = self.wrapper(change);
                let inside: Vec<Node<'a>> = leaf.children().collect();
                wrapper.extend(inside);
                leaf.append(wrapper);
            }
        }
        node
    }

    /// Puts a note before the first words below a node.
    fn note(&mut self, node: Node<'a>, remark: ChangeNote) {
        let Some(leaf) = node.descendants().find(|below| is_leaf(below)) else { return };
        let inserted = alloc(self.arena, NodeValue::Insert);
        self.changes.set(inserted, NodeChange::Note(remark));
        self.spell_out(leaf);
        leaf.prepend(inserted);
    }

    /// Makes the letters of a block of code a node below it, so that they can stand in others.
    fn spell_out(&self, node: Node<'a>) {
        if node.first_child().is_none()
            && let NodeValue::CodeBlock(code) = &node.data().value
        {
            node.append(alloc(self.arena, NodeValue::Text(code.literal.clone().into())));
        }
    }

    /// Puts the words of both texts into a node, in place of all that it holds.
    fn words(&mut self, leaf: Node<'a>, old: &[Token<'a>], new: &[Token<'a>]) {
        clear(leaf);
        for run in runs(old, new) {
            if run.ahead {
                append_letters(self.arena, leaf, " ");
            }
            let words = run.tokens.iter().filter(|token| token.is_word()).count();
            let into = match run.change {
                ChangeTag::Same => leaf,
                ChangeTag::Deleted => {
                    self.counts.deleted += words;
                    self.wrapper(NodeChange::Deleted)
                }
                ChangeTag::Inserted => {
                    self.counts.inserted += words;
                    self.wrapper(NodeChange::Inserted)
                }
            };
            append_tokens(self.arena, into, run.tokens, run.first);
            if run.behind {
                append_letters(self.arena, into, " ");
            }
            if !into.same_node(leaf) {
                leaf.append(into);
            }
        }
    }
}

/// Whether a node holds words and no other blocks, or stands for itself.
fn is_leaf(node: Node<'_>) -> bool {
    let value = &node.data().value;
    value.contains_inlines() || matches!(value, NodeValue::CodeBlock(_) | NodeValue::ThematicBreak)
}

/// Puts tokens into a node, each in its marks, with their spaces; the first has one where `first` says so.
fn append_tokens<'a>(arena: &'a Arena<'a>, into: Node<'a>, tokens: &[Token<'a>], first: bool) {
    // The marks that are open: each node of the text, and the node that stands for it here.
    let mut open: Vec<(Node<'a>, Node<'a>)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let space = if at == 0 { first } else { token.space };
        for (number, (content, marks)) in token.parts.iter().enumerate() {
            let same = open.iter().zip(marks.iter()).take_while(|((node, _), mark)| node.same_node(mark.node)).count();
            open.truncate(same);
            if space && number == 0 {
                append_letters(arena, innermost(&open, into), " ");
            }
            open_marks(arena, &mut open, marks, into);
            let top = innermost(&open, into);
            match content {
                Content::Letters(letters) => append_letters(arena, top, letters),
                Content::Whole(node) => top.append(copy(arena, node)),
            }
        }
    }
}

fn open_marks<'a>(arena: &'a Arena<'a>, open: &mut Vec<(Node<'a>, Node<'a>)>, marks: &Marks<'a>, into: Node<'a>) {
    for mark in &marks[open.len()..] {
        let mut value = mark.node.data().value.clone();
        if let NodeValue::Code(code) = &mut value {
            code.literal.clear();
        }
        let node = alloc(arena, value);
        innermost(open, into).append(node);
        open.push((mark.node, node));
    }
}

fn innermost<'a>(open: &[(Node<'a>, Node<'a>)], into: Node<'a>) -> Node<'a> {
    open.last().map_or(into, |(_, node)| node)
}

/// Adds letters to a node: to its own, when it is code, or to the last words in it.
fn append_letters<'a>(arena: &'a Arena<'a>, into: Node<'a>, letters: &str) {
    if let NodeValue::Code(code) = &mut into.data_mut().value {
        return code.literal.push_str(letters);
    }
    if let Some(last) = into.last_child()
        && let NodeValue::Text(words) = &mut last.data_mut().value
    {
        return words.to_mut().push_str(letters);
    }
    into.append(alloc(arena, NodeValue::Text(letters.to_owned().into())));
}
