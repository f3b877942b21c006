//! The front matter of SPEC §2 as a value for each declared key, and as types for the keys whose meaning the program uses.
//!
//! What each key means stands in the manual, under "Front matter".

use jiff::civil::Date;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use super::fields::{KINDS, OPTION, SOURCE};
use super::values::{Entry, Value, Values};
use crate::config::Readers;
use crate::text::{Span, Spanned};

/// What sort of rule a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A rule chosen for good reasons.
    Policy,
    /// The steps.
    Procedure,
    /// A level that is measured.
    Standard,
    /// Good practice.
    Guideline,
    /// Ungoverned prose.
    Page,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS[self as usize]
    }
}

/// Where a rule is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written; the most private audience alone sees it.
    Draft,
    /// Being talked about with those whom it will concern.
    Consultation,
    /// Being tried, with someone, until a day.
    Pilot,
    /// In force.
    Active,
    /// No longer in force; its page stays.
    Retired,
}

/// Whether there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flexibility {
    /// No exceptions.
    Black,
    /// Room, within options.
    Grey,
    /// Nobody has said yet.
    Undecided,
}

/// The variant that a word of the front matter stands for.
#[must_use]
pub fn from_word<'w, T: Deserialize<'w>>(word: &'w str) -> Option<T> {
    let word: StrDeserializer<'w, Error> = word.into_deserializer();
    T::deserialize(word).ok()
}

/// Everything between the fences. It always has a title, a kind and a status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatter {
    /// The values of the keys that [`FIELDS`](super::FIELDS) declares.
    pub values: Values,
}

/// An entry of the declared change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The version that it brought.
    pub version: &'a Spanned<String>,
    /// When.
    pub date: Option<&'a Spanned<Date>>,
    /// Who agreed to it, where somebody did.
    pub approval: Option<Approval<'a>>,
    /// The commit and the path of its text, where the history knows it by no id.
    pub source: Option<&'a Spanned<String>>,
    /// Who may read the entry.
    pub readers: Readers,
}

/// That somebody agreed to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval<'a> {
    /// Who: a key of people.toml.
    pub by: &'a Spanned<String>,
    /// When.
    pub on: &'a Spanned<Date>,
}

/// A rule that is waived on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiver<'a> {
    /// The name of the rule.
    pub rule: &'a Spanned<String>,
    /// The last day on which it is.
    pub until: Option<&'a Spanned<Date>>,
    /// Why that is right.
    pub reason: Option<&'a Spanned<String>>,
    /// Who answers for it.
    pub owner: Option<&'a Spanned<String>>,
}

/// A promise that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard<'a> {
    /// What is measured.
    pub measure: &'a Spanned<String>,
    /// What is promised.
    pub target: &'a Spanned<String>,
    /// The last measurement.
    pub result: Option<&'a Spanned<String>>,
    /// When that was.
    pub measured: Option<&'a Spanned<Date>>,
    /// Where it stands.
    pub span: Span,
}

/// One thing that may be offered. (The key is `options`; the type is not called `Option`, which Rust has already.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyOption<'a> {
    /// Whether nothing is written about a limit.
    pub lacks_limit: bool,
    /// Whether nothing is written about who decides.
    pub lacks_decider: bool,
    /// Whether it has no keywords, and no scenario names it.
    pub lacks_words: bool,
    /// Who decides, where that can be read.
    pub decider: Option<&'a Spanned<String>>,
    /// Who may read it, if they may read the policy.
    pub readers: Readers,
    /// Where it stands.
    pub span: Span,
}

/// What a scenario says where no option applies.
pub const NO_OPTION: &str = "none";

/// A case to practise on, as a test of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario<'a> {
    /// The offer that must apply, or [`NO_OPTION`].
    pub option: &'a Spanned<String>,
    /// The version for which somebody last said so.
    pub confirmed: Option<&'a Spanned<String>>,
}

/// Whether two texts have the same words.
fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

impl FrontMatter {
    /// The front matter of a file that has none.
    #[must_use]
    pub fn untitled(name: &str) -> Self {
        let mut values = Values::default();
        for (key, text) in [("title", name), ("kind", "page"), ("status", "active")] {
            values.set(key, Value::Text(Spanned { value: text.to_owned(), span: Span::default() }));
        }
        Self { values }
    }

