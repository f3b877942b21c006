//! Writes a new version into the front matter of a file, and touches no byte that it need not.
//!
//! In: the text of a file, and a [`Release`]. Out: the text with the version, its first day, and its entry at the top of the
//! change log. What always holds: read again, the new front matter says what the old one said and the release beside it; where
//! that cannot be reached, nothing is changed and the reason is told.

mod toml;
mod yaml;

use std::ops::Range;

use jiff::civil::Date;

use super::split;
use crate::data::{Language, Node, NodeKind, parse};

/// A version that comes into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its number.
    pub version: String,
    /// Its first day.
    pub date: Date,
    /// Whether it must be read again.
    pub material: bool,
    /// What changed.
    pub summary: String,
    /// Why.
    pub reason: Option<String>,
    /// Who may read the entry.
    pub audience: Option<String>,
}

/// What is put in place of some bytes.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    with: String,
}

/// The text of a file with a release in its front matter.
///
/// # Errors
/// When the front matter cannot be read, or is written in a form that cannot be edited without touching what is around it.
pub fn release(text: &str, release: &Release) -> Result<String, String> {
    let split = split(text);
    let (Some(language), None) = (split.language, split.problem) else {
        return Err("it has no front matter to write the version into".to_owned());
    };
    let matter = &text[split.matter.clone()];
    let (node, errors) = parse(matter, language, 0);
    if let Some(error) = errors.first() {
        return Err(format!("its front matter cannot be read: {}", error.message));
    }
    let mut edits = match language {
        Language::Toml => toml::edits(matter, &node, release),
        Language::Yaml => yaml::edits(matter, &node, release),
    }?;
    edits.sort_by_key(|edit| edit.range.start);
    let line_end = if matter.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = text[..split.matter.start].to_owned();
    let mut at = 0;
    for edit in edits {
        out.push_str(matter.get(at..edit.range.start).ok_or_else(unclear)?);
        out.push_str(&edit.with.replace('\n', line_end));
        at = edit.range.end;
    }
    out.push_str(matter.get(at..).ok_or_else(unclear)?);
    let end = out.len();
    out.push_str(&text[split.matter.end..]);
    let (found, errors) = parse(&out[split.matter.start..end], language, 0);
    if errors.is_empty() && says(&found, &wanted(node, release)) { Ok(out) } else { Err(unclear()) }
}

fn unclear() -> String {
    "its front matter is written in a form that cannot be edited safely; write the version by hand".to_owned()
}

/// Where a key stands, and its value.
fn field<'n>(node: &'n Node, key: &str) -> Option<(Range<usize>, &'n Node)> {
    let NodeKind::Table(fields) = &node.kind else { return None };
    let (key, value) = fields.iter().find(|(known, _)| known.name == key)?;
    Some((range(key.span), value))
}

