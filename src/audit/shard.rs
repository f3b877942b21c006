//! The files of Greyline's search, which are scripts that hold packed bytes.
//!
//! In: the text of a script. Out: the words, results and names in it, and which index it belongs to. What always holds: a file
//! that looks like one of these and cannot be opened is unread.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;

use super::html::Flow;
use super::read::{Place, Sink};

/// Reads a text if it is a file of the search.
pub(super) fn read(place: Place<'_>, text: &str, sink: &mut dyn Sink) -> bool {
    let inside = text.trim().strip_prefix("greyline(").and_then(|rest| rest.trim_end_matches(';').strip_suffix(')'));
    let parts = inside.and_then(|inside| serde_json::from_str::<Vec<String>>(&format!("[{inside}]")).ok());
    let Some([name, generation, packed]) = parts.as_deref() else { return false };
    let mut bytes = Vec::new();
    let opened = STANDARD.decode(packed).is_ok_and(|packed| GzDecoder::new(&*packed).read_to_end(&mut bytes).is_ok());
    if !opened {
        sink.unread(place.path, "it is a file of the search that cannot be opened");
    }
    sink.shard(place.path, name, generation);
    match name.as_bytes() {
        [b'p', ..] => {}
        [letter @ (b'w' | b'r'), ..] => match words(&bytes, *letter == b'w') {
            Some(words) => {
                let spelt = |word: &String| if *letter == b'r' { word.chars().rev().collect() } else { word.clone() };
                for word in &words {
                    sink.text(place.path, Flow { search: true, ..Flow::at(&spelt(word), 0) });
                }
            }
            None => sink.unread(place.path, "it is a dictionary of the search that cannot be read"),
        },
        _ => {
            if let Ok(start) = serde_json::from_slice::<Value>(&bytes)
                && let Some(pages) = start.get("pages").and_then(Value::as_str)
            {
                sink.shard(place.path, "pages", pages);
            }
            place.inside("", &bytes, sink);
        }
    }
    true
}

/// The words of a dictionary, and behind them its lines of synonyms: a count, and in columns how many UTF-16 units each word shares
/// with the one before, marks, perhaps two columns of numbers, and the rest of each word, one a line.
fn words(bytes: &[u8], places: bool) -> Option<Vec<String>> {
    let mut at = 0;
    let count = number(bytes, &mut at)?;
    let shared = bytes.get(at..at.checked_add(count)?)?;
    at += 2 * count;
    for _ in 0..if places { 2 * count } else { 0 } {
        number(bytes, &mut at)?;
    }
    let endings = std::str::from_utf8(bytes.get(at..)?).ok()?;
    let mut words: Vec<String> = Vec::with_capacity(count);
    for (nth, ending) in endings.lines().enumerate() {
        let before: Vec<u16> = words.last().map(|word| word.encode_utf16().collect()).unwrap_or_default();
        let shared = shared.get(nth).map_or(0, |shared| usize::from(*shared).min(before.len()));
        words.push(String::from_utf16_lossy(&before[..shared]) + ending);
    }
    (words.len() >= count).then_some(words)
}

/// Reads a number of seven bits a byte.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
