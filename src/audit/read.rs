//! Takes a file apart, down to its texts.
//!
//! In: a name and bytes. Out: every text in them, those of files inside files too, given to a [`Sink`]. What always holds: a file
//! is read to its end, or said to be unread.

use std::io::Read;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use serde_json::Value;

use super::html::{self, Flow};
use super::words::{BLOCK, LINK};
use super::{document, picture, shard, signed};

/// Files inside files are opened this deep.
const DEEPEST: usize = 8;
/// A file that unpacks to more than this is not read on.
const MOST: u64 = 1 << 29;

/// Takes what is found in a file.
pub(super) trait Sink {
    /// A text of the file `path`.
    fn text(&mut self, _path: &str, _flow: Flow) {}
    /// A file that cannot be read, and why.
    fn unread(&mut self, _path: &str, _reason: &str) {}
    /// A picture, whose texts were read and whose dots were not.
    fn picture(&mut self, _path: &str) {}
    /// A file of the search, and the index that it belongs to; with `start`, the one that its lists of pages belong to.
    fn shard(&mut self, _path: &str, _name: &str, _generation: &str) {}
    /// Whether a word is one of the table of near words, which the search of every site has.
    fn is_near_word(&self, _word: &str) -> bool {
        false
    }
    /// Whether the bytes are those of a file that is known, so that they need not be read.
    fn is_known(&mut self, _path: &str, _bytes: &[u8]) -> bool {
        false
    }
}

/// A file that is taken apart, and how deep it lies in others.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) depth: usize,
}

impl Place<'_> {
    /// Reads a file that lies in this one under a name; without a name it is this one in another form.
    pub(super) fn inside(self, name: &str, bytes: &[u8], sink: &mut dyn Sink) {
        let path = if name.is_empty() { self.path.to_owned() } else { format!("{}!{name}", self.path) };
        let ending = if name.is_empty() { self.path.rsplit('!').next().unwrap_or_default() } else { name };
        let short = [".gz", ".br", ".deflate"].iter().find_map(|end| ending.strip_suffix(end)).unwrap_or(ending);
        file(Place { path: &path, depth: self.depth + 1 }, short, bytes, sink);
    }
}

/// Reads bytes that are called `name`.
pub(super) fn file(place: Place<'_>, name: &str, bytes: &[u8], sink: &mut dyn Sink) {
    if place.depth > DEEPEST {
        return sink.unread(place.path, "files lie too deep in one another");
    }
    if sink.is_known(place.path, bytes) || bytes.is_empty() {
        return;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if ending == "tsr"
        && let Some(texts) = signed::texts(bytes)
    {
        for text in &texts {
            sink.text(place.path, Flow::at(text, 0));
        }
        return;
    }
    match bytes {
        [0x1f, 0x8b, ..] => unpack(place, MultiGzDecoder::new(bytes), sink),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => document::archive(place, bytes, sink),
        [0x89, b'P', b'N', b'G', ..] => picture::png(place, bytes, sink),
        [0xff, 0xd8, 0xff, ..] => picture::jpeg(place, bytes, sink),
        [b'G', b'I', b'F', b'8', ..]
        | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]
        | [0, 0, 1, 0, ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => picture::other(place, bytes, sink),
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|five| five == b"%PDF-") => {
            document::pdf(place, bytes, sink);
        }
        _ => match text_of(bytes) {
            Some(text) => text_file(place, &ending, &text, sink),
            None => binary(place, &ending, bytes, sink),
        },
    }
}

fn unpack(place: Place<'_>, from: impl Read, sink: &mut dyn Sink) {
    let mut bytes = Vec::new();
    if from.take(MOST + 1).read_to_end(&mut bytes).is_err() || bytes.len() as u64 > MOST {
        sink.unread(place.path, "it is packed, and damaged or too large");
    }
    place.inside("", &bytes, sink);
}

/// Reads bytes that are no text: packed ones without a head, or an unknown form.
fn binary(place: Place<'_>, ending: &str, bytes: &[u8], sink: &mut dyn Sink) {
    if ending == "br" {
        return unpack(place, brotli_decompressor::Decompressor::new(bytes, 4096), sink);
    }
    let unpacked = |from: &mut dyn Read| {
        let mut out = Vec::new();
        from.take(MOST).read_to_end(&mut out).is_ok().then_some(out).filter(|out| out.len() > 8)
    };
    let inner = unpacked(&mut ZlibDecoder::new(bytes))
        .or_else(|| unpacked(&mut DeflateDecoder::new(bytes)).filter(|out| text_of(out).is_some()))
        .or_else(|| {
            unpacked(&mut brotli_decompressor::Decompressor::new(bytes, 4096)).filter(|out| text_of(out).is_some())
        });
    match inner {
        Some(inner) => place.inside("", &inner, sink),
        None => {
            picture::strings(place, bytes, sink);
            sink.unread(place.path, "it is no text, picture or document that can be read");
        }
    }
}

