//! `/facts/`: fees, limits and times, as they are, as they were and as they will be.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::super::template_value::Html;
use super::List;
use crate::edition::{Edition, FactValue};
use crate::text::SitePath;

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
    value: Html,
    from: Date,
}

impl List for FactList {
    fn has_entries(edition: &Edition) -> bool {
        !edition.facts.is_empty()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let view = |value: &FactValue| ValueView {
            value: renderer.html(&value.value, path, None),
            from: renderer.date(value.from),
        };
        let facts = edition.facts.iter().map(|(key, fact)| {
            renderer.note_change(edition.next_value(key));
            let known = fact.values.iter().enumerate();
            let other = known.filter(|(at, _)| fact.current != Some(*at)).map(|(_, value)| value);
            let (ahead, past): (Vec<_>, Vec<_>) = other.partition(|value| value.from > edition.today);
            FactView {
                title: fact.title.clone(),
                now: fact.current.and_then(|at| fact.values.get(at)).map(view),
                ahead: ahead.into_iter().map(view).collect(),
                past: past.into_iter().rev().map(view).collect(),
            }
        });
        let mut facts: Vec<FactView> = facts.collect();
        facts.sort_by_cached_key(|fact| fact.title.to_lowercase());
        Self { facts }
    }
}
