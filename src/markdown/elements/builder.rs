//! Builds nodes from tags, words and the nodes that Markdown made between them.
//!
//! In: tokens in the order of the text, each with its place. Out: the nodes below one root, and [`HtmlProblem`]s. What always holds: no
//! word that was given is missing below the root, but those inside of a forbidden element and of comments; and a block that Markdown
//! made stays whole.

use comrak::nodes::{Ast, ListType, NodeCodeBlock, NodeLink, NodeList, NodeValue, Sourcepos};
use comrak::{Arena, Node};

use super::super::escaped::divided;
use super::names::{Element, Role, role, role_of};
use super::nodes::{
    Host, block, close, holds_half_a_block, is_hidden, is_id, is_void, letters, list, loosen, ordered, shows_something,
    words_of_attributes,
};
use super::open::{Open, going_on};
use super::problem::{HtmlProblem, HtmlProblemKind};
use super::tags::{Tag, Token};

pub(super) struct Builder<'a, 't> {
    arena: &'a Arena<'a>,
    problems: &'t mut Vec<HtmlProblem>,
    root: Node<'a>,
    /// Whether the root holds words, and no blocks.
    phrasing: bool,
    stack: Vec<Open<'a>>,
    /// Formats that a block interrupted, and that go on in the next paragraph.
    waiting: Vec<Open<'a>>,
    /// Names of places, for the next words.
    ids: Vec<(String, Sourcepos)>,
    /// The forbidden element that holds what comes next.
    forbidden: Option<String>,
    /// The elements that are open and not understood.
    others: Vec<String>,
    last: Sourcepos,
}

