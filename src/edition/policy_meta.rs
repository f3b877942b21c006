//! What governs a policy, and its versions, as one audience may know them.
//!
//! In: what the projection lets through. Out: a value for each declared key, and types for the keys whose meaning the program uses.
//! What always holds: a key that the audience may not know is absent, in the same way as one that nobody wrote.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::model::Edition;
use super::pages::PageIndex;
use super::prose::{FactValues, Prose};
use super::redact::Redacted;
use crate::policy::{FIELDS, Field, Flexibility, InRedline, Kind, Standing, Type, from_word};
use crate::text::SitePath;

/// What governs a policy, as the audience may know it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PolicyMeta {
    /// The values of the keys that [`FIELDS`] declares.
    pub values: MetaValues,
    /// What took the place of this one, or will: each with the policy that took its own, and so on.
    pub replacements: Vec<Replacement>,
    /// The ids of those whose place it took, or will.
    pub replaces: Vec<String>,
    /// The day on which the first of them took it, where somebody said so.
    pub replaced_on: Option<Date>,
    /// What it is on the day of the edition.
    pub standing: Standing,
    /// The day from which it is no longer in force, where it says so.
    pub retired_on: Option<Date>,
    /// Whether it is, or was, to be tried for a time.
    pub on_trial: bool,
    /// Whether the policy that it names as its successor has taken its place already.
    pub replaced: bool,
    /// Its first day, as it says or as its change log does.
    pub first_day: Option<Date>,
    /// The last day of a trial, or of a rule for a time.
    pub last_day: Option<Date>,
    /// Whether nobody has said yet if there is room: it is shown without a card.
    pub undecided: bool,
    /// The last days of its waivers. None but for the most private audience.
    pub waived_until: Vec<Date>,
}

/// A policy that took the place of another, or will.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Replacement {
    /// The title of the policy whose place it is, where that is one that took the place of another in turn.
    pub of: Option<String>,
    /// Its own title.
    pub title: String,
    /// Where it is.
    pub policy: Replaced,
    /// Its first day, where somebody said so.
    pub since: Option<Date>,
    /// Whether that day has come.
    pub done: bool,
}

/// Where a policy is that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Replaced {
    /// It has a page.
    By(PageIndex),
    /// Its file has gone too; its id.
    ByGone(String),
}

/// The values of a table, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct MetaValues(pub(super) BTreeMap<&'static str, MetaValue>);

/// A value. Which of these a key has follows from its [`Type`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MetaValue {
    /// A text without marks, a word, or the key of something that the audience may know.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// A text with marks.
    Prose(Prose),
    /// Several of them.
    Proses(Vec<Prose>),
    /// A date.
    Date(Date),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Pages of this edition.
    Pages(Vec<PageIndex>),
    /// A table.
    Table(MetaValues),
    /// A list of tables.
    Entries(Vec<MetaEntry>),
}

/// A table that carries who may read it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MetaEntry {
    /// What it says.
    pub values: MetaValues,
    /// What the audience that may be told of it is called; only the most private one knows.
    pub told_to: Option<String>,
    /// Whether some who may read the policy may not be told of it; only the most private audience knows.
    pub is_apart: bool,
}

impl MetaValue {
    /// Whether nothing is left of it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Texts(texts) => texts.is_empty(),
            Self::Proses(texts) => texts.is_empty(),
            Self::Pages(pages) => pages.is_empty(),
            Self::Entries(entries) => entries.is_empty(),
            _ => false,
        }
    }
}

