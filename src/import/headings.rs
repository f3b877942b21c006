//! Titles, levels and anchors of headings.
//!
//! In: a page. Out: its title, and its body without the heading that repeats it, with headings that begin at the second level and keep the
//! anchors that the old tool gave them. What always holds: no words of a heading are lost.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::page::{AnchorStyle, Page};
use super::prose::{Code, Edits, code_lines, indent};
use super::report::{Noted, Report};
use crate::markdown::Anchors;

/// A heading of a body.
#[derive(Debug)]
struct Heading {
    /// Its lines, the last line end left aside.
    range: Range<usize>,
    level: usize,
    /// Its words as they are written, without an anchor.
    words: String,
    /// The anchor that its author gave it.
    own: Option<String>,
}

/// Finds the headings that stand in no quote, item or box.
fn headings(body: &str) -> Vec<Heading> {
    let code = code_lines(body);
    let comments = Code::of(body);
    let mut found = Vec::new();
    let mut start = 0;
    let mut before: Option<(Range<usize>, bool)> = None;
    for (line, is_code) in body.split('\n').zip(code) {
        let range = start..start + line.len();
        start += line.len() + 1;
        let (columns, words) = indent(line);
        let words = words.trim_end();
        if is_code || columns > 3 || comments.contains(range.start) {
            before = None;
            continue;
        }
        let hashes = words.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&hashes) && words[hashes..].starts_with([' ', '\t'])
            || (1..=6).contains(&words.len()) && hashes == words.len()
        {
            let inner = words[hashes..].trim();
            let closed = inner.trim_end_matches('#');
            let inner = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { inner };
            let (words, own) = without_anchor(inner);
            found.push(Heading { range, level: hashes, words, own });
            before = None;
            continue;
        }
        let underline = words.len() > 1 && (words.bytes().all(|b| b == b'=') || words.bytes().all(|b| b == b'-'));
        if let Some((above, true)) = before.as_ref().filter(|_| underline) {
            let level = if words.starts_with('=') { 1 } else { 2 };
            let (text, own) = without_anchor(body[above.clone()].trim());
            found.push(Heading { range: above.start..range.end, level, words: text, own });
            before = None;
            continue;
        }
        // Only a line that a paragraph begins with can be a heading by the line beneath it.
        let begins = before.is_none() && !words.starts_with(['>', '-', '*', '+', '|', '<', '=', ':']);
        before = (!words.is_empty()).then_some((range, begins));
    }
    found
}

/// The words of a heading, and the anchor in a mark behind them: `{#limits}`, `{: #limits .wide}`, `{ #limits }`.
fn without_anchor(words: &str) -> (String, Option<String>) {
    let plain = || (words.to_owned(), None);
    let Some(open) = words.rfind('{').filter(|_| words.ends_with('}')) else { return plain() };
    let inside = words[open + 1..words.len() - 1].trim().trim_start_matches(':').trim();
    let parts: Vec<&str> = inside.split_whitespace().collect();
    let is_mark = |part: &&str| part.starts_with(['#', '.']) || part.contains('=') || *part == "-";
    if parts.is_empty() || !parts.iter().all(is_mark) || inside.starts_with("fact:") {
        return plain();
    }
    let own = parts.iter().find_map(|part| part.strip_prefix('#')).filter(|id| !id.is_empty());
    (words[..open].trim_end().to_owned(), own.map(str::to_owned))
}

/// The words of a text without the marks of emphasis, code, links and HTML.
pub(super) fn plain(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        match c {
            '\\' if behind.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.extend(behind.chars().next());
                rest = &behind[1..];
                continue;
            }
            '`' | '*' | '[' => {}
            '!' if behind.starts_with('[') => {}
            ']' => {
                let target = behind.strip_prefix('(').and_then(|target| target.find(')').map(|end| &target[end + 1..]));
                let label = behind.strip_prefix('[').and_then(|label| label.find(']').map(|end| &label[end + 1..]));
                rest = target.or(label).unwrap_or(behind);
                continue;
            }
            '<' if behind.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && behind.contains('>') => {
                rest = &behind[behind.find('>').map_or(0, |end| end + 1)..];
                continue;
            }
            c => out.push(c),
        }
        rest = behind;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&").replace("&nbsp;", " ")
}

