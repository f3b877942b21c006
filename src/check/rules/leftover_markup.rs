//! `leftover-markup`: marks that mean something to another tool, and that readers of this one would see as they stand.

use std::ops::Range;

use super::typed_blocks;
use crate::check::written::{Line, Written, excerpt};
use crate::diagnostic::{Diagnostics, Rule};
use crate::text::decode_entities;

/// The longest mark that is looked for, in bytes.
const LONGEST: usize = 600;

/// The most characters of a mark in a message.
const LONGEST_EXCERPT: usize = 40;

const TEMPLATE: &str = "write the words themselves, or a fact: `{fact:late-fee}`; put an example between backticks";
const COMMENT: &str =
    "write a comment for editors as `<!-- … -->`, which no edition holds; put an example between backticks";
const EDITS: &str = "write what is to be read; the history keeps what was there before";
const KRAMDOWN: &str = "remove it; a comment for editors is `<!-- … -->`, which no edition holds";
const ALERT: &str = "write an alert: `> [!NOTE]`, with `>` before each of its lines; put an example between backticks";
const CONTENTS: &str = "remove it: a page shows its contents by itself";
const ATTRIBUTES: &str = "remove it: only a heading may have a name of its own, `{#name}`";
const EMPHASIS: &str = "write `**words**`; put an example between backticks";
const EMOJI: &str = "write the sign itself, or a word";
const FORMULA: &str = "write the formula in words and signs; put an example between backticks";
const ABBREVIATION: &str = "write it out where it is first used, or define it in glossary.md";
const NOTE: &str = "write `[^name]` here, and the note below: `[^name]: …`";
const RAISED: &str = "write `<sup>2</sup>`";
const SOURCE: &str = "write who says it, or link to it";
const COUNTED: &str = "begin each item with its number: `1. `";
const SIGN: &str = "write the sign that was meant: it was lost when the text was copied, or saved in another encoding";
const TASK: &str = "write `[ ]` for what is to be done and `[x]` for what is done";
const BREAK: &str = "remove it; within a cell, `<br>` breaks a line";
const OTHER: &str = "write it in Markdown, or remove it; put an example between backticks";

/// Pairs of marks, and what to write instead of what they enclose.
const PAIRS: [(&str, &str, &str); 17] = [
    ("{{", "}}", TEMPLATE),
    ("{%", "%}", TEMPLATE),
    ("<%", "%>", TEMPLATE),
    ("<![", "]>", OTHER),
    ("{!", "!}", TEMPLATE),
    ("{/*", "*/}", COMMENT),
    ("{#", "#}", COMMENT),
    ("{>>", "<<}", COMMENT),
    ("{--", "--}", EDITS),
    ("{++", "++}", EDITS),
    ("{~~", "~~}", EDITS),
    ("{==", "==}", EDITS),
    ("{::", "}", KRAMDOWN),
    ("{:/", "}", KRAMDOWN),
    ("%%", "%%", COMMENT),
    ("$$", "$$", FORMULA),
    ("==", "==", EMPHASIS),
];

/// Lines that stand for a table of contents in other tools.
const CONTENTS_LINES: [&str; 10] =
    ["[toc]", "[[toc]]", "[[_toc_]]", "@[toc]", "{:toc}", "{: toc}", "{toc}", "__toc__", "<<toc>>", "${toc}"];

/// Macros of Confluence.
const MACROS: [&str; 17] = [
    "anchor", "children", "code", "color", "column", "excerpt", "expand", "info", "jira", "noformat", "note", "panel",
    "quote", "section", "status", "tip", "warning",
];

/// Signs by name, as chats and other tools write them.
const EMOJI_NAMES: [&str; 34] = [
    "+1",
    "-1",
    "arrow_right",
    "bangbang",
    "bell",
    "books",
    "bug",
    "bulb",
    "calendar",
    "checkered_flag",
    "clipboard",
    "construction",
    "email",
    "exclamation",
    "eyes",
    "fire",
    "heart",
    "heavy_check_mark",
    "information_source",
    "lock",
    "memo",
    "no_entry",
    "phone",
    "point_right",
    "pushpin",
    "question",
    "rocket",
    "rotating_light",
    "smile",
    "sparkles",
    "star",
    "tada",
    "warning",
    "white_check_mark",
];

/// Boxes of `AsciiDoc`, and what its other lines of attributes begin with.
const ASCIIDOC_BOXES: [&str; 5] = ["[NOTE]", "[TIP]", "[IMPORTANT]", "[WARNING]", "[CAUTION]"];
const ASCIIDOC_ATTRIBUTES: [&str; 7] = ["[source", "[quote", "[verse", "[cols=", "[options=", "[%", "[horizontal"];

