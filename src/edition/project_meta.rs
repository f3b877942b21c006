//! What governs a policy, field by field: the part of the door through which front matter passes.

use std::collections::BTreeMap;

use super::model::PageIndex;
use super::policy_meta::{Change, Pilot, PolicyMeta, PolicyOption, PrivateMeta, Standard};
use super::project::Projector;
use crate::config::Readers;
use crate::handbook::PolicyIndex;
use crate::policy::{self, FrontMatter};
use crate::text::Spanned;

impl Projector<'_> {
    pub(super) fn project_meta(
        &self,
        at: Option<PolicyIndex>,
        front: &FrontMatter,
        places: &BTreeMap<PolicyIndex, PageIndex>,
    ) -> PolicyMeta {
        let FrontMatter {
            id,
            title: _,
            kind,
            status,
            version,
            effective,
            owner,
            approved_by: _,
            audience: _,
            flexibility,
            motive: _,
            review: _,
            rationale,
            reasons,
            say: _,
            goals,
            touchpoints,
            escalation,
            takes,
            approvals: _,
            required_for: _,
            related,
            supersedes,
            aliases: _,
            tags: _,
            keywords: _,
            pilot,
            options,
            standards,
            scenarios,
            benchmarks: _,
            good_calls: _,
            waivers: _,
            changes,
            description: _,
            order: _,
        } = front;
        let pages = |ids: &[Spanned<String>]| -> Vec<PageIndex> {
            ids.iter().filter_map(|id| places.get(self.handbook.by_id.get(&id.value)?).copied()).collect()
        };
        let keys = |keys: &[Spanned<String>], known: &dyn Fn(&str) -> Option<Readers>| -> Vec<String> {
            let seen = keys.iter().filter(|key| known(&key.value).is_some_and(|readers| self.sees(readers)));
            seen.map(|key| key.value.clone()).collect()
        };
        let data = &self.handbook.data;
        PolicyMeta {
            kind: *kind,
            id: id.as_ref().map(|id| id.value.clone()),
            status: *status,
            version: version.as_ref().map(|version| version.value.clone()),
            effective: effective.as_ref().map(|date| date.value),
            owner: self.known(owner.as_ref()),
            flexibility: flexibility.as_ref().map(|flexibility| flexibility.value),
            rationale: self.rationale(rationale),
            reasons: reasons.clone(),
            goals: keys(goals, &|key| data.goals.get(key).map(|goal| goal.readers)),
            touchpoints: keys(touchpoints, &|key| data.touchpoints.get(key).map(|touch| touch.readers)),
            escalation: self.all_known(escalation),
            takes: takes.clone(),
            related: pages(related),
            supersedes: pages(supersedes),
            superseded_by: at.and_then(|at| self.superseded_by(at, places)),
            pilot: pilot.as_ref().map(|pilot| Pilot { until: pilot.until.as_ref().map(|date| date.value) }),
            options: options
                .iter()
                .filter(|option| self.sees(option.readers))
                .map(|option| self.choice(option, at.map(|at| self.handbook.policies[at].readers)))
                .collect(),
            standards: standards.iter().filter(|s| self.sees(s.readers)).map(standard).collect(),
            scenarios: scenarios.iter().filter(|s| self.sees(s.readers)).cloned().collect(),
            changes: changes.iter().filter(|change| self.sees(change.readers)).map(change).collect(),
            private: self.is_private().then(|| self.private_meta(front)),
        }
    }

    /// The policy that says that it took the place of this one.
    fn superseded_by(&self, at: PolicyIndex, places: &BTreeMap<PolicyIndex, PageIndex>) -> Option<PageIndex> {
        let id = &self.handbook.policies[at].front.id.as_ref()?.value;
        self.handbook.superseded.get(id)?.iter().find_map(|newer| places.get(newer).copied())
    }

    fn private_meta(&self, front: &FrontMatter) -> PrivateMeta {
        PrivateMeta {
            approved_by: self.known(front.approved_by.as_ref()),
            motive: front.motive.as_ref().map(|motive| motive.value),
            review_due: front.review.due.as_ref().map(|due| due.value),
            reviewed: front.review.reviewed,
            review_every: front.review.every.clone(),
            approvals: self.all_known(&front.approvals),
            required_for: self.all_known(&front.required_for),
            say: front.say.clone(),
            benchmarks: front.benchmarks.clone(),
            good_calls: front.good_calls.clone(),
            pilot_with: front.pilot.as_ref().and_then(|pilot| pilot.with.clone()),
            pilot_feedback: front.pilot.as_ref().and_then(|pilot| pilot.feedback.clone()),
        }
    }

    /// The reasons that the audience may read: those written for the fewest readers first, which are its own.
    fn rationale(&self, rationale: &[policy::Rationale]) -> Vec<String> {
        let mut texts: Vec<(usize, &String)> = rationale
            .iter()
            .filter_map(|one| {
                let Some(name) = &one.audience else { return Some((usize::MAX, &one.text)) };
                let id = self.audiences.find(&name.value)?;
                let readers = self.audiences.get(id).readers;
                let count = self.audiences.iter().filter(|(other, _)| readers.contains(*other)).count();
                self.sees(readers).then_some((count, &one.text))
            })
            .collect();
        texts.sort_by_key(|(count, _)| *count);
        texts.into_iter().map(|(_, text)| text.clone()).collect()
    }

    fn choice(&self, choice: &policy::PolicyOption, policy: Option<Readers>) -> PolicyOption {
        let policy::PolicyOption { offer, when, limit, decided_by, readers, span: _ } = choice;
        let policy = policy.filter(|_| self.is_private());
        let readers = policy.map(|policy| readers.and(policy));
        let told_to = self.audiences.iter().find(|(_, audience)| Some(audience.readers) == readers);
        PolicyOption {
            offer: offer.clone(),
            when: when.clone(),
            limit: limit.clone(),
            decided_by: self.known(decided_by.as_ref()),
            told_to: told_to.map(|(_, audience)| audience.title.clone()),
            is_apart: readers != policy,
        }
    }
}

fn standard(standard: &policy::Standard) -> Standard {
    let policy::Standard { measure, target, result, measured, readers: _ } = standard;
    Standard { measure: measure.clone(), target: target.clone(), result: result.clone(), measured: *measured }
}

fn change(change: &policy::Change) -> Change {
    let policy::Change { version, date, material, summary, reason, readers: _ } = change;
    Change {
        version: version.value.clone(),
        date: date.as_ref().map(|date| date.value),
        material: *material,
        summary: summary.clone(),
        reason: reason.clone(),
    }
}