/// Gives a page its title, and its headings their levels and anchors.
pub(super) fn settle(page: &mut Page, style: AnchorStyle, report: &mut Report) -> String {
    page.body = page.body.replace("\u{feff}", "");
    let all = headings(&page.body);
    let title = title(page, &all, report);
    if let Some(label) = page.label.take().filter(|label| !same(&plain(label), &title)) {
        report.note(Noted::Label, &page.source, label);
    }
    let mut edits = Edits::default();
    let mut dropped = None;
    if let Some(first) = all.first()
        && page.body[..first.range.start].trim().is_empty()
        && (same(&plain(&first.words), &title) || first.words.is_empty() && first.level == 1)
    {
        edits.replace(0..first.range.end, "");
        report.note(Noted::TitleHeading, &page.source, first.words.as_str());
        dropped = Some(0);
    }
    let kept = || all.iter().enumerate().filter(|(at, _)| Some(*at) != dropped).map(|(_, heading)| heading);
    let top = kept().map(|heading| heading.level).min().unwrap_or(2);
    let is_moved = top != 2;
    if is_moved {
        report.note(Noted::Levels, &page.source, format!("{top} → 2"));
    }
    let old = old_anchors(&all, style);
    let own: Vec<Option<String>> = all.iter().map(|heading| heading.own.clone()).collect();
    let new = our_anchors(&all, dropped);
    for (at, heading) in all.iter().enumerate().filter(|(at, _)| Some(*at) != dropped) {
        let level = (heading.level + 2).saturating_sub(top).clamp(2, 6);
        let anchor = match &own[at] {
            Some(own) => Some(own.clone()),
            None if old[at] != new[at] && !old[at].is_empty() => {
                report.note(Noted::Anchor, &page.source, old[at].as_str());
                Some(old[at].clone())
            }
            None => None,
        };
        let text = &page.body[heading.range.clone()];
        let is_setext = text.contains('\n');
        if !is_moved && anchor == own[at] && !is_setext && !text.contains("{:") && !text.contains("{ #") {
            continue;
        }
        let anchor = anchor.map(|anchor| format!(" {{#{anchor}}}")).unwrap_or_default();
        let line = format!("{} {}{anchor}", "#".repeat(level), heading.words);
        edits.replace(heading.range.clone(), line.trim_end());
    }
    edits.apply(&page.body).trim_start_matches('\n').clone_into(&mut page.body);
    title
}

/// The title: what front matter or the list of contents says, else the first heading, else the name of the file.
fn title(page: &mut Page, all: &[Heading], report: &mut Report) -> String {
    if let Some(title) = page.title.take().map(|title| plain(&title)).filter(|title| !title.is_empty()) {
        return title;
    }
    let first = all.iter().find(|heading| heading.level == 1);
    if let Some(title) = first.map(|heading| plain(&heading.words)).filter(|title| !title.is_empty()) {
        return title;
    }
    if let Some(label) = page.label.take().map(|label| plain(&label)).filter(|label| !label.is_empty()) {
        return label;
    }
    let first = all.first().filter(|heading| page.body[..heading.range.start].trim().is_empty());
    if let Some(title) = first.map(|heading| plain(&heading.words)).filter(|title| !title.is_empty()) {
        return title;
    }
    let name = super::folder::stem_of(&page.path);
    let name = if name.eq_ignore_ascii_case("_index")
        || name.eq_ignore_ascii_case("index")
        || name.eq_ignore_ascii_case("readme")
    {
        let folder = super::folder::folder_of(&page.path);
        if folder.is_empty() { name } else { super::folder::file_of(folder) }
    } else {
        name
    };
    let title = words_of_name(name);
    report.note(Noted::Title, &page.source, title.as_str());
    title
}

