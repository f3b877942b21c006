//! A parsed text: its `:::` blocks as lines to keep or to cut, and the facts of what it holds.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::alerts::parse_with_titles;
use super::almost_labels::{AlmostLabelKind, Names, almost_labels};
use super::clauses::with_known_marks;
use super::directives::{self, DirectiveErrorKind, Directives};
use super::facts::{TextFacts, facts};
use super::options::{Dialect, options, parse_into, parse_with_problems};
use super::terms::Terms;
use crate::config::{Audiences, Readers};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::source::SourceFile;
use crate::text::{LineStarts, Span, lines};

/// A `:::` block as bytes of the text that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The audience that it names.
    pub name: String,
    /// Who may read it, the blocks around it taken into account.
    pub readers: Readers,
    /// The lines of the block with both fences, as bytes of [`Text::body`].
    pub lines: std::ops::Range<usize>,
    /// The colons of the opening fence, as bytes of [`Text::body`].
    pub open: std::ops::Range<usize>,
    /// The colons of the closing fence, as bytes of [`Text::body`]; empty at the end of the text when there is none.
    pub close: std::ops::Range<usize>,
    /// How many blocks hold it.
    pub depth: usize,
}

/// A text and what is known of it.
#[derive(Debug, Clone)]
pub struct Text {
    /// The Markdown as it was written, without the front matter; lines end with LF or CR LF.
    pub body: Arc<str>,
    /// The `:::` blocks in the order of their opening.
    pub blocks: Vec<Block>,
    /// Headings, links and the rest, with their readers.
    pub facts: TextFacts,
    /// The longest run of colons, so that fences can be written which nothing inside closes by mistake.
    pub longest_colons: usize,
    /// Whether a block could not be read for certain: then the whole text is for the most private audience.
    pub ambiguous: bool,
    dialect: Dialect,
    /// The lines, from 0, that look like a label and are none.
    pub(super) almost_labels: BTreeSet<usize>,
    /// The bytes at which the readers change, in order, and who may read what follows; `None` where no block holds it.
    readers: Vec<(usize, Option<Readers>)>,
    /// How many blocks hold the deepest one.
    deepest: usize,
}

impl Text {
    /// Reads the part of `file` that begins at byte `offset`.
    #[must_use]
    pub fn parse(
        file: &SourceFile,
        offset: usize,
        dialect: Dialect,
        audiences: &Audiences,
        terms: &Terms,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let body = with_line_feeds(&file.text[offset..]);
        let starts = LineStarts::new(&body);
        let directives = directives::scan(&with_known_marks(&body, &options(dialect)));
        let place = |line: usize, from: usize, to: usize| {
            Span::new(starts.byte(line + 1, from + 1)..starts.byte(line + 1, to + 1)).moved(offset)
        };
        let mut ambiguous = !directives.errors.is_empty();
        let mut labels = BTreeSet::new();
        for error in &directives.errors {
            let line = lines(&body[starts.byte(error.line + 1, 1)..]).next().unwrap_or_default();
            let span = place(error.line, error.column, line.trim_end().len().max(error.column + 1));
            diagnostics.push(fence_diagnostic(error.kind, &file.name, span));
            if error.kind == DirectiveErrorKind::InHtml {
                labels.insert(error.line);
            }
        }
        if directives.errors.iter().any(|error| error.kind == DirectiveErrorKind::TooDeep) {
            // Nobody can walk through it safely, so nothing of it is shown to anyone.
            return Self { ambiguous: true, ..Self::without_blocks("".into(), dialect) };
        }
        for label in almost_labels(&body, &directives, &Names::of(audiences)) {
            if offset == 0 && label.kind == AlmostLabelKind::FrontMatter {
                // A file without front matter is reported for that.
                continue;
            }
            labels.insert(label.line);
            let span = place(label.line, label.bytes.start, label.bytes.end.max(label.bytes.start + 1));
            diagnostics.push(almost_label_diagnostic(&label.kind, &file.name, span));
            ambiguous = true;
        }
        let blocks = blocks(&body, &starts, &directives, audiences);
        let mut text = Self {
            longest_colons: longest_run(&body),
            readers: readers(&blocks),
            deepest: blocks.iter().map(|block| block.depth).max().unwrap_or(0),
            blocks,
            body,
            facts: TextFacts::default(),
            ambiguous,
            dialect,
            almost_labels: labels,
        };
        let wrong: BTreeSet<usize> = directives.errors.iter().map(|error| error.line).collect();
        for block in &directives.blocks {
            let named = audiences.find(&block.name).is_some();
            let is_name = !wrong.contains(&block.open);
            if !named && is_name {
                let (from, to) = block.open_colons;
                let message = format!("`::: {}` is not the name of an audience", block.name);
                let span = place(block.open, from, to + 1 + block.name.len());
                let help = audiences.advice(&block.name);
                diagnostics.push(Diagnostic::new(Rule::UnknownBlock, &file.name, span, message).help(help));
                ambiguous = true;
            }
        }
        let arena = Arena::new();
        let source = text.unambiguous();
        let (root, problems) = parse_with_problems(&arena, &source, dialect);
        if !ambiguous && let Some(line) = disagreement(root, &directives) {
            let message = "it is not clear where this block begins or ends";
            let help = "put an empty line before and after each `:::`, and no spaces before it";
            let span = place(line, 0, 3);
            diagnostics.push(Diagnostic::new(Rule::AmbiguousBlock, &file.name, span, message).help(help));
            ambiguous = true;
        }
        text.facts = facts((root, &problems), &text, &starts, offset, file, audiences, terms, diagnostics);
        ambiguous |= text.facts.leaks_comment;
        text.ambiguous = ambiguous;
        if ambiguous {
            text.facts.restrict_terms(audiences.private());
        }
        text
    }

