//! Templates between two marks: Liquid, ERB, Mustache, shortcodes, and files that one page includes from another.
//!
//! In: a text, and what the names in it stand for. Out: the text with what could be filled in. What always holds: an include that leads back to
//! itself ends, and what nobody could fill in stays.

use std::collections::BTreeMap;

use super::folder::{Folder, folder_of};
use super::prose::{Code, Edits};
use super::report::{Noted, Report};
use crate::text::join_parts;

/// How deep files may include one another.
const MAX_DEPTH: usize = 8;

/// The longest text that includes may make of one page.
const MAX_TEXT: usize = 4 << 20;

/// Replaces each tag between two marks, outside of code, for which `fill` gives a text.
pub(super) fn each(text: &str, open: &str, close: &str, mut fill: impl FnMut(&str) -> Option<String>) -> String {
    if !text.contains(open) {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut edits = Edits::default();
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|next| at + next) {
        at = start + open.len();
        let Some(length) = text[at..].find(close) else { break };
        if code.contains(start) || length > 4_000 {
            continue;
        }
        let inside = &text[at..at + length];
        if let Some(with) = fill(inside) {
            edits.replace(start..at + length + close.len(), with);
            at += length + close.len();
        }
    }
    edits.apply(text)
}

/// Replaces everything from one tag to another, outside of code.
pub(super) fn between(text: &str, open: &str, close: &str, mut fill: impl FnMut(&str) -> String) -> String {
    if !text.contains(open) {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut edits = Edits::default();
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|next| at + next) {
        at = start + open.len();
        let Some(length) = text[at..].find(close).filter(|_| !code.contains(start)) else { continue };
        edits.replace(start..at + length + close.len(), fill(&text[at..at + length]));
        at += length + close.len();
    }
    edits.apply(text)
}

/// Links of Liquid and Nunjucks as plain targets: `{% link a.md %}`, `{{ "/a/" | relative_url }}`, `{{ site.baseurl }}/a/`.
pub(super) fn targets(text: &str) -> String {
    let quoted = |words: &str| {
        let words = words.trim();
        let quote = words.chars().next().filter(|c| ['"', '\'', '“'].contains(c))?;
        let inside = &words[quote.len_utf8()..];
        inside.find([quote, '”']).map(|end| inside[..end].trim().to_owned())
    };
    let text = each(text, "{%", "%}", |tag| {
        let tag = tag.trim().trim_matches('-').trim();
        let (name, rest) = tag.split_once(char::is_whitespace)?;
        match name {
            "link" | "post_url" => Some(format!("/{}", rest.trim().trim_start_matches('/'))),
            "page" | "download" | "asset" => quoted(rest).map(|path| format!("/{}", path.trim_start_matches('/'))),
            _ => None,
        }
    });

    each(&text, "{{", "}}", |tag| {
        let tag = tag.trim();
        let name = tag.split('|').next().unwrap_or_default().trim();
        if ["site.baseurl", "base.baseurl", "site.base_url", "site.url", "baseurl"].contains(&name) {
            return Some(String::new());
        }
        let is_url = ["relative_url", "absolute_url", "url"].iter().any(|filter| tag.ends_with(filter));
        quoted(tag).filter(|_| is_url && tag.contains('|'))
    })
}

/// Whether a text has parts that a template shows on a condition, which nobody can tell here.
pub(super) fn has_conditions(text: &str) -> bool {
    let code = Code::of(text);
    let begins = |open: &str| {
        text.match_indices(open).any(|(at, _)| {
            let inside = text[at + open.len()..].trim_start_matches(['-', '=', ' ']);
            let word = inside.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            !code.contains(at) && ["if", "ifnot", "ifversion", "unless", "case"].contains(&word)
        })
    };
    let is_section = |open: &str| text.match_indices(open).any(|(at, _)| !code.contains(at));
    ["{%", "<%", "{{"].into_iter().any(begins) || ["{{#", "{{^"].into_iter().any(is_section)
}

