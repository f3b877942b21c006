//! What the tables of a document say of it: its number, owner, version and days, and the versions before.
//!
//! In: tables and fields of forms. Out: keys, under the names that people gave them. What always holds: a table that says anything else stays in
//! the text.

use std::fmt::Write;

use super::document::{Cell, Table};
use super::front::{self, text_node};
use super::page::{Governed, Page};
use super::report::{Noted, Report};
use crate::data::Node;
use crate::text::slug;

/// What the tables of a document say of it.
#[derive(Debug, Default)]
pub(super) struct Control {
    pub(super) keys: Vec<(String, Node)>,
    pub(super) number: Option<String>,
    pub(super) changes: Vec<(String, String, String)>,
}

/// The key that a label of a document's control stands for.
fn label(words: &str) -> Option<&'static str> {
    let label = slug(words.trim().trim_end_matches(':'));
    Some(match label.as_str() {
        "document-number" | "document-no" | "policy-number" | "policy-no" | "document-id" | "policy-id"
        | "reference" | "ref" | "doc-no" | "number" | "document-ref" | "no" => "number",
        "owner" | "policy-owner" | "document-owner" | "responsible" | "author-owner" => "owner",
        "version" | "version-no" | "issue" | "revision" | "version-number" | "version-date" => "version",
        "date" | "issue-date" | "date-of-issue" | "effective" | "effective-date" | "date-effective" | "valid-from"
        | "in-force-from" | "publish-date" | "published" => "effective date",
        "next-review" | "review-date" | "review-due" | "next-review-date" | "date-of-next-review" | "review" => {
            "next review"
        }
        "last-reviewed" | "last-review" | "reviewed" => "last reviewed",
        "review-cycle" | "review-period" | "review-frequency" => "review cycle",
        "approved-by" | "approver" | "approved" | "authorised-by" => "approved by",
        "status" => "status",
        "title" | "policy-title" | "document-title" | "name" => "title",
        "classification" | "author" | "department" | "scope" | "applies-to" | "distribution" => "other",
        _ => return None,
    })
}

impl Control {
    /// Takes a table for one of control, or of versions; says whether it was.
    pub(super) fn take(&mut self, table: &Table) -> bool {
        self.take_pairs(table) || self.take_versions(table)
    }

    fn take_pairs(&mut self, table: &Table) -> bool {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(Cell::words).collect();
            match cells.len() {
                // A head that spans the table says what it is.
                1 => {}
                2 | 4 => pairs.extend(cells.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone()))),
                _ => return false,
            }
        }
        pairs.retain(|(name, value)| !name.is_empty() || !value.is_empty());
        let known = pairs.iter().filter(|(name, _)| label(name).is_some()).count();
        if self.number.is_some() || known < 2 || known * 2 < pairs.len() {
            return false;
        }
        for (name, value) in pairs {
            self.set(&name, &value);
        }
        true
    }

    /// Sets what a label says.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let name = name.trim().trim_end_matches(':');
        match label(name) {
            _ if value.trim().is_empty() => {}
            Some("number") => self.number = Some(value.to_owned()),
            // A version and a date in one cell.
            Some("version") if value.contains([',', '/', '(']) => {
                let (version, date) = value.split_once([',', '/', '(']).unwrap_or((value, ""));
                self.keys.push(("version".to_owned(), text_node(version.trim())));
                self.keys.push((
                    "effective date".to_owned(),
                    text_node(date.trim().trim_matches([')', ' ']).trim_start_matches("of ").trim()),
                ));
            }
            Some("other") | None => self.keys.push((name.to_owned(), text_node(value))),
            Some(key) => self.keys.push((key.to_owned(), text_node(value))),
        }
    }

    fn take_versions(&mut self, table: &Table) -> bool {
        let Some((head, rows)) = table.rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return false };
        let names: Vec<String> = head.iter().map(|cell| slug(&cell.words())).collect();
        let find = |options: &[&str]| names.iter().position(|name| options.contains(&name.as_str()));
        let version = find(&["version", "issue", "revision", "rev", "ver", "v"]);
        let date = find(&["date", "effective", "effective-date", "issued", "when"]);
        let summary = find(&[
            "change",
            "changes",
            "reason-for-change",
            "change-made",
            "summary",
            "description",
            "what",
            "what-changed",
            "comment",
            "comments",
            "reason",
            "notes",
            "details",
        ]);
        let (Some(version), Some(date), Some(summary)) = (version, date, summary) else { return false };
        let mut found = Vec::new();
        for row in rows.iter().filter(|row| row.iter().any(|cell| !cell.words().is_empty())) {
            let cell = |at: usize| row.get(at).map(Cell::words).unwrap_or_default();
            let mut words = cell(summary);
            // Who wrote it has no place of its own.
            let others = row.iter().enumerate().filter(|(at, _)| ![version, date, summary].contains(at));
            let others: Vec<String> = others.map(|(_, cell)| cell.words()).filter(|words| !words.is_empty()).collect();
            if !others.is_empty() {
                let _ = write!(words, " ({})", others.join(", "));
            }
            found.push((cell(version), cell(date), words));
        }
        self.changes = found;
        true
    }

    /// Gives a page what its tables say.
    pub(super) fn give(self, page: &mut Page, report: &mut Report) {
        let is_policy = self.number.is_some()
            || self.keys.iter().any(|(key, _)| key == "version") && self.keys.iter().any(|(key, _)| key == "owner");
        for (key, value) in &self.keys {
            report.note(Noted::Keys, &page.source, format!("{key}: {}", front::scalar(value).unwrap_or_default()));
        }
        page.keys.extend(self.keys.iter().cloned());
        page.versions.clone_from(&self.changes);
        if is_policy && page.governed.is_none() {
            let kind = if page.title.as_deref().unwrap_or(&page.path).to_lowercase().contains("procedure") {
                "procedure"
            } else {
                "policy"
            };
            page.governed = Some(Governed { kind: kind.to_owned(), id: None, prefix: "POL".to_owned() });
        }
        if let Some(governed) = &mut page.governed {
            governed.id = governed.id.take().or(self.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::document::{Block, Run};

    fn table(rows: &[[&str; 2]]) -> Table {
        let cell = |text: &str| {
            let words = vec![Run { text: text.to_owned(), ..Run::default() }];
            Cell { blocks: vec![Block::Paragraph(words)], columns: 1, rows: 1, head: false }
        };
        Table { rows: rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect(), ..Table::default() }
    }

    #[test]
    fn a_table_of_control_is_told_from_others() {
        let mut control = Control::default();
        let rows =
            [["Document number", "HR-1"], ["Owner", "Ann"], ["Version / date", "2.1 / 01.02.2025"], ["Colour", "red"]];
        assert!(control.take(&table(&rows)) && !control.take(&table(&[["a", "b"], ["c", "d"]])));
        let keys: Vec<&str> = control.keys.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(
            (control.number.as_deref(), keys),
            (Some("HR-1"), vec!["owner", "version", "effective date", "Colour"])
        );
    }
}
