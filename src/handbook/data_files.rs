//! `people.toml`, `facts.toml`, `goals.toml`, `touchpoints.toml`, `complaints.csv`, `wording.toml`.
//!
//! In: the files. Out: [`DataFiles`], each entry by its key. What always holds: an entry without an audience is for the most
//! private one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::complaints::{self, Complaint};
use super::wording::Wording;
use crate::config::{Audiences, Readers};
use crate::data::{self, Language, Reader, Scope};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::{self, Markup, TextFacts};
use crate::policy::entry_readers;
use crate::source::{ADDRESSES, RELEASES, SourceFile};
use crate::text::{Span, Spanned};

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
    /// Where it stands in its file.
    pub span: Span,
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
    /// Where it stands in its file.
    pub span: Span,
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
    /// The texts of each file that readers read.
    pub texts: Vec<DataText>,
    /// In the order of the file. For the most private audience alone.
    pub complaints: Vec<Complaint>,
    /// What the handbook adds to the lists of the rules of wording. It is in no edition.
    pub wording: Wording,
    /// What could not be read, and was reported where it stands: a file and the key of an entry, or no key for the file itself.
    pub unread: BTreeSet<(String, Option<String>)>,
}

/// The texts of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataText {
    /// The file.
    pub file: SourceFile,
    /// Each text, what it may hold, and who may read it.
    pub written: Vec<(Spanned<String>, Markup, Readers)>,
    /// Their links and facts.
    pub facts: TextFacts,
}

impl DataFiles {
    /// Entries of a day of the past, each for none but those who may read today's entry of that key; of a key that is gone, for none but
    /// those who could read each of its `later` entries. Facts have dates of their own, so they are today's, with those that are gone.
    #[must_use]
    pub fn limited_by(mut self, today: &Self, later: &[&Self]) -> Self {
        fn limit<'a, T: 'a>(
            old: &mut BTreeMap<String, T>,
            today: &'a BTreeMap<String, T>,
            later: &(impl Iterator<Item = &'a BTreeMap<String, T>> + Clone),
            readers: fn(&T) -> Readers,
            of: fn(&mut T) -> &mut Readers,
        ) {
            for (key, entry) in old {
                let newest = today.get(key).is_none().then(|| later.clone()).into_iter().flatten();
                for other in newest.chain([today]).filter_map(|entries| entries.get(key)) {
                    *of(entry) = readers(entry).and(readers(other));
                }
            }
        }
        let all = later.iter();
        limit(
            &mut self.people,
            &today.people,
            &all.clone().map(|one| &one.people),
            |one| one.readers,
            |one| &mut one.readers,
        );
        limit(
            &mut self.goals,
            &today.goals,
            &all.clone().map(|one| &one.goals),
            |one| one.readers,
            |one| &mut one.readers,
        );
        limit(
            &mut self.touchpoints,
            &today.touchpoints,
            &all.clone().map(|one| &one.touchpoints),
            |one| one.readers,
            |one| &mut one.readers,
        );
        limit(
            &mut self.facts,
            &today.facts,
            &all.clone().map(|one| &one.facts),
            |one| one.readers,
            |one| &mut one.readers,
        );
        for (key, fact) in &mut self.facts {
            let others = all.clone().filter_map(|later| later.facts.get(key)).flat_map(|fact| &fact.values);
            for value in &mut fact.values {
                let same = others.clone().filter(|other| other.from == value.from);
                value.readers = same.fold(value.readers.and(fact.readers), |readers, other| readers.and(other.readers));
            }
        }
        self.facts.extend(today.facts.clone());
        self.complaints.clone_from(&today.complaints);
        self
    }

    /// Reads the files that are there.
    #[must_use]
    pub fn parse(files: &BTreeMap<String, SourceFile>, audiences: &Audiences, diagnostics: &mut Diagnostics) -> Self {
        let mut data = Self::default();
        // The record of addresses says nothing that an edition shows, and the ledger is read elsewhere.
        for (name, file) in files.iter().filter(|(name, _)| ![ADDRESSES, RELEASES].contains(&name.as_str())) {
            match name.as_str() {
                "complaints.csv" => data.complaints = complaints::parse(file, diagnostics),
                "wording.toml" => data.wording = Wording::parse(file, diagnostics),
                _ => data.parse_file(name, file, audiences, diagnostics),
            }
        }
        data
    }

    /// Reads a file of entries.
    fn parse_file(&mut self, name: &str, file: &SourceFile, audiences: &Audiences, diagnostics: &mut Diagnostics) {
        let (root, errors) = data::parse(&file.text, Language::Toml, 0);
        let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml, whole: errors.is_empty() };
        if !scope.whole {
            self.unread.insert((name.to_owned(), None));
        }
        for error in errors {
            let rule = if error.too_deep { Rule::NestingTooDeep } else { Rule::InvalidFrontMatter };
            scope.report(rule, error.span, error.message, "fix the TOML here");
        }
        let mut table = Reader::new(&root, "this file", &mut scope);
        let mut texts = Texts { audiences, found: Vec::new() };
        let (all, mut unread) = (&mut texts, Vec::new());
        match name {
            "people.toml" => self.people = entries(&mut table, "a person", &mut unread, |r, _| person(r, all)),
            "facts.toml" => self.facts = entries(&mut table, "a fact", &mut unread, |r, span| fact(r, span, all)),
            "goals.toml" => {
                self.mission = table.text("mission").map(|text| all.take(text, Markup::Inline, audiences.private()));
                self.goals = entries(&mut table, "a goal", &mut unread, |r, span| {
                    let (title, text, readers) = titled(r, all);
                    Some(Goal { title: title?, text, readers, span })
                });
            }
            _ => {
                self.touchpoints = entries(&mut table, "a touchpoint", &mut unread, |r, span| {
                    let (title, text, readers) = titled(r, all);
                    Some(Touchpoint { title: title?, text, readers, span })
                });
            }
        }
        self.unread.extend(unread.into_iter().map(|key| (name.to_owned(), Some(key))));
        self.texts.push(texts.check(file, diagnostics));
    }
}

