//! Finds the `:::` blocks of a text, line by line.
//!
//! In: a text. Out: [`Directives`], the blocks and what is wrong with them. What always holds: each block has an opening line and
//! a last line, and none is left open at the end without an error.
//!
//! comrak has directives of its own, but closes the outermost where Pandoc closes the innermost, and reads a fence inside a
//! code block as one. So this scan decides which lines a block holds. It follows the block structure of `CommonMark` 0.31
//! (containers, then leaves) as far as a fence can depend on it. [`super::text`] compares the result with comrak's tree; a text on
//! which the two disagree is private as a whole, and an error.

use super::block_starts::{Opening, html_ends, opening};
use super::lines::{Cursor, behind_marks};
use crate::text::lines;

/// How deep containers may nest.
pub(super) const MAX_DEPTH: usize = 100;

/// One `:::` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
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
pub struct DirectiveError {
    /// The line, from 0.
    pub line: usize,
    /// The first byte in the line.
    pub column: usize,
    /// What is wrong.
    pub kind: DirectiveErrorKind,
}

/// What can be wrong with a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveErrorKind {
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
    /// A closing fence with fewer colons than the opening one has.
    TooShort,
    /// A fence in a block of code or a comment, where one such is never closed or seems to begin inside another: nobody can
    /// say whether it is an example.
    InDoubt,
    /// A fence in raw HTML, where it opens nothing.
    InHtml,
    /// Containers nested too deep.
    TooDeep,
}

/// The blocks of a text, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// In the order of their opening.
    pub blocks: Vec<Directive>,
    /// In the order of the lines.
    pub errors: Vec<DirectiveError>,
    /// What each line is, as far as the scan has read.
    pub(super) lines: Vec<LineKind>,
}

/// What a line is to those who look for labels in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Text, a heading, raw HTML, or the opening fence of a block of code.
    Text,
    /// The fence of a `:::` block, or a line that was reported as a wrong one.
    Fence,
    /// Inside a block of code that is closed.
    ClosedCode,
    /// Inside a block of code that is never closed.
    OpenCode,
    /// Code by its indent alone.
    IndentedCode,
    /// Inside an HTML comment or another construct that shows nothing.
    Comment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Quote,
    Item { indent: usize, empty: bool },
    Footnote,
    Directive { index: usize, offset: usize },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    None,
    Paragraph,
    FencedCode { mark: u8, length: usize },
    Html { end: HtmlEnd },
}

/// What ends an HTML block (`CommonMark` 0.31, section 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    RawTag,
    Text(&'static str),
    Blank,
}

/// Finds the blocks of a text.
#[must_use]
pub fn scan(text: &str) -> Directives {
    let mut scan = Scan {
        containers: Vec::new(),
        leaf: Leaf::None,
        swallowed: None,
        in_doubt: false,
        too_deep: false,
        found: Directives::default(),
    };
    let mut last = 0;
    for (number, line) in lines(text).enumerate() {
        scan.found.lines.push(LineKind::Text);
        scan.line(number, line);
        last = number;
        if scan.too_deep {
            break;
        }
    }
    if scan.too_deep {
        scan.found.blocks.iter_mut().for_each(|block| block.close = block.close.min(last));
    } else {
        scan.break_code();
        scan.leave(0, last);
    }
    scan.doubt();
    for error in &scan.found.errors {
        if let Some(line) = scan.found.lines.get_mut(error.line).filter(|_| error.kind != DirectiveErrorKind::TooDeep) {
            *line = LineKind::Fence;
        }
    }
    scan.found.errors.sort_by_key(|error| (error.line, error.column));
    scan.found
}

struct Scan {
    containers: Vec<Container>,
    leaf: Leaf,
    /// The first fence or comment that stands in a block of code or a comment, by its line and column.
    swallowed: Option<(usize, usize)>,
    /// Whether a block of code is never closed, or one such or a comment seems to begin inside another.
    in_doubt: bool,
    /// Whether containers nest too deep: then nothing behind is read.
    too_deep: bool,
    found: Directives,
}

