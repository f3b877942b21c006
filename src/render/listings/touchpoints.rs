//! `/touchpoints/`: every way in which clients meet the organisation, and the policies that govern it. Clients read it as
//! "What do you need?".

use serde::Serialize;

use super::super::Renderer;
use super::List;
use super::policies::{Topic, any_current, coverage};
use crate::edition::{Edition, Touchpoint};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct TouchpointList {
    touchpoints: Vec<Topic>,
    /// Those that no policy governs; empty but in the most private edition.
    bare: Vec<Topic>,
}

impl List for TouchpointList {
    /// The most private edition lists touchpoints that no policy governs too.
    fn has_entries(edition: &Edition) -> bool {
        if edition.most_private {
            !edition.touchpoints.is_empty()
        } else {
            any_current(edition, |meta| !meta.values.texts("touchpoints").is_empty())
        }
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let edition = renderer.edition;
        let coverage = coverage(edition, |meta| meta.values.texts("touchpoints"));
        let topic = |(key, touchpoint): (&String, &Touchpoint)| Topic {
            title: touchpoint.title.clone(),
            text: touchpoint.text.as_ref().map(|text| renderer.html(text, path, None)),
            links: renderer.page_links(path, coverage.of_key(key)),
        };
        let mut all: Vec<Topic> = edition.touchpoints.iter().map(topic).collect();
        all.sort_by(|a, b| a.title.cmp(&b.title));
        let (bare, touchpoints) = all.into_iter().partition(|touchpoint| touchpoint.links.is_empty());
        Self { touchpoints, bare: if edition.most_private { bare } else { Vec::new() } }
    }
}
