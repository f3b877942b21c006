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
        past: impl Iterator<Item = &'t PastText>,
        declared: &'t [PastText],
        day: Date,
    ) -> Proposals {
        let drafts: Vec<_> = files.filter(|policy| policy.front.status() == Status::Draft).collect();
        if drafts.is_empty() {
            return Proposals::new();
        }
        // The texts of each that the history has, and those that change logs name.
        let mut texts: BTreeMap<&str, (Vec<&PastText>, Vec<&PastText>)> =
            drafts.iter().map(|draft| (draft.key(), <_>::default())).collect();
        for text in past {
            if let Some((past, _)) = texts.get_mut(text.policy.key()) {
                past.push(text);
            }
        }
        for text in declared {
            if let Some((_, declared)) = texts.get_mut(text.policy.key()) {
                declared.push(text);
            }
        }
        let proposed = drafts.into_iter().filter_map(|draft| {
            let (past, declared) = &texts[draft.key()];
            let all = past.iter().chain(declared).copied();
            let decided = |text: &&&PastText| text.readable && text.policy.front.status() != Status::Draft;
            let before = past.iter().find(decided).map(|text| &text.policy).filter(|before| before.path == draft.path);
            let is_proposal = draft.front.is_proposal(all.map(PastText::dated_front), day);
            is_proposal.then(|| (draft.path.clone(), before.cloned()))
        });
        proposed.collect()
    }

    /// The same handbook with other files than its own for those of today, as of a day of the past.
    #[must_use]
    pub fn with_working_copies(self, working_copies: Vec<Arc<Policy>>, today: Date) -> Self {
        let proposals = Self::proposals_among(working_copies.iter(), self.past.iter(), &self.declared, today);
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

    /// The older texts that may keep something from someone: a draft does not, since it is no rule yet, and of a text whose front matter
    /// cannot be read nobody knows.
    pub fn decided_past(&self) -> impl Iterator<Item = &PastText> {
        let past = self.past.iter().chain(&self.declared);
        past.filter(|past| past.readable && past.policy.front.status() != Status::Draft)
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
