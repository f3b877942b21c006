//! Cases to practise on, and the options that they are about.
//!
//! In: the scenarios of a policy, as an audience may know them. Out: a [`Case`] for each. What always holds: only the most private
//! audience is told which option applies.

use super::model::Edition;
use super::policy_meta::{MetaEntry, PolicyMeta};
use super::prose::Prose;
use crate::policy::NO_OPTION;

/// A case to practise on, without its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// What has happened, and what is asked.
    pub texts: [Option<&'a Prose>; 2],
    /// Which option applies; `None` where nobody has said it, or the audience may not know.
    pub answer: Option<CaseAnswer>,
}

/// What applies in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseAnswer {
    /// The option at this place among those of the policy.
    Option(usize),
    /// None of them.
    NoOption,
}

impl Edition {
    /// The cases to practise on of a policy.
    pub fn cases<'a>(&'a self, meta: &'a PolicyMeta) -> impl Iterator<Item = Case<'a>> {
        let offers: Vec<String> = meta.options().map(|option| self.words(option.offer, None)).collect();
        let answer = move |name: String| match offers.iter().position(|offer| *offer == name) {
            Some(at) => Some(CaseAnswer::Option(at)),
            None => (name == NO_OPTION).then_some(CaseAnswer::NoOption),
        };
        meta.values.entries("scenarios").iter().map(move |MetaEntry { values, .. }| Case {
            texts: ["situation", "question"].map(|key| values.prose(key)),
            answer: values.prose("option").and_then(|option| answer(self.words(option, None))),
        })
    }
}
