//! How the handbook itself is doing: what complaints are about, how hard it is to read, where it bends, where clients wait.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::{ToSpan, civil};
use rayon::prelude::*;
use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::duration::minutes;
use super::{Rule, in_life};
use crate::edition::{Edition, Page, PageIndex, PolicyMeta};
use crate::markdown::{Grade, Scale};
use crate::policy::Flexibility;
use crate::text::SitePath;

/// How wide a chart is drawn.
const CHART_WIDTH: usize = 1000;
/// So many procedures stand in each list.
const MOST_PROCEDURES: usize = 10;

#[derive(Debug, Serialize)]
pub(super) struct HealthList {
    complaints: Option<Complaints>,
    /// The handbook, then each section.
    balance: Vec<Balance>,
    grades: Option<Grades>,
    /// Those that keep a client waiting longest, the longest first.
    waits: Vec<Step>,
    /// Those that need most approvals, the most first.
    approvals: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Complaints {
    rows: Vec<Complained>,
    /// How many came within the last year, and how many are known.
    year: usize,
    all: usize,
    /// Ids that no policy has, and how many complaints name each.
    unknown: Vec<(String, usize)>,
}

/// A policy that complaints were about.
#[derive(Debug, Serialize)]
struct Complained {
    rule: Rule,
    /// Within the last year, and in the year before.
    year: usize,
    before: usize,
    all: usize,
    last: Date,
    /// How wide the bar of the last year is drawn.
    bar: usize,
}

/// How many policies are black, grey, or say neither.
#[derive(Debug, Default, Serialize)]
struct Balance {
    /// The section; none for the whole handbook.
    section: Option<String>,
    counts: [usize; 3],
    /// Where each bar begins and how wide it is: the parts of one whole.
    bars: [(usize, usize); 3],
}

#[derive(Debug, Serialize)]
struct Grades {
    /// The key of the formula's name among the strings.
    scale: &'static str,
    /// Half of all policies are easier than this.
    median: String,
    /// The hardest first.
    rows: Vec<Graded>,
}

#[derive(Debug, Serialize)]
struct Graded {
    rule: Rule,
    section: String,
    grade: String,
    /// Words in a sentence, on average.
    length: u32,
    words: u32,
}

/// A procedure.
#[derive(Debug, Serialize)]
struct Step {
    rule: Rule,
    takes: Option<String>,
    approvals: Vec<String>,
}

impl Renderer<'_> {
    pub(super) fn health(&self, path: &SitePath) -> HealthList {
        let (waits, approvals) = self.steps(path);
        HealthList {
            complaints: self.complaints(path),
            balance: balance(self.edition),
            grades: self.grades(path),
            waits,
            approvals,
        }
    }

    fn complaints(&self, path: &SitePath) -> Option<Complaints> {
        let edition = self.edition;
        let ago = |years: i32| edition.today.checked_sub(years.years()).unwrap_or(edition.today);
        let (year, before) = (ago(1), ago(2));
        let mut unknown = Vec::new();
        let mut rows = Vec::new();
        for (id, days) in &edition.complaints {
            let Some(last) = days.last() else { continue };
            let Some(at) = edition.by_id.get(id) else {
                unknown.push((id.clone(), days.len()));
                continue;
            };
            let after = |from: civil::Date| days.len() - days.partition_point(|day| *day <= from);
            rows.push(Complained {
                rule: self.rule(path, *at),
                year: after(year),
                before: after(before) - after(year),
                all: days.len(),
                last: self.date(*last),
                bar: 0,
            });
        }
        let most = rows.iter().map(|row| row.year).max().unwrap_or_default().max(1);
        for row in &mut rows {
            row.bar = row.year * CHART_WIDTH / most;
        }
        rows.sort_by(|a, b| (b.year, b.all, &b.last.iso).cmp(&(a.year, a.all, &a.last.iso)));
        let year = rows.iter().map(|row| row.year).sum();
        let all = edition.complaints.values().map(Vec::len).sum();
        (all > 0).then_some(Complaints { rows, year, all, unknown })
    }

