//! The days on which something happens, and the days before: what was said on the day, and what is said of it later, agree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::handbook;
use crate::support::folder::Folder;

/// Each commit, each first and last day, and the days before and after.
const EDGES: [&str; 24] = [
    "2024-01-15",
    "2024-04-30",
    "2024-05-01",
    "2024-09-30",
    "2024-10-01",
    "2025-01-31",
    "2025-02-01",
    "2025-05-31",
    "2025-06-01",
    "2025-08-31",
    "2025-09-01",
    "2025-10-31",
    "2025-11-01",
    "2025-12-14",
    "2025-12-15",
    "2026-01-01",
    "2026-01-09",
    "2026-01-10",
    "2026-02-28",
    "2026-06-14",
    "2026-06-15",
    "2026-09-30",
    "2026-10-01",
    "2026-11-21",
];

/// What was dated back, so that it is known of these days only since later: the policy, from when, and when it was written.
const DATED_BACK: [(&str, &str, &str); 2] =
    [("BD-1", "2025-12-15", "2026-01-10"), ("MB-1", "2026-03-01", "2026-06-15")];

/// The policies of a register by their ids, without their addresses, which a site of the past has none of.
fn policies(json: &str) -> BTreeMap<String, Value> {
    let json: Value = serde_json::from_str(json).unwrap();
    let entries = json["policies"].as_array().unwrap().iter().cloned();
    entries
        .map(|mut entry| {
            entry.as_object_mut().unwrap().remove("url");
            (entry["id"].as_str().unwrap().to_owned(), entry)
        })
        .collect()
}

fn is_known_later(id: &str, day: &str) -> bool {
    DATED_BACK.iter().any(|(own, from, written)| *own == id && (*from..*written).contains(&day))
}

fn compare(days: &[&str]) {
    let whole = handbook::on("2026-11-21");
    let mut wrong = Vec::new();
    for day in days {
        let then = handbook::on(day).run(&["register", "--format", "json", "--today", day]).done();
        let mut then = policies(&then.stdout);
        // A past day has no announcements.
        then.retain(|_, entry| entry["standing"] != "announced");
        let now = whole.run(&["build", "--edition", "staff", "--as-of", day]).done();
        let mut now = policies(now.text(&format!("staff-{day}/policies.json")));
        then.retain(|id, _| !is_known_later(id, day));
        now.retain(|id, _| !is_known_later(id, day));
        let ids: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let different = ids.into_iter().filter(|id| then.get(*id) != now.get(*id));
        wrong.extend(
            different
                .map(|id| format!("{day} {id}\n  on the day: {:?}\n  of the day: {:?}", then.get(id), now.get(id))),
        );
    }
    crate::agree(&wrong);
}

#[test]
fn what_was_said_on_a_day_is_said_of_it_later() {
    compare(&EDGES[..12]);
}

#[test]
fn and_so_on_later_days() {
    compare(&EDGES[12..]);
}

/// What the log of staff tells: the day, the policy, whether it was announced, and what.
fn told(folder: &Folder, day: &str) -> BTreeSet<String> {
    let run = folder.run(&["changes", "--since", "2000-01-01", "--format", "json", "--today", day]).done();
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let entries = json["changes"].as_array().unwrap().iter();
    // The tense of a fact that was announced changes on its day.
    entries
        .map(|entry| {
            let summary = entry["summary"].as_str().unwrap().replace("it was to be", "it will be");
            format!("{} {} {} {} {summary}", entry["date"], entry["id"], entry["announced"], entry["version"])
        })
        .collect()
}

#[test]
fn what_was_told_once_stays_in_the_log() {
    // The one announcement that was taken back is no entry of any log from that day on.
    let taken_back = |entry: &String| entry.contains("\"RV-1\" true \"2.0\"");
    let mut before: BTreeSet<String> = BTreeSet::new();
    for day in EDGES {
        let now = told(&handbook::on(day), day);
        let lost: Vec<&String> = before.difference(&now).filter(|entry| !taken_back(entry)).collect();
        assert!(lost.is_empty(), "{day}: {lost:?}");
        let ahead: Vec<&String> = now.iter().filter(|entry| entry[1..11] > *day).collect();
        assert!(ahead.is_empty(), "{day}: {ahead:?}");
        let new: Vec<&String> = now.difference(&before).filter(|entry| entry[1..11] < *day).collect();
        let is_late = |entry: &&&String| DATED_BACK.iter().any(|(id, ..)| entry.contains(id));
        assert!(
            before.is_empty() || new.iter().filter(|entry| !is_late(entry)).all(|entry| entry[1..11] >= *last(day)),
            "{day}: {new:?}"
        );
        before = now;
    }
}

/// The edge before a day.
fn last(day: &str) -> &'static str {
    let at = EDGES.iter().position(|edge| *edge == day).unwrap();
    EDGES[at.saturating_sub(1)]
}
