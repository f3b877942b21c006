//! What changed in an edition: versions of policies, facts that policies quote, and policies that came to an end.
//!
//! In: an [`Edition`]. Out: entries, newest first. What always holds: no entry has a day to come. What is announced is dated when it
//! became known, and coming into force is an entry of its own; a policy's log says nothing of the time before the policy.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::model::{Edition, FactValue, Page};
use super::pages::PageIndex;
use super::policy_meta::{Change, OwnDays, Period, PolicyEnd, PolicyMeta, Replacement, Version, Withdrawn};
use super::prose::Prose;
use crate::policy::Standing;

/// Something that changed, and the policy that it changed.
#[derive(Debug, Clone)]
pub struct LogEntry<'e> {
    /// The day from which it holds; of what is announced, the day on which it became known. `None` where nothing tells since when an
    /// announcement has been known.
    pub date: Option<Date>,
    /// The policy.
    pub policy: Changing<'e>,
    /// What changed.
    pub what: Changed<'e>,
    /// Whether it holds since then.
    pub stage: Stage,
    /// Whether what was announced never came, since the policy ended, or went, before that day; of that end, whether all of the policy
    /// had only been announced.
    pub never: bool,
}

/// The policy that an entry is about.
#[derive(Debug, Clone, Copy)]
pub enum Changing<'e> {
    /// One that has a page.
    Page(PageIndex),
    /// One whose file has gone: its id, and what stays of it.
    Withdrawn(&'e str, &'e Withdrawn),
}

/// Whether what an entry tells holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// From the day of the entry on.
    InForce,
    /// From this later day on; the entry tells that it was announced.
    Announced(Date),
    /// Not yet: it is a draft, or in consultation.
    Proposed(Standing),
}

/// What changed.
#[derive(Debug, Clone)]
pub enum Changed<'e> {
    /// The policy has a new version.
    Version(Change<'e>),
    /// A fact that it quotes has another value.
    Fact {
        /// Its key.
        key: &'e str,
        /// What it is.
        title: &'e str,
        /// The value before.
        was: &'e Prose,
        /// The value from that day on.
        is: &'e Prose,
        /// The day from which it holds.
        from: Date,
    },
    /// It is no longer in force: its standing says how.
    Ended {
        /// Superseded, retired, lapsed or withdrawn.
        standing: Standing,
        /// Whether it was on trial.
        trial: bool,
        /// What took its place.
        replacements: &'e [Replacement],
    },
}

impl LogEntry<'_> {
    /// Whether it tells that something is so, and nobody knows since when.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        self.date.is_none() && matches!(self.what, Changed::Ended { .. })
    }

    /// Whether it must be read again: a version may say that it changed the wording alone.
    #[must_use]
    pub fn is_material(&self) -> bool {
        match &self.what {
            Changed::Version(change) => change.material,
            Changed::Fact { .. } | Changed::Ended { .. } => true,
        }
    }

    /// Whether it tells something that another entry does not tell better: what was announced and has come has an entry of its own.
    #[must_use]
    pub fn is_current(&self, today: Date) -> bool {
        !matches!(self.stage, Stage::Announced(_)) || self.is_ahead(today)
    }

    /// Whether it tells of what is still to come.
    #[must_use]
    pub fn is_ahead(&self, today: Date) -> bool {
        matches!(self.stage, Stage::Announced(from) if from > today) && !self.never
    }
}

impl Edition {
    /// Whether the log of all policies has an entry.
    #[must_use]
    pub fn has_log(&self) -> bool {
        let mut all = self.pages.indices().flat_map(|at| self.log_of(at));
        self.withdrawn.values().any(|gone| !gone.forgotten) || all.any(|entry| entry.is_known(self.today))
    }

