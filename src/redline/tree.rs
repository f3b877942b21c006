//! A redacted text as a tree of blocks that outlives the reader's.
//!
//! In: Markdown of our dialect, and a [`Resolve`]. Out: a [`Block`] with everything in it. What always holds: the author's
//! HTML is gone, a link that leads nowhere is its words, and what redaction left empty is not there.

use std::rc::Rc;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AlertType, ListType, NodeValue, TableAlignment};
use comrak::{Node, html::dangerous_url};

use super::token::{Cutter, Keys, Mark, Marks, Token, TokenKind, cut_code};
use crate::markdown::{Dialect, Resolve, UNMARKED, escape, fact_uses, plain_text, with_tree};

/// Blocks nested deeper than this are read as if they were not nested.
const MAX_DEPTH: usize = 100;

/// Marks nested deeper than this are left out.
const MAX_MARKS: usize = 8;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The whole text.
    Whole,
    Paragraph,
    Heading(u8),
    Quote,
    /// An alert; its title is its first block.
    Alert(&'static str),
    AlertTitle,
    /// A block for some readers; what it is called is its first block.
    Only(String),
    OnlyLabel,
    /// A list: the number of its first item when it is numbered, and whether its items stand close.
    List {
        first: Option<usize>,
        tight: bool,
    },
    Item,
    Task(bool),
    Table(Vec<TableAlignment>),
    /// A row; `true` for the one at the head.
    Row(bool),
    Cell,
    Code(String),
    Rule,
    Footnotes,
    Footnote,
    Definitions,
    Term,
    Details,
}

/// A block: words, or other blocks.
#[derive(Debug)]
pub(super) struct Block {
    /// Its place in the order of its text.
    pub(super) id: usize,
    pub(super) kind: Kind,
    /// Equal for blocks that say the same in the same form.
    pub(super) key: u32,
    pub(super) tokens: Vec<Token>,
    pub(super) children: Vec<Block>,
    /// The keys of its words in small letters, each with how often it stands in the block, in the order of the keys.
    pub(super) bag: Vec<(u32, u32)>,
    /// How many words it has.
    pub(super) weight: u32,
}

/// Reads a text. Two texts are compared when they were read with the same `keys`.
pub(super) fn read(text: &str, dialect: Dialect, resolve: &dyn Resolve, keys: &mut Keys) -> Block {
    with_tree(text, dialect, |root, _| {
        let mut builder = Builder { resolve, keys, next: 0 };
        let mut blocks = Vec::new();
        builder.children(root, 0, &mut blocks);
        let (notes, mut blocks): (Vec<Block>, Vec<Block>) =
            blocks.into_iter().partition(|block| block.kind == Kind::Footnote);
        if !notes.is_empty() {
            blocks.push(builder.block(Kind::Footnotes, Vec::new(), notes));
        }
        builder.block(Kind::Whole, Vec::new(), blocks)
    })
}

/// A text without marks, as one block.
pub(super) fn plain(text: &str, keys: &mut Keys) -> Block {
    let mut cutter = Cutter::new(keys);
    cutter.text(text, &Rc::from([]));
    let tokens = cutter.end();
    block(0, Kind::Item, tokens, Vec::new(), keys)
}

/// Puts a block together.
fn block(id: usize, kind: Kind, tokens: Vec<Token>, children: Vec<Block>, keys: &mut Keys) -> Block {
    let form = match &kind {
        Kind::List { first, tight: _ } => format!("list {first:?}"),
        Kind::Item => "item".to_owned(),
        kind => format!("{kind:?}"),
    };
    let mut row = vec![keys.word(format!("\u{1}{form}"))];
    row.extend(tokens.iter().map(|token| token.key));
    row.push(u32::MAX);
    row.extend(children.iter().map(|child| child.key));
    let key = keys.row(row);
    let mut words: Vec<u32> = Vec::new();
    for token in tokens.iter().filter(|token| token.is_word()) {
        words.push(match token.kind {
            TokenKind::Html => token.key,
            _ => {
                let word: String = token.parts.iter().map(|(letters, _)| letters.to_lowercase()).collect();
                keys.word(format!("\u{2}{word}"))
            }
        });
    }
    let mut bag: Vec<(u32, u32)> = words.into_iter().map(|word| (word, 1)).collect();
    bag.extend(children.iter().flat_map(|child| child.bag.iter().copied()));
    bag.sort_unstable();
    bag.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    let weight = bag.iter().map(|(_, count)| count).sum();
    Block { id, kind, key, tokens, children, bag, weight }
}

