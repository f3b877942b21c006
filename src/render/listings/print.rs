//! `/print/`: the whole edition on one page, to be printed or kept as one file.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{Link, PolicyView};
use super::List;
use crate::edition::{Edition, PageIndex};
use crate::text::SitePath;

/// The most pages that are put on one page; of a larger handbook, each section and each policy is printed by itself.
const MOST_PRINTED: usize = 300;

#[derive(Debug, Serialize)]
pub(super) struct PrintList {
    /// What is at the top of the handbook, and each section at its top; none when there are too many pages for one.
    parts: Vec<Part>,
    sections: Vec<Link>,
}

/// What is printed alone when its anchor is asked for: a section at the top, with all that is in it.
#[derive(Debug, Serialize)]
struct Part {
    anchor: String,
    chapters: Vec<Chapter>,
}

/// A section within the page, without the sections in it.
#[derive(Debug, Serialize)]
struct Chapter {
    title: String,
    anchor: String,
    body: String,
    leaves: Vec<Leaf>,
}

/// A page of the handbook within the page.
#[derive(Debug, Serialize)]
struct Leaf {
    title: String,
    anchor: String,
    body: String,
    policy: Option<PolicyView>,
}

impl List for PrintList {
    fn has_entries(edition: &Edition) -> bool {
        edition.pages.iter().any(|page| page.address != page.section)
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let top = &renderer.edition.folders[""].folders;
        let sections = top.iter().map(|folder| renderer.section_link(path, folder)).collect();
        let mut parts = Vec::new();
        if is_on_one_page(renderer.edition) {
            parts.push(Part { anchor: part_anchor(""), chapters: vec![chapter(renderer, "", path)] });
            for section in top {
                let mut chapters = Vec::new();
                add_chapters(renderer, section, path, &mut chapters);
                parts.push(Part { anchor: part_anchor(section), chapters });
            }
        }
        Self { parts, sections }
    }
}

impl Renderer<'_> {
    /// The link that prints a section with all that is in it; `None` where there are too many pages for one, or nothing is printed.
    pub(in crate::render) fn print_link(&self, section: &str, path: &SitePath) -> Option<String> {
        let link = self.listing_link("print", path).filter(|_| is_on_one_page(self.edition) && !section.is_empty())?;
        let anchor = if section.contains('/') { chapter_anchor(section) } else { part_anchor(section) };
        Some(format!("{}#{anchor}", link.href))
    }
}

fn is_on_one_page(edition: &Edition) -> bool {
    edition.pages.len() <= MOST_PRINTED
}

fn part_anchor(section: &str) -> String {
    format!("_part-{}", section.replace('/', "--"))
}

fn chapter_anchor(section: &str) -> String {
    format!("_chapter-{}", section.replace('/', "--"))
}

/// Adds a section and the sections in it, in reading order.
fn add_chapters(renderer: &Renderer<'_>, address: &str, path: &SitePath, chapters: &mut Vec<Chapter>) {
    chapters.push(chapter(renderer, address, path));
    for below in &renderer.edition.folders[address].folders {
        add_chapters(renderer, below, path, chapters);
    }
}

fn chapter(renderer: &Renderer<'_>, address: &str, path: &SitePath) -> Chapter {
    let folder = &renderer.edition.folders[address];
    let pages = folder.pages.iter().filter(|at| !renderer.is_over(**at));
    Chapter {
        title: folder.title.clone(),
        anchor: chapter_anchor(address),
        body: folder.page.map(|at| printed_body(renderer, at, path)).unwrap_or_default(),
        leaves: pages.map(|at| leaf(renderer, *at, path)).collect(),
    }
}

fn leaf(renderer: &Renderer<'_>, at: PageIndex, path: &SitePath) -> Leaf {
    let page = &renderer.edition.pages[at];
    Leaf {
        title: page.title.clone(),
        anchor: leaf_anchor(at),
        body: printed_body(renderer, at, path),
        policy: page.meta.as_ref().map(|meta| renderer.policy_of(at, meta, path)),
    }
}

/// The text of a page. Its anchors begin with the leaf's own, so that no two pages have the same.
fn printed_body(renderer: &Renderer<'_>, at: PageIndex, path: &SitePath) -> String {
    let own = leaf_anchor(at);
    let html = renderer.body(at, path).html;
    html.replace(" id=\"", &format!(" id=\"{own}-")).replace("href=\"#", &format!("href=\"#{own}-"))
}

fn leaf_anchor(at: PageIndex) -> String {
    format!("_{at}")
}
