//! `/benchmarks/`: what others offer, the oldest check first.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::BenchmarkView;
use super::List;
use super::policies::{ListedPolicy, any_current, current_policies};
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct BenchmarkList {
    rows: Vec<BenchmarkRow>,
}

#[derive(Debug, Serialize)]
struct BenchmarkRow {
    benchmark: BenchmarkView,
    policy: ListedPolicy,
}

impl List for BenchmarkList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| meta.private.as_ref().is_some_and(|private| !private.benchmarks.is_empty()))
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut rows: Vec<BenchmarkRow> = Vec::new();
        for (at, _, meta) in current_policies(renderer.edition) {
            let benchmarks = meta.private.iter().flat_map(|private| renderer.private(path, private).benchmarks);
            rows.extend(
                benchmarks.map(|benchmark| BenchmarkRow { benchmark, policy: renderer.listed_policy(path, at) }),
            );
        }
        rows.sort_by_key(|row| row.benchmark.checked.as_ref().map(|date| date.iso.clone()));
        Self { rows }
    }
}
