//! Front matter of other tools, read and written as ours.
//!
//! In: the top of a file, or the keys that a convention found. Out: [`Front`], and the text of our front matter. What always holds: a key that
//! Greyline does not know is kept under `[extra]`, and no key of another tool decides who may read a page.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;

use super::dates::{self, DateOrder, Reading};
use super::page::Page;
use super::report::{Noted, Report};
use crate::data::{self, Key, Language, Node, NodeKind};
use crate::text::{Span, slug};

/// The keys of a file, as far as they could be read, its body, and what could not be read.
pub(super) struct Head {
    pub(super) keys: Vec<(String, Node)>,
    pub(super) broken: Option<String>,
    pub(super) body: String,
}

/// Splits the front matter from a text. One that has lost its first fence is understood too.
pub(super) fn split(text: &str, name: &str, report: &mut Report) -> Head {
    let text = text.trim_start_matches(['\n', '\u{feff}']);
    let first = text.lines().next().unwrap_or_default().trim_end();
    let fence = match first {
        "---" | "+++" => Some((first, first.len() + 1)),
        _ if lost_fence(text) => Some(("---", 0)),
        _ => None,
    };
    let none = |body: &str| Head { keys: Vec::new(), broken: None, body: body.to_owned() };
    let Some((fence, start)) = fence else { return none(text) };
    let mut at = start.min(text.len());
    let start = at;
    for line in text[start..].split_inclusive('\n') {
        let end = line.trim_end();
        if end == fence || fence == "---" && end == "..." {
            let language = if fence == "+++" { Language::Toml } else { Language::Yaml };
            let matter = &text[start..at];
            let (keys, broken) = read(matter, language, name, report);
            return Head { keys, broken, body: text[at + line.len()..].trim_start_matches('\n').to_owned() };
        }
        at += line.len();
    }
    none(text)
}

/// Whether a text begins with keys in YAML that only a closing fence ends.
fn lost_fence(text: &str) -> bool {
    let mut keys = 0;
    for line in text.lines().take(60) {
        if line.trim_end() == "---" {
            return keys > 0;
        }
        let key = line.split(':').next().unwrap_or_default();
        let is_key =
            line.contains(':') && !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
        if is_key {
            keys += 1;
        } else if keys == 0 || line.starts_with("# ") || !line.starts_with([' ', '-', '#']) {
            return false;
        }
    }
    false
}

fn read(matter: &str, language: Language, name: &str, report: &mut Report) -> (Vec<(String, Node)>, Option<String>) {
    let (node, errors) = data::parse(matter, language, 0);
    let broken = errors.first().map(|error| {
        report.note(Noted::FrontMatter, name, error.message.clone());
        matter.trim_end().to_owned()
    });
    (table(node), broken)
}

/// The entries of a table.
pub(super) fn table(node: Node) -> Vec<(String, Node)> {
    match node.kind {
        NodeKind::Table(entries) => entries.into_iter().map(|(key, node)| (key.name, node)).collect(),
        _ => Vec::new(),
    }
}

/// The value of a key.
pub(super) fn get<'a>(keys: &'a [(String, Node)], name: &str) -> Option<&'a Node> {
    keys.iter().find(|(key, _)| key == name).map(|(_, node)| node)
}

/// Takes a key out.
pub(super) fn take(keys: &mut Vec<(String, Node)>, name: &str) -> Option<Node> {
    let at = keys.iter().position(|(key, _)| key == name)?;
    Some(keys.remove(at).1)
}

/// The scalar of a node as it was written.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Number(text) | NodeKind::InvalidDate(text) => Some(text.clone()),
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Date(date) => Some(date.to_string()),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Table(_) => None,
    }
}

/// The scalars of a list, or the one scalar.
pub(super) fn scalars(node: &Node) -> Vec<String> {
    match &node.kind {
        NodeKind::List(items) => items.iter().filter_map(scalar).collect(),
        _ => scalar(node).into_iter().collect(),
    }
}

/// A text as a value.
pub(super) fn text_node(text: &str) -> Node {
    Node { span: Span::default(), kind: NodeKind::Text(text.to_owned()) }
}

/// The key of the old addresses of a page. Some tools mean other names by it.
pub(super) const ALIASES: &str = "aliases";

/// What our front matter says of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Front {
    texts: BTreeMap<&'static str, String>,
    days: BTreeMap<&'static str, Date>,
    lists: BTreeMap<&'static str, Vec<String>>,
    place: Option<i64>,
    changes: Vec<DeclaredChange>,
    extra: Vec<(String, Node)>,
}

/// A row of a table of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeclaredChange {
    pub(super) version: String,
    pub(super) date: Option<Date>,
    pub(super) summary: String,
}

