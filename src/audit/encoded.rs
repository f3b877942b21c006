//! Texts in other letters: in another encoding, packed as base64, as the numbers of letters, escaped twice.
//!
//! In: bytes or a text. Out: what they say. What always holds: what a program could make of a text with one standard call is made of it
//! here too; what asks for a key or a guess is not.

use std::io::Read;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::html;
use super::words::LINK;

/// The letters that a run of base64 or of numbers has at least.
const RUN: usize = 24;
/// The numbers that say something in a row.
const NUMBERS: usize = 12;
/// An escape is resolved so often.
const TIMES: usize = 3;

/// The text that bytes are, in whichever encoding.
pub(super) fn text_of(bytes: &[u8]) -> Option<String> {
    let decode = |encoding: &'static encoding_rs::Encoding| encoding.decode(bytes).0.into_owned();
    // Zeros stand in many a file that is no text.
    let plausible = |text: String| {
        let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == '\u{fffd}').count();
        (odd * 50 <= text.len() && !text.is_empty()).then_some(text)
    };
    let wide = |bytes: &[u8], little: bool| -> String {
        let four = bytes.chunks_exact(4).map(|four| {
            if little { [four[3], four[2], four[1], four[0]] } else { [four[0], four[1], four[2], four[3]] }
        });
        four.map(|four| char::from_u32(u32::from_be_bytes(four)).unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => return Some(wide(rest, true)),
        [0, 0, 0xfe, 0xff, rest @ ..] => return Some(wide(rest, false)),
        [0xff, 0xfe, ..] => return Some(decode(UTF_16LE)),
        [0xfe, 0xff, ..] => return Some(decode(UTF_16BE)),
        _ => {}
    }
    let odd = |c: &u8| *c < 32 && !matches!(*c, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b) || *c == 127;
    let controls = bytes.iter().filter(|c| odd(c)).count();
    let text = std::str::from_utf8(bytes);
    if let Ok(text) = text
        && controls * 50 <= bytes.len()
    {
        return Some(text.trim_start_matches('\u{feff}').replace('\0', ""));
    }
    // Without a mark at the head, the zeros of Latin letters tell a wide encoding.
    let zeros = |nth: usize, of: usize| {
        bytes.iter().skip(nth).step_by(of).filter(|byte| **byte == 0).count() * of * 10 >= bytes.len() * 7
    };
    match () {
        () if bytes.len() < 4 => text.ok().map(str::to_owned),
        () if zeros(0, 4) && zeros(1, 4) && zeros(2, 4) => plausible(wide(bytes, false)),
        () if zeros(1, 4) && zeros(2, 4) && zeros(3, 4) => plausible(wide(bytes, true)),
        () if zeros(1, 2) => plausible(decode(UTF_16LE)),
        () if zeros(0, 2) => plausible(decode(UTF_16BE)),
        () if controls == 0 && bytes.iter().filter(|c| c.is_ascii()).count() * 10 >= bytes.len() * 7 => {
            Some(decode(WINDOWS_1252))
        }
        () => None,
    }
}

/// What stands in a text as base64 or in hexadecimal.
pub(super) fn packed(text: &str) -> Vec<Vec<u8>> {
    // Each line of a text begins with a mark.
    let text = text.replace(LINK, "");
    let is_letter = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'-' | b'_');
    let bytes = text.as_bytes();
    let mut all: Vec<Vec<u8>> = hexadecimal(&text).collect();
    // Lines of a letter's attachment are broken, mostly after 76 letters.
    for shortest in [60, 16] {
        let mut at = 0;
        while at < bytes.len() {
            let from = at;
            let mut run: Vec<u8> = Vec::new();
            while at < bytes.len()
                && (is_letter(bytes[at]) || run.len() >= shortest && matches!(bytes[at], b'\r' | b'\n'))
            {
                run.extend(Some(bytes[at]).filter(|c| is_letter(*c)));
                at += 1;
            }
            // What stands before it in an address may end with a sign that is a letter of base64.
            let parts = run.split(|c| !c.is_ascii_alphanumeric());
            for part in std::iter::once(&*run).chain(parts).filter(|part| part.len() >= RUN) {
                all.extend(decoded(part).filter(|bytes| !all.contains(bytes)));
            }
            at = at.max(from + 1);
        }
    }
    all
}