/// A name of a file as words: `late-fees` is `Late fees`.
pub(super) fn words_of_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let title = first + letters.as_str();
    if title.is_empty() { "Page".to_owned() } else { title }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The anchors that the old tool gave the headings.
fn old_anchors(all: &[Heading], style: AnchorStyle) -> Vec<String> {
    if style == AnchorStyle::Github {
        return our_anchors(all, None);
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let anchor = |heading: &Heading| {
        if let Some(own) = &heading.own {
            return own.clone();
        }
        let base = base(&plain(&heading.words), style);
        let twins = seen.entry(base.clone()).or_default();
        *twins += 1;
        match (*twins, style) {
            (1, _) => base,
            (_, AnchorStyle::Python) => format!("{base}_{}", *twins - 1),
            (_, _) => format!("{base}-{}", *twins - 1),
        }
    };
    all.iter().map(anchor).collect()
}

/// The anchors that ours have where nothing names them.
fn our_anchors(all: &[Heading], dropped: Option<usize>) -> Vec<String> {
    let mut anchors = Anchors::default();
    let kept: Vec<bool> = (0..all.len()).map(|at| Some(at) != dropped).collect();
    for (heading, _) in all.iter().zip(&kept).filter(|(_, kept)| **kept) {
        if let Some(own) = &heading.own {
            anchors.reserve(own);
        }
    }
    let anchor = |(heading, kept): (&Heading, &bool)| match kept {
        true => anchors.heading(&plain(&heading.words), heading.own.as_deref()),
        false => String::new(),
    };
    all.iter().zip(&kept).map(anchor).collect()
}

fn base(words: &str, style: AnchorStyle) -> String {
    let ascii: String = words.nfkd().filter(char::is_ascii).collect::<String>().to_lowercase();
    let mut out = String::new();
    for c in ascii.trim().chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => out.push(c),
            ' ' | '\t' | '-' if !out.ends_with('-') => out.push('-'),
            ' ' | '\t' | '-' => {}
            _ if style == AnchorStyle::Dashed && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    if style == AnchorStyle::Dashed { out.trim_matches('-').to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(body: &str, title: Option<&str>, style: AnchorStyle) -> (String, String) {
        let mut page = Page {
            body: body.to_owned(),
            title: title.map(str::to_owned),
            path: "a/late-fees.md".to_owned(),
            ..Page::default()
        };
        let title = settle(&mut page, style, &mut Report::default());
        (title, page.body)
    }

    #[test]
    fn the_first_heading_goes_only_where_it_is_the_title() {
        let of = |body: &str, title| settled(body, title, AnchorStyle::Github);
        assert_eq!(of("# Late *fees*\n\nText", None), ("Late fees".into(), "Text".into()));
        assert_eq!(
            of("# Late fees\n\n# Other\n## Sub", Some("Fees")),
            ("Fees".into(), "## Late fees\n\n## Other\n### Sub".into())
        );
        assert_eq!(
            of("Text\n\nHead\n====\n\n```\n# no\n```", Some("T")),
            ("T".into(), "Text\n\n## Head\n\n```\n# no\n```".into())
        );
        assert_eq!(of("Text", None), ("Late fees".into(), "Text".into()));
    }

    #[test]
    fn headings_keep_the_anchors_that_they_had() {
        let (_, body) =
            settled("## What's new: a & b\n## Same\n## Same\n## Own { #own }", Some("T"), AnchorStyle::Python);
        assert_eq!(body, "## What's new: a & b {#whats-new-a-b}\n## Same\n## Same {#same_1}\n## Own {#own}");
        let (_, body) = settled("## What's new", Some("T"), AnchorStyle::Dashed);
        assert_eq!(body, "## What's new {#what-s-new}");
        // The twin of the title's heading was the second of its name.
        let (_, body) = settled("# Fees\n## Fees", None, AnchorStyle::Github);
        assert_eq!(body, "## Fees {#fees-1}");
    }
}
