//! What staff practise on, and how others do.

use std::cmp::Reverse;

use jiff::civil;
use serde::Serialize;

use super::super::Renderer;
use super::super::fields::EntryView;
use super::Rule;
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
    scenario: EntryView,
    rule: Rule,
}

#[derive(Debug, Serialize)]
struct Call {
    call: EntryView,
    rule: Rule,
}

#[derive(Debug, Serialize)]
pub(super) struct BenchmarkList {
    rows: Vec<BenchmarkRow>,
}

#[derive(Debug, Serialize)]
struct BenchmarkRow {
    benchmark: EntryView,
    rule: Rule,
}

impl Renderer<'_> {
    pub(super) fn practice(&self, path: &SitePath) -> PracticeList {
        let all = || self.entries_in_life("scenarios", path).map(|(at, _, scenario)| (at, scenario));
        let case = |(at, scenario)| Case { scenario, rule: self.rule(path, at) };
        let cases: Vec<Case> = all().map(case).collect();
        let challenge = week(self.edition.today).checked_rem(cases.len()).and_then(|turn| all().nth(turn)).map(case);
        let mut good_calls: Vec<_> = self.entries_in_life("good_calls", path).collect();
        good_calls.sort_by_key(|(_, values, _)| Reverse(values.date("date")));
        let good_calls = good_calls.into_iter().map(|(at, _, call)| Call { call, rule: self.rule(path, at) });
        PracticeList { challenge, cases, good_calls: good_calls.collect() }
    }

    pub(super) fn benchmarks(&self, path: &SitePath) -> BenchmarkList {
        let mut rows: Vec<_> = self.entries_in_life("benchmarks", path).collect();
        rows.sort_by_key(|(_, values, _)| values.date("checked"));
        let row = |(at, _, benchmark)| BenchmarkRow { benchmark, rule: self.rule(path, at) };
        BenchmarkList { rows: rows.into_iter().map(row).collect() }
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