impl MetaValues {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&MetaValue> {
        self.0.get(key)
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(MetaValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text with marks of a key.
    #[must_use]
    pub fn prose(&self, key: &str) -> Option<&Prose> {
        match self.get(key) {
            Some(MetaValue::Prose(text)) => Some(text),
            _ => None,
        }
    }

    /// The texts with marks of a key.
    #[must_use]
    pub fn proses(&self, key: &str) -> &[Prose] {
        match self.get(key) {
            Some(MetaValue::Proses(texts)) => texts,
            _ => &[],
        }
    }

    /// All texts with marks, in its tables too.
    #[must_use]
    pub fn all_prose(&self) -> Vec<&Prose> {
        let mut found = Vec::new();
        for value in self.0.values() {
            match value {
                MetaValue::Prose(text) => found.push(text),
                MetaValue::Proses(texts) => found.extend(texts),
                MetaValue::Table(table) => found.extend(table.all_prose()),
                MetaValue::Entries(entries) => found.extend(entries.iter().flat_map(|entry| entry.values.all_prose())),
                _ => {}
            }
        }
        found
    }

    /// The texts of a key.
    #[must_use]
    pub fn texts(&self, key: &str) -> &[String] {
        match self.get(key) {
            Some(MetaValue::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// The table of a key.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&Self> {
        match self.get(key) {
            Some(MetaValue::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// The date of a key.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.get(key) {
            Some(MetaValue::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// The entries of a key.
    #[must_use]
    pub fn entries(&self, key: &str) -> &[MetaEntry] {
        match self.get(key) {
            Some(MetaValue::Entries(entries)) => entries,
            _ => &[],
        }
    }
}

/// One thing that may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyOption<'a> {
    /// What.
    pub offer: &'a Prose,
    /// When.
    pub when: Option<&'a Prose>,
    /// Up to what limit.
    pub limit: Option<&'a Prose>,
    /// The key of a person whom the audience may know.
    pub decided_by: Option<&'a str>,
    /// What people say who ask for it; it is not shown.
    pub keywords: &'a [String],
    /// See [`MetaEntry::told_to`].
    pub told_to: Option<&'a str>,
}

/// The first thing that a policy answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// What may be offered.
    Option(PolicyOption<'a>),
    /// Why there is no exception.
    Reason(&'a Prose),
}

/// An entry of the change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The version that it brought.
    pub version: &'a str,
    /// When.
    pub date: Option<Date>,
    /// Whether it must be read again.
    pub material: bool,
    /// What changed.
    pub summary: &'a Prose,
    /// Why.
    pub reason: Option<&'a Prose>,
    /// Who agreed to it; only the most private audience knows.
    pub approval: Option<Approval<'a>>,
}

/// That somebody agreed to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval<'a> {
    /// Who: a key of [`Edition::people`](super::Edition::people).
    pub by: &'a str,
    /// When.
    pub on: Option<Date>,
    /// Where that is recorded.
    pub reference: Option<&'a str>,
}

impl PolicyMeta {
    /// What never changes about a policy.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.values.text("id")
    }

    /// What sort of rule it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.values.text("kind").and_then(from_word).unwrap_or(Kind::Policy)
    }

    /// Whether there is room.
    #[must_use]
    pub fn flexibility(&self) -> Option<Flexibility> {
        self.values.text("flexibility").and_then(from_word)
    }

    /// The number of this issue.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.values.text("version")
    }

    /// Its first day in force.
    #[must_use]
    pub fn effective(&self) -> Option<Date> {
        self.values.date("effective")
    }

    /// Who answers for it: a key of [`Edition::people`](super::Edition::people).
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.values.text("owner")
    }

    /// When it is to be looked at again; only the most private audience knows.
    #[must_use]
    pub fn review_date(&self) -> Option<Date> {
        self.values.date("review_date")
    }

    /// Where those who take part in a trial, or are asked about a proposal, say what they think of it.
    #[must_use]
    pub fn opinion(&self) -> Option<&str> {
        let asks = if self.standing == Standing::Consultation { "consultation" } else { "pilot" };
        self.values.table(asks)?.text("feedback")
    }

    /// The last day on which comments on a proposal are read.
    #[must_use]
    pub fn comments_until(&self) -> Option<Date> {
        let proposed = self.standing == Standing::Consultation;
        self.values.table("consultation").filter(|_| proposed)?.date("until")
    }

    /// The situations that it is for: keys of [`Edition::touchpoints`](super::Edition::touchpoints).
    #[must_use]
    pub fn touchpoints(&self) -> &[String] {
        self.values.texts("touchpoints")
    }

    /// The roles whose reading list holds it: keys of [`Edition::people`](super::Edition::people).
    #[must_use]
    pub fn required_for(&self) -> &[String] {
        self.values.texts("required_for")
    }

    /// Why the rule is there.
    #[must_use]
    pub fn rationale(&self) -> &[Prose] {
        self.values.proses("rationale")
    }

    /// The first text of it: what a summary is made of where nobody wrote one.
    #[must_use]
    pub fn why(&self) -> Option<&Prose> {
        self.rationale().first()
    }

    /// Why there is no exception.
    #[must_use]
    pub fn reasons(&self) -> &[Prose] {
        self.values.proses("reasons")
    }

    /// Whether it says what may be offered, or why there is no exception.
    #[must_use]
    pub fn has_an_answer(&self) -> bool {
        !self.reasons().is_empty() || self.options().next().is_some()
    }

    /// What it answers first to whoever asks: its first option, or else its first reason; nothing while it is not offered.
    #[must_use]
    pub fn first_answer(&self) -> Option<Answer<'_>> {
        let reason = || self.reasons().first().map(Answer::Reason);
        self.standing.offers().then(|| self.options().next().map(Answer::Option).or_else(reason)).flatten()
    }

