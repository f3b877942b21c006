//! HTML, SVG, feeds and every other XML, read as a browser reads HTML.
//!
//! In: a text with tags. Out: its blocks, with marks where tags stood; attributes, comments, scripts and styles apart. What always
//! holds: what a browser would not show is read too.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::words::{LINK, TAG, has_letters};

/// A text of a file.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
pub(super) struct Flow {
    /// The text, with marks for tags.
    pub(super) text: String,
    /// Where its parts stand: places in the text, and places in the file.
    pub(super) places: Vec<(usize, usize)>,
    /// Whether it is a comment.
    pub(super) comment: bool,
    /// Whether it is that of a program or a style.
    pub(super) code: bool,
    /// Whether it is an address, or a name that may be a part of one.
    pub(super) address: bool,
    /// Whether it is a word or a phrase of the search.
    pub(super) search: bool,
    /// The kind of file that it is itself, as `html` or `json`.
    pub(super) kind: &'static str,
}

impl Flow {
    /// A text that stands at one place.
    pub(super) fn at(text: &str, at: usize) -> Self {
        Self { text: text.to_owned(), places: vec![(0, at)], ..Self::default() }
    }
}

/// Elements that run on in a line of text. All others end a block.
const INLINE: [&str; 40] = [
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "q",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tspan",
    "u",
    "var",
    "wbr",
    "a:r",
    "a:rpr",
    "a:t",
    "text:span",
    "text:s",
    "rp",
    "rt",
];

/// Elements that stand by themselves in a line.
const ALONE: [&str; 5] = ["a", "label", "button", "output", "option"];

/// So many attributes without a value are words.
const MANY: usize = 4;

/// Blocks of a Word document; its other elements run on.
const WORD_BLOCKS: [&str; 7] = ["w:p", "w:tc", "w:tr", "w:tbl", "w:br", "w:tab", "w:body"];

/// Reads a text with tags, and gives each of its texts to `sink`. In an XML file raw text has no rules of its own, and a text that
/// holds tags in turn is read again.
pub(super) fn read(text: &str, xml: bool, sink: &mut dyn FnMut(Flow)) {
    let without;
    let text = if xml && text.contains("<![CDATA[") {
        without = text.replace("<![CDATA[", "         ").replace("]]>", "   ");
        &without
    } else {
        text
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(!xml);
    let mut reader = Reader { source: text, block: Flow::default(), raw: "", json: false, xml, sink };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        reader.token(token);
    }
    reader.flush();
}

struct Reader<'a> {
    source: &'a str,
    block: Flow,
    /// The element of a program or a style that is open.
    raw: &'static str,
    json: bool,
    xml: bool,
    sink: &'a mut dyn FnMut(Flow),
}

impl Reader<'_> {
    fn flush(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        if has_letters(&block.text) {
            if self.xml && block.text.contains('<') && block.text.contains('>') {
                block.kind = "html";
            }
            (self.sink)(block);
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        self.block.places.push((self.block.text.len(), at));
        self.block.text.push_str(text);
    }

    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::String(text) => {
                let at = text.span.start;
                let text = String::from_utf8_lossy(&text.value);
                match self.raw {
                    "" => self.text(&text, at),
                    raw => {
                        let kind = if self.json {
                            "json"
                        } else if raw == "style" {
                            "css"
                        } else {
                            "js"
                        };
                        (self.sink)(Flow { code: true, kind, ..Flow::at(&text, at) });
                    }
                }
            }
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                self.edge(&name);

                if name.contains('-') || tag.attributes.values().filter(|value| value.value.is_empty()).count() >= MANY
                {
                    let text = self.source.get(tag.span.start..tag.span.end).unwrap_or(&name);
                    (self.sink)(Flow { code: true, ..Flow::at(text, tag.span.start) });
                }
                for (key, value) in &tag.attributes {
                    let value_text = String::from_utf8_lossy(&value.value);
                    self.attribute(&String::from_utf8_lossy(key), &value_text, value.span.start);
                }
                if !(self.xml && tag.self_closing) {
                    self.raw = match &*name {
                        "script" => "script",
                        "style" => "style",
                        _ => "",
                    };
                    let kind = tag.attributes.get(b"type".as_slice());
                    self.json = kind.is_some_and(|kind| String::from_utf8_lossy(&kind.value).contains("json"));
                }
            }
            Token::EndTag(tag) => {
                self.raw = "";
                self.edge(&String::from_utf8_lossy(&tag.name));
            }
            Token::Comment(comment) => {
                let text = String::from_utf8_lossy(&comment.value);
                // The first line of an XML file says nothing.
                if !text.starts_with("?xml") && has_letters(&text) {
                    (self.sink)(Flow { comment: true, ..Flow::at(&text, comment.span.start) });
                }
            }
            Token::Doctype(doctype) => {
                // What it declares may be shown as well.
                let text = self.source.get(doctype.span.start..doctype.span.end).unwrap_or_default();
                (self.sink)(Flow { code: true, ..Flow::at(text, doctype.span.start) });
            }
            Token::Error(_) => {}
        }
    }

    /// Notes the edge of an element.
    fn edge(&mut self, name: &str) {
        if INLINE.contains(&name) || name.starts_with("w:") && !WORD_BLOCKS.contains(&name) {
            self.block.text.push(TAG);
        } else if ALONE.contains(&name) {
            self.block.text.push(LINK);
        } else {
            self.flush();
        }
    }

    fn attribute(&mut self, name: &str, value: &str, at: usize) {
        if !has_letters(value) || name == "xmlns" {
            return;
        }
        let mut flow = Flow::at(value, at);
        match name {
            "srcdoc" => flow.kind = "html",
            "style" => (flow.kind, flow.code) = ("css", true),
            "class" | "integrity" => flow.code = true,
            "id" | "for" | "name" | "href" | "src" | "srcset" | "action" | "poster" | "cite" | "data"
            | "xlink:href" => flow.address = true,
            _ if name.starts_with("on") => (flow.kind, flow.code) = ("js", true),
            _ if name.starts_with("xmlns:") => flow.code = true,
            _ => {}
        }
        (self.sink)(flow);
    }
}
