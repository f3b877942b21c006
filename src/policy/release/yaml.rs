//! Writes a release into YAML front matter, by edits of byte ranges that [`data`](crate::data) gives.

use std::ops::Range;

use super::entry::{Release, unclear};
use crate::data::{Node, NodeKind};

/// A replacement of some bytes.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    with: String,
}

/// Returns the front matter with the release in it. Line ends must be LF alone.
pub(super) fn edit(text: &str, node: &Node, release: &Release) -> Result<String, String> {
    let mut edits = edits(text, node, release)?;
    edits.sort_by_key(|edit| edit.range.start);
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start).ok_or_else(unclear)?);
        out.push_str(&edit.with);
        at = edit.range.end;
    }
    out.push_str(text.get(at..).ok_or_else(unclear)?);
    Ok(out)
}

/// Returns the edits of version, first day and change log, in no order.
fn edits(text: &str, node: &Node, release: &Release) -> Result<Vec<Edit>, String> {
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
                let mut range = old.span.range();
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
        let (_, above) = field(node, "version").or_else(|| field(node, "title")).ok_or_else(unclear)?;
        let span = above.span.range();
        let end = span.start + text[span.clone()].trim_end().len();
        let at = next_line(text, end.max(span.start));
        edits.push(Edit { range: at..at, with: new.concat() });
    }
    edits.push(log(text, node, release)?);
    Ok(edits)
}

/// Returns the edit that puts the entry above the others.
fn log(text: &str, node: &Node, release: &Release) -> Result<Edit, String> {
    let fields = release.entry(quoted, braces);
    let block = |prefix: &str| {
        let indent = " ".repeat(prefix.chars().count());
        let lines = fields.iter().enumerate();
        let line = |(at, (key, value)): (usize, &(&str, String))| {
            format!("{}{key}: {value}\n", if at == 0 { prefix } else { indent.as_str() })
        };
        lines.map(line).collect::<Vec<_>>().concat()
    };
    let inline = || braces(&fields);
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
    let first = items.first().map(|item| item.span.range().start);
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
    let apart = items.get(1).is_some_and(|second| has_empty_line(&text[at..second.span.range().start]));
    Ok(Edit { range: at..at, with: format!("{}{}", block(prefix), if apart { "\n" } else { "" }) })
}

/// Returns the byte after the colon of a key that ends at the byte `end`.
fn colon(text: &str, end: usize) -> Result<usize, String> {
    let rest = &text[end..];
    let spaces = rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
    rest[spaces..].starts_with(':').then_some(end + spaces + 1).ok_or_else(unclear)
}

/// Returns whether a version or a date needs no quotation marks.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-')
}

/// Returns a text as a YAML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns keys and values as a table in braces.
fn braces(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Returns the range of a key and its value.
fn field<'n>(node: &'n Node, key: &str) -> Option<(Range<usize>, &'n Node)> {
    let NodeKind::Table(fields) = &node.kind else { return None };
    let (key, value) = fields.iter().find(|(known, _)| known.name == key)?;
    Some((key.span.range(), value))
}

/// Returns the range of the change log and its entries, when it is a list.
fn entries(node: &Node) -> Option<(Range<usize>, &[Node])> {
    match &field(node, "changes")?.1 {
        Node { kind: NodeKind::List(items), span } => Some((span.range(), items)),
        _ => None,
    }
}

/// Returns the start of the line that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Returns the start of the line after the one that holds a byte.
fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Returns whether a text has an empty line after its first line.
fn has_empty_line(text: &str) -> bool {
    text.split_inclusive('\n').skip(1).any(|line| line.trim().is_empty() && line.ends_with('\n'))
}
