//! `/changes/`: what changed in the edition, by month, the newest first.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::ChangeLine;
use super::List;
use crate::edition::Edition;
use crate::text::SitePath;

/// The most changes that the page shows; the page of each policy shows all of its own.
const MOST_CHANGES: usize = 1000;

#[derive(Debug, Serialize)]
pub(super) struct ChangeList {
    /// What is announced, and nothing tells since when.
    ahead: Vec<ChangeLine>,
    months: Vec<Month>,
    /// How many older changes are not shown.
    more: usize,
}

#[derive(Debug, Serialize)]
struct Month {
    /// `November 2026`.
    title: String,
    lines: Vec<ChangeLine>,
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
        let mut list = Self { ahead: Vec::new(), months: Vec::new(), more };
        for entry in all {
            let line = renderer.log_line(&entry, path);
            let Some(date) = entry.date else {
                list.ahead.push(line);
                continue;
            };
            let title = format!("{} {}", renderer.theme.strings.month(date.month()), date.year());
            match list.months.last_mut().filter(|month| month.title == title) {
                Some(month) => month.lines.push(line),
                None => list.months.push(Month { title, lines: vec![line] }),
            }
        }
        list
    }
}
