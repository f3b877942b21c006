//! TOML to the tree of values.

use toml::de::{DeTable, DeValue};

use super::{Key, Kind, MAX_DEPTH, Node, SyntaxError, date};
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
    if let Kind::Table(fields) = &mut root.kind {
        for (_, node) in fields {
            restore(node, text, offset, &patched);
        }
    }
    (root, errors)
}

fn empty(text: &str, offset: usize) -> Node {
    Node { span: Span::new(offset..offset + text.len()), kind: Kind::Table(Vec::new()) }
}

/// The byte at which brackets nest too deep, counted without regard to strings: a parser that recurses must never see it.
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

/// A text in which days that do not exist are replaced by one that does, so that the rest can be read; and where they were.
struct Patched {
    text: String,
    places: Vec<usize>,
}

fn patch_dates(text: &str) -> Patched {
    let mut patched = Patched { text: text.to_owned(), places: Vec::new() };
    for (at, _) in text.match_indices('=').chain(text.match_indices(['[', ','])) {
        let start = at + 1 + text[at + 1..].len() - text[at + 1..].trim_start_matches([' ', '\t']).len();
        let Some(word) = text.get(start..start + 10) else { continue };
        let ends = !text[start + 10..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if ends && date(word) == Some(Err(())) {
            patched.text.replace_range(start..start + 10, "2000-01-01");
            patched.places.push(start);
        }
    }
    patched
}

/// Puts back what [`patch_dates`] replaced: a wrong day inside a value, and the words of a text that only looked like one.
fn restore(node: &mut Node, text: &str, offset: usize, patched: &Patched) {
    let start = node.span.start as usize - offset;
    match &mut node.kind {
        Kind::Date(_) if patched.places.contains(&start) => {
            node.kind = Kind::NoDate(text[start..start + 10].to_owned());
        }
        Kind::Text(value) if !patched.places.is_empty() => {
            let range = start..node.span.end as usize - offset;
            if patched.places.iter().any(|place| range.contains(place))
                && let Ok(original) = toml::de::DeValue::parse(&text[range])
                && let DeValue::String(original) = original.get_ref()
            {
                *value = original.to_string();
            }
        }
        Kind::List(items) => items.iter_mut().for_each(|item| restore(item, text, offset, patched)),
        Kind::Table(fields) => fields.iter_mut().for_each(|(_, value)| restore(value, text, offset, patched)),
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
    Node { span, kind: Kind::Table(fields) }
}

fn convert(value: &DeValue<'_>, span: Span, offset: usize, text: &str) -> Node {
    let kind = match value {
        DeValue::String(value) => Kind::Text(value.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) => {
            let range = span.start as usize - offset..span.end as usize - offset;
            Kind::Number(text.get(range).unwrap_or_default().to_owned())
        }
        DeValue::Boolean(value) => Kind::Bool(*value),
        DeValue::Datetime(value) => {
            let written = value.to_string();
            match date(&written) {
                Some(Ok(date)) => Kind::Date(date),
                _ => Kind::NoDate(written),
            }
        }
        DeValue::Array(items) => Kind::List(
            items
                .iter()
                .map(|item| convert(item.get_ref(), Span::new(item.span()).moved(offset), offset, text))
                .collect(),
        ),
        DeValue::Table(table) => return convert_table(table, span, offset, text),
    };
    Node { span, kind }
}
