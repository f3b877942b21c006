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
    rows: Vec<StandardRow>,
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
        let row = |(at, values, standard): (PageIndex, &MetaValues, EntryView)| StandardRow {
            standard,
            policy: renderer.listed_policy(path, at),
            promise: renderer.promise(at, values),
        };
        let mut rows: Vec<StandardRow> = renderer.current_entries("standards", path).map(row).collect();
        rows.sort_by_key(|row| row.promise);
        Self { rows }
    }
}

impl Renderer<'_> {
    /// What became of a promise of a policy; notes the day from which its result is too old.
    fn promise(&self, at: PageIndex, values: &MetaValues) -> Promise {
        let words = |key: &str| values.prose(key).map(|text| self.words(text));
        let (result, measured) = (words("result"), values.date("measured"));
        let made = self.edition.pages[at].meta.as_ref().and_then(|meta| meta.first_day);
        let ages = if result.is_some() { measured } else { made };
        self.note_change(ages.and_then(stale_from));
        Promise::of(&words("target").unwrap_or_default(), result.as_deref(), measured, made, self.edition.today)
    }
}
