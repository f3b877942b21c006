//! What each owner has to review, as a text to send.
//!
//! In: the most private [`Edition`], the entries of its register that are due, and the others. Out: a [`ReviewDigest`] with a part for
//! each owner, as plain text, Markdown, HTML or what a webhook takes. What always holds: no title is read as mark-up, and the reasons
//! are those of the page about reviews.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::register::{Document, RegisterEntry};
use crate::edition::{Edition, ReviewCall};
use crate::render::{Date as Day, Strings, call_words};
use crate::text::{escape_markdown, escape_xml};

/// What owners have to review, in the order in which it is read.
#[derive(Debug)]
pub struct ReviewDigest {
    title: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    /// The role of an owner.
    Owner(String),
    /// How to reach the owner, or that nothing is due.
    Text(String),
    /// What the policies have in common that come next.
    Heading(String),
    Policy {
        title: String,
        id: Option<String>,
        /// Where it is read, if the edition has an address.
        url: Option<String>,
        reasons: String,
    },
}

/// What calls for a review of the policy of an entry, whatever its day.
#[must_use]
pub fn calls(edition: &Edition, entry: &RegisterEntry) -> Vec<ReviewCall> {
    let page = entry.id.as_ref().and_then(|id| edition.by_id.get(id));
    let meta = page.and_then(|at| edition.pages[*at].meta.as_ref());
    meta.map(|meta| edition.review_calls(meta)).unwrap_or_default()
}

/// What is due as a register, with what calls for the review of each of these policies, and of those that are worth a look earlier.
#[must_use]
pub fn reviews_json(edition: &Edition, due: &[RegisterEntry], earlier: &[RegisterEntry]) -> String {
    let called = due.iter().chain(earlier).map(|entry| CalledEntry {
        id: entry.id.as_deref(),
        title: &entry.title,
        url: &entry.url,
        owner: entry.owner.as_deref(),
        review_by: entry.review_by.as_deref(),
        calls: calls(edition, entry),
    });
    let calls = called.filter(|entry| !entry.calls.is_empty()).collect();
    let document = ReviewDocument { register: Document::new(edition, due), calls };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// What `greyline reviews` prints as JSON.
#[derive(Serialize)]
struct ReviewDocument<'a> {
    #[serde(flatten)]
    register: Document<'a>,
    calls: Vec<CalledEntry<'a>>,
}

#[derive(Serialize)]
struct CalledEntry<'a> {
    id: Option<&'a str>,
    title: &'a str,
    url: &'a str,
    owner: Option<&'a str>,
    review_by: Option<&'a str>,
    calls: Vec<ReviewCall>,
}

impl ReviewDigest {
    /// For each owner what is `due`, and what is worth a look `earlier`. Policies without an owner come last.
    #[must_use]
    pub fn new(edition: &Edition, due: &[RegisterEntry], earlier: &[RegisterEntry], strings: &Strings) -> Self {
        let mut owners: BTreeMap<(bool, &str), [Vec<&RegisterEntry>; 2]> = BTreeMap::new();
        for (at, entries) in [due, earlier].into_iter().enumerate() {
            for entry in entries {
                let key = entry.owner_key.as_deref();
                owners.entry((key.is_none(), key.unwrap_or_default())).or_default()[at].push(entry);
            }
        }
        let mut lines = Vec::new();
        if owners.is_empty() {
            lines.push(Line::Text(strings.get("reviews.nothing").to_owned()));
        }
        for ((_, key), groups) in owners {
            let person = edition.people.get(key);
            lines.push(Line::Owner(person.map_or(strings.get("reviews.nobody"), |person| &person.role).to_owned()));
            if let Some(contact) = person.and_then(|person| person.contact.as_ref()) {
                let contact = edition.words(contact, None);
                lines.push(Line::Text(contact.trim_start_matches("mailto:").trim_start_matches("tel:").to_owned()));
            }
            for (heading, entries) in ["reviews.due", "reviews.earlier"].into_iter().zip(groups) {
                if !entries.is_empty() {
                    lines.push(Line::Heading(strings.get(heading).to_owned()));
                }
                lines.extend(entries.into_iter().map(|entry| policy(edition, entry, strings)));
            }
        }
        let title = strings.get("reviews.digest").replace("{title}", &edition.identity.title);
        Self { title: title.replace("{date}", &Day::new(edition.today, strings).text), lines }
    }

