//! The text of a version that its policy declares, and that may have been written for another tool.
//!
//! In: the text, and the policy whose change entry names it. Out: a [`Policy`]. What always holds: what governs is taken from front
//! matter of ours and from what is declared, never guessed; and nobody reads more of it than of the policy as it is today, of the
//! entry, and of what the text itself says of its readers.

use super::fields::{AUDIENCE, ID, SOURCE};
use super::values::{Entry, Value};
use super::{FrontMatter, Policy, parse, split};
use crate::config::{Audiences, Readers};
use crate::data::{self, Node, NodeKind};
use crate::diagnostic::Diagnostics;
use crate::markdown::{Dialect, Terms, Text, TextFacts};
use crate::source::SourceFile;
use crate::text::Spanned;

/// Keys with which tools say that nobody is to read a page while they are true, and while they are false.
const UNPUBLISHED: [(&[&str], bool); 2] =
    [(&["draft", "private", "hidden", "unlisted"], true), (&["published", "publish"], false)];

/// Parses the text that an entry of a policy's change log names. Returns the version, and whether its text is all that is known of it.
#[must_use]
pub fn parse_declared(
    policy: &Policy,
    entry: &Entry,
    file: &SourceFile,
    audiences: &Audiences,
    terms: &Terms,
    diagnostics: &mut Diagnostics,
) -> (Policy, bool) {
    let own = parse(&policy.path, file, audiences, terms, &mut Diagnostics::default());
    let is_ours = own.front.flexibility().is_some();
    let split = split(&file.text);
    let matter = split.language.filter(|_| split.problem.is_none()).map(|language| {
        let (node, errors) = data::parse(&file.text[split.matter.clone()], language, split.matter.start);
        (node, errors.is_empty())
    });
    let body = if split.problem.is_some() { 0 } else { split.body };
    let (title, body) = if is_ours {
        (Some(own.front.title().value.clone()), body)
    } else {
        let named = matter.as_ref().and_then(|(node, _)| text_of(node, "title"));
        let (heading, behind) = first_heading(&file.text, body);
        let same = named.as_ref().is_none_or(|named| Some(named) == heading.as_ref());
        (named.or_else(|| heading.clone()), if heading.is_some() && same { behind } else { body })
    };
    let readable = split.problem.is_none() && matter.as_ref().is_none_or(|(_, whole)| *whole);
    let readers = match &matter {
        _ if !readable => audiences.private(),
        _ if is_ours => own.readers,
        Some((node, _)) => readers_of(node, audiences),
        None => audiences.all(),
    };
    let (mut front, fields) =
        if is_ours { (own.front, own.fields) } else { (FrontMatter::default(), TextFacts::default()) };
    declare(&mut front, policy, entry, title);
    let text = Text::parse(file, body, Dialect::Prose, audiences, terms, diagnostics);
    let readers = readers.and(entry.readers).and(policy.readers);
    let version = Policy {
        path: policy.path.clone(),
        file: file.clone(),
        links_from: policy.links_from.clone(),
        front,
        readers,
        label: readers,
        text,
        fields,
    };
    (version, !is_ours)
}

/// Writes what is declared of a version into its front matter.
fn declare(front: &mut FrontMatter, policy: &Policy, entry: &Entry, title: Option<String>) {
    let text = |value: String| Value::Text(Spanned { value, span: entry.span });
    let title = title.filter(|title| !title.trim().is_empty());
    let title = title.unwrap_or_else(|| policy.front.title().value.clone());
    front.values.set("title", text(title));
    if front.values.get("status").is_none() {
        front.values.set("status", text("active".to_owned()));
    }
    let id = policy.front.id().map(|id| Value::Text(id.clone()));
    let mut known = vec![(ID, id)];
    known.push(("version", entry.values.get("version").cloned()));
    known.push(("effective", entry.values.get("date").cloned()));
    for (key, value) in known.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        front.values.set(key, value);
    }
    // What sort of thing it is does not change from version to version.
    if front.values.text("kind").is_none_or(|kind| kind.value == "page")
        && let Some(kind) = policy.front.values.get("kind")
    {
        front.values.set("kind", kind.clone());
    }
    if front.values.entries("changes").is_empty() {
        let mut entry = entry.clone();
        entry.values.remove(SOURCE);
        front.values.set("changes", Value::Entries(vec![entry]));
    }
}

/// Who may read a text, as far as front matter that is not ours keeps it from anyone.
fn readers_of(node: &Node, audiences: &Audiences) -> Readers {
    let NodeKind::Table(entries) = &node.kind else { return audiences.private() };
    let says = |name: &str| entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| &node.kind);
    let unpublished = UNPUBLISHED.iter().any(|(keys, state)| {
        keys.iter().any(|key| match says(key) {
            None => false,
            Some(NodeKind::Bool(value)) => value == state,
            // What is neither true nor false is in doubt.
            Some(_) => true,
        })
    });
    let is_draft = says("status")
        .is_some_and(|status| matches!(status, NodeKind::Text(word) if word.eq_ignore_ascii_case("draft")));
    if unpublished || is_draft {
        return audiences.private();
    }
    match says(AUDIENCE) {
        None => audiences.all(),
        Some(NodeKind::Text(name)) => audiences.find(name).map_or(audiences.private(), |id| audiences.get(id).readers),
        Some(_) => audiences.private(),
    }
}

fn text_of(node: &Node, name: &str) -> Option<String> {
    let NodeKind::Table(entries) = &node.kind else { return None };
    match &entries.iter().find(|(key, _)| key.name == name)?.1.kind {
        NodeKind::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// The heading of the first level that a text opens with, if it is plain words, and where the text goes on behind it.
fn first_heading(text: &str, body: usize) -> (Option<String>, usize) {
    let start = text.len() - text[body..].trim_start_matches(['\n', '\r', ' ']).len();
    let line = text[start..].split_inclusive('\n').next().unwrap_or_default();
    let heading = line.strip_prefix("# ").map(|words| words.trim().trim_end_matches('#').trim_end());
    let plain =
        heading.filter(|words| !words.is_empty() && !words.contains(['*', '`', '[', '<', '{', '\\', '&', '\r']));
    (plain.map(str::to_owned), start + line.len())
}
