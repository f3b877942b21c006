//! `not-a-link`: what was meant as a link and is printed as it was typed, for want of `%20`, a bracket, or Markdown's own order.

use std::ops::Range;

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

/// What is wrong with a mark, its bytes, and what to write instead.
type Mistake = (Range<usize>, &'static str, String);
type Found = Option<Mistake>;

/// How far the words of a link and its address are looked for, in bytes: a line may have thousands of brackets.
const LONGEST_LINK: usize = 600;

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let links = Covered::of(text.facts.into_iter().flat_map(|facts| &facts.links).map(|link| link.span.range()));
    let is_link = |byte: usize| links.contains(text.span(&(byte..byte)).start as usize);
    let mut end = 0;
    for line in text.lines() {
        for (range, message, help) in embedded(line.words, |at| is_link(line.words_at + at)).chain(slips(line.words)) {
            let bytes = line.words_at + range.start..line.words_at + range.end;
            text.report(Rule::NotALink, bytes, message, help, found);
        }
        for (at, c) in line.words.match_indices(['[', ']', ')']) {
            let byte = line.words_at + at;
            if byte < end || text.is_escaped(byte) {
                continue;
            }
            let (before, rest) = line.words.split_at(at);
            let mark = match c {
                "]" if text.facts.is_some() && !is_link(byte) => {
                    in_brackets(before, rest).or_else(|| around_a_link(before, rest, |at| is_link(line.words_at + at)))
                }
                ")" if !is_link(byte) => in_wrong_order(before, rest).or_else(|| without_words(before)),
                "[" if !is_link(byte) => of_another_tool(before, rest),
                _ => None,
            };
            if let Some((range, message, help)) =
                mark.filter(|(range, ..)| !text.is_escaped(line.words_at + range.start))
            {
                end = line.words_at + range.end.max(at + 1);
                let range = if c == "[" { at..at + range.end } else { range };
                let bytes = line.words_at + range.start..line.words_at + range.end;
                text.report(Rule::NotALink, bytes, message, help, found);
            }
        }
    }
}

/// Bytes that ranges cover, which may lie within one another.
struct Covered {
    /// Where each range starts, in order, and where the last ends that began by then.
    ranges: Vec<(usize, usize)>,
}

impl Covered {
    fn of(ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut ranges: Vec<(usize, usize)> = ranges.map(|range| (range.start, range.end)).collect();
        ranges.sort_unstable();
        let mut last = 0;
        for (_, end) in &mut ranges {
            last = last.max(*end);
            *end = last;
        }
        Self { ranges }
    }

    fn contains(&self, byte: usize) -> bool {
        let before = self.ranges.partition_point(|(start, _)| *start <= byte);
        self.ranges[..before].last().is_some_and(|(_, end)| byte < *end)
    }
}

/// `[form](Claim form.pdf)`, `[form](claim.pdf`, `[form] (claim.pdf)`.
fn in_brackets(before: &str, rest: &str) -> Found {
    let open = before.rfind('[')?;
    let words = &before[open + 1..];
    let start = before.len();
    let rest = &rest[..rest.floor_char_boundary(LONGEST_LINK)];
    if let Some(target) = rest.strip_prefix("](") {
        let Some(length) = closing(target) else {
            // Of one that is longer than that nobody knows here where it ends.
            let target = target.split_whitespace().next().filter(|target| target.len() + "](".len() < LONGEST_LINK)?;
            let help = format!("write `[{words}]({target})`");
            return is_target(target).then(|| (open..start + 2 + target.len(), "this link is never closed", help));
        };
        let target = &target[..length];
        let range = open..start + 2 + length + 1;
        let (first, behind) = target.trim().split_once([' ', '\t'])?;
        if !is_target(target) {
            // In a cell a bar ends it, in whatever it stands.
            if behind.trim_end().ends_with(['"', '\'']) && behind.trim_start().starts_with(['"', '\'']) {
                return None;
            }
            let is_size = behind.trim_start().strip_prefix('=').is_some_and(|size| size.contains('x'));
            let (message, title) = if is_size {
                ("the size of a picture makes this none; readers would see the brackets", String::new())
            } else {
                let title = behind.trim_matches(|c: char| c.is_whitespace() || "\"'“”„‘’«»".contains(c));
                (
                    "a title without its quotation marks makes no link; readers would see the brackets",
                    format!(" \"{title}\""),
                )
            };
            return is_file_or_site(first).then(|| (range, message, format!("write `[{words}]({first}{title})`")));
        }
        let gap = if target.starts_with("tel:") { "-" } else { "%20" };
        let help = format!("write `[{words}]({})`, with `{gap}` for each space", target.trim().replace(' ', gap));
        return Some((range, "an address with a space makes no link; readers would see the brackets", help));
    }
    let target = rest.strip_prefix("] (")?;
    let target = &target[..closing(target)?];
    let help = format!("write `[{words}]({target})`, without a space between the brackets");
    let range = open..start + 3 + target.len() + 1;
    is_file_or_site(target).then_some((range, "a space between the brackets makes this no link", help))
}

/// `[a [b](…) c](…)`: a link whose words hold another one.
fn around_a_link(before: &str, rest: &str, is_link: impl Fn(usize) -> bool) -> Found {
    let target = rest.strip_prefix("](")?;
    let target = &target[..target.floor_char_boundary(LONGEST_LINK)];
    let target = &target[..closing(target)?];
    let from = before.ceil_char_boundary(before.len().saturating_sub(LONGEST_LINK));
    let mut depth = 0;
    let open = before[from..].rmatch_indices(['[', ']']).find_map(|(at, bracket)| {
        depth += if bracket == "]" { 1 } else { -1 };
        (depth < 0).then_some(from + at)
    })?;
    let holds_one = (open..before.len()).any(|at| before.is_char_boundary(at) && is_link(at));
    let range = open..before.len() + 2 + target.len() + 1;
    let message = "a link within the words of another; readers would see the brackets of the outer one";
    let help = format!("end one link before the other begins, or take `[` and `]({target})` away");
    (holds_one && is_target(target)).then_some((range, message, help))
}