/// Tags of the notation of forums.
const FORUM_TAGS: [&str; 14] =
    ["b", "i", "u", "s", "url", "img", "code", "quote", "list", "color", "size", "center", "spoiler", "email"];

/// What Word, Outlook and language models leave behind where something did not come along.
const LEFT_BEHIND: [(&str, &str); 8] = [
    ("Error! Reference source not found.", "link to the heading or the page that was meant"),
    ("Error! Bookmark not defined.", "link to the heading or the page that was meant"),
    ("Error! Hyperlink reference not valid.", "link to the page that was meant"),
    ("Fehler! Verweisquelle konnte nicht gefunden werden.", "link to the heading or the page that was meant"),
    ("Fehler! Textmarke nicht definiert.", "link to the heading or the page that was meant"),
    ("[cid:", "put the picture next to this file, and write `![What it shows](picture.png)`"),
    (":contentReference[oaicite:", "remove it, or link to the source"),
    ("{ MERGEFIELD ", "write the words themselves, or a fact: `{fact:late-fee}`"),
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let mut marks: Vec<(Range<usize>, &str)> = Vec::new();
    // Whatever is wrong with the fence of a block is reported as that.
    for line in text.lines().filter(|line| !line.words.starts_with(":::")) {
        if let Some(help) = line_mark(&line) {
            marks.push((line.words_at..line.words_at + line.words.len(), help));
        }
        let is_item = text.shown[line.start..line.words_at].trim_end().ends_with(['-', '*', '+', '.', ')']);
        if is_item && let Some(length) = other_task(line.words) {
            marks.push((line.words_at..line.words_at + length, TASK));
        }
        if line.words.contains('{') {
            attributes(text, &line, &mut marks);
        }
    }
    for paragraph in &text.blocks.paragraphs {
        typed_blocks::marks(text, paragraph, &mut marks);
    }
    marks.extend(last_backslashes(text).map(|at| (at..at + 1, BREAK)));
    // The signs of bullets that open no list are a part of that.
    let has_bullets = marks.iter().any(|(_, help)| *help == typed_blocks::BULLET);
    let mut at = 0;
    while let Some(next) = text.shown[at..].find(is_sign).map(|found| at + found) {
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
        if range.start < end || text.is_escaped(range.start) {
            continue;
        }
        end = range.end;
        let mark = excerpt(&text.text[range.clone()], LONGEST_EXCERPT);
        let message = match help {
            SIGN if mark.starts_with("&#") => format!("`{mark}` stands for no sign; readers would see `�`"),
            SIGN if mark.starts_with('&') => format!("`{mark}` stands for no sign; readers would see it as it stands"),
            SIGN => format!("a sign was lost here; readers would see `{mark}`"),
            BREAK => "this backslash breaks no line, since nothing follows it here; readers would see it".to_owned(),
            typed_blocks::BULLET | typed_blocks::ITEM | typed_blocks::COLUMNS => {
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

/// Whether a mark within a line may begin with a character.
fn is_sign(c: char) -> bool {
    matches!(c, '{' | '<' | '%' | '$' | '=' | '+' | '|' | '&' | ':' | '[' | '^' | '\\' | 'E' | 'F' | '【') || is_lost(c)
}

/// What stands where a sign or a picture could not be copied, and what has a meaning in one font alone.
fn is_lost(c: char) -> bool {
    matches!(c, '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
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
    if words.len() > 3 && words.bytes().all(|byte| byte == b'/') {
        return Some(COMMENT);
    }
    if CONTENTS_LINES.iter().any(|mark| words.eq_ignore_ascii_case(mark)) {
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
    let is_other = words.starts_with("--8<--")
        || words.strip_prefix(".. ").is_some_and(|rest| rest.split_once("::").is_some_and(|(name, _)| is_name(name)))
        || words.strip_prefix("#+").is_some_and(|rest| rest.split([':', ' ']).next().is_some_and(is_upper))
        || words.strip_prefix('\\').is_some_and(|rest| {
            ["newpage", "pagebreak", "clearpage", "tableofcontents"].contains(&rest) && command(rest)
        })
        || ["include::", "image::", "video::", "ifdef::", "ifndef::", "ifeval::", "endif::"]
            .iter()
            .any(|mark| words.strip_prefix(mark).is_some_and(|rest| rest.contains('[') && rest.ends_with(']')))
        || is_import(words)
        || is_textile_heading(words)
        || ASCIIDOC_BOXES.contains(&words)
        || words == "|==="
        || words.ends_with(']') && ASCIIDOC_ATTRIBUTES.iter().any(|mark| words.starts_with(mark));
    if is_other {
        return Some(OTHER);
    }
    // The line below the head of a table in Pandoc: dashes in columns.
    let dashes = words.split_whitespace().filter(|dashes| dashes.len() > 2 && dashes.bytes().all(|byte| byte == b'-'));
    (dashes.count() > 1 && words.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'\t')))
        .then_some(typed_blocks::COLUMNS)
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
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

/// `h2. Time limits`: a heading in Confluence's and Textile's notation.
fn is_textile_heading(words: &str) -> bool {
    let rest = words.strip_prefix('h').and_then(|rest| rest.strip_prefix(['1', '2', '3', '4', '5', '6']));
    rest.and_then(|rest| rest.strip_prefix(". ")).is_some_and(|rest| !rest.trim().is_empty())
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
            let named = part
                .strip_prefix(['.', '#'])
                .is_some_and(|name| is_name(name) && !name.starts_with(|c: char| c.is_ascii_digit()));
            named || part.split_once('=').is_some_and(|(key, value)| is_name(key) && !value.is_empty())
        };
        let names = is_heading && parts.iter().any(|part| part.starts_with('#'));
        if !parts.is_empty() && parts.iter().all(is_attribute) && !names {
            marks.push((line.words_at + at..line.words_at + end + 1, ATTRIBUTES));
        }
    }
}

/// The end of the mark that begins at a byte, and what to write instead.
fn inline_mark(text: &Written<'_>, at: usize) -> Option<(usize, &'static str)> {
    let before = &text.shown[..at];
    let rest = &text.shown[at..];
    for (open, close, help) in PAIRS {
        let Some(inside) = rest.strip_prefix(open) else { continue };
        let Some(length) = pair(inside, close) else { continue };
        let words = &inside[..length];
        let behind = &inside[length + close.len()..];
        let fits = match open {
            // `50%% … 60%%`, `a == b == c`, `$$$` are no marks.
            "%%" | "$$" => {
                let sign = &open[..1];
                !before.ends_with(|c: char| c.is_alphanumeric()) && !before.ends_with(sign) && !behind.starts_with(sign)
            }
            "==" => {
                !before.ends_with(['=', '<', '>', '!'])
                    && !behind.starts_with('=')
                    && words.trim() == words
                    && !words.contains('\n')
            }
            _ => true,
        };
        if fits && !words.trim_matches(['=', '$', '%']).trim().is_empty() {
            return Some((at + open.len() + length + close.len(), help));
        }
    }
    if let Some(inside) = rest.strip_prefix('{') {
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let length = name.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(name.len());
        let is_macro = MACROS.contains(&&name[..length]) && name[length..].starts_with(['}', ':', '|']);
        let line = inside.split('\n').next().filter(|_| is_macro)?;
        let end = line.find('}')?;
        return Some((at + end + 2, OTHER));
    }
    if rest.starts_with(is_lost) {
        return Some((at + rest.chars().next().map_or(1, char::len_utf8), SIGN));
    }
    let found = entity(before, rest).or_else(|| sign_pair(before, rest)).or_else(|| note_or_source(before, rest));
    if let Some((length, help)) = found {
        return Some((at + length, help));
    }
    if let Some(inside) =
        rest.strip_prefix(':').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == ':'))
    {
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && !"_+-".contains(c)).unwrap_or(inside.len());
        let name = &inside[..length];
        let icon = ["material-", "fontawesome-", "octicons-", "simple-"].iter().any(|set| name.starts_with(set));
        if (icon || EMOJI_NAMES.contains(&name)) && inside[length..].starts_with(':') {
            return Some((at + length + 2, EMOJI));
        }
    }
    if let Some(end) =
        rest.strip_prefix('【').and_then(|inside| inside.find('】').filter(|end| inside[..*end].contains('†')))
    {
        return Some((at + end + 2 * '【'.len_utf8(), "remove it, or link to the source"));
    }
    let left = LEFT_BEHIND.iter().find(|(words, _)| rest.starts_with(words));
    left.map(|(words, help)| {
        (at + rest.find([']', '}']).filter(|_| words.contains(['[', '{'])).map_or(words.len(), |end| end + 1), *help)
    })
}