    /// Everything that changed, and what is announced, newest first.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry<'_>> {
        let withdrawn = self.withdrawn.iter().flat_map(|(id, gone)| self.log_of_withdrawn(id, gone));
        let mut log: Vec<LogEntry<'_>> =
            self.pages.indices().flat_map(|at| self.log_of(at)).filter(|entry| entry.is_known(self.today)).collect();
        log.extend(withdrawn);
        sort(&mut log);
        log
    }

    /// What changed in one policy, newest first. Entries of the change log without a date come last.
    #[must_use]
    pub fn log_of(&self, at: PageIndex) -> Vec<LogEntry<'_>> {
        let page = &*self.pages[at];
        let Some(meta) = &page.meta else { return Vec::new() };
        let policy = Changing::Page(at);
        let end = self.end_of(meta);
        let last = end.as_ref().map(|(day, _)| *day);
        let mut log: Vec<LogEntry<'_>> = Vec::new();
        for change in page.log() {
            let (from, standing) = first_day_of(page, meta, change);
            // A version that says no more than that the policy is retired came, though the policy was over on that day.
            let is_own = meta.version() == Some(change.version) && meta.retired_on.is_none() && page.versions.len() > 1;
            let is_notice = meta.standing == Standing::Retired && is_own && from == last;
            let end = last.filter(|_| !is_notice);
            log.extend(self.log_of_version(policy, meta.id(), change, from, standing, end));
        }
        log.extend(page.versions.windows(2).filter_map(|pair| lapsed_between(policy, pair)));
        log.extend(self.log_of_facts(at, meta, &log, last));
        log.extend(end.map(|(day, what)| {
            let never = meta.first_day.is_some_and(|first| first >= day) && page.versions.len() < 2;
            LogEntry { date: Some(day), policy, what, stage: Stage::InForce, never }
        }));
        sort(&mut log);
        log
    }

    /// What became of the facts that a policy quotes, while it was in force; `log` is what became of the policy.
    fn log_of_facts<'e>(
        &'e self,
        at: PageIndex,
        meta: &PolicyMeta,
        log: &[LogEntry<'_>],
        end: Option<Date>,
    ) -> Vec<LogEntry<'e>> {
        let mut entries = Vec::new();
        let in_force = log.iter().filter(|entry| entry.stage == Stage::InForce);
        let first = in_force.filter_map(|entry| entry.date).min();
        if first.is_none() && (meta.standing.is_proposed() || meta.standing == Standing::Announced) {
            return entries;
        }
        let entry = |date, what, stage| LogEntry { date, policy: Changing::Page(at), what, stage, never: false };
        let has_changed = |key: &String| self.facts.get(key).is_some_and(|fact| fact.values.len() > 1);
        for key in self.pages[at].facts.iter().filter(|key| has_changed(key)) {
            let Some((key, fact)) = self.facts.get_key_value(key) else { continue };
            for pair in fact.values.windows(2) {
                let [FactValue { value: was, .. }, FactValue { from, value: is }] = pair else { continue };
                // What a fact was before the policy was first written, or is since it ended, is no change of the policy.
                if first.is_some_and(|first| *from <= first) || end.is_some_and(|end| *from >= end) {
                    continue;
                }
                let what = || Changed::Fact { key, title: &fact.title, was, is, from: *from };
                let known = self.known_days.of_value(key, *from, is.source()).filter(|known| *known <= self.today);
                let known = known.map(|known| first.map_or(known, |first| known.max(first)));
                entries.extend(
                    announcement(Some(*from), known, self.today).map(|(date, stage)| entry(date, what(), stage)),
                );
                if *from <= self.today {
                    entries.push(entry(Some(*from), what(), Stage::InForce));
                }
            }
        }
        entries
    }

    /// What became of a version: that it was announced, and that it came into force, where it did so before its policy ended.
    fn log_of_version<'e>(
        &self,
        policy: Changing<'e>,
        id: Option<&str>,
        change: Change<'e>,
        from: Option<Date>,
        standing: Option<Standing>,
        end: Option<Date>,
    ) -> Vec<LogEntry<'e>> {
        let never = from.zip(end).is_some_and(|(from, end)| from >= end);
        let entry = |date, stage| LogEntry { date, policy, what: Changed::Version(change), stage, never };
        let known = id.and_then(|id| self.known_days.of_version(id, change.version, from));
        let known = known.or_else(|| change.date.filter(|date| from.is_some_and(|from| *date < from)));
        let known = known.filter(|known| *known <= self.today);
        if let Some(standing @ (Standing::Draft | Standing::Consultation)) = standing {
            let date = change.date.filter(|date| *date <= self.today).or(known);
            return vec![entry(date, Stage::Proposed(standing))];
        }
        let announced = announcement(from, known, self.today).map(|(date, stage)| entry(date, stage));
        let has_come = !never && from.is_none_or(|from| from <= self.today);
        let announced = announced.filter(|entry| !never || entry.date.is_some());
        announced.into_iter().chain(has_come.then(|| entry(from, Stage::InForce))).collect()
    }

    /// What changed in a policy whose file has gone, until it went: its versions, what ended it, and that it went.
    fn log_of_withdrawn<'e>(&self, id: &'e str, gone: &'e Withdrawn) -> Vec<LogEntry<'e>> {
        if gone.forgotten {
            return Vec::new();
        }
        let policy = Changing::Withdrawn(id, gone);
        let ended = |date, standing, trial| {
            let what = Changed::Ended { standing, trial, replacements: &gone.replacements };
            LogEntry { date, policy, what, stage: Stage::InForce, never: false }
        };
        let mut log = vec![ended(gone.gone, Standing::Withdrawn, false)];
        let Some(last) = gone.versions.last() else { return log };
        // Where nobody knows on which day it went, it was there on no later day than today.
        let day = gone.gone.or_else(|| self.today.tomorrow().ok()).unwrap_or(self.today);
        let first = end_before(day, gone, last);
        log.extend(first.map(|(date, standing)| ended(Some(date), standing, last.meta.on_trial)));
        let end = first.map_or(day, |(date, _)| date);
        for change in last.meta.changes() {
            let version = gone.versions.iter().find(|version| version.number == change.version);
            let from = version.and_then(|version| version.effective).or(change.date);
            let standing = version.map(|version| version.standing);
            log.extend(self.log_of_version(policy, Some(id), change, from, standing, Some(end)));
        }
        log
    }

    /// The days on which each version of a policy was, or is to be, in force; `None` for one that is no more than a proposal. Of a policy
    /// with no other versions there is the one of its page.
    #[must_use]
    pub fn periods(&self, policy: Changing<'_>) -> Vec<Option<Period>> {
        let (id, versions) = match policy {
            Changing::Page(at) => (self.pages[at].meta.as_ref().and_then(PolicyMeta::id), &self.pages[at].versions),
            Changing::Withdrawn(id, gone) => (Some(id), &gone.versions),
        };
        let mut periods = self.periods_by_succession(policy);
        // A version that the ledger knows to have ended was over, whenever another came.
        for (version, period) in versions.iter().zip(&mut periods) {
            let end = id.and_then(|id| self.receipt_of_end(id, &version.number)).and_then(|end| end.opened.day);
            if let (Some(period), Some(last)) = (period, end.and_then(|end| end.yesterday().ok())) {
                period.until = Some(period.until.map_or(last, |until| until.min(last)));
                period.is_open = false;
            }
        }
        periods
    }

    /// The first and last days of the times within a period in which a policy was away, since its file had gone and came back.
    #[must_use]
    pub fn away(&self, policy: Changing<'_>, period: &Period) -> Vec<(Date, Date)> {
        let id = match policy {
            Changing::Page(at) => self.pages[at].meta.as_ref().and_then(PolicyMeta::id),
            Changing::Withdrawn(id, _) => Some(id),
        };
        let times = id.map_or(&[][..], |id| self.known_days.of_absence(id)).iter();
        let within = |(first, back): &(Date, Date)| {
            let last = period.until.into_iter().chain(back.yesterday().ok()).min()?;
            let first = period.from.map_or(*first, |from| from.max(*first));
            (first <= last).then_some((first, last))
        };
        times.filter_map(within).collect()
    }

    fn periods_by_succession(&self, policy: Changing<'_>) -> Vec<Option<Period>> {
        match policy {
            Changing::Page(at) => {
                let Page { meta, versions, .. } = &*self.pages[at];
                let end = match meta.as_ref().filter(|meta| meta.standing.is_over()) {
                    // The end that is known to come.
                    None => {
                        let newer = meta.iter().flat_map(|meta| &meta.replacements).filter(|newer| newer.of.is_none());
                        let ends =
                            newer.filter_map(|newer| newer.since).chain(meta.as_ref().and_then(|meta| meta.retired_on));
                        ends.filter(|day| *day > self.today).min().map_or(PolicyEnd::Never, PolicyEnd::On)
                    }
                    Some(meta) => self.end_of(meta).map_or(PolicyEnd::Unknown, |(day, _)| PolicyEnd::On(day)),
                };
                let own = meta.iter().filter(|_| versions.is_empty());
                let own = own.map(|meta| (meta.standing, meta.first_day, meta.last_day));
                Period::of(versions.iter().map(of_version).chain(own), end)
            }
            Changing::Withdrawn(_, gone) => {
                let last = gone.versions.last();
                let end = gone.gone.map_or(PolicyEnd::Unknown, |day| {
                    let before = last.and_then(|last| end_before(day, gone, last));
                    PolicyEnd::On(before.map_or(day, |(end, _)| end))
                });
                Period::of(gone.versions.iter().map(of_version), end)
            }
        }
    }

    /// What ended a policy that has a page, and since when it has been so.
    fn end_of<'e>(&self, meta: &'e PolicyMeta) -> Option<(Date, Changed<'e>)> {
        let ended = match meta.standing {
            Standing::Superseded => meta.replaced_on?,
            // What another took the place of was over by then, whenever somebody retired it.
            Standing::Retired => {
                let retired = meta.retired_on.or_else(|| self.known_days.of_retirement(meta.id()?));
                retired.into_iter().chain(meta.replaced_on).min()?
            }
            Standing::Lapsed => meta.last_day?.tomorrow().ok()?,
            _ => return None,
        };
        let trial = meta.on_trial;
        let what = Changed::Ended { standing: meta.standing, trial, replacements: &meta.replacements };
        (ended <= self.today).then_some((ended, what))
    }
}

