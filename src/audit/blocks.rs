//! The blocks of a Markdown body, and who may read each.
//!
//! In: a body, and whether its file may be seen at all. Out: its paragraphs, headings, items, cells and code in their
//! order, each with its place. What always holds: text is visible only when every `:::` around it names an audience that
//! the edition sees; where a fence can be read in two ways, the reading that withholds more is taken.

mod line;

pub(super) use line::fold_label;

use line::{Line, fence_of_code, item};

/// Text cut out of a source, with the places that it was cut from.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    /// The text.
    pub(super) text: String,
    /// Where parts of the text begin, and where these begin in the file.
    pub(super) places: Vec<(u32, u32)>,
}

impl Raw {
    /// Adds a piece of the file that begins at `at`.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        self.places.push((super::words::clamp(self.text.len()), super::words::clamp(at)));
        self.text.push_str(text);
    }

    /// Where a byte of the text lies in the file.
    pub(super) fn place(&self, local: usize) -> usize {
        place(&self.places, local)
    }

    /// A part of the text, with its places.
    pub(super) fn slice(&self, from: usize, to: usize) -> Self {
        let mut part = Self::default();
        let inner = self.places.iter().map(|(local, _)| *local as usize).filter(|local| (from + 1..to).contains(local));
        let mut starts: Vec<usize> = std::iter::once(from).chain(inner).collect();
        starts.push(to);
        for pair in starts.windows(2) {
            part.push(&self.text[pair[0]..pair[1]], self.place(pair[0]));
        }
        part
    }
}

/// Where a byte of a text lies in its file, by the places of its parts.
pub(super) fn place(places: &[(u32, u32)], local: usize) -> usize {
    let part = places.partition_point(|(start, _)| *start as usize <= local);
    part.checked_sub(1).map_or(0, |part| places[part].1 as usize + (local - places[part].0 as usize))
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Text with inline marks.
    Prose,
    /// Text as it stands.
    Code,
    /// An HTML comment.
    Comment,
    /// The definition of a link, by its label.
    Define(String),
}

/// One block of a body.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Its text.
    pub(super) raw: Raw,
    /// Whether the edition's readers may see it, as far as the fences say.
    pub(super) seen: bool,
    /// What it is.
    pub(super) form: Form,
    /// The label of the footnote that holds it.
    pub(super) note: Option<String>,
    /// Whether it is the definition of the term before it.
    pub(super) definition: bool,
}

/// Reads the body that begins at byte `from` of `text`.
pub(super) fn read(text: &str, from: usize, seen: bool, shows: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let mut scanner = Scanner {
        seen,
        shows,
        held: Vec::new(),
        fences: Vec::new(),
        code: None,
        comment: None,
        open: None,
        blocks: Vec::new(),
    };
    for line in Line::all(text, from) {
        scanner.line(line);
    }
    scanner.finish();
    scanner.blocks
}

#[derive(Debug)]
enum Held {
    Quote,
    Item { indent: usize },
    Note { label: String },
}

struct Fence {
    seen: bool,
    deep: bool,
    depth: usize,
}

struct Code {
    mark: char,
    length: usize,
    depth: usize,
    raw: Raw,
}

struct Scanner<'a> {
    seen: bool,
    shows: &'a dyn Fn(&str) -> bool,
    held: Vec<Held>,
    fences: Vec<Fence>,
    code: Option<Code>,
    comment: Option<Raw>,
    /// The paragraph that is being read: its text and where its lines begin in it.
    open: Option<(Raw, Vec<usize>)>,
    blocks: Vec<Block>,
}

