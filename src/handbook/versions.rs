//! Which version of each policy is in force on a day, which went before, and which lie ahead.
//!
//! In: the handbook as its files have it, and its history. Out: the handbook as it stands on its day. What always holds: the
//! order of versions is that of their dates of effect, and among equals that of the repository; a date that nobody wrote down
//! is never guessed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use super::{Handbook, Inputs, PolicyIndex, assemble};
use crate::diagnostic::Diagnostics;
use crate::history::{self, History};
use crate::policy::{self, Policy};
use crate::source::SourceFile;
use crate::text::{ContentPath, page_address, slug};

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
}

/// The history's texts, each read when it is first needed, and then kept: from one handbook to the next, as long as audiences
/// and glossary stay what they are.
#[derive(Debug, Default)]
pub struct Archive {
    versions: BTreeMap<String, Vec<Shelved>>,
    gone: BTreeMap<String, Option<Date>>,
    absences: BTreeMap<String, Vec<(Date, Date)>>,
}

/// A version as the repository has it, and as it was read.
type Shelved = (history::Version, OnceLock<Arc<Version>>);

impl Archive {
    /// Takes in a history.
    #[must_use]
    pub fn new(history: History) -> Self {
        let History { versions, gone, absences, note: _ } = history;
        let shelf = |versions: Vec<history::Version>| versions.into_iter().map(|one| (one, OnceLock::new())).collect();
        Self { versions: versions.into_iter().map(|(id, versions)| (id, shelf(versions))).collect(), gone, absences }
    }

    /// The versions of an id as the repository has them, oldest first.
    pub fn of(&self, id: &str) -> impl Iterator<Item = &history::Version> {
        self.versions.get(id).into_iter().flatten().map(|(version, _)| version)
    }

    /// Since when an id was borne by no file on a day, where it came back later.
    fn absences(&self, id: &str, day: Date) -> Option<Date> {
        let times = self.absences.get(id)?;
        times.iter().find(|(from, back)| (*from..*back).contains(&day)).map(|(from, _)| *from)
    }
}

/// The versions of one id.
#[derive(Debug, Clone)]
pub struct Versions {
    /// In the order of their effect, oldest first.
    pub all: Vec<Arc<Version>>,
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
    pub fn in_force(self, archive: &Archive, as_of: bool) -> Self {
        let mut versions = self.versions_of(archive);
        if as_of {
            for versions in versions.values_mut() {
                versions.all.truncate(versions.in_force.map_or(0, |at| at + 1));
            }
            versions.retain(|_, versions| !versions.all.is_empty());
        }
        let mut policies: Vec<Arc<Policy>> = Vec::with_capacity(self.policies.len());
        let mut changed = false;
        let mut withdrawn = BTreeMap::new();
        for policy in &self.policies {
            let id = policy.front.id().filter(|_| policy.is_governed());
            let known =
                id.and_then(|id| versions.get(&id.value)).and_then(|versions| Some(&versions.all[versions.in_force?]));
            let later = policy.front.effective().is_some_and(|day| day.value > self.today);
            if as_of
                && let Some(id) = id
                && let Some(gone) = archive.absences(&id.value, self.today)
            {
                changed = true;
                let last = known.map(|version| &version.policy).or(Some(policy).filter(|_| !later));
                withdrawn.extend(
                    last.map(|last| (id.value.clone(), Withdrawn { last: Arc::clone(last), gone: Some(gone) })),
                );
                continue;
            }
            match known {
                Some(version) if !Arc::ptr_eq(&version.policy, policy) => {
                    changed = true;
                    policies.push(Arc::new(Policy { path: policy.path.clone(), ..Policy::clone(&version.policy) }));
                }
                None if as_of && later => changed = true,
                _ => policies.push(Arc::clone(policy)),
            }
        }
        for (id, versions) in &versions {
            if self.by_id.contains_key(id) {
                continue;
            }
            let absences = archive.absences(id, self.today).filter(|_| as_of);
            let gone = absences.or_else(|| archive.gone.get(id).copied().flatten());
            let Some(at) = versions.in_force.or_else(|| versions.all.len().checked_sub(1)) else { continue };
            let last = Arc::clone(&versions.all[at].policy);
            let still = as_of && versions.in_force.is_some() && gone.is_some_and(|gone| gone > self.today);
            if still {
                changed = true;
                policies.push(placed(last, id, &policies));
            } else {
                withdrawn.insert(id.clone(), Withdrawn { last, gone });
            }
        }
        versions.retain(|id, versions| versions.all.len() > 1 || !self.by_id.contains_key(id));
        let working_copies = self.policies.clone();
        let mut handbook = if changed { self.with(policies) } else { self };
        if as_of {
            for fact in Arc::make_mut(&mut handbook.data).facts.values_mut() {
                fact.values.retain(|value| value.from <= handbook.today);
            }
            withdrawn.retain(|_, gone| gone.gone.is_some_and(|day| day <= handbook.today));
        }
        Self {
            as_of,
            working_copies,
            versions: Arc::new(versions.into_iter().map(|(id, versions)| (id, Arc::new(versions))).collect()),
            withdrawn: Arc::new(withdrawn),
            ..handbook
        }
    }

