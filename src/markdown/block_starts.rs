//! The block starts of `CommonMark` 0.31, sections 4 and 5, as far as the fences of `:::` blocks depend on them.
//!
//! In: a place in a line, and whether a paragraph is open. Out: the container or the leaf that begins there, or text.

use super::directives::{Container, HtmlEnd, Leaf};
use super::lines::Cursor;

/// What begins at a place.
pub(super) enum Opening {
    Container(Container, Begin),
    Leaf(Leaf),
    Text,
}

/// How a container's mark is consumed.
pub(super) enum Begin {
    Quote,
    Columns(usize),
    Bytes(usize),
}

impl Begin {
    pub(super) fn apply(&self, cursor: &mut Cursor<'_>) {
        match self {
            Self::Quote => {
                cursor.eat_quote();
            }
            Self::Columns(columns) => {
                cursor.eat_columns(*columns);
            }
            Self::Bytes(bytes) => cursor.eat_bytes(*bytes),
        }
    }
}

/// What begins at the cursor, which stands less than four columns in and not before a blank or a fence.
pub(super) fn opening(cursor: &Cursor<'_>, in_paragraph: bool, setext: bool) -> Opening {
    let rest = cursor.rest();
    let first = rest.as_bytes()[0];
    match first {
        b'>' => return Opening::Container(Container::Quote, Begin::Quote),
        b'#' if is_atx(rest) => return Opening::Leaf(Leaf::None),
        b'`' | b'~' => {
            let length = rest.bytes().take_while(|b| *b == first).count();
            if length >= 3 && (first == b'~' || !rest[length..].contains('`')) {
                return Opening::Leaf(Leaf::FencedCode { mark: first, length });
            }
        }
        b'<' => {
            if let Some(end) = html_start(rest, in_paragraph) {
                let closed = end != HtmlEnd::Blank && html_ends(rest, end);
                return Opening::Leaf(if closed { Leaf::None } else { Leaf::Html { end } });
            }
        }
        b'=' | b'-' if setext && is_setext(rest, first) => return Opening::Leaf(Leaf::None),
        b'[' if rest.starts_with("[^") => {
            if let Some(length) = footnote_label(rest) {
                return Opening::Container(Container::Footnote, Begin::Bytes(length));
            }
        }
        _ => {}
    }
    if matches!(first, b'*' | b'-' | b'_') && is_thematic_break(rest, first) {
        return Opening::Leaf(Leaf::None);
    }
    match list_marker(cursor, in_paragraph) {
        Some((columns, empty)) => {
            let indent = cursor.indent() + columns;
            Opening::Container(Container::Item { indent, empty }, Begin::Columns(indent))
        }
        None => Opening::Text,
    }
}

fn is_atx(rest: &str) -> bool {
    let level = rest.bytes().take_while(|b| *b == b'#').count();
    level <= 6 && rest[level..].chars().next().is_none_or(|c| c == ' ' || c == '\t')
}

fn is_setext(rest: &str, mark: u8) -> bool {
    let marks = rest.bytes().take_while(|b| *b == mark).count();
    rest[marks..].trim_matches([' ', '\t']).is_empty()
}

fn is_thematic_break(rest: &str, mark: u8) -> bool {
    rest.bytes().filter(|b| *b == mark).count() >= 3 && rest.bytes().all(|b| b == mark || b == b' ' || b == b'\t')
}

/// The length of `[^label]:` with the spaces behind it.
fn footnote_label(rest: &str) -> Option<usize> {
    let end = rest.find("]:")?;
    let label = &rest[2..end];
    if label.is_empty() || label.contains([']', ' ', '\t']) {
        return None;
    }
    let spaces = rest[end + 2..].len() - rest[end + 2..].trim_start_matches([' ', '\t']).len();
    Some(end + 2 + spaces)
}

/// How many columns a list marker and the space behind it take, and whether nothing stands behind it.
fn list_marker(cursor: &Cursor<'_>, in_paragraph: bool) -> Option<(usize, bool)> {
    let rest = cursor.rest();
    let bytes = rest.as_bytes();
    let width = match bytes[0] {
        b'*' | b'-' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            let ends = matches!(bytes.get(digits), Some(b'.' | b')'));
            if digits > 9 || !ends || (in_paragraph && rest[..digits].parse() != Ok(1)) {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    match bytes.get(width) {
        None => (!in_paragraph).then_some((width + 1, true)),
        Some(b' ' | b'\t') => {
            let spaces = cursor.columns_behind(width);
            match spaces {
                None if in_paragraph => None,
                None => Some((width + 1, true)),
                Some(spaces) if spaces > 4 => Some((width + 1, false)),
                Some(spaces) => Some((width + spaces, false)),
            }
        }
        Some(_) => None,
    }
}

fn html_start(rest: &str, in_paragraph: bool) -> Option<HtmlEnd> {
    let starts = |prefix: &str| rest.get(..prefix.len()).is_some_and(|s| s.eq_ignore_ascii_case(prefix));
    let ends_tag = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '>');
    for tag in ["script", "pre", "style", "textarea"] {
        if starts(&format!("<{tag}")) && ends_tag(rest[tag.len() + 1..].chars().next()) {
            return Some(HtmlEnd::RawTag);
        }
    }
    if rest.starts_with("<!--") {
        return Some(HtmlEnd::Text("-->"));
    }
    if rest.starts_with("<?") {
        return Some(HtmlEnd::Text("?>"));
    }
    if rest.starts_with("<![CDATA[") {
        return Some(HtmlEnd::Text("]]>"));
    }
    if rest.starts_with("<!") && rest[2..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(HtmlEnd::Text(">"));
    }
    let name_from = if rest.starts_with("</") { 2 } else { 1 };
    let name = rest[name_from..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let behind = &rest[name_from + name.len()..];
    let is_block = BLOCK_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    if is_block && (ends_tag(behind.chars().next()) || behind.starts_with("/>")) {
        return Some(HtmlEnd::Blank);
    }
    // A whole tag alone in its line. Whether it is well formed is comrak's to say; where it is not, the trees differ.
    let alone = rest.trim_end().ends_with('>') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (alone && !in_paragraph && is_whole_tag(rest.trim_end())).then_some(HtmlEnd::Blank)
}

/// Whether a text is one open or closing tag and nothing else.
fn is_whole_tag(text: &str) -> bool {
    let inner = &text[1..text.len() - 1];
    let mut quote = None;
    for c in inner.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '<' | '>') => return false,
            _ => {}
        }
    }
    let name = inner.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    quote.is_none() && name[end..].chars().next().is_none_or(|c| c.is_whitespace() || c == '/')
}

/// Whether an HTML block ends in this line.
pub(super) fn html_ends(rest: &str, end: HtmlEnd) -> bool {
    match end {
        HtmlEnd::Blank => false,
        HtmlEnd::Text(mark) => rest.contains(mark),
        HtmlEnd::RawTag => {
            let lower = rest.to_ascii_lowercase();
            ["</script>", "</pre>", "</style>", "</textarea>"].iter().any(|tag| lower.contains(tag))
        }
    }
}

/// The elements with which a block of HTML begins (`CommonMark` 0.31, section 4.6).
pub(super) const BLOCK_TAGS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
