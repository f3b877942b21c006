//! What changed, by month; pages by tag; the whole edition on one page for the printer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{ChangeLine, ChangeView, Link, PolicyView};
use crate::edition::{Changed, LogEntry, PageIndex};
use crate::text::{SitePath, slug};

/// The most changes that the log shows; every policy's own page has its own, whole.
const MOST_CHANGES: usize = 1000;
/// The most pages that are put on one page for the printer; beyond, each section is printed by itself.
const MOST_PRINTED: usize = 300;

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

#[derive(Debug, Serialize)]
pub(super) struct TagList {
    tags: Vec<TagView>,
}

#[derive(Debug, Serialize)]
struct TagView {
    title: String,
    anchor: String,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct PrintList {
    /// Empty when there are too many pages for one.
    chapters: Vec<Chapter>,
    sections: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct Chapter {
    title: String,
    body: String,
    leaves: Vec<Leaf>,
}

/// A page of the handbook within the page for the printer.
#[derive(Debug, Serialize)]
struct Leaf {
    title: String,
    anchor: String,
    body: String,
    policy: Option<PolicyView>,
}

/// The anchor of a tag on the page of tags. Tags that differ only in case and signs share it.
pub(in crate::render) fn tag_anchor(tag: &str) -> String {
    format!("tag-{}", slug(tag))
}

impl Renderer<'_> {
    pub(super) fn changes(&self, path: &SitePath) -> ChangeList {
        let mut all = self.edition.log();
        let more = all.len().saturating_sub(MOST_CHANGES);
        all.truncate(MOST_CHANGES);
        let mut months: Vec<Month> = Vec::new();
        for entry in all {
            let title = format!("{} {}", self.theme.strings.month(entry.date.month()), entry.date.year());
            let line = ChangeLine {
                policy: Link { description: None, ..self.page_link(path, entry.page) },
                ahead: entry.date > self.edition.today,
                redline: match &entry.what {
                    Changed::Version(change) => self.step_link(entry.page, *change, path),
                    Changed::Fact { .. } => None,
                },
                change: self.log_view(&entry),
            };
            match months.last_mut().filter(|month| month.title == title) {
                Some(month) => month.lines.push(line),
                None => months.push(Month { title, lines: vec![line] }),
            }
        }
        ChangeList { months, more }
    }

    /// A change as a line shows it; that of a fact has no version.
    pub(in crate::render) fn log_view(&self, entry: &LogEntry<'_>) -> ChangeView {
        match &entry.what {
            Changed::Version(change) => self.change(*change),
            Changed::Fact { title, was, is, .. } => {
                let text = self.theme.strings.get("feed.fact").replace("{was}", was).replace("{is}", is);
                ChangeView {
                    version: String::new(),
                    date: Some(self.date(entry.date)),
                    material: true,
                    summary: format!("{title}: {text}"),
                    reason: None,
                }
            }
        }
    }

    pub(super) fn tags(&self, path: &SitePath) -> TagList {
        let mut tags: BTreeMap<String, TagView> = BTreeMap::new();
        for (at, page) in self.edition.pages.iter_enumerated() {
            for tag in &page.tags {
                let anchor = tag_anchor(tag);
                let view = tags.entry(anchor.clone()).or_insert_with(|| TagView {
                    title: tag.clone(),
                    anchor,
                    links: Vec::new(),
                });
                view.links.push(Link { description: None, ..self.page_link(path, at) });
            }
        }
        TagList { tags: tags.into_values().collect() }
    }

    pub(super) fn print(&self, path: &SitePath) -> PrintList {
        let edition = self.edition;
        let sections = edition.folders[""].folders.iter().map(|folder| self.section_link(path, folder)).collect();
        if edition.pages.len() > MOST_PRINTED {
            return PrintList { chapters: Vec::new(), sections };
        }
        let mut chapters = Vec::new();
        self.chapter("", path, &mut chapters);
        PrintList { chapters, sections }
    }

    /// A section and the sections in it, in reading order.
    fn chapter(&self, address: &str, path: &SitePath, chapters: &mut Vec<Chapter>) {
        let folder = &self.edition.folders[address];
        chapters.push(Chapter {
            title: folder.title.clone(),
            body: folder.page.map(|at| self.printed_body(at, path)).unwrap_or_default(),
            leaves: folder.pages.iter().filter(|at| !self.is_retired(**at)).map(|at| self.leaf(*at, path)).collect(),
        });
        for below in &folder.folders {
            self.chapter(below, path, chapters);
        }
    }

    fn leaf(&self, at: PageIndex, path: &SitePath) -> Leaf {
        let page = &self.edition.pages[at];
        Leaf {
            title: page.title.clone(),
            anchor: leaf_anchor(at),
            body: self.printed_body(at, path),
            policy: page.meta.as_ref().map(|meta| self.policy_of(at, meta, path)),
        }
    }

    /// The text of a page, its anchors made to stand beside those of all other pages.
    fn printed_body(&self, at: PageIndex, path: &SitePath) -> String {
        let own = leaf_anchor(at);
        let html = self.body(at, path).html;
        html.replace(" id=\"", &format!(" id=\"{own}-")).replace("href=\"#", &format!("href=\"#{own}-"))
    }
}

fn leaf_anchor(at: PageIndex) -> String {
    format!("_{at}")
}