/// Our key for a key of another tool, compared in small letters with one dash for what stands between words.
fn known(key: &str) -> Option<&'static str> {
    let key = slug(key).replace('_', "-");
    Some(match key.as_str() {
        "title" => "title",
        "description" | "summary" | "meta-description" => "description",
        "tags" | "categories" | "topics" | "labels" => "tags",
        "keywords" => "keywords",
        ALIASES | "redirect-from" | "old-paths" => ALIASES,
        "weight" | "order" | "nav-order" | "sidebar-position" | "position" => "order",
        "owner" | "owners" | "owner-slack" | "policy-owner" | "document-owner" | "responsible" => "owner",
        "approved-by" | "approver" | "approved" => "approved_by",
        "last-reviewed-on" | "last-reviewed" | "reviewed" | "reviewed-on" | "last-review" | "last-review-date" => {
            "reviewed"
        }
        "review-in" | "review-every" | "review-cycle" | "review-period" | "review-frequency" => "review_every",
        "review-date" | "next-review" | "next-review-date" | "review-due" | "next-review-due" => "review_date",
        "effective" | "effective-date" | "effective-from" | "date-effective" | "in-force-from" => "effective",
        "version" | "revision" | "version-number" | "current-version" => "version",
        "status" => "status",
        _ => return None,
    })
}

/// Keys that only a governed file makes anything of.
const GOVERNING: [&str; 7] =
    ["owner", "approved_by", "reviewed", "review_every", "review_date", "effective", "version"];

/// Makes our front matter of the keys of a page, and adds the people whom it names.
pub(super) fn front(
    page: &mut Page,
    order: Option<DateOrder>,
    people: &mut BTreeMap<String, String>,
    report: &mut Report,
) -> Front {
    let mut front = Front { place: page.place, ..Front::default() };
    let is_policy = page.governed.is_some();
    for (key, node) in std::mem::take(&mut page.keys) {
        let ours = known(&key).filter(|ours| is_policy || !GOVERNING.contains(ours));
        let taken = ours.is_some_and(|ours| front.put(ours, &node, page, order, people, report));
        match ours {
            Some(ours) if taken && ours != key => report.note(Noted::Keys, &page.source, format!("{key} → {ours}")),
            Some(_) if taken => {}
            _ if matches!(node.kind, NodeKind::Null) => {}
            _ => {
                report.note(Noted::Extra, &page.source, key.as_str());
                front.extra.push((key, node));
            }
        }
    }
    declare_versions(page, order, &mut front, report);
    if let Some(broken) = page.broken_keys.take() {
        front.extra.push(("front_matter".to_owned(), text_node(&broken)));
    }
    // One without the other says nothing of the next review.
    let has = |front: &Front, key: &str| front.texts.contains_key(key) || front.days.contains_key(key);
    for (key, other) in [("reviewed", "review_every"), ("review_every", "reviewed")] {
        if has(&front, key) && (!has(&front, other) || has(&front, "review_date")) {
            front.put_aside(key);
            report.note(Noted::Extra, &page.source, key);
        }
    }
    front
}

/// Declares the rows of a page's table of versions, where each has a number and a day; else the table stays in the text.
fn declare_versions(page: &mut Page, order: Option<DateOrder>, front: &mut Front, report: &mut Report) {
    let rows = std::mem::take(&mut page.versions);
    if rows.is_empty() {
        return;
    }
    let read = |(version, date, summary): &(String, String, String)| {
        let version = self::version(version)?;
        let Reading::Day(day) = dates::read(date, order) else { return None };
        (!summary.trim().is_empty()).then(|| DeclaredChange { version, date: Some(day), summary: summary.clone() })
    };
    let declared: Option<Vec<DeclaredChange>> = rows.iter().map(read).collect();
    match declared.filter(|_| page.governed.is_some()) {
        Some(mut changes) => {
            changes.sort_by_key(|change| std::cmp::Reverse(change.date));
            report.note(Noted::Keys, &page.source, format!("{} versions", changes.len()));
            front.declare(changes);
        }
        None => {
            for (_, date, _) in rows.iter().filter(|(_, date, _)| dates::read(date, order) == Reading::TwoWays) {
                report.note(Noted::TwoWayDate, &page.source, date.as_str());
            }
            let cell = |text: &str| text.replace('|', "\\|");
            page.body.push_str("\n\n**Versions**\n\n| version | date | change |\n| --- | --- | --- |\n");
            for (version, date, summary) in &rows {
                let _ = writeln!(page.body, "| {} | {} | {} |", cell(version), cell(date), cell(summary));
            }
        }
    }
}

