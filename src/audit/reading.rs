//! The words of one published file, whatever its form.
//!
//! In: bytes and a name. Out: a [`Reading`]: every word that a reader, a script or a curious person could find in them, and
//! the files that lie inside. What always holds: what cannot be read is said to be unread, never taken to be empty.

mod markup;
mod packed;
mod script;

use std::borrow::Cow;

use super::decode;
use super::words::{self, Gap, Word};

/// What a text is for, which says how short a run of it is worth an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    /// Read by people.
    Text,
    /// Read by scripts, and searched: words may have lost their order.
    Data,
    /// Programs, styles, names of classes: words of the trade.
    Code,
}

/// A word of a published file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed {
    /// Stands for the folded word.
    pub(super) hash: u64,
    /// Where it begins in the file, in bytes; about, where the text was decoded.
    pub(super) at: u32,
    /// What parts it from the word before.
    pub(super) gap: Gap,
    /// What it is for.
    pub(super) channel: Channel,
}

/// A file inside a file.
#[derive(Debug)]
pub(super) struct Member {
    /// What to add to the file's name.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// Everything that one file says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    main: Vec<Printed>,
    side: Vec<Printed>,
    depth: usize,
    /// The texts themselves, when they are asked for.
    texts: Option<Vec<(String, usize)>>,
    /// The files inside.
    pub(super) members: Vec<Member>,
    /// Why the file, or a part of it, could not be read.
    pub(super) unread: Option<&'static str>,
}

/// Texts inside texts are read this deep.
const DEEPEST: usize = 5;

impl Reading {
    /// Reads a file.
    pub(super) fn of(bytes: &[u8], name: &str) -> Self {
        let mut reading = Self::default();
        reading.read(bytes, name);
        reading
    }

    /// The texts of a file in their order, and about where each begins.
    pub(super) fn texts(bytes: &[u8], name: &str) -> Vec<(String, usize)> {
        let mut reading = Self { texts: Some(Vec::new()), ..Self::default() };
        reading.read(bytes, name);
        reading.texts.unwrap_or_default()
    }

    /// Reads the name of a published file as a text of its own.
    pub(super) fn of_name(name: &str) -> Self {
        let mut reading = Self::default();
        for part in name.split('/') {
            reading.aside(part, 0, Channel::Data);
        }
        reading.aside(name, 0, Channel::Data);
        reading
    }

    /// Every word: first those in the flow, then those that stand apart.
    pub(super) fn words(mut self) -> Vec<Printed> {
        if let Some(first) = self.side.first_mut() {
            first.gap = Gap::Wall;
        }
        self.main.append(&mut self.side);
        self.main
    }

    fn read(&mut self, bytes: &[u8], name: &str) {
        // An archive that stores its members as they are may pass for text.
        let text = if packed::is_archive(bytes) { None } else { decode::text(bytes) };
        let old = || decode::old_text(bytes).filter(|_| !packed::is_packed(bytes, name));
        let Some(text) = text.or_else(|| old().map(Cow::Owned)) else { return packed::read(bytes, name, self) };
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        match ending.as_str() {
            "js" | "mjs" | "cjs" | "ts" => script::read_program(&text, 0, self),
            "css" => script::read_style(&text, 0, self),
            "json" | "webmanifest" | "map" | "jsonl" | "ndjson" | "geojson" => script::read_data(&text, 0, self),
            "ics" | "vcf" => self.paragraphs(&text.replace("\r\n ", "").replace("\n ", "")),
            _ if start.starts_with('<') => markup::read(&text, self),
            _ if start.starts_with(['{', '[']) && !matches!(ending.as_str(), "md" | "txt" | "toml") => {
                script::read_data(&text, 0, self);
            }
            _ => self.paragraphs(&text),
        }
    }

    fn paragraphs(&mut self, text: &str) {
        let mut at = 0;
        for part in text.split_inclusive("\n\n") {
            self.block(part, &[(0, words::clamp(at))], Channel::Text);
            at += part.len();
        }
    }

    /// Adds a block of the flow.
    fn block(&mut self, text: &str, places: &[(u32, u32)], channel: Channel) {
        if let Some(texts) = &mut self.texts {
            texts.push((text.replace(is_sign, " "), super::blocks::place(places, 0)));
            return;
        }
        cut(text, false, Gap::Block, &mut self.main, |local| super::blocks::place(places, local), channel);
        let base = super::blocks::place(places, 0);
        if glues(text) {
            cut(text, true, Gap::Wall, &mut self.side, |_| base, channel);
        }
        self.again(text, base, channel);
    }

