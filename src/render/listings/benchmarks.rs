//! `/benchmarks/`: what others offer, the oldest check first.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::EntryView;
use super::List;
use super::policies::{ListedPolicy, any_current};
use crate::edition::{Edition, MetaValues, PageIndex};
use crate::policy::{is_stale, stale_from};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct BenchmarkList {
    rows: Vec<BenchmarkRow>,
}

#[derive(Debug, Serialize)]
struct BenchmarkRow {
    benchmark: EntryView,
    policy: ListedPolicy,
    /// Whether it was looked up too long ago to rely on.
    stale: bool,
}

impl List for BenchmarkList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.values.entries("benchmarks").is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut benchmarks: Vec<_> = renderer.current_entries("benchmarks", path).collect();
        benchmarks.sort_by_key(|(_, values, _)| values.date("checked"));
        let row = |(at, values, benchmark): (PageIndex, &MetaValues, EntryView)| {
            let checked = values.date("checked");
            renderer.note_change(checked.and_then(stale_from));
            let stale = checked.is_none_or(|day| is_stale(day, renderer.edition.today));
            BenchmarkRow { benchmark, policy: renderer.listed_policy(path, at), stale }
        };
        Self { rows: benchmarks.into_iter().map(row).collect() }
    }
}
