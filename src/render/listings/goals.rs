//! `/goals/`: the mission, the goals, how many policies of each section serve each of them, and the policies that serve none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::super::context::Link;
use super::super::template_value::Html;
use super::List;
use super::policies::{ListedPolicy, Topic, coverage, current_policies, top_sections};
use crate::edition::{Edition, PolicyMeta};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct GoalList {
    mission: Option<Html>,
    goals: Vec<Topic>,
    /// The sections at the top that have a policy, in reading order.
    sections: Vec<SectionGoals>,
    /// Policies that serve no goal.
    without: Vec<ListedPolicy>,
}

/// How the policies of a section serve the goals.
#[derive(Debug, Serialize)]
struct SectionGoals {
    section: Link,
    /// For each goal, the policies that serve it.
    counts: Vec<usize>,
    /// The policies that serve none.
    without: usize,
}

impl List for GoalList {
    fn has_entries(edition: &Edition) -> bool {
        !edition.goals.is_empty()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let coverage = coverage(edition, goals_of);
        let goals = edition.goals_in_order().into_iter().map(|(key, goal)| Topic {
            title: goal.title.clone(),
            text: goal.text.as_ref().map(|text| renderer.html(text, path, None)),
            links: renderer.page_links(path, coverage.of_key(key)),
        });
        Self {
            mission: edition.mission.as_ref().map(|text| renderer.html(text, path, None)),
            goals: goals.collect(),
            sections: sections(renderer, path),
            without: coverage.without.iter().map(|at| renderer.listed_policy(path, *at)).collect(),
        }
    }
}

fn goals_of(meta: &PolicyMeta) -> &[String] {
    meta.values.texts("goals")
}

/// The matrix of sections and goals.
fn sections(renderer: &Renderer<'_>, path: &SitePath) -> Vec<SectionGoals> {
    let goals = renderer.edition.goals_in_order();
    let mut by_section: BTreeMap<&str, Vec<&PolicyMeta>> = BTreeMap::new();
    for (_, page, meta) in current_policies(renderer.edition) {
        let top = page.section.split('/').next().unwrap_or_default();
        by_section.entry(top).or_default().push(meta);
    }
    let serving =
        |policies: &[&PolicyMeta], key: &String| policies.iter().filter(|meta| goals_of(meta).contains(key)).count();
    top_sections(renderer.edition)
        .filter_map(|address| {
            let policies = by_section.remove(address)?;
            let serves_none = |meta: &&&PolicyMeta| goals.iter().all(|(key, _)| !goals_of(meta).contains(key));
            Some(SectionGoals {
                section: renderer.section_link(path, address),
                counts: goals.iter().map(|(key, _)| serving(&policies, key)).collect(),
                without: policies.iter().filter(serves_none).count(),
            })
        })
        .collect()
}
