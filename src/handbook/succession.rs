//! Which policies took the place of others, and since when, with what the history knows.
//!
//! In: the successors that the policies in force name, and the versions. Out: the same with those whose files have gone. What always
//! holds: what was withdrawn before its day took nobody's place, and a successor's later versions change nothing of its first day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Handbook;
use super::names::{Successor, SuccessorPolicy, Successors};
use super::versions::{PastText, Versions, Withdrawn};
use crate::policy::{FrontMatter, Policy, Status, Succession};

impl Handbook {
    /// The day from which a policy says that it is retired, or that of the commit which retired it with the number that it has, where that
    /// is known; `None` where it is not retired.
    #[must_use]
    pub fn retirement(&self, policy: &Policy) -> Option<Option<Date>> {
        let front = &policy.front;
        let key = |front: &FrontMatter| Some((front.id()?.value.clone(), front.version()?.value.clone()));
        let own = key(front);
        let texts = || self.past.iter().filter(|past| key(&past.policy.front) == own);
        match front.retired() {
            None if front.status() == Status::Retired => Some(retired_on(texts(), self.today)),
            day => day.map(Some),
        }
    }

    /// The successors of each id.
    pub(super) fn successors(
        &self,
        versions: &BTreeMap<String, Arc<Versions>>,
        withdrawn: &BTreeMap<String, Withdrawn>,
        texts: &BTreeMap<&str, Vec<&PastText>>,
    ) -> Successors {
        let mut successors = Successors::clone(&self.superseded);
        for (older, newer) in &mut successors {
            for newer in newer.iter_mut().filter(|newer| newer.succession == Succession::Done) {
                let SuccessorPolicy::Here(at) = newer.policy else { continue };
                let front = &self.policies[at].front;
                let Some(id) = front.id().map(|id| id.value.as_str()) else { continue };
                if let Some(versions) = versions.get(id) {
                    newer.since = versions.superseding(older).or(newer.since);
                }
                let is_given_up = front.status() == Status::Retired && front.retired().is_none();
                let given_up = texts
                    .get(id)
                    .filter(|_| is_given_up)
                    .and_then(|texts| retired_on(texts.iter().copied(), self.today));
                if newer.since.zip(given_up).is_some_and(|(since, given_up)| since >= given_up) {
                    newer.succession = Succession::Proposed;
                }
            }
        }
        for (id, Withdrawn { last, gone, .. }) in withdrawn {
            let day = gone.and_then(|gone| gone.yesterday().ok()).unwrap_or(self.today);
            if last.front.succession(day) != Succession::Done {
                continue;
            }
            for older in last.front.supersedes() {
                let first = versions.get(id).and_then(|versions| versions.superseding(&older.value));
                let (policy, since) = (SuccessorPolicy::Gone(id.clone()), first.or_else(|| last.front.first_day()));
                let gone = Successor { policy, succession: Succession::Done, since };
                successors.entry(older.value.clone()).or_default().push(gone);
            }
        }
        successors
    }
}

impl Versions {
    /// The first day of the version that took the place of another policy, where the one in force still says that it has it.
    fn superseding(&self, older: &str) -> Option<Date> {
        let until_now = self.all[..=self.in_force?].iter().rev();
        let superseding = until_now.take_while(|version| {
            let front = &version.policy.front;
            let names_it = front.supersedes().iter().any(|id| id.value == older);
            names_it && version.effective.is_none_or(|day| front.succession(day) == Succession::Done)
        });
        superseding.last()?.effective
    }
}

/// The day of the commit that retired a policy which does not say so itself; `texts` are its own, newest first.
fn retired_on<'t>(texts: impl Iterator<Item = &'t PastText>, today: Date) -> Option<Date> {
    let known = texts.skip_while(|past| past.date.is_some_and(|date| date > today));
    known.take_while(|past| past.policy.front.status() == Status::Retired).last()?.date
}
