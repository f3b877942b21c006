//! Marks within lines that mean something to another tool: `{{ name }}`, `%% ask Ana %%`, `:tada:`, `&nbps;`, `link:page.html[words]`.
//!
//! In: a text, and a byte of it. Out: where the mark that begins there ends, and what to write instead.

use super::unfilled_fields::field;
use crate::check::written::{self, Written};
use crate::text::decode_entities;

/// The longest mark that is looked for, in bytes.
const LONGEST: usize = 600;
/// How many bytes before a mark and from it on are looked at.
const AROUND: usize = LONGEST + 16;
/// Pairs of marks, and what to write instead of what they enclose.
const PAIRS: [(&str, &str, &str); 20] = [
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
    ("^^", "^^", EDITS),
    ("{\"", "\"}", TEMPLATE),
    ("{'", "'}", TEMPLATE),
];
/// Macros of Confluence.
const MACROS: [&str; 22] = [
    "anchor",
    "attachments",
    "children",
    "code",
    "color",
    "column",
    "details",
    "excerpt",
    "expand",
    "include",
    "info",
    "jira",
    "noformat",
    "note",
    "pagetree",
    "panel",
    "quote",
    "section",
    "status",
    "tip",
    "toc",
    "warning",
];
/// Signs by name, as chats and other tools write them.
pub(super) const EMOJI_NAMES: [&str; 34] = [
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
/// What stands before `:` in the links, pictures and keys of `AsciiDoc`.
const TARGETS: [&str; 11] =
    ["link", "xref", "image", "icon", "kbd", "btn", "menu", "footnote", "mailto", "http", "https"];
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
    ("HYPERLINK \"", "write `[words](address)`"),
];
const TEMPLATE: &str = "write the words themselves, or a fact: `{fact:late-fee}`; put an example between backticks";
pub(super) const FACT: &str =
    "write `{fact:late-fee}`, with a key of facts.toml, no capitals and no spaces; put an example between backticks";
/// The longest use of a fact, in bytes.
const LONGEST_FACT: usize = 80;
pub(super) const COMMENT: &str =
    "write a comment for editors as `<!-- … -->`, which no edition holds; put an example between backticks";
const EDITS: &str = "write what is to be read; the history keeps what was there before";
const KRAMDOWN: &str = "remove it; a comment for editors is `<!-- … -->`, which no edition holds";
pub(super) const EMPHASIS: &str = "write `**words**`; put an example between backticks";
const EMOJI: &str = "write the sign itself, or a word";
const FORMULA: &str = "write the formula in words and signs; put an example between backticks";
const NOTE: &str = "write `[^name]` here, and the note below: `[^name]: …`";
const RAISED: &str = "write `<sup>2</sup>`";
const LOWERED: &str = "write `<sub>2</sub>`";
const SOURCE: &str = "write who says it, or link to it";
pub(super) const SIGN: &str =
    "write the sign that was meant: it was lost when the text was copied, or saved in another encoding";
pub(super) const TICK: &str =
    "close the words with another backtick, write a quotation mark, or put a backslash before it";
const PICTURE: &str = "write `![What it shows](picture.png)`";
pub(super) const OTHER: &str = "write it in Markdown, or remove it; put an example between backticks";
/// What stands for a byte of code.
const CODE: char = written::CODE as char;

/// Whether a mark within a line may begin with a character.
pub(super) fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation()
        && !matches!(c, '"' | '(' | ')' | ',' | '-' | '.' | '/' | ';' | '>' | '?' | ']' | '_' | '}')
        || matches!(c, CODE | 'E' | 'F' | 'H' | 'b' | 'f' | 'h' | 'i' | 'k' | 'l' | 'm' | 'x' | '«' | '【')
        || is_lost(c)
}

