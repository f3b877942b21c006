//! The one writer of HTML: for a redacted text, and for two of them that were merged into one tree.
//!
//! In: a text from which everything withheld is gone, or a merged tree with its [`Changes`], and a [`Resolve`] that knows where links
//! lead. Out: [`Formatted`]. What always holds: HTML of the author is dropped, comments with it, and a link that resolves to nothing
//! becomes its words.

use std::fmt::{self, Write};

use comrak::html::{ChildRendering, Context, format_document_with_formatter, format_node_default};
use comrak::nodes::{AlertType, ListType, NodeValue};
use comrak::options::Plugins;
use comrak::{Arena, Node};

use super::changes::{self, ChangePrinter, Changes, Labels, Sides};
use super::clauses::ClauseStyle;
use super::code::{close_code, format_code, open_code};
use super::elements::Element;
use super::empty_blocks::drop_empty;
use super::fill::{fact_uses, fill_tree};
use super::footnotes;
use super::items::{mark_of, number_items, ordered_item};
use super::options::{Dialect, options, parse_into};
use super::page_anchors::{NamedHeading, named};
use super::resolve::{Resolve, UNMARKED};
use super::table;
use super::words::{filled_text, plain_text};

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TocEntry {
    /// 2 to 6: the page's title is the only heading of level 1.
    pub level: u8,
    /// The heading's words.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
}

/// A text as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formatted {
    /// The HTML.
    pub html: String,
    /// The headings in their order.
    pub contents: Vec<TocEntry>,
}

/// Formats a redacted text.
#[must_use]
pub fn format(text: &str, dialect: Dialect, resolve: &dyn Resolve) -> Formatted {
    let arena = Arena::new();
    format_tree(parse_into(&arena, text, dialect), text, dialect, resolve)
}

/// Formats the tree of a redacted text.
pub(super) fn format_tree(root: Node<'_>, text: &str, dialect: Dialect, resolve: &dyn Resolve) -> Formatted {
    drop_empty(root);
    if text.contains("{fact:") {
        fill_tree(root, &|key| resolve.fact_words(key));
    }
    write_tree(root, text.len(), dialect, resolve, None)
}

/// Formats a tree that was merged of two, with what changed between them. Its headings are one level lower than on the page itself,
/// since a redline stands below a heading of its own.
#[must_use]
pub fn format_changes(
    root: Node<'_>,
    dialect: Dialect,
    changes: &Changes,
    sides: Sides<'_>,
    labels: &Labels<'_>,
) -> String {
    let printer = ChangePrinter { changes, sides, labels };
    write_tree(root, 0, dialect, sides.is, Some(printer)).html
}

fn write_tree<'a>(
    root: Node<'_>,
    length: usize,
    dialect: Dialect,
    resolve: &'a dyn Resolve,
    printer: Option<ChangePrinter<'a>>,
) -> Formatted {
    number_items(root);
    let (headings, clauses) = named(root);
    let shift = u8::from(headings.iter().any(|heading| heading.level == 1) || printer.is_some());
    let contents = headings
        .into_iter()
        .map(|NamedHeading { level, node, anchor }| {
            let text = filled_text(node, &|key| resolve.fact_words(key));
            TocEntry { level: (level + shift).clamp(2, 6), anchor, text }
        })
        .collect();
    let clauses = clauses.into_iter();
    let state =
        State { resolve, printer, contents, clauses, at: 0, plain: 0, code: false, notes: false, seen: Vec::new() };
    let mut html = String::with_capacity(length + length / 4);
    let options = options(dialect);
    let state = format_document_with_formatter(root, &options, &mut html, &Plugins::default(), node_html, state)
        .expect("writing to a String does not fail");
    Formatted { html, contents: state.contents }
}

/// Writes text so that none of it is taken for HTML.
///
/// # Errors
/// When the writer fails.
pub fn escape(out: &mut dyn Write, text: &str) -> fmt::Result {
    comrak::html::escape(out, text)
}

pub(super) struct State<'a> {
    pub(super) resolve: &'a dyn Resolve,
    /// What changed, where the tree was merged of two.
    pub(super) printer: Option<ChangePrinter<'a>>,
    contents: Vec<TocEntry>,
    /// The anchors of the items of ordered lists that come next.
    clauses: std::vec::IntoIter<String>,
    /// Which heading comes next.
    at: usize,
    /// How many links and headings hold the node: no term is marked there.
    plain: usize,
    /// Whether code with changes holds the node.
    code: bool,
    /// Whether the footnotes of a merged tree have begun.
    notes: bool,
    /// The terms that the page has marked.
    seen: Vec<usize>,
}

