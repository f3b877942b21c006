//! Tables that can be read cell by cell: in a frame that scrolls, with a head above each column or before each row.

use std::fmt::{self, Write};

use comrak::Node;
use comrak::html::{ChildRendering, format_node_default};
use comrak::nodes::NodeValue;

use super::html::Out;

/// The beginning of the frame in which a table scrolls.
pub(super) const FRAME: &str = "<div class=\"table\" tabindex=\"0\">";

/// A table in its frame.
pub(super) fn table(
    context: Out<'_, '_, '_, '_>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    if entering {
        context.cr()?;
        context.write_str(FRAME)?;
        format_node_default(context, node, true)
    } else {
        let rendering = format_node_default(context, node, false)?;
        context.write_str("</div>\n")?;
        Ok(rendering)
    }
}

/// A cell. A head without words heads nothing, so it is no head; where the first column has none, its cells are the heads of
/// their rows.
pub(super) fn cell(context: Out<'_, '_, '_, '_>, node: Node<'_>, entering: bool) -> Result<ChildRendering, fmt::Error> {
    let tag = match node.parent().map(|row| row.data().value.clone()) {
        Some(NodeValue::TableRow(true)) if is_empty(node) => "td",
        Some(NodeValue::TableRow(false)) if heads_row(node) => "th",
        _ => return format_node_default(context, node, entering),
    };
    if entering {
        context.cr()?;
        let scope = if tag == "th" { " scope=\"row\"" } else { "" };
        write!(context, "<{tag}{scope}>")?;
    } else {
        write!(context, "</{tag}>")?;
    }
    Ok(ChildRendering::HTML)
}

/// Whether a cell of the body stands first in its row, below a first head without words.
fn heads_row(node: Node<'_>) -> bool {
    let head = || node.parent()?.parent()?.first_child()?.first_child();
    node.previous_sibling().is_none() && !is_empty(node) && head().is_some_and(is_empty)
}

/// Whether a cell shows nothing.
fn is_empty(node: Node<'_>) -> bool {
    node.children().all(|inside| matches!(&inside.data().value, NodeValue::Text(text) if text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, Resolve, format};

    struct Nowhere;

    impl Resolve for Nowhere {}

    fn rows(text: &str) -> Vec<String> {
        let html = format(text, Dialect::Prose, &Nowhere).html.replace('\n', "");
        html.split("<tr>").skip(1).map(|row| row[..row.find("</tr>").unwrap()].to_owned()).collect()
    }

    #[test]
    fn a_head_without_words_is_none_and_the_first_column_heads_its_rows() {
        let found = rows("| | May I? |\n| --- | ---: |\n| Teach *here* | No |\n| | Yes |\n");
        assert_eq!(
            found,
            [
                "<td></td><th align=\"right\">May I?</th>",
                "<th scope=\"row\">Teach <em>here</em></th><td align=\"right\">No</td>",
                "<td></td><td align=\"right\">Yes</td>",
            ]
        );
    }

    #[test]
    fn other_tables_stay_as_they_are() {
        let found = rows("| What | `x` | |\n| --- | --- | :-: |\n| a | b | c |\n");
        assert_eq!(
            found,
            ["<th>What</th><th><code>x</code></th><td></td>", "<td>a</td><td>b</td><td align=\"center\">c</td>",]
        );
    }
}