/// What stands where a sign or a picture could not be copied, and what has a meaning in one font alone.
fn is_lost(c: char) -> bool {
    matches!(c, '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}

pub(super) fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// The end of the mark that begins at a byte, and what to write instead.
pub(super) fn inline_mark(text: &Written<'_>, at: usize) -> Option<(usize, &'static str)> {
    let before = &text.shown[text.shown.ceil_char_boundary(at.saturating_sub(AROUND))..at];
    let rest = &text.shown[at..];
    let rest = &rest[..rest.floor_char_boundary(AROUND)];
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let target = target_in_words(before, rest).map(|(length, help)| (at + length, help));
        return target.or_else(|| left_behind(rest).map(|(length, help)| (at + length, help)));
    }
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
            "^^" => words.trim() == words && words.starts_with(char::is_alphanumeric) && !words.contains('\n'),
            "==" => {
                !before.ends_with(['=', '<', '>', '!'])
                    && !behind.starts_with('=')
                    && words.trim() == words
                    && !words.contains('\n')
            }
            _ => true,
        };
        // MDX writes a space as `{" "}`.
        let is_space = open == "{\"" && words == " ";
        if fits && (is_space || !words.trim_matches(['=', '$', '%']).trim().is_empty()) {
            return Some((at + open.len() + length + close.len(), help));
        }
    }
    if let Some(length) = almost_a_fact(rest) {
        return Some((at + length, FACT));
    }
    if let Some(length) = field(before, rest) {
        return Some((at + length, TEMPLATE));
    }
    if let Some(inside) = rest.strip_prefix('{') {
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let length = name.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(name.len());
        let is_macro = MACROS.contains(&&name[..length]) && name[length..].starts_with(['}', ':', '|']);
        let line = inside.split('\n').next().filter(|_| is_macro)?;
        let end = line.find('}')?;
        return Some((at + end + 2, OTHER));
    }
    if let Some(behind) = rest.strip_prefix(CODE) {
        // `words`_ in reStructuredText
        let is_link = behind.strip_prefix('_').is_some_and(|behind| !behind.starts_with(char::is_alphanumeric));
        return is_link.then_some((at + 2, OTHER));
    }
    if rest.starts_with('`') {
        return Some((at + rest.len() - rest.trim_start_matches('`').len(), TICK));
    }
    if rest.starts_with(is_lost) {
        return Some((at + rest.chars().next().map_or(1, char::len_utf8), SIGN));
    }
    let found = entity(before, rest).or_else(|| sign_pair(before, rest)).or_else(|| note_or_source(before, rest));
    if let Some((length, help)) = found {
        return Some((at + length, help));
    }
    // `Term:: words`, `due:: today` of `AsciiDoc` and Obsidian, and what announces code in `reStructuredText`
    if let Some(behind) = rest.strip_prefix("::").filter(|_| before.ends_with(char::is_alphanumeric)) {
        return (behind.is_empty() || behind.starts_with(char::is_whitespace)).then_some((at + 2, OTHER));
    }
    if let Some(inside) =
        rest.strip_prefix(':').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == ':'))
    {
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && !"_+-".contains(c)).unwrap_or(inside.len());
        let name = &inside[..length];
        // :ref:`limits` in reStructuredText
        if length > 0 && inside[length..].strip_prefix(':').is_some_and(|behind| behind.starts_with(CODE)) {
            return Some((at + length + 2, OTHER));
        }
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
    left_behind(rest).map(|(length, help)| (at + length, help))
}

/// The length of what looks like the use of a fact with which the text begins, and is none: `{fact: late-fee}`, `{Fact:late-fee}`,
/// `{fact:late fee}`, `{fact:late-fee` without its end.
fn almost_a_fact(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('{')?;
    let name = inside.trim_start();
    let word = name.get(.."fact".len()).filter(|word| word.eq_ignore_ascii_case("fact"))?;
    let behind = name[word.len()..].trim_start_matches(['s', 'S']);
    let is_one = behind.trim_start().starts_with([':', '：', '=']) || behind.starts_with('.');
    let line = inside.split("\n\n").next().unwrap_or_default();
    let end = line.find('}').filter(|end| *end < LONGEST_FACT);
    let is_plain = inside.strip_prefix("fact:").is_some_and(|key| {
        let length = key.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(key.len());
        length > 0 && key[length..].starts_with('}')
    });
    let word_end = || line.find(char::is_whitespace).unwrap_or(line.len());
    (is_one && !is_plain).then(|| end.map_or_else(|| 1 + word_end(), |end| end + "{}".len()))
}

