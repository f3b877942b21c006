//! `/reviews/`: which policies are overdue for review or due soon, and how many each owner has.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil};
use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::List;
use super::chart::{axis, stacked_bars};
use super::policies::{ListedPolicy, open_policies};
use crate::edition::{Edition, PageIndex, PolicyMeta, ReviewCall};
use crate::policy::DUE_SOON_DAYS;
use crate::render::Strings;
use crate::text::SitePath;

/// The groups behind the overdue reviews: those that are due within so many days.
const GROUP_DAYS: [i32; 3] = [DUE_SOON_DAYS, 60, 90];

#[derive(Debug, Serialize)]
pub(super) struct ReviewList {
    /// The last day on which a review came into another group: the groups are those of that day.
    as_of: Option<Date>,
    groups: Vec<ReviewGroup>,
    owners: Vec<OwnerReviews>,
    /// The figures at the beginning, the middle and the end of the chart of owners.
    axis: [usize; 3],
    /// How many are due later than any group.
    later: usize,
    /// What is worth a look before its day.
    earlier: Vec<CalledReview>,
    /// Policies without a date.
    undated: Vec<ListedPolicy>,
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
    policy: ListedPolicy,
    due: Date,
}

/// A policy that is due later than any group, or has no day, and what calls for its review.
#[derive(Debug, Serialize)]
struct CalledReview {
    policy: ListedPolicy,
    due: Option<Date>,
    calls: Vec<String>,
}

#[derive(Debug, Serialize)]
struct OwnerReviews {
    owner: String,
    /// Overdue, due within 30, 60 and 90 days, later.
    counts: [usize; 5],
    /// Where each bar of the chart begins and how wide it is.
    bars: [(usize, usize); 5],
}

impl List for ReviewList {
    fn has_entries(edition: &Edition) -> bool {
        open_policies(edition).next().is_some()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let mut dated: Vec<_> = Vec::new();
        let mut undated = Vec::new();
        for (at, _, meta) in open_policies(edition) {
            match meta.review_date() {
                Some(due) => dated.push((due, at, meta)),
                None => undated.push(renderer.listed_policy(path, at)),
            }
        }
        dated.sort_by_key(|(due, at, _)| (*due, *at));
        let mut as_of = None;
        for day in dated.iter().flat_map(|(due, ..)| days_of_change(*due)) {
            renderer.note_change(Some(day));
            as_of = as_of.max(Some(day).filter(|day| *day <= edition.today));
        }
        let days = std::iter::once(None).chain(GROUP_DAYS.map(Some));
        let mut groups: Vec<ReviewGroup> = days.map(|days| ReviewGroup { days, lines: Vec::new() }).collect();
        let mut owners: BTreeMap<String, [usize; 5]> = BTreeMap::new();
        let mut later = 0;
        for (due, at, meta) in dated {
            let group = group_of(edition.today, due);
            match groups.get_mut(group) {
                Some(group) => {
                    let policy = renderer.listed_policy(path, at);
                    group.lines.push(ReviewLine { policy, due: renderer.date(due) });
                }
                None => later += 1,
            }
            let owner = meta.owner().and_then(|owner| renderer.role(owner)).unwrap_or_default();
            owners.entry(owner).or_default()[group] += 1;
        }
        let earlier = open_policies(edition).filter_map(|(at, _, meta)| called(renderer, path, (at, meta))).collect();
        let axis = axis(owners.values().map(|counts| counts.iter().sum()).max().unwrap_or_default());
        let owners = owner_rows(owners, axis[2]);
        Self { as_of: as_of.map(|day| renderer.date(day)), groups, owners, axis, later, earlier, undated }
    }
}

/// What calls for a review of a policy, if it is in none of the groups.
fn called(renderer: &Renderer<'_>, path: &SitePath, (at, meta): (PageIndex, &PolicyMeta)) -> Option<CalledReview> {
    let edition = renderer.edition;
    edition.days_of_calls(meta).for_each(|day| renderer.note_change(Some(day)));
    let due = meta.review_date();
    if due.is_some_and(|due| group_of(edition.today, due) <= GROUP_DAYS.len()) {
        return None;
    }
    let calls = edition.review_calls(meta).into_iter().map(|call| call_words(call, &renderer.theme.strings));
    let calls: Vec<String> = calls.collect();
    let policy = || renderer.listed_policy(path, at);
    (!calls.is_empty()).then(|| CalledReview { policy: policy(), due: due.map(|due| renderer.date(due)), calls })
}

/// What calls for a review, in the words of a theme.
#[must_use]
pub fn call_words(call: ReviewCall, strings: &Strings) -> String {
    let ReviewCall { reason, count } = call;
    let words = strings.get(reason.words()).replace("{count}", &count.to_string());
    reason.days().map_or_else(|| words.clone(), |days| words.replace("{days}", &days.to_string()))
}

/// The index of the group that a review belongs to: 0 is overdue, one more than there are groups is later than any.
fn group_of(today: civil::Date, due: civil::Date) -> usize {
    let days = (due - today).get_days();
    if days < 0 { 0 } else { 1 + GROUP_DAYS.iter().position(|within| days <= *within).unwrap_or(GROUP_DAYS.len()) }
}

/// The days on which a review comes into another group.
fn days_of_change(due: civil::Date) -> impl Iterator<Item = civil::Date> {
    let earlier = GROUP_DAYS.into_iter().filter_map(move |days| due.checked_sub(days.days()).ok());
    earlier.chain(due.tomorrow().ok())
}

/// A row for each owner; bars for `whole` reviews fill the chart.
fn owner_rows(owners: BTreeMap<String, [usize; 5]>, whole: usize) -> Vec<OwnerReviews> {
    let row = |(owner, counts)| OwnerReviews { owner, counts, bars: stacked_bars(counts, whole) };
    owners.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_review_belongs_to_the_first_group_that_holds_it() {
        let today = date(2026, 11, 21);
        assert_eq!(group_of(today, date(2026, 11, 20)), 0);
        assert_eq!(group_of(today, today), 1);
        assert_eq!(group_of(today, date(2026, 12, 21)), 1);
        assert_eq!(group_of(today, date(2026, 12, 22)), 2);
        assert_eq!(group_of(today, date(2027, 2, 19)), 3);
        assert_eq!(group_of(today, date(2027, 2, 20)), 4);
    }

    #[test]
    fn a_review_changes_its_group_on_the_days_that_are_named() {
        let due = date(2026, 12, 31);
        let mut today = date(2026, 9, 1);
        let mut changes = Vec::new();
        while today < date(2027, 2, 1) {
            let next = today.tomorrow().unwrap();
            changes.extend((group_of(today, due) != group_of(next, due)).then_some(next));
            today = next;
        }
        let mut named: Vec<_> = days_of_change(due).collect();
        named.sort();
        assert_eq!(changes, named);
    }

    #[test]
    fn the_charts_of_all_owners_have_one_scale() {
        let owners = [("a", [1, 0, 1, 0, 2]), ("b", [0, 1, 0, 0, 0])].map(|(owner, counts)| (owner.to_owned(), counts));
        let rows = owner_rows(owners.into(), 4);
        assert_eq!(rows[0].bars, [(0, 250), (250, 0), (250, 250), (500, 0), (500, 500)]);
        assert_eq!(rows[1].bars[1], (0, 250));
    }
}
