//! `/standards/`: every promise that is measured, with its target, its last result and what became of it; the worst first.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::EntryView;
use super::List;
use super::policies::{ListedPolicy, any_current};
use crate::edition::{Edition, MetaValues, PageIndex};
use crate::policy::{Promise, stale_from};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct StandardList {
    /// How many promises became what, the worst first.
    counts: Vec<PromiseCount>,
    rows: Vec<StandardRow>,
}

/// How many promises became the same.
#[derive(Debug, Serialize)]
struct PromiseCount {
    promise: Promise,
    count: usize,
}

#[derive(Debug, Serialize)]
struct StandardRow {
    standard: EntryView,
    policy: ListedPolicy,
    /// What became of the promise: a key of the strings.
    promise: Promise,
}

impl List for StandardList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.values.entries("standards").is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let row = |(at, values, standard): (PageIndex, &MetaValues, EntryView)| {
            Some(StandardRow {
                standard,
                policy: renderer.listed_policy(path, at),
                promise: renderer.promise(at, values)?,
            })
        };
        let mut rows: Vec<StandardRow> = renderer.current_entries("standards", path).filter_map(row).collect();
        rows.sort_by_key(|row| row.promise);
        let counts = rows.chunk_by(|a, b| a.promise == b.promise);
        let counts = counts.map(|same| PromiseCount { promise: same[0].promise, count: same.len() }).collect();
        Self { counts, rows }
    }
}

impl Renderer<'_> {
    /// What became of a promise of a policy; notes the days from which that is no longer so.
    fn promise(&self, at: PageIndex, values: &MetaValues) -> Option<Promise> {
        let meta = self.edition.pages[at].meta.as_ref()?;
        for text in ["measure", "target", "result"].into_iter().filter_map(|key| values.prose(key)) {
            self.note_facts(text);
        }
        let ages = if values.prose("result").is_some() { values.date("measured") } else { meta.first_day };
        self.note_change(ages.and_then(stale_from));
        Some(self.edition.promise(meta, values))
    }
}
