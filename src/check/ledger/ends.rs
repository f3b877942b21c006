//! The ends of versions, compared with the ledger: a policy that was retired, whose place another took, or whose file has gone.
//!
//! In: the versions of a policy in the order of their effect, and what the ledger says of their ends. Out: contradictions, and what is to
//! be recorded. What always holds: an end of which nobody knows the day is neither recorded nor compared, and ends that were there before
//! the ledger recorded any are no mistake.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::differences::{Contradiction, ContradictionKind, Differences, Last};
use crate::edition::{IssuedVersion, Issuer};
use crate::handbook::{Handbook, Successor, SuccessorPolicy};
use crate::ledger::{Recorded, What};
use crate::policy::Succession;

/// Whether a version has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// From this day on it was no longer in force.
    On(Date),
    /// It has not, or another version of the policy took its place.
    Never,
    /// It has, and nothing tells since when.
    Unknown,
}

/// The ends that a ledger has, and what they are compared with.
pub(super) struct Ends<'a> {
    handbook: &'a Handbook,
    /// Whether the history is known.
    is_whole: bool,
    /// What was last recorded of each version.
    last: &'a Last<'a>,
    /// What was last recorded of its end.
    recorded: Last<'a>,
    issuers: &'a [(&'a str, Issuer<'a>)],
}

impl<'a> Ends<'a> {
    pub(super) fn new(
        handbook: &'a Handbook,
        is_whole: bool,
        last: &'a Last<'a>,
        issuers: &'a [(&'a str, Issuer<'a>)],
    ) -> Self {
        let mut recorded_ends = Last::new();
        for (at, entry) in handbook.ledger.entries.iter().enumerate() {
            for recorded in entry.versions.iter().filter(|recorded| recorded.what.is_of_end()) {
                let said = recorded_ends.entry((recorded.id.as_str(), recorded.version.as_str())).or_default();
                said.extend(recorded.texts.keys().map(|edition| (edition.as_str(), (at, recorded))));
            }
        }
        Self { handbook, is_whole, last, recorded: recorded_ends, issuers }
    }

    /// Compares the ends of the versions of one policy.
    pub(super) fn compare(&self, versions: &[IssuedVersion<'_>], found: &mut Differences) {
        for at in (0..versions.len()).filter(|at| versions[*at].came) {
            let version = &versions[at];
            let said = Said::of(self.handbook, versions, at);
            let mut new: BTreeMap<Date, Recorded> = BTreeMap::new();
            let mut wrong: Vec<(ContradictionKind, usize, Recorded)> = Vec::new();
            let readers = self.issuers.iter().filter(|(_, issuer)| issuer.may_read(version));
            for (edition, issuer) in readers.filter(|(_, issuer)| issuer.knows(version.id)) {
                let (now, was) = (said.end(issuer, self.is_whole), self.recorded_end(version, edition));
                let (kind, entry) = match (now, was) {
                    (End::On(day), Some((_, was))) if day == was => continue,
                    (End::On(_) | End::Never, Some((entry, was))) if now != End::Never || !said.is_followed => {
                        (ContradictionKind::End(was), entry)
                    }
                    (End::On(day), None) => match self.knew_better(version, edition, day) {
                        Some(entry) => (ContradictionKind::LateEnd, entry),
                        None => {
                            let new = new.entry(day).or_insert_with(|| end(version, What::Ended, Some(day)));
                            new.texts.insert((*edition).to_owned(), None);
                            continue;
                        }
                    },
                    _ => continue,
                };
                let answer = match now {
                    End::On(day) => end(version, What::Ended, Some(day)),
                    _ => end(version, What::Resumed, None),
                };
                let same =
                    |known: &&mut (_, _, Recorded)| known.0 == kind && known.1 == entry && known.2.day == answer.day;
                match wrong.iter_mut().find(same) {
                    Some((_, _, answer)) => drop(answer.texts.insert((*edition).to_owned(), None)),
                    None => {
                        let texts = BTreeMap::from([((*edition).to_owned(), None)]);
                        wrong.push((kind, entry, Recorded { texts, ..answer }));
                    }
                }
            }
            found.new.extend(new.into_values());
            for (kind, entry, recorded) in wrong {
                let on = self.handbook.ledger.entries[entry].on;
                found.contradictions.push(Contradiction { kind, recorded, entry, on });
            }
        }
    }

    /// The end of a version that was last recorded for an edition, and the entry.
    fn recorded_end(&self, version: &IssuedVersion<'_>, edition: &str) -> Option<(usize, Date)> {
        let (at, recorded) = self.recorded.get(&(version.id, version.number))?.get(edition)?;
        Some((*at, recorded.day.filter(|_| recorded.what == What::Ended)?))
    }

    /// The last entry, where it would have an end of this day: one from before ledgers recorded ends says nothing of them.
    fn knew_better(&self, version: &IssuedVersion<'_>, edition: &str, day: Date) -> Option<usize> {
        let entries = &self.handbook.ledger.entries;
        let is_known = self.last.get(&(version.id, version.number)).is_some_and(|known| known.contains_key(edition));
        let last = entries.len().checked_sub(1).filter(|_| is_known)?;
        (entries[last].has_ends && day < entries[last].on).then_some(last)
    }
}

/// What the handbook says of the end of a version.
struct Said<'a> {
    handbook: &'a Handbook,
    id: &'a str,
    /// The first day on which it was no longer in force, since it was retired or its file went.
    day: Option<Date>,
    /// Whether it was, and nobody says when.
    is_unknown: bool,
    /// Whether a version came after it.
    is_followed: bool,
    /// The first day of that, where somebody said so.
    next: Option<Date>,
}

