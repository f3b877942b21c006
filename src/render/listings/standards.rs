//! `/standards/`: every promise that is measured, with its target and its last result.

use serde::Serialize;

use super::super::Renderer;
use super::super::fields::EntryView;
use super::List;
use super::policies::{ListedPolicy, any_current};
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct StandardList {
    rows: Vec<StandardRow>,
}

#[derive(Debug, Serialize)]
struct StandardRow {
    standard: EntryView,
    policy: ListedPolicy,
}

impl List for StandardList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.values.entries("standards").is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let row = |(at, _, standard)| StandardRow { standard, policy: renderer.listed_policy(path, at) };
        Self { rows: renderer.current_entries("standards", path).map(row).collect() }
    }
}
