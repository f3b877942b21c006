//! The elements of HTML, by what becomes of them, and the form in which one stands in a tree.
//!
//! In: the name of a tag. Out: its [`Role`]. What always holds: an [`Element`] has a name and attributes of the lists below alone, so
//! that it can be written as it stands.

use std::collections::BTreeMap;
use std::fmt::Write;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::tags::{Tag, single_tag};
use crate::markdown::block_starts::BLOCK_TAGS;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Break,
    Rule,
    Strong,
    Emphasis,
    Strikethrough,
    Underline,
    Highlight,
    Superscript,
    Subscript,
    Code,
    /// It is written as it is, in a line: `kbd`, `abbr`.
    Inline,
    Span,
    Link,
    Image,
    Paragraph,
    /// `div` and `center`: their blocks stand for themselves.
    Division,
    Quote,
    /// It is written as it is, and holds blocks: `details`, `summary`, `caption`.
    Block,
    Preformatted,
    List,
    Item,
    TermList,
    /// `dt` and `dd`.
    TermPart,
    Table,
    /// `thead`, `tbody`, `tfoot`.
    TablePart,
    Row,
    Cell,
    /// `col` and `colgroup`: they show nothing.
    Columns,
    /// It is an error, and what it holds is not published.
    Forbidden,
    /// HTML that is not understood, in a line.
    OtherInline,
    /// HTML that is not understood, a block.
    OtherBlock,
    /// No element of HTML: words between angle brackets.
    Unknown,
}

/// The role of an opening tag: one that holds words is none.
pub(super) fn role_of(tag: &Tag) -> Role {
    match role(&tag.name) {
        Role::Forbidden => Role::Forbidden,
        _ if tag.holds_words => Role::Unknown,
        role => role,
    }
}

/// The role of an element by its name in small letters.
pub(super) fn role(name: &str) -> Role {
    match name {
        "br" => Role::Break,
        "hr" => Role::Rule,
        "strong" | "b" => Role::Strong,
        "em" | "i" => Role::Emphasis,
        "s" => Role::Strikethrough,
        "u" => Role::Underline,
        "mark" => Role::Highlight,
        "sup" => Role::Superscript,
        "sub" => Role::Subscript,
        "code" => Role::Code,
        "kbd" | "small" | "q" | "cite" | "abbr" | "dfn" | "time" => Role::Inline,
        "span" => Role::Span,
        "a" => Role::Link,
        "img" => Role::Image,
        "p" => Role::Paragraph,
        "div" | "center" => Role::Division,
        "blockquote" => Role::Quote,
        "details" | "summary" | "caption" => Role::Block,
        "pre" => Role::Preformatted,
        "ul" | "ol" => Role::List,
        "li" => Role::Item,
        "dl" => Role::TermList,
        "dt" | "dd" => Role::TermPart,
        "table" => Role::Table,
        "thead" | "tbody" | "tfoot" => Role::TablePart,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "col" | "colgroup" => Role::Columns,
        "script" | "style" | "iframe" | "object" | "embed" | "template" => Role::Forbidden,
        _ if OTHER_INLINE.contains(&name) => Role::OtherInline,
        _ if BLOCK_TAGS.contains(&name) || OTHER_BLOCKS.contains(&name) => Role::OtherBlock,
        _ => Role::Unknown,
    }
}

/// Whether HTML has an element of this name.
pub(in crate::markdown) fn is_known(name: &str) -> bool {
    role(name) != Role::Unknown || matches!(name, "link" | "meta" | "frame")
}

impl Role {
    /// Whether an element of this role begins or ends a block.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Break
                | Self::Strong
                | Self::Emphasis
                | Self::Strikethrough
                | Self::Underline
                | Self::Highlight
                | Self::Superscript
                | Self::Subscript
                | Self::Code
                | Self::Inline
                | Self::Span
                | Self::Link
                | Self::Image
                | Self::Forbidden
                | Self::OtherInline
                | Self::Unknown
        )
    }
}

/// Blocks with which no block of HTML begins in Markdown.
const OTHER_BLOCKS: [&str; 9] =
    ["hgroup", "listing", "marquee", "meta", "noscript", "plaintext", "select", "textarea", "xmp"];

