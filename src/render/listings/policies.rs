//! What most listings begin with: the policies of an edition, and how a list names one of them.

use serde::Serialize;

use super::super::Renderer;
use super::super::context::EntryView;
use super::super::context::Link;
use super::super::template_value::Html;
use crate::edition::{Edition, MetaValues, Page, PageIndex, PolicyMeta};
use crate::policy::Coverage;
use crate::text::SitePath;

/// A policy as a listing names it.
#[derive(Debug, Serialize)]
pub(super) struct ListedPolicy {
    pub(super) link: Link,
    pub(super) id: Option<String>,
    /// The role of its owner.
    pub(super) owner: Option<String>,
}

/// A goal or a touchpoint, and the policies that name it.
#[derive(Debug, Serialize)]
pub(super) struct Topic {
    pub(super) title: String,
    pub(super) text: Option<Html>,
    pub(super) links: Vec<Link>,
}

/// All policies of an edition, in the order of their addresses.
pub(super) fn policies(edition: &Edition) -> impl Iterator<Item = (PageIndex, &Page, &PolicyMeta)> {
    edition.pages.iter_enumerated().filter_map(|(at, page)| Some((at, &**page, page.meta.as_ref()?)))
}

/// The policies that people go by on the day of the edition.
pub(super) fn current_policies(edition: &Edition) -> impl Iterator<Item = (PageIndex, &Page, &PolicyMeta)> {
    policies(edition).filter(|(_, _, meta)| meta.standing.governs())
}

/// The policies that somebody works on: those that people go by, those that are to come, and those that have lapsed.
pub(super) fn open_policies(edition: &Edition) -> impl Iterator<Item = (PageIndex, &Page, &PolicyMeta)> {
    policies(edition).filter(|(_, _, meta)| !meta.standing.is_over())
}

/// Which policies of an edition name each of the keys that `keys_of` finds in them, and which name none.
pub(in crate::render) fn coverage<'e>(
    edition: &'e Edition,
    keys_of: impl Fn(&'e PolicyMeta) -> &'e [String],
) -> Coverage<'e, PageIndex> {
    Coverage::of(policies(edition).map(|(at, _, meta)| (at, meta.standing, keys_of(meta).iter().map(String::as_str))))
}

/// Whether one of the policies that people go by meets a condition.
pub(super) fn any_current(edition: &Edition, condition: impl Fn(&PolicyMeta) -> bool) -> bool {
    current_policies(edition).any(|(_, _, meta)| condition(meta))
}

/// The addresses of the sections at the top, in reading order; first the top itself, for what is in no section.
pub(super) fn top_sections(edition: &Edition) -> impl Iterator<Item = &str> {
    let sections = edition.folders.get("").map_or(&[][..], |top| &top.folders);
    std::iter::once("").chain(sections.iter().map(String::as_str))
}

/// The title of a section, empty where the edition has none at the address.
pub(super) fn section_title(edition: &Edition, address: &str) -> String {
    edition.folders.get(address).map(|folder| folder.title.clone()).unwrap_or_default()
}

impl Renderer<'_> {
    pub(super) fn listed_policy(&self, path: &SitePath, at: PageIndex) -> ListedPolicy {
        let meta = self.edition.pages[at].meta.as_ref();
        ListedPolicy {
            link: Link { description: None, ..self.page_link(path, at) },
            id: meta.and_then(|meta| meta.id().map(str::to_owned)),
            owner: meta.and_then(|meta| self.role(meta.owner()?)),
        }
    }

    /// The name of a role, by its key in `people.toml`.
    pub(in crate::render) fn role(&self, key: &str) -> Option<String> {
        self.edition.people.get(key).map(|person| person.role.clone())
    }

    /// The entries under a key of all policies that people go by, each with its page and as templates read it.
    pub(super) fn current_entries<'v>(
        &'v self,
        key: &'v str,
        path: &'v SitePath,
    ) -> impl Iterator<Item = (PageIndex, &'v MetaValues, EntryView)> {
        current_policies(self.edition).flat_map(move |(at, _, meta)| {
            let entries = meta.values.entries(key).iter().map(|entry| &entry.values);
            let views = self.entry_views(key, &meta.values, path);
            entries.zip(views).map(move |(values, view)| (at, values, view))
        })
    }

    /// Links to pages, in their order.
    pub(in crate::render) fn page_links(&self, path: &SitePath, pages: &[PageIndex]) -> Vec<Link> {
        pages.iter().map(|at| self.page_link(path, *at)).collect()
    }
}
