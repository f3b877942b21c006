//! `/tags/`: pages by what they are about.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::super::context::Link;
use super::List;
use crate::edition::Edition;
use crate::text::{SitePath, slug};

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

/// The anchor of a tag on the page of tags. Tags that differ only in case and punctuation share one.
pub(in crate::render) fn tag_anchor(tag: &str) -> String {
    format!("tag-{}", slug(tag))
}

impl List for TagList {
    fn has_entries(edition: &Edition) -> bool {
        edition.pages.iter().any(|page| !page.tags.is_empty())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut tags: BTreeMap<String, TagView> = BTreeMap::new();
        for (at, page) in renderer.edition.pages.iter_enumerated() {
            for tag in &page.tags {
                let anchor = tag_anchor(tag);
                let view = tags.entry(anchor.clone()).or_insert_with(|| TagView {
                    title: tag.clone(),
                    anchor,
                    links: Vec::new(),
                });
                view.links.push(Link { description: None, ..renderer.page_link(path, at) });
            }
        }
        Self { tags: tags.into_values().collect() }
    }
}
