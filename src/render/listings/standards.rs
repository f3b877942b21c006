//! `/standards/`: every promise that is measured, with its target and its last result.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::StandardView;
use super::List;
use super::policies::{ListedPolicy, any_current, current_policies};
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct StandardList {
    rows: Vec<StandardRow>,
}

#[derive(Debug, Serialize)]
struct StandardRow {
    standard: StandardView,
    policy: ListedPolicy,
}

impl List for StandardList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.standards.is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let rows = current_policies(renderer.edition).flat_map(|(at, _, meta)| {
            let row = move |standard| StandardRow {
                standard: renderer.standard(standard),
                policy: renderer.listed_policy(path, at),
            };
            meta.standards.iter().map(row)
        });
        Self { rows: rows.collect() }
    }
}
