//! What governs a policy, and its versions, as one audience may know them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::model::PageIndex;
use super::redact::Redacted;
use crate::policy::{Benchmark, Flexibility, GoodCall, Kind, Motive, Scenario, Status};

/// What governs a policy, as the audience may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct PolicyMeta {
    pub kind: Kind,
    pub id: Option<String>,
    pub status: Status,
    pub version: Option<String>,
    pub effective: Option<Date>,
    pub owner: Option<String>,
    pub flexibility: Option<Flexibility>,
    pub rationale: Vec<String>,
    pub reasons: Vec<String>,
    pub goals: Vec<String>,
    pub touchpoints: Vec<String>,
    pub escalation: Vec<String>,
    pub takes: Option<String>,
    pub related: Vec<PageIndex>,
    /// The policies that this one took the place of.
    pub supersedes: Vec<PageIndex>,
    /// The policy that took the place of this one.
    pub superseded_by: Option<PageIndex>,
    pub pilot: Option<Pilot>,
    pub options: Vec<PolicyOption>,
    pub standards: Vec<Standard>,
    pub scenarios: Vec<Scenario>,
    pub changes: Vec<Change>,
    /// What never leaves the most private audience.
    pub private: Option<PrivateMeta>,
}

/// How a policy is kept, which only the most private audience knows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct PrivateMeta {
    pub approved_by: Option<String>,
    pub motive: Option<Motive>,
    pub review_due: Option<Date>,
    pub reviewed: Option<Date>,
    pub review_every: Option<String>,
    pub approvals: Vec<String>,
    pub required_for: Vec<String>,
    pub say: Option<String>,
    pub benchmarks: Vec<Benchmark>,
    pub good_calls: Vec<GoodCall>,
    pub pilot_with: Option<String>,
    pub pilot_feedback: Option<String>,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pilot {
    /// Its last day.
    pub until: Option<Date>,
}

/// One thing that may be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct PolicyOption {
    pub offer: String,
    pub when: Option<String>,
    pub limit: Option<String>,
    /// The key of a person whom the audience may know.
    pub decided_by: Option<String>,
    /// What the audience that may be told of it is called; only the most private one knows.
    pub told_to: Option<String>,
    /// Whether some who may read the policy may not be told of it; only the most private audience knows.
    pub is_apart: bool,
}

/// A promise that can be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct Standard {
    pub measure: String,
    pub target: String,
    pub result: Option<String>,
    pub measured: Option<Date>,
}

/// An entry of the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keys of SPEC §2, and the manual says what each means")]
pub struct Change {
    pub version: String,
    pub date: Option<Date>,
    pub material: bool,
    pub summary: String,
    pub reason: Option<String>,
}

/// One issue of a policy.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub number: String,
    /// The last part of its address, which is unique among the versions of its policy.
    pub address: String,
    /// What the policy was called.
    pub title: String,
    /// The first day on which it is, or was to be, in force, where somebody said so.
    pub effective: Option<Date>,
    /// Where it stands in time.
    pub standing: Standing,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// Its text.
    pub body: Redacted,
    /// What governed it.
    pub meta: PolicyMeta,
    /// The values that facts had while it was in force, by key: those that it quotes.
    pub facts: BTreeMap<String, String>,
}

/// Where a version stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Another took its place.
    Superseded,
    /// It is in force.
    InForce,
    /// Its day lies ahead.
    Announced,
}

/// A policy whose file has gone.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// What it was called.
    pub title: String,
    /// The number of its last version.
    pub version: Option<String>,
    /// The day on which it went.
    pub gone: Option<Date>,
    /// The policy that took its place.
    pub replaced_by: Option<PageIndex>,
    /// Its versions, the last one among them, in the order of their effect.
    pub versions: Vec<Version>,
}