impl Front {
    /// Gives a key its value, and says whether it could be read as one.
    fn put(
        &mut self,
        ours: &'static str,
        node: &Node,
        page: &mut Page,
        order: Option<DateOrder>,
        people: &mut BTreeMap<String, String>,
        report: &mut Report,
    ) -> bool {
        if self.texts.contains_key(ours) || self.days.contains_key(ours) || self.lists.contains_key(ours) {
            return false;
        }
        let text = scalar(node).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match ours {
            "title" => {
                page.title =
                    text.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).or(page.title.take());
                true
            }
            "status" => text.is_some_and(|word| {
                let is_draft = word.eq_ignore_ascii_case("draft");
                page.draft |= is_draft;
                is_draft
            }),
            "tags" | "keywords" => {
                let words: Vec<String> = match &node.kind {
                    NodeKind::Text(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
                    _ => scalars(node),
                };
                let words: Vec<String> = words.into_iter().filter(|word| !word.trim().is_empty()).collect();
                let whole = !matches!(node.kind, NodeKind::Table(_));
                if !words.is_empty() {
                    self.lists.insert(ours, words);
                }
                whole
            }
            ALIASES => {
                page.old_addresses.extend(scalars(node));
                true
            }
            "order" => match text.and_then(|text| text.parse::<f64>().ok()).filter(|number| number.fract() == 0.0) {
                Some(number) if number.abs() < 1e12 => {
                    #[expect(clippy::cast_possible_truncation, reason = "a whole number, and smaller than any limit")]
                    self.place.get_or_insert(number as i64);
                    true
                }
                _ => false,
            },
            "owner" | "approved_by" => {
                // A name with a day or more than a name behind it is no key of a person.
                let is_name = |name: &String| !name.contains(|c: char| c.is_ascii_digit()) && name.chars().count() < 60;
                let Some(name) = text.filter(|name| scalars(node).len() == 1 && is_name(name)) else { return false };
                let key = slug(name.trim_start_matches(['@', '#']));
                if key.is_empty() {
                    return false;
                }
                if people.insert(key.clone(), name.clone()).is_none() {
                    report.note(Noted::Owner, &page.source, name);
                }
                self.texts.insert(ours, key);
                true
            }
            "review_every" => {
                text.and_then(|text| period(&text)).is_some_and(|period| self.texts.insert(ours, period).is_none())
            }
            "version" => {
                text.and_then(|text| version(&text)).is_some_and(|number| self.texts.insert(ours, number).is_none())
            }
            "description" => text.is_some_and(|text| {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.texts.insert(ours, text).is_none()
            }),
            _ => match text.map(|text| (dates::read(&text, order), text)) {
                Some((Reading::Day(day), _)) => self.days.insert(ours, day).is_none(),
                Some((Reading::TwoWays, text)) => {
                    report.note(Noted::TwoWayDate, &page.source, text);
                    false
                }
                _ => false,
            },
        }
    }

    /// Moves a key under `[extra]`.
    pub(super) fn put_aside(&mut self, key: &str) {
        let day = self.days.remove(key).map(|day| day.to_string());
        if let Some(text) = self.texts.remove(key).or(day) {
            self.extra.push((key.to_owned(), text_node(&text)));
        }
    }

    /// Declares the rows of a table of versions, newest first, and the number of the newest where nothing says it.
    pub(super) fn declare(&mut self, changes: Vec<DeclaredChange>) {
        if let Some(newest) = changes.first() {
            self.texts.entry("version").or_insert_with(|| newest.version.clone());
            if let Some(day) = newest.date.filter(|_| self.texts.get("version") == Some(&newest.version)) {
                self.days.entry("effective").or_insert(day);
            }
        }
        self.changes = changes;
    }

    /// Sets the place among its neighbours.
    pub(super) fn at(&mut self, place: Option<i64>) {
        self.place = place;
    }

    /// The file: front matter and body.
    pub(super) fn write(&self, page: &Page, title: &str, audience: Option<&str>, aliases: &[String]) -> String {
        let mut out = String::with_capacity(page.body.len() + 512);
        out.push_str("+++\n");
        if let Some(governed) = &page.governed {
            let id = governed.id.as_deref().unwrap_or_default();
            let _ = writeln!(out, "id = {}", string(id));
        }
        let _ = writeln!(out, "title = {}", string(title));
        let kind = page.governed.as_ref().map_or("page", |governed| governed.kind.as_str());
        let _ = writeln!(out, "kind = {}", string(kind));
        if page.governed.is_some() {
            out.push_str("flexibility = \"undecided\"\n");
        }
        if page.draft {
            out.push_str("status = \"draft\"\n");
        }
        if let Some(audience) = audience {
            let _ = writeln!(out, "audience = {}", string(audience));
        }
        for (key, text) in &self.texts {
            let _ = writeln!(out, "{key} = {}", string(text));
        }
        for (key, day) in &self.days {
            let _ = writeln!(out, "{key} = {day}");
        }
        for (key, words) in &self.lists {
            let _ = writeln!(out, "{key} = {}", strings(words));
        }
        if !aliases.is_empty() {
            let _ = writeln!(out, "aliases = {}", strings(aliases));
        }
        if let Some(place) = self.place {
            let _ = writeln!(out, "order = {place}");
        }
        for change in &self.changes {
            let _ = write!(out, "\n[[changes]]\nversion = {}\n", string(&change.version));
            if let Some(day) = change.date {
                let _ = writeln!(out, "date = {day}");
            }
            let _ = writeln!(out, "summary = {}", string(&change.summary));
        }
        if !self.extra.is_empty() {
            out.push_str("\n[extra]\n");
            let mut seen: Vec<&str> = Vec::new();
            for (key, node) in &self.extra {
                if !seen.contains(&key.as_str()) {
                    let _ = writeln!(out, "{} = {}", string(key), value(node));
                    seen.push(key);
                }
            }
        }
        out.push_str("+++\n");
        if !page.body.trim().is_empty() {
            out.push('\n');
            out.push_str(page.body.trim_matches('\n'));
            out.push('\n');
        }
        out
    }
}

