//! Takes a file apart, down to its texts.
//!
//! In: a name and bytes. Out: every text in them, those of files inside files too, given to a [`Sink`]. What always holds: a file
//! is read to its end, or said to be unread.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use serde_json::Value;

use super::encoded::{self, text_of};
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
        [0x1f, 0x8b, ..] => {
            let decoder = MultiGzDecoder::new(bytes);
            let head = decoder.header();
            let names = head.into_iter().flat_map(|head| [head.filename(), head.comment(), head.extra()]).flatten();
            let names: Vec<String> = names.map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            for name in &names {
                sink.text(place.path, Flow { address: true, ..Flow::at(name, 0) });
            }
            unpack(place, decoder, sink);
        }
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
        // What no page shows, such as the definition of a link that nothing uses, stands in it as it is.
        "md" | "markdown" => {
            flow(place, Flow { code: true, ..Flow::at(&with_edges(text), 0) }, sink);
            return with_kind(place, "html", &comrak::markdown_to_html(text, &markdown()), sink);
        }
        "js" | "mjs" | "css" | "conf" | "htaccess" => return with_kind(place, ending, text, sink),
        "json" | "webmanifest" | "map" | "geojson" => "json",
        "ics" | "vcf" => "ics",
        "csv" | "tsv" => "csv",
        _ if begin.starts_with('<') => "html",
        _ if begin == "{\\rtf" => {
            flow(place, Flow::at(&encoded::rich(text), 0), sink);
            "text"
        }
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
            let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
            let call = text.trim().trim_end_matches(';').split_once('(').filter(|(name, _)| is_name(name));
            let call = call.and_then(|(_, inside)| inside.strip_suffix(')'));
            match call.and_then(|inside| serde_json::from_str::<Value>(&format!("[{inside}]")).ok()) {
                Some(value) => json(place, &value, sink),
                None => program(place, &literal(text, false), 0, sink),
            }
        }
        "css" => program(place, &literal(text, true), 0, sink),
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
            flow(place, Flow::at(&with_edges(text), 0), sink);
            if text.contains("</") {
                html::read(text, false, &mut |text| flow(place, text, sink));
            }
        }
    }
}

/// A plain text with marks at the edges of its lines, paragraphs and cells.
fn with_edges(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace("\n\n", &format!("\n{BLOCK}"));
    lines.replace('\n', &format!("\n{LINK}")).replace('|', &BLOCK.to_string())
}

fn json(place: Place<'_>, value: &Value, sink: &mut dyn Sink) {
    match value {
        Value::String(text) => {
            let kind = if text.contains('<') && text.contains('>') { "html" } else { "" };
            flow(place, Flow { kind, ..Flow::at(text, 0) }, sink);
        }
        Value::Number(number) => flow(place, Flow::at(&number.to_string(), 0), sink),
        Value::Array(items) => {
            let numbers: Vec<String> = items.iter().filter(|item| item.is_u64()).map(Value::to_string).collect();
            for text in encoded::readings(&numbers.join(",")) {
                flow(place, Flow::at(&text, 0), sink);
            }
            for item in items {
                json(place, item, sink);
            }
        }
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
            let text = literal(&flow.text, flow.kind == "css");
            if code {
                return program(place, &text, at, sink);
            }
            inner.push(Flow::at(&text, at));
        }
        return inner.into_iter().for_each(|text| self::flow(place, text, sink));
    }
    let other = |text: String| Flow {
        text,
        places: flow.places.clone(),
        ..Flow { address: flow.address, code: flow.code, ..Flow::default() }
    };
    if flow.text.len() >= 24 {
        hidden(place, &flow.text, sink);
        for text in encoded::readings(&flow.text) {
            sink.text(place.path, other(text));
        }
    }
    if flow.address || flow.text.contains('%') {
        let decoded = percent_encoding::percent_decode_str(&flow.text).decode_utf8_lossy().replace('+', " ");
        if let Some((head, data)) = decoded.strip_prefix("data:").and_then(|rest| rest.split_once(','))
            && !head.ends_with("base64")
        {
            place.inside("", data.as_bytes(), sink);
        }
        if flow.text.contains('%') {
            sink.text(place.path, other(decoded));
        }
    }
    sink.text(place.path, flow);
}

/// Reads what stands in a text in other letters: packed as base64, as numbers, or escaped twice.
pub(super) fn hidden(place: Place<'_>, text: &str, sink: &mut dyn Sink) {
    for bytes in encoded::packed(text) {
        place.inside("", &bytes, sink);
    }
}

/// Reads a program or a style, and once more what it says between quotation marks, as if that were one text, and what it says as HTML.
fn program(place: Place<'_>, text: &str, at: usize, sink: &mut dyn Sink) {
    let said = encoded::quoted(text);
    if said.contains(' ') {
        sink.text(place.path, Flow { code: true, ..Flow::at(&said, at) });
    }
    if text.contains("</") {
        html::read(text, false, &mut |said| flow(place, Flow { code: true, places: vec![(0, at)], ..said }, sink));
    }
    flow(place, Flow { code: true, ..Flow::at(text, at) }, sink);
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
        let octal = rest.chars().take(3).take_while(|c| matches!(c, '0'..='7')).count();
        let (skip, len) = match rest.as_bytes() {
            _ if css => (0, digits(rest, 6)),
            _ if octal > 0 => (0, octal),
            [b'u', b'{', ..] => (2, digits(&rest[2..], 6)),
            [b'u', ..] => (1, digits(&rest[1..], 4)),
            [b'x', ..] => (1, digits(&rest[1..], 2)),
            _ => (0, 0),
        };
        let radix = if !css && octal > 0 { 8 } else { 16 };
        match u32::from_str_radix(&rest[skip..skip + len], radix).ok().and_then(char::from_u32) {
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