impl Scan {
    fn line(&mut self, number: usize, line: &str) {
        let mut cursor = Cursor::new(line);
        let matched = self.continue_containers(&mut cursor);
        let all = matched == self.containers.len();
        if all && self.continue_leaf(number, &mut cursor) {
            return;
        }
        self.break_code();
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
                    self.error(number, &cursor, DirectiveErrorKind::Stray);
                }
                if !continues {
                    self.leave(open, number);
                    self.leaf = Leaf::None;
                    self.found.lines[number] = LineKind::IndentedCode;
                }
                return;
            }
            if cursor.rest().starts_with(":::") {
                self.found.lines[number] = LineKind::Fence;
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
                        self.error(number, &cursor, DirectiveErrorKind::TooDeep);
                        self.too_deep = true;
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

    /// Consumes the marks of the containers that continue in this line, and returns how many do.
    fn continue_containers(&mut self, cursor: &mut Cursor<'_>) -> usize {
        for at in 0..self.containers.len() {
            let indent = cursor.indent();
            let goes_on = match &mut self.containers[at] {
                Container::Quote => indent <= 3 && cursor.eat_quote(),
                Container::Directive { offset, .. } => cursor.eat_columns(indent.min(*offset)),
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
    fn continue_leaf(&mut self, number: usize, cursor: &mut Cursor<'_>) -> bool {
        match self.leaf {
            Leaf::FencedCode { mark, length } => {
                self.found.lines[number] = LineKind::OpenCode;
                let may_be_fence = cursor.indent() <= 3;
                if may_be_fence && cursor.closes_code(mark, length) {
                    self.leaf = Leaf::None;
                    let code = self.found.lines.iter_mut().rev().take_while(|line| **line == LineKind::OpenCode);
                    code.for_each(|line| *line = LineKind::ClosedCode);
                } else if let (rest, _) = behind_marks(cursor.rest())
                    && (rest.starts_with(":::") || rest.contains("<!--"))
                {
                    // The code may be none: then the marks before a fence are those of a quote or an item.
                    self.swallowed.get_or_insert((number, cursor.byte() + cursor.rest().len() - rest.len()));
                } else if may_be_fence && cursor.opens_code(mark, length) {
                    self.in_doubt = true;
                }
                true
            }
            Leaf::Html { end: HtmlEnd::Blank } if cursor.is_blank() => false,
            Leaf::Html { end } => {
                if matches!(end, HtmlEnd::Text(_)) {
                    self.found.lines[number] = LineKind::Comment;
                }
                match end {
                    _ if !cursor.rest().starts_with(":::") => {}
                    HtmlEnd::Text(_) => drop(self.swallowed.get_or_insert((number, cursor.byte()))),
                    HtmlEnd::RawTag | HtmlEnd::Blank => self.error(number, cursor, DirectiveErrorKind::InHtml),
                }
                self.in_doubt |= matches!(end, HtmlEnd::Text(_)) && cursor.rest().contains("<!--");
                if html_ends(cursor.rest(), end) {
                    self.leaf = Leaf::None;
                }
                true
            }
            _ => false,
        }
    }

    /// Notes that a block of code ends here without having been closed.
    fn break_code(&mut self) {
        self.in_doubt |= matches!(self.leaf, Leaf::FencedCode { .. });
    }

    /// Reports the first fence inside code or a comment when it is not certain that it stands there: with one mark too few, everything
    /// behind it that was written as code is text, and text is code.
    fn doubt(&mut self) {
        if let Some((line, column)) = self.swallowed.filter(|_| self.in_doubt) {
            self.found.errors.push(DirectiveError { line, column, kind: DirectiveErrorKind::InDoubt });
        }
    }

    /// Opens or closes a block at a fence that stands where a block may begin.
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
            self.error(number, cursor, DirectiveErrorKind::NotAName);
        }
        let name = tail.split(|c: char| c.is_whitespace() || "{:".contains(c)).find(|part| !part.is_empty());
        let depth = self.containers.iter().filter(|c| matches!(c, Container::Directive { .. })).count();
        self.found.blocks.push(Directive {
            name: if is_name { tail } else { name.unwrap_or_default() }.to_owned(),
            open: number,
            close: usize::MAX,
            depth,
            open_colons: (at, at + colons),
            close_colons: None,
        });
        if self.containers.len() >= MAX_DEPTH {
            self.error(number, cursor, DirectiveErrorKind::TooDeep);
            self.too_deep = true;
            return;
        }
        let index = self.found.blocks.len() - 1;
        self.containers.push(Container::Directive { index, offset: cursor.indent() });
    }

    fn close(&mut self, number: usize, cursor: &Cursor<'_>, colons: (usize, usize)) {
        match self.containers.last() {
            Some(Container::Directive { index, .. }) => {
                let open = self.found.blocks[*index].open_colons;
                if colons.1 - colons.0 < open.1 - open.0 {
                    self.error(number, cursor, DirectiveErrorKind::TooShort);
                    return;
                }
                let block = &mut self.found.blocks[*index];
                block.close = number;
                block.close_colons = Some(colons);
                self.containers.pop();
            }
            _ if self.containers.iter().any(|c| matches!(c, Container::Directive { .. })) => {
                self.error(number, cursor, DirectiveErrorKind::InsideItem);
            }
            _ => self.error(number, cursor, DirectiveErrorKind::Nameless),
        }
    }

    /// Closes all containers from `keep` on; a `:::` block among them was never closed by its author, which is an error.
    fn leave(&mut self, keep: usize, number: usize) {
        for container in self.containers.split_off(keep.min(self.containers.len())) {
            if let Container::Directive { index, .. } = container {
                let block = &mut self.found.blocks[index];
                block.close = number;
                let error = DirectiveError {
                    line: block.open,
                    column: block.open_colons.0,
                    kind: DirectiveErrorKind::Unclosed,
                };
                self.found.errors.push(error);
            }
        }
    }

    fn error(&mut self, line: usize, cursor: &Cursor<'_>, kind: DirectiveErrorKind) {
        self.found.errors.push(DirectiveError { line, column: cursor.byte(), kind });
    }
}
