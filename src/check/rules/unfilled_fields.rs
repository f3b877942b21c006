//! Fields of letters and templates that nobody filled, and signs that nobody sees: `${name}`, `«FirstName»`, U+202E.
//!
//! In: the text before a sign and from it on. Out: the length of the mark that begins there. What always holds: words that an author may
//! have put between such signs for their own sake, `«bonjour»` and `{braces}`, are none.

/// The most bytes of a field.
const LONGEST: usize = 60;

/// The most signs of a flag: one, the tags of six letters, and one that ends them.
const LONGEST_FLAG: usize = 8;

/// The signs around a field, and whether what stands between them is one whatever it looks like.
const SIGNS: [(&str, &str, bool); 9] = [
    ("${", "}", true),
    ("#{", "}", true),
    ("*|", "|*", true),
    ("{ ", " }", false),
    ("{", "}", false),
    ("«", "»", false),
    ("@@", "@@", false),
    ("%", "%", false),
    ("$", "$", false),
];

/// The length of a field with which the text begins.
pub(super) fn field(before: &str, rest: &str) -> Option<usize> {
    SIGNS.iter().find_map(|(open, close, always)| {
        let inside = rest.strip_prefix(open)?;
        let length = inside[..inside.floor_char_boundary(LONGEST)].find(close)?;
        let name = &inside[..length];
        let behind = &inside[length + close.len()..];
        let is_apart = |text: &str, at_end: bool| {
            let sign = if at_end { text.chars().next_back() } else { text.chars().next() };
            !sign.is_some_and(|c| c.is_alphanumeric() || "/\\_^$%@&=".contains(c))
        };
        let fits = match *open {
            "{ " => is_code_of_word(name),
            "%" | "$" => is_apart(before, true) && is_apart(behind, false) && is_name(name, name.len() > 2),
            "{" => is_apart(before, true) && is_name(name, false),
            "@@" => is_name(name, true),
            _ => *always && !name.trim().is_empty() && !name.contains(['\n', '\r']) || is_name(name, false),
        };
        fits.then_some(open.len() + length + close.len())
    })
}

/// Whether this names a field: `FirstName`, `first_name`, `client.name`, `FIRSTNAME` where one word is enough.
fn is_name(name: &str, one_word: bool) -> bool {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_joined = name.contains(['_', '.'])
        || name.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    is_plain && (is_joined || one_word)
}

/// What Word writes between braces where it fills in something: `PAGEREF _Toc12 \h`.
fn is_code_of_word(inside: &str) -> bool {
    let name = inside.trim().split(' ').next().unwrap_or_default();
    ["MERGEFIELD", "PAGEREF", "REF", "TOC", "PAGE", "NUMPAGES", "DATE", "SEQ", "HYPERLINK", "FILENAME"].contains(&name)
}

/// What is wrong with a sign that nobody sees, where it has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    /// It turns the order in which the words around it are shown.
    Turns,
    /// It stands where a sign was lost, or for nothing that a reader could see.
    Empty,
}

/// What is wrong with the sign behind some words, in a text which has letters that are read from right to left or has none.
pub(super) fn unseen(before: &str, sign: char, right_to_left: bool) -> Option<Unseen> {
    match sign {
        '\u{202d}' | '\u{202e}' => Some(Unseen::Turns),
        // What ends them is a part of the same mistake.
        '\u{202a}' | '\u{202b}' | '\u{2066}'..='\u{2068}' => (!right_to_left).then_some(Unseen::Turns),
        // What makes a flag of regions: England, Scotland, Wales.
        '\u{e0020}'..='\u{e007f}' if is_flag(before) => None,
        '\u{80}'..='\u{9f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{2061}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => (!before.ends_with(sign) && !before.ends_with(is_tag)).then_some(Unseen::Empty),
        _ => None,
    }
}

/// Whether a text has letters that are read from right to left.
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'))
}

/// Whether a flag ends some words: its sign, and tags that name the region.
fn is_flag(words: &str) -> bool {
    words.chars().rev().take(LONGEST_FLAG).find(|c| !is_tag(*c)) == Some('\u{1f3f4}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}
