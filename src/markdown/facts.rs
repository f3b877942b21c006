//! What a text holds, with the place and the readers of each thing: headings, links, images, facts, footnotes, terms.
//!
//! In: comrak's tree of a text, and who may read each of its lines. Out: [`TextFacts`], and a diagnostic for all that cannot be
//! published as it stands. What always holds: nothing has more readers than the line that it stands in.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use comrak::Node;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{NodeValue, Sourcepos};

use super::elements::{Element, HtmlProblem, HtmlProblemKind};
use super::fill::{fact_uses, literal_uses};
use super::heading_ids::own_anchor;
use super::items::{clause_anchors, number_items};
use super::lines::comment_start;
use super::slug::Anchors;
use super::terms::Terms;
use super::text::Text;
use super::words::literal_text;
use crate::config::{Audiences, Readers};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::source::SourceFile;
use crate::text::{LineStarts, Span};

/// The most bytes of an entity, such as `&CounterClockwiseContourIntegral;`.
const LONGEST_ENTITY: usize = 40;
/// The most bytes of the label of a link.
const LONGEST_LABEL: usize = 1000;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The anchor that its author gave it.
    pub anchor: Option<String>,
    /// Its words, as a title has them.
    pub text: String,
    /// Where it stands in its file.
    pub span: Span,
    /// Who may read it.
    pub readers: Readers,
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`, or a reference.
    Link,
    /// `[[target]]`.
    Wiki,
    /// `![text](target)`.
    Image,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// What it leads to, as written.
    pub target: String,
    /// Whether it has words.
    pub has_text: bool,
    /// Where it stands in its file.
    pub span: Span,
    /// Who may read it.
    pub readers: Readers,
}

/// A `{fact:key}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactUse {
    /// The key.
    pub key: String,
    /// Where it stands in its file.
    pub span: Span,
    /// Who may read it.
    pub readers: Readers,
}

/// A reference to a footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FootnoteUse {
    /// The footnote's name.
    pub name: String,
    /// Where the reference stands in its file.
    pub span: Span,
    /// Who may read the reference.
    pub readers: Readers,
    /// Who may read the footnote.
    pub definition: Readers,
}

/// All of it, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextFacts {
    /// The headings.
    pub headings: Vec<Heading>,
    /// The links and images.
    pub links: Vec<Link>,
    /// The facts quoted.
    pub facts: Vec<FactUse>,
    /// The references to footnotes.
    pub footnotes: Vec<FootnoteUse>,
    /// The terms of the glossary that are used, by their place in it, and who may read such a use.
    pub terms: BTreeMap<usize, Readers>,
    /// The places named within the text.
    pub anchors: Vec<String>,
    /// The anchors of the items of ordered lists, as whoever sees the whole text has them.
    pub clauses: Vec<String>,
    /// Whether a comment of the editors would be published as text.
    pub(super) leaks_comment: bool,
}

impl TextFacts {
    /// Adds the links and facts of another text of the same file.
    pub fn append(&mut self, other: Self) {
        self.links.extend(other.links);
        self.facts.extend(other.facts);
    }

    /// Lets only `readers` see that terms are used here, as the whole text is private for now. Everything else keeps its readers, so
    /// that one run of the checks finds all that is wrong with it.
    pub(super) fn restrict_terms(&mut self, readers: Readers) {
        self.terms.values_mut().for_each(|term| *term = term.and(readers));
    }
}

/// Collects what a tree holds; what cannot be published as it stands goes to `diagnostics`.
#[expect(clippy::too_many_arguments, reason = "one call, from the parse that has all of these at hand")]
pub(super) fn facts(
    (root, problems): (Node<'_>, &[HtmlProblem]),
    text: &Text,
    starts: &LineStarts,
    offset: usize,
    file: &SourceFile,
    audiences: &Audiences,
    terms: &Terms,
    diagnostics: &mut Diagnostics,
) -> TextFacts {
    let mut walk = Walk {
        text,
        starts,
        offset,
        file,
        terms,
        diagnostics,
        all: audiences.all(),
        notes: BTreeMap::new(),
        inside: Vec::new(),
        headings: 0,
        links: 0,
        out: TextFacts::default(),
    };
    walk.footnotes(root);
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.enter(node),
            NodeEdge::End(node) => walk.leave(node),
        }
    }
    walk.html(problems);
    walk.clauses(root);
    walk.out
}

struct Walk<'a> {
    text: &'a Text,
    starts: &'a LineStarts,
    offset: usize,
    file: &'a SourceFile,
    terms: &'a Terms,
    diagnostics: &'a mut Diagnostics,
    all: Readers,
    /// Who may read each footnote: those who may read its text and a reference to it.
    notes: BTreeMap<String, (Readers, Readers)>,
    /// The readers of the footnotes that hold the node.
    inside: Vec<Readers>,
    headings: usize,
    links: usize,
    out: TextFacts,
}

