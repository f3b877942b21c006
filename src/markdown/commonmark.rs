//! The one writer of Markdown: a redacted text for programs that read no HTML.
//!
//! In: a text from which everything withheld is gone, and a [`Resolve`] that knows where its links lead. Out: `CommonMark` with GitHub's
//! tables, tasks and footnotes. What always holds: it says what the page says, written from the same tree; nothing of the source that
//! the page does not show is in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::elements::Element;
use super::empty_blocks::drop_empty;
use super::fill::{fill, fill_tree};
use super::html::alert_kind;
use super::items::{mark_of, number_items, ordered_item};
use super::options::{Dialect, parse_into};
use super::resolve::{Resolve, UNMARKED};
use super::words::{filled_text, gap, plain_text};

/// Writes a redacted text as Markdown. Its headings begin at the level `top`.
#[must_use]
pub fn commonmark(text: &str, dialect: Dialect, top: u8, resolve: &dyn Resolve) -> String {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    drop_empty(root);
    fill_tree(root, &|key| resolve.fact_words(key));
    number_items(root);
    let levels = root.descendants().filter_map(|node| match node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    });
    let shift = levels.min().map_or(0, |least| top.saturating_sub(least));
    let notes = root.descendants().filter_map(|node| match &node.data().value {
        NodeValue::FootnoteReference(reference) => Some((reference.name.clone(), reference.ix)),
        _ => None,
    });
    let writer = Writer { resolve, shift, notes: notes.collect() };
    let written = writer.blocks(root);
    if written.is_empty() { written } else { written + "\n" }
}

/// Words as they stand in Markdown: what would be a mark stands behind a backslash.
pub(super) fn escaped(words: &str, at_start: bool) -> String {
    let mut out = String::with_capacity(words.len());
    let mut start = at_start;
    let mut number = at_start;
    for c in words.chars() {
        let opens = start && "#+-=~:>".contains(c) || number && !start && ".)".contains(c);
        if opens || "\\`*_[]<>|&~".contains(c) {
            out.push('\\');
        }
        number = number && c.is_ascii_digit();
        start = start && c.is_whitespace();
        number |= start;
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    out
}

struct Writer<'a> {
    resolve: &'a dyn Resolve,
    /// What is added to the level of a heading.
    shift: u8,
    /// The numbers of footnotes by their names.
    notes: BTreeMap<String, u32>,
}

