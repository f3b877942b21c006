//! A redacted text as words without marks, section by section: what search, reading grades and hashes are made of.
//!
//! In: a text from which everything withheld is gone, and a [`ResolveWords`] that knows its facts and titles. Out: a [`PlainText`].
//! What always holds: the anchors are those that [`format`](super::format) gives to the same text.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::elements::Element;
use super::empty_blocks::drop_empty;
use super::fill::{fill, fill_tree};
use super::heading_ids::own_anchor;
use super::items::{mark_of, number_items};
use super::options::{Dialect, parse_into};
use super::page_anchors::reserve_places;
use super::slug::Anchors;
use super::words::{filled_text, gap, plain_text};

/// Knows the words that facts and links without words of their own are shown as.
pub trait ResolveWords {
    /// The value of a fact; `None` when its readers have no such fact.
    fn fact(&self, key: &str) -> Option<String>;
    /// The title of what a `[[wikilink]]` without words of its own leads to.
    fn wiki(&self, target: &str) -> Option<String>;
}

/// A text without its marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainText {
    /// What stands before the first heading, then what stands under each.
    pub sections: Vec<PlainSection>,
    /// Every link that has words of its own: its target and the words.
    pub links: Vec<(String, String)>,
}

/// What stands under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainSection {
    /// 1 to 6; 0 before the first heading.
    pub level: u8,
    /// The heading's words.
    pub heading: String,
    /// The heading's anchor.
    pub anchor: String,
    /// Paragraphs, items, rows of tables, lines of code.
    pub paragraphs: Vec<String>,
}

/// Takes the marks off a redacted text.
#[must_use]
pub fn plain(text: &str, dialect: Dialect, words: &dyn ResolveWords) -> PlainText {
    let arena = Arena::new();
    plain_tree(parse_into(&arena, text, dialect), words)
}

/// What readers read of a redacted text, one paragraph a line. `with_titles`: those of links and images too, which are seen
/// only by those who look for them.
#[must_use]
pub fn shown(text: &str, dialect: Dialect, words: &dyn ResolveWords, with_titles: bool) -> String {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    fill_tree(root, &|key| words.fact(key));
    shown_below(root, words, with_titles)
}

