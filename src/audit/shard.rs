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
        [b'n', ..] => near_words(place, &String::from_utf8_lossy(&bytes), sink),
        [letter @ (b'w' | b'r'), ..] => match words(&bytes, *letter == b'w') {
            Some((words, lines)) => {
                let spelt = |word: &String| if *letter == b'r' { word.chars().rev().collect() } else { word.clone() };
                words.iter().map(spelt).for_each(|word| print(place, &word, sink));
                for line in lines {
                    let (typed, found) = line.split_once('=').unwrap_or((&line, ""));
                    print(place, typed, sink);
                    print_found(place, found, sink);
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

/// Reads lines of near words, `holiday=leave:0.2;day:1.7`: those before `=` are from a table that has nothing of a handbook.
fn near_words(place: Place<'_>, lines: &str, sink: &mut dyn Sink) {
    for line in lines.lines() {
        let (typed, found) = line.split_once('=').unwrap_or((line, ""));
        if !sink.is_near_word(typed) {
            print(place, typed, sink);
        }
        print_found(place, found, sink);
    }
}

/// Reads what is searched for in place of a phrase, `credit:0.3 note:1.1;refund:2.7`: the words, not the places of their postings.
fn print_found(place: Place<'_>, found: &str, sink: &mut dyn Sink) {
    for phrase in found.split(';') {
        let words: Vec<&str> = phrase.split(' ').map(without_place).collect();
        print(place, &words.join(" "), sink);
    }
}

/// A word without the shard and the number behind its last colon; what is no such thing stays.
fn without_place(word: &str) -> &str {
    let is_place = |text: &str| text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    word.rsplit_once(':').filter(|(_, behind)| is_place(behind)).map_or(word, |(word, _)| word)
}

fn print(place: Place<'_>, text: &str, sink: &mut dyn Sink) {
    sink.text(place.path, Flow { search: true, ..Flow::at(text, 0) });
}

/// The words of a dictionary, and its lines of synonyms behind them: a count, and in columns how many UTF-16 units each word shares
/// with the one before, marks, perhaps two columns of numbers, and the rest of each word, one a line.
fn words(bytes: &[u8], places: bool) -> Option<(Vec<String>, Vec<String>)> {
    let mut at = 0;
    let count = number(bytes, &mut at)?;
    let shared = bytes.get(at..at.checked_add(count)?)?;
    at += 2 * count;
    for _ in 0..if places { 2 * count } else { 0 } {
        number(bytes, &mut at)?;
    }
    let endings = std::str::from_utf8(bytes.get(at..)?).ok()?;
    let mut lines = endings.lines();
    let mut words: Vec<String> = Vec::with_capacity(count);
    for (shared, ending) in shared.iter().zip(&mut lines) {
        let before: Vec<u16> = words.last().map(|word| word.encode_utf16().collect()).unwrap_or_default();
        words.push(String::from_utf16_lossy(&before[..usize::from(*shared).min(before.len())]) + ending);
    }
    (words.len() == count).then(|| (words, lines.map(str::to_owned).collect()))
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