    fn grades(&self, path: &SitePath) -> Option<Grades> {
        let edition = self.edition;
        let scale = Scale::of(&edition.identity.language)?;
        let policies: Vec<(PageIndex, &Page, &PolicyMeta)> = in_life(edition).collect();
        let mut graded: Vec<(PageIndex, Grade)> =
            policies.par_iter().filter_map(|(at, ..)| Some((*at, edition.grade(*at)?))).collect();
        graded.sort_by_key(|(at, grade)| (Reverse(grade.tenths), *at));
        let decimal = |tenths: i64| {
            let sign = if tenths < 0 { "−" } else { "" };
            let point = self.theme.strings.get("health.point");
            format!("{sign}{}{point}{}", tenths.abs() / 10, tenths.abs() % 10)
        };
        let median = decimal(graded.get(graded.len() / 2)?.1.tenths);
        let rows = graded.into_iter().map(|(at, Grade { tenths, words, sentences })| Graded {
            rule: self.rule(path, at),
            section: section_title(edition, &edition.pages[at].section),
            grade: decimal(tenths),
            length: words / sentences.max(1),
            words,
        });
        Some(Grades { scale: scale.name(), median, rows: rows.collect() })
    }

    fn steps(&self, path: &SitePath) -> (Vec<Step>, Vec<Step>) {
        let mut waits = Vec::new();
        let mut approvals = Vec::new();
        for (at, _, meta) in in_life(self.edition) {
            let wait = meta.values.text("takes").and_then(|takes| minutes(takes, &self.theme.strings));
            waits.extend(wait.map(|wait| (Reverse(wait), at)));
            let count = meta.values.texts("approvals").len();
            approvals.extend((count > 0).then_some((Reverse(count), at)));
        }
        let step = |at: PageIndex| {
            let meta = self.edition.pages[at].meta.as_ref();
            let values = meta.map(|meta| &meta.values);
            let approvals = values.map(|values| values.texts("approvals")).unwrap_or_default();
            Step {
                rule: self.rule(path, at),
                takes: values.and_then(|values| values.text("takes")).map(str::to_owned),
                approvals: approvals.iter().filter_map(|key| self.role(key)).collect(),
            }
        };
        waits.sort_unstable();
        approvals.sort_unstable();
        let longest = waits.into_iter().take(MOST_PROCEDURES).map(|(_, at)| step(at)).collect();
        (longest, approvals.into_iter().take(MOST_PROCEDURES).map(|(_, at)| step(at)).collect())
    }
}

fn section_title(edition: &Edition, address: &str) -> String {
    edition.folders.get(address).map(|folder| folder.title.clone()).unwrap_or_default()
}

/// The black and the grey of the handbook and of each section at its top, in reading order.
fn balance(edition: &Edition) -> Vec<Balance> {
    let mut whole = Balance::default();
    let mut sections: BTreeMap<&str, Balance> = BTreeMap::new();
    for (_, page, meta) in in_life(edition) {
        let column = match meta.flexibility() {
            Some(Flexibility::Black) => 0,
            Some(Flexibility::Grey) => 1,
            None => 2,
        };
        let top = page.section.split('/').next().unwrap_or_default();
        whole.counts[column] += 1;
        sections.entry(top).or_default().counts[column] += 1;
    }
    let order = edition.folders.get("").map_or(&[][..], |top| &top.folders).iter().map(String::as_str);
    let named = std::iter::once("").chain(order).filter_map(|address| {
        let own = sections.remove(address)?;
        Some(Balance { section: Some(section_title(edition, address)), ..own })
    });
    let mut rows: Vec<Balance> = named.collect();
    rows.insert(0, whole);
    for row in &mut rows {
        let all = row.counts.iter().sum::<usize>().max(1);
        let mut before = 0;
        for (bar, count) in row.bars.iter_mut().zip(row.counts) {
            let at = before * CHART_WIDTH / all;
            before += count;
            *bar = (at, before * CHART_WIDTH / all - at);
        }
    }
    rows
}
