//! Parses YAML into the tree of values.
//!
//! In: a text. Out: a [`Node`] and the syntax errors. What always holds: anchors, aliases and tags are rejected, so that a short
//! text cannot expand into a long one.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::node::{Key, MAX_DEPTH, Node, NodeKind, SyntaxError, date};
use crate::text::Span;

pub(super) fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    let bytes = ByteIndex::new(text);
    let mut errors = Vec::new();
    let mut stack: Vec<OpenNode> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, location) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = bytes.offset(error.marker().index());
                let end = (at + 1).min(text.len().max(at));
                let span = Span::new(at..end).moved(offset);
                errors.push(SyntaxError { span, message: error.info().to_owned(), too_deep: false });
                break;
            }
        };
        let span = Span::new(bytes.offset(location.start.index())..bytes.offset(location.end.index())).moved(offset);
        let mut reject = |message: &str, too_deep| {
            errors.push(SyntaxError { span, message: message.to_owned(), too_deep });
        };
        let node = match event {
            Event::Alias(_) => {
                reject("aliases (`*name`) are not supported; write the value itself", false);
                Some(Node { span, kind: NodeKind::Null })
            }
            Event::Scalar(value, style, _, tag) => {
                if tag.is_some() {
                    reject("tags (`!name`) are not supported; remove it", false);
                }
                Some(Node { span, kind: scalar(&value, style) })
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if stack.len() >= MAX_DEPTH {
                    reject("values nested more than 100 deep", true);
                    break;
                }
                let list = matches!(event, Event::SequenceStart(..));
                stack.push(OpenNode { start: span, list, items: Vec::new() });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => stack.pop().map(|open| open.close(span, &mut errors)),
            Event::DocumentStart(_) if root.is_some() => {
                reject("a second YAML document is not supported", false);
                break;
            }
            _ => None,
        };
        if let Some(node) = node {
            match stack.last_mut() {
                Some(open) => open.items.push(node),
                None => root = Some(node),
            }
        }
    }
    while let Some(open) = stack.pop() {
        let end = Span::new(offset + text.len()..offset + text.len());
        let node = open.close(end, &mut errors);
        match stack.last_mut() {
            Some(outer) => outer.items.push(node),
            None => root = Some(node),
        }
    }
    let whole = Span::new(offset..offset + text.len());
    if errors.iter().any(|error| error.too_deep) {
        return (Node { span: whole, kind: NodeKind::Table(Vec::new()) }, errors);
    }
    let root = match root {
        Some(Node { kind: NodeKind::Table(fields), .. }) => Node { span: whole, kind: NodeKind::Table(fields) },
        None | Some(Node { kind: NodeKind::Null, .. }) => Node { span: whole, kind: NodeKind::Table(Vec::new()) },
        Some(other) => {
            let message = format!("front matter must be keys and values, not {}", other.kind.name());
            errors.push(SyntaxError { span: other.span, message, too_deep: false });
            Node { span: whole, kind: NodeKind::Table(Vec::new()) }
        }
    };
    (root, errors)
}

/// A list or table whose end is not read yet; the items of a table are key, value, key, value.
struct OpenNode {
    start: Span,
    list: bool,
    items: Vec<Node>,
}

impl OpenNode {
    /// Returns the finished node. `end` is the span of the event that ended it.
    fn close(self, end: Span, errors: &mut Vec<SyntaxError>) -> Node {
        let span = Span { start: self.start.start, end: end.end.max(self.start.end) };
        if self.list {
            return Node { span, kind: NodeKind::List(self.items) };
        }
        let mut fields: Vec<(Key, Node)> = Vec::new();
        let mut items = self.items.into_iter();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            let name = match key.kind {
                NodeKind::Text(name) | NodeKind::Number(name) | NodeKind::InvalidDate(name) => name,
                NodeKind::Bool(value) => value.to_string(),
                NodeKind::Date(date) => date.to_string(),
                NodeKind::Null | NodeKind::List(_) | NodeKind::Table(_) => {
                    let message = "a key must be a plain word".to_owned();
                    errors.push(SyntaxError { span: key.span, message, too_deep: false });
                    continue;
                }
            };
            if fields.iter().any(|(known, _)| known.name == name) {
                let message = format!("the key `{name}` appears twice");
                errors.push(SyntaxError { span: key.span, message, too_deep: false });
                continue;
            }
            fields.push((Key { name, span: key.span }, value));
        }
        Node { span, kind: NodeKind::Table(fields) }
    }
}

/// The type of a scalar: plain ones as in YAML 1.2's core schema, and dates; quoted ones are text.
fn scalar(value: &str, style: ScalarStyle) -> NodeKind {
    if style != ScalarStyle::Plain {
        return NodeKind::Text(value.to_owned());
    }
    match value {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "true" | "True" | "TRUE" => NodeKind::Bool(true),
        "false" | "False" | "FALSE" => NodeKind::Bool(false),
        _ => match date(value) {
            Some(Ok(date)) => NodeKind::Date(date),
            Some(Err(())) => NodeKind::InvalidDate(value.to_owned()),
            None if value.bytes().any(|b| b.is_ascii_digit()) && value.parse::<f64>().is_ok() => {
                NodeKind::Number(value.to_owned())
            }
            None => NodeKind::Text(value.to_owned()),
        },
    }
}

/// Converts the parser's character indices into byte offsets.
struct ByteIndex {
    /// The byte of each character; `None` for ASCII, where both are the same.
    starts: Option<Vec<u32>>,
    length: usize,
}

impl ByteIndex {
    fn new(text: &str) -> Self {
        let starts = (!text.is_ascii())
            .then(|| text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect());
        Self { starts, length: text.len() }
    }

    fn offset(&self, character: usize) -> usize {
        match &self.starts {
            None => character.min(self.length),
            Some(starts) => starts.get(character).map_or(self.length, |at| *at as usize),
        }
    }
}