const OTHER_INLINE: &[&str] = &[
    "acronym", "applet", "area", "audio", "base", "basefont", "bdi", "bdo", "big", "blink", "button", "canvas", "data",
    "datalist", "del", "font", "image", "input", "ins", "label", "map", "math", "meter", "nobr", "noembed", "output",
    "param", "picture", "progress", "rb", "rp", "rt", "rtc", "ruby", "samp", "slot", "source", "strike", "svg",
    "track", "tt", "var", "video", "wbr",
];

/// The elements that are written as they are.
const WRITTEN: [&str; 24] = [
    "kbd",
    "small",
    "q",
    "cite",
    "abbr",
    "dfn",
    "time",
    "span",
    "code",
    "div",
    "details",
    "summary",
    "caption",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "blockquote",
];

/// Attributes that mean something on every element.
const EVERYWHERE: [&str; 3] = ["dir", "lang", "title"];

/// An element that is written as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    name: &'static str,
    attributes: BTreeMap<String, String>,
}

impl Element {
    /// The element of a tag, with the attributes that do no harm.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let name = WRITTEN.into_iter().find(|name| *name == tag.name)?;
        let own: &[&str] = match name {
            "time" => &["datetime"],
            "details" => &["open"],
            "td" | "th" => &["colspan", "rowspan", "scope"],
            _ => &[],
        };
        let is_kept = |key: &str, value: &str| match key {
            "dir" => matches!(value, "ltr" | "rtl" | "auto"),
            "lang" => !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "colspan" | "rowspan" => value.parse().is_ok_and(|count: u16| count > 1 && count < 1000),
            "scope" => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
            _ => key == "open" || !value.trim().is_empty(),
        };
        let known = |key: &str| own.contains(&key) || EVERYWHERE.contains(&key);
        let kept = tag.attributes.iter().filter(|(key, value)| known(key) && is_kept(key, value.trim()));
        let attributes = kept.map(|(key, value)| (key.clone(), value.trim().to_owned())).collect();
        Some(Self { name, attributes })
    }

    /// A place that links lead to.
    pub(super) fn anchor(id: &str) -> Self {
        Self { name: "span", attributes: [("id".to_owned(), id.to_owned())].into() }
    }

    /// An element without attributes.
    pub(super) fn bare(name: &'static str) -> Self {
        Self { name, attributes: BTreeMap::new() }
    }

    /// Reads the opening tag that stands for an element in a tree; `None` where it is no tag that [`Element::open`] wrote.
    pub(crate) fn read(open: &str) -> Option<Self> {
        let tag = single_tag(open)?;
        let mut element = Self::of(&tag)?;
        if let Some(id) = tag.attributes.get("id") {
            element.attributes.insert("id".to_owned(), id.clone());
        }
        (element.open() == open).then_some(element)
    }

    /// Its opening tag.
    pub(crate) fn open(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (key, value) in &self.attributes {
            let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            write!(out, " {key}=\"{value}\"").expect("writing to a String does not fail");
        }
        out + ">"
    }

    /// Its closing tag.
    pub(crate) fn close(&self) -> String {
        format!("</{}>", self.name)
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The name of the place that it is.
    pub(crate) fn id(&self) -> Option<&str> {
        self.attributes.get("id").map(String::as_str)
    }

    /// The words that readers see who point at it.
    pub(crate) fn title(&self) -> Option<&str> {
        self.attributes.get("title").map(String::as_str)
    }

    /// Puts other words in the place of its title.
    pub(crate) fn set_title(&mut self, title: String) {
        self.attributes.insert("title".to_owned(), title);
    }

    /// Whether it says nothing beside its name.
    pub(super) fn is_bare(&self) -> bool {
        self.attributes.is_empty()
    }
}

/// Whether a node is a place that links lead to, and nothing else.
pub(super) fn is_place(node: Node<'_>) -> bool {
    let NodeValue::HtmlInline(open) = &node.data().value else { return false };
    node.first_child().is_none() && Element::read(open).is_some_and(|element| element.id().is_some())
}
