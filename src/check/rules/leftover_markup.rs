//! `leftover-markup`: marks that mean something to another tool, and that readers of this one would see as they stand.

use std::ops::Range;

use crate::check::written::{Line, Written, excerpt};
use crate::diagnostic::{Diagnostics, Rule};

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
const BULLET: &str = "begin each item with `- `, and put an empty line before the first";
const NO_BREAK: &str = "put an ordinary space behind the mark; the one that stands there does not break a line";
const DEFINITION: &str = "write a list or a table: words are defined in glossary.md alone";
const ABBREVIATION: &str = "write it out where it is first used, or define it in glossary.md";
const HEADING: &str = "put a space behind `#`; a heading has six levels at most";
const SIGNS_OF_A_HEADING: &str = "begin a heading with `#`, one for each level, and a space";
const NOTE: &str = "write `[^name]` here, and the note below: `[^name]: …`";
const RAISED: &str = "write `<sup>2</sup>`";
const SOURCE: &str = "write who says it, or link to it";
const LINES: &str = "end each line but the last with `\\`, so that it stays a line";
const COUNTED: &str = "begin each item with its number: `1. `";
const OTHER: &str = "write it in Markdown, or remove it; put an example between backticks";

/// Signs that word processors put before the items of a list; those of the fonts Symbol and Wingdings have no letter of their own.
const BULLETS: [char; 17] =
    ['•', '·', '–', '◦', '▪', '▫', '●', '○', '■', '□', '‣', '⁃', '➢', '❖', '\u{f0b7}', '\u{f0a7}', '\u{f0d8}'];

/// Pairs of marks, and what to write instead of what they enclose.
const PAIRS: [(&str, &str, &str); 16] = [
    ("{{", "}}", TEMPLATE),
    ("{%", "%}", TEMPLATE),
    ("<%", "%>", TEMPLATE),
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

/// What stands where a sign could not be read.
const LOST_SIGN: &str = "\u{fffd}";

/// What Word, Outlook and language models leave behind where something did not come along.
const LEFT_BEHIND: [(&str, &str); 9] = [
    ("Error! Reference source not found.", "link to the heading or the page that was meant"),
    ("Error! Bookmark not defined.", "link to the heading or the page that was meant"),
    ("Error! Hyperlink reference not valid.", "link to the page that was meant"),
    ("Fehler! Verweisquelle konnte nicht gefunden werden.", "link to the heading or the page that was meant"),
    ("Fehler! Textmarke nicht definiert.", "link to the heading or the page that was meant"),
    ("[cid:", "put the picture next to this file, and write `![What it shows](picture.png)`"),
    (":contentReference[oaicite:", "remove it, or link to the source"),
    (LOST_SIGN, "write the sign that was meant: it was lost when the text was copied, or saved in another encoding"),
    ("{ MERGEFIELD ", "write the words themselves, or a fact: `{fact:late-fee}`"),
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let mut marks: Vec<(Range<usize>, &str)> = Vec::new();
    // Whatever is wrong with the fence of a block is reported as that.
    for line in text.lines().filter(|line| !line.words.starts_with(":::")) {
        if let Some(help) = line_mark(&line) {
            marks.push((line.words_at..line.words_at + line.words.len(), help));
        }
        if line.words.contains('{') {
            attributes(text, &line, &mut marks);
        }
    }
    for paragraph in &text.blocks.paragraphs {
        typed_marks(text, paragraph, &mut marks);
    }
    let mut at = 0;
    while let Some(next) = text.shown[at..].find(is_sign).map(|found| at + found) {
        match inline_mark(text, next) {
            Some((end, help)) => {
                marks.push((next..end, help));
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
        let message = match mark.as_str() {
            LOST_SIGN => format!("a sign was lost here; readers would see `{mark}`"),
            _ => format!("`{mark}` is a mark of another tool; readers would see it as it stands"),
        };
        text.report(Rule::LeftoverMarkup, range, message, help, found);
    }
}

/// Whether a mark within a line may begin with a character.
fn is_sign(c: char) -> bool {
    matches!(c, '{' | '<' | '%' | '$' | '=' | ':' | '[' | '^' | '\\' | 'E' | 'F' | '【' | '\u{fffd}')
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
        || is_textile_heading(words);
    is_other.then_some(OTHER)
}

/// Finds what stands in a paragraph for a list, a definition or a heading and makes none, so that its lines run into one another.
fn typed_marks(text: &Written<'_>, paragraph: &Range<usize>, marks: &mut Vec<(Range<usize>, &'static str)>) {
    let mut start = paragraph.start;
    let lines = text.shown[paragraph.clone()].split_inclusive(['\n', '\r']).map(|line| {
        let (words, _) = crate::markdown::behind_marks(line);
        let at = start + line.len() - words.len();
        start += line.len();
        (at..at + words.trim_end().len(), words.trim_end())
    });
    let lines: Vec<(Range<usize>, &str)> = lines.filter(|(_, words)| !words.is_empty()).collect();
    // Word's second bullet is a letter of another font: `o`, and a tab.
    let is_item = |words: &str| {
        words.starts_with("o\t")
            || words.strip_prefix(BULLETS).is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    let mut items = lines.iter().filter(|(_, words)| is_item(words));
    if let (Some((first, _)), Some(_)) = (items.next(), items.next()) {
        marks.push((first.clone(), BULLET));
    }
    let no_break = lines.iter().filter(|(_, words)| words.split_once('\u{a0}').is_some_and(|(mark, _)| is_mark(mark)));
    marks.extend(no_break.map(|(range, _)| (range.clone(), NO_BREAK)));
    let defines = |words: &str| words.strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t']));
    if let Some((range, _)) = lines.iter().skip(1).find(|(_, words)| defines(words)) {
        marks.push((range.clone(), DEFINITION));
    }
    // Lines of verse or of an address in Pandoc. A row of a table has more than one bar.
    let is_line = |words: &str| words == "|" || words.starts_with("| ") && !words[1..].contains('|');
    if let [(first, words), _, ..] = &lines[..]
        && is_line(words)
        && lines.iter().filter(|(_, words)| words.starts_with('|')).all(|(_, words)| is_line(words))
    {
        marks.push((first.clone(), LINES));
    }
    if let [(range, words)] = &lines[..] {
        let signs = words.len() - words.trim_start_matches('=').len();
        if (2..=6).contains(&signs) && words[signs..].starts_with(' ') {
            marks.push((range.clone(), SIGNS_OF_A_HEADING));
        }
        let rest = words.trim_start_matches('#');
        let is_heading = match words.len() - rest.len() {
            0 => false,
            1..=6 => rest.starts_with(char::is_uppercase) && !rest.contains('#'),
            _ => rest.starts_with([' ', '\t']),
        };
        marks.extend(is_heading.then(|| (range.clone(), HEADING)));
    }
}

/// Whether this is the mark of an item or a heading.
fn is_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or("-");
    let is_number = !number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_heading = (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte == b'#');
    matches!(word, "-" | "*" | "+") || is_number || is_heading
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
    if let Some((length, help)) = note_or_source(before, rest) {
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