impl Walk<'_> {
    /// Computes who may read each footnote. A note may refer to another, so the sets grow until none changes.
    fn footnotes(&mut self, root: Node<'_>) {
        let mut references: Vec<(String, Option<String>, Readers)> = Vec::new();
        for node in root.descendants() {
            let data = node.data();
            match &data.value {
                NodeValue::FootnoteDefinition(definition) => {
                    let readers = self.readers_of(data.sourcepos);
                    self.notes.insert(definition.name.clone(), (readers, Readers::none()));
                }
                NodeValue::FootnoteReference(reference) => {
                    let holder = node.ancestors().skip(1).find_map(|above| match &above.data().value {
                        NodeValue::FootnoteDefinition(definition) => Some(definition.name.clone()),
                        _ => None,
                    });
                    references.push((reference.name.clone(), holder, self.readers_of(data.sourcepos)));
                }
                _ => {}
            }
        }
        // A reference counts for those who may read what holds it; when a note gains readers, so may the notes that it refers to.
        let mut by_holder: BTreeMap<Option<&str>, Vec<(&str, Readers)>> = BTreeMap::new();
        for (name, holder, readers) in &references {
            by_holder.entry(holder.as_deref()).or_default().push((name, *readers));
        }
        let mut changed = vec![None];
        while let Some(holder) = changed.pop() {
            let above = holder.map_or(self.all, |holder: &str| self.notes.get(holder).map_or(self.all, |note| note.1));
            for (name, readers) in by_holder.get(&holder).into_iter().flatten() {
                let Some((own, used)) = self.notes.get_mut(*name) else { continue };
                let before = *used;
                *used = used.or(readers.and(above).and(*own));
                if *used != before {
                    changed.push(Some(*name));
                }
            }
        }
    }

    fn readers_of(&self, place: Sourcepos) -> Readers {
        self.text.readers_at(self.starts.byte(place.start.line, 1), self.all)
    }

    fn readers(&self, place: Sourcepos) -> Readers {
        self.inside.iter().fold(self.readers_of(place), |readers, note| readers.and(*note))
    }

    fn span(&self, place: Sourcepos) -> Span {
        let start = self.starts.byte(place.start.line, place.start.column);
        let end = self.starts.byte(place.end.line, place.end.column + 1).max(start);
        let length = self.text.body.len();
        Span::new(start.min(length)..end.min(length)).moved(self.offset)
    }

    fn push(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(rule, &self.file.name, span, message).help(help));
    }

    fn enter(&mut self, node: Node<'_>) {
        let data = node.data();
        let place = data.sourcepos;
        match &data.value {
            NodeValue::FootnoteDefinition(definition) => {
                self.inside.push(self.notes.get(&definition.name).map_or(self.all, |note| note.1));
            }
            NodeValue::Heading(heading) => {
                let level = heading.level;
                self.headings += 1;
                let (text, anchor) = (literal_text(node), own_anchor(node));
                let (span, readers) = (self.span(place), self.readers(place));
                self.out.headings.push(Heading { level, anchor, text, span, readers });
            }
            NodeValue::Link(link) => {
                self.links += 1;
                let shows = |below: Node<'_>| match &below.data().value {
                    NodeValue::Text(words) => !words.trim().is_empty(),
                    NodeValue::Code(_) | NodeValue::Image(_) => true,
                    _ => false,
                };
                self.link(LinkKind::Link, &link.url, node.descendants().any(shows), place);
                self.title(&link.title, place);
            }
            NodeValue::WikiLink(link) => {
                self.links += 1;
                self.link(LinkKind::Wiki, &link.url, true, place);
            }
            NodeValue::Image(image) => {
                let has_text = !super::plain_text(node).trim().is_empty();
                self.link(LinkKind::Image, &image.url, has_text, place);
                self.title(&image.title, place);
            }
            NodeValue::Code(code) => self.facts_in(literal_uses(&code.literal), place),
            NodeValue::CodeBlock(code) => self.facts_in(literal_uses(&code.literal), place),
            NodeValue::FootnoteReference(reference) => {
                let (span, readers) = (self.span(place), self.readers(place));
                let definition = self.notes.get(&reference.name).map_or(self.all, |note| note.0);
                let name = reference.name.clone();
                self.out.footnotes.push(FootnoteUse { name, span, readers, definition });
            }
            NodeValue::HtmlBlock(html) => self.element(&html.literal, place),
            NodeValue::HtmlInline(html) => self.element(html, place),
            NodeValue::Text(words) => self.words(words, place),
            _ => {}
        }
    }

    fn leave(&mut self, node: Node<'_>) {
        match node.data().value {
            NodeValue::FootnoteDefinition(_) => {
                self.inside.pop();
            }
            NodeValue::Heading(_) => self.headings -= 1,
            NodeValue::Link(_) | NodeValue::WikiLink(_) => self.links -= 1,
            _ => {}
        }
    }

    /// Collects the facts that a title quotes, and reports what would be published with it as it stands.
    fn title(&mut self, title: &str, place: Sourcepos) {
        for mark in comment_start(title).map(|bytes| &title[bytes]).into_iter().chain([":::"]) {
            if title.contains(mark) {
                self.out.leaks_comment = true;
                let span = self.find(mark, self.span(place));
                let message = format!("`{mark}` in a title would be published as text");
                let help = "take it out; a comment for editors stands on a line of its own";
                self.push(Rule::MisplacedMarkup, span, message, help);
                return;
            }
        }
        self.facts_in(literal_uses(title), place);
    }

    /// Collects facts that stand in a title or in code, each at its place as far as that can be found.
    fn facts_in<'t>(&mut self, uses: impl Iterator<Item = (usize, &'t str)>, place: Sourcepos) {
        for (_, key) in uses {
            let (whole, readers) = (self.span(place), self.readers(place));
            let span = self.find(&format!("{{fact:{key}}}"), whole);
            self.out.facts.push(FactUse { key: key.to_owned(), span, readers });
        }
    }

    /// Where some words first stand within a span; the span where they do not.
    fn find(&self, words: &str, span: Span) -> Span {
        let source = self.file.text.get(span.range()).unwrap_or_default();
        source.find(words).map_or(span, |at| Span::new(at..at + words.len()).moved(span.start as usize))
    }

    fn link(&mut self, kind: LinkKind, target: &str, has_text: bool, place: Sourcepos) {
        let (span, readers) = (self.span(place), self.readers(place));
        if target.contains("{fact:") || target.contains("%7Bfact:") {
            let message = "a fact cannot stand in an address; it would be published as it is written";
            let help = "write the address itself, or make the whole link the value of a fact";
            self.push(Rule::MisplacedMarkup, self.find("{fact:", span), message, help);
        }
        self.out.links.push(Link { kind, target: target.to_owned(), has_text, span, readers });
    }

    /// Collects the anchors of clauses, as whoever sees the whole text has them.
    fn clauses(&mut self, root: Node<'_>) {
        number_items(root);
        let mut anchors = Anchors::default();
        for id in &self.out.anchors {
            anchors.reserve(id);
        }
        for heading in &self.out.headings {
            heading.anchor.as_ref().map(|own| anchors.reserve(own));
        }
        for heading in &self.out.headings {
            anchors.heading(&heading.text, heading.anchor.as_deref());
        }
        self.out.clauses = clause_anchors(root, &mut anchors);
    }

    /// Collects what an element shows or names.
    fn element(&mut self, open: &str, place: Sourcepos) {
        let Some(element) = Element::read(open) else { return };
        if let Some(title) = element.title() {
            self.title(title, place);
        }
        if let Some(id) = element.id() {
            self.out.anchors.push(id.to_owned());
        }
    }

    /// Reports what is wrong with the HTML of the text.
    fn html(&mut self, problems: &[HtmlProblem]) {
        let mut unclosed: BTreeMap<&str, usize> = BTreeMap::new();
        for HtmlProblem { kind, place } in problems {
            match kind {
                // The comment itself is in doubt, and that is reported.
                HtmlProblemKind::FenceInComment if self.text.ambiguous => continue,
                HtmlProblemKind::Unclosed(name) => *unclosed.entry(name).or_default() += 1,
                // The tag that was to close what was reported is no second mistake.
                HtmlProblemKind::Stray(name) => {
                    if let Some(open) = unclosed.get_mut(name.as_str()).filter(|open| **open > 0) {
                        *open -= 1;
                        continue;
                    }
                }
                _ => {}
            }
            let (rule, message, help) = kind.advice();
            self.out.leaks_comment |= matches!(kind, HtmlProblemKind::OpenComment | HtmlProblemKind::FenceInComment);
            self.push(rule, self.span(*place), message, help);
        }
    }

    fn unclosed_comment(&mut self, span: Span, is_comment: bool) {
        self.out.leaks_comment = true;
        let (message, help) = if is_comment {
            let message = "this comment is not closed before the next empty line, so it would be published as text";
            (message, "close it with `-->` before the next empty line")
        } else {
            let message = "this looks like a comment for editors and is none; it would be published as text";
            (message, "write `<!--`, the comment, and `-->`; or put an example between backticks")
        };
        self.push(Rule::UnclosedComment, span, message, help);
    }

    fn words(&mut self, words: &str, place: Sourcepos) {
        let readers = self.readers(place);
        // Most words have none of the signs that mean something, in any script.
        if words.bytes().any(|byte| matches!(byte, b'<' | b':' | b'{' | b'[') || !byte.is_ascii()) {
            self.signs(words, place, readers);
        }
        if self.links == 0 && self.headings == 0 {
            for term in self.terms.used(words) {
                let uses = self.out.terms.entry(term).or_insert(Readers::none());
                *uses = uses.or(readers);
            }
        }
    }

    /// Collects the facts in words, and reports what looks like a comment, a fence or a reference and is none.
    fn signs(&mut self, words: &str, place: Sourcepos, readers: Readers) {
        let lines = self.span(place);
        let at = lines.start as usize;
        let file = self.file;
        let source = file.text.get(lines.range()).unwrap_or_default();
        let bytes = OnceCell::new();
        let byte = |byte: usize| at + bytes.get_or_init(|| source_bytes(source, words))[byte];
        let span = |from: usize, to: usize| Span::new(byte(from)..byte(to));
        if let Some(bytes) = comment_start(words) {
            let is_comment = &words[bytes.clone()] == "<!--";
            self.unclosed_comment(span(bytes.start, bytes.end), is_comment);
        }
        let is_fence = self.text.blocks.binary_search_by_key(&at, |block| block.open.start + self.offset).is_ok();
        let escaped = source.get(..words.len()).unwrap_or(source).contains('\\');
        let is_reported = self.text.almost_labels.contains(&(place.start.line - 1));
        if let Some(from) = words.find(":::").filter(|_| !is_fence && !escaped && !is_reported) {
            let message = "this looks like a `:::` block but is not one; it would be published as text";
            let help = "write three plain colons at the start of a line, or put an example between backticks";
            self.out.leaks_comment = true;
            self.push(Rule::StrayFence, span(from, words.len()), message, help);
        }
        for (from, key) in fact_uses(words) {
            let span = span(from, from + key.len() + "{fact:}".len());
            self.out.facts.push(FactUse { key: key.to_owned(), span, readers });
        }
        for (from, reference) in unresolved(words) {
            let place = span(from, from + reference.len());
            if file.text.as_bytes().get(..place.start as usize).is_some_and(|before| before.ends_with(b"\\")) {
                continue;
            }
            let message = format!("`{reference}` has no definition in this file");
            self.push(Rule::UnresolvedReference, place, message, "define it at the end of the file, or remove it");
        }
    }
}

