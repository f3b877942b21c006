//! Lines that hold the name of an audience between signs, or behind the key of front matter, and nothing else.
//!
//! In: a folded line without its code spans, with entities and backslashes read. Out: the key. What always holds: emphasis, a heading, one
//! bullet, an arrow, quotation marks, a footnote and a link are no signs of a label.

use super::names::Names;

/// Words that say where a block begins or ends.
const AROUND: [&str; 22] = [
    "and", "or", "only", "for", "und", "oder", "nur", "für", "begin", "start", "end", "stop", "of", "the", "block",
    "section", "part", "content", "text", "eyes", "use", "readers",
];

/// Signs that open a block alone where they begin a paragraph, and those that close what they open.
const OPENING: [(char, Option<char>); 18] = [
    ('^', None),
    ('$', None),
    ('%', None),
    ('@', None),
    ('=', None),
    ('&', None),
    ('\\', None),
    ('#', None),
    ('§', None),
    ('¶', None),
    ('<', Some('>')),
    ('[', Some(']')),
    ('(', Some(')')),
    ('«', Some('»')),
    ('‹', Some('›')),
    ('「', Some('」')),
    ('『', Some('』')),
    ('【', Some('】')),
];

/// `^^^ staff`, `$$ staff $$`, `--staff--`, `:staff:`; where a paragraph begins also `«staff»`, `(staff)`, `[end of staff]`, `#staff`.
pub(super) fn key_between_signs(line: &str, is_start: bool, names: &Names) -> Option<String> {
    let is_link = ["](", "][", "]:"].iter().any(|sign| line.contains(sign));
    if line.starts_with('|') || is_link {
        return None;
    }
    let words = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let signs = &line[..line.len() - words.len()];
    let words = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    let behind = &line[signs.len() + words.len()..];
    opens(signs, behind, is_start).then(|| names.among(words, &AROUND))?
}

/// Whether the signs before and behind some words open a block.
fn opens(signs: &str, behind: &str, is_start: bool) -> bool {
    let is_mark = |c: &char| !c.is_whitespace() && !"*_~`\"'“”‘’„‚".contains(*c);
    let marks: String = signs.chars().filter(is_mark).collect();
    let behind: String = behind.chars().filter(is_mark).collect();
    let Some(first) = marks.chars().next() else { return false };
    let only = |sign: char| marks.chars().all(|c| c == sign);
    let is_heading = only('#') && marks.len() <= 6 && signs.ends_with(char::is_whitespace);
    let is_arrow = marks.ends_with('>') && marks[..marks.len() - 1].chars().all(|c| c == '-' || c == '=');
    let is_other = ["[]", "()", "[["].contains(&&*marks) || marks.starts_with("[^") || marks.starts_with("![");
    if is_heading || is_arrow || is_other || only('.') || marks.starts_with(['|', '{']) {
        return false;
    }
    if only('-') {
        return marks.len() > 1 && behind.starts_with("--");
    }
    let Some((_, close)) = OPENING.iter().find(|(open, _)| *open == first) else {
        let is_name = marks == ":" && behind == ":" && !signs.ends_with(char::is_whitespace);
        let run = marks.chars().count();
        return is_name || run > 1 && (marks.chars().all(|c| c.is_ascii_punctuation()) || only('¦') || only('†'));
    };
    let is_closed = match close {
        Some(close) => behind.contains(*close),
        None => true,
    };
    marks.chars().count() > 1 || is_start && is_closed
}

/// `:: staff words` and `:staff: words` where a paragraph begins.
pub(super) fn key_before_words(line: &str, is_start: bool, names: &Names) -> Option<String> {
    let signs = line.strip_prefix(':').filter(|_| is_start)?;
    if let Some(words) = signs.strip_prefix(':') {
        let first = words.split_whitespace().next()?;
        return names.own(first.trim_matches(|c: char| !c.is_alphanumeric()));
    }
    names.known(signs.split_once(':')?.0)
}

/// `audience: staff`, `audience = "staff"`, `[audience: staff]`, `@audience staff`: the key of front matter in a line of the body.
pub(super) fn key_of_setting(line: &str, names: &Names) -> Option<String> {
    let rest = line.trim_start_matches(['[', '(', '{', '@', '<']);
    let value = rest.strip_prefix("audiences").or_else(|| rest.strip_prefix("audience"))?.trim_start();
    // A sentence may go on with the word.
    let is_sentence = value.ends_with('.');
    let value = match value.strip_prefix([':', '=']) {
        Some(value) => value,
        None => Some(value).filter(|_| line.starts_with(['@', '{', '<']))?,
    };
    names.alone(value).filter(|_| !is_sentence)
}

/// Whether a line may be such a setting: front matter is written in small letters.
pub(super) fn may_be_setting(line: &str) -> bool {
    line.trim_start_matches(['[', '(', '{', '@', '<']).starts_with("audience")
}
