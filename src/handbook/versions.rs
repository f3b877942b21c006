//! Which version of each policy is in force on a day, which went before, and which lie ahead.
//!
//! In: the handbook as its files have it, and its history. Out: the handbook as it stands on its day. What always holds: the
//! order of versions is that of their dates of effect, and among equals that of the repository; a date that nobody wrote down
//! is never guessed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{Handbook, Parts, PolicyIndex, assemble};
use crate::diagnostic::Diagnostics;
use crate::history::{self, History};
use crate::policy::{self, Policy};
use crate::source::{ContentPath, SourceFile};

/// One issue of a policy.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub number: String,
    /// The first day on which it is, or was to be, in force, where somebody said so.
    pub effective: Option<Date>,
    /// The policy as this version has it.
    pub policy: Arc<Policy>,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// What it said before under the same number, newest first, with the days of the commits: of the newest version alone.
    pub before: Vec<(Option<Date>, Arc<str>)>,
}

/// The versions of one id.
#[derive(Debug, Clone)]
pub struct Versions {
    /// In the order of their effect, oldest first.
    pub all: Vec<Version>,
    /// The one in force, by its place; `None` while all lie ahead.
    pub in_force: Option<usize>,
}

/// A policy whose file has gone.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// What it said last.
    pub last: Arc<Policy>,
    /// The day on which it went.
    pub gone: Option<Date>,
}

impl Handbook {
    /// Brings the history in: from here on each policy is the version in force on the handbook's day. As of a day of the past,
    /// what came later is as if it had not been written.
    #[must_use]
    pub fn in_force(self, history: &History, as_of: bool) -> Self {
        let mut versions = self.versions_of(history);
        if as_of {
            for versions in versions.values_mut() {
                versions.all.truncate(versions.in_force.map_or(0, |at| at + 1));
            }
            versions.retain(|_, versions| !versions.all.is_empty());
        }
        let mut policies: Vec<Arc<Policy>> = Vec::with_capacity(self.policies.len());
        let mut changed = false;
        for policy in &self.policies {
            let id = policy.front.id.as_ref().filter(|_| policy.is_governed());
            let known =
                id.and_then(|id| versions.get(&id.value)).and_then(|versions| Some(&versions.all[versions.in_force?]));
            let later = policy.front.effective.as_ref().is_some_and(|day| day.value > self.today);
            match known {
                Some(version) if !Arc::ptr_eq(&version.policy, policy) => {
                    changed = true;
                    policies.push(Arc::new(Policy { path: policy.path.clone(), ..Policy::clone(&version.policy) }));
                }
                None if as_of && later => changed = true,
                _ => policies.push(Arc::clone(policy)),
            }
        }
        let mut withdrawn = BTreeMap::new();
        for (id, versions) in &versions {
            if self.by_id.contains_key(id) {
                continue;
            }
            let gone = history.gone.get(id).copied().flatten();
            let Some(at) = versions.in_force.or_else(|| versions.all.len().checked_sub(1)) else { continue };
            let last = Arc::clone(&versions.all[at].policy);
            let still = as_of && versions.in_force.is_some() && gone.is_some_and(|gone| gone > self.today);
            let free = policies.iter().all(|policy| policy.path != last.path);
            if still && free {
                changed = true;
                policies.push(last);
            } else if !still {
                withdrawn.insert(id.clone(), Withdrawn { last, gone });
            }
        }
        versions.retain(|id, versions| versions.all.len() > 1 || !self.by_id.contains_key(id));
        let newest = self.policies.clone();
        let mut handbook = if changed { self.with(policies) } else { self };
        if as_of {
            for fact in handbook.data.facts.values_mut() {
                fact.values.retain(|value| value.from <= handbook.today);
            }
            withdrawn.retain(|_, gone| gone.gone.is_some_and(|day| day <= handbook.today));
        }
        Self { as_of, newest, versions, withdrawn, ..handbook }
    }

    /// The same handbook of other policies.
    fn with(self, mut policies: Vec<Arc<Policy>>) -> Self {
        policies.sort_by(|a, b| a.path.cmp(&b.path));
        let Self { config, today, data, glossary, attachments, .. } = self;
        // Whatever is to be said of the texts as they are has been said.
        assemble(Parts { config, today, policies, data, glossary, attachments }, &mut Diagnostics::default())
    }

    /// The versions of every id that had more than the one that its file has, or has no file.
    fn versions_of(&self, history: &History) -> BTreeMap<String, Versions> {
        let older: Vec<(&String, Vec<Version>)> = history
            .versions
            .par_iter()
            .filter(|(id, versions)| {
                let current = self.by_id.get(*id).and_then(|at| self.policies[*at].front.version.as_ref());
                versions.iter().any(|version| current.is_none_or(|current| current.value != version.number))
            })
            .map(|(id, versions)| (id, versions.iter().map(|version| self.parse(version)).collect()))
            .collect();
        older.into_iter().map(|(id, older)| (id.clone(), self.order(id, older))).collect()
    }

    /// The versions of an id in their order, with the one that its file has.
    fn order(&self, id: &str, mut all: Vec<Version>) -> Versions {
        if let Some(policy) = self.by_id.get(id).map(|at| &self.policies[*at])
            && let Some(number) = policy.front.version.as_ref().map(|number| &number.value)
        {
            let before = all.iter().position(|version| version.number == *number).map(|at| all.remove(at));
            all.push(Version {
                number: number.clone(),
                effective: effective(policy),
                policy: Arc::clone(policy),
                readable: true,
                before: before.map(|version| version.before).unwrap_or_default(),
            });
        }
        // A version without a date is as old as the one that it followed.
        let mut day = None;
        let mut keyed: Vec<(Option<Date>, Version)> = Vec::with_capacity(all.len());
        for version in all {
            day = version.effective.or(day);
            keyed.push((day, version));
        }
        keyed.sort_by_key(|(day, _)| *day);
        let in_force = keyed.iter().rposition(|(day, _)| day.is_none_or(|day| day <= self.today));
        Versions { all: keyed.into_iter().map(|(_, version)| version).collect(), in_force }
    }

    fn parse(&self, version: &history::Version) -> Version {
        let history::Version { number, path, commit: _, date: _, text, readable, before } = version;
        let text: Arc<str> = match text.as_deref() {
            Some(text) => text.strip_prefix('\u{feff}').unwrap_or(text).into(),
            None => "".into(),
        };
        let file = SourceFile { name: format!("content/{path}").into(), text };
        let (audiences, terms) = (&self.config.audiences, &self.glossary.finder);
        let policy = policy::parse(&ContentPath::new(path), &file, audiences, terms, &mut Diagnostics::default());
        Version {
            number: number.clone(),
            effective: effective(&policy),
            policy: Arc::new(policy),
            readable: *readable,
            before: before.clone(),
        }
    }

    /// The policy as its file has it now, whatever version is in force; `None` when there is no such file any more.
    #[must_use]
    pub fn newest_of(&self, at: PolicyIndex) -> Option<&Arc<Policy>> {
        let path = &self.policies[at].path;
        let at = self.newest.binary_search_by(|newest| newest.path.cmp(path)).ok()?;
        Some(&self.newest[at])
    }
}

/// The first day of a version: its `effective`, or the date of its entry in the change log.
fn effective(policy: &Policy) -> Option<Date> {
    let front = &policy.front;
    let number = front.version.as_ref().map(|version| &version.value);
    let declared = front.changes.iter().find(|change| Some(&change.version.value) == number);
    let day = front.effective.as_ref().or_else(|| declared.and_then(|change| change.date.as_ref()));
    day.map(|day| day.value)
}