/// Values of variables, by name.
pub(super) type Values = BTreeMap<String, String>;

/// Writes out the variables that have a value.
pub(super) fn variables(text: &str, values: &Values, source: &str, report: &mut Report) -> String {
    each(text, "{{", "}}", |tag| {
        let name = tag.trim().trim_matches('-').trim();
        let value = values.get(name)?;
        report.note(Noted::Variable, source, format!("{name} = {value}"));
        Some(value.clone())
    })
}

/// What makes the text of a page of an included one: it may include others in turn.
type Expand<'e, I> = &'e mut dyn FnMut(&mut I, &str, &mut Vec<String>, &mut Report) -> String;

/// Reads files that pages include.
pub(super) struct Includes<'a> {
    pub(super) folder: &'a Folder,
    /// Folders in which they are looked for.
    pub(super) bases: Vec<String>,
    /// The files that were included.
    pub(super) used: Vec<String>,
}

impl Includes<'_> {
    /// The text of a file that `source` includes, with what it includes in turn by `expand`.
    pub(super) fn read(
        &mut self,
        name: &str,
        source: &str,
        stack: &mut Vec<String>,
        report: &mut Report,
        expand: Expand<'_, Self>,
    ) -> Option<String> {
        let name = name.trim().trim_matches(['"', '\'']);
        let own = std::iter::once(folder_of(stack.last().map_or(source, String::as_str)).to_owned());
        let mut candidates = own.chain(self.bases.iter().cloned()).filter_map(|base| join_parts(&base, name));
        let Some(file) = candidates.find_map(|path| self.folder.find(&path).map(str::to_owned)) else {
            report.note(Noted::MissingFile, source, name);
            return None;
        };
        if stack.contains(&file) || file == source || stack.len() >= MAX_DEPTH {
            report.note(Noted::CyclicInclude, source, file);
            return None;
        }
        let text = self.folder.text(&file, report)?;
        self.used.push(file.clone());
        report.note(Noted::Include, source, file.as_str());
        stack.push(file);
        let text = expand(self, &text, stack, report);
        stack.pop();
        (text.len() <= MAX_TEXT).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_templates_are_plain_targets() {
        assert_eq!(
            targets(
                "[a]({% page \"/x/#y\" %}) [b]({{ site.baseurl }}/z) [c]({{ '/q' | relative_url }}) `{% page \"n\" %}`"
            ),
            "[a](/x/#y) [b](/z) [c](/q) `{% page \"n\" %}`"
        );
    }

    fn expand(includes: &mut Includes<'_>, text: &str, stack: &mut Vec<String>, report: &mut Report) -> String {
        each(text, "<", ">", |name| Some(includes.read(name, "top.md", stack, report, &mut expand).unwrap_or_default()))
    }

    #[test]
    fn conditions_are_found_outside_of_code() {
        for text in [
            "{% if a %}x{% endif %}",
            "{%- unless a -%}",
            "<% if a %>",
            "{{ if .a }}",
            "{{#a}}x{{/a}}",
            "{{^a}}x{{/a}}",
        ] {
            assert!(has_conditions(text), "{text}");
        }
        for text in ["`{% if a %}`", "{% include a %}", "{{ iffy }}", "# What {if} means", "<%= title %>"] {
            assert!(!has_conditions(text), "{text}");
        }
    }

    #[test]
    fn includes_end() {
        let folder = Folder::of(&[("a.md", "A <b.md>"), ("b.md", "B <a.md> <none.md>")]);
        let mut includes = Includes { folder: &folder, bases: vec![String::new()], used: Vec::new() };
        let mut report = Report::default();
        let text = expand(&mut includes, "<a.md>", &mut Vec::new(), &mut report);
        assert_eq!(text, "A B  ");
        let counts: Vec<_> = report.counts().map(|(name, _, _, count)| (name, count)).collect();
        assert_eq!(counts, [("missing-file", 1), ("cyclic-include", 1), ("include", 2)]);
    }
}