    /// Whether those who read this to serve somebody are the first step of its escalation: they decide the first option, or head the
    /// list of several roles that must have read a rule without exceptions. Nobody is told to ask themselves.
    #[must_use]
    pub fn is_first_step_here(&self) -> bool {
        let steps = self.steps();
        let roles = self.required_for();
        let black = || roles.first().filter(|_| roles.len() > 1 && self.flexibility() == Some(Flexibility::Black));
        let decides = self.options().next().and_then(|option| option.decided_by);
        let here = decides.or_else(|| black().map(String::as_str));
        steps.len() > 1 && here.is_some() && steps.first().map(String::as_str) == here
    }

    /// Whom a question is passed on to by those who read this to serve somebody: keys of people, in order.
    #[must_use]
    pub fn next_steps(&self) -> &[String] {
        if self.is_first_step_here() { &self.steps()[1..] } else { self.steps() }
    }

    /// Whom a question is passed on to, from the first: keys of people.
    #[must_use]
    pub fn steps(&self) -> &[String] {
        self.values.texts("escalation")
    }

    /// What to say when the answer is no; only the most private audience knows.
    #[must_use]
    pub fn say(&self) -> Option<&Prose> {
        self.values.prose("say")
    }

    /// What may be offered.
    pub fn options(&self) -> impl Iterator<Item = PolicyOption<'_>> {
        self.values.entries("options").iter().filter_map(|MetaEntry { values, told_to, is_apart: _ }| {
            Some(PolicyOption {
                offer: values.prose("offer")?,
                when: values.prose("when"),
                limit: values.prose("limit"),
                decided_by: values.text("decided_by"),
                keywords: values.texts("keywords"),
                told_to: told_to.as_deref(),
            })
        })
    }

    /// Leaves out the entries of the change log that tell of versions which were out of force before a day.
    pub(super) fn forget_changes(&mut self, kept_from: Date) {
        let Some(MetaValue::Entries(entries)) = self.values.0.get_mut("changes") else { return };
        let mut ended = None;
        entries.retain(|entry| {
            let is_kept = ended.is_none_or(|end: Date| end >= kept_from);
            ended = entry.values.date("date").or(ended);
            is_kept
        });
    }

    /// The declared change log, newest first.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.values.entries("changes").iter().filter_map(|MetaEntry { values, .. }| {
            Some(Change {
                version: values.text("version")?,
                date: values.date("date"),
                material: values.get("material") != Some(&MetaValue::Bool(false)),
                summary: values.prose("summary")?,
                reason: values.prose("reason"),
                approval: values.table("approved").and_then(|approved| {
                    let (on, reference) = (approved.date("on"), approved.text("reference"));
                    Some(Approval { by: approved.text("by")?, on, reference })
                }),
            })
        })
    }

    /// Who agreed to this version; only the most private audience knows.
    #[must_use]
    pub fn approval(&self) -> Option<Approval<'_>> {
        let number = self.version()?;
        self.changes().find(|change| change.version == number)?.approval
    }
}

impl Edition {
    /// Why there is no exception, in words.
    #[must_use]
    pub fn why_no_exception(&self, meta: &PolicyMeta) -> Vec<String> {
        meta.reasons().iter().map(|reason| self.words(reason, None)).collect()
    }

    /// The texts by which search finds a policy, beside its options; an entry is one of them.
    #[must_use]
    pub fn searched_texts(&self, meta: &PolicyMeta) -> Vec<String> {
        let mut texts = Vec::new();
        for field in FIELDS.iter().filter(|field| field.searched) {
            match (meta.values.get(field.name), &field.accepts) {
                (Some(MetaValue::Prose(text)), _) => texts.push(self.words(text, None)),
                (Some(MetaValue::Proses(all)), _) => texts.extend(all.iter().map(|text| self.words(text, None))),
                (Some(MetaValue::Entries(entries)), Type::Entries { fields, .. }) => {
                    texts.extend(entries.iter().map(|entry| self.line(fields, &entry.values)));
                }
                _ => {}
            }
        }
        texts
    }

