//! `/changes/`: what changed in the edition, by month, the newest first.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{ChangeLine, ChangeView, Link};
use super::super::template_value::Html;
use super::List;
use super::policies::policies;
use crate::edition::{Changed, Edition, LogEntry};
use crate::markdown::escape;
use crate::text::SitePath;

/// The most changes that the page shows; the page of each policy shows all of its own.
const MOST_CHANGES: usize = 1000;

#[derive(Debug, Serialize)]
pub(super) struct ChangeList {
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
        policies(edition).any(|(_, _, meta)| meta.changes().next().is_some())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut all = renderer.edition.log();
        let more = all.len().saturating_sub(MOST_CHANGES);
        all.truncate(MOST_CHANGES);
        let mut months: Vec<Month> = Vec::new();
        for entry in all {
            renderer.note_change(Some(entry.date));
            let title = format!("{} {}", renderer.theme.strings.month(entry.date.month()), entry.date.year());
            let line = ChangeLine {
                policy: Link { description: None, ..renderer.page_link(path, entry.page) },
                ahead: entry.date > renderer.edition.today,
                redline: match &entry.what {
                    Changed::Version(change) => renderer.step_link(entry.page, *change, path),
                    Changed::Fact { .. } => None,
                },
                change: renderer.log_view(&entry, path),
            };
            match months.last_mut().filter(|month| month.title == title) {
                Some(month) => month.lines.push(line),
                None => months.push(Month { title, lines: vec![line] }),
            }
        }
        Self { months, more }
    }
}

impl Renderer<'_> {
    /// An entry of the change log as templates are given it. A changed fact has an empty version.
    pub(in crate::render) fn log_view(&self, entry: &LogEntry<'_>, path: &SitePath) -> ChangeView {
        match &entry.what {
            Changed::Version(change) => self.change(*change, path),
            Changed::Fact { title, was, is, .. } => {
                let [was, is] = [was, is].map(|value| self.edition.words(value, None));
                let text = self.theme.strings.get("feed.fact").replace("{was}", &was).replace("{is}", &is);
                let mut html = String::new();
                escape(&mut html, &format!("{title}: {text}")).expect("a string can be written to");
                ChangeView {
                    version: String::new(),
                    date: Some(self.date(entry.date)),
                    material: true,
                    summary: Html::new(&html),
                    reason: None,
                }
            }
        }
    }
}
