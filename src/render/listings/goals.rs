//! `/goals/`: the mission, the goals, and the policies that serve each.

use serde::Serialize;

use super::super::Renderer;
use super::super::template_value::Html;
use super::List;
use super::policies::{ListedPolicy, Topic, coverage};
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct GoalList {
    mission: Option<Html>,
    goals: Vec<Topic>,
    /// Policies that serve no goal.
    without: Vec<ListedPolicy>,
}

impl List for GoalList {
    fn has_entries(edition: &Edition) -> bool {
        !edition.goals.is_empty()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let coverage = coverage(edition, |meta| meta.values.texts("goals"));
        let goals = edition.goals.iter().map(|(key, goal)| Topic {
            title: goal.title.clone(),
            text: goal.text.as_ref().map(|text| renderer.html(text, path, None)),
            links: renderer.page_links(path, coverage.of_key(key)),
        });
        let goals = goals.collect();
        let without = coverage.without.iter().map(|at| renderer.listed_policy(path, *at)).collect();
        Self { mission: edition.mission.as_ref().map(|text| renderer.html(text, path, None)), goals, without }
    }
}