/// `(form)[claim.pdf]`.
fn in_wrong_order(before: &str, rest: &str) -> Found {
    let open = before.rfind('(')?;
    let target = rest.strip_prefix(")[")?;
    let target = &target[..target.find(']')?];
    let help = format!("write `[{}]({target})`", &before[open + 1..]);
    let range = open..before.len() + 2 + target.len() + 1;
    is_file_or_site(target).then_some((range, "the brackets of this link are in the wrong order", help))
}

/// `!(picture.png)`: the words between square brackets are left out.
fn without_words(before: &str) -> Found {
    let open = before.rfind("!(")?;
    let name = &before[open + 2..];
    let help = format!("write `![What it shows]({name})`");
    is_picture(name).then_some((
        open..before.len() + 1,
        "this picture has no square brackets, and is printed as text",
        help,
    ))
}

/// `![[picture.png]]`: what Obsidian would put in here is a link. `is_link` tells whether a byte of the line belongs to one.
fn embedded<'l>(line: &'l str, is_link: impl Fn(usize) -> bool + 'l) -> impl Iterator<Item = Mistake> + 'l {
    line.match_indices("![[").filter(move |(at, _)| is_link(at + 1)).filter_map(|(at, mark)| {
        let length = line[at + mark.len()..].find("]]")?;
        let target = line[at + mark.len()..][..length].split('|').next()?;
        let help = if is_picture(target) {
            format!("write `![What it shows](<{target}>)`")
        } else {
            "write the words here, or a link to them, without the `!`".to_owned()
        };
        let range = at..at + mark.len() + length + "]]".len();
        Some((range, "readers see a link here, and nothing of what it leads to", help))
    })
}

/// `http:/example.org`, `https//example.org`, `htps://example.org`.
fn slips(line: &str) -> impl Iterator<Item = Mistake> + '_ {
    const BEGINNINGS: [&str; 12] = [
        "http//", "https//", "http:/", "https:/", "http:\\", "https:\\", "htp://", "htps://", "hhtp://", "hhtps://",
        "ttp://", "ttps://",
    ];
    let mut at = 0;
    let words = line.split_inclusive([' ', '\t', '(', '<', '[', '"']).map(move |word| {
        at += word.len();
        (at - word.len(), word.trim_end_matches([' ', '\t', '(', '<', '[', '"', ')', ']', '>', '.', ',', ';']))
    });
    words.filter(|(at, _)| !line[..*at].ends_with("](")).filter_map(|(at, word)| {
        let begin = BEGINNINGS
            .iter()
            .find(|begin| word.starts_with(*begin) && !word.starts_with("http://") && !word.starts_with("https://"))?;
        let scheme = if begin.contains('s') { "https" } else { "http" };
        let rest = word[begin.len()..].trim_start_matches(['/', '\\', ':']);
        let help = format!("write `{scheme}://{rest}`");
        rest.contains('.').then_some((at..at + word.len(), "this begins as no address does, so it is no link", help))
    })
}

/// `[Refunds|https://…]` and `[https://… Refunds]`, the links of Confluence and of wikis, and `![picture.png]`.
fn of_another_tool(before: &str, rest: &str) -> Found {
    let inside = &rest[1..rest.find(']')?];
    if before.ends_with('!') && is_picture(inside) && !rest[inside.len() + 2..].starts_with(['(', '[']) {
        let help = format!("write `![What it shows]({inside})`");
        return Some((0..inside.len() + 2, "this picture has no round brackets, and is printed as text", help));
    }
    let (words, target) = match inside.split_once('|') {
        Some((words, target)) if is_site(target) => (words, target),
        Some(_) => return None,
        None => inside.split_once(' ').filter(|(target, _)| is_site(target)).map(|(target, words)| (words, target))?,
    };
    let plain = !target.contains(char::is_whitespace) && !rest[inside.len() + 2..].starts_with('(');
    let help = format!("write `[{}]({target})`", words.trim());
    plain.then_some((0..inside.len() + 2, "this is a link of another tool; readers would see the brackets", help))
}

/// The length of an address up to the bracket that closes it; brackets in pairs belong to it.
fn closing(target: &str) -> Option<usize> {
    let mut depth = 0;
    target.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// Whether words in brackets read as an address.
fn is_target(words: &str) -> bool {
    let words = words.trim();
    // A template in an address is a mark of another tool, and reported as that.
    let is_template = ["{{", "{%", "<%"].iter().any(|mark| words.contains(mark));
    !is_template && (is_file_or_site(words) || words.contains('/') && !words.contains(" / ") || words.starts_with('#'))
}

fn is_file_or_site(words: &str) -> bool {
    let words = words.trim();
    let name = words.split(['#', '?']).next().unwrap_or_default();
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let is_file = (2..=5).contains(&suffix.len())
        && suffix.chars().all(|c| c.is_ascii_alphanumeric())
        && suffix.chars().any(|c| c.is_ascii_alphabetic())
        && !name.ends_with("e.g")
        && words.split_whitespace().count() < 9;
    is_site(words) || is_file
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["png", "jpg", "jpeg", "gif", "svg", "webp"].contains(&ending.as_str()))
}

fn is_site(words: &str) -> bool {
    ["http://", "https://", "mailto:", "www.", "tel:", "sms:", "ftp://"].iter().any(|start| words.starts_with(start))
}