/// What a run of base64 says, where it says anything.
fn decoded(run: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let alphabet = if run.contains(&b'-') || run.contains(&b'_') { URL_SAFE } else { STANDARD };
    GeneralPurpose::new(&alphabet, config).decode(run).ok().filter(|decoded| says(decoded))
}

/// Whether decoded bytes are a text or a file.
fn says(decoded: &[u8]) -> bool {
    let is_packed = matches!(
        decoded,
        [0x1f, 0x8b, 8, ..]
            | [b'P', b'K', 3, 4, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [b'%', b'P', b'D', b'F', ..]
    );
    let is_deflated =
        || decoded[0] == 0x78 && ZlibDecoder::new(decoded).take(1 << 20).read_to_end(&mut Vec::new()).is_ok();
    let is_bare = || {
        let mut inner = Vec::new();
        let whole = DeflateDecoder::new(decoded).take(1 << 20).read_to_end(&mut inner).is_ok();
        whole && inner.len() > 8 && text_of(&inner).is_some_and(|text| is_printed(&text))
    };
    let is_wide = || decoded.contains(&0) && text_of(decoded).is_some_and(|text| is_printed(&text));
    let is_text = std::str::from_utf8(decoded).is_ok_and(is_printed);
    !decoded.is_empty() && (is_packed || is_text || is_wide() || is_deflated() || is_bare())
}

fn is_printed(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() && !c.is_whitespace())
}

/// What a text says besides when an escape of another kind is resolved in it, or an escape once more.
pub(super) fn readings(text: &str) -> Vec<String> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // Each line of a text begins with a mark.
    let mut all = if digits >= NUMBERS { numbers(&text.replace(LINK, " ")) } else { Vec::new() };
    let steps: [fn(&str) -> Option<String>; 3] = [quoted_printable, entities, percent];
    for step in steps {
        let mut known = text.to_owned();
        for _ in 0..TIMES {
            let Some(next) = step(&known).filter(|next| *next != known) else { break };
            all.push(next.clone());
            known = next;
        }
    }
    all
}

/// Numbers in a row that are those of letters: `76, 111, 111` or `0x4c,0x6f`, or as a listing of bytes has them, `4c 6f`, `114 157`,
/// `01001100`.
fn numbers(text: &str) -> Vec<String> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&' | '#' | '\\');
    let words: Vec<&str> = text.split(is_gap).filter(|word| !word.is_empty()).collect();
    let of_letter = |word: &str| match word.strip_prefix("0x").or_else(|| word.strip_prefix('x')) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => word.trim_matches(['[', ']', '(', ')', '{', '}']).parse().ok(),
    };
    let mut all = letters(words.iter().map(|word| of_letter(word)));
    for (radix, width) in [(16, 2), (8, 3), (2, 8)] {
        // What a listing says of the place of its bytes is no byte.
        let is_place = |word: &&&str| word.len() > width && word.bytes().all(|c| c.is_ascii_hexdigit());
        let bytes = words.iter().filter(|word| !is_place(word));
        let of_byte = |word: &str| u32::from_str_radix(word, radix).ok().filter(|_| word.len() == width);
        all.extend(letters(bytes.map(|word| of_byte(word))));
    }
    all
}

/// The runs of numbers that are those of letters.
fn letters(numbers: impl Iterator<Item = Option<u32>>) -> Vec<String> {
    let mut all = Vec::new();
    let mut run = String::new();
    for number in numbers.chain([None]) {
        match number.and_then(char::from_u32).filter(|c| !c.is_control() || c.is_whitespace()) {
            Some(letter) => run.push(letter),
            None => all.extend(Some(std::mem::take(&mut run)).filter(|run| run.chars().count() >= NUMBERS)),
        }
    }
    all
}