    /// A text that holds no block, and of which nothing else is known.
    pub(super) fn without_blocks(body: Arc<str>, dialect: Dialect) -> Self {
        let (blocks, facts, almost_labels) = (Vec::new(), TextFacts::default(), BTreeSet::new());
        let (readers, longest_colons, deepest) = (Vec::new(), 0, 0);
        Self { body, blocks, facts, longest_colons, ambiguous: false, dialect, almost_labels, readers, deepest }
    }

    /// The dialect of the text.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Who may read a byte of the body; `all` when no block holds it.
    #[must_use]
    pub fn readers_at(&self, byte: usize, all: Readers) -> Readers {
        let before = self.readers.partition_point(|(start, _)| *start <= byte);
        let readers = before.checked_sub(1).and_then(|last| self.readers[last].1);
        readers.map_or(all, |readers| readers.and(all))
    }

    /// Whether a block may hold the definition of a link, on which words outside of it may depend.
    #[must_use]
    pub fn defines_in_blocks(&self) -> bool {
        self.blocks.iter().any(|block| self.body[block.lines.clone()].contains("]:"))
    }

    /// The length that the fences of a block at `depth` need so that comrak closes each where it should: longer than
    /// everything inside, since comrak closes the outermost block that a fence is long enough for.
    #[must_use]
    pub fn fence_length(&self, depth: usize) -> usize {
        self.longest_colons.max(3) + 1 + self.deepest.saturating_sub(depth)
    }

    /// Hands out the text's tree, with the beginnings of its lines.
    pub fn with_tree<T>(&self, read: impl FnOnce(Node<'_>, &LineStarts) -> T) -> T {
        let arena = Arena::new();
        let source = self.unambiguous();
        let root = parse_into(&arena, &source, self.dialect);
        read(root, &LineStarts::new(&self.body))
    }

    /// The text with every fence long enough to be read in one way only.
    fn unambiguous(&self) -> Cow<'_, str> {
        if self.blocks.is_empty() {
            return Cow::Borrowed(&self.body);
        }
        let mut colons: Vec<(std::ops::Range<usize>, usize)> = self
            .blocks
            .iter()
            .flat_map(|block| [(block.open.clone(), block.depth), (block.close.clone(), block.depth)])
            .filter(|(range, _)| !range.is_empty())
            .collect();
        colons.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(self.body.len() + colons.len() * 8);
        let mut at = 0;
        for (range, depth) in colons {
            out.push_str(&self.body[at..range.start]);
            out.extend(std::iter::repeat_n(':', self.fence_length(depth)));
            at = range.end;
        }
        out.push_str(&self.body[at..]);
        Cow::Owned(out)
    }
}

fn blocks(body: &str, starts: &LineStarts, directives: &Directives, audiences: &Audiences) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(directives.blocks.len());
    let mut around: Vec<usize> = Vec::new();
    // Blocks that are never closed reach to the end; there may be many of them.
    let mut unclosed: Option<Readers> = None;
    for found in &directives.blocks {
        let from = starts.byte(found.open + 1, 1);
        let closed = found.close_colons.is_some();
        let to = if closed && found.close + 1 < starts.len() { starts.byte(found.close + 2, 1) } else { body.len() };
        let own = audiences.find(&found.name).map_or(audiences.private(), |id| audiences.get(id).readers);
        around.retain(|at| blocks[*at].lines.contains(&from));
        let own = unclosed.map_or(own, |readers| readers.and(own));
        let readers = around.iter().fold(own, |readers, at| readers.and(blocks[*at].readers));
        if to == body.len() {
            unclosed = Some(readers);
        } else {
            around.push(blocks.len());
        }
        let range = |line: usize, (a, b): (usize, usize)| starts.byte(line + 1, a + 1)..starts.byte(line + 1, b + 1);
        blocks.push(Block {
            name: found.name.clone(),
            readers,
            lines: from..to,
            open: range(found.open, found.open_colons),
            close: found.close_colons.map_or(body.len()..body.len(), |colons| range(found.close, colons)),
            depth: found.depth,
        });
    }
    blocks
}

