//! What changed between two texts, as notes on the nodes of one tree, and how the writer of HTML prints them.
//!
//! In: a tree that `redline` merged from the trees of two texts, and [`Changes`], which says what each of its nodes means. Out: the
//! `ins`, `del` and notes among the HTML that a page would have. What always holds: every change says in words what it is, for
//! those who hear the page; and a redline has no anchors, since several of them stand on one page.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use comrak::Node;
use comrak::nodes::NodeValue;

use super::html::Out;
use super::resolve::{Resolve, UNMARKED};

/// What a node of a merged tree says about the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeChange {
    /// What the node holds stands in the new text alone.
    Inserted,
    /// What the node holds stands in the old text alone.
    Deleted,
    /// What the node holds stood here in the old text, and stands elsewhere in the new one.
    MovedFrom,
    /// What the node holds stands here in the new text, and stood elsewhere in the old one.
    MovedHere,
    /// The node holds nothing and stands for a remark.
    Note(ChangeNote),
    /// The node is a task that was done in one text and is open in the other.
    Ticked,
}

/// A remark about a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeNote {
    /// It stood here; the number of the move, where there are several.
    MovedFrom(Option<usize>),
    /// It stands here now; the number of the move, where there are several.
    MovedHere(Option<usize>),
    /// A heading of another level.
    Level {
        /// In the old text.
        old: u8,
        /// In the new one.
        new: u8,
    },
    /// A list that was numbered and is no more.
    WasNumbered,
    /// A list that was not numbered and is now.
    WasPlain,
}

/// The changes of a merged tree. A node that marks one is a [`NodeValue::Insert`], which no text of ours can hold: the dialect has no
/// mark for it.
#[derive(Debug, Default)]
pub struct Changes(BTreeMap<usize, NodeChange>);

impl Changes {
    /// Says what a node means.
    pub fn set(&mut self, node: Node<'_>, change: NodeChange) {
        self.0.insert(address(node), change);
    }

    /// What a node means; `None` when it is as in both texts.
    #[must_use]
    pub fn get(&self, node: Node<'_>) -> Option<NodeChange> {
        self.0.get(&address(node)).copied()
    }
}

/// Where a node lies in memory: nodes are never moved, and have no other name. Addresses are looked up and never listed, so no
/// output depends on them.
fn address(node: Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

/// What a redline says beside the words of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<'a> {
    /// Before words that were put in, for those who hear the page.
    pub inserted: &'a str,
    /// Before words that were taken out.
    pub deleted: &'a str,
    /// Where something stood before.
    pub moved_from: &'a str,
    /// Where it stands now.
    pub moved_here: &'a str,
    /// At a heading of another level; `{old}` and `{new}` are the levels.
    pub level: &'a str,
    /// At a list that was numbered and is no more.
    pub was_numbered: &'a str,
    /// At a list that was not numbered and is now.
    pub was_plain: &'a str,
}

impl Labels<'_> {
    fn note(&self, note: ChangeNote) -> String {
        let numbered = |words: &str, number: Option<usize>| match number {
            Some(number) => format!("{words} ({number})"),
            None => words.to_owned(),
        };
        match note {
            ChangeNote::MovedFrom(number) => numbered(self.moved_from, number),
            ChangeNote::MovedHere(number) => numbered(self.moved_here, number),
            ChangeNote::Level { old, new } => {
                self.level.replace("{old}", &old.to_string()).replace("{new}", &new.to_string())
            }
            ChangeNote::WasNumbered => self.was_numbered.to_owned(),
            ChangeNote::WasPlain => self.was_plain.to_owned(),
        }
    }
}

/// What links, facts and the like lead to in each of two texts: a fact may have had another value then.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// In the old text.
    pub was: &'a dyn Resolve,
    /// In the new one.
    pub is: &'a dyn Resolve,
}

/// What the writer needs to print a merged tree.
#[derive(Clone, Copy)]
pub(super) struct ChangePrinter<'a> {
    pub(super) changes: &'a Changes,
    pub(super) sides: Sides<'a>,
    pub(super) labels: &'a Labels<'a>,
}

/// Writes the beginning or the end of a node that marks a change. What was taken out is resolved as it was.
pub(super) fn change(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> fmt::Result {
    let Some(printer) = context.user.printer else { return Ok(()) };
    let (tag, label) = match printer.changes.get(node) {
        Some(NodeChange::Inserted) => ("ins", Some(printer.labels.inserted)),
        Some(NodeChange::Deleted) => ("del", Some(printer.labels.deleted)),
        Some(NodeChange::MovedFrom) => ("del", None),
        Some(NodeChange::MovedHere) => ("ins", None),
        Some(NodeChange::Note(remark)) if entering => {
            context.write_str("<span class=\"redline-note\">")?;
            context.escape(&printer.labels.note(remark))?;
            return context.write_str("</span> ");
        }
        _ => return Ok(()),
    };
    let is_old = entering && tag == "del";
    context.user.resolve = if is_old { printer.sides.was } else { printer.sides.is };
    match label {
        None if entering => write!(context, "<{tag} class=\"is-moved\">"),
        None => write!(context, "</{tag}>"),
        Some(label) if entering => open(context, tag, "", label),
        Some(_) => close(context, tag),
    }
}

fn open(context: Out<'_, '_, '_, '_>, tag: &str, class: &str, label: &str) -> fmt::Result {
    write!(context, "<{tag}{class}><span class=\"sr\">[")?;
    context.escape(label)?;
    context.write_str(": </span>")
}

fn close(context: Out<'_, '_, '_, '_>, tag: &str) -> fmt::Result {
    write!(context, "<span class=\"sr\">]</span></{tag}>")
}

/// Writes the box of a task that is done or open in the new text, and was not in the old one. False where it is as it was.
pub(super) fn ticked(context: Out<'_, '_, '_, '_>, node: Node<'_>, was: &str, is: &str) -> Result<bool, fmt::Error> {
    let Some(printer) = context.user.printer else { return Ok(false) };
    if printer.changes.get(node) != Some(NodeChange::Ticked) {
        return Ok(false);
    }
    for (tag, label, mark) in [("del", printer.labels.deleted, was), ("ins", printer.labels.inserted, is)] {
        open(context, tag, " class=\"task-mark\"", label)?;
        context.write_str(mark)?;
        close(context, tag)?;
        context.write_char(' ')?;
    }
    Ok(true)
}

/// Whether a paragraph is the title that an author gave to an alert.
pub(super) fn is_alert_title(node: Node<'_>) -> bool {
    let alert = node.parent().filter(|_| node.previous_sibling().is_none());
    alert.is_some_and(|alert| matches!(&alert.data().value, NodeValue::Alert(alert) if alert.title.is_some()))
}

/// The class of a paragraph that is the label of an alert or of a block for some readers. The title of an alert is its
/// first paragraph; so is every label in a merged tree, since it may have changed.
#[must_use]
pub fn label_class(node: Node<'_>) -> Option<&'static str> {
    let parent = node.parent().filter(|_| node.previous_sibling().is_none())?;
    match parent.data().value {
        NodeValue::Alert(_) if is_alert_title(node) => Some("alert-title"),
        NodeValue::BlockDirective(ref block) if block.info != UNMARKED => Some("only-label"),
        _ => None,
    }
}