fn of_version(version: &Version) -> OwnDays {
    (version.standing, version.effective, version.meta.last_day)
}

/// What ended a policy before the day on which its file went, where anything did, and since when.
fn end_before(day: Date, gone: &Withdrawn, last: &Version) -> Option<(Date, Standing)> {
    let taken = gone.replacements.iter().filter(|newer| newer.of.is_none() && newer.done);
    let ends = [
        (taken.filter_map(|newer| newer.since).min(), Standing::Superseded),
        (last.meta.retired_on, Standing::Retired),
        (last.meta.last_day.and_then(|day| day.tomorrow().ok()), Standing::Lapsed),
    ];
    let ends = ends.into_iter().filter_map(|(date, standing)| Some((date.filter(|date| *date < day)?, standing)));
    ends.min_by_key(|(date, _)| *date)
}

/// The first day of a version that the change log declares, and what the version is today, where its text is known.
fn first_day_of(page: &Page, meta: &PolicyMeta, change: Change<'_>) -> (Option<Date>, Option<Standing>) {
    if let Some(version) = page.versions.iter().find(|version| version.number == change.version) {
        return (version.effective.or(change.date), Some(version.standing));
    }
    if meta.version() == Some(change.version) {
        return (meta.first_day.or(change.date), Some(meta.standing));
    }
    (change.date, None)
}