    /// Adds a text that stands apart from the flow.
    fn aside(&mut self, text: &str, at: usize, channel: Channel) {
        if let Some(texts) = &mut self.texts {
            if channel != Channel::Code {
                texts.push((text.to_owned(), at));
            }
            return;
        }
        cut(text, false, Gap::Wall, &mut self.side, |local| at + local, channel);
        self.again(text, at, channel);
    }

    /// Reads a text once more for everything that is encoded in it.
    fn again(&mut self, text: &str, at: usize, channel: Channel) {
        if self.depth >= DEEPEST || text.len() < 3 {
            return;
        }
        if let Some(decoded) = decode::percent(text) {
            self.inside(at, |inner| inner.aside(&decoded, 0, channel));
        }
        if let Some(decoded) = decode::backslashes(text, false) {
            self.inside(at, |inner| inner.aside(&decoded, 0, channel));
        }
        if looks_marked(text) {
            self.inside(at, |inner| markup::read(text, inner));
        }
        self.payloads(text);
    }

    /// Reads what a part of the file holds as if it were a file, and adds it to what stands apart.
    fn inside(&mut self, at: usize, read: impl FnOnce(&mut Self)) {
        let mut inner = Self { depth: self.depth + 1, ..Self::default() };
        read(&mut inner);
        self.members.append(&mut inner.members);
        self.unread = self.unread.or(inner.unread);
        let words = inner.words();
        let first = self.side.len();
        self.side.extend(words.into_iter().map(|word| Printed { at: words::clamp(at), ..word }));
        if let Some(word) = self.side.get_mut(first) {
            word.gap = Gap::Wall;
        }
    }

    /// Takes out `data:` addresses, and base64 that stands alone, as files.
    fn payloads(&mut self, text: &str) {
        let lower = |at: usize| text.get(at..at + 5).is_some_and(|head| head.eq_ignore_ascii_case("data:"));
        for (at, _) in
            text.match_indices(':').filter(|(at, _)| *at >= 4 && text.is_char_boundary(at - 4) && lower(at - 4))
        {
            let rest = &text[at - 4..];
            let end = rest
                .find(|c: char| matches!(c, '"' | '\'' | ')' | '<' | '>') || c.is_whitespace())
                .unwrap_or(rest.len());
            for address in [&rest[..end], rest] {
                if let Some(bytes) = decode::data_address(address).filter(|bytes| bytes.len() > 3) {
                    self.members.push(Member { name: "!data".to_owned(), bytes });
                }
            }
        }
        let whole = text.trim();
        if whole.len() >= 24
            && whole.len().is_multiple_of(4)
            && whole.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
        {
            let hex = whole.bytes().all(|byte| byte.is_ascii_hexdigit());
            if let Some(bytes) = decode::base64(whole).filter(|_| !hex) {
                let packed = packed::is_packed(&bytes, "");
                if packed || decode::text(&bytes).is_some() {
                    self.members.push(Member { name: "!base64".to_owned(), bytes });
                }
            }
        }
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, words::OPEN | words::CLOSE | words::LINK_OPEN | words::LINK_CLOSE)
}

/// Cuts a text into words, the first of which is parted from what was before by `gap`.
fn cut(text: &str, glue: bool, gap: Gap, into: &mut Vec<Printed>, place: impl Fn(usize) -> usize, channel: Channel) {
    let mut first = true;
    words::each_word(text, glue, |_, Word { hash, start, gap: inner, .. }| {
        let gap = if std::mem::take(&mut first) { gap } else { inner };
        into.push(Printed { hash, at: words::clamp(place(start as usize)), gap, channel });
    });
}

/// Whether the sign of an inline element stands inside a word.
fn glues(text: &str) -> bool {
    let mut before = false;
    let mut signed = false;
    text.chars().any(|c| {
        if is_sign(c) {
            signed = before;
            return false;
        }
        let found = signed && before && c.is_alphanumeric();
        before = c.is_alphanumeric();
        signed = false;
        found
    })
}

/// Whether a text has markup or character references in it.
fn looks_marked(text: &str) -> bool {
    let tag = |at: usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    text.match_indices('<').any(|(at, _)| tag(at))
        || text.match_indices('&').any(|(at, _)| decode::entity(&text[at..]).is_some())
}

#[cfg(test)]
mod tests;