/// The length of the box of a task that is neither open nor done: `[-]`, `[/]`, `[>]`.
fn other_task(words: &str) -> Option<usize> {
    let (mark, rest) = words.strip_prefix('[')?.split_once(']')?;
    let mut signs = mark.chars();
    let is_other = signs.next().is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace()) && signs.next().is_none();
    (is_other && mark != "^" && rest.starts_with([' ', '\t'])).then_some(mark.len() + "[]".len())
}

/// The length of what looks like the name of a sign with which the text begins, and names none: `&nbps;`, `&#0;`, `&copy` without its end.
fn entity(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    let inside = rest.strip_prefix('&')?;
    let number = inside.strip_prefix('#');
    let length = inside.len() - number.unwrap_or(inside).trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
    let (name, behind) = inside.split_at(length);
    let is_ended = behind.starts_with(';');
    if name.is_empty() || number == Some("") {
        return None;
    }
    let whole = rest.get(..1 + length + usize::from(is_ended))?;
    let decoded = decode_entities(whole);
    let is_wrong = match (is_ended, number) {
        (true, Some(_)) => decoded.contains('\u{fffd}'),
        // `AT&T;` is a name.
        (true, None) => {
            let is_apart = !before.ends_with(|c: char| c.is_alphanumeric());
            decoded == whole && name.len() > 2 && (is_apart || name.bytes().all(|byte| byte.is_ascii_lowercase()))
        }
        (false, _) => {
            let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            decoded != whole && !behind.starts_with('=') && !word.contains(['/', '?', '='])
        }
    };
    is_wrong.then_some((whole.len(), SIGN))
}

