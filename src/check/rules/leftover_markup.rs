//! `leftover-markup`: marks that mean something to another tool, and that readers of this one would see as they stand.

use std::ops::Range;

use super::inline_marks::{COMMENT, EMOJI_NAMES, FACT, OTHER, SIGN, TICK, inline_mark, is_name, is_sign};
use super::unfilled_fields::{Unseen, is_right_to_left, unseen};
use super::{broken_table, typed_blocks};
use crate::check::written::{Line, Written, excerpt};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::mark_in_words;

/// The most characters of a mark in a message.
const LONGEST_EXCERPT: usize = 40;

const ALERT: &str = "write an alert: `> [!NOTE]`, with `>` before each of its lines; put an example between backticks";
const CONTENTS: &str = "remove it: a page shows its contents by itself";
const ATTRIBUTES: &str = "remove it: only a heading may have a name of its own, `{#name}`";
const ABBREVIATION: &str = "write it out where it is first used, or define it in glossary.md";
const COUNTED: &str = "begin each item with its number: `1. `";
const UNSEEN: &str = "write the sign that was meant in its place, or remove it";
const TURNED: &str = "remove it, and the one that ends what it begins";
const TASK: &str = "write `- [ ] ` before what is to be done and `- [x] ` before what is done";
const BOX: &str = "write a word or a sign: `yes`, `✓`; only an item has a box, `- [ ] `";
const BREAK: &str = "remove it; within a cell, `<br>` breaks a line";

/// Lines that stand for a table of contents in other tools.
const CONTENTS_LINES: [&str; 10] =
    ["[toc]", "[[toc]]", "[[_toc_]]", "@[toc]", "{:toc}", "{: toc}", "{toc}", "__toc__", "<<toc>>", "${toc}"];

/// Boxes of `AsciiDoc`, and what its other lines of attributes begin with.
const ASCIIDOC_BOXES: [&str; 5] = ["[NOTE]", "[TIP]", "[IMPORTANT]", "[WARNING]", "[CAUTION]"];
const ASCIIDOC_ATTRIBUTES: [&str; 7] = ["[source", "[quote", "[verse", "[cols=", "[options=", "[%", "[horizontal"];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let mut marks: Vec<(Range<usize>, &str)> = Vec::new();
    // Whatever is wrong with the fence of a block is reported as that.
    let mut in_contents = false;
    for line in text.lines().filter(|line| !line.words.starts_with(":::")) {
        let mark = line_mark(&line);
        // A table of contents is one mistake.
        let goes_on = in_contents && is_line_of_contents(line.words);
        in_contents = is_line_of_contents(line.words) || in_contents && line.words.is_empty();
        if let Some(help) = mark.filter(|_| !goes_on) {
            marks.push((line.words_at..line.words_at + line.words.len(), help));
        }
        let is_item = text.shown[line.start..line.words_at].trim_end().ends_with(['-', '*', '+', '.', ')']);
        if let Some(length) = other_task(line.words, is_item) {
            marks.push((line.words_at..line.words_at + length, TASK));
        }
        if let Some(from) = last_mark(line.words) {
            marks.push((line.words_at + from..line.words_at + line.words.len(), OTHER));
        }
        if line.words.contains('{') {
            attributes(text, &line, &mut marks);
        }
    }
    for paragraph in &text.blocks.paragraphs {
        // A comment of LaTeX, a title of Pandoc; `about 50` may stand before a `%` that begins a later line.
        let first = text.shown[paragraph.clone()].lines().next().filter(|line| line.starts_with("% "));
        marks.extend(first.map(|line| (paragraph.start..paragraph.start + line.trim_end().len(), OTHER)));
        typed_blocks::marks(text, paragraph, &mut marks);
    }
    marks.extend(boxes_in_cells(text).map(|range| (range, BOX)));
    marks.extend(last_backslashes(text).map(|at| (at..at + 1, BREAK)));
    let right_to_left = is_right_to_left(&text.shown);
    for (at, c) in text.shown.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let help = unseen(&text.shown[..at], c, right_to_left).map(|kind| match kind {
            Unseen::Turns => TURNED,
            Unseen::Empty => UNSEEN,
        });
        marks.extend(help.map(|help| (at..at + c.len_utf8(), help)));
    }
    // The signs of bullets that open no list are a part of that.
    let has_bullets = marks.iter().any(|(_, help)| *help == typed_blocks::BULLET);
    let mut at = 0;
    while let Some(next) = text.shown[at..].find(is_sign).map(|found| at + found) {
        let is_letter = text.shown[next..].starts_with(|c: char| c.is_ascii_alphabetic());
        if is_letter && text.shown[..next].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            at = next + 1;
            continue;
        }
        match inline_mark(text, next) {
            Some((end, help)) => {
                let is_bullet = has_bullets && typed_blocks::is_bullet(&text.shown[next..]);
                marks.extend((!is_bullet).then_some((next..end, help)));
                at = end;
            }
            None => at = next + text.shown[next..].chars().next().map_or(1, char::len_utf8),
        }
    }
    marks.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for (range, help) in marks {
        let is_open_code = || text.blocks.code.iter().any(|(code, closed)| !closed && code.contains(&range.start));
        // The marks of a text that is words alone are reported as such.
        let is_words_alone = || text.html.is_none() && mark_in_words(text.text).is_some();
        let is_known = help == TICK && (is_open_code() || is_words_alone());
        if range.start < end || text.is_escaped(range.start) || is_known {
            continue;
        }
        end = range.end;
        let mark = excerpt(&text.text[range.clone()], LONGEST_EXCERPT);
        let message = match help {
            SIGN if mark.starts_with("&#") => format!("`{mark}` stands for no sign; readers would see `�`"),
            SIGN if mark.starts_with('&') => format!("`{mark}` stands for no sign; readers would see it as it stands"),
            SIGN => format!("a sign was lost here; readers would see `{mark}`"),
            TURNED => {
                format!("{} turns the order in which readers see these words", code_point(&text.text[range.clone()]))
            }
            UNSEEN => format!("{} stands here, which readers do not see", code_point(&text.text[range.clone()])),
            FACT => format!("`{mark}` quotes no fact; readers would see it as it stands"),
            TICK => "this backtick closes nothing, or is never closed; readers would see it".to_owned(),
            BREAK => "this backslash breaks no line, since nothing follows it here; readers would see it".to_owned(),
            typed_blocks::BULLET
            | typed_blocks::ITEM
            | typed_blocks::DEEP
            | typed_blocks::LABELS
            | typed_blocks::COLUMNS => {
                format!("`{mark}` begins no list or table here: its lines run into one paragraph")
            }
            typed_blocks::COMMENT => format!("`{mark}` is a comment of another tool; readers would read it"),
            _ if mark.starts_with("<![CDATA[") => {
                format!("a browser would hide `{mark}`; here readers would see its words")
            }
            _ => format!("`{mark}` is a mark of another tool; readers would see it as it stands"),
        };
        text.report(Rule::LeftoverMarkup, range, message, help, found);
    }
}

