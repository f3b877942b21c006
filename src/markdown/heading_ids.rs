//! The anchors that authors give to headings: `## Time limits {#limits}`, and `{: #limits}` as kramdown has it, behind the words or
//! on the line below.
//!
//! In: the tree of a text. Out: the same tree, each such heading without the mark and with a node that holds its anchor, which
//! [`own_anchor`] reads. What always holds: a mark that names no anchor stays as it is typed.

use comrak::nodes::{Ast, NodeValue};
use comrak::{Arena, Node};

/// Takes the marks off the headings of a tree that was parsed from `text`.
pub(super) fn read_heading_ids<'a>(arena: &'a Arena<'a>, root: Node<'a>, text: &str) {
    if !text.contains('{') {
        return;
    }
    let is_heading = |node: &Node<'a>| matches!(node.data().value, NodeValue::Heading(_));
    for heading in root.descendants().filter(is_heading).collect::<Vec<_>>() {
        let Some(id) = id_behind(heading).or_else(|| id_below(heading)) else { continue };
        let place = heading.data().sourcepos;
        let anchor = Ast::new_with_sourcepos(NodeValue::HtmlInline(format!("{{#{id}}}")), place);
        heading.prepend(arena.alloc(anchor.into()));
    }
}

/// The anchor that its author gave to a heading.
pub(super) fn own_anchor(heading: Node<'_>) -> Option<String> {
    match &heading.first_child()?.data().value {
        NodeValue::HtmlInline(mark) => Some(mark.strip_prefix("{#")?.strip_suffix('}')?.to_owned()),
        _ => None,
    }
}

/// Takes the mark off the end of a heading.
fn id_behind(heading: Node<'_>) -> Option<String> {
    let last = heading.last_child()?;
    let mut data = last.data_mut();
    let NodeValue::Text(words) = &mut data.value else { return None };
    let at = words.rfind('{')?;
    let id = id_of(words[at..].trim_end())?;
    *words = words[..at].trim_end().to_owned().into();
    let is_empty = words.is_empty();
    drop(data);
    if is_empty {
        last.detach();
    }
    Some(id)
}

/// Takes the mark off the beginning of the paragraph below a heading, where it has the line to itself.
fn id_below(heading: Node<'_>) -> Option<String> {
    let paragraph = heading.next_sibling()?;
    let is_next = paragraph.data().sourcepos.start.line == heading.data().sourcepos.end.line + 1;
    if !is_next || !matches!(paragraph.data().value, NodeValue::Paragraph) {
        return None;
    }
    let first = paragraph.first_child()?;
    let id = match &first.data().value {
        NodeValue::Text(words) if words.starts_with("{:") => id_of(words.trim_end())?,
        _ => return None,
    };
    match first.next_sibling() {
        Some(next) if matches!(next.data().value, NodeValue::SoftBreak) => {
            next.detach();
            first.detach();
        }
        Some(_) => return None,
        None => paragraph.detach(),
    }
    Some(id)
}

/// The id of a list of attributes: `{#id}`, `{#id .class}`, `{: #id}`.
fn id_of(mark: &str) -> Option<String> {
    let inside = mark.strip_prefix('{')?.strip_suffix('}')?;
    let inside = inside.strip_prefix(':').unwrap_or(inside);
    let mut id = None;
    for part in inside.split_whitespace() {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c));
        match part.strip_prefix('#') {
            Some(name) if is_name(name) => id = id.or(Some(name.to_owned())),
            None if part == "-" || part.strip_prefix('.').is_some_and(is_name) || part.contains('=') => {}
            _ => return None,
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_one_anchor() {
        let id = |mark: &str| id_of(mark);
        assert_eq!(id("{#limits}").as_deref(), Some("limits"));
        assert_eq!(id("{: #a.b }").as_deref(), Some("a.b"));
        assert_eq!(id("{#a .wide key=v}").as_deref(), Some("a"));
        assert_eq!([id("{fact:x}"), id("{}"), id("{# a}"), id("{.wide}"), id("{#a b}")], [const { None }; 5]);
    }
}
