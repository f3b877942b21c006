//! `/goals/`: the mission, the goals, and the policies that serve each.

use serde::Serialize;

use super::super::Renderer;
use super::super::template_value::Html;
use super::List;
use super::policies::{ListedPolicy, Topic, current_policies};
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
        let mut links = renderer.links_by_key(path, |meta| meta.values.texts("goals"));
        let goals = edition.goals.iter().map(|(key, goal)| Topic {
            title: goal.title.clone(),
            text: goal.text.as_ref().map(|text| renderer.html(text, path, None)),
            links: links.remove(key.as_str()).unwrap_or_default(),
        });
        let goals = goals.collect();
        let without = current_policies(edition).filter(|(_, _, meta)| meta.values.texts("goals").is_empty());
        let without = without.map(|(at, ..)| renderer.listed_policy(path, at)).collect();
        Self { mission: edition.mission.as_ref().map(|text| renderer.html(text, path, None)), goals, without }
    }
}