/// The first cell of each table that is the box of a task and nothing else.
fn boxes_in_cells<'t>(text: &'t Written<'_>) -> impl Iterator<Item = Range<usize>> + 't {
    text.blocks.tables.iter().filter_map(|(_, rows)| {
        rows.iter().find_map(|row| {
            let line = &text.shown[row.clone()];
            let cell = broken_table::cells(line).into_iter().map(|cell| (cell.start, &line[cell]));
            let mut boxes = cell.filter(|(_, cell)| matches!(cell.trim(), "[ ]" | "[x]" | "[X]" | "[]"));
            let (at, cell) = boxes.next()?;
            let from = row.start + at + cell.len() - cell.trim_start().len();
            Some(from..from + cell.trim().len())
        })
    })
}

/// Backslashes at the end of a paragraph, a heading or a cell, which were to break a line. One at the end of a path is a part of it.
fn last_backslashes<'t>(text: &'t Written<'_>) -> impl Iterator<Item = usize> + 't {
    let blocks = text.blocks.paragraphs.iter().chain(text.blocks.headings.iter().map(|(range, _)| range)).cloned();
    let rows = text.blocks.tables.iter().flat_map(|(_, rows)| rows);
    let cells = rows.flat_map(|row| {
        let line = &text.shown[row.clone()];
        let bars = line.match_indices('|').filter(|(at, _)| !text.is_escaped(row.start + at)).map(|(at, _)| at);
        bars.chain([line.len()]).map(|end| row.start..row.start + end)
    });
    blocks.chain(cells).filter_map(|range| {
        let words = text.shown[range.clone()].trim_end();
        let word = words.rsplit(char::is_whitespace).next().unwrap_or_default().strip_suffix('\\')?;
        (!word.contains(['\\', ':', '/'])).then(|| range.start + words.len() - 1)
    })
}

/// The name of a sign: `U+202E`.
fn code_point(sign: &str) -> String {
    sign.chars().next().map_or_else(String::new, |c| format!("U+{:04X}", u32::from(c)))
}

