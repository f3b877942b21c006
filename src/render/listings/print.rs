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
    /// Empty when there are too many pages for one.
    chapters: Vec<Chapter>,
    sections: Vec<Link>,
}

/// A section within the page.
#[derive(Debug, Serialize)]
struct Chapter {
    title: String,
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
        let edition = renderer.edition;
        let sections = edition.folders[""].folders.iter().map(|folder| renderer.section_link(path, folder)).collect();
        let mut chapters = Vec::new();
        if edition.pages.len() <= MOST_PRINTED {
            add_chapters(renderer, "", path, &mut chapters);
        }
        Self { chapters, sections }
    }
}

/// Adds a section and the sections in it, in reading order.
fn add_chapters(renderer: &Renderer<'_>, address: &str, path: &SitePath, chapters: &mut Vec<Chapter>) {
    let folder = &renderer.edition.folders[address];
    let pages = folder.pages.iter().filter(|at| !renderer.is_over(**at));
    chapters.push(Chapter {
        title: folder.title.clone(),
        body: folder.page.map(|at| printed_body(renderer, at, path)).unwrap_or_default(),
        leaves: pages.map(|at| leaf(renderer, *at, path)).collect(),
    });
    for below in &folder.folders {
        add_chapters(renderer, below, path, chapters);
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
