//! `/touchpoints/`: every way in which clients meet the organisation, the best answer to it, and the policies that govern it.
//! Clients read it as "What do you need?".

use serde::Serialize;

use super::super::Renderer;
use super::super::context::TouchpointView;
use super::List;
use super::policies::any_current;
use crate::edition::Edition;
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct TouchpointList {
    touchpoints: Vec<TouchpointView>,
    /// Those that no policy governs; empty but in the most private edition.
    bare: Vec<TouchpointView>,
}

impl List for TouchpointList {
    /// The most private edition lists touchpoints that no policy governs too.
    fn has_entries(edition: &Edition) -> bool {
        if edition.most_private {
            !edition.touchpoints.is_empty()
        } else {
            any_current(edition, |meta| !meta.touchpoints().is_empty())
        }
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let views = renderer.touchpoint_views(path, usize::MAX).into_iter();
        let (bare, touchpoints) = views.partition(|touchpoint| touchpoint.links.is_empty());
        Self { touchpoints, bare: if renderer.edition.most_private { bare } else { Vec::new() } }
    }
}
