//! Ways in which a text hides in another: entities, percent signs, backslashes, base64, other encodings.
//!
//! In: an encoded text. Out: what it means, or nothing when it is not encoded. What always holds: what cannot be decoded is
//! left as it stands, so that no text is lost on the way.

use std::borrow::Cow;

/// The character reference at the start of `text` (which begins with `&`), and the bytes that it takes.
pub(super) fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, lead) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let len = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
        let code = u32::from_str_radix(&digits[..len], radix).ok()?;
        let closed = usize::from(digits[len..].starts_with(';'));
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        return Some((Cow::Owned(character.to_string()), lead + len + closed));
    }
    let len = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if !body[len..].starts_with(';') {
        return None;
    }
    named(&body[..len]).map(|meaning| (Cow::Borrowed(meaning), len + 2))
}

/// The names that the characters of running text have; marks that part words all mean a space here.
fn named(name: &str) -> Option<&'static str> {
    let accented =
        name.strip_suffix("acute").or_else(|| name.strip_suffix("grave")).or_else(|| name.strip_suffix("circ"));
    let accented = accented.or_else(|| name.strip_suffix("uml")).or_else(|| name.strip_suffix("tilde"));
    let accented = accented
        .or_else(|| name.strip_suffix("cedil"))
        .or_else(|| name.strip_suffix("caron"))
        .or_else(|| name.strip_suffix("ring"));
    if let Some(letter) = accented.filter(|letter| letter.len() == 1) {
        let at = "abcdefghijklmnopqrstuvwxyz".find(&letter.to_ascii_lowercase())?;
        return Some(&"abcdefghijklmnopqrstuvwxyz"[at..=at]);
    }
    Some(match name {
        "amp" | "AMP" => "&",
        "lt" | "LT" => "<",
        "gt" | "GT" => ">",
        "quot" | "QUOT" => "\"",
        "apos" | "lsquo" | "rsquo" | "prime" => "'",
        "nbsp" | "ensp" | "emsp" | "thinsp" | "hairsp" | "numsp" | "puncsp" | "Tab" | "NewLine" | "hellip"
        | "mdash" | "ndash" | "ldquo" | "rdquo" | "laquo" | "raquo" | "lsaquo" | "rsaquo" | "sbquo" | "bdquo"
        | "middot" | "bull" | "times" | "divide" | "minus" | "plusmn" | "deg" | "copy" | "reg" | "trade" | "sect"
        | "para" | "iexcl" | "iquest" | "rarr" | "larr" | "uarr" | "darr" | "period" | "comma" | "colon" | "semi"
        | "excl" | "quest" | "lpar" | "rpar" | "lsqb" | "rsqb" | "lbrack" | "rbrack" | "lbrace" | "rbrace" | "lcub"
        | "rcub" | "sol" | "bsol" | "vert" | "verbar" | "ast" | "num" | "commat" | "hyphen" | "dash" | "lowbar"
        | "plus" | "equals" | "grave" | "Hat" | "check" | "star" | "zwsp" => match name {
            "commat" => "@",
            "sol" => "/",
            "bsol" => "\\",
            "hyphen" | "dash" => "-",
            "period" => ".",
            "colon" => ":",
            _ => " ",
        },
        "shy" | "zwj" | "zwnj" | "lrm" | "rlm" | "wj" | "NoBreak" => "",
        "pound" => "£",
        "euro" => "€",
        "yen" => "¥",
        "cent" => "¢",
        "dollar" => "$",
        "percnt" => "%",
        "szlig" => "ß",
        "aelig" | "AElig" => "æ",
        "oelig" | "OElig" => "œ",
        "oslash" | "Oslash" => "ø",
        "eth" | "ETH" => "ð",
        "thorn" | "THORN" => "þ",
        "fflig" => "ff",
        "filig" => "fi",
        "fllig" => "fl",
        _ => return None,
    })
}

/// The text with every `%XX` decoded; nothing when there is none.
pub(super) fn percent(text: &str) -> Option<String> {
    let hex = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    if !text.bytes().enumerate().any(|(at, byte)| byte == b'%' && hex(at + 1).is_some()) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text.as_bytes()[at], hex(at + 1)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                at += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text with the backslashes of JSON, JavaScript and CSS decoded; nothing when there is none.
pub(super) fn backslashes(text: &str, style: bool) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut wide: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        if at > 0 {
            end_wide(&mut wide, &mut decoded);
        }
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (unit, len) = if style { style_escape(rest) } else { script_escape(rest) };
        match unit {
            Some(unit) if unit > 0xffff => {
                end_wide(&mut wide, &mut decoded);
                decoded.push(char::from_u32(unit).unwrap_or(' '));
            }
            Some(unit) => wide.push(u16::try_from(unit).unwrap_or(0)),
            None => {
                end_wide(&mut wide, &mut decoded);
                decoded.push_str(
                    rest.get(..len)
                        .filter(|taken| !matches!(*taken, "n" | "t" | "r" | "b" | "f" | "v" | "\n"))
                        .unwrap_or(" "),
                );
            }
        }
        rest = &rest[len..];
    }
    if !rest.is_empty() {
        end_wide(&mut wide, &mut decoded);
    }
    decoded.push_str(rest);
    end_wide(&mut wide, &mut decoded);
    Some(decoded)
}

