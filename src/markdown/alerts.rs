//! The titles that authors give to alerts: `> [!NOTE] **Closed** on Sunday`.
//!
//! In: a text. Out: its tree, in which the title of an alert is a paragraph, the alert's first. What always holds: an alert has a
//! `title` where its first block is one, and marks, links and footnotes in it are read with those of the rest of the text.
//!
//! comrak keeps such a title as it is typed. So the text is parsed again with a heading in its place, of the same length.

use std::collections::BTreeMap;

use comrak::nodes::{LineColumn, NodeAlert, NodeValue};
use comrak::{Arena, Node, Options, parse_document};

use crate::text::LineStarts;

/// Parses a text, the titles of its alerts included.
#[must_use]
pub(super) fn parse_with_titles<'a>(arena: &'a Arena<'a>, text: &str, options: &Options<'_>) -> Node<'a> {
    let root = parse_document(arena, text, options);
    let titled: BTreeMap<LineColumn, NodeAlert> = alerts(root).filter(|(_, alert)| alert.title.is_some()).collect();
    if titled.is_empty() {
        return root;
    }
    let again = parse_document(arena, &with_headings(text, titled.keys()), options);
    let quotes: Vec<(Node<'a>, NodeAlert)> = again
        .descendants()
        .filter(|node| matches!(node.data().value, NodeValue::BlockQuote))
        .filter_map(|node| Some((node, titled.get(&node.data().sourcepos.start)?.clone())))
        .collect();
    for (quote, mut alert) in quotes {
        let Some(heading) = quote.first_child() else { continue };
        if matches!(heading.data().value, NodeValue::Heading(_)) {
            heading.data_mut().value = NodeValue::Paragraph;
            if !heading.descendants().skip(1).any(shows_something) {
                alert.title = None;
                heading.detach();
            }
        } else {
            alert.title = None;
        }
        quote.data_mut().value = NodeValue::Alert(Box::new(alert));
    }
    again
}

/// Whether a node is more than a comment or a blank.
fn shows_something(node: Node<'_>) -> bool {
    match &node.data().value {
        NodeValue::Text(words) => !words.trim().is_empty(),
        NodeValue::HtmlInline(html) => !html.starts_with("<!--"),
        NodeValue::SoftBreak | NodeValue::LineBreak => false,
        _ => true,
    }
}

/// Every alert of a tree, by its place.
fn alerts(root: Node<'_>) -> impl Iterator<Item = (LineColumn, NodeAlert)> {
    root.descendants().filter_map(|node| match &node.data().value {
        NodeValue::Alert(alert) => Some((node.data().sourcepos.start, (**alert).clone())),
        _ => None,
    })
}

/// The text with a heading for the label of each alert that has a title, in as many bytes.
fn with_headings<'l>(text: &str, alerts: impl Iterator<Item = &'l LineColumn>) -> String {
    let starts = LineStarts::new(text);
    let mut out = String::with_capacity(text.len() + 2);
    let mut at = 0;
    for place in alerts {
        let from = starts.byte(place.line, place.column);
        let line = &text[from..];
        let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
        let Some((open, close)) = line.find("[!").zip(line.find(']')) else { continue };
        out.push_str(&text[at..from + open]);
        out.push_str("#####");
        out.extend(std::iter::repeat_n(' ', close + 1 - open - 5));
        out.push_str(&line[close + 1..]);
        // The signs that close a heading, so that a `#` at the end of the title is not taken for them.
        out.push_str(" #");
        at = from + line.len();
    }
    out.push_str(&text[at..]);
    out
}