impl Writer<'_> {
    /// The blocks below a node, apart from one another by an empty line.
    fn blocks(&self, node: Node<'_>) -> String {
        let parts: Vec<String> = match node.first_child() {
            Some(first) if !first.data().value.block() => vec![self.inline(node, true)],
            _ => node.children().map(|below| self.block(below)).collect(),
        };
        parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn block(&self, node: Node<'_>) -> String {
        let data = node.data();
        match &data.value {
            NodeValue::Heading(heading) => {
                let words = self.inline(node, true).replace("\\\n", " ");
                format!("{} {words}", "#".repeat(usize::from((heading.level + self.shift).min(6))))
            }
            NodeValue::Paragraph => self.inline(node, true),
            NodeValue::CodeBlock(code) => fenced(&code.info, &code.literal),
            NodeValue::ThematicBreak => "***".to_owned(),
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) => behind("> ", "> ", &self.blocks(node)),
            NodeValue::Alert(alert) => {
                let title = match &alert.title {
                    Some(_) => String::new(),
                    None => {
                        format!("**{}**\n\n", escaped(&self.resolve.alert_title(alert_kind(alert.alert_type)), true))
                    }
                };
                behind("> ", "> ", &(title + &self.blocks(node)))
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.item(node),
            NodeValue::List(list) => {
                let items: Vec<String> = node.children().map(|item| self.block(item)).collect();
                items.join(if list.tight { "\n" } else { "\n\n" })
            }
            NodeValue::Table(_) => self.table(node.children()),
            NodeValue::FootnoteDefinition(footnote) => match self.notes.get(&footnote.name) {
                Some(number) => behind(&format!("[^{number}]: "), "    ", &self.blocks(node)),
                None => String::new(),
            },
            NodeValue::BlockDirective(block) if block.info != UNMARKED => {
                let label = escaped(&self.resolve.block_label(&block.info), true);
                format!("**{label}**\n\n{}", self.blocks(node))
            }
            NodeValue::HtmlBlock(html) => self.element(&html.literal, node),
            _ => self.blocks(node),
        }
    }

    /// An element of HTML: a table, an item, or what stands in it.
    fn element(&self, open: &str, node: Node<'_>) -> String {
        let element = Element::read(open);
        match element.as_ref().map(Element::name) {
            Some("table") => {
                let mut rows = Vec::new();
                rows_below(node, &mut rows);
                let caption = node.children().filter(|below| is_caption(below)).map(|below| self.block(below));
                let parts: Vec<String> = caption.chain([self.table(rows.into_iter())]).collect();
                parts.join("\n\n")
            }
            Some("hr") => "***".to_owned(),
            Some("li" | "dt" | "dd") => behind("- ", "  ", &self.blocks(node)),
            Some("summary" | "caption") => {
                let words = self.blocks(node);
                if words.contains('\n') || words.is_empty() { words } else { format!("**{words}**") }
            }
            Some("blockquote") => behind("> ", "> ", &self.blocks(node)),
            Some(_) => self.blocks(node),
            None => String::new(),
        }
    }

    fn item(&self, node: Node<'_>) -> String {
        let task = match node.data().value {
            NodeValue::TaskItem(task) if task.symbol.is_some() => "[x] ",
            NodeValue::TaskItem(_) => "[ ] ",
            _ => "",
        };
        let mark = match (ordered_item(node), mark_of(node)) {
            // Markdown has no letters and no Roman numbers.
            (_, Some(mark)) => format!("- {} ", escaped(&mark, true)),
            (Some(own), None) => format!("{}. ", own.start),
            (None, None) => "- ".to_owned(),
        };
        let first = format!("{mark}{task}");
        let indent = if mark.starts_with("- ") { 2 } else { mark.len() };
        behind(&first, &" ".repeat(indent), &self.blocks(node))
    }

    /// The rows of a table; the first is its head.
    fn table<'a>(&self, rows: impl Iterator<Item = Node<'a>>) -> String {
        let cell = |cell: Node<'_>| {
            let words = match cell.first_child() {
                Some(first) if first.data().value.block() => self.blocks(cell),
                _ => self.inline(cell, false),
            };
            let words = words.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
            with_escaped_bars(&words)
        };
        let rows: Vec<Vec<String>> = rows.map(|row| row.children().map(cell).collect()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let line = |row: &Vec<String>| {
            let cells = (0..width).map(|at| row.get(at).map_or("", String::as_str));
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        if width > 0 {
            lines.insert(1, format!("| {} |", vec!["---"; width].join(" | ")));
        }
        lines.join("\n")
    }

    /// The words below a node. Emphasis nests as deep as an author likes, so this walks, and does not recurse.
    fn inline(&self, node: Node<'_>, at_start: bool) -> String {
        let mut out = String::new();
        // The targets of the links that are open; `None` where a link leads nowhere for these readers.
        let mut links: Vec<Option<String>> = Vec::new();
        let mut skipped = 0;
        for edge in node.traverse() {
            let (below, entering) = match edge {
                NodeEdge::Start(below) => (below, true),
                NodeEdge::End(below) => (below, false),
            };
            let data = below.data();
            if matches!(data.value, NodeValue::WikiLink(_) | NodeValue::Image(_)) {
                if entering && skipped == 0 {
                    out += &self.reference(below);
                }
                skipped = if entering { skipped + 1 } else { skipped - 1 };
                continue;
            }
            if skipped > 0 || below.same_node(node) {
                continue;
            }
            if entering {
                out.push_str(gap(&out, below, node));
            }
            match &data.value {
                NodeValue::Text(words) if entering => {
                    let start = at_start && (out.is_empty() || out.ends_with("\\\n"));
                    out += &escaped(&fill(words, &|key| self.resolve.fact_words(key)), start);
                }
                NodeValue::Code(code) if entering => out += &span(&code.literal),
                NodeValue::SoftBreak if entering => out.push(' '),
                NodeValue::LineBreak if entering => out += "\\\n",
                NodeValue::Emph => out.push('*'),
                NodeValue::Strong => out += "**",
                NodeValue::Strikethrough => out += "~~",
                NodeValue::FootnoteReference(reference) if entering => {
                    let _ = write!(out, "[^{}]", reference.ix);
                }
                NodeValue::HtmlInline(open) => {
                    let element = Element::read(open);
                    out += if element.as_ref().is_some_and(|element| element.name() == "q") { "\"" } else { "" };
                    // What a pointer would find out.
                    if let Some(title) = element.as_ref().and_then(Element::title).filter(|_| !entering) {
                        let _ = write!(out, " ({})", escaped(title, false));
                    }
                }
                NodeValue::Link(link) if entering => {
                    let href = self.resolve.link(&link.url).filter(|href| !comrak::html::dangerous_url(href));
                    out += if href.is_some() { "[" } else { "" };
                    links.push(href);
                }
                NodeValue::Link(link) => {
                    if let Some(href) = links.pop().flatten() {
                        let _ = write!(out, "]({}{})", target(&href), title(&link.title));
                    }
                }
                _ => {}
            }
        }
        out.trim().to_owned()
    }

    /// A link by an id, or a picture.
    fn reference(&self, node: Node<'_>) -> String {
        match &node.data().value {
            NodeValue::WikiLink(link) => {
                let words = filled_text(node, &|key| self.resolve.fact_words(key));
                let own = words != link.url && !words.is_empty();
                match self.resolve.wiki(&link.url) {
                    Some((href, title)) => {
                        format!("[{}]({})", escaped(if own { &words } else { &title }, false), target(&href))
                    }
                    // Without words of its own there is but the id, which may be that of a policy that is kept from the reader.
                    None if own => escaped(&words, false),
                    None => String::new(),
                }
            }
            NodeValue::Image(image) => {
                let alt = escaped(&plain_text(node), false);
                match self.resolve.image(&image.url) {
                    Some(shown) => format!("![{alt}]({}{})", target(&shown.src), title(&image.title)),
                    None => alt,
                }
            }
            _ => String::new(),
        }
    }
}