/// Whether a whole line is a mark, and what to write instead.
fn line_mark(line: &Line<'_>) -> Option<&'static str> {
    let words = line.words;
    let block = ["!!!", "???+", "???", "===!", "===", "///"].iter().find_map(|mark| words.strip_prefix(mark));
    if let Some(kind) = block {
        let is_tab = words.starts_with("===");
        let kind = kind.trim_start();
        let name = kind.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(kind.len());
        let ends = kind[name..].is_empty() || kind[name..].starts_with([' ', '|']);
        if !is_tab && name > 1 && ends || is_tab && kind.starts_with('"') {
            return Some(ALERT);
        }
    }
    if words.len() > 3 && words.bytes().all(|byte| byte == b'/') || words.starts_with("// ") {
        return Some(COMMENT);
    }
    if is_line_of_contents(words) || CONTENTS_LINES.iter().any(|mark| words.eq_ignore_ascii_case(mark)) {
        return Some(CONTENTS);
    }
    // `*[HTML]: …`, `(@) …`, `#. …`
    if words
        .strip_prefix("*[")
        .and_then(|rest| rest.split_once("]:"))
        .is_some_and(|(word, _)| !word.contains(['[', ']']))
    {
        return Some(ABBREVIATION);
    }
    let example = words.strip_prefix("(@").and_then(|rest| rest.split_once(')'));
    let counts = example.filter(|(name, _)| name.is_empty() || is_name(name)).map(|(_, rest)| rest);
    if counts.or_else(|| words.strip_prefix("#.")).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
        return Some(COUNTED);
    }
    let command = |rest: &str| rest.trim_end().chars().all(|c| c.is_ascii_alphabetic());
    let is_other = ["--8<--", "@import \"", "!include ", "@include "].iter().any(|mark| words.starts_with(mark))
        || words.strip_prefix("#+").is_some_and(|rest| rest.split([':', ' ']).next().is_some_and(is_upper))
        || words.strip_prefix('\\').is_some_and(|rest| {
            ["newpage", "pagebreak", "clearpage", "tableofcontents"].contains(&rest) && command(rest)
        })
        || ["include::", "image::", "video::", "ifdef::", "ifndef::", "ifeval::", "endif::"]
            .iter()
            .any(|mark| words.strip_prefix(mark).is_some_and(|rest| rest.contains('[') && rest.ends_with(']')))
        || is_import(words)
        || is_textile_block(words)
        || ASCIIDOC_BOXES.contains(&words)
        || ["|===", "|}"].contains(&words)
        || words.starts_with("{|")
        || words.strip_prefix(".. ").is_some_and(|rest| !rest.trim().is_empty())
        || words.strip_prefix("[").and_then(|rest| rest.strip_suffix(']')).is_some_and(is_role)
        || is_field_line(words)
        || words.ends_with(']') && ASCIIDOC_ATTRIBUTES.iter().any(|mark| words.starts_with(mark));
    if is_other {
        return Some(OTHER);
    }
    // The line below the head of a table in Pandoc: dashes in columns.
    let dashes = words.split_whitespace().filter(|dashes| dashes.len() > 2 && dashes.bytes().all(|byte| byte == b'-'));
    (dashes.count() > 1 && words.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'\t')))
        .then_some(typed_blocks::COLUMNS)
}

/// `Limits ........ 12`: a line of a table of contents.
fn is_line_of_contents(words: &str) -> bool {
    let before = words.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    before.len() < words.len() && (before.ends_with("....") || before.ends_with("……") || before.ends_with(". . . ."))
}

