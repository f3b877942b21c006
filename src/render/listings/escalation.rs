//! `/escalation/`: whom to go to next, step by step, and the policies that say so.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::super::context::PersonView;
use super::List;
use super::policies::{ListedPolicy, any_current, current_policies};
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct EscalationList {
    /// The chain of the most policies first.
    chains: Vec<Chain>,
    /// Policies that name no one to go to; empty but in the most private edition.
    without: Vec<ListedPolicy>,
}

/// Steps in their order, and the policies that share them.
#[derive(Debug, Serialize)]
struct Chain {
    steps: Vec<PersonView>,
    policies: Vec<ListedPolicy>,
}

impl List for EscalationList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.steps().is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut chains: BTreeMap<&[String], Vec<ListedPolicy>> = BTreeMap::new();
        let mut without = Vec::new();
        for (at, _, meta) in current_policies(renderer.edition) {
            let steps = meta.steps();
            if !steps.is_empty() {
                chains.entry(steps).or_default().push(renderer.listed_policy(path, at));
            } else if renderer.edition.most_private {
                without.push(renderer.listed_policy(path, at));
            }
        }
        let chain = |(keys, policies): (&[String], _)| Chain {
            steps: keys.iter().filter_map(|key| renderer.person(key, path)).collect(),
            policies,
        };
        let mut chains: Vec<Chain> = chains.into_iter().map(chain).collect();
        chains.sort_by_key(|chain| Reverse(chain.policies.len()));
        Self { chains, without }
    }
}

/// The steps that the most policies share, of those that people go by: whom to ask where nothing else is said.
pub(in crate::render) fn usual_steps(renderer: &Renderer<'_>, path: &SitePath) -> Vec<PersonView> {
    let mut counts: BTreeMap<&[String], usize> = BTreeMap::new();
    for (_, _, meta) in current_policies(renderer.edition).filter(|(_, _, meta)| !meta.steps().is_empty()) {
        *counts.entry(meta.steps()).or_default() += 1;
    }
    let usual = counts.into_iter().min_by_key(|(_, count)| Reverse(*count));
    usual.map_or(&[][..], |(steps, _)| steps).iter().filter_map(|key| renderer.person(key, path)).collect()
}
