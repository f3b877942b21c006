//! The blocks of a body, and who may read each.
//!
//! In: Markdown with `:::` lines. Out: its blocks as their readers see them, each with its places and whether it may be seen. What
//! always holds: what stands behind a `:::` line that cannot be understood is withheld, and every word of the text is in a block.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::html;
use super::needles::Mark;
use super::words::clamp;

/// What the whole handbook knows, and one text cannot.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The values of each fact, and whether the edition's readers may see each.
    pub(super) facts: BTreeMap<String, Vec<(String, bool)>>,
    /// The title of each policy by its id, and whether the edition's readers may see it.
    pub(super) titles: BTreeMap<String, (String, bool)>,
}

/// A text with its places in the source.
#[derive(Debug, Default, Clone)]
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) places: Vec<(u32, u32)>,
}

impl Raw {
    pub(super) fn of(text: &str, at: usize) -> Self {
        let mut raw = Self::default();
        raw.push(text, at);
        raw
    }

    fn push(&mut self, text: &str, at: usize) {
        self.places.push((clamp(self.text.len()), clamp(at)));
        self.text.push_str(text);
    }
}

/// A block.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
pub(super) struct Block {
    pub(super) raw: Raw,
    pub(super) seen: bool,
    /// Whether it is where a link leads.
    pub(super) address: bool,
    /// Whether it is a comment.
    pub(super) comment: bool,
    /// Whether it is a term of a definition list, or a definition of the term before.
    pub(super) term: bool,
    pub(super) definition: bool,
    /// The footnote that it stands in.
    note: Option<String>,
    /// The footnotes that it refers to.
    refers: Vec<String>,
}

/// Who may read which part of a text, by its `:::` lines.
struct Labels {
    /// The text with blanks in place of those lines.
    text: String,
    /// From which byte on a text may be seen or not.
    seen: Vec<(usize, bool)>,
}

impl Labels {
    fn read(text: &str, seen: bool, shows: &dyn Fn(&str) -> Option<bool>, faults: &mut Vec<String>) -> Self {
        let mut labels = Self { text: text.to_owned(), seen: vec![(0, seen)] };
        if !text.contains(":::") {
            return labels;
        }
        let code = code(text, faults);
        let mut open: Vec<bool> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            let (from, inner) = (at, behind_marks(line));
            at += line.len();
            let Some(rest) = inner.strip_prefix(":::").filter(|_| !code.iter().any(|code| code.contains(&from))) else {
                continue;
            };
            let name = rest.trim_matches([':', ' ', '\t', '\n', '\r']);
            match shows(name) {
                _ if name.is_empty() => {
                    if open.pop().is_none() {
                        faults.push("a `:::` closes no block".to_owned());
                    }
                }
                Some(visible) => open.push(visible),
                None => {
                    faults.push(format!("no audience is called `{name}`"));
                    open.push(false);
                }
            }
            labels.seen.push((from, seen && open.iter().all(|shown| *shown)));
            labels.text.replace_range(
                from..at,
                &line
                    .chars()
                    .map(|c| if c == '\n' || c == '\r' { c.to_string() } else { " ".repeat(c.len_utf8()) })
                    .collect::<String>(),
            );
        }
        if !open.is_empty() {
            faults.push("a block of `:::` is never closed".to_owned());
        }
        labels
    }

    fn seen_at(&self, at: usize) -> bool {
        self.seen[self.seen.partition_point(|(from, _)| *from <= at).max(1) - 1].1
    }
}

/// A line without the marks of quotes and lists that it begins with.
fn behind_marks(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let item = if digits.len() < rest.len() {
            digits.strip_prefix(['.', ')'])
        } else {
            rest.strip_prefix(['-', '*', '+'])
        };
        match item.filter(|rest| rest.starts_with([' ', '\t'])).or_else(|| rest.strip_prefix('>')) {
            Some(inner) => rest = inner.trim_start(),
            None => return rest,
        }
    }
}