pub(super) type Out<'x, 'o, 'c, 'a> = &'x mut Context<'o, 'c, State<'a>>;

/// Writes the beginning or the end of a node, as the site has it; what the site has as comrak does is left to comrak.
fn node_html(
    context: &mut Context<'_, '_, State<'_>>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    if context.user.printer.is_some() && merged_node_html(context, node, entering)? {
        return Ok(ChildRendering::HTML);
    }
    if node.data().value.block() { block_html(context, node, entering) } else { inline_html(context, node, entering) }
}

fn inline_html(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> Result<ChildRendering, fmt::Error> {
    let data = node.data();
    match &data.value {
        NodeValue::Text(_) if !entering => {}
        NodeValue::Text(words) if context.user.code => context.escape(words)?,
        NodeValue::Text(words) => text(context, words)?,
        NodeValue::Link(link) => {
            let href = context.user.resolve.link(&link.url).filter(|href| !comrak::html::dangerous_url(href));
            context.user.plain = if entering { context.user.plain + 1 } else { context.user.plain - 1 };
            match href {
                Some(href) if entering => open_link(context, &href, &link.title)?,
                Some(_) => context.write_str("</a>")?,
                None => {}
            }
        }
        NodeValue::WikiLink(link) if entering => {
            let words = filled_text(node, &|key| context.user.resolve.fact_words(key));
            if let Some((href, title)) = context.user.resolve.wiki(&link.url) {
                open_link(context, &href, "")?;
                let own = words != link.url && !words.is_empty();
                context.escape(if own { &words } else { &title })?;
                context.write_str("</a>")?;
            } else if words != link.url {
                // Without words of its own there is but the id, which may be that of a policy that is kept from the reader.
                context.escape(&words)?;
            }
            return Ok(ChildRendering::Skip);
        }
        NodeValue::Image(image) if entering => {
            self::image(context, &image.url, &plain_text(node), &image.title)?;
            return Ok(ChildRendering::Skip);
        }
        NodeValue::HtmlInline(open) => {
            if let Some(element) = Element::read(open).filter(|element| is_written(context, element)) {
                let tag = if entering { element.open() } else { element.close() };
                context.write_str(&tag)?;
            }
        }
        NodeValue::WikiLink(_) | NodeValue::Image(_) => {}
        _ => return format_node_default(context, node, entering),
    }
    Ok(ChildRendering::HTML)
}

fn block_html(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> Result<ChildRendering, fmt::Error> {
    let data = node.data();
    match &data.value {
        NodeValue::Heading(_) => heading(context, entering)?,
        NodeValue::HtmlBlock(html) => element_block(context, &html.literal, entering)?,
        NodeValue::Paragraph if stands_for_element(node) => {}
        NodeValue::Paragraph if changes::is_alert_title(node) => {
            context.write_str(if entering { "<p class=\"alert-title\">" } else { "</p>\n" })?;
        }
        NodeValue::CodeBlock(code) => {
            if entering {
                context.cr()?;
                let colours = context.user.resolve.colours();
                format_code(context, &code.info, &code.literal, colours)?;
            }
        }
        NodeValue::BlockDirective(block) if block.info == UNMARKED => {}
        NodeValue::BlockDirective(block) => {
            context.cr()?;
            if entering {
                context.write_str("<section class=\"only\" data-audience=\"")?;
                context.escape(&block.info)?;
                context.write_str("\">")?;
                let words = context.user.resolve.block_label(&block.info);
                label(context, "only-label", &words)?;
            } else {
                context.write_str("</section>\n")?;
            }
        }
        NodeValue::Alert(alert) => {
            context.cr()?;
            if entering {
                let kind = alert_kind(alert.alert_type);
                write!(context, "<aside class=\"alert alert-{kind}\">")?;
                if alert.title.is_none() {
                    let title = context.user.resolve.alert_title(kind);
                    label(context, "alert-title", &title)?;
                }
            } else {
                context.write_str("</aside>\n")?;
            }
        }
        NodeValue::List(list) if ClauseStyle::of(list).is_some() => {
            context.cr()?;
            context.write_str(if entering { "<ol class=\"marked\">\n" } else { "</ol>\n" })?;
        }
        NodeValue::TaskItem(_) => item(context, node, entering)?,
        NodeValue::Item(list) if list.list_type == ListType::Ordered => item(context, node, entering)?,
        NodeValue::Table(_) => return table::table(context, node, entering),
        NodeValue::TableCell => return table::cell(context, node, entering),
        NodeValue::Paragraph if footnotes::is_in_footnote(node) => footnotes::paragraph(context, node, entering)?,
        NodeValue::FootnoteDefinition(_) if !entering => footnotes::end(context, node)?,
        _ => return format_node_default(context, node, entering),
    }
    Ok(ChildRendering::HTML)
}

/// An item of an ordered list, with its anchor, and with its mark where a browser would not make it; and a task of any list.
fn item(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> fmt::Result {
    if !entering {
        return context.write_str("</li>\n");
    }
    context.cr()?;
    context.write_str("<li")?;
    let anchor = ordered_item(node).and_then(|_| context.user.clauses.next());
    if let Some(anchor) = anchor.filter(|_| context.user.printer.is_none()) {
        context.write_str(" id=\"")?;
        context.escape(&anchor)?;
        context.write_str("\"")?;
    }
    let is_done = match node.data().value {
        NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
        _ => None,
    };
    context.write_str(match is_done {
        Some(true) => " class=\"task task-done\">",
        Some(false) => " class=\"task task-open\">",
        None => ">",
    })?;
    if let Some(mark) = mark_of(node) {
        context.write_str("<span class=\"clause-mark\">")?;
        context.escape(&mark)?;
        context.write_str("</span> ")?;
    }
    if let Some(is_done) = is_done {
        let (mark, other) = if is_done { ("☑", "☐") } else { ("☐", "☑") };
        if !changes::ticked(context, node, other, mark)? {
            write!(context, "<span class=\"task-mark\">{mark}</span> ")?;
        }
    }
    Ok(())
}

/// Whether an element is written: a redline has no places, since several of them stand on one page.
fn is_written(context: Out<'_, '_, '_, '_>, element: &Element) -> bool {
    element.id().is_none() || context.user.printer.is_none()
}

/// An element that is a block. A table stands in a frame that scrolls.
fn element_block(context: Out<'_, '_, '_, '_>, open: &str, entering: bool) -> fmt::Result {
    let Some(element) = Element::read(open) else { return Ok(()) };
    let is_table = element.name() == "table";
    if entering {
        context.cr()?;
        context.write_str(if is_table { table::FRAME } else { "" })?;
        context.write_str(&element.open())
    } else {
        context.write_str(&element.close())?;
        context.write_str(if is_table { "</div>\n" } else { "\n" })
    }
}

/// Whether a paragraph is all that an element holds which needs none: the words of a cell, a summary, a term.
fn stands_for_element(node: Node<'_>) -> bool {
    let Some(parent) = node.parent().filter(|_| node.next_sibling().is_none() && node.previous_sibling().is_none())
    else {
        return false;
    };
    let NodeValue::HtmlBlock(html) = &parent.data().value else { return false };
    let name = Element::read(&html.literal).map(|element| element.name());
    matches!(name, Some("td" | "th" | "caption" | "summary" | "dt" | "dd"))
}

/// Writes what a merged tree has and a page has not, or has in another form. False where the node is written as on a page.
fn merged_node_html(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> Result<bool, fmt::Error> {
    let data = node.data();
    match &data.value {
        NodeValue::Insert => changes::change(context, node, entering)?,
        // What the author struck out was not taken out.
        NodeValue::Strikethrough => context.write_str(if entering { "<s>" } else { "</s>" })?,
        NodeValue::CodeBlock(code) if node.first_child().is_some() => {
            context.user.code = entering;
            if entering {
                context.cr()?;
                open_code(context, &code.info)?;
            } else {
                close_code(context)?;
            }
        }
        NodeValue::Paragraph if let Some(class) = changes::label_class(node) => {
            if entering {
                write!(context, "<p class=\"{class}\">")?;
            } else {
                context.write_str("</p>\n")?;
            }
        }
        NodeValue::FootnoteReference(reference) => {
            if entering {
                write!(context, "<sup class=\"footnote-ref\">{}</sup>", reference.ix)?;
            }
        }
        NodeValue::FootnoteDefinition(_) if entering => {
            if !std::mem::replace(&mut context.user.notes, true) {
                context.write_str("<section class=\"footnotes\" data-footnotes>\n<ol>\n")?;
            }
            context.write_str("<li>")?;
        }
        NodeValue::Document if !entering && context.user.notes => context.write_str("</ol>\n</section>\n")?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Writes the label of a block. In a merged tree it is a paragraph of its own.
fn label(context: Out<'_, '_, '_, '_>, class: &str, words: &str) -> fmt::Result {
    if context.user.printer.is_some() {
        return Ok(());
    }
    write!(context, "<p class=\"{class}\">")?;
    context.escape(words)?;
    context.write_str("</p>\n")
}

fn heading(context: Out<'_, '_, '_, '_>, entering: bool) -> fmt::Result {
    let at = context.user.at;
    let has_anchor = context.user.printer.is_none();
    let Some(entry) = context.user.contents.get(at).cloned() else { return Ok(()) };
    if entering {
        context.user.plain += 1;
        context.cr()?;
        write!(context, "<h{}", entry.level)?;
        if has_anchor {
            context.write_str(" id=\"")?;
            context.escape(&entry.anchor)?;
            context.write_char('"')?;
        }
        context.write_char('>')
    } else {
        context.user.plain -= 1;
        context.user.at += 1;
        if !has_anchor {
            return writeln!(context, "</h{}>", entry.level);
        }
        // Beside the heading and not inside: a screen reader would take it for a part of what the heading is called.
        let label = context.user.resolve.anchor_label();
        write!(context, "</h{}>\n<a class=\"anchor\" href=\"#", entry.level)?;
        context.escape(&entry.anchor)?;
        context.write_str("\" aria-label=\"")?;
        context.escape(&label)?;
        context.write_str(": ")?;
        context.escape(&entry.text)?;
        context.write_str("\">#</a>\n")
    }
}

/// Words with their facts filled in and the first use of each term marked.
fn text(context: Out<'_, '_, '_, '_>, words: &str) -> fmt::Result {
    let mut at = 0;
    let uses: Vec<(usize, &str)> = fact_uses(words).collect();
    for (from, key) in uses {
        marked(context, &words[at..from])?;
        let resolve = context.user.resolve;
        match resolve.fact(key) {
            // No link holds another.
            Some(html) if context.user.plain > 0 && html.contains("<a ") => {
                context.escape(&resolve.fact_words(key).unwrap_or_default())?;
            }
            Some(html) => context.write_str(&html)?,
            None => {}
        }
        at = from + key.len() + "{fact:}".len();
    }
    marked(context, &words[at..])
}

fn marked(context: Out<'_, '_, '_, '_>, words: &str) -> fmt::Result {
    if context.user.plain > 0 {
        return context.escape(words);
    }
    let resolve = context.user.resolve;
    let mut at = 0;
    for (term, range) in resolve.terms().find(words) {
        if context.user.seen.contains(&term) {
            continue;
        }
        let Some((href, definition)) = resolve.term(term) else { continue };
        context.user.seen.push(term);
        context.escape(&words[at..range.start])?;
        context.write_str("<a class=\"term\" href=\"")?;
        context.escape_href(&href)?;
        context.write_str("\" title=\"")?;
        context.escape(&definition)?;
        context.write_str("\">")?;
        context.escape(&words[range.clone()])?;
        context.write_str("</a>")?;
        at = range.end;
    }
    context.escape(&words[at..])
}

fn open_link(context: Out<'_, '_, '_, '_>, href: &str, title: &str) -> fmt::Result {
    context.write_str("<a href=\"")?;
    context.escape_href(href)?;
    if !title.is_empty() {
        context.write_str("\" title=\"")?;
        context.escape(title)?;
    }
    context.write_str("\">")
}

fn image(context: Out<'_, '_, '_, '_>, target: &str, alt: &str, title: &str) -> fmt::Result {
    let Some(image) = context.user.resolve.image(target) else {
        return context.escape(alt);
    };
    context.write_str("<img src=\"")?;
    context.escape_href(&image.src)?;
    context.write_str("\" alt=\"")?;
    context.escape(alt)?;
    if !title.is_empty() {
        context.write_str("\" title=\"")?;
        context.escape(title)?;
    }
    if let Some((width, height)) = image.size {
        write!(context, "\" width=\"{width}\" height=\"{height}")?;
    }
    context.write_str("\" loading=\"lazy\" decoding=\"async\">")
}

/// The name of a kind of alert, as its class and the keys of the theme have it.
#[must_use]
pub fn alert_kind(kind: AlertType) -> &'static str {
    match kind {
        AlertType::Note => "note",
        AlertType::Tip => "tip",
        AlertType::Important => "important",
        AlertType::Warning => "warning",
        AlertType::Caution => "caution",
    }
}
