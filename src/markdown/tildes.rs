//! Single tildes: struck out as on GitHub, but for those within a word, as in `5~6 hours, 7~8 days`.
//!
//! In: a tree as comrak made it. Out: the same tree, in which nothing is struck out between tildes that stand within words. What
//! always holds: no word is lost, and neither is a tilde that strikes nothing out.

use comrak::nodes::{Ast, NodeValue};
use comrak::{Arena, Node};

/// Shows single tildes within words as they stand.
pub(super) fn read_tildes<'a>(arena: &'a Arena<'a>, root: Node<'a>) {
    let single: Vec<Node<'a>> = root.descendants().filter(|node| is_single(node) && is_within_word(node)).collect();
    if single.is_empty() {
        return;
    }
    for node in single {
        let place = node.data().sourcepos;
        let tilde = || arena.alloc(Ast::new(NodeValue::Text("~".into()), place.start).into());
        node.insert_before(tilde());
        while let Some(child) = node.first_child() {
            node.insert_before(child);
        }
        node.insert_before(tilde());
        node.detach();
    }
    root.descendants().collect::<Vec<_>>().into_iter().for_each(join_words);
}

/// Whether one tilde at each end strikes out what a node holds.
fn is_single(node: Node<'_>) -> bool {
    let (data, first) = (node.data(), node.first_child());
    let (own, inner) = (data.sourcepos.start, first.map(|child| child.data().sourcepos.start));
    matches!(data.value, NodeValue::Strikethrough)
        && inner.is_some_and(|inner| inner.line == own.line && inner.column == own.column + 1)
}

/// Whether a letter or digit stands right before the first tilde, or right behind the last one.
fn is_within_word(node: Node<'_>) -> bool {
    let words = |node: Option<Node<'_>>| match &node?.data().value {
        NodeValue::Text(words) => Some(words.to_string()),
        _ => None,
    };
    words(node.previous_sibling()).is_some_and(|words| words.ends_with(char::is_alphanumeric))
        || words(node.next_sibling()).is_some_and(|words| words.starts_with(char::is_alphanumeric))
}

/// Makes one text of those that stand side by side, as comrak does.
fn join_words(parent: Node<'_>) {
    let mut at = parent.first_child();
    while let Some(node) = at {
        at = node.next_sibling();
        let Some(next) = at else { break };
        let (mut data, behind) = (node.data_mut(), next.data());
        if let (NodeValue::Text(words), NodeValue::Text(more)) = (&mut data.value, &behind.value) {
            words.to_mut().push_str(more);
            data.sourcepos.end = behind.sourcepos.end;
            drop((data, behind));
            next.detach();
            at = Some(node);
        }
    }
}
