//! What may be offered, who is asked next, and what a reader comes for.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{Link, PersonView};
use super::{Rule, in_life};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct OptionList {
    rows: Vec<OptionRow>,
}

#[derive(Debug, Serialize)]
struct OptionRow {
    decides: Option<String>,
    offer: String,
    when: Option<String>,
    limit: Option<String>,
    /// Who may be told of it.
    told_to: Option<String>,
    rule: Rule,
}

#[derive(Debug, Serialize)]
pub(super) struct EscalationList {
    chains: Vec<Chain>,
    /// Policies that name no one to go to.
    without: Vec<Rule>,
}

/// Steps in their order, and the policies that share them.
#[derive(Debug, Serialize)]
struct Chain {
    steps: Vec<PersonView>,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
pub(super) struct TouchpointList {
    touchpoints: Vec<Served>,
    /// Those that no policy governs.
    bare: Vec<Served>,
}

#[derive(Debug, Serialize)]
pub(super) struct GoalList {
    mission: Option<String>,
    goals: Vec<Served>,
    /// Policies that serve no goal.
    without: Vec<Rule>,
}

/// A goal or a touchpoint, and the policies that serve it.
#[derive(Debug, Serialize)]
struct Served {
    title: String,
    text: Option<String>,
    links: Vec<Link>,
}

impl Renderer<'_> {
    pub(super) fn options(&self, path: &SitePath) -> OptionList {
        let mut rows: Vec<OptionRow> = Vec::new();
        for (at, _, meta) in in_life(self.edition) {
            for option in meta.options() {
                rows.push(OptionRow {
                    decides: option.decided_by.and_then(|person| self.role(person)),
                    offer: option.offer.to_owned(),
                    when: option.when.map(str::to_owned),
                    limit: option.limit.map(str::to_owned),
                    told_to: option.told_to.map(str::to_owned),
                    rule: self.rule(path, at),
                });
            }
        }
        rows.sort_by(|a, b| a.decides.is_none().cmp(&b.decides.is_none()).then_with(|| a.decides.cmp(&b.decides)));
        OptionList { rows }
    }

    pub(super) fn escalation(&self, path: &SitePath) -> EscalationList {
        let mut chains: BTreeMap<&[String], Vec<Rule>> = BTreeMap::new();
        let mut without = Vec::new();
        for (at, _, meta) in in_life(self.edition) {
            let steps = meta.values.texts("escalation");
            if steps.is_empty() {
                if self.edition.most_private {
                    without.push(self.rule(path, at));
                }
            } else {
                chains.entry(steps).or_default().push(self.rule(path, at));
            }
        }
        let mut chains: Vec<Chain> = chains
            .into_iter()
            .map(|(keys, rules)| Chain { steps: keys.iter().filter_map(|key| self.person(key)).collect(), rules })
            .collect();
        chains.sort_by_key(|chain| std::cmp::Reverse(chain.rules.len()));
        EscalationList { chains, without }
    }

    pub(super) fn touchpoints(&self, path: &SitePath) -> TouchpointList {
        let mut links: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
        for (at, _, meta) in in_life(self.edition) {
            for key in meta.values.texts("touchpoints") {
                links.entry(key).or_default().push(self.page_link(path, at));
            }
        }
        let mut all: Vec<Served> = self
            .edition
            .touchpoints
            .iter()
            .map(|(key, touchpoint)| Served {
                title: touchpoint.title.clone(),
                text: touchpoint.text.clone(),
                links: links.remove(key.as_str()).unwrap_or_default(),
            })
            .collect();
        all.sort_by(|a, b| a.title.cmp(&b.title));
        let (bare, touchpoints) = all.into_iter().partition(|touchpoint| touchpoint.links.is_empty());
        TouchpointList { touchpoints, bare: if self.edition.most_private { bare } else { Vec::new() } }
    }

    pub(super) fn goals(&self, path: &SitePath) -> GoalList {
        let mut links: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
        let mut without = Vec::new();
        for (at, _, meta) in in_life(self.edition) {
            let goals = meta.values.texts("goals");
            if goals.is_empty() {
                without.push(self.rule(path, at));
            }
            for key in goals {
                links.entry(key).or_default().push(self.page_link(path, at));
            }
        }
        let goals = self.edition.goals.iter().map(|(key, goal)| Served {
            title: goal.title.clone(),
            text: goal.text.clone(),
            links: links.remove(key.as_str()).unwrap_or_default(),
        });
        GoalList { mission: self.edition.mission.clone(), goals: goals.collect(), without }
    }
}
