//! `/practice/`: every scenario with its answer, the one to try this week, and options that were used well.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil;
use serde::Serialize;

use super::super::Renderer;
use super::super::context::EntryView;
use super::List;
use super::policies::{ListedPolicy, any_current};
use crate::edition::{Edition, PageIndex};
use crate::text::SitePath;

/// A Monday from which weeks are counted.
const FIRST_MONDAY: civil::Date = civil::date(2024, 1, 1);

#[derive(Debug, Serialize)]
pub(super) struct PracticeList {
    /// The scenario of this week.
    challenge: Option<ListedScenario>,
    cases: Vec<ListedScenario>,
    /// The roles that some case is for, by name.
    roles: BTreeSet<String>,
    good_calls: Vec<ListedGoodCall>,
}

#[derive(Debug, Serialize)]
struct ListedScenario {
    scenario: EntryView,
    policy: ListedPolicy,
    /// The roles that must have read the policy, or decide one of its options.
    roles: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
struct ListedGoodCall {
    call: EntryView,
    policy: ListedPolicy,
}

impl List for PracticeList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| !meta.values.entries("scenarios").is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let all = || renderer.current_entries("scenarios", path).map(|(at, _, scenario)| (at, scenario));
        let case = |(at, scenario)| ListedScenario {
            scenario,
            policy: renderer.listed_policy(path, at),
            roles: roles_of(renderer, at),
        };
        let cases: Vec<ListedScenario> = all().map(case).collect();
        let number = week(renderer.edition.today).checked_rem(cases.len());
        let challenge = number.and_then(|number| all().nth(number)).map(case);
        renderer.note_change(next_monday(renderer.edition.today).filter(|_| cases.len() > 1));
        let mut good_calls: Vec<_> = renderer.current_entries("good_calls", path).collect();
        good_calls.sort_by_key(|(_, values, _)| Reverse(values.date("date")));
        let row = |(at, _, call)| ListedGoodCall { call, policy: renderer.listed_policy(path, at) };
        let roles = cases.iter().flat_map(|case| case.roles.iter().cloned()).collect();
        Self { challenge, cases, roles, good_calls: good_calls.into_iter().map(row).collect() }
    }
}

/// The roles that a policy is for: those that must have read it, and those that decide one of its options.
fn roles_of(renderer: &Renderer<'_>, at: PageIndex) -> BTreeSet<String> {
    let Some(meta) = &renderer.edition.pages[at].meta else { return BTreeSet::new() };
    let deciders = meta.options().filter_map(|option| option.decided_by);
    let readers = meta.required_for().iter().map(String::as_str);
    readers.chain(deciders).filter_map(|key| renderer.role(key)).collect()
}

/// The first day of the week after the one that a day is in.
fn next_monday(today: civil::Date) -> Option<civil::Date> {
    today.nth_weekday(1, civil::Weekday::Monday).ok()
}

/// The number of the week that a day is in.
fn week(today: civil::Date) -> usize {
    let days = (today - FIRST_MONDAY).get_days();
    usize::try_from(days.div_euclid(7)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        assert_eq!(week(date(2026, 11, 22)) + 1, week(date(2026, 11, 23)));
        assert_eq!(week(date(2026, 11, 23)), week(date(2026, 11, 29)));
        for day in [22, 23, 29] {
            let (today, monday) = (date(2026, 11, day), next_monday(date(2026, 11, day)).unwrap());
            assert_eq!(week(today) + 1, week(monday));
            assert_eq!(week(today), week(monday.yesterday().unwrap()));
        }
    }
}
