//! The register for programs: `register.csv` and `policies.json`.
//!
//! In: an [`Edition`]. Out: an entry for each of its policies, and their texts in both formats. What always holds: no cell of the CSV
//! is run as a formula by a spreadsheet.

use std::fmt::Write;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::edition::{Approval, Edition, MetaValues, Page, PageIndex, PolicyMeta, PolicyOption, Prose};
use crate::policy::{Flexibility, Kind, Standing};
use crate::text::{SitePath, escape_markdown};

/// The entry of one policy. The names of the fields are those that other tools use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema policies` says what each is")]
pub struct RegisterEntry {
    pub id: Option<String>,
    pub title: String,
    pub url: String,
    pub kind: Kind,
    pub standing: Standing,
    pub flexibility: Option<Flexibility>,
    pub section: String,
    pub version: Option<String>,
    pub effective: Option<String>,
    pub until: Option<String>,
    pub retired: Option<String>,
    pub owner: Option<String>,
    #[serde(skip)]
    pub owner_key: Option<String>,
    pub approved_by: Option<String>,
    pub approval: Option<ApprovalEntry>,
    pub motive: Option<String>,
    pub review_by: Option<String>,
    pub overdue: bool,
    pub tags: Vec<String>,
    pub options: Vec<OptionEntry>,
    pub reasons: Vec<String>,
    pub standards: Vec<StandardEntry>,
    /// Its page, whose text `policies.json` has.
    #[serde(skip)]
    pub page: PageIndex,
}

/// What may be offered, in `policies.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema policies` says what each is")]
pub struct OptionEntry {
    pub offer: String,
    pub when: Option<String>,
    pub limit: Option<String>,
    pub decided_by: Option<String>,
}

/// That somebody agreed to the version, in `policies.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema policies` says what each is")]
pub struct ApprovalEntry {
    pub by: String,
    pub on: Option<String>,
    pub reference: Option<String>,
}

/// A promise that can be measured, in `policies.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`greyline schema policies` says what each is")]
pub struct StandardEntry {
    pub measure: String,
    pub target: String,
    pub result: Option<String>,
    pub measured: Option<String>,
}

/// `policies.json`.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    title: &'a str,
    edition: &'a str,
    policies: WithTexts<'a>,
}

/// The entries of `policies.json`. The text of each is read when it is written: together they are as long as the handbook.
#[derive(Debug)]
struct WithTexts<'a> {
    edition: &'a Edition,
    entries: &'a [RegisterEntry],
}

#[derive(Debug, Serialize)]
struct WithText<'a> {
    #[serde(flatten)]
    entry: &'a RegisterEntry,
    text: String,
}

impl Serialize for WithTexts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.entries.iter().map(|entry| WithText { entry, text: text(self.edition, entry.page) }))
    }
}

impl<'a> Document<'a> {
    pub(super) fn new(edition: &'a Edition, policies: &'a [RegisterEntry]) -> Self {
        let policies = WithTexts { edition, entries: policies };
        Self { title: &edition.identity.title, edition: &edition.name, policies }
    }
}

/// The columns of `register.csv`.
const COLUMNS: [&str; 17] = [
    "id",
    "title",
    "url",
    "kind",
    "standing",
    "flexibility",
    "section",
    "version",
    "effective",
    "until",
    "retired",
    "owner",
    "approved_by",
    "motive",
    "review_by",
    "overdue",
    "tags",
];

/// The entries of an edition's policies, in the order of their addresses. Where the edition has no `url`, those of the policies
/// are relative to the top of the site.
#[must_use]
pub fn register(edition: &Edition) -> Vec<RegisterEntry> {
    let words = |text: &Prose| edition.words(text, None);
    let role = |key: &str| edition.people.get(key).map(|person| person.role.clone());
    let entry = |(at, page): (PageIndex, &Arc<Page>)| {
        let meta = page.meta.as_ref()?;
        let review_by = meta.review_date();
        Some(RegisterEntry {
            id: meta.id().map(str::to_owned),
            title: page.title.clone(),
            url: url(edition, &edition.path_of(at)),
            kind: page.kind,
            standing: edition.shown_standing(meta),
            flexibility: meta.flexibility(),
            section: edition.folders.get(&page.section).map(|folder| folder.title.clone()).unwrap_or_default(),
            version: meta.version().map(str::to_owned),
            // The entry of a change log gives nobody's proposal a first day.
            effective: meta
                .first_day
                .filter(|_| !meta.standing.is_proposed())
                .or(meta.effective())
                .map(|date| date.to_string()),
            until: meta.last_day.map(|date| date.to_string()),
            retired: meta.values.date("retired").map(|date| date.to_string()),
            owner_key: meta.owner().map(str::to_owned),
            owner: meta.owner().and_then(role),
            approved_by: approver(edition, meta),
            approval: meta.approval().and_then(|Approval { by, on, reference }| {
                let (on, reference) = (on.map(|on| on.to_string()), reference.map(str::to_owned));
                Some(ApprovalEntry { by: role(by)?, on, reference })
            }),
            motive: meta.values.text("motive").map(str::to_owned),
            review_by: review_by.map(|date| date.to_string()),
            overdue: !meta.standing.is_over() && review_by.is_some_and(|date| date < edition.today),
            tags: page.tags.clone(),
            options: options(edition, meta),
            reasons: meta.reasons().iter().filter(|_| meta.standing.governs()).map(words).collect(),
            standards: standards(edition, meta),
            page: at,
        })
    };
    edition.pages.iter_enumerated().filter_map(entry).collect()
}