impl Scanner<'_> {
    fn line(&mut self, mut line: Line<'_>) {
        if self.comment.is_some() && !self.comment_line(&mut line) {
            return;
        }
        let held = self.matched(&mut line);
        if let Some(code) = &mut self.code {
            if held >= code.depth {
                if line.closes_code(code.mark, code.length) {
                    self.finish_code();
                } else {
                    code.raw.push(line.rest(), line.at);
                    code.raw.text.push('\n');
                }
                return;
            }
            self.finish_code();
        }
        let lazy = held < self.held.len() && self.open.is_some() && !line.is_blank() && !line.begins_something();
        if held < self.held.len() && !lazy {
            self.flush();
            self.held.truncate(held);
        }
        if !lazy {
            self.open_held(&mut line);
        }
        self.leaf(line);
    }

    /// Reads a line inside an HTML comment; whether something follows the comment's end.
    fn comment_line(&mut self, line: &mut Line<'_>) -> bool {
        let Some(raw) = &mut self.comment else { return true };
        if let Some(end) = line.rest().find("-->") {
            raw.push(&line.rest()[..end], line.at);
            line.advance(end + 3);
            self.finish_comment();
            return !line.is_blank();
        }
        raw.push(line.rest(), line.at);
        raw.text.push('\n');
        false
    }

    /// Goes into the containers that the line continues, and says how many there are.
    fn matched(&self, line: &mut Line<'_>) -> usize {
        for (count, held) in self.held.iter().enumerate() {
            let inside = match held {
                Held::Quote => line.eat_quote(),
                Held::Item { indent } => line.is_blank() || line.eat_indent(*indent),
                Held::Note { .. } => line.is_blank() || line.eat_indent(4),
            };
            if !inside {
                return count;
            }
        }
        self.held.len()
    }

    /// Opens the containers that begin on the line.
    fn open_held(&mut self, line: &mut Line<'_>) {
        while line.indent() < 4 {
            if line.eat_quote() {
                self.flush();
                self.held.push(Held::Quote);
            } else if let Some((indent, width)) = item(line, self.open.is_some()) {
                self.flush();
                line.advance(width);
                self.held.push(Held::Item { indent });
            } else if let Some((label, width)) = line.note() {
                self.flush();
                line.advance(width);
                self.held.push(Held::Note { label });
            } else {
                return;
            }
        }
    }

    fn leaf(&mut self, mut line: Line<'_>) {
        let deep = line.indent() >= 4;
        if line.is_blank() {
            return self.flush();
        }
        if line.trimmed().starts_with(":::") {
            return self.fence(line, deep);
        }
        if deep && self.open.is_none() {
            let mut raw = Raw::default();
            raw.push(line.rest(), line.at);
            return self.emit(raw, Form::Code);
        }
        if deep {
            return self.append(line);
        }
        if let Some((mark, length)) = fence_of_code(line.trimmed()) {
            self.flush();
            self.code = Some(Code { mark, length, depth: self.held.len(), raw: Raw::default() });
        } else if line.trimmed().starts_with("<!--") {
            self.flush();
            line.advance(line.rest().find("<!--").unwrap_or(0) + 4);
            self.comment = Some(Raw::default());
            if self.comment_line(&mut line) {
                self.leaf(line);
            }
        } else if line.is_heading() {
            self.flush();
            self.append(line);
            self.flush();
        } else {
            self.append(line);
        }
    }

    /// A line of colons: opens what it names, or closes the innermost.
    fn fence(&mut self, line: Line<'_>, deep: bool) {
        self.flush();
        let rest = line.trimmed().trim_start_matches(':').trim().trim_end_matches(':').trim();
        let label =
            rest.trim_start_matches(['{', '.', ' ']).split([' ', '\t', '}', ':', '.']).next().unwrap_or_default();
        if !rest.is_empty() {
            self.fences.push(Fence { seen: (self.shows)(label), deep, depth: self.held.len() });
        } else if let Some(top) = self.fences.last() {
            // A bare fence that is code, or that lies in a quote or item of its own, surely closes nothing around it.
            if (!deep || top.deep) && self.held.len() <= top.depth {
                self.fences.pop();
            }
        }
    }

    fn append(&mut self, line: Line<'_>) {
        let (raw, starts) = self.open.get_or_insert_with(Default::default);
        starts.push(raw.text.len());
        raw.push(line.rest(), line.at);
        raw.text.push('\n');
    }

    fn emit(&mut self, raw: Raw, form: Form) {
        let seen = self.seen && form != Form::Comment && self.fences.iter().all(|fence| fence.seen);
        let note = self
            .held
            .iter()
            .rev()
            .find_map(|held| if let Held::Note { label } = held { Some(label.clone()) } else { None });
        let definition = raw.text.trim_start().starts_with(": ");
        self.blocks.push(Block { raw, seen, form, note, definition });
    }

    /// Ends the paragraph: link definitions and table cells are blocks of their own.
    fn flush(&mut self) {
        let Some((raw, starts)) = self.open.take() else { return };
        let ends = starts.iter().skip(1).copied().chain([raw.text.len()]);
        let lines: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
        let table = lines.iter().skip(1).any(|(from, to)| line::is_delimiter(&raw.text[*from..*to]));
        let mut from = 0;
        for (start, end) in &lines {
            let text = &raw.text[*start..*end];
            if table {
                for (left, right) in line::cells(text) {
                    self.emit(raw.slice(start + left, start + right), Form::Prose);
                }
            } else if let Some(label) = line::defines(text).filter(|_| from == *start) {
                self.emit(raw.slice(*start, *end), Form::Define(label));
                from = *end;
            }
        }
        if !table && from < raw.text.len() {
            let rest = raw.slice(from, raw.text.len());
            self.emit(rest, Form::Prose);
        }
    }

    fn finish_code(&mut self) {
        if let Some(code) = self.code.take() {
            self.emit(code.raw, Form::Code);
        }
    }

    fn finish_comment(&mut self) {
        if let Some(raw) = self.comment.take() {
            self.emit(raw, Form::Comment);
        }
    }

    fn finish(&mut self) {
        self.flush();
        self.finish_code();
        self.finish_comment();
    }
}

#[cfg(test)]
mod tests;