struct Builder<'a> {
    resolve: &'a dyn Resolve,
    keys: &'a mut Keys,
    next: usize,
}

impl Builder<'_> {
    fn block(&mut self, kind: Kind, tokens: Vec<Token>, children: Vec<Block>) -> Block {
        self.next += 1;
        block(self.next, kind, tokens, children, self.keys)
    }

    fn children(&mut self, node: Node<'_>, depth: usize, out: &mut Vec<Block>) {
        if depth > MAX_DEPTH {
            let tokens = self.inline(node);
            out.push(self.block(Kind::Paragraph, tokens, Vec::new()));
            return;
        }
        for child in node.children() {
            self.child(child, depth, out);
        }
    }

    fn child(&mut self, node: Node<'_>, depth: usize, out: &mut Vec<Block>) {
        let data = node.data();
        let kind = match &data.value {
            NodeValue::HtmlBlock(_) => return,
            NodeValue::DescriptionItem(_) => return self.children(node, depth + 1, out),
            NodeValue::BlockDirective(block) if block.info == UNMARKED => return self.children(node, depth + 1, out),
            NodeValue::Paragraph => return self.leaf(Kind::Paragraph, node, out),
            NodeValue::TableCell => {
                let tokens = self.inline(node);
                return out.push(self.block(Kind::Cell, tokens, Vec::new()));
            }
            NodeValue::DescriptionTerm => return self.leaf(Kind::Term, node, out),
            NodeValue::Heading(heading) => return self.leaf(Kind::Heading(heading.level), node, out),
            NodeValue::ThematicBreak => return out.push(self.block(Kind::Rule, Vec::new(), Vec::new())),
            NodeValue::CodeBlock(code) => {
                let language = code.info.split([' ', ',', '{']).next().unwrap_or_default();
                let tokens = cut_code(&code.literal, self.keys);
                return out.push(self.block(Kind::Code(language.to_owned()), tokens, Vec::new()));
            }
            NodeValue::BlockQuote => Kind::Quote,
            NodeValue::Alert(alert) => Kind::Alert(alert_kind(alert.alert_type)),
            NodeValue::BlockDirective(block) => Kind::Only(block.info.clone()),
            NodeValue::List(list) => {
                Kind::List { first: (list.list_type == ListType::Ordered).then_some(list.start), tight: list.tight }
            }
            NodeValue::Item(_) => Kind::Item,
            NodeValue::TaskItem(task) => Kind::Task(task.symbol.is_some()),
            NodeValue::Table(table) => Kind::Table(table.alignments.clone()),
            NodeValue::TableRow(head) => Kind::Row(*head),
            NodeValue::FootnoteDefinition(_) => Kind::Footnote,
            NodeValue::DescriptionList => Kind::Definitions,
            NodeValue::DescriptionDetails => Kind::Details,
            value if value.block() => return self.children(node, depth + 1, out),
            _ => return self.leaf(Kind::Paragraph, node, out),
        };
        let mut children = Vec::new();
        self.children(node, depth + 1, &mut children);
        if children.is_empty() {
            return;
        }
        let label = match &data.value {
            NodeValue::Alert(alert) => {
                let own = alert.title.clone();
                let title = own.unwrap_or_else(|| self.resolve.alert_title(alert_kind(alert.alert_type)));
                Some((Kind::AlertTitle, title))
            }
            NodeValue::BlockDirective(block) => Some((Kind::OnlyLabel, self.resolve.block_label(&block.info))),
            _ => None,
        };
        if let Some((kind, words)) = label {
            let mut cutter = Cutter::new(self.keys);
            cutter.text(&words, &Rc::from([]));
            let tokens = cutter.end();
            children.insert(0, self.block(kind, tokens, Vec::new()));
        }
        out.push(self.block(kind, Vec::new(), children));
    }

    fn leaf(&mut self, kind: Kind, node: Node<'_>, out: &mut Vec<Block>) {
        let tokens = self.inline(node);
        if !tokens.is_empty() {
            out.push(self.block(kind, tokens, Vec::new()));
        }
    }

    /// The words below a node. Emphasis nests as deep as an author likes, so this walks, and does not recurse.
    fn inline(&mut self, node: Node<'_>) -> Vec<Token> {
        let resolve = self.resolve;
        let mut cutter = Cutter::new(self.keys);
        let mut stack: Vec<Marks> = vec![Rc::from([])];
        let mut skipped = 0_usize;
        for edge in node.traverse() {
            let (NodeEdge::Start(below) | NodeEdge::End(below)) = &edge;
            let entering = matches!(edge, NodeEdge::Start(_));
            if below.same_node(node) {
                continue;
            }
            let data = below.data();
            let whole = matches!(data.value, NodeValue::Image(_) | NodeValue::WikiLink(_));
            if whole {
                skipped = if entering { skipped + 1 } else { skipped - 1 };
            }
            if skipped > usize::from(whole && entering) {
                continue;
            }
            let marks = Rc::clone(stack.last().expect("the outermost marks are never taken off"));
            let mark = match &data.value {
                NodeValue::Emph => Some(Mark::Emphasis),
                NodeValue::Strong => Some(Mark::Strong),
                NodeValue::Strikethrough => Some(Mark::Strike),
                NodeValue::Link(link) => {
                    let href = if entering { resolve.link(&link.url) } else { None };
                    let href = href.filter(|href| !dangerous_url(href)).unwrap_or_default();
                    Some(Mark::Link { href, title: link.title.clone() })
                }
                _ => None,
            };
            match (mark, entering) {
                (Some(mark), true) => stack.push(with(&marks, mark)),
                (Some(_), false) => drop(stack.pop()),
                (None, false) => {}
                (None, true) => inline_node(below, &data.value, resolve, &marks, &mut cutter),
            }
        }
        cutter.end()
    }
}