/// What readers read of a part of a tree.
pub(super) fn shown_below(node: Node<'_>, words: &dyn ResolveWords, with_titles: bool) -> String {
    number_items(node);
    let mut writer = Writer { words, anchors: Anchors::default(), mark: None, out: PlainText::default() };
    writer.out.sections.push(PlainSection::default());
    writer.block(node);
    let mut lines: Vec<String> = Vec::new();
    for section in writer.out.sections {
        lines.push(section.heading);
        lines.extend(section.paragraphs);
    }
    for below in node.descendants().filter(|_| with_titles) {
        match &below.data().value {
            NodeValue::Link(link) | NodeValue::Image(link) => lines.push(link.title.clone()),
            NodeValue::HtmlInline(open) => lines.extend(title(open)),
            NodeValue::HtmlBlock(html) => lines.extend(title(&html.literal)),
            _ => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The title of an element.
fn title(open: &str) -> Option<String> {
    Element::read(open)?.title().map(str::to_owned)
}

/// Whether a node is a row of a table, in Markdown or in HTML.
fn is_row(value: &NodeValue) -> bool {
    match value {
        NodeValue::TableRow(_) => true,
        NodeValue::HtmlBlock(html) => Element::read(&html.literal).is_some_and(|element| element.name() == "tr"),
        _ => false,
    }
}

/// Takes the marks off a tree.
pub(super) fn plain_tree(root: Node<'_>, words: &dyn ResolveWords) -> PlainText {
    fill_tree(root, &|key| words.fact(key));
    drop_empty(root);
    number_items(root);
    let mut writer = Writer { words, anchors: Anchors::default(), mark: None, out: PlainText::default() };
    writer.out.sections.push(PlainSection::default());
    reserve_places(root, &mut writer.anchors);
    for block in root.children() {
        writer.block(block);
    }
    writer.out
}

struct Writer<'a> {
    words: &'a dyn ResolveWords,
    anchors: Anchors,
    /// The mark of the item that begins.
    mark: Option<String>,
    out: PlainText,
}

impl Writer<'_> {
    fn block(&mut self, node: Node<'_>) {
        let data = node.data();
        match &data.value {
            NodeValue::Heading(heading) => {
                let mut words = String::new();
                self.inline(node, &mut words);
                let anchor = self.anchors.heading(&plain_text(node), own_anchor(node).as_deref());
                let (level, heading) = (heading.level, tidy(&words));
                self.out.sections.push(PlainSection { level, heading, anchor, paragraphs: Vec::new() });
            }
            NodeValue::Paragraph => {
                let mut words = String::new();
                self.inline(node, &mut words);
                self.paragraph(&words);
            }
            NodeValue::CodeBlock(code) => self.paragraph(&code.literal),
            value if is_row(value) => {
                let mut row = String::new();
                for cell in node.children() {
                    if !row.is_empty() {
                        row.push_str(" · ");
                    }
                    self.inline(cell, &mut row);
                }
                self.paragraph(&row);
            }
            value => {
                if matches!(value, NodeValue::Item(_) | NodeValue::TaskItem(_)) {
                    self.mark = mark_of(node);
                }
                for below in node.children() {
                    if below.data().value.block() {
                        self.block(below);
                    } else {
                        let mut words = String::new();
                        self.inline(node, &mut words);
                        self.paragraph(&words);
                        break;
                    }
                }
            }
        }
    }

    fn paragraph(&mut self, words: &str) {
        let words = match self.mark.take() {
            Some(mark) => tidy(&format!("{mark} {words}")),
            None => tidy(words),
        };
        if let (false, Some(section)) = (words.is_empty(), self.out.sections.last_mut()) {
            section.paragraphs.push(words);
        }
    }

    /// Writes the words below a node. Emphasis nests as deep as an author likes, so this walks, and does not recurse.
    fn inline(&mut self, node: Node<'_>, out: &mut String) {
        let mut links: Vec<usize> = Vec::new();
        let mut wiki = 0;
        let in_cell = node.parent().is_some_and(|row| is_row(&row.data().value));
        for edge in node.traverse() {
            if let NodeEdge::Start(below) = edge {
                if in_cell && !below.same_node(node) && below.data().value.block() {
                    separate(out);
                }
                out.push_str(gap(out, below, node));
            }
            match edge {
                NodeEdge::Start(below) => match &below.data().value {
                    NodeValue::WikiLink(link) => {
                        wiki += 1;
                        let own = filled_text(below, &|key| self.words.fact(key));
                        self.wiki_link(&link.url, own, out);
                    }
                    _ if wiki > 0 => {}
                    NodeValue::Text(text) => out.push_str(&fill(text, &|key| self.words.fact(key))),
                    NodeValue::Code(code) => out.push_str(&code.literal),
                    NodeValue::CodeBlock(code) => out.push_str(&code.literal),
                    NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
                    NodeValue::Link(_) => links.push(out.len()),
                    _ => {}
                },
                NodeEdge::End(below) => match &below.data().value {
                    NodeValue::WikiLink(_) => wiki -= 1,
                    NodeValue::Link(link) if wiki == 0 => {
                        let from = links.pop().unwrap_or(out.len());
                        if out.len() > from {
                            self.out.links.push((link.url.clone(), out[from..].to_owned()));
                        }
                    }
                    _ => {}
                },
            }
        }
    }

    fn wiki_link(&mut self, target: &str, own: String, out: &mut String) {
        if own.is_empty() || own == target {
            out.push_str(&self.words.wiki(target).unwrap_or_default());
        } else {
            out.push_str(&own);
            self.out.links.push((target.to_owned(), own));
        }
    }
}

/// Ends what a part of a cell says, a list's item for instance, where something stands before it.
fn separate(out: &mut String) {
    let length = out.trim_end().len();
    if length > 0 && !out[..length].ends_with('·') {
        out.truncate(length);
        out.push_str(" · ");
    }
}

/// Returns words with one space between them, and none around them.
fn tidy(words: &str) -> String {
    if is_tidy(words) {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether words of ASCII have one space between them already, as most do.
fn is_tidy(words: &str) -> bool {
    let mut before = b' ';
    for byte in words.bytes() {
        if !byte.is_ascii() || byte.is_ascii_control() || byte == b' ' && before == b' ' {
            return false;
        }
        before = byte;
    }
    before != b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl ResolveWords for Known {
        fn fact(&self, key: &str) -> Option<String> {
            (key == "fee").then(|| "£5".to_owned())
        }

        fn wiki(&self, target: &str) -> Option<String> {
            (target == "CS-014").then(|| "Refunds".to_owned())
        }
    }

    #[test]
    fn sections_carry_their_words_and_anchors() {
        let text = "Before.\n\n## *When* `x`\nPay {fact:fee} and re**fund** it,\n[as there](CS-014) or [[CS-014]].\n\n\
                    | a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n  <b>three</b>\n\n## When x\n\n> ![alt](a.png)[^1]\n\n[^1]: Note.\n";
        let PlainText { sections, links } = plain(text, Dialect::Prose, &Known);
        assert_eq!(
            sections.iter().map(|section| section.anchor.as_str()).collect::<Vec<_>>(),
            ["", "when-x", "when-x-1"]
        );
        assert_eq!(sections[0].paragraphs, ["Before."]);
        let paragraphs = ["Pay £5 and refund it, as there or Refunds.", "a · b", "1 · 2", "one", "two three"];
        assert_eq!(sections[1].paragraphs, paragraphs);
        assert_eq!(sections[2].paragraphs, ["alt", "Note."]);
        assert_eq!(links, [("CS-014".to_owned(), "as there".to_owned())]);
    }

    #[test]
    fn code_in_a_cell_is_read_with_its_row() {
        let cell = "<table><tr><td>one\n\n```text\nfour\nseven\n```\n\n";
        for (text, row) in [
            (cell.to_owned(), "one · four seven"),
            (format!("{cell}</td><td>two</td></tr></table>\n"), "one · four seven · two"),
            ("<table><tr><td><pre>four</pre><td>    five</table>\n".to_owned(), "four · five"),
            ("<table><tr><td><ul><li>one\n\n~~~\nfour\n~~~\n".to_owned(), "one · four"),
        ] {
            assert_eq!(plain(&text, Dialect::Prose, &Known).sections[0].paragraphs, [row], "{text}");
            assert_eq!(shown(&text, Dialect::Prose, &Known, true), row, "{text}");
        }
    }
}
