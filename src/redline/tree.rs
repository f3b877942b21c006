//! The tree of a redacted text, made ready to be compared.
//!
//! In: Markdown of our dialect, and a [`Resolve`]. Out: a [`Block`] for each node of comrak's tree that is a block, with its words as
//! tokens. What always holds: HTML is in no block but as an element, a link that leads nowhere is its words, and what redaction left empty
//! is not there.

use std::rc::Rc;

use comrak::arena_tree::NodeEdge;
use comrak::html::dangerous_url;
use comrak::nodes::{Ast, ListType, NodeLink, NodeValue};
use comrak::{Arena, Node};

use super::token::{Content, Keys, Mark, Marks, Token, TokenKind, Tokenizer, tokenize, tokenize_code};
use crate::markdown::{
    ClauseStyle, Dialect, Element, Resolve, UNMARKED, alert_kind, drop_empty, fact_uses, fill_tree, filled_text,
    language, number_items, parse_into, plain_text,
};

/// Blocks nested deeper than this are read as if they were not nested.
const MAX_DEPTH: usize = 100;

/// Marks nested deeper than this are left out.
const MAX_MARKS: usize = 8;

/// A block: words, or other blocks.
#[derive(Debug)]
pub(super) struct Block<'a> {
    /// Its place in the order of its text.
    pub(super) id: usize,
    pub(super) node: Node<'a>,
    /// Equal for blocks that say the same in the same form.
    pub(super) key: u32,
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) children: Vec<Block<'a>>,
    /// The keys of its words in small letters, each with how often it stands in the block, in the order of the keys.
    pub(super) bag: Vec<(u32, u32)>,
    /// How many words it has.
    pub(super) weight: u32,
}

/// Reads a text. Two texts are compared when they were read with the same `keys`.
pub(super) fn read<'a>(
    arena: &'a Arena<'a>,
    text: &str,
    dialect: Dialect,
    resolve: &dyn Resolve,
    keys: &mut Keys,
) -> Block<'a> {
    let root = parse_into(arena, text, dialect);
    prepare(arena, root, resolve);
    let mut reader = Reader { resolve, keys, next: 0 };
    let mut blocks = Vec::new();
    reader.children(root, 0, &mut blocks);
    reader.block(root, Vec::new(), blocks)
}

/// A text without marks, as one block.
pub(super) fn unmarked<'a>(arena: &'a Arena<'a>, text: &str, keys: &mut Keys) -> Block<'a> {
    let tokens = tokenize(text, keys);
    block(0, alloc(arena, NodeValue::Paragraph), tokens, Vec::new(), keys)
}

/// A node that stands in no text.
pub(super) fn alloc<'a>(arena: &'a Arena<'a>, value: NodeValue) -> Node<'a> {
    arena.alloc(Ast::new(value, (0, 0).into()).into())
}

/// Gives headings the level that they have on the page, makes a paragraph of the label of each alert and of each block for some
/// readers, and a link or words of each `[[wikilink]]`: so that all of them are compared like other words.
fn prepare<'a>(arena: &'a Arena<'a>, root: Node<'a>, resolve: &dyn Resolve) {
    drop_empty(root);
    number_items(root);
    fill_tree(root, &|key| resolve.fact_words(key));
    let nodes: Vec<Node<'a>> = root.descendants().collect();
    let is_title = |node: &Node<'a>| matches!(&node.data().value, NodeValue::Heading(heading) if heading.level == 1);
    let shift = u8::from(nodes.iter().any(is_title));
    for node in nodes {
        let mut label = None;
        let mut replaced = None;
        match &mut node.data_mut().value {
            NodeValue::Heading(heading) => heading.level = (heading.level + shift).clamp(2, 6),
            NodeValue::Alert(alert) if alert.title.is_none() => {
                let title = resolve.alert_title(alert_kind(alert.alert_type));
                alert.title = Some(title.clone());
                label = Some(title);
            }
            NodeValue::BlockDirective(block) if block.info != UNMARKED => {
                label = Some(resolve.block_label(&block.info));
            }
            NodeValue::WikiLink(link) => replaced = Some(link.url.clone()),
            _ => {}
        }
        if let Some(words) = label {
            let paragraph = alloc(arena, NodeValue::Paragraph);
            paragraph.append(alloc(arena, NodeValue::Text(words.into())));
            node.prepend(paragraph);
        }
        if let Some(url) = replaced {
            let own = Some(filled_text(node, &|key| resolve.fact_words(key)))
                .filter(|words| *words != url && !words.is_empty());
            clear(node);
            node.data_mut().value = match resolve.wiki(&url) {
                Some((_, title)) => {
                    node.append(alloc(arena, NodeValue::Text(own.unwrap_or(title).into())));
                    NodeValue::Link(Box::new(NodeLink { url, title: String::new() }))
                }
                None => NodeValue::Text(own.unwrap_or_default().into()),
            };
        }
    }
}

