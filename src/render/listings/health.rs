//! `/health/`: how the handbook itself is doing. What complaints are about, how many policies are black or grey, how hard they
//! are to read, which procedures take longest or need most approvals.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::{ToSpan, civil};
use rayon::prelude::*;
use serde::Serialize;

use super::super::Renderer;
use super::super::context::Date;
use super::super::template_value::Html;
use super::List;
use super::chart::{axis, bar, stacked_bars};
use super::duration::minutes;
use super::policies::{ListedPolicy, current_policies, open_policies, section_title, top_sections};
use crate::edition::{Edition, PageIndex};
use crate::markdown::{Grade, Scale};
use crate::policy::Flexibility;
use crate::text::SitePath;

/// The most procedures in each list.
const MOST_PROCEDURES: usize = 10;

#[derive(Debug, Serialize)]
pub(super) struct HealthList {
    complaints: Option<Complaints>,
    /// The whole handbook, then each section at its top.
    balance: Vec<BalanceRow>,
    grades: Option<Grades>,
    /// The procedures that take longest, the longest first.
    waits: Vec<ProcedureRow>,
    /// The procedures that need most approvals, the most first.
    approvals: Vec<ProcedureRow>,
}

#[derive(Debug, Serialize)]
struct Complaints {
    rows: Vec<ComplaintRow>,
    /// The figures at the beginning, the middle and the end of the chart.
    axis: [usize; 3],
    /// How many complaints came within the year up to a day, and how many there are in all.
    as_of: Date,
    year: usize,
    all: usize,
    /// Ids that no policy has, and how many complaints name each.
    unknown: Vec<(String, usize)>,
}

/// The complaints about one policy.
#[derive(Debug, Serialize)]
struct ComplaintRow {
    policy: ListedPolicy,
    /// Within the last year, and in the year before.
    year: usize,
    before: usize,
    all: usize,
    last: Date,
    /// How wide the bar of the last year is drawn.
    bar: usize,
}

/// How many policies are black, grey, or say neither.
#[derive(Debug, Serialize)]
struct BalanceRow {
    /// The section; none for the whole handbook.
    section: Option<String>,
    counts: [usize; 3],
    /// Where each bar begins and how wide it is; together they fill the chart.
    bars: [(usize, usize); 3],
}

#[derive(Debug, Serialize)]
struct Grades {
    /// The key of the formula's name among the strings.
    scale: &'static str,
    /// The grade that half of all policies are below.
    median: String,
    /// The hardest first.
    rows: Vec<GradeRow>,
}

#[derive(Debug, Serialize)]
struct GradeRow {
    policy: ListedPolicy,
    section: String,
    grade: String,
    /// Words in a sentence, on average.
    length: u32,
    words: u32,
}

#[derive(Debug, Serialize)]
struct ProcedureRow {
    policy: ListedPolicy,
    takes: Option<Html>,
    approvals: Vec<String>,
}

impl List for HealthList {
    fn has_entries(edition: &Edition) -> bool {
        open_policies(edition).next().is_some()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let (waits, approvals) = procedures(renderer, path);
        Self {
            complaints: complaints(renderer, path),
            balance: balance(renderer.edition),
            grades: grades(renderer, path),
            waits,
            approvals,
        }
    }
}

fn complaints(renderer: &Renderer<'_>, path: &SitePath) -> Option<Complaints> {
    let edition = renderer.edition;
    let ago = |years: i32| edition.today.checked_sub(years.years()).unwrap_or(edition.today);
    let (year, before) = (ago(1), ago(2));
    let mut as_of = None;
    for day in edition.complaints.values().flatten().flat_map(|day| days_of_change(*day)) {
        renderer.note_change(Some(day));
        as_of = as_of.max(Some(day).filter(|day| *day <= edition.today));
    }
    let as_of = renderer.date(as_of.unwrap_or(edition.today));
    let mut unknown = Vec::new();
    let mut rows = Vec::new();
    let after = |days: &[civil::Date], from| days.len() - days.partition_point(|day| *day <= from);
    let (mut in_year, mut all) = (0, 0);
    for (id, days) in &edition.complaints {
        // What is dated ahead has not come yet.
        let days = &days[..days.partition_point(|day| *day <= edition.today)];
        let Some(last) = days.last() else { continue };
        in_year += after(days, year);
        all += days.len();
        let Some(at) = edition.by_id.get(id) else {
            unknown.push((id.clone(), days.len()));
            continue;
        };
        rows.push(ComplaintRow {
            policy: renderer.listed_policy(path, *at),
            year: after(days, year),
            before: after(days, before) - after(days, year),
            all: days.len(),
            last: renderer.date(*last),
            bar: 0,
        });
    }
    let axis = axis(rows.iter().map(|row| row.year).max().unwrap_or_default());
    for row in &mut rows {
        row.bar = bar(row.year, axis[2]);
    }
    rows.sort_by(|a, b| (b.year, b.all, &b.last.iso).cmp(&(a.year, a.all, &a.last.iso)));
    (all > 0).then_some(Complaints { rows, axis, as_of, year: in_year, all, unknown })
}

