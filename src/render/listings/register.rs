//! Every policy in one table, and the reviews that are due.

use std::collections::BTreeMap;

use jiff::civil;
use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::{Rule, in_life, meta};
use crate::edition::PolicyMeta;
use crate::policy::{Kind, Status};
use crate::text::SitePath;

/// Reviews that are due within so many days stand in one list.
const STEPS: [i32; 3] = [30, 60, 90];
/// How wide the chart of an owner is drawn at most.
const CHART_WIDTH: usize = 1000;

#[derive(Debug, Serialize)]
pub(super) struct RegisterList {
    rows: Vec<RegisterRow>,
}

#[derive(Debug, Serialize)]
struct RegisterRow {
    rule: Rule,
    kind: Kind,
    status: Status,
    section: String,
    version: Option<String>,
    /// `2026-03-01`: short, and sorted as it is written.
    effective: Option<String>,
    review: Option<String>,
    overdue: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct ReviewList {
    groups: Vec<ReviewGroup>,
    owners: Vec<OwnerReviews>,
    /// How many are due later than any group.
    later: usize,
    /// Policies without a date.
    undated: Vec<Rule>,
}

/// The reviews that are overdue, or due within some days.
#[derive(Debug, Serialize)]
struct ReviewGroup {
    /// Within how many days; none when overdue.
    days: Option<i32>,
    lines: Vec<ReviewLine>,
}

#[derive(Debug, Serialize)]
struct ReviewLine {
    rule: Rule,
    due: Date,
}

#[derive(Debug, Default, Serialize)]
struct OwnerReviews {
    owner: String,
    /// Overdue, due within 30, 60 and 90 days, later.
    counts: [usize; 5],
    /// Where each bar of the chart begins and how wide it is.
    bars: [(usize, usize); 5],
}

impl Renderer<'_> {
    pub(super) fn register(&self, path: &SitePath) -> RegisterList {
        let edition = self.edition;
        let rows = meta(edition).map(|(at, page, meta)| {
            let review = due(meta);
            RegisterRow {
                rule: self.rule(path, at),
                kind: page.kind,
                status: meta.status(),
                section: edition.folders.get(&page.section).map(|folder| folder.title.clone()).unwrap_or_default(),
                version: meta.version().map(str::to_owned),
                effective: meta.effective().map(|date| date.to_string()),
                review: review.map(|date| date.to_string()),
                overdue: meta.status() != Status::Retired && review.is_some_and(|date| date < edition.today),
            }
        });
        RegisterList { rows: rows.collect() }
    }

    pub(super) fn reviews(&self, path: &SitePath) -> ReviewList {
        let edition = self.edition;
        let mut dated: Vec<_> = Vec::new();
        let mut undated = Vec::new();
        for (at, _, meta) in in_life(edition) {
            match due(meta) {
                Some(due) => dated.push((due, at, meta)),
                None => undated.push(self.rule(path, at)),
            }
        }
        dated.sort_by_key(|(due, at, _)| (*due, *at));
        let mut groups: Vec<ReviewGroup> = [None, Some(STEPS[0]), Some(STEPS[1]), Some(STEPS[2])]
            .map(|days| ReviewGroup { days, lines: Vec::new() })
            .into();
        let mut owners: BTreeMap<String, OwnerReviews> = BTreeMap::new();
        let mut later = 0;
        for (due, at, meta) in dated {
            let step = step(edition.today, due);
            match groups.get_mut(step) {
                Some(group) => group.lines.push(ReviewLine { rule: self.rule(path, at), due: self.date(due) }),
                None => later += 1,
            }
            let owner = meta.owner().and_then(|owner| self.role(owner)).unwrap_or_default();
            owners.entry(owner).or_default().counts[step] += 1;
        }
        let mut owners: Vec<OwnerReviews> =
            owners.into_iter().map(|(owner, reviews)| OwnerReviews { owner, ..reviews }).collect();
        draw(&mut owners);
        ReviewList { groups, owners, later, undated }
    }
}

fn due(meta: &PolicyMeta) -> Option<civil::Date> {
    meta.review_date()
}

/// In which step a review falls: 0 is overdue, the last is later than any.
fn step(today: civil::Date, due: civil::Date) -> usize {
    let days = (due - today).get_days();
    if days < 0 { 0 } else { 1 + STEPS.iter().position(|step| days <= *step).unwrap_or(STEPS.len()) }
}

/// Lays the bars of each owner end to end, on one scale.
fn draw(owners: &mut [OwnerReviews]) {
    let most = owners.iter().map(|owner| owner.counts.iter().sum::<usize>()).max().unwrap_or_default().max(1);
    for owner in owners {
        let mut before = 0;
        for (bar, count) in owner.bars.iter_mut().zip(owner.counts) {
            let at = before * CHART_WIDTH / most;
            before += count;
            *bar = (at, before * CHART_WIDTH / most - at);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_review_falls_in_the_first_step_that_holds_it() {
        let today = date(2026, 11, 21);
        assert_eq!(step(today, date(2026, 11, 20)), 0);
        assert_eq!(step(today, today), 1);
        assert_eq!(step(today, date(2026, 12, 21)), 1);
        assert_eq!(step(today, date(2026, 12, 22)), 2);
        assert_eq!(step(today, date(2027, 2, 19)), 3);
        assert_eq!(step(today, date(2027, 2, 20)), 4);
    }

    #[test]
    fn bars_lie_end_to_end_on_one_scale() {
        let owner = |counts| OwnerReviews { counts, ..OwnerReviews::default() };
        let mut owners = [owner([1, 0, 1, 0, 2]), owner([0, 1, 0, 0, 0])];
        draw(&mut owners);
        assert_eq!(owners[0].bars, [(0, 250), (250, 0), (250, 250), (500, 0), (500, 500)]);
        assert_eq!(owners[1].bars[1], (0, 250));
    }
}