/// The rows of a table of HTML. A table in a cell of another is a part of its words.
fn rows_below<'a>(node: Node<'a>, rows: &mut Vec<Node<'a>>) {
    for below in node.children() {
        let is_row = match &below.data().value {
            NodeValue::HtmlBlock(html) => Element::read(&html.literal).is_some_and(|element| element.name() == "tr"),
            _ => false,
        };
        if is_row {
            rows.push(below);
        } else {
            rows_below(below, rows);
        }
    }
}

/// An address as it stands behind the words of a link.
fn target(href: &str) -> String {
    if href.contains([' ', '(', ')', '<', '>']) {
        format!("<{}>", href.replace('<', "%3C").replace('>', "%3E"))
    } else {
        href.to_owned()
    }
}

/// The title of a link or a picture, as it stands behind its address.
fn title(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")) }
}

fn is_caption(node: Node<'_>) -> bool {
    match &node.data().value {
        NodeValue::HtmlBlock(html) => Element::read(&html.literal).is_some_and(|element| element.name() == "caption"),
        _ => false,
    }
}

/// The words of a cell, in which no bar ends it: in code, too, one stands behind a backslash.
fn with_escaped_bars(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut is_escaped = false;
    for c in words.chars() {
        if c == '|' && !is_escaped {
            out.push('\\');
        }
        is_escaped = c == '\\' && !is_escaped;
        out.push(c);
    }
    out
}

/// Lines behind a mark: the first behind `first`, the others behind `others`.
fn behind(first: &str, others: &str, text: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let mark = if at == 0 { first } else { others };
        out += if line.is_empty() { mark.trim_end() } else { mark };
        out += line;
    }
    out
}