/// The text that bytes are, in whichever encoding.
pub(super) fn text_of(bytes: &[u8]) -> Option<String> {
    let decode = |encoding: &'static encoding_rs::Encoding| encoding.decode(bytes).0.into_owned();
    let wide = |bytes: &[u8], little: bool| -> String {
        let four = bytes.chunks_exact(4).map(|four| {
            if little { [four[3], four[2], four[1], four[0]] } else { [four[0], four[1], four[2], four[3]] }
        });
        four.filter_map(|four| char::from_u32(u32::from_be_bytes(four))).collect()
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
        () if zeros(0, 4) && zeros(1, 4) && zeros(2, 4) => Some(wide(bytes, false)),
        () if zeros(1, 4) && zeros(2, 4) && zeros(3, 4) => Some(wide(bytes, true)),
        () if zeros(1, 2) => Some(decode(UTF_16LE)),
        () if zeros(0, 2) => Some(decode(UTF_16BE)),
        () if controls == 0 && bytes.iter().filter(|c| c.is_ascii()).count() * 10 >= bytes.len() * 7 => {
            Some(decode(WINDOWS_1252))
        }
        () => None,
    }
}

/// Reads a text by what its name or its beginning says of it.
fn text_file(place: Place<'_>, ending: &str, text: &str, sink: &mut dyn Sink) {
    let begin = text.trim_start().get(..5).unwrap_or_default().to_ascii_lowercase();
    let xml = matches!(ending, "xml" | "svg" | "atom" | "rss" | "rels" | "rdf" | "xsl" | "fodt")
        || begin == "<?xml"
        || begin.starts_with("<svg");
    let kind = match ending {
        _ if shard::read(place, text, sink) => return,
        _ if xml => "xml",
        "html" | "htm" | "xhtml" => "html",
        // A reader of Markdown sees what a page made of it shows; what it hides is read as HTML hides it.
        "md" | "markdown" => return with_kind(place, "html", &comrak::markdown_to_html(text, &markdown()), sink),
        "js" | "mjs" | "css" | "conf" | "htaccess" => return with_kind(place, ending, text, sink),
        "json" | "webmanifest" | "map" | "geojson" => "json",
        "ics" | "vcf" => "ics",
        "csv" | "tsv" => "csv",
        _ if begin.starts_with('<') => "html",
        _ if begin.starts_with(['{', '[']) => "json",
        _ => "text",
    };
    with_kind(place, kind, text, sink);
}

/// Markdown as assistants read it, its HTML among it.
fn markdown() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.render.r#unsafe = true;
    options
}

fn with_kind(place: Place<'_>, kind: &str, text: &str, sink: &mut dyn Sink) {
    match kind {
        "html" | "xml" => html::read(text, kind == "xml", &mut |text| flow(place, text, sink)),
        "json" => match serde_json::from_str::<Value>(text) {
            Ok(value) => json(place, &value, sink),
            Err(_) => with_kind(place, "text", text, sink),
        },
        "js" | "mjs" => {
            let call =
                text.trim().trim_end_matches(';').split_once('(').and_then(|(_, inside)| inside.strip_suffix(')'));
            match call.and_then(|inside| serde_json::from_str::<Value>(&format!("[{inside}]")).ok()) {
                Some(value) => json(place, &value, sink),
                None => flow(place, Flow { code: true, ..Flow::at(&literal(text, false), 0) }, sink),
            }
        }
        "css" => flow(place, Flow { code: true, ..Flow::at(&literal(text, true), 0) }, sink),
        // Rules for a host, in which signs are written by their numbers; as they stand, too.
        "conf" | "htaccess" => {
            with_kind(place, "text", &literal(text, false), sink);
            with_kind(place, "text", text, sink);
        }
        "ics" => {
            let unfolded =
                ["\r\n ", "\r\n\t", "\n ", "\n\t"].iter().fold(text.to_owned(), |text, fold| text.replace(fold, ""));
            with_kind(place, "csv", &unfolded.replace("\\n", "\n").replace("\\,", " "), sink);
        }
        "csv" => {
            let mut quoted = false;
            let parted = text.chars().map(|c| {
                quoted ^= c == '"';
                if !quoted && matches!(c, ',' | ';' | ':' | '\t' | '\n') { BLOCK } else { c }
            });
            flow(place, Flow::at(&parted.collect::<String>(), 0), sink);
            flow(place, Flow { code: true, ..Flow::at(text, 0) }, sink);
        }
        _ => {
            let marked =
                text.replace("\r\n", "\n").replace("\n\n", &format!("\n{BLOCK}")).replace('\n', &format!("\n{LINK}"));
            flow(place, Flow::at(&marked.replace('|', &BLOCK.to_string()), 0), sink);
            if text.contains("</") {
                html::read(text, false, &mut |text| flow(place, text, sink));
            }
        }
    }
}

