//! Finds the `:::` blocks of a text, line by line.
//!
//! comrak has directives of its own, but closes the outermost where Pandoc closes the innermost, and reads a fence inside a
//! code block as one. So this scan decides which lines a block holds. It follows the block structure of `CommonMark` 0.31
//! (containers, then leaves) as far as a fence can depend on it; [`super::text`] holds the outcome against comrak's tree,
//! and where the two disagree the text is refused.

use super::lines::Cursor;

/// How deep containers may nest.
pub(super) const MAX_DEPTH: usize = 100;

/// One `:::` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The name behind the colons.
    pub name: String,
    /// The line of the opening fence, from 0.
    pub open: usize,
    /// The line of the closing fence; the last line of the text where none closes it.
    pub close: usize,
    /// How many blocks hold it.
    pub depth: usize,
    /// Byte range of the colons of the opening fence, in its line.
    pub open_colons: (usize, usize),
    /// Byte range of the colons of the closing fence, in its line; `None` when it is never closed.
    pub close_colons: Option<(usize, usize)>,
}

/// Something about a fence that must be mended before the text can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FenceError {
    /// The line, from 0.
    pub line: usize,
    /// The first byte in the line.
    pub column: usize,
    /// What is wrong.
    pub kind: FenceErrorKind,
}

/// What can be wrong with a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FenceErrorKind {
    /// Colons alone, where no block is open.
    Nameless,
    /// A fence with more behind the colons than a name.
    NotAName,
    /// Colons that open nothing, because they are indented or hold on to a paragraph.
    Stray,
    /// A block that is never closed.
    Unclosed,
    /// A closing fence inside a list item or quote that began inside the block.
    InsideItem,
    /// Containers nested too deep.
    TooDeep,
}

/// The blocks of a text, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fences {
    /// In the order of their opening.
    pub blocks: Vec<Block>,
    /// In the order of the lines.
    pub errors: Vec<FenceError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Item { indent: usize, empty: bool },
    Footnote,
    Block { index: usize, offset: usize },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    Paragraph,
    FencedCode { mark: u8, length: usize },
    Html { end: HtmlEnd },
}

/// What ends an HTML block (`CommonMark` 0.31, section 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HtmlEnd {
    RawTag,
    Text(&'static str),
    Blank,
}

/// Scans a text.
#[must_use]
pub fn scan(text: &str) -> Fences {
    let mut scan = Scan { containers: Vec::new(), leaf: Leaf::None, found: Fences::default() };
    let mut last = 0;
    for (number, line) in super::lines::lines(text).enumerate() {
        scan.line(number, line);
        last = number;
    }
    scan.leave(0, last);
    scan.found.errors.sort_by_key(|error| (error.line, error.column));
    scan.found
}

struct Scan {
    containers: Vec<Container>,
    leaf: Leaf,
    found: Fences,
}

impl Scan {
    fn line(&mut self, number: usize, line: &str) {
        let mut cursor = Cursor::new(line);
        let matched = self.continue_containers(&mut cursor);
        let all = matched == self.containers.len();
        if all && self.continue_leaf(&mut cursor) {
            return;
        }
        let mut open = matched;
        let mut fresh = false;
        loop {
            let indent = cursor.indent();
            if cursor.is_blank() {
                self.leave(open, number);
                self.leaf = Leaf::None;
                return;
            }
            let continues = self.leaf == Leaf::Paragraph && !fresh;
            if indent >= 4 {
                if cursor.rest().starts_with(":::") {
                    self.error(number, &cursor, FenceErrorKind::Stray);
                }
                if !continues {
                    self.leave(open, number);
                    self.leaf = Leaf::None;
                }
                return;
            }
            if cursor.rest().starts_with(":::") {
                self.leave(open, number);
                self.leaf = Leaf::None;
                self.fence(number, &cursor);
                return;
            }
            let setext = continues && all && !fresh;
            match opening(&cursor, continues, setext) {
                Opening::Container(container, begin) => {
                    self.leave(open, number);
                    self.leaf = Leaf::None;
                    begin.apply(&mut cursor);
                    if self.containers.len() >= MAX_DEPTH {
                        if !self.found.errors.iter().any(|error| error.kind == FenceErrorKind::TooDeep) {
                            self.error(number, &cursor, FenceErrorKind::TooDeep);
                        }
                        return;
                    }
                    self.containers.push(container);
                    open = self.containers.len();
                    fresh = true;
                }
                Opening::Leaf(leaf) => {
                    self.leave(open, number);
                    self.leaf = leaf;
                    return;
                }
                Opening::Text => {
                    if !continues || all {
                        self.leave(open, number);
                    }
                    self.leaf = Leaf::Paragraph;
                    return;
                }
            }
        }
    }

