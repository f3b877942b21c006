//! Nodes as the builder makes them, and what is put in order when an element ends.

use comrak::Node;
use comrak::nodes::{ListDelimType, ListType, NodeCode, NodeHtmlBlock, NodeList, NodeValue};

use super::names::{Element, Role};
use super::table;
use super::tags::Tag;

/// What may stand in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Host {
    Phrasing,
    Blocks,
    Items,
    TermParts,
    Rows,
    Cells,
    Letters,
}

impl Host {
    /// What may stand in an element that stands in `around`.
    pub(super) fn of(role: Role, around: Self) -> Self {
        match role {
            Role::List => Self::Items,
            Role::TermList => Self::TermParts,
            Role::Table | Role::TablePart => Self::Rows,
            Role::Row => Self::Cells,
            Role::Preformatted => Self::Letters,
            Role::Paragraph => Self::Phrasing,
            role if role.is_block() => Self::Blocks,
            _ => around,
        }
    }
}

/// Sets the items of a list apart, where a node is one of them.
pub(super) fn loosen(item: Node<'_>) {
    if matches!(item.data().value, NodeValue::Item(_))
        && let Some(list) = item.parent()
        && let NodeValue::List(list) = &mut list.data_mut().value
    {
        list.tight = false;
    }
}

/// A list without an item.
pub(super) fn list(list_type: ListType, start: usize) -> NodeValue {
    let delimiter = ListDelimType::Period;
    NodeValue::List(NodeList { list_type, start, delimiter, tight: true, ..NodeList::default() })
}

/// An ordered list without an item; its marks are letters or Roman numbers where `kind` says so.
pub(super) fn ordered(start: usize, kind: &str) -> NodeValue {
    let mut value = list(ListType::Ordered, start);
    if let (NodeValue::List(list), "a" | "A" | "i" | "I") = (&mut value, kind) {
        list.bullet_char = kind.as_bytes()[0];
    }
    value
}

/// An element that is a block.
pub(super) fn block(element: &Element) -> NodeValue {
    NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 0, literal: element.open() })
}

/// The letters of a node and what is below it.
pub(super) fn letters(node: Node<'_>) -> String {
    let letters = node.descendants().map(|below| match &below.data().value {
        NodeValue::Text(words) => words.to_string(),
        NodeValue::Code(code) => code.literal.clone(),
        NodeValue::SoftBreak | NodeValue::LineBreak => "\n".to_owned(),
        _ => String::new(),
    });
    letters.collect()
}

/// Whether a node within a line shows something by itself.
pub(super) fn shows_something(node: Node<'_>) -> bool {
    match &node.data().value {
        NodeValue::Text(words) => !words.trim().is_empty(),
        NodeValue::LineBreak
        | NodeValue::Code(_)
        | NodeValue::Image(_)
        | NodeValue::FootnoteReference(_)
        | NodeValue::WikiLink(_) => true,
        _ => false,
    }
}

/// Whether an element has no end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "embed"
            | "frame"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
    )
}

/// What the attributes of an element would have shown or said.
pub(super) fn words_of_attributes(tag: &Tag) -> String {
    let shown = ["value", "placeholder", "alt", "label", "title"].iter().filter_map(|key| tag.attributes.get(*key));
    let words = shown.filter(|words| words.chars().any(char::is_alphabetic));
    words.map(|words| words.trim()).collect::<Vec<_>>().join(" ")
}

/// Whether a comment holds one end of a `:::` block without the other.
pub(super) fn holds_half_a_block(comment: &str) -> bool {
    let mut open = 0_i32;
    for line in crate::text::lines(comment).map(str::trim).filter(|line| line.starts_with(":::")) {
        let closes = line.trim_matches(':').is_empty();
        open += if closes { -1 } else { 1 };
        if open < 0 {
            break;
        }
    }
    open != 0
}

/// Whether a browser would show nothing of an element, since its author hid it.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    tag.name == "noscript" || hides(|name| tag.attributes.get(name).cloned())
}

/// Whether attributes hide an element from whoever looks at the page. One without a value has an empty one.
pub(crate) fn hides(attribute: impl Fn(&str) -> Option<String>) -> bool {
    const STYLES: [(&str, &[&str]); 5] = [
        ("display", &["none"]),
        ("visibility", &["hidden", "collapse"]),
        ("opacity", &["0"]),
        ("font-size", &["0", "0px", "0pt", "0em"]),
        ("color", &["white", "#fff", "#ffffff", "transparent", "rgb(255,255,255)"]),
    ];
    let style = attribute("style").unwrap_or_default().to_lowercase().replace(char::is_whitespace, "");
    let style = style.replace("!important", "");
    let mut styles = style.split(';').filter_map(|style| style.split_once(':'));
    let class = attribute("class").unwrap_or_default();
    attribute("hidden").is_some()
        || class.split_whitespace().any(|name| matches!(name, "hidden" | "d-none" | "invisible"))
        || styles.any(|(name, value)| STYLES.iter().any(|(known, hidden)| *known == name && hidden.contains(&value)))
}

/// Whether a name can be the end of an address.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
}

/// Puts the node of an element in order when it ends.
pub(super) fn close(node: Node<'_>, role: Role) {
    match role {
        Role::Paragraph => {
            trim(node);
            if node.first_child().is_none() {
                node.detach();
            }
        }
        Role::Code => {
            let words = node.children().map(|child| match &child.data().value {
                NodeValue::Text(words) => Some(words.to_string()),
                NodeValue::SoftBreak => Some(" ".to_owned()),
                _ => None,
            });
            if let Some(literal) = words.collect::<Option<String>>() {
                while let Some(child) = node.first_child() {
                    child.detach();
                }
                node.data_mut().value = NodeValue::Code(NodeCode { num_backticks: 1, literal });
            }
        }
        Role::Preformatted => {
            if let NodeValue::CodeBlock(code) = &mut node.data_mut().value {
                let letters = code.literal.strip_prefix('\n').unwrap_or(&code.literal).trim_end();
                code.literal = if letters.is_empty() { String::new() } else { format!("{letters}\n") };
            }
        }
        Role::Table => table::close(node),
        role if !role.is_block() && node.first_child().is_none() => node.detach(),
        _ => {}
    }
}

/// Takes the space off the ends of a paragraph.
fn trim(paragraph: Node<'_>) {
    let is_break = |node: Node<'_>| matches!(node.data().value, NodeValue::SoftBreak);
    while let Some(first) = paragraph.first_child() {
        if let NodeValue::Text(words) = &mut first.data_mut().value {
            *words = words.trim_start().to_owned().into();
        }
        let is_empty = matches!(&first.data().value, NodeValue::Text(words) if words.is_empty());
        if !is_empty && !is_break(first) {
            break;
        }
        first.detach();
    }
    while let Some(last) = paragraph.last_child() {
        if let NodeValue::Text(words) = &mut last.data_mut().value {
            *words = words.trim_end().to_owned().into();
        }
        let is_empty = matches!(&last.data().value, NodeValue::Text(words) if words.is_empty());
        if !is_empty && !is_break(last) {
            break;
        }
        last.detach();
    }
}