impl<'a, 't> Builder<'a, 't> {
    pub(super) fn new(
        arena: &'a Arena<'a>,
        root: Node<'a>,
        phrasing: bool,
        problems: &'t mut Vec<HtmlProblem>,
    ) -> Self {
        let start = root.data().sourcepos.start;
        let last = (start, start).into();
        let (stack, waiting, ids, others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { arena, problems, root, phrasing, stack, waiting, ids, forbidden: None, others, last }
    }

    /// Opens the paragraph that Markdown began.
    pub(super) fn open_paragraph(&mut self, place: Sourcepos) {
        self.push("p", Role::Paragraph, Some(NodeValue::Paragraph), true, place);
    }

    /// Adds a token of HTML.
    pub(super) fn token(&mut self, token: Token, typed: &str, place: Sourcepos) {
        self.last.end = place.end.max(self.last.end);
        if let Some(name) = &self.forbidden {
            if matches!(&token, Token::End(end) if end == name) {
                self.forbidden = None;
            }
            return;
        }
        match token {
            Token::Start(tag) => self.start(&tag, typed, place),
            Token::End(name) => self.end(&name, typed, place),
            Token::Words(words) => self.words(&words, place),
            Token::LineEnd if self.host() == Host::Letters => self.words("\n", place),
            Token::LineEnd if self.host() == Host::Phrasing && self.has_begun() => {
                self.top().append(self.alloc(NodeValue::SoftBreak, place));
            }
            Token::Comment(text) if holds_half_a_block(&text) => self.problem(HtmlProblemKind::FenceInComment, place),
            Token::LineEnd | Token::Comment(_) => {}
            Token::OpenComment => self.problem(HtmlProblemKind::OpenComment, place),
            Token::OpenTag(typed) => {
                self.problem(HtmlProblemKind::OpenTag, place);
                self.words(&typed, place);
            }
            Token::Declaration => self.problem(HtmlProblemKind::Declaration, place),
        }
    }

    /// Adds a node that Markdown made within a line.
    pub(super) fn inline(&mut self, node: Node<'a>) {
        if self.forbidden.is_some() {
            node.detach();
            return;
        }
        let place = node.data().sourcepos;
        self.last.end = place.end.max(self.last.end);
        if self.host() == Host::Letters {
            let letters = letters(node);
            node.detach();
            return self.words(&letters, place);
        }
        let is_space = match &node.data().value {
            NodeValue::Text(words) => words.trim().is_empty(),
            NodeValue::SoftBreak | NodeValue::LineBreak => true,
            _ => false,
        };
        if is_space && self.host() != Host::Phrasing {
            node.detach();
            return;
        }
        self.begin_words(place);
        self.top().append(node);
    }

    /// Adds a block that Markdown made.
    pub(super) fn block(&mut self, node: Node<'a>) {
        self.forbidden = None;
        let place = node.data().sourcepos;
        self.begin_block(place);
        self.last.end = place.end.max(self.last.end);
        let leaves: Vec<Node<'a>> = node
            .descendants()
            .filter(|below| below.data().value.contains_inlines() && below.first_child().is_some())
            .collect();
        for format in self.waiting.iter().filter(|format| format.own) {
            for leaf in &leaves {
                let around = self.arena.alloc(Ast::new_with_sourcepos(format.node.data().value.clone(), place).into());
                around.extend(leaf.children().collect::<Vec<_>>());
                leaf.append(around);
            }
        }
        if let Some(leaf) = leaves.first() {
            for (id, place) in std::mem::take(&mut self.ids).into_iter().rev() {
                leaf.prepend(self.anchor(&id, place));
            }
        }
        self.loosen(matches!(node.data().value, NodeValue::Paragraph));
        self.top().append(node);
    }

    /// Ends all that is open.
    pub(super) fn finish(mut self) {
        if let Some(name) = self.forbidden.take() {
            self.problem(HtmlProblemKind::Unclosed(name), self.last);
        }
        for (id, place) in std::mem::take(&mut self.ids) {
            let anchor = self.anchor(&id, place);
            self.top().append(anchor);
        }
        for open in std::mem::take(&mut self.waiting) {
            self.problem(HtmlProblemKind::Unclosed(open.name), open.place);
        }
        while !self.stack.is_empty() {
            self.pop(true);
        }
    }

    /// Whether the words that are open have begun.
    fn has_begun(&self) -> bool {
        let paragraph = self.stack.iter().rev().find(|open| open.role == Role::Paragraph);
        let node = paragraph.map_or(self.root, |paragraph| paragraph.node);
        node.descendants().skip(1).any(|below| shows_something(below))
    }

    /// Whether what comes next is shown letter by letter.
    pub(super) fn holds_letters(&self) -> bool {
        self.host() == Host::Letters || self.forbidden.is_some()
    }

    pub(super) fn problem(&mut self, kind: HtmlProblemKind, place: Sourcepos) {
        self.problems.push(HtmlProblem { kind, place });
    }

    fn alloc(&self, value: NodeValue, place: Sourcepos) -> Node<'a> {
        self.arena.alloc(Ast::new_with_sourcepos(value, place).into())
    }