    /// For a letter without marks.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.title);
        for line in &self.lines {
            let _ = match line {
                Line::Owner(text) | Line::Text(text) => writeln!(out, "\n{text}"),
                Line::Heading(text) => writeln!(out, "\n{text}:\n"),
                Line::Policy { title, id, url, reasons } => {
                    let url = url.as_ref().map_or_else(String::new, |url| format!("\n  {url}"));
                    writeln!(out, "- {title}{}: {reasons}{url}", in_brackets(id.as_deref()))
                }
            };
        }
        out
    }

    /// For whatever reads Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", escape_markdown(&self.title));
        for line in &self.lines {
            let _ = match line {
                Line::Owner(text) => writeln!(out, "\n## {}", escape_markdown(text)),
                Line::Text(text) => writeln!(out, "\n{}", escape_markdown(text)),
                Line::Heading(text) => writeln!(out, "\n### {}\n", escape_markdown(text)),
                Line::Policy { title, id, url, reasons } => {
                    let title = format!("**{}**", escape_markdown(title));
                    let title = url.as_ref().map_or_else(|| title.clone(), |url| format!("[{title}](<{url}>)"));
                    let id = escape_markdown(&in_brackets(id.as_deref()));
                    writeln!(out, "- {title}{id}: {}", escape_markdown(reasons))
                }
            };
        }
        out
    }

    /// For a letter with marks: a part of a page.
    #[must_use]
    pub fn html(&self) -> String {
        let mut out = format!("<h1>{}</h1>\n", escape_xml(&self.title));
        let mut in_list = false;
        for line in &self.lines {
            let is_item = matches!(line, Line::Policy { .. });
            if in_list != is_item {
                out.push_str(if is_item { "<ul>\n" } else { "</ul>\n" });
            }
            in_list = is_item;
            let _ = match line {
                Line::Owner(text) => writeln!(out, "<h2>{}</h2>", escape_xml(text)),
                Line::Text(text) => writeln!(out, "<p>{}</p>", escape_xml(text)),
                Line::Heading(text) => writeln!(out, "<h3>{}</h3>", escape_xml(text)),
                Line::Policy { title, id, url, reasons } => {
                    let title = format!("<strong>{}</strong>", escape_xml(title));
                    let link = |url: &String| format!("<a href=\"{}\">{title}</a>", escape_xml(url));
                    let title = url.as_ref().map_or_else(|| title.clone(), link);
                    writeln!(
                        out,
                        "<li>{title}{}: {}</li>",
                        escape_xml(&in_brackets(id.as_deref())),
                        escape_xml(reasons)
                    )
                }
            };
        }
        if in_list {
            out.push_str("</ul>\n");
        }
        out
    }

    /// For the incoming webhook of a chat: JSON with the Markdown under `text`.
    #[must_use]
    pub fn webhook(&self) -> String {
        format!("{:#}\n", serde_json::json!({ "text": self.markdown() }))
    }
}

fn in_brackets(id: Option<&str>) -> String {
    id.map(|id| format!(" ({id})")).unwrap_or_default()
}

/// A policy, when it is due and what calls for a review besides.
fn policy(edition: &Edition, entry: &RegisterEntry, strings: &Strings) -> Line {
    let day: Option<Date> = entry.review_by.as_ref().and_then(|day| day.parse().ok());
    let when = day.map(|day| {
        let days = (day - edition.today).get_days();
        let key = if days < 0 { "reviews.since" } else { "reviews.on" };
        let when = strings.get(key).replace("{date}", &Day::new(day, strings).text);
        when.replace("{days}", &days.abs().to_string())
    });
    let calls = calls(edition, entry).into_iter().map(|call| call_words(call, strings));
    Line::Policy {
        title: entry.title.clone(),
        id: entry.id.clone(),
        url: edition.url.is_some().then(|| entry.url.clone()),
        reasons: when.into_iter().chain(calls).collect::<Vec<_>>().join("; "),
    }
}
