//! What is promised, and what is charged and allowed.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::super::fields::EntryView;
use super::Rule;
use crate::edition::FactValue;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct StandardList {
    rows: Vec<StandardRow>,
}

#[derive(Debug, Serialize)]
struct StandardRow {
    standard: EntryView,
    rule: Rule,
}

#[derive(Debug, Serialize)]
pub(super) struct FactList {
    facts: Vec<FactView>,
}

#[derive(Debug, Serialize)]
struct FactView {
    title: String,
    now: Option<ValueView>,
    /// What it will be, the nearest first.
    ahead: Vec<ValueView>,
    /// What it was, the latest first.
    past: Vec<ValueView>,
}

#[derive(Debug, Serialize)]
struct ValueView {
    value: String,
    from: Date,
}

impl Renderer<'_> {
    pub(super) fn standards(&self, path: &SitePath) -> StandardList {
        let rows = self.entries_in_life("standards", path);
        StandardList {
            rows: rows.map(|(at, _, standard)| StandardRow { standard, rule: self.rule(path, at) }).collect(),
        }
    }

    pub(super) fn facts(&self) -> FactList {
        let view = |value: &FactValue| ValueView { value: value.value.clone(), from: self.date(value.from) };
        let today = self.edition.today;
        let mut facts: Vec<FactView> = self
            .edition
            .facts
            .values()
            .map(|fact| {
                let known = fact.values.iter().enumerate();
                let other = known.filter(|(at, _)| fact.current != Some(*at)).map(|(_, value)| value);
                let (ahead, past): (Vec<_>, Vec<_>) = other.partition(|value| value.from > today);
                FactView {
                    title: fact.title.clone(),
                    now: fact.current.and_then(|at| fact.values.get(at)).map(view),
                    ahead: ahead.into_iter().map(view).collect(),
                    past: past.into_iter().rev().map(view).collect(),
                }
            })
            .collect();
        facts.sort_by_cached_key(|fact| fact.title.to_lowercase());
        FactList { facts }
    }
}
