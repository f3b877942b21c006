//! Parses TOML into the tree of values.
//!
//! In: a text. Out: a [`Node`] and the syntax errors. What always holds: a date that no calendar has becomes
//! [`NodeKind::InvalidDate`] and does not keep the rest from being parsed.

use toml::de::{DeTable, DeValue};

use super::node::{Key, MAX_DEPTH, Node, NodeKind, SyntaxError, date};
use crate::text::Span;

pub(super) fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    if let Some(at) = deep_bracket(text) {
        let message = format!("values nested more than {MAX_DEPTH} deep");
        let span = Span::new(offset + at..offset + at + 1);
        return (empty(text, offset), vec![SyntaxError { span, message, too_deep: true }]);
    }
    let patched = patch_dates(text);
    let (table, errors) = DeTable::parse_recoverable(&patched.text);
    let errors = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..text.len().min(1));
            let span = Span::new(offset + range.start..offset + range.end.max(range.start + 1).min(text.len().max(1)));
            SyntaxError { span, message: error.message().to_owned(), too_deep: false }
        })
        .collect();
    let mut root = convert_table(table.get_ref(), Span::new(offset..offset + text.len()), offset, text);
    if let NodeKind::Table(fields) = &mut root.kind {
        for (_, node) in fields {
            restore(node, text, offset, &patched);
        }
    }
    (root, errors)
}

/// An empty table with the span of the whole text.
fn empty(text: &str, offset: usize) -> Node {
    Node { span: Span::new(offset..offset + text.len()), kind: NodeKind::Table(Vec::new()) }
}

/// Returns the byte at which brackets nest too deep. Brackets inside strings are counted too; the recursive TOML parser must
/// never see a text that nests deeper.
fn deep_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth < MAX_DEPTH / 2 && text[at..].starts_with("\n[") => depth = 0,
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

/// A text in which dates that no calendar has are replaced by one that exists, so that the rest can be parsed.
struct Patched {
    text: String,
    /// The bytes at which dates were replaced.
    offsets: Vec<usize>,
}

/// Replaces every date that no calendar has.
fn patch_dates(text: &str) -> Patched {
    let mut patched = Patched { text: text.to_owned(), offsets: Vec::new() };
    for (at, _) in text.match_indices('=').chain(text.match_indices(['[', ','])) {
        let start = at + 1 + text[at + 1..].len() - text[at + 1..].trim_start_matches([' ', '\t']).len();
        let Some(word) = text.get(start..start + 10) else { continue };
        let ends = !text[start + 10..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if ends && date(word) == Some(Err(())) {
            patched.text.replace_range(start..start + 10, "2000-01-01");
            patched.offsets.push(start);
        }
    }
    patched
}

/// Puts back what [`patch_dates`] replaced: a date as [`NodeKind::InvalidDate`], and the original string where the date was part of one.
fn restore(node: &mut Node, text: &str, offset: usize, patched: &Patched) {
    let start = node.span.start as usize - offset;
    match &mut node.kind {
        NodeKind::Date(_) if patched.offsets.contains(&start) => {
            node.kind = NodeKind::InvalidDate(text[start..start + 10].to_owned());
        }
        NodeKind::Text(value) if !patched.offsets.is_empty() => {
            let range = start..node.span.end as usize - offset;
            if patched.offsets.iter().any(|offset| range.contains(offset))
                && let Ok(original) = toml::de::DeValue::parse(&text[range])
                && let DeValue::String(original) = original.get_ref()
            {
                *value = original.to_string();
            }
        }
        NodeKind::List(items) => items.iter_mut().for_each(|item| restore(item, text, offset, patched)),
        NodeKind::Table(fields) => fields.iter_mut().for_each(|(_, value)| restore(value, text, offset, patched)),
        _ => {}
    }
}

fn convert_table(table: &DeTable<'_>, span: Span, offset: usize, text: &str) -> Node {
    let mut fields: Vec<(Key, Node)> = table
        .iter()
        .map(|(key, value)| {
            let name = Key { name: key.get_ref().to_string(), span: Span::new(key.span()).moved(offset) };
            (name, convert(value.get_ref(), Span::new(value.span()).moved(offset), offset, text))
        })
        .collect();
    fields.sort_by_key(|(key, _)| key.span);
    Node { span, kind: NodeKind::Table(fields) }
}

fn convert(value: &DeValue<'_>, span: Span, offset: usize, text: &str) -> Node {
    let kind = match value {
        DeValue::String(value) => NodeKind::Text(value.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) => {
            let range = span.start as usize - offset..span.end as usize - offset;
            NodeKind::Number(text.get(range).unwrap_or_default().to_owned())
        }
        DeValue::Boolean(value) => NodeKind::Bool(*value),
        DeValue::Datetime(value) => {
            let written = value.to_string();
            match date(&written) {
                Some(Ok(date)) => NodeKind::Date(date),
                _ => NodeKind::InvalidDate(written),
            }
        }
        DeValue::Array(items) => NodeKind::List(
            items
                .iter()
                .map(|item| convert(item.get_ref(), Span::new(item.span()).moved(offset), offset, text))
                .collect(),
        ),
        DeValue::Table(table) => return convert_table(table, span, offset, text),
    };
    Node { span, kind }
}