/// The length of a pair of signs that other tools read, with what they enclose on one line: `$x^2$`, `++words++`, `||words||`, `[/b]`.
fn sign_pair(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    if let Some(name) = rest.strip_prefix("[/") {
        let (name, behind) = name.split_once(']')?;
        let is_tag = FORUM_TAGS.contains(&name) && !behind.starts_with(['(', '[', ':']);
        return is_tag.then_some((name.len() + "[/]".len(), OTHER));
    }
    let sign = ["$", "++", "||"].into_iter().find(|sign| rest.starts_with(sign))?;
    let line = rest[sign.len()..].split(['\n', '\r']).next()?;
    let (inside, behind) = line.split_once(sign)?;
    let one = &sign[..1];
    let is_apart = !before.ends_with(|c: char| c.is_alphanumeric() || c == '\\') && !before.ends_with(one);
    let is_closed = !behind.starts_with(|c: char| c.is_alphanumeric()) && !behind.starts_with(one);
    if inside.is_empty() || inside.trim() != inside || inside.starts_with(one) || !is_apart || !is_closed {
        return None;
    }
    let help = match sign {
        // `$5/$`, `$A`
        "$" => {
            let is_letter = inside.len() == 1 && inside.chars().all(char::is_alphabetic);
            (is_letter || inside.contains(['^', '_', '\\', '='])).then_some(FORMULA)?
        }
        // A row of a table may have empty cells.
        "||" => {
            let own = before.rsplit(['\n', '\r']).next().unwrap_or_default();
            (!own.contains('|') && !behind.contains('|')).then_some(OTHER)?
        }
        _ => EDITS,
    };
    Some((inside.len() + 2 * sign.len(), help))
}

/// The length of a mark of Pandoc's or LaTeX's with which the text begins, and what to write instead: `^[a note]`, `x^2^`, `[@smith, p. 3]`,
/// `\textbf{words}`.
fn note_or_source(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    if let Some(inside) = rest.strip_prefix("^[") {
        return pair(inside, "]").filter(|length| *length > 0).map(|length| ("^[]".len() + length, NOTE));
    }
    if let Some(inside) = rest.strip_prefix('^').filter(|_| before.ends_with(char::is_alphanumeric)) {
        let length = inside.find(|c: char| !c.is_alphanumeric() && !"+-−".contains(c))?;
        let behind = inside[length..].strip_prefix('^')?;
        let is_mark = length > 0 && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '^');
        return is_mark.then_some((length + "^^".len(), RAISED));
    }
    if let Some(inside) = rest.strip_prefix("[@").or_else(|| rest.strip_prefix("[-@")) {
        let length = pair(inside, "]").filter(|_| inside.starts_with(char::is_alphanumeric))?;
        let is_link = inside[length + 1..].starts_with(['(', '[', ':']);
        return (!is_link).then_some((rest.len() - inside.len() + length + 1, SOURCE));
    }
    let command = rest.strip_prefix('\\')?;
    let name = command.find(|c: char| !c.is_ascii_lowercase()).filter(|length| *length > 2)?;
    // `C:\policies\{id}` is a path.
    let inside =
        command[name..].strip_prefix('{').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == ':'))?;
    let length = pair(inside, "}")?;
    Some((rest.len() - inside.len() + length + 1, OTHER))
}

/// The length of what stands before the closing mark; none where a paragraph ends first.
fn pair(inside: &str, close: &str) -> Option<usize> {
    let length = inside[..inside.floor_char_boundary(LONGEST + close.len())].find(close)?;
    let words = &inside[..length];
    (!words.contains("\n\n") && !words.contains("\r\n\r\n")).then_some(length)
}