fn range(span: crate::text::Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The entries of the change log.
fn entries(node: &Node) -> Option<(Range<usize>, &[Node])> {
    match &field(node, "changes")?.1 {
        Node { kind: NodeKind::List(items), span } => Some((range(*span), items)),
        _ => None,
    }
}

/// The beginning of the line that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// The beginning of the line behind a byte.
fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Whether an empty line stands in a text.
fn has_empty_line(text: &str) -> bool {
    text.split_inclusive('\n').skip(1).any(|line| line.trim().is_empty() && line.ends_with('\n'))
}

/// The keys and values of the new entry, in their order; texts are put in quotation marks by `quoted`.
fn entry(release: &Release, quoted: &dyn Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let mut out = vec![("version", quoted(&release.version)), ("date", release.date.to_string())];
    if !release.material {
        out.push(("material", "false".to_owned()));
    }
    out.push(("summary", quoted(&release.summary)));
    out.extend(release.reason.as_ref().map(|reason| ("reason", quoted(reason))));
    out.extend(release.audience.as_ref().map(|audience| ("audience", quoted(audience))));
    out
}

/// The values as they are to be read afterwards.
fn wanted(mut node: Node, release: &Release) -> Node {
    let span = node.span;
    let value = |kind: NodeKind| Node { span, kind };
    let text = |text: &str| value(NodeKind::Text(text.to_owned()));
    let key = |name: &str| crate::data::Key { name: name.to_owned(), span };
    let mut one = vec![(key("version"), text(&release.version)), (key("date"), value(NodeKind::Date(release.date)))];
    if !release.material {
        one.push((key("material"), value(NodeKind::Bool(false))));
    }
    one.push((key("summary"), text(&release.summary)));
    one.extend(release.reason.as_ref().map(|reason| (key("reason"), text(reason))));
    one.extend(release.audience.as_ref().map(|audience| (key("audience"), text(audience))));
    if let NodeKind::Table(fields) = &mut node.kind {
        let mut set = |name: &str, new: Node| match fields.iter_mut().find(|(known, _)| known.name == name) {
            Some((_, old)) => *old = new,
            None => fields.push((key(name), new)),
        };
        set("version", text(&release.version));
        set("effective", value(NodeKind::Date(release.date)));
        let one = value(NodeKind::Table(one));
        match fields.iter_mut().find(|(known, _)| known.name == "changes") {
            Some((_, Node { kind: NodeKind::List(items), .. })) => items.insert(0, one),
            Some((_, other)) => *other = value(NodeKind::List(vec![one])),
            None => fields.push((key("changes"), value(NodeKind::List(vec![one])))),
        }
    }
    node
}

/// Whether two values say the same, wherever they stand. A plain number of YAML is the text that a version is.
fn says(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (NodeKind::List(one), NodeKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| says(one, other))
        }
        (NodeKind::Table(one), NodeKind::Table(other)) => {
            let there = |(key, value): &(crate::data::Key, Node)| {
                other.iter().any(|(known, other)| known.name == key.name && says(value, other))
            };
            one.len() == other.len() && one.iter().all(there)
        }
        (NodeKind::Number(one), NodeKind::Text(other)) | (NodeKind::Text(one), NodeKind::Number(other)) => one == other,
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn two() -> Release {
        Release {
            version: "2.0".to_owned(),
            date: date(2026, 3, 1),
            material: true,
            summary: "Credit notes last \"24\" months.".to_owned(),
            reason: None,
            audience: Some("client".to_owned()),
        }
    }

    fn released(text: &str) -> String {
        release(text, &two()).unwrap()
    }

    #[test]
    fn toml_keeps_comments_order_and_quotes() {
        let text = "+++\n# about\nid    = 'A'  # never\ntitle = \"T\"\nversion = '1.0' # now\neffective = 2025-01-01\n\n\
                    [[options]]\noffer = \"x\"\n\n# newest first\n[[changes]]\nversion = \"1.0\"\ndate = 2025-01-01\nsummary = \"First.\"\n+++\nBody version = 1.0\n";
        let wanted = text
            .replace("'1.0' # now", "'2.0' # now")
            .replace("effective = 2025", "effective = 2026")
            .replace("effective = 2026-01-01", "effective = 2026-03-01")
            .replace(
                "# newest first\n",
                "# newest first\n[[changes]]\nversion = \"2.0\"\ndate = 2026-03-01\nsummary = 'Credit notes last \"24\" months.'\naudience = \"client\"\n\n",
            );
        assert_eq!(released(text), wanted);
    }

    #[test]
    fn toml_gets_the_keys_that_it_has_not() {
        let text = "+++\r\ntitle = \"T\"\r\nkind = \"policy\"\r\n\r\n[pilot]\r\nwith = \"us\"\r\n+++\r\nBody\r\n";
        assert_eq!(
            released(text),
            "+++\r\ntitle = \"T\"\r\nversion = \"2.0\"\r\neffective = 2026-03-01\r\nkind = \"policy\"\r\n\r\n[pilot]\r\nwith = \"us\"\r\n\r\n\
             [[changes]]\r\nversion = \"2.0\"\r\ndate = 2026-03-01\r\nsummary = 'Credit notes last \"24\" months.'\r\naudience = \"client\"\r\n+++\r\nBody\r\n"
        );
    }

    #[test]
    fn toml_lists_in_brackets_stay_in_brackets() {
        let one = "{ version = \"2.0\", date = 2026-03-01, summary = 'Credit notes last \"24\" months.', audience = \"client\" }";
        let text = "+++\ntitle = \"T\"\nversion = \"1\"\neffective = 2025-01-01\nchanges = [\n  { version = \"1\", summary = \"x\" }, # first\n]\n+++\n";
        assert!(released(text).contains(&format!("changes = [\n  {one},\n  {{ version = \"1\"")), "{}", released(text));
        let text = "+++\ntitle = \"T\"\nversion = \"1\"\nchanges = []\n+++\n";
        assert!(released(text).contains(&format!("changes = [{one}]\n")), "{}", released(text));
    }

    #[test]
    fn yaml_keeps_comments_order_and_quotes() {
        let text = "---\n# about\nid: A\ntitle: \"T: x\"\nversion: 1.0 # now\neffective: 2025-01-01\nchanges:\n  # newest first\n  - version: 1.0\n    date: 2025-01-01\n    summary: First.\ntags: [a]\n---\nBody\n";
        let wanted = text
            .replace("version: 1.0 # now", "version: 2.0 # now")
            .replace("effective: 2025-01-01", "effective: 2026-03-01")
            .replace(
                "  # newest first\n",
                "  # newest first\n  - version: \"2.0\"\n    date: 2026-03-01\n    summary: \"Credit notes last \\\"24\\\" months.\"\n    audience: \"client\"\n",
            );
        assert_eq!(released(text), wanted);
    }

    #[test]
    fn yaml_gets_the_keys_that_it_has_not() {
        let text = "---\ntitle: Käse\nowner: me\n---\n";
        let entry = "- version: \"2.0\"\n  date: 2026-03-01\n  summary: \"Credit notes last \\\"24\\\" months.\"\n  audience: \"client\"\n";
        assert_eq!(
            released(text),
            format!("---\ntitle: Käse\nversion: \"2.0\"\neffective: 2026-03-01\nowner: me\nchanges:\n{entry}---\n")
        );
        for list in [
            "changes: []",
            "changes:",
            "changes: [{version: \"1\", summary: x}]",
            "changes:\n- version: '1'\n  summary: x\n",
        ] {
            let text = format!("---\ntitle: T\nversion: '1'\n{list}\n---\n");
            assert!(released(&text).contains("version: '2.0'\n"), "{}", released(&text));
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        assert!(release("No front matter", &two()).is_err());
        assert!(release("+++\ntitle = \n+++\n", &two()).is_err());
        assert!(release("---\ntitle: [\n---\n", &two()).is_err());
    }
}