fn json(place: Place<'_>, value: &Value, sink: &mut dyn Sink) {
    match value {
        Value::String(text) => {
            let kind = if text.contains('<') && text.contains('>') { "html" } else { "" };
            flow(place, Flow { kind, ..Flow::at(text, 0) }, sink);
        }
        Value::Number(number) => flow(place, Flow::at(&number.to_string(), 0), sink),
        Value::Array(items) => items.iter().for_each(|item| json(place, item, sink)),
        Value::Object(entries) => {
            for (key, value) in entries {
                flow(place, Flow { address: true, ..Flow::at(key, 0) }, sink);
                json(place, value, sink);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Gives a text to the sink, and what is hidden in it.
pub(super) fn flow(place: Place<'_>, flow: Flow, sink: &mut dyn Sink) {
    if !flow.kind.is_empty() {
        let (at, code) = (flow.places.first().map_or(0, |place| place.1), flow.code);
        let mut inner = Vec::new();
        if flow.kind == "html" {
            html::read(&flow.text, false, &mut |text| inner.push(Flow { places: vec![(0, at)], ..text }));
        } else if flow.kind == "json" {
            return with_kind(place, "json", &flow.text, sink);
        } else {
            inner.push(Flow { code, ..Flow::at(&literal(&flow.text, flow.kind == "css"), at) });
        }
        return inner.into_iter().for_each(|text| self::flow(place, text, sink));
    }
    if flow.text.len() >= 24 {
        hidden(place, &flow.text, sink);
    }
    if flow.address || flow.text.contains('%') {
        let decoded = percent_encoding::percent_decode_str(&flow.text).decode_utf8_lossy().replace('+', " ");
        if let Some((head, data)) = decoded.strip_prefix("data:").and_then(|rest| rest.split_once(','))
            && !head.ends_with("base64")
        {
            place.inside("", data.as_bytes(), sink);
        }
        if flow.text.contains('%') {
            sink.text(
                place.path,
                Flow {
                    text: decoded,
                    places: flow.places.clone(),
                    ..Flow { address: flow.address, code: flow.code, ..Flow::default() }
                },
            );
        }
    }
    sink.text(place.path, flow);
}

/// Reads what stands in a text as base64.
pub(super) fn hidden(place: Place<'_>, text: &str, sink: &mut dyn Sink) {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let is_letter = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'-' | b'_' | b'=');
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        let mut run: Vec<u8> = Vec::new();
        // Lines of a letter's attachment are broken after 76 letters.
        while at < bytes.len() && (is_letter(bytes[at]) || run.len() >= 60 && matches!(bytes[at], b'\r' | b'\n')) {
            run.extend(Some(bytes[at]).filter(|c| is_letter(*c)));
            at += 1;
        }
        if run.len() >= 24 {
            let alphabet = if run.contains(&b'-') || run.contains(&b'_') { URL_SAFE } else { STANDARD };
            let decoded = GeneralPurpose::new(&alphabet, config).decode(&run).unwrap_or_default();
            let packed = matches!(
                decoded[..],
                [0x1f, 0x8b, 8, ..]
                    | [b'P', b'K', 3, 4, ..]
                    | [0x89, b'P', b'N', b'G', ..]
                    | [0xff, 0xd8, 0xff, ..]
                    | [b'%', b'P', b'D', b'F', ..]
            );
            let printed = std::str::from_utf8(&decoded)
                .is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()));
            if packed || printed {
                place.inside("", &decoded, sink);
            }
        }
        at = at.max(from + 1);
    }
}

/// The text of a program or a style as its reader has it: escapes resolved, literals that are added to one another joined.
fn literal(text: &str, css: bool) -> String {
    if !text.contains('\\') && !text.contains('+') {
        return text.to_owned();
    }
    let mut joined = String::with_capacity(text.len());
    let quote = |c: char| matches!(c, '"' | '\'' | '`');
    for part in text.split_inclusive('+') {
        let trimmed = part.trim_start();
        let literals = joined.trim_end().strip_suffix('+').map(str::trim_end).filter(|before| before.ends_with(quote));
        if let (Some(before), true) = (literals, trimmed.starts_with(quote)) {
            joined.truncate(before.len() - 1);
            joined.push_str(&trimmed[1..]);
        } else {
            joined.push_str(part);
        }
    }
    let mut out = String::with_capacity(joined.len());
    let mut rest = joined.as_str();
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = |text: &str, most: usize| text.chars().take(most).take_while(char::is_ascii_hexdigit).count();
        let (skip, len) = match rest.as_bytes() {
            _ if css => (0, digits(rest, 6)),
            [b'u', b'{', ..] => (2, digits(&rest[2..], 6)),
            [b'u', ..] => (1, digits(&rest[1..], 4)),
            [b'x', ..] => (1, digits(&rest[1..], 2)),
            _ => (0, 0),
        };
        match u32::from_str_radix(&rest[skip..skip + len], 16).ok().and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[skip + len..];
                rest = if css {
                    rest.strip_prefix(' ').unwrap_or(rest)
                } else {
                    rest.strip_prefix('}').filter(|_| skip == 2).unwrap_or(rest)
                };
            }
            None => {
                let next = rest.chars().next().map_or(0, char::len_utf8);
                out.push(' ');
                rest = &rest[if rest.starts_with(['n', 'r', 't']) { next } else { 0 }..];
            }
        }
    }
    out + rest
}
