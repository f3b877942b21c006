//! `people.toml`, `facts.toml`, `goals.toml`, `touchpoints.toml`, `complaints.csv`.
//!
//! In: the files. Out: [`DataFiles`], each entry by its key. What always holds: an entry without an audience is for the most
//! private one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::complaints::{self, Complaint};
use crate::config::{Audiences, Readers};
use crate::data::{self, Language, Reader, Scope};
use crate::diagnostic::{Diagnostics, Rule};
use crate::policy::entry_readers;
use crate::source::SourceFile;
use crate::text::Span;

/// A role, an owner, or a step of escalation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are.
    pub role: String,
    /// The name of the person.
    pub name: Option<String>,
    /// How to reach them: an address, a number, a `mailto:` or `tel:` link.
    pub contact: Option<String>,
    /// How soon they answer, as text.
    pub answers_within: Option<String>,
    /// Who may know of them.
    pub readers: Readers,
}

/// A fee, a limit, a time or a contact that changes over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub title: String,
    /// Its values, oldest first.
    pub values: Vec<FactValue>,
    /// Who may know of it.
    pub readers: Readers,
    /// Where it stands in facts.toml.
    pub span: Span,
}

/// A value and the day from which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactValue {
    /// The first day.
    pub from: Date,
    /// The value.
    pub value: String,
    /// Who may know it.
    pub readers: Readers,
}

impl Fact {
    /// The value in force on a day. An audience that may not know it knows none: an older one that it may know is no
    /// longer true.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&FactValue> {
        self.values.iter().rev().find(|value| value.from <= day)
    }

    /// The first value after a day.
    #[must_use]
    pub fn after(&self, day: Date) -> Option<&FactValue> {
        self.values.iter().find(|value| value.from > day)
    }
}

/// What policies serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The short title.
    pub title: String,
    /// In more.
    pub text: Option<String>,
    /// Who may read it.
    pub readers: Readers,
}

/// A way in which a client meets us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touchpoint {
    /// In the client's words.
    pub title: String,
    /// In more.
    pub text: Option<String>,
    /// Who may read it.
    pub readers: Readers,
}

/// The data files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataFiles {
    /// By key.
    pub people: BTreeMap<String, Person>,
    /// By key.
    pub facts: BTreeMap<String, Fact>,
    /// By key.
    pub goals: BTreeMap<String, Goal>,
    /// What all goals are for. For the most private audience alone.
    pub mission: Option<String>,
    /// By key.
    pub touchpoints: BTreeMap<String, Touchpoint>,
    /// In the order of the file. For the most private audience alone.
    pub complaints: Vec<Complaint>,
}

impl DataFiles {
    /// Reads the files that are there.
    #[must_use]
    pub fn parse(files: &BTreeMap<String, SourceFile>, audiences: &Audiences, diagnostics: &mut Diagnostics) -> Self {
        let mut data = Self::default();
        for (name, file) in files {
            if name == "complaints.csv" {
                data.complaints = complaints::parse(file, diagnostics);
                continue;
            }
            let (root, errors) = data::parse(&file.text, Language::Toml, 0);
            let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml };
            for error in errors {
                let rule = if error.too_deep { Rule::NestingTooDeep } else { Rule::InvalidFrontMatter };
                scope.report(rule, error.span, error.message, "fix the TOML here");
            }
            let mut table = Reader::new(&root, "this file", &mut scope);
            match name.as_str() {
                "people.toml" => data.people = entries(&mut table, "a person", |r, _| person(r, audiences)),
                "facts.toml" => data.facts = entries(&mut table, "a fact", |r, span| fact(r, span, audiences)),
                "goals.toml" => {
                    data.mission = table.text("mission").map(|text| text.value);
                    data.goals = entries(&mut table, "a goal", |r, _| {
                        let (title, text, readers) = titled(r, audiences);
                        Some(Goal { title: title?, text, readers })
                    });
                }
                _ => {
                    data.touchpoints = entries(&mut table, "a touchpoint", |r, _| {
                        let (title, text, readers) = titled(r, audiences);
                        Some(Touchpoint { title: title?, text, readers })
                    });
                }
            }
        }
        data
    }
}

/// Reads every table of a file whose keys are the author's.
fn entries<T>(
    table: &mut Reader<'_, '_, '_>,
    what: &'static str,
    mut read: impl FnMut(&mut Reader<'_, '_, '_>, Span) -> Option<T>,
) -> BTreeMap<String, T> {
    let mut out = BTreeMap::new();
    for (key, node) in table.entries() {
        if key.name == "mission" && what == "a goal" {
            continue;
        }
        let mut reader = Reader::new(node, what, table.scope);
        let entry = read(&mut reader, key.span);
        reader.finish();
        out.extend(entry.map(|entry| (key.name.clone(), entry)));
    }
    out
}

fn person(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<Person> {
    let role = r.required_text("role");
    let name = r.text("name").map(|text| text.value);
    let contact = r.text("contact").map(|text| text.value);
    let answers_within = r.text("answers_within").map(|text| text.value);
    let readers = entry_readers(r, audiences);
    Some(Person { role: role?.value, name, contact, answers_within, readers })
}

fn titled(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> (Option<String>, Option<String>, Readers) {
    let title = r.required_text("title").map(|text| text.value);
    let text = r.text("text").map(|text| text.value);
    (title, text, entry_readers(r, audiences))
}

/// A fact; each value may carry an audience of its own, and is otherwise for the readers of the fact.
fn fact(r: &mut Reader<'_, '_, '_>, span: Span, audiences: &Audiences) -> Option<Fact> {
    let title = r.required_text("title");
    let readers = entry_readers(r, audiences);
    let mut values = r.tables("values", "a value", |r| {
        let from = r.date("from");
        if from.is_none() && r.key_span("from").is_none() {
            r.missing("from", "add `from = 2026-01-01`, its start date");
        }
        let value = r.required_text("value");
        let own = if r.key_span("audience").is_some() { entry_readers(r, audiences).and(readers) } else { readers };
        r.node("audience");
        Some(FactValue { from: from?.value, value: value?.value, readers: own })
    });
    if values.is_empty() && r.key_span("values").is_none() {
        r.missing("values", "add `[[KEY.values]]` with `from` and `value`");
    }
    values.sort_by_key(|value| value.from);
    Some(Fact { title: title?.value, values, readers, span })
}