/// A length of time as ours: `6 months` for `every six months`, `12 months` for `annually`.
fn period(text: &str) -> Option<String> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let text = text.to_lowercase();
    let word = text.trim().trim_start_matches("every").trim();
    let fixed = match word {
        "annually" | "annual" | "yearly" | "year" => Some("12 months"),
        "quarterly" | "quarter" => Some("3 months"),
        "monthly" | "month" => Some("1 month"),
        "biannually" | "half-yearly" | "semi-annually" => Some("6 months"),
        _ => None,
    };
    if let Some(fixed) = fixed {
        return Some(fixed.to_owned());
    }
    let (number, unit) = word.split_once([' ', '-'])?;
    let number = number
        .parse::<u32>()
        .ok()
        .or_else(|| NUMBERS.iter().zip(1..).find(|(name, _)| **name == number).map(|(_, n)| n))?;
    let unit = unit.trim().trim_end_matches('s');
    let is_unit = ["day", "week", "month", "year"].contains(&unit) && (1..=100).contains(&number);
    is_unit.then(|| format!("{number} {unit}{}", if number == 1 { "" } else { "s" }))
}

/// A number of a version as ours: `2.1` for `v2.1`.
pub(super) fn version(text: &str) -> Option<String> {
    let number = text.trim().trim_start_matches(['v', 'V']).trim_start_matches(['.', ' ']).trim();
    let number = number.strip_prefix("ersion").unwrap_or(number).trim();
    let plain = !number.is_empty()
        && number.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    (plain && number.len() < 20).then(|| number.to_owned())
}

/// A text as a TOML string.
pub(super) fn string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn strings(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| string(word)).collect::<Vec<_>>().join(", "))
}

/// A value as TOML has it on one line.
fn value(node: &Node) -> String {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::InvalidDate(text) => string(text),
        NodeKind::Number(number) => {
            let is_number = format!("n = {number}").parse::<toml::Table>().is_ok();
            if is_number { number.clone() } else { string(number) }
        }
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Date(date) => date.to_string(),
        NodeKind::Null => "\"\"".to_owned(),
        NodeKind::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        NodeKind::Table(entries) => {
            let entry = |(Key { name, .. }, node): &(Key, Node)| format!("{} = {}", string(name), value(node));
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_without_its_first_fence_is_read() {
        let mut report = Report::default();
        let head = split("id: \"x\"\nsatisfies:\n  TSC:\n    - CC1\n---\n# T\n", "a.md", &mut report);
        assert_eq!(head.keys.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["id", "satisfies"]);
        assert_eq!(head.body, "# T\n");
        assert_eq!(split("Note: this\n\nis text\n---\n", "a.md", &mut report).keys.len(), 0);
    }

    #[test]
    fn unknown_keys_are_kept_and_known_ones_renamed() {
        let mut report = Report::default();
        let head =
            split("---\nweight: 3\nlayout: [a, {b: 01}]\naudience: public\nowner: Ann\n---\n", "a.md", &mut report);
        let mut page = Page { keys: head.keys, source: "a.md".to_owned(), ..Page::default() };
        let front = front(&mut page, None, &mut BTreeMap::new(), &mut report);
        let text = front.write(&page, "T", None, &[]);
        assert!(text.contains("order = 3\n\n[extra]\n\"layout\" = [\"a\", { \"b\" = \"01\" }]\n\"audience\" = \"public\"\n\"owner\" = \"Ann\"\n"), "{text}");
    }

    #[test]
    fn periods_and_versions_are_read_as_ours() {
        assert_eq!(
            ["6 months", "every six months", "Annually", "often"].map(period),
            [Some("6 months".into()), Some("6 months".into()), Some("12 months".into()), None]
        );
        assert_eq!(["v2.1", "1", "draft"].map(version), [Some("2.1".into()), Some("1".into()), None]);
    }
}