fn end_wide(wide: &mut Vec<u16>, decoded: &mut String) {
    decoded.extend(char::decode_utf16(wide.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// What follows a backslash in a script: a code, or the character itself; and the bytes that it takes.
fn script_escape(rest: &str) -> (Option<u32>, usize) {
    let hex = |from: usize, to: usize| rest.get(from..to).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    if let Some(braced) = rest.strip_prefix("u{")
        && let Some(end) = braced.find('}').filter(|end| *end <= 6)
        && let Ok(code) = u32::from_str_radix(&braced[..end], 16)
    {
        return (Some(code), end + 3);
    }
    match rest.chars().next() {
        Some('u') if hex(1, 5).is_some() => (hex(1, 5), 5),
        Some('x') if hex(1, 3).is_some() => (hex(1, 3), 3),
        Some(c) => (None, c.len_utf8()),
        None => (None, 0),
    }
}

/// What follows a backslash in a style: up to six digits and one space, or the character itself.
fn style_escape(rest: &str) -> (Option<u32>, usize) {
    let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        return (None, rest.chars().next().map_or(0, char::len_utf8));
    }
    let space = usize::from(rest[digits..].starts_with([' ', '\n', '\t']));
    (u32::from_str_radix(&rest[..digits], 16).ok(), digits + space)
}

/// The bytes that base64 text stands for, either alphabet, with or without padding; nothing when it is none.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b' ' | b'\n' | b'\r' | b'\t' => continue,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(six)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// The payload of a `data:` address.
pub(super) fn data_address(address: &str) -> Option<Vec<u8>> {
    let rest =
        address.trim().get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).map(|_| &address.trim()[5..])?;
    let (head, body) = rest.split_once(',')?;
    let plain = percent(body).unwrap_or_else(|| body.to_owned());
    if head.to_ascii_lowercase().ends_with(";base64") { base64(&plain) } else { Some(plain.into_bytes()) }
}

/// The text that bytes hold, in UTF-8 or in UTF-16 with its mark; nothing when they are neither.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        Some(Cow::Owned(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()))
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// The text that bytes hold in an old encoding of one byte a letter; nothing when they have bytes that no text has.
pub(super) fn old_text(bytes: &[u8]) -> Option<String> {
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c);
    bytes.iter().all(is_text).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities() {
        assert_eq!(entity("&amp;x"), Some(("&".into(), 5)));
        assert_eq!(entity("&#x41;"), Some(("A".into(), 6)));
        assert_eq!(entity("&#65b"), Some(("A".into(), 4)));
        assert_eq!(entity("&eacute;"), Some(("e".into(), 8)));
        assert_eq!(entity("&nothing;"), None);
        assert_eq!(entity("&"), None);
        assert_eq!(entity("&#;"), None);
    }

    #[test]
    fn percent_signs() {
        assert_eq!(percent("a%20b%C3%A9"), Some("a bé".to_owned()));
        assert_eq!(percent("100% é"), None);
        assert_eq!(percent("%é%41"), Some("%éA".to_owned()));
    }

    #[test]
    fn escapes() {
        assert_eq!(backslashes(r"\u0073ecret \ud83d\ude00\n\x41\/\u{42}é\", false), Some("secret 😀 A/Bé".to_owned()));
        assert_eq!(backslashes(r"\73 ecret \000041 b", true), Some("secret Ab".to_owned()));
        assert_eq!(backslashes("plain", false), None);
    }

    #[test]
    fn base64_and_data() {
        assert_eq!(base64("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(base64("aGVs bG8"), Some(b"hello".to_vec()));
        assert_eq!(base64("a.b"), None);
        assert_eq!(data_address("data:text/plain;base64,aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(data_address("data:,a%20b"), Some(b"a b".to_vec()));
        assert_eq!(data_address("é"), None);
    }

    #[test]
    fn encodings() {
        assert_eq!(text(&[0xff, 0xfe, b'a', 0]).as_deref(), Some("a"));
        assert_eq!(text("é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(text(&[0x89, b'P', b'N', b'G']), None);
        assert_eq!(old_text(b"caf\xe9"), Some("café".to_owned()));
        assert_eq!(old_text(b"\x89PNG\x1a"), None);
    }
}