/// The text with a line feed for each carriage return that ends a line alone, so that nobody who reads it line by line can miss one.
fn with_line_feeds(text: &str) -> Arc<str> {
    if !text.contains('\r') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('\r').peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        if let Some(next) = parts.peek() {
            out.push(if next.starts_with('\n') { '\r' } else { '\n' });
        }
    }
    out.into()
}

/// The bytes at which the readers change, and who may read what follows: those who may read every block that holds it.
fn readers(blocks: &[Block]) -> Vec<(usize, Option<Readers>)> {
    let end = blocks.iter().map(|block| block.lines.end).max().unwrap_or(0);
    let mut edges: Vec<(usize, usize)> =
        blocks.iter().enumerate().flat_map(|(at, block)| [(block.lines.start, at), (block.lines.end, at)]).collect();
    edges.sort_unstable();
    let mut holding: Vec<usize> = Vec::new();
    let mut to_the_end: Option<Readers> = None;
    let mut steps: Vec<(usize, Option<Readers>)> = Vec::with_capacity(edges.len());
    for (byte, at) in edges {
        let block = &blocks[at];
        if byte == end {
            to_the_end = None;
        } else if block.lines.start == byte && block.lines.end == end {
            to_the_end = Some(to_the_end.map_or(block.readers, |readers| readers.and(block.readers)));
        } else if block.lines.start == byte {
            holding.push(at);
        }
        holding.retain(|at| blocks[*at].lines.contains(&byte));
        let readers = holding.iter().map(|at| blocks[*at].readers).chain(to_the_end).reduce(Readers::and);
        match steps.last_mut() {
            Some(last) if last.0 == byte => last.1 = readers,
            _ => steps.push((byte, readers)),
        }
    }
    steps
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in text.bytes() {
        run = if byte == b':' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The first line, from 0, on which the scan and comrak's tree see different blocks.
fn disagreement(root: Node<'_>, directives: &Directives) -> Option<usize> {
    let mut seen: Vec<(usize, usize)> = root
        .descendants()
        .filter_map(|node| {
            let data = node.data();
            let NodeValue::BlockDirective(_) = data.value else { return None };
            Some((data.sourcepos.start.line - 1, data.sourcepos.end.line.saturating_sub(1)))
        })
        .collect();
    let mut found: Vec<(usize, usize)> = directives.blocks.iter().map(|block| (block.open, block.close)).collect();
    seen.sort_unstable();
    found.sort_unstable();
    if seen == found {
        return None;
    }
    let first = seen.iter().zip(&found).find(|(a, b)| a != b).map(|(a, b)| a.0.min(b.0));
    first.or_else(|| seen.get(found.len()).or(found.get(seen.len())).map(|pair| pair.0))
}

fn fence_diagnostic(kind: DirectiveErrorKind, file: &Arc<str>, span: Span) -> Diagnostic {
    let (rule, message, help) = match kind {
        DirectiveErrorKind::Nameless => (
            Rule::NamelessBlock,
            "this `:::` closes nothing, and has no name to open a block with",
            "remove it, or write the audience after it: `::: staff`",
        ),
        DirectiveErrorKind::NotAName => (
            Rule::UnknownBlock,
            "after `:::` write the name of one audience and nothing else",
            "write `::: staff`, and the rest on the next line",
        ),
        DirectiveErrorKind::Stray => (
            Rule::StrayFence,
            "indented by four spaces, this `:::` is code and would be published",
            "remove the spaces, or put an example between ``` lines",
        ),
        DirectiveErrorKind::Unclosed => (
            Rule::UnclosedBlock,
            "this block is never closed",
            "put `:::` on a line of its own after it, in the same list item or quote",
        ),
        DirectiveErrorKind::InsideItem => (
            Rule::AmbiguousBlock,
            "this `:::` is in a list item or quote that started inside the block that it would close",
            "put it at the start of the line",
        ),
        DirectiveErrorKind::TooShort => (
            Rule::AmbiguousBlock,
            "this `:::` has fewer colons than the block that it would close",
            "close the block with as many colons as opened it",
        ),
        DirectiveErrorKind::InDoubt => (
            Rule::AmbiguousBlock,
            "this is inside code or a comment, and some code or comment in this file is not closed or seems to start inside another",
            "close each with the same marks that opened it; to show such marks in code, use longer fences around it",
        ),
        DirectiveErrorKind::InHtml => (
            Rule::StrayFence,
            "this `:::` is inside a block of HTML, so it neither opens nor closes a block for an audience",
            "put an empty line before it",
        ),
        DirectiveErrorKind::TooDeep => (
            Rule::NestingTooDeep,
            "lists, quotes and blocks are nested more than a hundred deep here",
            "use fewer levels",
        ),
    };
    Diagnostic::new(rule, file, span, message).help(help)
}

fn almost_label_diagnostic(kind: &AlmostLabelKind, file: &Arc<str>, span: Span) -> Diagnostic {
    let (rule, message, help) = match kind {
        AlmostLabelKind::Key(key) => (
            Rule::StrayFence,
            format!("this looks like the start of a block for `{key}` but is not: what follows would be published"),
            format!(
                "write `::: {key}` on a line of its own, and `:::` after the block; put an example between ``` lines"
            ),
        ),
        AlmostLabelKind::Colons => (
            Rule::StrayFence,
            "this looks like a `:::` block but is not one; it would be published as text".to_owned(),
            "write three plain colons at the start of a line, or put an example between backticks".to_owned(),
        ),
        AlmostLabelKind::InIndentedCode => (
            Rule::AmbiguousBlock,
            "a block or a comment is inside code that is only indented, and would be published".to_owned(),
            "remove the indent, or put an example between ``` lines".to_owned(),
        ),
        AlmostLabelKind::Comment => (
            Rule::AmbiguousBlock,
            "the comment ended before this, so what stands in between would be published".to_owned(),
            "end each comment with one `-->`, begin none inside another, and put an example between backticks"
                .to_owned(),
        ),
        AlmostLabelKind::FrontMatter => (
            Rule::AmbiguousBlock,
            "this looks like front matter, which works only at the top of a file".to_owned(),
            "move its keys to the top, or remove the lines; put an example between ``` lines".to_owned(),
        ),
    };
    Diagnostic::new(rule, file, span, message).help(help)
}

/// Hands out the tree of a text in which no fence can be read in two ways, with the beginnings of its lines.
pub fn with_tree<T>(text: &str, dialect: Dialect, read: impl FnOnce(Node<'_>, &LineStarts) -> T) -> T {
    let arena = Arena::new();
    read(parse_into(&arena, text, dialect), &LineStarts::new(text))
}

/// The labels of reference links in a text that have no definition there: `[words][label]` and `[label]`.
#[must_use]
pub fn lost_references(text: &str, dialect: Dialect) -> BTreeSet<String> {
    let lost = std::sync::Mutex::new(BTreeSet::new());
    let note = |reference: comrak::options::BrokenLinkReference<'_>| {
        if let Ok(mut lost) = lost.lock() {
            lost.insert(reference.original.to_owned());
        }
        None
    };
    {
        let mut options = options(dialect);
        options.parse.broken_link_callback = Some(Arc::new(note));
        let arena = Arena::new();
        let _ = parse_with_titles(&arena, text, &options);
    }
    lost.into_inner().unwrap_or_default()
}

/// The targets of the links and images that are shown of a text, in their order.
#[must_use]
pub fn targets(text: &str, dialect: Dialect) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    let target = |node: Node<'_>| match &node.data().value {
        NodeValue::Link(link) | NodeValue::Image(link) => Some(link.url.clone()),
        NodeValue::WikiLink(link) => Some(link.url.clone()),
        _ => None,
    };
    root.descendants().filter_map(target).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn audiences() -> Arc<Audiences> {
        let book = "title = \"Book\"\n[audiences]\nstaff = { title = \"Staff\", sees = [\"members\"] }\n\
                    members = { title = \"Members\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n\
                    [editions.staff]\naudience = \"staff\"\nout = \"dist\"\n";
        let file = SourceFile { name: "book.toml".into(), text: book.into() };
        crate::config::load(&file, &mut Diagnostics::default()).expect("the book is right").audiences
    }

    proptest! {
        /// The readers of each byte are those who may read every block that holds it, closed or not.
        #[test]
        fn readers_are_those_of_every_block_around(lines in prop::collection::vec(0..9_usize, 0..24)) {
            let known = ["::: staff", "::: members", ":::", "words", "", "- ::: staff", "> ::: members", "  :::", "::::: client"];
            let text: String = lines.iter().flat_map(|line| [known[*line], "\n"]).collect();
            let audiences = audiences();
            let file = SourceFile { name: "content/a.md".into(), text: text.as_str().into() };
            let text = Text::parse(&file, 0, Dialect::Prose, &audiences, &Terms::default(), &mut Diagnostics::default());
            for byte in 0..=file.text.len() {
                let around = text.blocks.iter().filter(|block| block.lines.contains(&byte));
                let expected = around.fold(audiences.all(), |readers, block| readers.and(block.readers));
                prop_assert_eq!(text.readers_at(byte, audiences.all()), expected, "byte {} of {:?}", byte, &file.text);
            }
        }
    }
}
