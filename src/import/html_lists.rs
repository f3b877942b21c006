//! The lists and tables of a page in HTML.
//!
//! In: their elements. Out: items with the marks that readers saw, and tables. What always holds: a list that a style sheet numbers counts as the
//! style sheet says.

use super::document::{Block, Cell, Table};
use super::html::Reader;
use super::markup::{Child, Element};
use super::numerals::{letter, roman};
use super::prose::excerpt;
use super::report::Noted;

impl Reader<'_> {
    /// A list, each level of which may be a list of its own.
    pub(super) fn list(&mut self, list: &Element, depth: usize, out: &mut Vec<Block>) {
        let class = list
            .get("class")
            .unwrap_or_default()
            .split_whitespace()
            .find(|class| class.starts_with("lst-"))
            .map(str::to_owned);
        // Google Docs writes each level as a list of its own, and its depth in the class.
        let depth = class.as_ref().and_then(|class| class.rsplit('-').next()?.parse().ok()).unwrap_or(depth);
        if let Some(class) = class.as_ref().filter(|_| list.has_class("start")) {
            self.counters.insert(class.clone(), 0);
        }
        let count = list.elements().filter(|item| item.name == "li").count();
        let is_reversed = list.get("reversed").is_some();
        let first = if is_reversed { count } else { 1 };
        let mut number: usize = list.get("start").and_then(|start| start.parse().ok()).unwrap_or(first);
        let is_tasks = list.has_class("inline-task-list");
        for item in list.elements() {
            if item.name != "li" {
                self.block(item, out);
                continue;
            }
            number = item.get("value").and_then(|value| value.parse().ok()).unwrap_or(number);
            let mark = match (&class, list.name.as_str()) {
                (_, "ul") if is_tasks => if item.has_class("checked") { "- [x]" } else { "- [ ]" }.to_owned(),
                (_, "ul") => String::new(),
                (Some(class), _) => self.counted(class),
                (None, _) => {
                    let mark = match list.get("type") {
                        Some("a") => letter(number),
                        Some("A") => letter(number).to_uppercase(),
                        Some("i") => roman(number),
                        Some("I") => roman(number).to_uppercase(),
                        _ => number.to_string(),
                    };
                    number = if is_reversed { number.saturating_sub(1) } else { number.saturating_add(1) };
                    format!("{mark}.")
                }
            };
            self.item(item, depth, mark, out);
        }
    }

    /// An item: its first paragraph, what else is in it, and the lists in it as items one deeper.
    fn item(&mut self, item: &Element, depth: usize, mark: String, out: &mut Vec<Block>) {
        let is_list = |child: &Child| matches!(child, Child::Element(e) if e.name == "ul" || e.name == "ol");
        let (lists, own): (Vec<Child>, Vec<Child>) = item.children.iter().cloned().partition(is_list);
        let mut blocks = self.blocks(&Element { children: own, ..item.clone() });
        let words = match blocks.first() {
            Some(Block::Paragraph(_)) => match blocks.remove(0) {
                Block::Paragraph(words) => words,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        out.push(Block::Item { depth, mark, words, below: blocks });
        for child in lists {
            if let Child::Element(list) = child {
                self.list(&list, depth + 1, out);
            }
        }
    }

    /// The next mark of a list whose style sheet says what its marks are.
    fn counted(&mut self, class: &str) -> String {
        *self.counters.entry(class.to_owned()).or_default() += 1;
        let own = class.to_owned();
        let Some(parts) = self.marks.get(&own) else {
            return format!("{}.", self.counters[class]);
        };
        let mut mark = String::new();
        for (text, style) in parts {
            match style.as_str() {
                "" => mark.push_str(text),
                style => {
                    let number = self
                        .counters
                        .get(text.trim_start_matches("lst-ctn-").replace("kix", "lst-kix").as_str())
                        .copied()
                        .unwrap_or(1)
                        .max(1);
                    mark.push_str(&match style {
                        "lower-latin" | "lower-alpha" => letter(number),
                        "upper-latin" | "upper-alpha" => letter(number).to_uppercase(),
                        "lower-roman" => roman(number),
                        "upper-roman" => roman(number).to_uppercase(),
                        _ => number.to_string(),
                    });
                }
            }
        }
        mark.trim().to_owned()
    }

    /// A table: one of control is taken as keys, and one of a single cell as a frame.
    pub(super) fn table(&mut self, element: &Element, out: &mut Vec<Block>) {
        let mut table = Table::default();
        let mut rows = Vec::new();
        rows_of(element, &mut rows);
        for row in rows {
            let mut cells = Vec::new();
            for cell in row.elements().filter(|cell| cell.name == "td" || cell.name == "th") {
                let span = |name: &str| {
                    cell.get(name)
                        .and_then(|number| number.parse().ok())
                        .filter(|number| (1..1000).contains(number))
                        .unwrap_or(1)
                };
                cells.push(Cell {
                    blocks: self.blocks(cell),
                    columns: span("colspan"),
                    rows: span("rowspan"),
                    head: cell.name == "th",
                });
            }
            if !cells.is_empty() {
                table.rows.push(cells);
            }
        }
        if let Some(caption) = element.child("caption") {
            self.inner_runs(caption, &mut table.caption);
        }
        // A table of one cell is a frame.
        if let [row] = &mut table.rows[..]
            && let [cell] = &mut row[..]
        {
            out.append(&mut cell.blocks);
            return;
        }
        if self.control.take(&table) {
            return;
        }
        self.report.note(
            Noted::Table,
            self.source,
            table
                .rows
                .first()
                .map(|row| excerpt(&row.iter().map(Cell::words).collect::<Vec<_>>().join(" | ")))
                .unwrap_or_default(),
        );
        out.push(Block::Table(table));
    }
}

/// The rows of a table, those of tables within it left aside.
fn rows_of<'e>(element: &'e Element, rows: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "tr" => rows.push(inner),
            "thead" | "tbody" | "tfoot" => rows_of(inner, rows),
            _ => {}
        }
    }
}