/// The most backquotes in a row.
fn quotes(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

fn fenced(info: &str, literal: &str) -> String {
    let fence = "`".repeat(quotes(literal).max(2) + 1);
    let language = info.split_whitespace().next().unwrap_or_default().replace('`', "");
    let line = if literal.is_empty() || literal.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{literal}{line}{fence}")
}

fn span(literal: &str) -> String {
    let fence = "`".repeat(quotes(literal) + 1);
    let apart = if literal.starts_with('`') || literal.ends_with('`') { " " } else { "" };
    format!("{fence}{apart}{literal}{apart}{fence}")
}

#[cfg(test)]
mod tests {
    use super::super::resolve::Image;
    use super::*;

    struct Known;

    impl Resolve for Known {
        fn link(&self, target: &str) -> Option<String> {
            (target != "PRIVATE").then(|| format!("to/{target}"))
        }
        fn wiki(&self, target: &str) -> Option<(String, String)> {
            Some((self.link(target)?, "Its *title*".to_owned()))
        }
        fn image(&self, target: &str) -> Option<Image> {
            Some(Image { src: self.link(target)?, size: None })
        }
        fn fact_words(&self, key: &str) -> Option<String> {
            (key == "fee").then(|| "£5".to_owned())
        }
        fn block_label(&self, name: &str) -> String {
            format!("For {name}")
        }
        fn alert_title(&self, kind: &'static str) -> String {
            kind.to_owned()
        }
    }

    fn written(text: &str) -> String {
        commonmark(text, Dialect::Prose, 2, &Known)
    }

    #[test]
    fn a_text_says_the_same_in_markdown() {
        for (text, wanted) in [
            ("# One\n\nTwo\nthree *four* **five**.\n", "## One\n\nTwo three *four* **five**.\n"),
            (
                "[a](CS-1) [b](PRIVATE) [[CS-2]] [[PRIVATE]] [[PRIVATE|c]]",
                "[a](to/CS-1) b [Its \\*title\\*](to/CS-2)  c\n",
            ),
            ("![alt](x.png) ![gone](PRIVATE)", "![alt](to/x.png) gone\n"),
            ("It is {fact:fee}.", "It is £5.\n"),
            ("- a\n- b\n\n  c\n", "- a\n\n- b\n\n  c\n"),
            ("3. a\n4. b\n", "3. a\n4. b\n"),
            ("a) one\nb) two\n", "- a) one\n- b) two\n"),
            ("- [x] done\n- [ ] open\n", "- [x] done\n- [ ] open\n"),
            ("> a\n>\n> b\n", "> a\n>\n> b\n"),
            ("> [!NOTE]\n> a\n", "> **note**\n>\n> a\n"),
            ("| a | b |\n|---|---|\n| 1 \\| 2 | *3* |\n", "| a | b |\n| --- | --- |\n| 1 \\| 2 | *3* |\n"),
            ("| a | b |\n|---|---|\n| `x\\|y` | 2 |\n", "| a | b |\n| --- | --- |\n| `x\\|y` | 2 |\n"),
            ("```rust x\nlet a = `b`;\n```\n", "```rust\nlet a = `b`;\n```\n"),
            ("a `b` ``c`d``", "a `b` ``c`d``\n"),
            ("\\# no \\*mark\\*", "\\# no \\*mark\\*\n"),
            ("2026\\. It was so.", "2026\\. It was so.\n"),
            ("a[^x]\n\n[^x]: Note.\n\n    More.\n", "a[^1]\n\n[^1]: Note.\n\n    More.\n"),
            ("::: staff\na\n:::\n", "**For staff**\n\na\n"),
            ("<!-- gone --> a <b>b</b> 10<sup>2</sup>", "a **b** 10^2\n"),
            ("<table><caption>Fees</caption><tr><td>a</table>", "**Fees**\n\n| a |\n| --- |\n"),
            ("<abbr title=\"Of *2020*\">Act</abbr> <q>a <q>b</q></q>", "Act (Of \\*2020\\*) \"a \"b\"\"\n"),
            ("[a](CS-1 \"T \\\"q\\\"\") ![b](x.png 'P')", "[a](to/CS-1 \"T \\\"q\\\"\") ![b](to/x.png \"P\")\n"),
            ("<table><tr><td>a<td>b</tr></table>", "| a | b |\n| --- | --- |\n"),
        ] {
            assert_eq!(written(text), wanted, "{text}");
        }
    }

    /// What is written is read again as the same words.
    #[test]
    fn signs_stay_signs() {
        for words in [
            "*a*",
            "_a_ [b](c)",
            "<b>x</b>",
            "1) a",
            "12. a",
            "- a",
            "+ a",
            "# a",
            "a | b",
            "`a`",
            "~~~",
            "~~a~~",
            "&lt; &#65;",
            "\\",
            "::: staff",
        ] {
            let arena = Arena::new();
            let text = escaped(words, true);
            assert_eq!(plain_text(parse_into(&arena, &text, Dialect::Prose)), words, "{text}");
        }
    }
}
