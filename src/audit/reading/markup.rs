//! HTML, SVG, feeds and every other XML.
//!
//! In: text with tags. Out: its blocks, with the edges of inline elements left in as signs; attributes, comments, scripts
//! and styles apart. What always holds: broken markup is still read to its end.

use super::{Channel, Reading, script};
use crate::audit::decode;
use crate::audit::words::{self, CLOSE, LINK_CLOSE, LINK_OPEN, OPEN};

/// Elements that run on in a line of text. All others end a block.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tspan", "u", "var", "wbr",
];

/// Attributes whose words are those of people.
const READABLE: [&str; 22] = [
    "alt",
    "title",
    "content",
    "placeholder",
    "value",
    "summary",
    "label",
    "href",
    "src",
    "srcset",
    "srcdoc",
    "action",
    "cite",
    "poster",
    "term",
    "aria-label",
    "aria-description",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "abbr",
    "xlink:href",
];

#[derive(Default)]
struct Block {
    text: String,
    places: Vec<(u32, u32)>,
}

impl Block {
    fn push(&mut self, text: &str, at: usize) {
        self.places.push((words::clamp(self.text.len()), words::clamp(at)));
        self.text.push_str(text);
    }

    fn flush(&mut self, out: &mut Reading) {
        if self.text.chars().any(char::is_alphanumeric) {
            out.block(&self.text, &self.places, Channel::Text);
        }
        self.text.clear();
        self.places.clear();
    }
}

/// Reads a text with tags.
pub(super) fn read(text: &str, out: &mut Reading) {
    let mut block = Block::default();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(open) = rest.find('<') else {
            decoded(rest, at, &mut block);
            break;
        };
        decoded(&rest[..open], at, &mut block);
        at += open;
        at += tag(&text[at..], at, &mut block, out);
    }
    block.flush(out);
}

/// Adds running text with its character references decoded.
fn decoded(text: &str, at: usize, block: &mut Block) {
    let mut from = 0;
    for (amp, _) in text.match_indices('&') {
        if amp < from {
            continue;
        }
        if let Some((meaning, len)) = decode::entity(&text[amp..]) {
            block.push(&text[from..amp], at + from);
            block.push(&meaning, at + amp);
            from = amp + len;
        }
    }
    if from < text.len() {
        block.push(&text[from..], at + from);
    }
}

/// Reads what begins with `<`, and gives the bytes that it takes.
fn tag(text: &str, at: usize, block: &mut Block, out: &mut Reading) -> usize {
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = comment.find("-->");
        out.aside(&comment[..end.unwrap_or(comment.len())], at + 4, Channel::Text);
        return end.map_or(text.len(), |end| end + 7);
    }
    if let Some(data) = text.strip_prefix("<![CDATA[") {
        let end = data.find("]]>");
        block.push(&data[..end.unwrap_or(data.len())], at + 9);
        return end.map_or(text.len(), |end| end + 12);
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        let end = text.find('>').map_or(text.len(), |end| end + 1);
        out.aside(&text[2..end.max(2)], at + 2, Channel::Code);
        return end;
    }
    let closing = text.starts_with("</");
    let start = if closing { 2 } else { 1 };
    let name_len =
        text[start..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).unwrap_or(text.len() - start);
    let name = text[start..start + name_len].to_ascii_lowercase();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        block.push("<", at);
        return 1;
    }
    if name == "a" {
        block.text.push(if closing { LINK_CLOSE } else { LINK_OPEN });
    } else if INLINE.contains(&name.as_str()) || name.contains('-') {
        block.text.push(match name.as_str() {
            "br" | "img" => ' ',
            _ if closing => CLOSE,
            _ => OPEN,
        });
    } else {
        block.flush(out);
    }
    let taken = attributes(text, start + name_len, at, out);
    if !closing && matches!(name.as_str(), "script" | "style") {
        return taken + raw(&text[taken..], at + taken, &name, out);
    }
    taken
}

/// Reads attributes up to the end of the tag, and gives the bytes from the tag's beginning.
fn attributes(text: &str, mut at: usize, base: usize, out: &mut Reading) -> usize {
    loop {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        at += skipped;
        let rest = &text[at..];
        match rest.chars().next() {
            None => return text.len(),
            Some('>') => return at + 1,
            // A tag that never ended: what follows is read as another.
            Some('<') => return at,
            Some(_) => {}
        }
        let name_len =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<')).unwrap_or(rest.len()).max(1);
        let name_len = (name_len..=rest.len()).find(|len| rest.is_char_boundary(*len)).unwrap_or(rest.len());
        let name = rest[..name_len].to_ascii_lowercase();
        at += name_len;
        let after = text[at..].trim_start();
        let Some(after) = after.strip_prefix('=') else { continue };
        let value = after.trim_start();
        at = text.len() - value.len();
        let (from, len, end) = if let Some(quote @ ('"' | '\'')) = value.chars().next() {
            let len = value[1..].find(quote).unwrap_or(value.len() - 1);
            (1, len, (len + 2).min(value.len()))
        } else {
            let len = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
            (0, len, len)
        };
        attribute(&name, &value[from..from + len], base + at + from, out);
        at += end;
    }
}

fn attribute(name: &str, value: &str, at: usize, out: &mut Reading) {
    if value.is_empty() {
        return;
    }
    let mut plain = Block::default();
    decoded(value, at, &mut plain);
    match name {
        "style" => script::read_style(&plain.text, at, out),
        _ if name.starts_with("on") => script::read_program(&plain.text, at, out),
        _ if READABLE.contains(&name) || name.starts_with("data-") => out.aside(&plain.text, at, Channel::Text),
        _ => out.aside(&plain.text, at, Channel::Code),
    }
}

/// Reads the content of a script or style.
fn raw(text: &str, at: usize, name: &str, out: &mut Reading) -> usize {
    let closes = |start: &usize| text[start + 2..].get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name));
    let end = text.match_indices("</").map(|(start, _)| start).find(closes).unwrap_or(text.len());
    let content = &text[..end];
    match name {
        "style" => script::read_style(content, at, out),
        _ if content.trim_start().starts_with(['{', '[']) => script::read_data(content, at, out),
        _ => script::read_program(content, at, out),
    }
    end
}