/// The days on which the counts of a complaint change: its own, and those on which it is a year old, and two.
fn days_of_change(complaint: civil::Date) -> impl Iterator<Item = civil::Date> {
    (0..3).filter_map(move |years: i32| complaint.checked_add(years.years()).ok())
}

fn grades(renderer: &Renderer<'_>, path: &SitePath) -> Option<Grades> {
    let edition = renderer.edition;
    let scale = Scale::of(&edition.identity.language)?;
    let policies: Vec<PageIndex> = open_policies(edition).map(|(at, ..)| at).collect();
    let mut graded: Vec<(PageIndex, Grade)> =
        policies.into_par_iter().filter_map(|at| Some((at, edition.grade(at)?))).collect();
    graded.sort_by_key(|(at, grade)| (Reverse(grade.tenths), *at));
    let decimal = |tenths: i64| {
        let sign = if tenths < 0 { "−" } else { "" };
        let point = renderer.theme.strings.get("health.point");
        format!("{sign}{}{point}{}", tenths.abs() / 10, tenths.abs() % 10)
    };
    let median = decimal(graded.get(graded.len() / 2)?.1.tenths);
    let rows = graded.into_iter().map(|(at, Grade { tenths, words, sentences })| GradeRow {
        policy: renderer.listed_policy(path, at),
        section: section_title(edition, &edition.pages[at].section),
        grade: decimal(tenths),
        length: words / sentences.max(1),
        words,
    });
    Some(Grades { scale: scale.name(), median, rows: rows.collect() })
}

/// The policies that take longest, and those that need most approvals.
fn procedures(renderer: &Renderer<'_>, path: &SitePath) -> (Vec<ProcedureRow>, Vec<ProcedureRow>) {
    let mut waits = Vec::new();
    let mut approvals = Vec::new();
    for (at, _, meta) in current_policies(renderer.edition) {
        let wait =
            meta.values.prose("takes").and_then(|takes| minutes(&renderer.words(takes), &renderer.theme.strings));
        waits.extend(wait.map(|wait| (Reverse(wait), at)));
        let count = meta.values.texts("approvals").len();
        approvals.extend((count > 0).then_some((Reverse(count), at)));
    }
    waits.sort_unstable();
    approvals.sort_unstable();
    let row = |at: PageIndex| {
        let meta = renderer.edition.pages[at].meta.as_ref();
        let approvals = meta.map(|meta| meta.values.texts("approvals")).unwrap_or_default();
        ProcedureRow {
            policy: renderer.listed_policy(path, at),
            takes: meta.and_then(|meta| Some(renderer.html(meta.values.prose("takes")?, path, None))),
            approvals: approvals.iter().filter_map(|key| renderer.role(key)).collect(),
        }
    };
    let longest = waits.into_iter().take(MOST_PROCEDURES).map(|(_, at)| row(at)).collect();
    (longest, approvals.into_iter().take(MOST_PROCEDURES).map(|(_, at)| row(at)).collect())
}

/// How many policies are black and grey in the handbook, and in each section at its top, in reading order.
fn balance(edition: &Edition) -> Vec<BalanceRow> {
    let mut whole = [0; 3];
    let mut sections: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (_, page, meta) in current_policies(edition) {
        let column = match meta.flexibility() {
            Some(Flexibility::Black) => 0,
            Some(Flexibility::Grey) => 1,
            Some(Flexibility::Undecided) | None => 2,
        };
        let top = page.section.split('/').next().unwrap_or_default();
        whole[column] += 1;
        sections.entry(top).or_default()[column] += 1;
    }
    let row =
        |section, counts: [usize; 3]| BalanceRow { section, counts, bars: stacked_bars(counts, counts.iter().sum()) };
    let named = top_sections(edition).filter_map(|address| {
        let counts = sections.remove(address)?;
        Some(row(Some(section_title(edition, address)), counts))
    });
    std::iter::once(row(None, whole)).chain(named).collect()
}