/// Where closed code and comments stand, in which `:::` is text.
fn code(text: &str, faults: &mut Vec<String>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => ranges.push(range),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let code = &text[range.clone()];
                let fence = behind_marks(code).chars().next().unwrap_or('`');
                let last = behind_marks(code.trim_end().rsplit(['\n', '\r']).next().unwrap_or_default()).trim_end();
                if last.len() >= 3 && last.chars().all(|c| c == fence) && code.trim_end().contains(['\n', '\r']) {
                    ranges.push(range);
                } else if code.contains(":::") {
                    faults.push("a fence of code is never closed".to_owned());
                }
            }
            Event::Start(Tag::HtmlBlock) if text[range.clone()].trim_start().starts_with("<!--") => ranges.push(range),
            _ => {}
        }
    }
    ranges
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// Reads a text that begins at byte `base` of its file. `shows` says whether a label may be seen, if there is such a label.
pub(super) fn read(
    text: &str,
    base: usize,
    seen: bool,
    all: bool,
    known: &Known,
    shows: &dyn Fn(&str) -> Option<bool>,
    faults: &mut Vec<String>,
) -> Vec<Block> {
    let labels = Labels::read(text, seen, shows, faults);
    let parser = Parser::new_ext(&labels.text, options());
    let mut reader = Reader {
        labels: &labels,
        base,
        known,
        blocks: Vec::new(),
        open: None,
        alts: Vec::new(),
        note: None,
        definition: false,
        html: None,
    };
    // A definition that no text refers to is published nowhere; one that is referred to comes with the reference.
    for (_, definition) in parser.reference_definitions().iter() {
        reader.side(&definition.dest, definition.span.start, Block { seen: all, address: true, ..Block::default() });
        reader.side(
            definition.title.as_deref().unwrap_or_default(),
            definition.span.start,
            Block { seen: all, ..Block::default() },
        );
    }
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    let mut blocks = reader.blocks;
    let mut reached: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = reached.len();
        let seen = |block: &&Block| block.seen && block.note.as_ref().is_none_or(|note| reached.contains(note));
        let refers: Vec<String> = blocks.iter().filter(seen).flat_map(|block| block.refers.clone()).collect();
        reached.extend(refers);
        if reached.len() == before {
            break;
        }
    }
    for block in &mut blocks {
        block.seen &= all || block.note.as_ref().is_none_or(|note| reached.contains(note));
    }
    blocks
}

struct Reader<'a> {
    labels: &'a Labels,
    base: usize,
    known: &'a Known,
    blocks: Vec<Block>,
    open: Option<Block>,
    /// The texts of the images that are open.
    alts: Vec<Block>,
    note: Option<String>,
    definition: bool,
    html: Option<(String, usize)>,
}

