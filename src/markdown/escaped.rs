//! Marks of facts behind a backslash, `\{fact:key}`: they are shown as they stand, and no fact is filled in.
//!
//! In: a text before comrak reads it, and the tree that comrak made of it. Out: the same tree, in which no node of words holds such a
//! mark whole, and in which code and titles keep the backslash. What always holds: every byte keeps its place, since a sign of two
//! bytes stands for `\{` while comrak reads.

use std::borrow::Cow;

use comrak::nodes::{Ast, LineColumn, NodeValue, Sourcepos};
use comrak::{Arena, Node};

use crate::text::LineStarts;
use crate::text::decode_entities;

/// How such a mark begins.
const ESCAPED: &str = "\\{fact:";

/// Signs of two bytes that are punctuation, as `\` is: the first that a text does not have stands for `\{`.
const SIGNS: [char; 12] = ['¿', '¡', '§', '¶', '·', '»', '«', '՟', '׆', '؞', '܍', '߹'];

/// A text as comrak is to read it.
pub(super) struct Escaped<'t> {
    pub(super) text: Cow<'t, str>,
    sign: Option<char>,
}

/// Puts one sign in the place of each backslash and brace before `fact:`.
pub(super) fn escaped(text: Cow<'_, str>) -> Escaped<'_> {
    if !text.contains(ESCAPED) {
        return Escaped { text, sign: None };
    }
    // An entity such as `&iquest;` is a sign once comrak has read it.
    let read = decode_entities(&text.replace('<', " "));
    let is_free = |sign: &char| !text.contains(*sign) && !read.contains(*sign);
    let Some(sign) = SIGNS.into_iter().find(is_free) else { return Escaped { text, sign: None } };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (from, _) in text.match_indices(ESCAPED) {
        out.push_str(&text[at..from]);
        at = from + "\\{".len();
        // A backslash behind a backslash is one itself.
        let before = text[..from].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if before % 2 == 0 { out.push(sign) } else { out.push_str("\\{") }
    }
    out.push_str(&text[at..]);
    Escaped { text: Cow::Owned(out), sign: Some(sign) }
}

impl Escaped<'_> {
    /// Puts back what the author wrote, so that nobody takes it for a fact.
    pub(super) fn restore<'a>(&self, arena: &'a Arena<'a>, root: Node<'a>) {
        let Some(sign) = self.sign else { return };
        let starts = LineStarts::new(&self.text);
        let nodes: Vec<Node<'a>> = root.descendants().collect();
        let put_back = |text: &mut String, with: &str| {
            if text.contains(sign) {
                *text = text.replace(sign, with);
            }
        };
        for node in nodes {
            let mut words = None;
            match &mut node.data_mut().value {
                NodeValue::Text(text) if text.contains(sign) => words = Some(text.to_string()),
                NodeValue::Code(code) => put_back(&mut code.literal, "\\{"),
                NodeValue::CodeBlock(code) => {
                    put_back(&mut code.literal, "\\{");
                    put_back(&mut code.info, "{");
                }
                NodeValue::HtmlBlock(html) => put_back(&mut html.literal, "\\{"),
                NodeValue::HtmlInline(html) => put_back(html, "\\{"),
                NodeValue::Link(link) | NodeValue::Image(link) => {
                    put_back(&mut link.title, "\\{");
                    put_back(&mut link.url, "{");
                }
                NodeValue::WikiLink(link) => put_back(&mut link.url, "{"),
                NodeValue::FootnoteDefinition(note) => put_back(&mut note.name, "{"),
                NodeValue::FootnoteReference(note) => put_back(&mut note.name, "{"),
                NodeValue::BlockDirective(block) => put_back(&mut block.info, "{"),
                _ => {}
            }
            if let Some(words) = words {
                self.divide(arena, node, &words, sign, &starts);
            }
        }
    }

    /// Divides a node of words behind the brace of each such mark.
    fn divide<'a>(&self, arena: &'a Arena<'a>, node: Node<'a>, words: &str, sign: char, starts: &LineStarts) {
        let place = node.data().sourcepos;
        let start = starts.byte(place.start.line, place.start.column);
        let source = self.text.get(start..).unwrap_or_default();
        let mut signs = source.match_indices(sign).map(|(at, _)| place.start.column + at + sign.len_utf8());
        let mut from = place.start.column;
        let mut parts = words.split(sign).peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let behind = if is_last { place.end.column + 1 } else { signs.next().unwrap_or(place.end.column + 1) };
            let at = |column: usize| LineColumn { line: place.start.line, column };
            let part_place: Sourcepos = (at(from), at(behind.saturating_sub(1).max(from))).into();
            let part = if is_last { part.to_owned() } else { [part, "{"].concat() };
            node.insert_before(arena.alloc(Ast::new_with_sourcepos(NodeValue::Text(part.into()), part_place).into()));
            from = behind;
        }
        node.detach();
    }
}

/// Words that are no Markdown, divided behind the brace of each such mark, whose backslash goes.
pub(super) fn divided(words: &str) -> impl Iterator<Item = String> {
    let mut parts = words.split(ESCAPED).peekable();
    let mut is_first = true;
    std::iter::from_fn(move || {
        let part = parts.next()?;
        let begin = if std::mem::take(&mut is_first) { "" } else { "fact:" };
        let end = if parts.peek().is_some() { "{" } else { "" };
        Some([begin, part, end].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_takes_the_meaning_of_the_brace_behind_it() {
        let read = |text: &'static str| escaped(Cow::Borrowed(text)).text.into_owned();
        assert_eq!(read("a \\{fact:x} b"), "a ¿fact:x} b");
        assert_eq!(read("¿ \\\\{fact:x} \\\\\\{fact:y}"), "¿ \\\\{fact:x} \\\\¡fact:y}");
        assert_eq!(read("{fact:x} \\{x}"), "{fact:x} \\{x}");
        assert_eq!(read("&iquest; <b &#xa1;> \\{fact:x}"), "&iquest; <b &#xa1;> §fact:x}");
        assert_eq!(divided("a \\{fact:x} b").collect::<Vec<_>>(), ["a {", "fact:x} b"]);
        assert_eq!(divided("\\{fact:x}\\{fact:y}").collect::<Vec<_>>(), ["{", "fact:x}{", "fact:y}"]);
    }
}
