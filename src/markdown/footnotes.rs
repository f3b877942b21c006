//! Footnotes as they are written at the end of a page, each with its ways back to where the text refers to it.

use std::fmt::{self, Write};

use comrak::Node;
use comrak::nodes::NodeValue;

use super::html::Out;

/// Whether a paragraph is one of a footnote, and not in a list or quote of one.
pub(super) fn is_in_footnote(paragraph: Node<'_>) -> bool {
    paragraph.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::FootnoteDefinition(_)))
}

/// A paragraph of a footnote; the last block leads back to where the text refers to it.
pub(super) fn paragraph(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> fmt::Result {
    if entering {
        context.cr()?;
        return context.write_str("<p>");
    }
    if let Some(note) = node.parent().filter(|_| node.next_sibling().is_none()) {
        ways_back(context, note)?;
    }
    context.write_str("</p>\n")
}

/// Ends a footnote. Where its last block is no paragraph, the ways back have one of their own.
pub(super) fn end(context: Out<'_, '_, '_, '_>, note: Node<'_>) -> fmt::Result {
    let ends_with_words = note.last_child().is_some_and(|last| matches!(last.data().value, NodeValue::Paragraph));
    if !ends_with_words && context.user.printer.is_none() {
        context.cr()?;
        context.write_str("<p>")?;
        ways_back(context, note)?;
        context.write_str("</p>\n")?;
    }
    context.write_str("</li>\n")
}

/// The links from a footnote to each place that refers to it.
fn ways_back(context: Out<'_, '_, '_, '_>, note: Node<'_>) -> fmt::Result {
    let NodeValue::FootnoteDefinition(footnote) = &note.data().value else { return Ok(()) };
    if context.user.printer.is_some() {
        return Ok(());
    }
    let label = context.user.resolve.footnote_back_label();
    for number in 1..=footnote.total_references {
        let suffix = if number > 1 { format!("-{number}") } else { String::new() };
        context.write_str(" <a class=\"footnote-back\" href=\"#fnref-")?;
        context.escape_href(&footnote.name)?;
        write!(context, "{suffix}\" aria-label=\"")?;
        context.escape(&label)?;
        context.write_str("\">↩</a>")?;
    }
    Ok(())
}
