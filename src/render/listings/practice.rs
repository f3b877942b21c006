//! What staff practise on, and how others do.

use std::cmp::Reverse;

use jiff::civil;
use serde::Serialize;

use super::super::Renderer;
use super::super::context::{BenchmarkView, GoodCallView, ScenarioView};
use super::super::policy::scenarios;
use super::{Rule, in_life};
use crate::text::SitePath;

/// A Monday from which weeks are counted.
const FIRST_MONDAY: civil::Date = civil::date(2024, 1, 1);

#[derive(Debug, Serialize)]
pub(super) struct PracticeList {
    /// The scenario of this week.
    challenge: Option<Case>,
    cases: Vec<Case>,
    good_calls: Vec<Call>,
}

#[derive(Debug, Serialize)]
struct Case {
    scenario: ScenarioView,
    rule: Rule,
}

#[derive(Debug, Serialize)]
struct Call {
    call: GoodCallView,
    rule: Rule,
}

#[derive(Debug, Serialize)]
pub(super) struct BenchmarkList {
    rows: Vec<BenchmarkRow>,
}

#[derive(Debug, Serialize)]
struct BenchmarkRow {
    benchmark: BenchmarkView,
    rule: Rule,
}

impl Renderer<'_> {
    pub(super) fn practice(&self, path: &SitePath) -> PracticeList {
        let all =
            || in_life(self.edition).flat_map(|(at, _, meta)| scenarios(meta).into_iter().map(move |one| (at, one)));
        let case = |(at, scenario)| Case { scenario, rule: self.rule(path, at) };
        let cases: Vec<Case> = all().map(case).collect();
        let challenge = week(self.edition.today).checked_rem(cases.len()).and_then(|turn| all().nth(turn)).map(case);
        let told = in_life(self.edition).filter_map(|(at, _, meta)| Some((at, meta.private.as_ref()?)));
        let mut good_calls: Vec<Call> = told
            .flat_map(|(at, own)| {
                let calls = self.private(path, own).good_calls;
                calls.into_iter().map(move |call| Call { call, rule: self.rule(path, at) })
            })
            .collect();
        good_calls.sort_by_key(|line| Reverse(line.call.date.as_ref().map(|date| date.iso.clone())));
        PracticeList { challenge, cases, good_calls }
    }

    pub(super) fn benchmarks(&self, path: &SitePath) -> BenchmarkList {
        let told = in_life(self.edition).filter_map(|(at, _, meta)| Some((at, meta.private.as_ref()?)));
        let mut rows: Vec<BenchmarkRow> = told
            .flat_map(|(at, own)| {
                let benchmarks = self.private(path, own).benchmarks;
                benchmarks.into_iter().map(move |benchmark| BenchmarkRow { benchmark, rule: self.rule(path, at) })
            })
            .collect();
        rows.sort_by_key(|row| row.benchmark.checked.as_ref().map(|date| date.iso.clone()));
        BenchmarkList { rows }
    }
}

/// The number of a day's week.
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
    }
}