/// `.lead`, `#limits`: what `AsciiDoc` writes in brackets above a block.
fn is_role(inside: &str) -> bool {
    inside.strip_prefix(['.', '#', '%']).is_some_and(is_name) && !inside[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// `:author: Ana`, `:PROPERTIES:`: a field of `reStructuredText`, `AsciiDoc` or Org.
fn is_field_line(words: &str) -> bool {
    let field = words.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    field.is_some_and(|(name, rest)| {
        is_name(name) && !EMOJI_NAMES.contains(&name) && (rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

/// The byte from which the end of a line is a mark: ` ^a1b2c3`, the name of a block in Obsidian.
fn last_mark(words: &str) -> Option<usize> {
    let (at, name) = words.rmatch_indices('^').next().map(|(at, _)| (at, &words[at + 1..]))?;
    let is_apart = at == 0 || words[..at].ends_with(' ');
    let is_name =
        name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (is_apart && is_name).then_some(at)
}

fn is_upper(word: &str) -> bool {
    word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// `import Tabs from '@theme/Tabs';`, `export const x = …`: scripts in MDX.
fn is_import(words: &str) -> bool {
    let quoted = |rest: &str| {
        let rest = rest.trim().trim_end_matches(';');
        rest.len() > 2
            && (rest.starts_with('\'') && rest.ends_with('\'') || rest.starts_with('"') && rest.ends_with('"'))
    };
    let import = words.strip_prefix("import ");
    import.is_some_and(|rest| quoted(rest) || rest.rsplit_once(" from ").is_some_and(|(_, file)| quoted(file)))
        || ["export const ", "export default ", "export function "].iter().any(|mark| words.starts_with(mark))
}

/// `h2. Time limits`, `bq. Words`, `p(lead). Words`: a block in Confluence's and Textile's notation.
fn is_textile_block(words: &str) -> bool {
    let Some((name, rest)) = words.split_once(". ") else { return false };
    let (kind, class) = name.split_at(name.find(['(', '{', '[']).unwrap_or(name.len()));
    let is_heading = kind.strip_prefix('h').is_some_and(|level| ["1", "2", "3", "4", "5", "6"].contains(&level));
    let is_block = is_heading || ["bq", "bc", "notextile"].contains(&kind) || kind == "p" && !class.is_empty();
    is_block && (class.is_empty() || class.ends_with([')', '}', ']'])) && !rest.trim().is_empty()
}

/// `{.class}`, `{: .class}`, `{width=50%}`: attributes of kramdown and Pandoc. A heading may have a name, `{#name}`.
fn attributes(text: &Written<'_>, line: &Line<'_>, marks: &mut Vec<(Range<usize>, &'static str)>) {
    // A name stands behind the words of a heading, or on the line below.
    let is_below = |end: usize| {
        let between = text.shown.get(end..line.words_at).unwrap_or("-");
        line.words.starts_with("{:") && between.trim().is_empty() && between.matches('\n').count() < 2
    };
    let mut headings = text.blocks.headings.iter();
    let is_heading = headings.any(|(range, _)| range.contains(&line.words_at) || is_below(range.end));
    for (at, _) in line.words.match_indices('{') {
        let Some(end) = line.words[at..].find('}').map(|end| at + end) else { continue };
        let inside = line.words[at + 1..end].strip_prefix(':').unwrap_or(&line.words[at + 1..end]);
        let parts: Vec<&str> = inside.split_whitespace().collect();
        let is_attribute = |part: &&str| {
            let named = part.strip_prefix(['.', '#']).is_some_and(|name| {
                is_name(&name.replacen(':', "-", 1)) && !name.starts_with(|c: char| c.is_ascii_digit())
            });
            // `{-}`: Pandoc gives a heading no number.
            named
                || *part == "-" && is_heading
                || part.split_once('=').is_some_and(|(key, value)| is_name(key) && !value.is_empty())
        };
        let names = is_heading && parts.iter().any(|part| part.starts_with('#'));
        // `{#two words}` names no heading.
        let is_broken = parts.first().is_some_and(|part| part.len() > 1 && part.starts_with('#') && is_attribute(part));
        if !parts.is_empty()
            && (parts.iter().all(is_attribute) && !names
                || is_broken && parts.len() > 1 && !parts.iter().all(is_attribute))
        {
            marks.push((line.words_at + at..line.words_at + end + 1, ATTRIBUTES));
        }
    }
}

/// The length of the box of a task that is neither open nor done, or of which no box is made: `[-]`, `[]`, `-[ ]`, `[x]words`.
fn other_task(words: &str, is_item: bool) -> Option<usize> {
    // A mark without a space behind it begins no item.
    let glued = words.strip_prefix(['-', '*', '+']).filter(|_| !is_item);
    let inside = glued.unwrap_or(words).strip_prefix('[')?;
    let (mark, rest) = inside.split_once(']')?;
    let mut signs = mark.trim().chars();
    let (sign, is_one) = (signs.next(), signs.next().is_none());
    let is_known = sign.is_none_or(|sign| matches!(sign, 'x' | 'X'));
    let is_other = match sign {
        _ if !is_one || rest.starts_with(['(', '[', ':']) || mark == "^" => false,
        _ if glued.is_some() => is_known,
        // Without a mark before it, it may be any brackets.
        _ if !is_item => mark == " " && rest.starts_with([' ', '\t']),
        Some(sign) if !is_known => {
            !sign.is_alphanumeric() && mark.len() == sign.len_utf8() && rest.starts_with([' ', '\t'])
        }
        _ => mark.chars().count() != 1 || rest.starts_with(char::is_alphanumeric),
    };
    is_other.then_some(words.len() - rest.len())
}