/// Bytes in hexadecimal, one after another.
fn hexadecimal(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let runs = text.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() >= RUN && run.len() % 2 == 0);
    runs.filter_map(|run| {
        let bytes = (0..run.len()).step_by(2).map(|at| u8::from_str_radix(&run[at..at + 2], 16));
        bytes.collect::<Result<Vec<u8>, _>>().ok().filter(|bytes| says(bytes))
    })
}

/// `=4C` as mail has it.
fn quoted_printable(text: &str) -> Option<String> {
    text.find('=')?;
    let joined = text.replace("=\r\n", "").replace("=\n", "");
    let escapes = joined.split('=').skip(1).filter(|part| part.get(..2).is_some_and(is_hexadecimal)).count();
    if escapes < 2 {
        return None;
    }
    let plain = joined.replace('%', "%25");
    let mut parts = plain.split('=');
    let mut marked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        marked.push(if part.get(..2).is_some_and(is_hexadecimal) { '%' } else { '=' });
        marked.push_str(part);
    }
    Some(percent_encoding::percent_decode_str(&marked).decode_utf8_lossy().into_owned())
}

fn is_hexadecimal(two: &str) -> bool {
    two.bytes().all(|c| c.is_ascii_hexdigit())
}

/// `&#76;` and `&lt;`.
fn entities(text: &str) -> Option<String> {
    let at = text.find('&')?;
    text[at..].find(';')?;
    let mut said = String::new();
    html::read(&text.replace('<', " "), false, &mut |flow| said += &flow.text);
    Some(said)
}

/// `%4C`, `%u004C` as scripts once wrote it, and `\u004C` as settings do.
fn percent(text: &str) -> Option<String> {
    let text = &text.replace("\\u", "%u");
    let mut parts = text.split("%u");
    let mut said = parts.next()?.to_owned();
    for part in parts {
        let letter = part.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => {
                said.push(letter);
                said.push_str(&part[4..]);
            }
            None => said.extend(["%u", part]),
        }
    }
    text.contains('%').then(|| percent_encoding::percent_decode_str(&said).decode_utf8_lossy().into_owned())
}

/// The words of a rich text, as word processors write it: `{\\rtf1 {\\b Wo}r\\'64s}`.
pub(super) fn rich(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        said.push_str(&rest[..at]);
        let is_brace = !rest[at..].starts_with('\\');
        rest = &rest[at + 1..];
        if is_brace {
            continue;
        }
        let byte = rest.strip_prefix('\'').and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok());
        let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (word, behind) = rest.split_at(word);
        let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').len();
        let (number, behind) = behind.split_at(digits);
        match (byte, word) {
            (Some(byte), _) => (said, rest) = (said + &WINDOWS_1252.decode(&[byte]).0, &rest["'64".len()..]),
            (None, "") => {
                let sign = rest.chars().next().map_or(0, char::len_utf8);
                (said, rest) = (said + &rest[..sign], &rest[sign..]);
            }
            (None, "u") => {
                // A sign that stands for it follows.
                let letter = number
                    .parse::<i32>()
                    .ok()
                    .and_then(|number| char::from_u32(number.rem_euclid(0x1_0000).unsigned_abs()));
                said.extend(letter);
                rest = behind.strip_prefix(' ').unwrap_or(behind).strip_prefix('?').unwrap_or(behind);
            }
            (None, "par" | "line" | "tab" | "cell" | "row") => (said, rest) = (said + " ", behind),
            _ => rest = behind.strip_prefix(' ').unwrap_or(behind),
        }
    }
    said + rest
}

/// What stands between quotation marks, one after another.
pub(super) fn quoted(text: &str) -> String {
    let mut said: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let mark = &rest[at..=at];
        let Some((inner, after)) = rest[at + 1..].split_once(mark) else { break };
        said.push(inner);
        rest = after;
    }
    said.join(" ")
}
