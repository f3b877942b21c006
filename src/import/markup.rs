//! XML and HTML as a tree.
//!
//! In: a text. Out: elements with attributes and children. What always holds: what is not closed ends with what holds it, and what nests deeper
//! than a limit is flattened, so that no document is too deep.

use html5gum::{Token, Tokenizer};
use quick_xml::events::{BytesStart, Event};

/// How deep elements may nest.
const MAX_DEPTH: usize = 200;

/// An element.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Child>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute, its prefix left aside.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element of a name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element below it for which something holds.
    pub(super) fn find(&self, test: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        self.elements().find_map(|element| if test(element) { Some(element) } else { element.find(test) })
    }

    /// Every element of a name below it.
    pub(super) fn all<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            element.all(name, found);
        }
    }

    /// Takes the elements out of it that their attributes hide, and returns their words.
    pub(super) fn drop_hidden(&mut self) -> Vec<String> {
        let mut dropped = Vec::new();
        self.children.retain_mut(|child| {
            let Child::Element(element) = child else { return true };
            let is_hidden = crate::markdown::hides(|name| element.get(name).map(str::to_owned));
            if is_hidden {
                dropped.push(element.words());
            } else {
                dropped.append(&mut element.drop_hidden());
            }
            !is_hidden
        });
        dropped
    }

    /// Its words. What tells Word how to fill in a field is none.
    pub(super) fn words(&self) -> String {
        let words = self.children.iter().map(|child| match child {
            Child::Element(element) if element.name == "instrText" => String::new(),
            Child::Element(element) => element.words(),
            Child::Text(text) => text.clone(),
        });
        words.collect()
    }

    /// Whether it has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_whitespace().any(|other| other == class))
    }
}

/// Elements that are open, the document first.
struct Open(Vec<Element>);

impl Open {
    fn new() -> Self {
        Self(vec![Element::default()])
    }

    fn text(&mut self, text: &str) {
        if let Some(last) = self.0.last_mut() {
            match last.children.last_mut() {
                Some(Child::Text(before)) => before.push_str(text),
                _ => last.children.push(Child::Text(text.to_owned())),
            }
        }
    }

    fn close(&mut self) {
        if self.0.len() > 1
            && let (Some(element), Some(above)) = (self.0.pop(), self.0.last_mut())
        {
            above.children.push(Child::Element(element));
        }
    }

    fn finish(mut self) -> Element {
        while self.0.len() > 1 {
            self.close();
        }
        self.0.pop().unwrap_or_default()
    }
}

/// Parses XML; what cannot be read ends it, and is said.
pub(super) fn xml(bytes: &[u8]) -> (Element, Option<String>) {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = quick_xml::Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = Open::new();
    let mut skipped = 0_usize;
    let fault = loop {
        match reader.read_event() {
            Ok(Event::Eof) => break None,
            Ok(Event::Start(_)) if open.0.len() > MAX_DEPTH => skipped += 1,
            Ok(Event::Start(tag)) => open.0.push(element(&tag)),
            Ok(Event::Empty(tag)) => {
                open.0.push(element(&tag));
                open.close();
            }
            Ok(Event::End(_)) if skipped > 0 => skipped -= 1,
            Ok(Event::End(_)) => open.close(),
            Ok(Event::Text(text)) => open.text(&text),
            Ok(Event::CData(text)) => open.text(&text),
            Ok(Event::GeneralRef(name)) => open.text(&entity(&name)),
            Ok(_) => {}
            Err(error) => break Some(error.to_string()),
        }
    };
    (open.finish(), fault)
}

fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    if let Some(c) = number.and_then(char::from_u32) {
        return c.to_string();
    }
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

