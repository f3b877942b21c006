//! The tables of the front matter. Each carries who may read it; where nothing is said, the most private audience alone.

use jiff::civil::Date;

use super::front_matter::Verdict;
use crate::config::Readers;
use crate::text::{Span, Spanned};

/// One thing that may be offered. (The key is `options`; the type is not called `Option`, which Rust has already.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOption {
    /// What.
    pub offer: String,
    /// When.
    pub when: Option<String>,
    /// Up to what limit.
    pub limit: Option<String>,
    /// Who decides: a key of people.toml.
    pub decided_by: Option<Spanned<String>>,
    /// Who may read it.
    pub readers: Readers,
    /// Where it stands.
    pub span: Span,
}

/// A promise that can be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// What is measured.
    pub measure: String,
    /// What is promised.
    pub target: String,
    /// The last measurement.
    pub result: Option<String>,
    /// When that was.
    pub measured: Option<Date>,
    /// Who may read it.
    pub readers: Readers,
}

/// A case to practise on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What has happened.
    pub situation: String,
    /// What is asked.
    pub question: Option<String>,
    /// What is right.
    pub answer: Option<String>,
    /// Who may read it.
    pub readers: Readers,
}

/// What others offer. Never for any but the most private audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benchmark {
    /// Who.
    pub who: String,
    /// What they offer.
    pub offers: String,
    /// Where that is said.
    pub source: Option<String>,
    /// When it was looked up.
    pub checked: Option<Spanned<Date>>,
    /// How ours compares.
    pub verdict: Option<Verdict>,
}

/// An option well used. Never for any but the most private audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodCall {
    /// When.
    pub date: Option<Date>,
    /// What happened.
    pub story: String,
}

/// A diagnostic accepted on purpose. Never for any but the most private audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: Spanned<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it: a key of people.toml.
    pub owner: Option<Spanned<String>>,
    /// The last day.
    pub until: Option<Spanned<Date>>,
}

/// One entry of the declared change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version that it brought.
    pub version: Spanned<String>,
    /// When.
    pub date: Option<Spanned<Date>>,
    /// Whether it must be read again.
    pub material: bool,
    /// What changed.
    pub summary: String,
    /// Why.
    pub reason: Option<String>,
    /// Who may read it.
    pub readers: Readers,
}