/// That a trial, or a rule for a time, was over before the version after it came into force.
fn lapsed_between<'e>(policy: Changing<'e>, pair: &[Version]) -> Option<LogEntry<'e>> {
    let [old, next] = pair else { return None };
    let over = old.meta.last_day?.tomorrow().ok()?;
    let is_past = old.standing == Standing::Superseded && next.effective.is_some_and(|next| over < next);
    let what = Changed::Ended { standing: Standing::Lapsed, trial: old.meta.on_trial, replacements: &[] };
    is_past.then_some(LogEntry { date: Some(over), policy, what, stage: Stage::InForce, never: false })
}

/// The entry that tells of what will hold, or was to hold, from a day on; none where it was not known before that day.
fn announcement(from: Option<Date>, known: Option<Date>, today: Date) -> Option<(Option<Date>, Stage)> {
    let from = from?;
    let is_announced = if from > today { true } else { known.is_some_and(|known| known < from) };
    is_announced.then_some((known, Stage::Announced(from)))
}

impl LogEntry<'_> {
    /// Whether the log of all policies has it: what is announced, and what has a day.
    fn is_known(&self, today: Date) -> bool {
        self.date.is_some() || self.is_ahead(today)
    }
}

/// Sorts entries, newest first: before them what is announced since nobody knows when, behind them what has no day at all.
fn sort(log: &mut [LogEntry<'_>]) {
    let place = |entry: &LogEntry<'_>| match (entry.date, entry.stage) {
        (None, Stage::Announced(_)) => 0,
        (None, _) if entry.is_undated() => 0,
        (Some(_), _) => 1,
        (None, _) => 2,
    };
    log.sort_by_key(|entry| (place(entry), Reverse(entry.date)));
}
