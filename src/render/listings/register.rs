//! `/register/`: every policy in one table, whatever its standing.

use serde::Serialize;

use super::super::{Date, Renderer};
use super::List;
use super::policies::{ListedPolicy, policies, section_title};
use crate::edition::Edition;
use crate::policy::{Kind, Standing};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct RegisterList {
    rows: Vec<RegisterRow>,
    /// How many of the policies nobody has decided about.
    undecided: usize,
}

#[derive(Debug, Serialize)]
struct RegisterRow {
    policy: ListedPolicy,
    kind: Kind,
    standing: Standing,
    section: String,
    /// What the audience is called that may read it.
    readers: Option<String>,
    version: Option<String>,
    effective: Option<Date>,
    review: Option<Date>,
    overdue: bool,
}

impl List for RegisterList {
    fn has_entries(edition: &Edition) -> bool {
        policies(edition).next().is_some()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let rows = policies(edition).map(|(at, page, meta)| {
            renderer.note_review(meta);
            let review = meta.review_date();
            RegisterRow {
                policy: renderer.listed_policy(path, at),
                kind: page.kind,
                standing: edition.shown_standing(meta),
                section: section_title(edition, &page.section),
                readers: page.readers.clone(),
                version: meta.version().map(str::to_owned),
                effective: meta.effective().map(|day| renderer.date(day)),
                review: review.map(|day| renderer.date(day)),
                overdue: !meta.standing.is_over() && review.is_some_and(|date| date < edition.today),
            }
        });
        let undecided = policies(edition).filter(|(_, _, meta)| meta.undecided).count();
        Self { rows: rows.collect(), undecided }
    }
}
