//! Programs, data and styles: what stands between quotation marks, and around them.
//!
//! In: JavaScript, JSON or CSS. Out: each string decoded, strings that a `+` joins as one; and the whole as it stands. What
//! always holds: a string that is read wrongly is still in the whole.

use super::{Channel, Reading};
use crate::audit::decode;
use crate::audit::words;

/// A string of a program, decoded, and where it begins.
struct Literal {
    text: String,
    at: usize,
}

/// Reads a program. One whose letters mostly stand in strings is data.
pub(super) fn read_program(text: &str, at: usize, out: &mut Reading) {
    let literals = literals(text, &['"', '\'', '`'], true, false);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let quoted: usize = literals.iter().map(|literal| letters(&literal.text)).sum();
    let channel = if quoted * 2 > letters(text) { Channel::Data } else { Channel::Code };
    add(literals, at, channel, out);
    out.aside(text, at, Channel::Code);
}

/// Reads JSON.
pub(super) fn read_data(text: &str, at: usize, out: &mut Reading) {
    add(literals(text, &['"'], false, false), at, Channel::Data, out);
    // What is no JSON after all is still read, as a program is: words may stand behind the last bracket, or in a comment.
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        out.aside(text, at, Channel::Code);
    }
}

/// Reads a style sheet, or the value of a `style` attribute.
pub(super) fn read_style(text: &str, at: usize, out: &mut Reading) {
    add(literals(text, &['"', '\''], true, true), at, Channel::Text, out);
    out.aside(text, at, Channel::Code);
    if let Some(decoded) = decode::backslashes(text, true) {
        out.inside(at, |inner| inner.aside(&decoded, 0, Channel::Code));
    }
}

fn add(literals: Vec<Literal>, base: usize, channel: Channel, out: &mut Reading) {
    for literal in literals {
        out.block(&literal.text, &[(0, words::clamp(base + literal.at))], channel);
    }
}

/// The strings of a text. Strings with only a `+` between them are one.
fn literals(text: &str, quotes: &[char], comments: bool, style: bool) -> Vec<Literal> {
    let mut found: Vec<Literal> = Vec::new();
    let (mut at, mut last_end) = (0, usize::MAX);
    while let Some(next) = text[at..].find(|c: char| quotes.contains(&c) || comments && c == '/') {
        let start = at + next;
        let rest = &text[start..];
        if rest.starts_with('/') {
            at = start + comment(rest, style);
            continue;
        }
        let quote = if rest.starts_with('`') {
            '`'
        } else if rest.starts_with('"') {
            '"'
        } else {
            '\''
        };
        let Some(len) = string(&rest[1..], quote) else {
            at = start + 1;
            continue;
        };
        let raw = &rest[1..=len];
        let decoded = decode::backslashes(raw, style).unwrap_or_else(|| raw.to_owned());
        let joined = text.get(last_end..start).is_some_and(|between| between.trim() == "+");
        match found.last_mut().filter(|_| joined) {
            Some(literal) => literal.text.push_str(&decoded),
            None => found.push(Literal { text: decoded, at: start + 1 }),
        }
        at = start + len + 2;
        last_end = at;
    }
    found
}

/// The bytes of a comment at the start of a text, or of the slash that begins none.
fn comment(text: &str, style: bool) -> usize {
    if let Some(body) = text.strip_prefix("/*") {
        return body.find("*/").map_or(text.len(), |end| end + 4);
    }
    if !style && text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    1
}

/// The bytes up to the end of a string; nothing when a line ends first and the quote allows none.
fn string(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' if quote != '`' => return None,
            _ if byte == quote as u8 => return Some(at),
            _ => {}
        }
    }
    None
}
