//! The words below a node of a tree, without marks.
//!
//! In: a node, and what each fact is. Out: its words. What always holds: two words that stand apart on the page stand apart here.

use std::borrow::Cow;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::fill::fill;

/// The words of a node and what is below it, without marks.
#[must_use]
pub fn plain_text(node: Node<'_>) -> String {
    words_below(node, &|words| Cow::Borrowed(words))
}

/// The words of a node and what is below it, with what `fact` says of each fact.
#[must_use]
pub fn filled_text(node: Node<'_>, fact: &dyn Fn(&str) -> Option<String>) -> String {
    words_below(node, &|words| Cow::Owned(fill(words, fact)))
}

/// The words of a node and what is below it as a text without marks has them: a mark of a fact that is shown as it stands keeps its
/// backslash.
pub(super) fn literal_text(node: Node<'_>) -> String {
    // comrak leaves no NUL in a tree.
    let words = words_below(node, &|words| match words.strip_suffix('{') {
        Some(before) => Cow::Owned([before, "\0{"].concat()),
        None => Cow::Borrowed(words),
    });
    words.replace("\0{fact:", "\\{fact:").replace('\0', "")
}

fn words_below(node: Node<'_>, words: &dyn for<'w> Fn(&'w str) -> Cow<'w, str>) -> String {
    let mut out = String::new();
    for below in node.descendants() {
        out.push_str(gap(&out, below, node));
        match &below.data().value {
            NodeValue::Text(text) => out.push_str(&words(text)),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            _ => {}
        }
    }
    out
}

/// What must stand between words and those of a node below `top`, so that they are not taken for one word: `10<sup>2</sup>` is not 102.
pub(super) fn gap<'a>(out: &str, node: Node<'a>, top: Node<'a>) -> &'static str {
    let data = node.data();
    let (is_super, is_sub) = (matches!(data.value, NodeValue::Superscript), matches!(data.value, NodeValue::Subscript));
    if data.value.block() {
        let is_apart = node.same_node(top) || out.is_empty() || out.ends_with(char::is_whitespace);
        return if is_apart { "" } else { " " };
    }
    let begins_with_digit = || match node.first_child().map(|child| child.data().value.clone()) {
        Some(NodeValue::Text(words)) => words.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    if !(is_super || is_sub) || !begins_with_digit() {
        return "";
    }
    let letters = out.chars().rev().take_while(|c| c.is_alphabetic()).count();
    match out.chars().next_back() {
        Some(c) if c.is_ascii_digit() && is_super => "^",
        Some(c) if c.is_ascii_digit() => "_",
        _ if letters > 2 => " ",
        _ => "",
    }
}
