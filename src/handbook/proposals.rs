//! Drafts beside what is in force.
//!
//! In: the files of today and all older texts. Out: the files that hold such a draft, and what they said before. What always holds: to
//! whoever may not read a draft it is as if it were not there; one of a version that was in force takes that one back.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Handbook, PastText, PolicyIndex};
use crate::config::Readers;
use crate::policy::{Policy, Status};
use crate::text::ContentPath;

/// The files that hold a draft of what was never in force, each with what it said before anybody proposed that.
pub(super) type Proposals = BTreeMap<ContentPath, Option<Arc<Policy>>>;

impl Handbook {
    /// The drafts among files of what was never in force by a day. `past` are all texts by then, newest first. Where no older text stood at the
    /// place of a draft, nothing was said before: the name of such a file, a part of addresses, is the draft's own.
    pub(super) fn proposals_among<'t>(
        files: impl Iterator<Item = &'t Arc<Policy>>,
        past: &(impl Iterator<Item = &'t PastText> + Clone),
        declared: &'t [PastText],
        day: Date,
    ) -> Proposals {
        let mut proposals = Proposals::new();
        for draft in files.filter(|policy| policy.front.status() == Status::Draft) {
            let is_same = |text: &&PastText| text.policy.key() == draft.key();
            let all = past.clone().chain(declared).filter(is_same);
            if draft.front.is_proposal(all.map(PastText::dated_front), day) {
                let decided = |text: &&PastText| text.readable && text.policy.front.status() != Status::Draft;
                let before = past.clone().filter(is_same).find(decided);
                let before = before.map(|text| &text.policy).filter(|before| before.path == draft.path);
                proposals.insert(draft.path.clone(), before.cloned());
            }
        }
        proposals
    }

    /// The same handbook with other files than its own for those of today, as of a day of the past.
    #[must_use]
    pub fn with_working_copies(self, working_copies: Vec<Arc<Policy>>, today: Date) -> Self {
        let proposals = Self::proposals_among(working_copies.iter(), &self.past.iter(), &self.declared, today);
        Self { working_copies, proposals, ..self }
    }

    /// Who may know of the policy whose file this is, whatever version of it is in force. A draft beside it keeps it from nobody, unless
    /// its label does.
    #[must_use]
    pub fn known_to(&self, copy: &Policy) -> Readers {
        match self.proposals.get(&copy.path) {
            Some(Some(before)) => copy.label.and(before.readers),
            _ => copy.readers,
        }
    }

    /// What the files say today; those that hold a draft of what was never in force, what they said before.
    pub fn decided_copies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.working_copies.iter().filter_map(|copy| match self.proposals.get(&copy.path) {
            Some(before) => before.as_ref(),
            None => Some(copy),
        })
    }

    /// Whether a policy is what its file says, a draft of what was never in force left aside.
    #[must_use]
    pub fn is_decided(&self, at: PolicyIndex) -> bool {
        let policy = &self.policies[at];
        let is_decided = |copy: &Arc<Policy>| match self.proposals.get(&copy.path) {
            Some(before) => before.as_ref().is_some_and(|before| before.file.text == policy.file.text),
            None => Arc::ptr_eq(copy, policy),
        };
        self.working_copy_of(at).is_some_and(is_decided)
    }
}