    /// The same handbook of other policies.
    fn with(self, mut policies: Vec<Arc<Policy>>) -> Self {
        policies.sort_by(|a, b| a.path.cmp(&b.path));
        let Self { config, today, data, glossary, attachments, .. } = self;
        // Whatever is to be said of the texts as they are has been said.
        assemble(Inputs { config, today, policies, data, glossary, attachments }, &mut Diagnostics::default())
    }

    /// The versions of every id that had more than the one that its file has, or has no file.
    fn versions_of(&self, archive: &Archive) -> BTreeMap<String, Versions> {
        let current = |id: &String| self.by_id.get(id).and_then(|at| self.policies[*at].front.version());
        let ordered: Vec<(String, Versions)> = archive
            .versions
            .par_iter()
            .filter_map(|(id, versions)| {
                let others = versions.iter().filter(|(one, _)| current(id).is_none_or(|now| now.value != one.number));
                let others: Vec<Arc<Version>> =
                    others.map(|(one, read)| Arc::clone(read.get_or_init(|| Arc::new(self.parse(one))))).collect();
                (!others.is_empty()).then(|| (id.clone(), self.order(id, others)))
            })
            .collect();
        ordered.into_iter().collect()
    }

    /// The versions of an id in their order, with the one that its file has.
    fn order(&self, id: &str, mut all: Vec<Arc<Version>>) -> Versions {
        if let Some(policy) = self.by_id.get(id).map(|at| &self.policies[*at])
            && let Some(number) = policy.front.version()
        {
            let (number, policy) = (number.value.clone(), Arc::clone(policy));
            all.push(Arc::new(Version { number, effective: effective(&policy), policy, readable: true }));
        }
        // A version without a date is as old as the one that it followed.
        let mut day = None;
        let mut keyed: Vec<(Option<Date>, Arc<Version>)> = Vec::with_capacity(all.len());
        for version in all {
            day = version.effective.or(day);
            keyed.push((day, version));
        }
        keyed.sort_by_key(|(day, _)| *day);
        let in_force = keyed.iter().rposition(|(day, _)| day.is_none_or(|day| day <= self.today));
        Versions { all: keyed.into_iter().map(|(_, version)| version).collect(), in_force }
    }

    fn parse(&self, version: &history::Version) -> Version {
        let history::Version { number, path, commit: _, date: _, text, readable, before: _ } = version;
        let text = text.as_deref().unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).into();
        let file = SourceFile { name: format!("content/{path}").into(), text };
        let (audiences, terms) = (&self.config.audiences, &self.glossary.finder);
        let policy = policy::parse(&ContentPath::new(path), &file, audiences, terms, &mut Diagnostics::default());
        let (effective, policy) = (effective(&policy), Arc::new(policy));
        Version { number: number.clone(), effective, policy, readable: *readable }
    }

    /// The handbook as its files have it; `None` when that is what it is already.
    #[must_use]
    pub fn as_written(&self) -> Option<Self> {
        let same = self.policies.len() == self.working_copies.len()
            && self.policies.iter().zip(&self.working_copies).all(|(one, other)| Arc::ptr_eq(one, other));
        (!same).then(|| self.clone().with(self.working_copies.clone()))
    }

    /// The policy as its file has it now, whatever version is in force; `None` when there is no such file any more.
    #[must_use]
    pub fn working_copy_of(&self, at: PolicyIndex) -> Option<&Arc<Policy>> {
        let path = &self.policies[at].path;
        let at = self.working_copies.binary_search_by(|working_copies| working_copies.path.cmp(path)).ok()?;
        Some(&self.working_copies[at])
    }
}

/// A policy that stood where others stand by now, with a place of its own beside them.
fn placed(policy: Arc<Policy>, id: &str, others: &[Arc<Policy>]) -> Arc<Policy> {
    let address = page_address(policy.path.as_str());
    if others.iter().all(|other| page_address(other.path.as_str()) != address) {
        return policy;
    }
    let path = format!("{}/{}.md", policy.path.folder(), slug(id));
    Arc::new(Policy { path: ContentPath::new(&path), ..Policy::clone(&policy) })
}

/// The first day of a version: its `effective`, or the date of its entry in the change log.
fn effective(policy: &Policy) -> Option<Date> {
    let front = &policy.front;
    let number = front.version().map(|version| &version.value);
    let declared = front.changes().into_iter().find(|change| Some(&change.version.value) == number);
    let day = front.effective().or_else(|| declared.and_then(|change| change.date));
    day.map(|day| day.value)
}