/// Takes all children off a node.
pub(super) fn clear(node: Node<'_>) {
    while let Some(child) = node.first_child() {
        child.detach();
    }
}

/// Puts a block together.
fn block<'a>(
    id: usize,
    node: Node<'a>,
    tokens: Vec<Token<'a>>,
    children: Vec<Block<'a>>,
    keys: &mut Keys,
) -> Block<'a> {
    let mut row = vec![keys.word(format!("\u{1}{}", form(&node.data().value)))];
    row.extend(tokens.iter().map(|token| token.key));
    row.push(u32::MAX);
    row.extend(children.iter().map(|child| child.key));
    let key = keys.row(row);
    let mut bag: Vec<(u32, u32)> = Vec::new();
    for token in tokens.iter().filter(|token| token.is_word()) {
        let word = token.letters().to_lowercase();
        bag.push((if word.is_empty() { token.key } else { keys.word(format!("\u{2}{word}")) }, 1));
    }
    bag.extend(children.iter().flat_map(|child| child.bag.iter().copied()));
    bag.sort_unstable();
    bag.dedup_by(|next, first| {
        let same = next.0 == first.0;
        first.1 += if same { next.1 } else { 0 };
        same
    });
    let weight = bag.iter().map(|(_, count)| count).sum();
    Block { id, node, key, tokens, children, bag, weight }
}

/// What must be equal of two blocks beside their words, for them to look the same.
fn form(value: &NodeValue) -> String {
    match value {
        NodeValue::Heading(heading) => format!("heading {}", heading.level),
        NodeValue::Alert(alert) => format!("alert {}", alert_kind(alert.alert_type)),
        NodeValue::BlockDirective(block) => format!("block {}", block.info),
        NodeValue::List(list) if list.list_type == ListType::Ordered => {
            format!("list {} {:?}", list.start, ClauseStyle::of(list))
        }
        NodeValue::TaskItem(task) => format!("task {}", task.symbol.is_some()),
        NodeValue::Table(table) => format!("table {:?}", table.alignments),
        NodeValue::TableRow(head) => format!("row {head}"),
        NodeValue::CodeBlock(code) => format!("code {}", language(&code.info)),
        NodeValue::HtmlBlock(html) => html.literal.clone(),
        value => value.xml_node_name().to_owned(),
    }
}

/// Whether a node gives the words below it another form.
fn is_format(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Underline
            | NodeValue::Highlight
            | NodeValue::Superscript
            | NodeValue::Subscript
            | NodeValue::HtmlInline(_)
    )
}

/// Whether a node is a cell of a table of HTML, which takes its place without words too.
pub(super) fn is_cell(value: &NodeValue) -> bool {
    matches!(element(value), Some("td" | "th"))
}

/// Whether a node is a row of a table of HTML.
pub(super) fn is_row(value: &NodeValue) -> bool {
    element(value) == Some("tr")
}

/// The name of an element that is a block.
fn element(value: &NodeValue) -> Option<&'static str> {
    let NodeValue::HtmlBlock(html) = value else { return None };
    Element::read(&html.literal).map(|element| element.name())
}

struct Reader<'r> {
    resolve: &'r dyn Resolve,
    keys: &'r mut Keys,
    next: usize,
}

