//! What style sheets say of how words look, and of the marks of lists.
//!
//! In: the properties of a rule. Out: a [`Look`], or the parts of a mark. What always holds: what is not understood changes nothing.

use super::document::Look;

/// How words look that two things style.
pub(super) fn both(one: Look, other: Look) -> Look {
    Look {
        bold: one.bold || other.bold,
        italic: one.italic || other.italic,
        struck: one.struck || other.struck,
        underlined: one.underlined || other.underlined,
        marked: one.marked || other.marked,
        code: one.code || other.code,
        raised: one.raised || other.raised,
        lowered: one.lowered || other.lowered,
    }
}

/// How words look by a list of properties. A link's underline is no mark.
pub(super) fn look_of(style: &str) -> Look {
    let has = |name: &str, values: &[&str]| {
        style.split(';').filter_map(|part| part.split_once(':')).any(|(key, value)| {
            key.trim() == name && values.iter().any(|wanted| value.trim().to_lowercase().contains(wanted))
        })
    };
    let is_link = has("color", &["#1155cc", "inherit"]);
    Look {
        bold: has("font-weight", &["700", "800", "900", "bold"]),
        italic: has("font-style", &["italic"]),
        struck: has("text-decoration", &["line-through"]),
        underlined: has("text-decoration", &["underline"]) && !is_link,
        marked: has("background-color", &["#ffff00", "yellow"]),
        code: has("font-family", &["courier", "mono", "consolas"]),
        raised: has("vertical-align", &["super"]),
        lowered: has("vertical-align", &["sub"]) && !has("vertical-align", &["super"]),
    }
}

/// The parts of `content:"(" counter(name,lower-latin) ") "`: literals, and counters with their kinds.
pub(super) fn counters(body: &str) -> Vec<(String, String)> {
    let Some((_, content)) = body.split_once("content:") else { return Vec::new() };
    let mut parts = Vec::new();
    let mut rest = content.trim();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('"') {
            let Some(end) = inside.find('"') else { break };
            parts.push((inside[..end].to_owned(), String::new()));
            rest = inside[end + 1..].trim_start();
        } else if let Some(inside) = rest.strip_prefix("counter(") {
            let Some(end) = inside.find(')') else { break };
            let (name, style) = inside[..end].split_once(',').unwrap_or((&inside[..end], "decimal"));
            parts.push((name.trim().to_owned(), style.trim().to_owned()));
            rest = inside[end + 1..].trim_start();
        } else {
            break;
        }
    }
    parts
}