    /// The texts of an entry in one line.
    fn line(&self, fields: &[Field], values: &MetaValues) -> String {
        let mut line = String::new();
        for field in fields {
            if let (InRedline::Part { before, .. }, Some(text)) = (field.redline, values.prose(field.name)) {
                line.extend([before, &self.words(text, None)]);
            }
        }
        line
    }
}

/// One issue of a policy.
#[derive(Debug, Clone, Hash)]
pub struct Version {
    /// Its number.
    pub number: String,
    /// The last part of its address, which is unique among the versions of its policy.
    pub address: String,
    /// What the policy was called.
    pub title: String,
    /// The first day on which it is, or was to be, in force, where somebody said so.
    pub effective: Option<Date>,
    /// What it is on the day of the edition.
    pub standing: Standing,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// Whether nothing is known of it but its text, which was written for another tool.
    pub text_alone: bool,
    /// Its text.
    pub body: Redacted,
    /// What governed it.
    pub meta: PolicyMeta,
    /// The other texts that bore its number after it came into force, newest first.
    pub others: Vec<OtherText>,
    /// When and why words were taken out of it.
    pub reductions: Vec<Reduction>,
    /// The values that facts had on its last day in force, or have today: those that it quotes.
    pub facts: FactValues,
    /// The values that they have on its last day in force, where the day of the next version is known, and else those of `facts`: a redline
    /// shows these of the older of two versions.
    pub last_facts: FactValues,
    /// The values that they had on its first day: a redline shows these of the newer of two versions, so that what changed while
    /// a version was in force is no part of it.
    pub first_facts: FactValues,
}

/// When a policy ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PolicyEnd {
    /// It goes on.
    Never,
    /// From this day on it was over.
    On(Date),
    /// It is over, and nobody knows since when.
    Unknown,
}

/// The days on which a version was, or is to be, in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first, where somebody said so.
    pub from: Option<Date>,
    /// The last, where there is one.
    pub until: Option<Date>,
    /// Whether it is over, and nobody knows since when.
    pub is_open: bool,
}

/// What a version is, and what it says itself of its first day and its last.
pub(super) type OwnDays = (Standing, Option<Date>, Option<Date>);

impl Period {
    /// Those of each of a policy's versions, which are in their order; `None` for what is no more than a proposal.
    pub(super) fn of(versions: impl DoubleEndedIterator<Item = OwnDays>, end: PolicyEnd) -> Vec<Option<Self>> {
        let (mut periods, mut next, mut is_open) = (Vec::new(), None, end == PolicyEnd::Unknown);
        let end = if let PolicyEnd::On(day) = end { Some(day) } else { None };
        for (standing, first, last) in versions.rev() {
            let governs = !matches!(standing, Standing::Draft | Standing::Consultation);
            let until = [next, end].into_iter().flatten().filter_map(|day| day.yesterday().ok()).chain(last).min();
            periods.push(governs.then_some(Self { from: first, until, is_open }));
            is_open &= !governs;
            next = first.filter(|_| governs).or(next);
        }
        periods.reverse();
        periods
    }
}

/// That words were taken out of a version: the name of somebody who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// The day on which somebody decided so.
    pub on: Date,
    /// Why.
    pub because: Prose,
}

/// A text that bore the number of a version before it was changed under the same number.
#[derive(Debug, Clone, Hash)]
pub struct OtherText {
    /// The day on which another text took its place.
    pub until: Date,
    /// What the policy was called.
    pub title: String,
    /// Its text.
    pub body: Redacted,
    /// What governed it.
    pub meta: PolicyMeta,
    /// The values of the facts that it quotes, on that day.
    pub facts: FactValues,
}

/// A policy whose file has gone.
#[derive(Debug, Clone, Hash)]
pub struct Withdrawn {
    /// What it was called.
    pub title: String,
    /// The number of its last version.
    pub version: Option<String>,
    /// The day on which it went.
    pub gone: Option<Date>,
    /// Whether nothing of it is kept any longer, but that it went.
    pub forgotten: bool,
    /// The section that it was in last, by its address.
    pub section: String,
    /// The addresses that it had, beside its permanent link.
    pub addresses: BTreeSet<SitePath>,
    /// What took its place: each with the policy that took its own, and so on.
    pub replacements: Vec<Replacement>,
    /// Its versions, the last one among them, in the order of their effect.
    pub versions: Vec<Version>,
}
