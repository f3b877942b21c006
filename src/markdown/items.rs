//! The items of ordered lists: their numbers, their marks and their anchors.
//!
//! In: a tree from which everything withheld is gone. Out: the number and the style of each item, kept in the item itself. What always
//! holds: a task counts like any other item.

use comrak::Node;
use comrak::nodes::{ListType, NodeList, NodeValue, Sourcepos};

use super::clauses::ClauseStyle;
use super::slug::Anchors;

/// The mark of an item of a list with a style, once [`number_items`] has counted the items.
pub(crate) fn mark_of(item: Node<'_>) -> Option<String> {
    Some(ClauseStyle::of(&ordered_item(item)?)?.mark())
}

/// The number and the style of an item of an ordered list, once [`number_items`] has counted the items.
pub(super) fn ordered_item(item: Node<'_>) -> Option<NodeList> {
    match item.data().value {
        NodeValue::Item(own) => (own.list_type == ListType::Ordered).then_some(own),
        NodeValue::TaskItem(task) => in_task(task.symbol_sourcepos),
        _ => None,
    }
}

/// A task has no room for the form of its list but the place of its sign, which nobody asks for.
fn into_task(form: NodeList) -> Sourcepos {
    let sign = if form.list_type == ListType::Ordered { usize::from(form.bullet_char) + 1 } else { 0 };
    (form.start, sign, form.padding, form.marker_offset).into()
}

fn in_task(place: Sourcepos) -> Option<NodeList> {
    Some(NodeList {
        list_type: ListType::Ordered,
        bullet_char: u8::try_from(place.start.column.checked_sub(1)?).ok()?,
        start: place.start.line,
        padding: place.end.line,
        marker_offset: place.end.column,
        ..NodeList::default()
    })
}

/// Counts the items of the ordered lists of a tree. What was withheld is not there any more, so that it leaves no gap.
pub(crate) fn number_items(root: Node<'_>) {
    for list in root.descendants() {
        let NodeValue::List(form) = list.data().value else { continue };
        for (at, item) in list.children().enumerate() {
            let form = NodeList { start: form.start + at, ..form };
            match &mut item.data_mut().value {
                NodeValue::Item(own) if form.list_type == ListType::Ordered => *own = form,
                NodeValue::TaskItem(task) => task.symbol_sourcepos = into_task(form),
                _ => {}
            }
        }
    }
}

/// The anchors of the items of ordered lists, in their order: `3-b-ii`. Headings have theirs already.
pub(super) fn clause_anchors(root: Node<'_>, anchors: &mut Anchors) -> Vec<String> {
    let number = |node: Node<'_>| {
        let own = ordered_item(node)?;
        let style = ClauseStyle::of(&own);
        let number = style.map_or_else(|| own.start.to_string(), ClauseStyle::number);
        Some((number.replace('.', "-"), style.is_some_and(ClauseStyle::is_whole)))
    };
    let anchor = |item: Node<'_>| {
        let mut path = Vec::new();
        for (number, is_whole) in item.ancestors().filter_map(number) {
            path.insert(0, number);
            if is_whole {
                break;
            }
        }
        anchors.free(&path.join("-"))
    };
    root.descendants().filter(|node| number(node).is_some()).map(anchor).collect()
}
