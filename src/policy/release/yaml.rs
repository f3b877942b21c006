//! A release in YAML.

use super::{Edit, Release, entries, entry, field, has_empty_line, line_start, next_line, range, unclear};
use crate::data::{Node, NodeKind};

pub(super) fn edits(text: &str, node: &Node, release: &Release) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    let mut new: Vec<String> = Vec::new();
    for (key, value) in [("version", release.version.clone()), ("effective", release.date.to_string())] {
        match field(node, key) {
            Some((name, Node { kind: NodeKind::Null, .. })) => {
                let at = colon(text, name.end)?;
                let value = if key == "version" { quoted(&value) } else { value };
                edits.push(Edit { range: at..at, with: format!(" {value}") });
            }
            Some((_, old)) => {
                let mut range = range(old.span);
                range.end = range.start + text[range.clone()].trim_end().len();
                let with = match text[range.clone()].chars().next() {
                    Some('\'') => format!("'{}'", value.replace('\'', "''")),
                    Some('"') => quoted(&value),
                    _ if is_plain(&value) => value,
                    _ => quoted(&value),
                };
                edits.push(Edit { range, with });
            }
            None if key == "version" => new.push(format!("version: {}\n", quoted(&value))),
            None => new.push(format!("effective: {value}\n")),
        }
    }
    if !new.is_empty() {
        let (_, behind) = field(node, "version").or_else(|| field(node, "title")).ok_or_else(unclear)?;
        let span = range(behind.span);
        let end = span.start + text[span.clone()].trim_end().len();
        let at = next_line(text, end.max(span.start));
        edits.push(Edit { range: at..at, with: new.concat() });
    }
    edits.push(log(text, node, release)?);
    Ok(edits)
}

/// The new entry, before the others.
fn log(text: &str, node: &Node, release: &Release) -> Result<Edit, String> {
    let fields = entry(release, &quoted);
    let block = |prefix: &str| {
        let indent = " ".repeat(prefix.chars().count());
        let lines = fields.iter().enumerate();
        let line = |(at, (key, value)): (usize, &(&str, String))| {
            format!("{}{key}: {value}\n", if at == 0 { prefix } else { indent.as_str() })
        };
        lines.map(line).collect::<Vec<_>>().concat()
    };
    let inline = || {
        let all: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        format!("{{{}}}", all.join(", "))
    };
    let Some((list, items)) = entries(node) else {
        return match field(node, "changes") {
            Some((name, Node { kind: NodeKind::Null, .. })) => {
                let at = next_line(text, colon(text, name.end)?);
                Ok(Edit { range: at..at, with: block("- ") })
            }
            Some(_) => Err(unclear()),
            None => Ok(Edit { range: text.len()..text.len(), with: format!("changes:\n{}", block("- ")) }),
        };
    };
    let first = items.first().map(|item| range(item.span).start);
    if text[list.start..].starts_with('[') {
        let at = list.start + 1;
        let with = if first.is_some() { format!("{}, ", inline()) } else { inline() };
        return Ok(Edit { range: at..at, with });
    }
    let first = first.ok_or_else(unclear)?;
    let at = line_start(text, first);
    let prefix = &text[at..first];
    if prefix.trim() != "-" {
        return Err(unclear());
    }
    let apart = items.get(1).is_some_and(|second| has_empty_line(&text[at..range(second.span).start]));
    Ok(Edit { range: at..at, with: format!("{}{}", block(prefix), if apart { "\n" } else { "" }) })
}

/// The place behind the colon of a key that ends at a byte.
fn colon(text: &str, end: usize) -> Result<usize, String> {
    let rest = &text[end..];
    let spaces = rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
    rest[spaces..].starts_with(':').then_some(end + spaces + 1).ok_or_else(unclear)
}

/// Whether a text means itself without quotation marks: a number or a day.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-')
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