    /// What never changes about a policy.
    #[must_use]
    pub fn id(&self) -> Option<&Spanned<String>> {
        self.values.text("id")
    }

    /// What it is called.
    ///
    /// # Panics
    /// Never: the reader gives every file a title.
    #[must_use]
    pub fn title(&self) -> &Spanned<String> {
        self.values.text("title").expect("the reader gives every file a title")
    }

    fn word<'a, T: Deserialize<'a>>(&'a self, key: &str) -> Option<T> {
        from_word(&self.values.text(key)?.value)
    }

    /// What sort of rule it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.word("kind").unwrap_or(Kind::Policy)
    }

    /// Where it is in its life. A status that nobody can read counts as a draft, which is private.
    #[must_use]
    pub fn status(&self) -> Status {
        self.word("status").unwrap_or(Status::Draft)
    }

    /// Whether there is room.
    #[must_use]
    pub fn flexibility(&self) -> Option<Spanned<Flexibility>> {
        let span = self.values.text("flexibility")?.span;
        Some(Spanned { value: self.word("flexibility")?, span })
    }

    /// The number of this issue.
    #[must_use]
    pub fn version(&self) -> Option<&Spanned<String>> {
        self.values.text("version")
    }

    /// Its first day in force.
    #[must_use]
    pub fn effective(&self) -> Option<&Spanned<Date>> {
        self.values.date("effective")
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(&self) -> Option<&Spanned<String>> {
        self.values.text("owner")
    }

    /// Who is to approve its versions: a key of people.toml.
    #[must_use]
    pub fn approver(&self) -> Option<&Spanned<String>> {
        self.values.text("approved_by")
    }

    /// When it is to be looked at again: as it says, or `reviewed` and `review_every` added up.
    #[must_use]
    pub fn review_date(&self) -> Option<&Spanned<Date>> {
        self.values.date("review_date")
    }

    /// The ids of the policies that it replaced.
    #[must_use]
    pub fn supersedes(&self) -> &[Spanned<String>] {
        self.values.texts("supersedes")
    }

    /// Old addresses that lead here.
    #[must_use]
    pub fn aliases(&self) -> &[Spanned<String>] {
        self.values.texts("aliases")
    }

    /// The place among its neighbours; those without come behind, by title.
    #[must_use]
    pub fn order(&self) -> Option<i64> {
        self.values.integer("order")
    }

    /// Whether search finds it without being asked for its section.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        !matches!(self.values.get("search"), Some(Value::Bool(false)))
    }

    /// What may be offered.
    #[must_use]
    pub fn options(&self) -> impl ExactSizeIterator<Item = PolicyOption<'_>> {
        self.values.entries("options").iter().map(|Entry { values, span, readers }| {
            let (lacks_limit, lacks_decider) = (values.lacks("limit"), values.lacks("decided_by"));
            let decider = values.text("decided_by");
            let is_told =
                |offer: &Spanned<String>| self.scenarios().any(|told| same_words(&told.option.value, &offer.value));
            let lacks_words = values.lacks("keywords") && values.text("offer").is_some_and(|offer| !is_told(offer));
            PolicyOption { lacks_limit, lacks_decider, lacks_words, decider, readers: *readers, span: *span }
        })
    }

    /// The offers of the options.
    pub fn offers(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.values.entries("options").iter().filter_map(|entry| entry.values.text("offer"))
    }

    /// The keys in which the option of an offer differs from that of another text; `None` where one of them has no such option.
    #[must_use]
    pub fn option_changes(&self, other: &Self, offer: &str) -> Option<Vec<&'static str>> {
        let find = |front: &'_ Self| {
            let words = |text: &Spanned<String>| same_words(&text.value, offer);
            let entries = front.values.entries("options").iter();
            entries.map(|entry| &entry.values).find(|values| values.text("offer").is_some_and(words)).cloned()
        };
        let (own, others) = (find(self)?, find(other)?);
        Some(own.governing_changes(&others, OPTION).map(|field| field.name).collect())
    }

    /// The scenarios that say which option must apply.
    pub fn scenarios(&self) -> impl Iterator<Item = Scenario<'_>> {
        let entries = self.values.entries("scenarios").iter();
        entries.filter_map(|Entry { values, .. }| {
            Some(Scenario { option: values.text("option")?, confirmed: values.text("confirmed") })
        })
    }

    /// The declared change log, newest first.
    #[must_use]
    pub fn changes(&self) -> Vec<Change<'_>> {
        let entries = self.values.entries("changes").iter();
        entries
            .filter_map(|Entry { values, readers, span: _ }| {
                let approval = values
                    .table("approved")
                    .and_then(|approved| Some(Approval { by: approved.text("by")?, on: approved.date("on")? }));
                let (version, date) = (values.text("version")?, values.date("date"));
                Some(Change { version, date, approval, source: values.text(SOURCE), readers: *readers })
            })
            .collect()
    }

    /// What the change log says of this version, and who may read it.
    #[must_use]
    pub fn own_summary(&self) -> Option<(&Spanned<String>, Readers)> {
        let number = &self.version()?.value;
        let is_own = |entry: &&Entry| entry.values.text("version").is_some_and(|own| own.value == *number);
        let own = self.values.entries("changes").iter().find(is_own)?;
        Some((own.values.text("summary")?, own.readers))
    }

    /// The rules that it waives.
    pub fn waivers(&self) -> impl Iterator<Item = Waiver<'_>> {
        let entries = self.values.entries("waivers").iter();
        entries.filter_map(|Entry { values, .. }| {
            let (reason, owner) = (values.text("reason"), values.text("owner"));
            Some(Waiver { rule: values.text("rule")?, until: values.date("until"), reason, owner })
        })
    }

    /// The promises that are measured.
    pub fn promises(&self) -> impl Iterator<Item = Standard<'_>> {
        self.values.entries("standards").iter().filter_map(|Entry { values, span, .. }| {
            Some(Standard {
                measure: values.text("measure")?,
                target: values.text("target")?,
                result: values.text("result"),
                measured: values.date("measured"),
                span: *span,
            })
        })
    }

    /// What others offer: who, when that was looked up, and where it stands.
    pub fn benchmarks(&self) -> impl Iterator<Item = (&Spanned<String>, Option<&Spanned<Date>>, Span)> {
        let entries = self.values.entries("benchmarks").iter();
        entries.filter_map(|Entry { values, span, .. }| Some((values.text("who")?, values.date("checked"), *span)))
    }

    /// The keys of the goals that it serves.
    #[must_use]
    pub fn goals(&self) -> &[Spanned<String>] {
        self.values.texts("goals")
    }

    /// The keys of the touchpoints at which clients meet it.
    #[must_use]
    pub fn touchpoints(&self) -> &[Spanned<String>] {
        self.values.texts("touchpoints")
    }

    /// The keys of those whom a question is passed on to, in order.
    #[must_use]
    pub fn escalation(&self) -> &[Spanned<String>] {
        self.values.texts("escalation")
    }

    /// Words to sort it by.
    #[must_use]
    pub fn tags(&self) -> &[Spanned<String>] {
        self.values.texts("tags")
    }

    /// Where it says that it was made to save cost.
    #[must_use]
    pub fn cost_motive(&self) -> Option<Span> {
        self.values.text("motive").filter(|motive| motive.value == "cost").map(|motive| motive.span)
    }

    /// When it was last looked at.
    #[must_use]
    pub fn reviewed(&self) -> Option<&Spanned<Date>> {
        self.values.date("reviewed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::fields::{FLEXIBILITIES, STATUSES};

    #[test]
    fn every_word_of_the_schema_has_its_variant() {
        assert!(KINDS.iter().all(|word| from_word::<Kind>(word).is_some_and(|kind| kind.name() == *word)));
        assert!(STATUSES.iter().all(|word| from_word::<Status>(word).is_some()));
        assert!(FLEXIBILITIES.iter().all(|word| from_word::<Flexibility>(word).is_some()));
    }
}
