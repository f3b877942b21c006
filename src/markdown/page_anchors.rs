//! The anchors of a page: of its headings, its clauses, and the places that its HTML names.
//!
//! In: the tree of a redacted text. Out: the anchors in the order in which the page's writer asks for them. What always holds: whoever
//! asks which anchors a page has is told those that the page is written with.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::elements::Element;
use super::empty_blocks::drop_empty;
use super::heading_ids::own_anchor;
use super::items::{clause_anchors, number_items};
use super::options::{Dialect, parse_into};
use super::slug::Anchors;
use super::words::plain_text;

/// A heading with its anchor.
pub(super) struct NamedHeading<'a> {
    pub(super) level: u8,
    pub(super) node: Node<'a>,
    pub(super) anchor: String,
}

/// The headings and the anchors of the clauses of a tree whose items are counted.
pub(super) fn named(root: Node<'_>) -> (Vec<NamedHeading<'_>>, Vec<String>) {
    let mut anchors = Anchors::default();
    reserve_places(root, &mut anchors);
    let headings = root.descendants().filter_map(|node| match node.data().value {
        NodeValue::Heading(heading) => {
            let anchor = anchors.heading(&plain_text(node), own_anchor(node).as_deref());
            Some(NamedHeading { level: heading.level, node, anchor })
        }
        _ => None,
    });
    let headings = headings.collect();
    let clauses = clause_anchors(root, &mut anchors);
    (headings, clauses)
}

/// Keeps the names of the places within a text from its headings.
pub(super) fn reserve_places(root: Node<'_>, anchors: &mut Anchors) {
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Heading(_) => drop(own_anchor(node).map(|own| anchors.reserve(&own))),
            value => drop(place(value).map(|id| anchors.reserve(&id))),
        }
    }
}

/// The place that an element names.
fn place(value: &NodeValue) -> Option<String> {
    let NodeValue::HtmlInline(open) = value else { return None };
    Element::read(open)?.id().map(str::to_owned)
}

/// Every anchor of the page of a redacted text.
#[must_use]
pub fn page_anchors(text: &str, dialect: Dialect) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    drop_empty(root);
    number_items(root);
    let (headings, clauses) = named(root);
    let places = root.descendants().filter_map(|node| place(&node.data().value));
    places.chain(headings.into_iter().map(|heading| heading.anchor)).chain(clauses).collect()
}