impl Reader<'_> {
    fn block(&self, at: usize) -> Block {
        let (seen, note) = (self.labels.seen_at(at), self.note.clone());
        Block { seen, note, definition: self.definition, ..Block::default() }
    }

    fn flush(&mut self) {
        self.blocks.extend(self.open.take());
    }

    fn push(&mut self, text: &str, at: usize) {
        if self.alts.is_empty() && self.open.is_none() {
            self.open = Some(self.block(at));
        }
        if let Some(block) = self.alts.last_mut().or(self.open.as_mut()) {
            block.raw.push(text, self.base + at);
        }
    }

    /// Adds a text apart from the flow.
    fn side(&mut self, text: &str, at: usize, own: Block) {
        if !text.trim().is_empty() {
            self.blocks.push(Block { raw: Raw::of(text, self.base + at), note: self.note.clone(), ..own });
        }
    }

    fn html(&mut self, html: &str, at: usize) {
        let seen = self.labels.seen_at(at);
        html::read(html, false, &mut |flow| {
            let comment = flow.comment;
            self.side(&flow.text, at, Block { seen: seen && !comment, comment, ..Block::default() });
        });
    }

    fn title_of(&self, id: &str, at: usize) -> Option<String> {
        let (title, visible) = self.known.titles.get(id)?;
        (*visible || !self.labels.seen_at(at)).then(|| title.clone())
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let at = range.start;
        match event {
            Event::Text(text) => match &mut self.html {
                Some((html, _)) => html.push_str(&text),
                None => self.push(&text, at),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text, at + 1),
            Event::SoftBreak | Event::HardBreak => self.push(" ", at),
            Event::Html(html) => match &mut self.html {
                Some((all, _)) => all.push_str(&html),
                None => self.html(&html, at),
            },
            Event::InlineHtml(html) => {
                if html.starts_with("<br") {
                    self.push(" ", at);
                }
                self.html(&html, at);
            }
            Event::FootnoteReference(label) => {
                self.push("", at);
                self.open.iter_mut().for_each(|block| block.refers.push(label.to_string()));
            }
            Event::Start(tag) => self.start(tag, at),
            Event::End(TagEnd::Image) => self.blocks.extend(self.alts.pop()),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some((html, at)) = self.html.take() {
                    self.html(&html, at);
                }
            }
            Event::End(TagEnd::DefinitionListDefinition) => {
                self.flush();
                self.definition = false;
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                self.flush();
                self.note = None;
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
            Event::End(_) => self.flush(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Link { link_type, dest_url, title, .. } => {
                let seen = self.labels.seen_at(at);
                self.side(&dest_url, at, Block { seen, address: true, ..Block::default() });
                self.side(&title, at, Block { seen, ..Block::default() });
                // A link without a text of its own shows the title of the policy.
                if matches!(link_type, LinkType::WikiLink { has_pothole: false })
                    || self.labels.text[at..].starts_with("[](")
                {
                    self.title_of(&dest_url, at).into_iter().for_each(|title| self.push(&format!("{title} "), at));
                }
            }
            Tag::Image { dest_url, title, .. } => {
                let seen = self.labels.seen_at(at);
                self.side(&dest_url, at, Block { seen, address: true, ..Block::default() });
                self.side(&title, at, Block { seen, ..Block::default() });
                self.alts.push(self.block(at));
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.note = Some(label.to_string());
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some((String::new(), at));
            }
            Tag::Heading { id, .. } => {
                self.flush();
                self.side(
                    id.as_deref().unwrap_or_default(),
                    at,
                    Block { seen: self.labels.seen_at(at), ..Block::default() },
                );
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.flush();
                self.side(&info, at, Block { seen: self.labels.seen_at(at), ..Block::default() });
            }
            Tag::DefinitionListTitle => {
                self.flush();
                self.open = Some(Block { term: true, ..self.block(at) });
            }
            Tag::DefinitionListDefinition => {
                self.flush();
                self.definition = true;
            }
            _ => self.flush(),
        }
    }
}

/// A text in each of its ways: as many as its facts have had values. Only what `seen` readers may see is put in its place.
pub(super) fn ways(raw: &Raw, seen: bool, known: &Known) -> Vec<Raw> {
    if !raw.text.contains("{fact:") {
        return vec![raw.clone()];
    }
    let values = |key: &str| -> Vec<&str> {
        let all = known.facts.get(key).into_iter().flatten();
        all.filter(|(_, visible)| *visible || !seen).map(|(value, _)| value.as_str()).collect()
    };
    let parts: Vec<&str> = raw.text.split("{fact:").collect();
    let keys: Vec<Vec<&str>> =
        parts[1..].iter().map(|part| values(part.split('}').next().unwrap_or_default().trim())).collect();
    let most = keys.iter().map(Vec::len).max().unwrap_or(1).clamp(1, 12);
    let way = |way: usize| {
        let mut out = Raw { text: parts[0].to_owned(), places: raw.places.clone() };
        for (part, values) in parts[1..].iter().zip(&keys) {
            out.text += values.get(way).or(values.last()).unwrap_or(&"");
            out.text += part.split_once('}').map_or("", |(_, rest)| rest);
        }
        out
    };
    (0..most).map(way).collect()
}

/// What a block of a body is.
pub(super) fn mark(block: &Block) -> Mark {
    match block {
        Block { address: true, .. } => Mark::Address,
        Block { comment: true, .. } => Mark::Comment,
        Block { term: true, .. } => Mark::Name,
        _ => Mark::Prose,
    }
}
