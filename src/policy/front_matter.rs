//! The front matter of SPEC §2 as types. What each key means stands in the manual, under "Front matter".

use jiff::civil::Date;
use serde::Serialize;

use super::entries::{Benchmark, Change, GoodCall, PolicyOption, Scenario, Standard, Waiver};
use crate::text::Spanned;

/// What sort of rule a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// Where a rule is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written; the most private audience alone sees it.
    Draft,
    /// Being tried, with someone, until a day.
    Pilot,
    /// In force.
    Active,
    /// No longer in force; its page stays.
    Retired,
}

/// Whether there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Flexibility {
    /// No exceptions.
    Black,
    /// Room, within options.
    Grey,
}

/// What a rule was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Motive {
    /// Nobody is hurt.
    Safety,
    /// Nobody's life is laid open.
    Privacy,
    /// The law asks for it.
    Law,
    /// Everyone is treated alike.
    Fairness,
    /// Clients are served better.
    Service,
    /// Money is saved.
    Cost,
}

/// How we compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Ours is better.
    Better,
    /// Ours is as good.
    Equal,
    /// Ours is worse.
    Worse,
}

/// When a rule is to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// `review_date`, or `reviewed` and `review_every` added up.
    pub due: Option<Spanned<Date>>,
    /// The last time.
    pub reviewed: Option<Date>,
    /// How often, as written: `12 months`.
    pub every: Option<String>,
}

/// Why a rule is there, for those who may read the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rationale {
    /// The audience it is written for; `None` is everyone who may read the policy.
    pub audience: Option<Spanned<String>>,
    /// The reason.
    pub text: String,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pilot {
    /// Its last day.
    pub until: Option<Spanned<Date>>,
    /// With whom.
    pub with: Option<String>,
    /// Where to say what one thinks of it.
    pub feedback: Option<String>,
}

/// Everything between the fences.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct FrontMatter {
    pub id: Option<Spanned<String>>,
    pub title: Spanned<String>,
    pub kind: Kind,
    pub status: Status,
    pub version: Option<Spanned<String>>,
    pub effective: Option<Spanned<Date>>,
    pub owner: Option<Spanned<String>>,
    pub approved_by: Option<Spanned<String>>,
    pub audience: Option<Spanned<String>>,
    pub flexibility: Option<Spanned<Flexibility>>,
    pub motive: Option<Spanned<Motive>>,
    pub review: Review,
    pub rationale: Vec<Rationale>,
    pub reasons: Vec<String>,
    pub say: Option<String>,
    pub goals: Vec<Spanned<String>>,
    pub touchpoints: Vec<Spanned<String>>,
    pub escalation: Vec<Spanned<String>>,
    pub takes: Option<String>,
    pub approvals: Vec<Spanned<String>>,
    pub required_for: Vec<Spanned<String>>,
    pub related: Vec<Spanned<String>>,
    pub supersedes: Vec<Spanned<String>>,
    pub aliases: Vec<Spanned<String>>,
    pub tags: Vec<String>,
    pub keywords: Vec<String>,
    pub pilot: Option<Pilot>,
    pub options: Vec<PolicyOption>,
    pub standards: Vec<Standard>,
    pub scenarios: Vec<Scenario>,
    pub benchmarks: Vec<Benchmark>,
    pub good_calls: Vec<GoodCall>,
    pub waivers: Vec<Waiver>,
    pub changes: Vec<Change>,
    /// One sentence for lists and search engines.
    pub description: Option<String>,
    /// The place among its neighbours; those without come behind, by title.
    pub order: Option<i64>,
}

impl FrontMatter {
    /// The front matter of a file that has none.
    #[must_use]
    pub fn untitled(name: &str) -> Self {
        Self {
            id: None,
            title: Spanned { value: name.to_owned(), span: crate::text::Span::default() },
            kind: Kind::Page,
            status: Status::Active,
            version: None,
            effective: None,
            owner: None,
            approved_by: None,
            audience: None,
            flexibility: None,
            motive: None,
            review: Review::default(),
            rationale: Vec::new(),
            reasons: Vec::new(),
            say: None,
            goals: Vec::new(),
            touchpoints: Vec::new(),
            escalation: Vec::new(),
            takes: None,
            approvals: Vec::new(),
            required_for: Vec::new(),
            related: Vec::new(),
            supersedes: Vec::new(),
            aliases: Vec::new(),
            tags: Vec::new(),
            keywords: Vec::new(),
            pilot: None,
            options: Vec::new(),
            standards: Vec::new(),
            scenarios: Vec::new(),
            benchmarks: Vec::new(),
            good_calls: Vec::new(),
            waivers: Vec::new(),
            changes: Vec::new(),
            description: None,
            order: None,
        }
    }
}