fn inline_node(node: Node<'_>, value: &NodeValue, resolve: &dyn Resolve, marks: &Marks, out: &mut Cutter<'_>) {
    match value {
        NodeValue::Text(words) => {
            let mut at = 0;
            for (from, key) in fact_uses(words) {
                out.text(&words[at..from], marks);
                if let Some(value) = resolve.fact(key) {
                    out.html(&format!("\u{3}fact:{key}={value}"), value, marks);
                }
                at = from + key.len() + "{fact:}".len();
            }
            out.text(&words[at..], marks);
        }
        NodeValue::Code(code) => out.text(&code.literal, &with(marks, Mark::Code)),
        NodeValue::SoftBreak => out.text(" ", marks),
        NodeValue::LineBreak => {
            out.html("\u{3}break", "<br>".to_owned(), marks);
            out.text(" ", marks);
        }
        NodeValue::FootnoteReference(reference) => {
            let html = format!("<sup class=\"footnote-ref\">{}</sup>", reference.ix);
            out.html(&format!("\u{3}note:{}", reference.name), html, marks);
        }
        NodeValue::WikiLink(link) => {
            let own = Some(plain_text(node)).filter(|words| *words != link.url && !words.is_empty());
            match resolve.wiki(&link.url) {
                Some((href, title)) => {
                    let mark = Mark::Link { href, title: String::new() };
                    out.text(&own.unwrap_or(title), &with(marks, mark));
                }
                None => out.text(&own.unwrap_or_default(), marks),
            }
        }
        NodeValue::Image(image) => {
            let words = plain_text(node);
            let Some(found) = resolve.image(&image.url) else { return out.text(&words, marks) };
            let (mut src, mut alt) = (String::new(), String::new());
            if escape(&mut src, &found.src).is_ok() && escape(&mut alt, &words).is_ok() {
                let size = found.size.map_or(String::new(), |(w, h)| format!(" width=\"{w}\" height=\"{h}\""));
                let html = format!("<img src=\"{src}\" alt=\"{alt}\"{size} loading=\"lazy\" decoding=\"async\">");
                out.html(&format!("\u{3}image:{src}\0{alt}"), html, marks);
            }
        }
        _ => {}
    }
}

/// Marks with one more inside. A link that leads nowhere is none.
fn with(marks: &Marks, mark: Mark) -> Marks {
    let nowhere = matches!(&mark, Mark::Link { href, .. } if href.is_empty());
    if nowhere || marks.len() >= MAX_MARKS || marks.contains(&mark) {
        return Rc::clone(marks);
    }
    marks.iter().cloned().chain([mark]).collect()
}

fn alert_kind(kind: AlertType) -> &'static str {
    match kind {
        AlertType::Note => "note",
        AlertType::Tip => "tip",
        AlertType::Important => "important",
        AlertType::Warning => "warning",
        AlertType::Caution => "caution",
    }
}
