//! Tables of HTML.
//!
//! In: a `table` that has ended, built of elements. Out: the same as a table of Markdown where it is one: a head, and rows of as many
//! cells, with words alone in them. What always holds: every other table stays as it is.

use comrak::Node;
use comrak::nodes::{NodeTable, NodeValue, TableAlignment};

use super::names::Element;

/// Makes a table of Markdown of one that could be written so.
pub(super) fn close(table: Node<'_>) {
    let Some(rows) = rows(table) else { return };
    let Some(columns) = rows.first().map(|row| row.children().count()).filter(|count| *count > 0) else { return };
    let heads = |row: Node<'_>| row.children().all(|cell| name(cell) == Some("th"));
    let simple = rows.iter().enumerate().all(|(at, row)| {
        let fits = heads(row) == (at == 0) && (at == 0 || row.children().all(|cell| name(cell) == Some("td")));
        fits && row.children().count() == columns && row.children().all(is_simple)
    });
    if !simple {
        return;
    }
    while let Some(child) = table.first_child() {
        child.detach();
    }
    let num_rows = rows.len();
    for (at, row) in rows.into_iter().enumerate() {
        for cell in row.children() {
            if let Some(paragraph) = cell.first_child() {
                cell.extend(paragraph.children().collect::<Vec<_>>());
                paragraph.detach();
            }
            cell.data_mut().value = NodeValue::TableCell;
        }
        row.data_mut().value = NodeValue::TableRow(at == 0);
        table.append(row);
    }
    let alignments = vec![TableAlignment::None; columns];
    table.data_mut().value = NodeValue::Table(Box::new(NodeTable {
        alignments,
        num_columns: columns,
        num_rows,
        num_nonempty_cells: columns * num_rows,
    }));
}

/// The rows of a table; `None` where it holds something else.
fn rows(table: Node<'_>) -> Option<Vec<Node<'_>>> {
    if element(table)?.open() != "<table>" {
        return None;
    }
    let mut rows = Vec::new();
    for child in table.children() {
        match name(child)? {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(child.children()),
            _ => return None,
        }
    }
    rows.iter().all(|row| name(row) == Some("tr")).then_some(rows)
}

/// Whether a cell holds words alone, and takes one place.
fn is_simple(cell: Node<'_>) -> bool {
    let is_bare = element(cell).is_some_and(|element| element.is_bare());
    let mut blocks = cell.children();
    let only_words = match (blocks.next(), blocks.next()) {
        (None, _) => true,
        (Some(block), None) => matches!(block.data().value, NodeValue::Paragraph),
        _ => false,
    };
    is_bare && only_words
}

fn element(node: Node<'_>) -> Option<Element> {
    match &node.data().value {
        NodeValue::HtmlBlock(html) => Element::read(&html.literal),
        _ => None,
    }
}

fn name(node: Node<'_>) -> Option<&'static str> {
    element(node).map(|element| element.name())
}