    /// Consumes the marks of the containers that go on in this line; returns how many do.
    fn continue_containers(&mut self, cursor: &mut Cursor<'_>) -> usize {
        for at in 0..self.containers.len() {
            let indent = cursor.indent();
            let goes_on = match &mut self.containers[at] {
                Container::Quote => indent <= 3 && cursor.eat_quote(),
                Container::Block { offset, .. } => cursor.eat_columns(indent.min(*offset)),
                Container::Footnote => cursor.is_blank() || indent >= 4 && cursor.eat_columns(4),
                Container::Item { indent: needed, empty } => {
                    if cursor.is_blank() {
                        !*empty
                    } else {
                        *empty = false;
                        indent >= *needed && cursor.eat_columns(*needed)
                    }
                }
            };
            if !goes_on {
                return at;
            }
        }
        self.containers.len()
    }

    /// Whether the line belongs to a code or HTML block that is open.
    fn continue_leaf(&mut self, cursor: &mut Cursor<'_>) -> bool {
        match self.leaf {
            Leaf::FencedCode { mark, length } => {
                if cursor.indent() <= 3 && cursor.closes_code(mark, length) {
                    self.leaf = Leaf::None;
                }
                true
            }
            Leaf::Html { end } => match end {
                HtmlEnd::Blank if cursor.is_blank() => false,
                HtmlEnd::Blank => true,
                HtmlEnd::Text(_) | HtmlEnd::RawTag => {
                    if html_ends(cursor.rest(), end) {
                        self.leaf = Leaf::None;
                    }
                    true
                }
            },
            _ => false,
        }
    }

    /// Reads a fence that stands where a block may begin.
    fn fence(&mut self, number: usize, cursor: &Cursor<'_>) {
        let rest = cursor.rest();
        let colons = rest.len() - rest.trim_start_matches(':').len();
        let at = cursor.byte();
        let tail = rest[colons..].trim();
        if tail.is_empty() {
            self.close(number, cursor, (at, at + colons));
            return;
        }
        let is_name = tail.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if !is_name {
            self.error(number, cursor, FenceErrorKind::NotAName);
        }
        let name = tail.split(|c: char| c.is_whitespace() || "{:".contains(c)).find(|part| !part.is_empty());
        let depth = self.containers.iter().filter(|c| matches!(c, Container::Block { .. })).count();
        self.found.blocks.push(Block {
            name: if is_name { tail } else { name.unwrap_or_default() }.to_owned(),
            open: number,
            close: usize::MAX,
            depth,
            open_colons: (at, at + colons),
            close_colons: None,
        });
        if self.containers.len() >= MAX_DEPTH {
            self.error(number, cursor, FenceErrorKind::TooDeep);
        }
        let index = self.found.blocks.len() - 1;
        self.containers.push(Container::Block { index, offset: cursor.indent() });
    }

    fn close(&mut self, number: usize, cursor: &Cursor<'_>, colons: (usize, usize)) {
        match self.containers.last() {
            Some(Container::Block { index, .. }) => {
                let block = &mut self.found.blocks[*index];
                block.close = number;
                block.close_colons = Some(colons);
                self.containers.pop();
            }
            _ if self.containers.iter().any(|c| matches!(c, Container::Block { .. })) => {
                self.error(number, cursor, FenceErrorKind::InsideItem);
            }
            _ => self.error(number, cursor, FenceErrorKind::Nameless),
        }
    }

    /// Leaves all containers from `keep` on; a block among them was never closed.
    fn leave(&mut self, keep: usize, number: usize) {
        for container in self.containers.split_off(keep.min(self.containers.len())) {
            if let Container::Block { index, .. } = container {
                let block = &mut self.found.blocks[index];
                block.close = number;
                let error =
                    FenceError { line: block.open, column: block.open_colons.0, kind: FenceErrorKind::Unclosed };
                self.found.errors.push(error);
            }
        }
    }

    fn error(&mut self, line: usize, cursor: &Cursor<'_>, kind: FenceErrorKind) {
        self.found.errors.push(FenceError { line, column: cursor.byte(), kind });
    }
}

enum Opening {
    Container(Container, Begin),
    Leaf(Leaf),
    Text,
}

/// How a container's mark is consumed.
enum Begin {
    Quote,
    Columns(usize),
    Bytes(usize),
}

impl Begin {
    fn apply(&self, cursor: &mut Cursor<'_>) {
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
fn opening(cursor: &Cursor<'_>, in_paragraph: bool, setext: bool) -> Opening {
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

fn html_ends(rest: &str, end: HtmlEnd) -> bool {
    match end {
        HtmlEnd::Blank => false,
        HtmlEnd::Text(mark) => rest.contains(mark),
        HtmlEnd::RawTag => {
            let lower = rest.to_ascii_lowercase();
            ["</script>", "</pre>", "</style>", "</textarea>"].iter().any(|tag| lower.contains(tag))
        }
    }
}

const BLOCK_TAGS: [&str; 62] = [
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