impl Reader<'_> {
    fn block<'a>(&mut self, node: Node<'a>, tokens: Vec<Token<'a>>, children: Vec<Block<'a>>) -> Block<'a> {
        self.next += 1;
        block(self.next, node, tokens, children, self.keys)
    }

    fn children<'a>(&mut self, node: Node<'a>, depth: usize, out: &mut Vec<Block<'a>>) {
        for child in node.children() {
            self.child(child, depth, out);
        }
    }

    fn child<'a>(&mut self, node: Node<'a>, depth: usize, out: &mut Vec<Block<'a>>) {
        let mut children = Vec::new();
        let tokens = match &node.data().value {
            NodeValue::BlockDirective(block) if block.info == UNMARKED => return self.children(node, depth + 1, out),
            NodeValue::ThematicBreak => Vec::new(),
            NodeValue::CodeBlock(code) => tokenize_code(&code.literal, self.keys),
            value if value.contains_inlines() || depth > MAX_DEPTH => {
                let tokens = self.inline(node);
                if tokens.is_empty() && !matches!(value, NodeValue::TableCell) {
                    return;
                }
                tokens
            }
            _ => {
                self.children(node, depth + 1, &mut children);
                if children.is_empty() && !is_cell(&node.data().value) {
                    return;
                }
                Vec::new()
            }
        };
        let block = self.block(node, tokens, children);
        out.push(block);
    }

    /// The words below a node. Emphasis nests as deep as an author likes, so this walks, and does not recurse.
    fn inline<'a>(&mut self, node: Node<'a>) -> Vec<Token<'a>> {
        let resolve = self.resolve;
        let mut tokenizer = Tokenizer::new(self.keys);
        let mut stack: Vec<Marks<'a>> = vec![Rc::from([])];
        let mut images = 0_usize;
        for edge in node.traverse() {
            let (NodeEdge::Start(below) | NodeEdge::End(below)) = &edge;
            let entering = matches!(edge, NodeEdge::Start(_));
            let data = below.data();
            let is_image = matches!(data.value, NodeValue::Image(_));
            images -= usize::from(is_image && !entering);
            let marks = Rc::clone(stack.last().expect("the outermost marks are never taken off"));
            match &data.value {
                _ if images > 0 => {}
                value if is_format(value) && entering => {
                    stack.push(with(&marks, below, None));
                }
                NodeValue::Link(link) if entering => {
                    let href = resolve.link(&link.url).filter(|href| !dangerous_url(href));
                    stack.push(href.map_or(marks.clone(), |href| with(&marks, below, Some(href))));
                }
                value if is_format(value) || matches!(value, NodeValue::Link(_)) => {
                    stack.pop();
                }
                value if value.block() && entering && !below.same_node(node) => tokenizer.text(" ", &marks),
                value if entering => inline_node(below, value, resolve, &marks, &mut tokenizer),
                _ => {}
            }
            images += usize::from(is_image && entering);
        }
        tokenizer.end()
    }
}

fn inline_node<'a>(
    node: Node<'a>,
    value: &NodeValue,
    resolve: &dyn Resolve,
    marks: &Marks<'a>,
    out: &mut Tokenizer<'_, 'a>,
) {
    match value {
        NodeValue::Text(words) => {
            let mut at = 0;
            for (from, key) in fact_uses(words) {
                out.text(&words[at..from], marks);
                at = from + key.len() + "{fact:}".len();
                if let Some(value) = resolve.fact(key) {
                    let content = Content::Letters(words[from..at].to_owned());
                    out.whole(TokenKind::Word, &format!("fact:{key}={value}"), content, marks);
                }
            }
            out.text(&words[at..], marks);
        }
        NodeValue::Code(code) => out.text(&code.literal, &with(marks, node, None)),
        NodeValue::SoftBreak => out.text(" ", marks),
        NodeValue::LineBreak => {
            out.whole(TokenKind::Punctuation, "break", Content::Whole(node), marks);
            out.text(" ", marks);
        }
        NodeValue::FootnoteReference(reference) => {
            out.whole(TokenKind::Word, &format!("note:{}", reference.name), Content::Whole(node), marks);
        }
        NodeValue::Image(image) => {
            let words = plain_text(node);
            match resolve.image(&image.url) {
                Some(found) => {
                    let name = format!("image:{}\0{words}", found.src);
                    out.whole(TokenKind::Word, &name, Content::Whole(node), marks);
                }
                None => out.text(&words, marks),
            }
        }
        _ => {}
    }
}

/// Marks with one more inside.
fn with<'a>(marks: &Marks<'a>, node: Node<'a>, href: Option<String>) -> Marks<'a> {
    if marks.len() >= MAX_MARKS {
        return Rc::clone(marks);
    }
    marks.iter().cloned().chain([Mark { node, href: href.map(Rc::from) }]).collect()
}