fn bare(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn element(tag: &BytesStart<'_>) -> Element {
    let attributes = tag.attributes().flatten().map(|attribute| {
        let value = attribute.value.into_owned();
        let value = if value.contains('&') { unescaped(&value) } else { value };
        (bare(attribute.key.as_ref()), value)
    });
    Element { name: bare(tag.name().as_ref()), attributes: attributes.collect(), children: Vec::new() }
}

/// A value with its entities as signs.
fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find(';') else { break };
        out.push_str(&entity(&rest[at + 1..at + end]));
        rest = &rest[at + end + 1..];
    }
    out + rest
}

/// Elements that hold nothing.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end an open paragraph.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
];

/// Parses HTML. Elements whose end may be left out end where another of their kind begins.
pub(super) fn html(text: &str) -> Element {
    let mut open = Open::new();
    let mut skipped: Vec<String> = Vec::new();
    let mut raw: Option<String> = None;
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                end_before(&mut open, &name);
                let attributes = tag.attributes.iter().map(|(key, value)| {
                    (String::from_utf8_lossy(key).into_owned(), String::from_utf8_lossy(value).into_owned())
                });
                let element = Element { name: name.clone(), attributes: attributes.collect(), children: Vec::new() };
                if open.0.len() > MAX_DEPTH {
                    skipped.push(name);
                    continue;
                }
                let is_void = VOID.contains(&name.as_str()) || tag.self_closing;
                if ["script", "style"].contains(&name.as_str()) {
                    raw = Some(name);
                }
                open.0.push(element);
                if is_void {
                    open.close();
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                if raw.as_ref() == Some(&name) {
                    raw = None;
                }
                if skipped.last() == Some(&name) {
                    skipped.pop();
                } else if let Some(at) = open.0.iter().skip(1).rposition(|element| element.name == name) {
                    while open.0.len() > at + 1 {
                        open.close();
                    }
                }
            }
            Token::String(text) => open.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    open.finish()
}

/// Ends the elements that cannot hold another.
fn end_before(open: &mut Open, name: &str) {
    let ends: &[&str] = match name {
        "li" => &["li"],
        "tr" => &["tr", "td", "th"],
        "td" | "th" => &["td", "th"],
        "dt" | "dd" => &["dt", "dd"],
        "tbody" | "thead" | "tfoot" => &["tr", "td", "th", "tbody", "thead"],
        _ if BLOCKS.contains(&name) => &["p"],
        _ => return,
    };
    // Not beyond the list or table that is open.
    let holds: &[&str] = &["ul", "ol", "table", "dl", "td", "th", "li", "div", "blockquote"];
    loop {
        let Some(at) = open.0.iter().rposition(|element| ends.contains(&element.name.as_str())) else { return };
        let between = open.0[at + 1..]
            .iter()
            .any(|element| holds.contains(&element.name.as_str()) && !ends.contains(&element.name.as_str()));
        if at == 0 || between {
            return;
        }
        while open.0.len() > at {
            open.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_closed() {
        let tree =
            html("<ul><li>a<li>b<ul><li>c</ul><li>d</ul><p>x<p>y &amp; z<br>w<table><tr><td>1<td>2<tr><td>3</table>");
        assert_eq!(tree.child("ul").unwrap().elements().count(), 3);
        assert_eq!(tree.elements().filter(|element| element.name == "p").count(), 2);
        let mut rows = Vec::new();
        tree.all("tr", &mut rows);
        assert_eq!(rows.len(), 2);
        assert_eq!(tree.words(), "abcdxy & zw123");
    }

    #[test]
    fn names_have_no_prefix_and_a_broken_end_is_said() {
        let (tree, fault) = xml(b"<w:p w:val=\"a &amp; b\"><w:t>x &lt; y</w:t></w:p>");
        assert_eq!((tree.child("p").unwrap().get("val"), tree.words().as_str(), fault), (Some("a & b"), "x < y", None));
        assert!(xml(b"<a><b></a>").1.is_some());
        let deep = "<a>".repeat(10_000);
        assert_eq!(html(&deep).words(), "");
    }
}
