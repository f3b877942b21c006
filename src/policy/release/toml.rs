//! A release in TOML.

use super::{Edit, Release, entries, entry, field, has_empty_line, line_start, next_line, range, unclear};
use crate::data::Node;

pub(super) fn edits(text: &str, node: &Node, release: &Release) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    let mut new: Vec<String> = Vec::new();
    match field(node, "version") {
        Some((_, value)) => {
            let range = range(value.span);
            let single = text[range.clone()].starts_with('\'') && !release.version.contains('\'');
            let with = if single { format!("'{}'", release.version) } else { quoted(&release.version) };
            edits.push(Edit { range, with });
        }
        None => new.push(format!("version = {}\n", quoted(&release.version))),
    }
    match field(node, "effective") {
        Some((_, value)) => edits.push(Edit { range: range(value.span), with: release.date.to_string() }),
        None => new.push(format!("effective = {}\n", release.date)),
    }
    if !new.is_empty() {
        let (_, behind) = field(node, "version").or_else(|| field(node, "title")).ok_or_else(unclear)?;
        let at = next_line(text, behind.span.end as usize);
        edits.push(Edit { range: at..at, with: new.concat() });
    }
    edits.push(log(text, node, release)?);
    Ok(edits)
}

/// The new entry, before the others.
fn log(text: &str, node: &Node, release: &Release) -> Result<Edit, String> {
    let fields = entry(release, &quoted);
    let block = || {
        let lines: Vec<String> = fields.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        format!("[[changes]]\n{}", lines.concat())
    };
    let inline = || {
        let all: Vec<String> = fields.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", all.join(", "))
    };
    let Some((list, items)) = entries(node) else {
        let apart =
            if text.trim().is_empty() || text.ends_with("\n\n") || text.ends_with("\r\n\r\n") { "" } else { "\n" };
        return Ok(Edit { range: text.len()..text.len(), with: format!("{apart}{}", block()) });
    };
    let first = items.first().map(|item| range(item.span).start);
    if text[list.start..].starts_with('[') && !text[list.start..].starts_with("[[") {
        let at = list.start + 1;
        let with = match first {
            None => inline(),
            Some(first) if text[at..first].contains('\n') => {
                let at = line_start(text, first);
                return Ok(Edit { range: at..at, with: format!("{}{},\n", &text[at..first], inline()) });
            }
            Some(_) => format!("{}, ", inline()),
        };
        return Ok(Edit { range: at..at, with });
    }
    let at = line_start(text, first.ok_or_else(unclear)?);
    let header =
        text[at..].trim_start().strip_prefix("[[").is_some_and(|rest| rest.trim_start().starts_with("changes"));
    if !header {
        return Err(unclear());
    }
    let apart = match items.get(1).map(|item| range(item.span).start) {
        Some(second) => has_empty_line(&text[at..second]),
        None => true,
    };
    Ok(Edit { range: at..at, with: format!("{}{}", block(), if apart { "\n" } else { "" }) })
}

fn quoted(text: &str) -> String {
    ::toml::Value::from(text).to_string()
}
