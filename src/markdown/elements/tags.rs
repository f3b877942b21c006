//! HTML cut into tags, comments and words, each with its bytes.
//!
//! In: HTML as an author typed it. Out: [`Token`]s. What always holds: every byte that is a part of no tag and of no comment is a part
//! of some words.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::{LineStarts, decode_entities};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token as Html, Tokenizer};

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tag {
    /// In small letters.
    pub(super) name: String,
    /// The attributes by their names in small letters.
    pub(super) attributes: BTreeMap<String, String>,
    /// Whether it holds words where a tag has attributes: `<details of the claim>`.
    pub(super) holds_words: bool,
}

/// Attributes that have no value.
const BARE: [&str; 25] = [
    "allowfullscreen",
    "alt",
    "async",
    "autofocus",
    "autoplay",
    "border",
    "checked",
    "compact",
    "controls",
    "default",
    "defer",
    "disabled",
    "download",
    "hidden",
    "inert",
    "ismap",
    "itemscope",
    "loop",
    "multiple",
    "muted",
    "noshade",
    "nowrap",
    "open",
    "reversed",
    "selected",
];

/// Whether an opening tag, as it is typed, names something without a value that is no attribute.
fn holds_words(typed: &str, attributes: &BTreeMap<String, String>) -> bool {
    let typed: String = typed.split_whitespace().collect::<Vec<_>>().join(" ").replace(" =", "=").to_lowercase();
    attributes.iter().any(|(name, value)| {
        value.is_empty()
            && (!name.contains(['-', ':', '=', '/', '"', '\'', '_']) || name.starts_with(|c: char| c.is_ascii_digit()))
            && !BARE.contains(&name.as_str())
            && !typed.contains(&format!(" {name}="))
    })
}

/// A part of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Start(Tag),
    End(String),
    /// Words in one line, with their entities decoded.
    Words(String),
    /// The end of a line between words.
    LineEnd,
    /// A comment, without its marks.
    Comment(String),
    /// A comment that is not closed.
    OpenComment,
    /// A tag that is not closed.
    OpenTag(String),
    /// A declaration or an instruction, which shows nothing.
    Declaration,
}

/// Cuts HTML into tokens, each with its bytes.
pub(super) fn tokens(html: &str) -> Vec<(Token, Range<usize>)> {
    let mut out = Vec::new();
    let mut end = 0;
    for (open, close) in [("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(length) = html.trim_start().starts_with(open).then(|| html.find(close)).flatten() {
            end = length + close.len();
            out.push((comment(html[..end].trim_start()), 0..end));
        }
    }
    let before = end;
    let html_behind = &html[before..];
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html_behind, emitter).flatten() {
        let (token, range) = match token {
            Html::Error(_) => continue,
            Html::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let attributes = tag.attributes.iter().map(|(key, value)| (text(key), text(value))).collect();
                (Token::Start(Tag { name: text(&tag.name), attributes, holds_words: false }), tag.span)
            }
            Html::EndTag(tag) => (Token::End(String::from_utf8_lossy(&tag.name).into_owned()), tag.span),
            Html::Comment(comment) => (Token::Comment(String::new()), comment.span),
            Html::Doctype(doctype) => (Token::Declaration, doctype.span),
            Html::String(words) => (Token::Words(String::new()), words.span),
        };
        let range = bounded(html, range.start + before..range.end + before, end);
        end = range.end;
        let typed = &html[range.clone()];
        match token {
            Token::Words(_) => words(html, range, &mut out),
            Token::Comment(_) => out.push((comment(typed), range)),
            Token::Start(tag) => {
                let holds_words = holds_words(typed, &tag.attributes);
                out.push((Token::Start(Tag { holds_words, ..tag }), range));
            }
            token => out.push((token, range)),
        }
    }
    let rest = &html[end..];
    if !rest.trim().is_empty() {
        let token =
            if rest.trim_start().starts_with("<!--") { Token::OpenComment } else { Token::OpenTag(rest.to_owned()) };
        out.push((token, end..html.len()));
    }
    out
}

/// The one opening tag that a text consists of.
pub(super) fn single_tag(html: &str) -> Option<Tag> {
    let mut found = tokens(html).into_iter();
    match (found.next(), found.next()) {
        (Some((Token::Start(tag), _)), None) => Some(tag),
        _ => None,
    }
}

/// A span as bytes that begin where the last token ended or later, and hold whole characters.
fn bounded(html: &str, range: Range<usize>, after: usize) -> Range<usize> {
    let start = html.floor_char_boundary(range.start.clamp(after, html.len()));
    start..html.ceil_char_boundary(range.end.clamp(start, html.len()))
}

/// What looks like a comment to a browser.
fn comment(typed: &str) -> Token {
    if let Some(inside) = typed.strip_prefix("<!--") {
        return match inside.strip_suffix("-->").or_else(|| inside.strip_suffix("--!>")) {
            Some(inside) => Token::Comment(inside.to_owned()),
            None if inside == ">" || inside == "->" => Token::Comment(String::new()),
            None => Token::OpenComment,
        };
    }
    match typed.strip_prefix("<![CDATA[") {
        Some(words) => Token::Words(words.strip_suffix("]]>").unwrap_or(words).to_owned()),
        None => Token::Declaration,
    }
}

/// Cuts words at the ends of lines.
fn words(html: &str, range: Range<usize>, out: &mut Vec<(Token, Range<usize>)>) {
    let written = &html[range.clone()];
    let starts = LineStarts::new(written);
    for (number, words) in crate::text::lines(written).enumerate() {
        let from = range.start + starts.byte(number + 1, 1);
        let to = from + words.len();
        if !words.is_empty() {
            out.push((Token::Words(decode_entities(words)), from..to));
        }
        if number + 1 < starts.len() {
            out.push((Token::LineEnd, to..range.start + starts.byte(number + 2, 1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_in_a_tag_a_comment_or_words() {
        for html in [
            "<p class='x'>One &amp; two\nthree</p>\n",
            "é<!-- a --> ü <br/> 3 < 4 > 2 <b",
            "<div\n title=\"a > b\">x</div>",
            "<?php x ?> y <!DOCTYPE html> z",
        ] {
            let found = tokens(html);
            let mut at = 0;
            for (token, range) in &found {
                assert_eq!(range.start, at, "{token:?} of {html}: {found:?}");
                at = range.end;
            }
            assert_eq!(at, html.len(), "{html}: {found:?}");
        }
    }

    #[test]
    fn comments_are_told_from_what_is_left_open() {
        let kinds = |html: &str| tokens(html).into_iter().map(|(token, _)| token).collect::<Vec<_>>();
        assert_eq!(kinds("<!-- a -->"), [Token::Comment(" a ".to_owned())]);
        assert_eq!(kinds("<!-- a"), [Token::OpenComment]);
        assert_eq!(kinds("<!-->"), [Token::Comment(String::new())]);
        assert_eq!(kinds("<![CDATA[x]]>"), [Token::Words("x".to_owned())]);
        assert_eq!(kinds("a &lt;b&gt;"), [Token::Words("a <b>".to_owned())]);
        assert_eq!(kinds("<b x"), [Token::OpenTag("<b x".to_owned())]);
    }
}
