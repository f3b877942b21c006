//! Facts where a writer of HTML or of words does not meet them as running text: in code and in titles.
//!
//! In: words or a tree, and what each fact is. Out: the same with `{fact:key}` replaced. What always holds: `\{fact:key}` is shown as
//! `{fact:key}`. In the words of a tree the backslash is gone already, and the mark divided; a *literal* text, such as code, a title or
//! a text without mark-up, still has it.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::elements::Element;

/// What a fact is, as words; `None` when its readers have no such fact.
pub(super) type FactWords<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Returns where each `{fact:key}` of a text begins, and its key.
pub(crate) fn fact_uses(words: &str) -> impl Iterator<Item = (usize, &str)> {
    words.match_indices('{').filter_map(|(at, _)| {
        let rest = words[at..].strip_prefix("{fact:")?;
        let key = &rest[..rest.find('}')?];
        let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        plain.then_some((at, key))
    })
}

/// Words with their facts filled in.
pub(crate) fn fill(words: &str, fact: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(words.len());
    let mut at = 0;
    for (from, key) in fact_uses(words) {
        out.push_str(&words[at..from]);
        out.push_str(&fact(key).unwrap_or_default());
        at = from + key.len() + "{fact:}".len();
    }
    out + &words[at..]
}

/// A literal text with its facts filled in.
pub(crate) fn fill_literal(text: &str, fact: &dyn Fn(&str) -> Option<String>) -> String {
    let parts = text.split("\\{fact:").map(|part| fill(part, fact));
    parts.collect::<Vec<_>>().join("{fact:")
}

/// The facts that a literal text quotes: where each begins, and its key.
pub(crate) fn literal_uses(text: &str) -> impl Iterator<Item = (usize, &str)> {
    fact_uses(text).filter(|(at, _)| !text[..*at].ends_with('\\'))
}

/// Fills in the facts of code, of the titles of links and images, and of the words that stand for an image.
pub(crate) fn fill_tree(root: Node<'_>, fact: &dyn Fn(&str) -> Option<String>) {
    let has_fact = |text: &str| text.contains("{fact:");
    for node in root.descendants() {
        let is_image = matches!(node.data().value, NodeValue::Image(_));
        match &mut node.data_mut().value {
            NodeValue::Code(code) if has_fact(&code.literal) => code.literal = fill_literal(&code.literal, fact),
            NodeValue::CodeBlock(code) if has_fact(&code.literal) => code.literal = fill_literal(&code.literal, fact),
            NodeValue::Link(link) | NodeValue::Image(link) if has_fact(&link.title) => {
                link.title = fill_literal(&link.title, fact);
            }
            NodeValue::HtmlInline(open) if has_fact(open) => fill_title(open, fact),
            NodeValue::HtmlBlock(html) if has_fact(&html.literal) => fill_title(&mut html.literal, fact),
            _ => {}
        }
        if is_image {
            for below in node.descendants() {
                if let NodeValue::Text(words) = &mut below.data_mut().value
                    && has_fact(words)
                {
                    *words = fill(words, fact).into();
                }
            }
        }
    }
}

/// Fills in the facts of the title of an element.
fn fill_title(open: &mut String, fact: FactWords<'_>) {
    let Some(mut element) = Element::read(open) else { return };
    if let Some(title) = element.title().map(|title| fill_literal(title, fact)) {
        element.set_title(title);
        *open = element.open();
    }
}