/// The texts of a file, each with what it may hold and who may read it.
struct Texts<'a> {
    audiences: &'a Audiences,
    found: Vec<(Spanned<String>, Markup, Readers)>,
}

impl Texts<'_> {
    /// Notes a text to be checked, and returns it.
    fn take(&mut self, text: Spanned<String>, markup: Markup, readers: Readers) -> String {
        let value = text.value.clone();
        self.found.push((text, markup, readers));
        value
    }

    /// The same for a text of a fact, which can quote no other.
    fn take_of_fact(
        &mut self,
        text: Spanned<String>,
        markup: Markup,
        readers: Readers,
        scope: &mut Scope<'_>,
    ) -> String {
        if text.value.contains("{fact:") {
            let message = "a fact cannot quote another; it would be published as it is written";
            scope.report(Rule::MisplacedMarkup, text.span, message, "write the value itself");
            return text.value;
        }
        self.take(text, markup, readers)
    }

    fn check(self, file: &SourceFile, diagnostics: &mut Diagnostics) -> DataText {
        let mut facts = TextFacts::default();
        for (text, markup, readers) in &self.found {
            facts.append(markdown::read_field(text, *markup, file, *readers, self.audiences, diagnostics));
        }
        DataText { file: file.clone(), written: self.found, facts }
    }
}

/// Reads every table of a file whose keys are the author's. The keys of those that cannot be read are added to `unread`.
fn entries<T>(
    table: &mut Reader<'_, '_, '_>,
    what: &'static str,
    unread: &mut Vec<String>,
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
        match entry {
            Some(entry) => drop(out.insert(key.name.clone(), entry)),
            None => unread.push(key.name.clone()),
        }
    }
    out
}

fn person(r: &mut Reader<'_, '_, '_>, texts: &mut Texts<'_>) -> Option<Person> {
    let role = r.required_text("role");
    let (name, contact, answers_within) = (r.text("name"), r.text("contact"), r.text("answers_within"));
    let readers = entry_readers(r, texts.audiences);
    let mut take = |text, markup| texts.take(text, markup, readers);
    Some(Person {
        name: name.map(|text| take(text, Markup::Plain)),
        contact: contact.map(|text| take(text, Markup::Inline)),
        answers_within: answers_within.map(|text| take(text, Markup::Inline)),
        role: take(role?, Markup::Plain),
        readers,
    })
}

fn titled(r: &mut Reader<'_, '_, '_>, texts: &mut Texts<'_>) -> (Option<String>, Option<String>, Readers) {
    let (title, text) = (r.required_text("title"), r.text("text"));
    let readers = entry_readers(r, texts.audiences);
    let title = title.map(|title| texts.take(title, Markup::Plain, readers));
    (title, text.map(|text| texts.take(text, Markup::Inline, readers)), readers)
}

/// Reports the second value of a fact from one day on: nobody could say which of the two holds.
fn report_second(from: &Spanned<Date>, value: &str, days: &mut Vec<(Date, String)>, scope: &mut Scope<'_>) {
    if let Some((day, first)) = days.iter().find(|(day, _)| *day == from.value) {
        let message = format!("from {day} on this fact is `{first}` and `{value}` at once");
        let help = "keep one of the two, or correct the day from which it holds";
        scope.report(Rule::AmbiguousFact, from.span, message, help);
    }
    days.push((from.value, value.to_owned()));
}

/// A fact; each value may carry an audience of its own, and is otherwise for the readers of the fact.
fn fact(r: &mut Reader<'_, '_, '_>, span: Span, texts: &mut Texts<'_>) -> Option<Fact> {
    let audiences = texts.audiences;
    let title = r.required_text("title");
    let readers = entry_readers(r, audiences);
    let mut days: Vec<(Date, String)> = Vec::new();
    let mut values = r.tables("values", "a value", |r| {
        let from = r.date("from");
        if from.is_none() && r.key_span("from").is_none() {
            r.missing("from", "add `from = 2026-01-01`, its start date");
        }
        let value = r.required_text("value");
        if let Some((from, value)) = from.as_ref().zip(value.as_ref()) {
            report_second(from, &value.value, &mut days, r.scope);
        }
        let own = if r.key_span("audience").is_some() { entry_readers(r, audiences).and(readers) } else { readers };
        r.node("audience");
        let value = texts.take_of_fact(value?, Markup::Inline, own, r.scope);
        Some(FactValue { from: from?.value, value, readers: own })
    });
    if values.is_empty() && r.key_span("values").is_none() {
        r.missing("values", "add `[[KEY.values]]` with `from` and `value`");
    }
    values.sort_by_key(|value| value.from);
    Some(Fact { title: texts.take_of_fact(title?, Markup::Plain, readers, r.scope), values, readers, span })
}
