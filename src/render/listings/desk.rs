//! `/desk/`: for each policy a sheet of one page with what somebody at a desk needs of it: the options, who decides, what to say, and
//! who is asked next.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{Link, PolicyView};
use super::List;
use super::policies::{any_current, current_policies};
use crate::edition::{Edition, PolicyMeta};
use crate::text::{SitePath, slug};

#[derive(Debug, Serialize)]
pub(super) struct DeskList {
    sheets: Vec<DeskSheet>,
}

/// What is on one sheet.
#[derive(Debug, Serialize)]
struct DeskSheet {
    anchor: String,
    link: Link,
    policy: PolicyView,
}

/// Whether a policy tells somebody at a desk what to do: what to offer, or why there is no exception.
fn tells(meta: &PolicyMeta) -> bool {
    meta.standing.offers() && meta.has_an_answer()
}

impl List for DeskList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, tells)
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let told = current_policies(renderer.edition).filter(|(_, _, meta)| tells(meta));
        let sheet = |(at, page, meta): (_, &crate::edition::Page, &PolicyMeta)| DeskSheet {
            anchor: meta.id().map_or_else(|| format!("_{at}"), slug),
            link: renderer.page_link(path, at),
            policy: renderer.desk_view(&page.title, meta, path),
        };
        Self { sheets: told.map(sheet).collect() }
    }
}
