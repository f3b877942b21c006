//! `/changes/`: what changed in the edition, by month, the newest first. What changed alike in several policies on one day is said once.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{ChangeLine, ChangeView};
use super::List;
use crate::edition::Edition;
use crate::text::SitePath;

/// The most changes that the page shows; the page of each policy shows all of its own.
const MOST_CHANGES: usize = 1000;

#[derive(Debug, Serialize)]
pub(super) struct ChangeList {
    /// What is announced, and nothing tells since when.
    ahead: Vec<Entry>,
    /// What ended, and nothing tells since when.
    undated: Vec<Entry>,
    months: Vec<Month>,
    /// How many older changes are not shown.
    more: usize,
}

#[derive(Debug, Serialize)]
struct Month {
    /// `November 2026`.
    title: String,
    entries: Vec<Entry>,
}

/// What changed on one day in one policy, or alike in several.
#[derive(Debug, Serialize)]
struct Entry {
    /// What is said of each.
    change: ChangeView,
    /// The policies; each line's own change is left aside but for its version.
    lines: Vec<ChangeLine>,
}

impl Entry {
    /// Adds a line to the entry of its day that says the same, or to a new one.
    fn add(entries: &mut Vec<Self>, line: ChangeLine) {
        let same_day = entries.iter_mut().rev().take_while(|entry| entry.change.date == line.change.date);
        match same_day.into_iter().find(|entry| entry.change.says_the_same(&line.change)) {
            Some(entry) => entry.lines.push(line),
            None => entries.push(Self { change: line.change.clone(), lines: vec![line] }),
        }
    }
}

impl List for ChangeList {
    fn has_entries(edition: &Edition) -> bool {
        edition.has_log()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut all = renderer.edition.log();
        renderer.note_log(&all);
        let more = all.len().saturating_sub(MOST_CHANGES);
        all.truncate(MOST_CHANGES);
        let mut list = Self { ahead: Vec::new(), undated: Vec::new(), months: Vec::new(), more };
        for entry in all {
            let line = renderer.log_line(&entry, path);
            let Some(date) = entry.date else {
                Entry::add(if entry.is_undated() { &mut list.undated } else { &mut list.ahead }, line);
                continue;
            };
            let title = format!("{} {}", renderer.theme.strings.month(date.month()), date.year());
            match list.months.last_mut().filter(|month| month.title == title) {
                Some(month) => Entry::add(&mut month.entries, line),
                None => {
                    let mut entries = Vec::new();
                    Entry::add(&mut entries, line);
                    list.months.push(Month { title, entries });
                }
            }
        }
        list
    }
}