    fn anchor(&self, id: &str, place: Sourcepos) -> Node<'a> {
        self.alloc(NodeValue::HtmlInline(Element::anchor(id).open()), place)
    }

    fn top(&self) -> Node<'a> {
        self.stack.last().map_or(self.root, |open| open.node)
    }

    /// What may stand in what is open: each element knows it, as asking all that are around it would take longer the deeper it is.
    fn host(&self) -> Host {
        let root = if self.phrasing { Host::Phrasing } else { Host::Blocks };
        self.stack.last().map_or(root, |open| open.host)
    }

    /// Where the elements within a line begin that are open, none of which a block is in.
    fn inline_from(&self) -> usize {
        self.stack.last().map_or(0, |open| open.inline_from)
    }

    fn push(&mut self, name: &str, role: Role, value: Option<NodeValue>, implied: bool, place: Sourcepos) {
        let own = value.is_some();
        let node = match value {
            Some(value) => {
                let node = self.alloc(value, place);
                self.top().append(node);
                node
            }
            None => self.top(),
        };
        let host = Host::of(role, self.host());
        let inline_from = if role.is_block() { self.stack.len() + 1 } else { self.inline_from() };
        self.stack.push(Open { name: name.to_owned(), role, node, own, implied, place, host, inline_from });
    }

    fn append(&mut self, value: NodeValue, place: Sourcepos) {
        self.begin_words(place);
        let node = self.alloc(value, place);
        self.top().append(node);
    }

    /// Opens what words need around them.
    fn begin_words(&mut self, place: Sourcepos) {
        loop {
            match self.host() {
                Host::Phrasing | Host::Letters => break,
                Host::Blocks => {
                    self.push("p", Role::Paragraph, Some(NodeValue::Paragraph), true, place);
                    for format in std::mem::take(&mut self.waiting) {
                        let value = format.own.then(|| format.node.data().value.clone());
                        self.push(&format.name, format.role, value, format.implied, format.place);
                    }
                }
                _ => self.imply(place),
            }
        }
        if self.host() == Host::Phrasing {
            for (id, place) in std::mem::take(&mut self.ids) {
                let anchor = self.anchor(&id, place);
                self.top().append(anchor);
            }
        }
    }

    /// Ends the words before a block, and opens what the block needs around it.
    fn begin_block(&mut self, place: Sourcepos) {
        let mut interrupted = Vec::new();
        while let Some(open) = self.stack.last() {
            if open.is_inline() {
                interrupted.push(self.pop(false));
            } else if open.role == Role::Paragraph || open.role == Role::Preformatted {
                self.pop(open.role == Role::Preformatted);
            } else {
                break;
            }
        }
        interrupted.reverse();
        self.wait(interrupted);
        while !matches!(self.host(), Host::Blocks | Host::Phrasing) {
            self.imply(place);
        }
    }

    /// Lets the formats that a block interrupted wait for words, those that one interrupted before behind them.
    fn wait(&mut self, mut interrupted: Vec<Open<'a>>) {
        interrupted.append(&mut self.waiting);
        let goes_on = going_on(&interrupted);
        for (open, goes_on) in interrupted.into_iter().zip(goes_on) {
            if goes_on {
                self.waiting.push(open);
            } else {
                self.problem(HtmlProblemKind::Unclosed(open.name), open.place);
            }
        }
    }

    /// Opens an item or a cell, where only such can stand.
    fn imply(&mut self, place: Sourcepos) {
        match self.host() {
            Host::Items => self.push("li", Role::Item, Some(self.item()), true, place),
            Host::TermParts => self.push("dd", Role::TermPart, Some(block(&Element::bare("dd"))), true, place),
            Host::Rows => self.push("tr", Role::Row, Some(block(&Element::bare("tr"))), true, place),
            Host::Cells => self.push("td", Role::Cell, Some(block(&Element::bare("td"))), true, place),
            Host::Phrasing | Host::Blocks | Host::Letters => {}
        }
    }

    fn item(&self) -> NodeValue {
        match self.top().data().value {
            NodeValue::List(list) => NodeValue::Item(list),
            _ => NodeValue::Item(NodeList::default()),
        }
    }

    /// Notes that the item that is open holds a block that was set apart. Of an item that Markdown made Markdown knows it, and a comment
    /// in it changes nothing; but two paragraphs must not run into each other where one stood between them.
    fn loosen(&self, is_paragraph: bool) {
        let top = self.top();
        let is_second = || top.children().any(|child| matches!(child.data().value, NodeValue::Paragraph));
        if !std::ptr::eq(top, self.root) || is_paragraph && is_second() {
            loosen(top);
        }
    }

    fn words(&mut self, words: &str, place: Sourcepos) {
        match self.host() {
            Host::Letters => {
                if let NodeValue::CodeBlock(code) = &mut self.top().data_mut().value {
                    code.literal.push_str(words);
                }
            }
            Host::Phrasing => divided(words).for_each(|words| self.append(NodeValue::Text(words.into()), place)),
            _ if words.trim().is_empty() => {}
            _ => {
                for words in divided(words.trim_start()) {
                    self.append(NodeValue::Text(words.into()), place);
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag, typed: &str, place: Sourcepos) {
        let role = self.role_here(role_of(tag));
        if self.host() == Host::Letters && !matches!(role, Role::Unknown | Role::Forbidden) {
            if role == Role::Break {
                self.words("\n", place);
            }
            return;
        }
        if is_hidden(tag) {
            self.problem(HtmlProblemKind::Hidden(tag.name.clone()), place);
        }
        let id = tag.attributes.get("id").or_else(|| tag.attributes.get("name").filter(|_| role == Role::Link));
        if let Some(id) = id.map(|id| id.trim()).filter(|id| is_id(id) && role != Role::Unknown) {
            self.ids.push((id.to_owned(), place));
        }
        match role {
            Role::Unknown => {
                self.problem(HtmlProblemKind::Unknown(typed.to_owned()), place);
                self.words(typed, place);
            }
            Role::Forbidden => {
                self.problem(HtmlProblemKind::Forbidden(tag.name.clone()), place);
                self.forbidden = (tag.name != "embed").then(|| tag.name.clone());
            }
            Role::OtherInline | Role::OtherBlock => {
                let lost = words_of_attributes(tag);
                // What stands in an element that is not understood goes with it, unless it says more.
                if !lost.is_empty() || !is_hidden(tag) && self.others.is_empty() {
                    self.problem(HtmlProblemKind::Other(tag.name.clone(), lost), place);
                }
                if !is_void(&tag.name) {
                    self.others.push(tag.name.clone());
                    if role == Role::OtherBlock {
                        self.start_block(tag, role, place);
                    }
                }
            }
            Role::Break => self.append(NodeValue::LineBreak, place),
            Role::Image => self.image(tag, place),
            role if role.is_block() => self.start_block(tag, role, place),
            role => self.start_inline(tag, role, place),
        }
    }

    /// What a tag is where it stands: a formula and a drawing have elements of their own.
    fn role_here(&self, role: Role) -> Role {
        let is_other = role == Role::Unknown && self.others.iter().any(|name| name == "math" || name == "svg");
        if is_other { Role::OtherInline } else { role }
    }

    fn image(&mut self, tag: &Tag, place: Sourcepos) {
        let words = tag.attributes.get("alt").cloned().unwrap_or_default();
        let Some(url) = tag.attributes.get("src").map(|src| src.trim().to_owned()).filter(|src| !src.is_empty()) else {
            self.problem(HtmlProblemKind::ImageWithoutSource, place);
            return self.words(&words, place);
        };
        let title = tag.attributes.get("title").cloned().unwrap_or_default();
        self.begin_words(place);
        let image = self.alloc(NodeValue::Image(Box::new(NodeLink { url, title })), place);
        for words in divided(&words).filter(|words| !words.is_empty()) {
            image.append(self.alloc(NodeValue::Text(words.into()), place));
        }
        self.top().append(image);
    }

    fn start_inline(&mut self, tag: &Tag, role: Role, place: Sourcepos) {
        let element = || Element::of(tag).map(|element| NodeValue::HtmlInline(element.open()));
        let value = match role {
            Role::Strong => Some(NodeValue::Strong),
            Role::Emphasis => Some(NodeValue::Emph),
            Role::Strikethrough => Some(NodeValue::Strikethrough),
            Role::Underline => Some(NodeValue::Underline),
            Role::Highlight => Some(NodeValue::Highlight),
            Role::Superscript => Some(NodeValue::Superscript),
            Role::Subscript => Some(NodeValue::Subscript),
            Role::Link => {
                self.end_link();
                let in_link = self.top().ancestors().any(|above| matches!(above.data().value, NodeValue::Link(_)));
                let url = tag.attributes.get("href").map(|href| href.trim().to_owned()).filter(|_| !in_link);
                let title = tag.attributes.get("title").cloned().unwrap_or_default();
                url.map(|url| NodeValue::Link(Box::new(NodeLink { url, title })))
            }
            Role::Span => Element::of(tag).filter(|span| !span.is_bare()).and_then(|_| element()),
            _ => element(),
        };
        self.begin_words_of(place);
        self.push(&tag.name, role, value, false, place);
    }

    /// Whether an item says another number than the one that its place gives it.
    fn is_renumbered(&self, tag: &Tag) -> bool {
        let Some(value) = tag.attributes.get("value") else { return false };
        let NodeValue::List(list) = self.top().data().value else { return false };
        let own = list.start + self.top().children().count();
        list.list_type == ListType::Ordered && value.trim().parse() != Ok(own)
    }

    /// Opens a paragraph for an element; a name of a place waits for words, so that it does not make a paragraph alone.
    fn begin_words_of(&mut self, place: Sourcepos) {
        let ids = if self.host() == Host::Phrasing { Vec::new() } else { std::mem::take(&mut self.ids) };
        self.begin_words(place);
        self.ids.extend(ids);
    }

    /// Ends a link that is open: none holds another.
    fn end_link(&mut self) {
        let open = self.stack[self.inline_from()..].iter().any(|open| open.role == Role::Link);
        if open {
            self.end_inline("a", self.last);
        }
    }

    fn start_block(&mut self, tag: &Tag, role: Role, place: Sourcepos) {
        if self.phrasing {
            // Words that cannot hold a block are set apart by a space.
            return self.append(NodeValue::SoftBreak, place);
        }
        match role {
            Role::Columns => return,
            Role::Item => self.close_within(&[Role::Item], &[Role::List, Role::Cell]),
            Role::TermPart => self.close_within(&[Role::TermPart], &[Role::TermList, Role::Cell]),
            Role::Cell => self.close_within(&[Role::Cell], &[Role::Row, Role::Table]),
            Role::Row => self.close_within(&[Role::Row, Role::Cell], &[Role::TablePart, Role::Table]),
            Role::TablePart => self.close_within(&[Role::TablePart, Role::Row, Role::Cell], &[Role::Table]),
            _ => {}
        }
        let host = self.host();
        match (role, host) {
            (Role::Item, Host::Items)
            | (Role::TermPart, Host::TermParts)
            | (Role::Cell, Host::Cells)
            | (Role::Row | Role::TablePart, Host::Rows) => {}
            (Role::Block, Host::Rows) if tag.name == "caption" => {}
            (Role::Cell, Host::Rows) => self.imply(place),
            (Role::Item, _) => {
                self.begin_block(place);
                let list = list(ListType::Bullet, 1);
                self.push("ul", Role::List, Some(list), true, place);
            }
            (Role::TermPart, _) => {
                self.begin_block(place);
                self.push("dl", Role::TermList, Some(block(&Element::bare("dl"))), true, place);
            }
            (Role::Cell | Role::Row | Role::TablePart, _) => {
                self.problem(HtmlProblemKind::Stray(tag.name.clone()), place);
                return self.begin_block(place);
            }
            _ => self.begin_block(place),
        }
        if role == Role::Item && self.is_renumbered(tag) {
            self.problem(HtmlProblemKind::Number, place);
        }
        let element = || Element::of(tag).map(|element| block(&element));
        let value = match role {
            Role::Rule => {
                self.loosen(false);
                return self.top().append(self.alloc(NodeValue::ThematicBreak, place));
            }
            Role::Paragraph => {
                self.loosen(true);
                Some(NodeValue::Paragraph)
            }
            Role::Quote => Some(NodeValue::BlockQuote),
            Role::Preformatted => {
                let code = NodeCodeBlock { fenced: true, closed: true, ..NodeCodeBlock::default() };
                Some(NodeValue::CodeBlock(Box::new(code)))
            }
            Role::List if tag.name == "ol" => {
                if tag.attributes.contains_key("reversed") {
                    self.problem(HtmlProblemKind::Number, place);
                }
                let start = tag.attributes.get("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                Some(ordered(start, tag.attributes.get("type").map_or("", |kind| kind.trim())))
            }
            Role::List => Some(list(ListType::Bullet, 1)),
            Role::Item => Some(self.item()),
            Role::Division => {
                Element::of(tag).filter(|division| tag.name == "div" && !division.is_bare()).and_then(|_| element())
            }
            Role::OtherBlock => None,
            _ => element(),
        };
        self.push(&tag.name, role, value, false, place);
        if role == Role::Paragraph {
            for format in std::mem::take(&mut self.waiting) {
                let value = format.own.then(|| format.node.data().value.clone());
                self.push(&format.name, format.role, value, format.implied, format.place);
            }
        }
    }

    /// Closes the innermost elements of some roles, and all that is open inside of them, up to one that bounds them.
    fn close_within(&mut self, roles: &[Role], bounds: &[Role]) {
        let bounded = self.stack.iter().rposition(|open| bounds.contains(&open.role)).map_or(0, |at| at + 1);
        let Some(at) = self.stack[bounded..].iter().position(|open| roles.contains(&open.role)) else { return };
        while self.stack.len() > bounded + at {
            self.pop(true);
        }
    }

    fn end(&mut self, name: &str, typed: &str, place: Sourcepos) {
        let role = self.role_here(role(name));
        if matches!(role, Role::OtherInline | Role::OtherBlock)
            && let Some(at) = self.others.iter().rposition(|open| open == name)
        {
            self.others.truncate(at);
        }
        match role {
            _ if self.host() == Host::Letters && name != "pre" => {}
            Role::Unknown => self.words(typed, place),
            Role::Break => self.append(NodeValue::LineBreak, place),
            Role::OtherInline | Role::Columns | Role::Rule | Role::Image => {}
            Role::Forbidden => self.problem(HtmlProblemKind::Stray(name.to_owned()), place),
            role if role.is_block() => self.end_block(name, role, place),
            _ => self.end_inline(name, place),
        }
    }

    fn end_inline(&mut self, name: &str, place: Sourcepos) {
        let from = self.inline_from();
        let Some(at) = self.stack[from..].iter().rposition(|open| open.name == name) else {
            return match self.waiting.iter().rposition(|open| open.name == name) {
                Some(at) => drop(self.waiting.remove(at)),
                None => self.problem(HtmlProblemKind::Stray(name.to_owned()), place),
            };
        };
        let mut inside: Vec<Open<'a>> = Vec::new();
        while self.stack.len() > from + at + 1 {
            inside.push(self.pop(false));
        }
        self.pop(false);
        for format in inside.into_iter().rev() {
            let value = format.own.then(|| format.node.data().value.clone());
            self.push(&format.name, format.role, value, format.implied, format.place);
        }
    }

    fn end_block(&mut self, name: &str, role: Role, place: Sourcepos) {
        if self.phrasing {
            return self.append(NodeValue::SoftBreak, place);
        }
        let bounds = |open: &Open<'_>| match role {
            Role::Paragraph => open.role.is_block() && open.role != Role::Paragraph,
            Role::Item => matches!(open.role, Role::List | Role::Cell),
            Role::TermPart => matches!(open.role, Role::TermList | Role::Cell),
            Role::Cell | Role::Row | Role::TablePart | Role::Table => open.role == Role::Table && role != Role::Table,
            _ => matches!(open.role, Role::Cell | Role::Table) || open.name == "caption" && name != "caption",
        };
        let bounded = self.stack.iter().rposition(bounds).map_or(0, |at| at + 1);
        // A paragraph that Markdown began ends where a tag ends the block around it.
        let found = self.stack[bounded..].iter().rposition(|open| open.name == name && !(open.implied && name == "p"));
        let Some(at) = found else {
            if role == Role::Paragraph || role == Role::OtherBlock {
                self.begin_block(place);
            }
            if role != Role::OtherBlock {
                self.problem(HtmlProblemKind::Stray(name.to_owned()), place);
            }
            return;
        };
        while self.stack.len() > bounded + at + 1 {
            self.pop(true);
        }
        self.pop(false);
    }

    /// Ends the innermost element. `reported`: its end is missed.
    fn pop(&mut self, reported: bool) -> Open<'a> {
        let open = self.stack.pop().expect("only what is open is ended");
        let may_be_left_open = matches!(
            open.role,
            Role::Paragraph | Role::Item | Role::TermPart | Role::Cell | Role::Row | Role::TablePart | Role::OtherBlock
        );
        if reported && !open.implied && !may_be_left_open {
            self.problem(HtmlProblemKind::Unclosed(open.name.clone()), open.place);
        }
        if open.own {
            let end = self.last.end;
            let mut data = open.node.data_mut();
            data.sourcepos.end = end.max(data.sourcepos.start);
            drop(data);
            close(open.node, open.role);
        }
        open
    }
}
