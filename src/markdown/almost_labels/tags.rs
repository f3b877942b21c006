//! Tags, comments and statements of templates whose only word is the key of an audience.
//!
//! In: a folded line without its code spans. Out: the key. What always holds: a tag's name, address and title are no label.

use super::names::{Names, bare};
use crate::markdown::elements;

/// How many bytes of a tag or a statement are read: what names an audience and nothing else is short.
pub(super) const LONGEST_MARKUP: usize = 300;

/// `<staff>`, `<div class="staff">`, `<!-- staff -->`, `{% if staff %}`, `{{#staff}}`, `{{< staff >}}`, `<% staff %>`,
/// `[restrict role="staff"]`, `{staff && …}`, anywhere in a line.
pub(super) fn key_in_markup(line: &str, names: &Names) -> Option<String> {
    const PAIRS: [(&str, &str); 8] = [
        ("<!--", "-->"),
        ("<![", "]>"),
        ("<?", "?>"),
        ("{%", "%}"),
        ("<%", "%>"),
        ("{{", "}}"),
        ("%%", "%%"),
        ("<", ">"),
    ];
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '%', '[']) {
        rest = &rest[at..];
        let pair = PAIRS.iter().find(|(open, _)| rest.starts_with(open));
        let inside = pair.and_then(|(open, close)| {
            let inside = &rest[open.len()..];
            let near = &inside[..inside.floor_char_boundary(LONGEST_MARKUP)];
            Some((*open, &near[..near.find(close)?]))
        });
        let key = match inside {
            Some(("<", tag)) => key_of_tag(tag, names),
            // A variable of a template, `{{ staff }}`, opens nothing; a section of one does.
            Some(("{{", inside)) if !inside.starts_with(['#', '^', '/', '%', '<']) => None,
            Some(("<!--", inside)) => key_of_comment(inside, names),
            Some((_, inside)) => key_of_statement(inside, names),
            None => key_of_shortcode(rest, names),
        };
        if key.is_some() {
            return key;
        }
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    None
}

/// The key in a tag in brackets that is no link, or before `&&` in a brace, as components have it.
fn key_of_shortcode(rest: &str, names: &Names) -> Option<String> {
    if let Some(inside) = rest.strip_prefix('[') {
        let (tag, behind) = inside[..inside.floor_char_boundary(LONGEST_MARKUP)].split_once(']')?;
        // A sum is written with blanks around its sign.
        let is_tag = tag.contains('=') && !tag.contains(" =") && !tag.contains("= ");
        return key_of_tag(tag, names).filter(|_| is_tag && !behind.starts_with(['(', '[', ':']));
    }
    let inside = rest.strip_prefix('{')?;
    let (condition, _) = inside[..inside.floor_char_boundary(LONGEST_MARKUP)].split_once("&&")?;
    names.known(condition.trim())
}

/// The name of a tag, or the value of an attribute that says for whom or of what kind it is.
fn key_of_tag(tag: &str, names: &Names) -> Option<String> {
    // What these say of an element of HTML is a name, an address or words, and no reader.
    const OTHERS: [&str; 14] = [
        "id",
        "name",
        "href",
        "src",
        "title",
        "alt",
        "value",
        "rel",
        "target",
        "cite",
        "label",
        "aria-label",
        "content",
        "datetime",
    ];
    let tag = tag.trim_start_matches('/').trim_end_matches('/');
    let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    // `[role=staff]` has no name.
    let end = if tag[..end].contains('=') { 0 } else { end };
    let (name, mut attributes) = tag.split_at(end);
    let is_own = !elements::is_known(name);
    // `<a class="internal">` is a link within a site.
    let is_box = is_own || ["div", "section", "article", "aside", "details", "p", "blockquote"].contains(&name);
    let last = name.rsplit(['-', ':']).next().unwrap_or(name);
    if let Some(key) = names.known(last).or_else(|| names.in_component(name)) {
        return Some(key);
    }
    // `<wrap staff>`: the name of an attribute without a value.
    let without_value = |words: &str| words.split_whitespace().find_map(|word| names.known(word));
    while let Some((before, behind)) = attributes.split_once('=') {
        if let Some(key) = without_value(before) {
            return Some(key);
        }
        let name = before.trim().rsplit(char::is_whitespace).next().unwrap_or_default();
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => behind[1..].split_once(quote).unwrap_or((&behind[1..], "")),
            None => behind.split_once(char::is_whitespace).unwrap_or((behind, "")),
        };
        if (is_own || !OTHERS.contains(&name))
            && let Some(key) = value
                .split_whitespace()
                .filter(|word| is_box || !names.is_private(bare(word)))
                .find_map(|word| names.in_component(bare(word)).or_else(|| names.alone(&word.replace('-', " "))))
        {
            return Some(key);
        }
        attributes = rest;
    }
    without_value(attributes)
}

/// The key in a comment that names it and nothing else, or that says in a few words that something for an audience begins or ends here:
/// `begin: notes for staff`, `end of the staff section`, `#region staff`.
pub(super) fn key_of_comment(inside: &str, names: &Names) -> Option<String> {
    const BEGIN: [&str; 16] = [
        "begin",
        "start",
        "end",
        "stop",
        "if",
        "endif",
        "only",
        "show",
        "hide",
        "region",
        "endregion",
        "section",
        "block",
        "beginning",
        "from",
        "until",
    ];
    const MOST_WORDS: usize = 8;
    key_of_statement(inside, names).or_else(|| {
        let is_word = |c: char| c.is_alphanumeric() || c == '\'';
        let words: Vec<&str> =
            inside.split(|c| !is_word(c)).filter(|word| !word.is_empty()).take(MOST_WORDS + 1).collect();
        let begins = words.first().is_some_and(|first| BEGIN.contains(first)) || inside.trim_start().starts_with('/');
        let is_short = words.len() <= MOST_WORDS;
        words.iter().find_map(|word| names.known(word)).filter(|_| begins && is_short)
    })
}

/// The key in a statement of a template or a comment that says nothing else: `if staff`, `end staff`, `audience == "staff"`.
pub(super) fn key_of_statement(inside: &str, names: &Names) -> Option<String> {
    const WORDS: [&str; 17] = [
        "if", "endif", "only", "block", "endblock", "for", "when", "unless", "end", "begin", "start", "stop", "show",
        "hide", "audience", "role", "php",
    ];
    let signs = |c: char| c.is_whitespace() || "-+%#/^<>=!&|.:\"'()[]".contains(c);
    let mut words = inside.split(signs).filter(|word| !word.is_empty() && !WORDS.contains(word));
    let word = words.next()?;
    let word = word.strip_prefix("end").filter(|word| !word.is_empty()).unwrap_or(word);
    let key = names.known(word)?;
    words.next().is_none().then_some(key)
}