impl<'a> Said<'a> {
    fn of(handbook: &'a Handbook, versions: &[IssuedVersion<'a>], at: usize) -> Self {
        let IssuedVersion { id, policy, .. } = &versions[at];
        let next = versions[at + 1..].iter().find(|next| next.came);
        let gone = handbook.withdrawn.get(*id).filter(|_| next.is_none());
        let retirement = handbook.retirement(policy);
        let day = retirement.flatten().into_iter().chain(gone.and_then(|gone| gone.gone)).min();
        let is_unknown = day.is_none() && (retirement.is_some() || gone.is_some());
        Self {
            handbook,
            id,
            day: day.filter(|day| *day <= handbook.today),
            is_unknown,
            is_followed: next.is_some(),
            next: next.and_then(|next| next.day),
        }
    }

    /// What readers of an edition know of it, who may not know of every policy that took the place of another.
    fn end(&self, issuer: &Issuer<'_>, is_whole: bool) -> End {
        let Self { handbook, id, day, is_unknown, is_followed, next } = self;
        let newer = handbook.superseded.get(*id).into_iter().flatten();
        let newer = newer.filter(|newer| !is_followed && newer.succession == Succession::Done);
        let is_known = |newer: &&Successor| match &newer.policy {
            SuccessorPolicy::Here(at) => handbook.policies[*at].front.id().is_some_and(|id| issuer.knows(&id.value)),
            SuccessorPolicy::Gone(id) => issuer.knows(id),
        };
        let taken: Vec<Option<Date>> = newer.filter(is_known).map(|newer| newer.since).collect();
        match taken.iter().flatten().chain(day).min() {
            // Which version of the new policy took the place of this one, the history tells.
            _ if !is_whole && !taken.is_empty() => End::Unknown,
            Some(day) if !is_followed || next.is_some_and(|first| first > *day) => End::On(*day),
            None if *is_unknown || !taken.is_empty() => End::Unknown,
            _ => End::Never,
        }
    }
}

fn end(version: &IssuedVersion<'_>, what: What, day: Option<Date>) -> Recorded {
    Recorded {
        id: version.id.to_owned(),
        version: version.number.to_owned(),
        day,
        approval: None,
        what,
        source: None,
        reason: None,
        texts: BTreeMap::new(),
        hidden: BTreeMap::new(),
    }
}