/// The length of what a program left where something did not come along, with which the text begins.
fn left_behind(rest: &str) -> Option<(usize, &'static str)> {
    let (words, help) = LEFT_BEHIND.iter().find(|(words, _)| rest.starts_with(words))?;
    let end = rest.find([']', '}']).filter(|_| words.contains(['[', '{']));
    Some((end.map_or(words.len(), |end| end + 1), help))
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
        // `&amp;nbsp;` is written twice over.
        (true, None) if name == "amp" => {
            let twice = format!("&{}", &behind[1..]);
            let inner = twice.split_inclusive(';').next().unwrap_or_default();
            let is_name =
                inner.len() > 3 && inner[1..].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b';');
            return (is_name && decode_entities(inner) != inner).then_some((whole.len() + inner.len() - 1, SIGN));
        }
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
    // ''words'' and '''words''' of MediaWiki; inches are two such signs behind a number.
    if rest.starts_with("''") && !before.ends_with(|c: char| c.is_alphanumeric() || c == '\'') {
        let line = rest.split(['\n', '\r']).next()?;
        let length = line.len() - line.trim_start_matches('\'').len();
        let inside = &line[length..];
        let close = inside.find("''").filter(|close| *close > 0 && inside.starts_with(char::is_alphanumeric))?;
        return Some((
            length + close + inside[close..].len() - inside[close..].trim_start_matches('\'').len(),
            EMPHASIS,
        ));
    }
    // !picture.png! and !picture.png|thumbnail! of Jira
    if let Some(inside) = rest.strip_prefix('!') {
        let (name, _) = inside.split_once('!').filter(|(name, _)| !name.contains(char::is_whitespace))?;
        let ending = name.split('|').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
        let is_picture = ["png", "jpg", "jpeg", "gif", "svg", "webp"].contains(&ending.as_str());
        return is_picture.then_some((name.len() + 2, PICTURE));
    }
    // [~ana] of Jira
    if let Some(inside) = rest.strip_prefix("[~") {
        let length = inside.find(']').filter(|length| is_name(&inside[..*length]))?;
        return Some((length + "[~]".len(), OTHER));
    }
    let sign = ["$", "++", "||", "+"].into_iter().find(|sign| rest.starts_with(sign))?;
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
        // `+44` and `A+` are no marks; `+word+` is one of Jira and Textile.
        "+" => {
            // Addresses have `+` for spaces.
            let begins = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "(\"'[*|".contains(c));
            let is_word = begins && inside.starts_with(char::is_alphabetic);
            (is_word && inside.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')).then_some(EDITS)?
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
    let is_in_word = before.ends_with(char::is_alphanumeric);
    if let Some(inside) = rest.strip_prefix('^').filter(|_| is_in_word || before.is_empty() || before.ends_with(' ')) {
        let length = inside.find(|c: char| !c.is_alphanumeric() && !"+-−".contains(c))?;
        let behind = inside[length..].strip_prefix('^')?;
        let is_mark = length > 0 && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '^');
        return is_mark.then_some((length + "^^".len(), RAISED));
    }
    // `H~2~O`, `x~i~`; `~words~` with blanks around it is struck through, and `5~6~7` counts.
    if let Some(inside) = rest.strip_prefix('~').filter(|_| before.ends_with(char::is_alphabetic)) {
        let length = inside.find(|c: char| !c.is_alphanumeric())?;
        let is_short = length == 1 || inside[..length].bytes().all(|byte| byte.is_ascii_digit());
        let is_mark =
            length > 0 && is_short && inside[length..].starts_with('~') && !inside[length..].starts_with("~~");
        return is_mark.then_some((length + "~~".len(), LOWERED));
    }
    // `\(x\)`, `\[y = 2\]`; a backslash before other brackets takes their meaning away.
    for (open, close) in [("\\(", "\\)"), ("\\[", "\\]")] {
        let inside = rest.strip_prefix(open).and_then(|inside| inside.split(['\n', '\r']).next()?.split_once(close));
        let is_formula = |inside: &str| inside.contains(['^', '_', '=']);
        if let Some((inside, _)) = inside.filter(|(inside, _)| is_formula(inside)) {
            return Some((inside.len() + open.len() + close.len(), FORMULA));
        }
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

/// The length of a link, a picture or a key of `AsciiDoc`'s with which the text begins: `link:page.html[words]`, `https://…[words]`.
fn target_in_words(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    if before.ends_with(|c: char| c.is_alphanumeric() || "/<(\"".contains(c)) {
        return None;
    }
    let of = |name: &&str| rest.strip_prefix(*name).and_then(|rest| rest.strip_prefix(':'));
    let (name, target) = TARGETS.iter().find_map(|name| Some((name, of(name)?)))?;
    let length = target.find(|c: char| c.is_whitespace() || c == '[')?;
    let is_short = ["kbd", "btn", "footnote"].contains(name);
    let words = target[length..].strip_prefix('[').filter(|_| (length == 0) == is_short)?;
    let end = pair(words, "]").filter(|end| !words[end + 1..].starts_with('('))?;
    let help = if is_short { OTHER } else { "write `[words](address)`; of a picture, `![What it shows](picture.png)`" };
    Some((name.len() + 1 + length + 1 + end + 1, help))
}

/// The length of what stands before the closing mark; none where a paragraph ends first.
fn pair(inside: &str, close: &str) -> Option<usize> {
    let length = inside[..inside.floor_char_boundary(LONGEST + close.len())].find(close)?;
    let words = &inside[..length];
    (!words.contains("\n\n") && !words.contains("\r\n\r\n")).then_some(length)
}