/// The text of a policy without marks: its headings and paragraphs, apart from one another by an empty line.
fn text(edition: &Edition, at: PageIndex) -> String {
    let sections = edition.plain(at).sections.into_iter();
    let parts = sections.flat_map(|section| std::iter::once(section.heading).chain(section.paragraphs));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The role of whoever approved a policy.
fn approver(edition: &Edition, meta: &PolicyMeta) -> Option<String> {
    Some(edition.people.get(meta.values.text("approved_by")?)?.role.clone())
}

/// What may be offered on the day of the edition.
pub(super) fn options(edition: &Edition, meta: &PolicyMeta) -> Vec<OptionEntry> {
    let words = |text: &Prose| edition.words(text, None);
    let options = meta.options().filter(|_| meta.standing.offers());
    let entry = |option: PolicyOption<'_>| OptionEntry {
        offer: words(option.offer),
        when: option.when.map(words),
        limit: option.limit.map(words),
        decided_by: option.decided_by.and_then(|key| edition.people.get(key)).map(|person| person.role.clone()),
    };
    options.map(entry).collect()
}

/// What is promised on the day of the edition.
fn standards(edition: &Edition, meta: &PolicyMeta) -> Vec<StandardEntry> {
    let words = |values: &MetaValues, key: &str| values.prose(key).map(|text| edition.words(text, None));
    let entry = |values: &MetaValues| StandardEntry {
        measure: words(values, "measure").unwrap_or_default(),
        target: words(values, "target").unwrap_or_default(),
        result: words(values, "result"),
        measured: values.date("measured").map(|date| date.to_string()),
    };
    edition.standards(meta).map(entry).collect()
}

/// The URL of a file; relative to the top of the site where the edition has no `url`.
pub(super) fn url(edition: &Edition, path: &SitePath) -> String {
    match &edition.url {
        Some(url) => format!("{url}{}", path.encoded_address()),
        None => SitePath::file("").link_to(path),
    }
}

/// Entries as JSON, as `greyline schema policies` describes it.
#[must_use]
pub fn json(edition: &Edition, policies: &[RegisterEntry]) -> String {
    serde_json::to_string_pretty(&Document::new(edition, policies)).unwrap_or_default() + "\n"
}

/// Entries as comma-separated values (RFC 4180): a line of column names, then a line for each entry.
#[must_use]
pub fn csv(entries: &[RegisterEntry]) -> String {
    let mut out = row(&COLUMNS.map(serde_json::Value::from));
    for entry in entries {
        let serde_json::Value::Object(fields) = serde_json::to_value(entry).unwrap_or_default() else { continue };
        out += &row(&COLUMNS.map(|column| fields[column].clone()));
    }
    out
}

/// A line of a CSV.
pub(super) fn row(cells: &[serde_json::Value]) -> String {
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

/// Entries as a table in Markdown: what governs each, who owns it and when it is due.
#[must_use]
pub fn markdown(entries: &[RegisterEntry]) -> String {
    let mut out =
        "| id | policy | standing | version | owner | review |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for entry in entries {
        let review = entry.review_by.as_deref().unwrap_or_default();
        let review = if entry.overdue { format!("**{review}, overdue**") } else { review.to_owned() };
        let text = |text: &Option<String>| escape_markdown(text.as_deref().unwrap_or_default());
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {review} |",
            text(&entry.id),
            escape_markdown(&entry.title),
            entry.standing.word(),
            text(&entry.version),
            text(&entry.owner)
        );
    }
    out
}

/// A cell. A text that a spreadsheet would run as a formula is written with an apostrophe before it, which makes it text.
fn cell(value: &serde_json::Value) -> String {
    let text = match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            items.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let text = if text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || text.starts_with(['\t', '\r', '\n'])
    {
        format!("'{text}")
    } else {
        text
    };
    if text.contains(['"', ',', '\r', '\n', '\'', ';']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| cell(&serde_json::json!(text))).collect()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            cells(&["plain words", "a, b", "a \"b\"", "a\nb", " a"]),
            ["plain words", "\"a, b\"", "\"a \"\"b\"\"\"", "\"a\nb\"", "\" a\""]
        );
        assert_eq!(cell(&serde_json::json!(["a", "b"])), "\"a, b\"");
        assert_eq!(cell(&serde_json::json!(null)), "");
        assert_eq!(cell(&serde_json::json!(true)), "true");
    }

    #[test]
    fn no_spreadsheet_takes_a_cell_for_a_formula() {
        let texts = ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", " =1", "\u{ff1d}1"];
        for (text, cell) in texts.iter().zip(cells(&texts)) {
            assert_eq!(cell, format!("\"'{text}\""));
        }
        assert_eq!(cells(&["CS-014", "2026-03-01"]), ["CS-014", "2026-03-01"]);
    }
}