/// Returns what was written as a reference and was left as text, as it has no definition: `[^name]`, `[words][name]`.
fn unresolved(words: &str) -> impl Iterator<Item = (usize, &str)> {
    let closing = |from: usize| words.bytes().skip(from).take(LONGEST_LABEL).position(|byte| byte == b']');
    let notes = words.match_indices("[^").filter_map(move |(at, _)| {
        let end = closing(at)?;
        // `[^ ]` is no name, whatever a name with a space was meant as.
        let is_name = !words[at..at + end].contains(' ') || words[at + 2..].starts_with(char::is_alphabetic);
        (end > 2 && is_name).then(|| (at, &words[at..=at + end]))
    });
    let links = words.match_indices("][").filter_map(move |(at, _)| {
        let label = words.as_bytes()[..at].iter().rev().take(LONGEST_LABEL).position(|byte| *byte == b'[')?;
        let from = at - 1 - label;
        // `[words][]` takes its words for the name.
        let end = closing(at + 2).filter(|length| *length > 0 || label > 1)?;
        Some((from, &words[from..=at + 2 + end]))
    });
    notes.chain(links)
}

/// Returns, for each byte of the words, the byte of `source` at which its character was written: an escape or an entity is longer
/// than the character that it stands for.
fn source_bytes(source: &str, words: &str) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(words.len() + 1);
    let mut at = 0;
    for c in words.chars() {
        let rest = source.get(at..).unwrap_or_default();
        let entity = rest.starts_with('&').then(|| rest.bytes().take(LONGEST_ENTITY).position(|b| b == b';')).flatten();
        let entity = entity.filter(|end| *end > 1 && !rest[1..*end].contains([' ', '&']));
        let is_escaped = rest.starts_with('\\') && (c != '\\' || rest.starts_with("\\\\"));
        bytes.extend(std::iter::repeat_n(at + usize::from(is_escaped), c.len_utf8()));
        at += match entity {
            Some(end) if c != '&' || ["&amp;", "&AMP;", "&#38;", "&#x26;"].contains(&&rest[..=end]) => end + 1,
            _ => usize::from(is_escaped) + c.len_utf8(),
        };
    }
    bytes.push(at);
    bytes
}
