//! The versions of policies as they were issued: what the ledger records, and what it is compared with.
//!
//! In: the handbook with its history, and an audience. Out: the text that the audience could read of a version by the version's own
//! labels. What always holds: the text depends on the version and on what is hidden from it alone, so that nothing that is written
//! later changes it; and nothing that is published is made of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::hash::{KeyNames, issued_text};
use super::project::{Memo, Projector};
use super::redact::redact;
use crate::config::EditionSettings;
use crate::handbook::Handbook;
use crate::markdown::Names;
use crate::policy::{Policy, Target};

/// A version of a policy that the handbook knows.
#[derive(Debug, Clone)]
pub struct IssuedVersion<'a> {
    /// The id of its policy.
    pub id: &'a str,
    /// Its number.
    pub number: &'a str,
    /// The first day on which it was, or will be, in force, where somebody said so.
    pub day: Option<Date>,
    /// Its text.
    pub policy: &'a Arc<Policy>,
    /// Its text without the words that were erased, and the erasures that took something out of it, where any did.
    pub reduced: Option<(&'a Arc<Policy>, &'a BTreeSet<usize>)>,
    /// Whether it has come into force.
    pub came: bool,
}

/// Every version of every policy that can be read and says that it governs, by id and in the order of their effect.
#[must_use]
pub fn issued_versions(handbook: &Handbook) -> Vec<IssuedVersion<'_>> {
    let mut found: BTreeMap<&str, Vec<IssuedVersion<'_>>> = BTreeMap::new();
    for (id, versions) in &*handbook.versions {
        let all = versions.all.iter().enumerate().filter(|(_, one)| one.readable && one.policy.front.is_to_govern());
        let all = all.map(|(at, one)| IssuedVersion {
            id,
            number: &one.number,
            day: one.effective,
            policy: one.whole.as_ref().unwrap_or(&one.policy),
            reduced: one.whole.as_ref().map(|_| (&one.policy, &one.erased)),
            came: versions.in_force.is_some_and(|in_force| at <= in_force),
        });
        found.insert(id, all.collect());
    }
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && policy.front.is_to_govern()) {
        let (Some(id), Some(number)) = (policy.front.id(), policy.front.version()) else { continue };
        let day = policy.front.first_day();
        let came = day.is_none_or(|day| day <= handbook.today);
        let one = IssuedVersion { id: &id.value, number: &number.value, day, policy, reduced: None, came };
        found.entry(&id.value).or_insert_with(|| vec![one]);
    }
    found.into_values().flatten().collect()
}

/// Makes the texts of versions for one edition.
pub struct Issuer<'a> {
    projector: Projector<'a>,
}

/// The text of a version as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedText {
    /// The text.
    pub text: String,
    /// What it names and its readers may not know, and what is therefore not in it.
    pub hidden: BTreeSet<String>,
}

impl<'a> Issuer<'a> {
    /// For an edition of a handbook.
    #[must_use]
    pub fn new(handbook: &'a Handbook, settings: &'a EditionSettings, memo: &'a Memo) -> Self {
        let mut projector = Projector::new(handbook, settings, memo);
        projector.records = true;
        Self { projector }
    }

    /// Whether the version says that the audience may read it.
    #[must_use]
    pub fn may_read(&self, version: &IssuedVersion<'_>) -> bool {
        self.projector.sees(version.policy.readers)
    }

    /// Whether the audience may know the policy today.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        let handbook = self.projector.handbook;
        match handbook.by_id.get(id) {
            Some(at) => handbook.working_copy_of(*at).is_some_and(|copy| self.projector.sees(handbook.known_to(copy))),
            None => self.projector.known_withdrawn(id).is_some(),
        }
    }

    /// The text of a version. `hidden` is what its readers could not know when it was recorded; without it, what they may not know
    /// today.
    #[must_use]
    pub fn text(&self, policy: &Arc<Policy>, hidden: Option<&BTreeSet<String>>) -> IssuedText {
        let projector = &self.projector;
        let names = Asked { issuer: self, hidden, unknown: RefCell::default() };
        let meta = projector.project_meta(None, policy, &BTreeMap::new(), projector.handbook.today);
        let body = redact(&policy.text, projector.audience, policy.readers, projector.private);
        let text = issued_text(Some(&meta), &body.transcript(&names), &names);
        IssuedText { text, hidden: names.unknown.into_inner() }
    }

    /// Whether the audience may know today what a text names.
    fn may_name(&self, kind: &str, key: &str) -> bool {
        let Projector { handbook, people, .. } = &self.projector;
        match kind {
            "fact" => handbook.data.facts.get(key).is_some_and(|fact| self.projector.sees(fact.readers)),
            "person" => people.contains(key),
            _ => self.knows(key),
        }
    }
}

/// Notes what a text names and its readers may not know.
struct Asked<'a> {
    issuer: &'a Issuer<'a>,
    hidden: Option<&'a BTreeSet<String>>,
    unknown: RefCell<BTreeSet<String>>,
}

impl Asked<'_> {
    fn may_name(&self, kind: &str, key: &str) -> bool {
        let name = format!("{kind}:{key}");
        let known = match self.hidden {
            Some(hidden) => !hidden.contains(&name),
            None => self.issuer.may_name(kind, key),
        };
        if !known {
            self.unknown.borrow_mut().insert(name);
        }
        known
    }
}

impl Names for Asked<'_> {
    fn fact(&self, key: &str) -> bool {
        self.may_name("fact", key)
    }

    fn policy(&self, id: &str) -> bool {
        self.may_name("policy", id)
    }
}

impl KeyNames for Asked<'_> {
    fn key(&self, target: Target, key: &str) -> bool {
        match target {
            Target::People | Target::ReadingLists => self.may_name("person", key),
            Target::Policies | Target::FormerPolicies => self.may_name("policy", key),
            Target::Goals | Target::Touchpoints => true,
        }
    }
}
