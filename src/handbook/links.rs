//! Finds what each link leads to.
//!
//! In: the targets that policies name. Out: policies, folders and attachments. What always holds: an id comes before a path, and
//! a file before a page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::{Names, PolicyIndex};
use crate::markdown::Target;
use crate::memo::ByAddress;
use crate::policy::Policy;
use crate::source::Attachment;
use crate::text::{ContentPath, linked_addresses};

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Out of the handbook.
    External,
    /// A policy, a page or a section's page.
    Page(PolicyIndex),
    /// A section without a page of its own, by its folder.
    Folder(String),
    /// A file.
    Attachment(ContentPath),
    /// Nothing.
    Nowhere,
}

/// A link, followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedLink {
    /// What it leads to.
    pub to: Destination,
    /// The heading that it names.
    pub anchor: Option<String>,
}

/// Everything that a link can lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTargets {
    by_id: ByAddress<BTreeMap<String, PolicyIndex>>,
    by_address: ByAddress<BTreeMap<String, PolicyIndex>>,
    folders: ByAddress<BTreeSet<String>>,
    attachments: ByAddress<BTreeMap<ContentPath, Attachment>>,
}

impl LinkTargets {
    pub(super) fn new(names: &Names, attachments: &Arc<BTreeMap<ContentPath, Attachment>>) -> Self {
        Self {
            by_id: ByAddress::of(&names.by_id),
            by_address: ByAddress::of(&names.by_address),
            folders: ByAddress::of(&names.folders),
            attachments: ByAddress::of(attachments),
        }
    }

    /// What each link of a policy leads to: first those of its body, then those of its front matter.
    pub(super) fn resolve(&self, at: PolicyIndex, policy: &Policy) -> Arc<[ResolvedLink]> {
        let links = policy.text.facts.links.iter().chain(&policy.fields.links);
        links.map(|link| self.follow(Some(at), &policy.links_from, &link.target)).collect()
    }

    /// Follows a target that stands in a file of `folder`: in a policy, or in a file that is no page.
    #[must_use]
    pub fn follow(&self, at: Option<PolicyIndex>, folder: &str, target: &str) -> ResolvedLink {
        match Target::parse(target, folder) {
            Target::External => ResolvedLink { to: Destination::External, anchor: None },
            Target::Here { anchor } => {
                ResolvedLink { to: at.map_or(Destination::Nowhere, Destination::Page), anchor: Some(anchor) }
            }
            Target::Inside { id, path, anchor } => {
                let id = id.as_deref().or_else(|| path.as_deref()?.strip_prefix("p/"));
                let by_id = id.and_then(|id| self.by_id.get(id)).map(|at| Destination::Page(*at));
                let to = by_id.or_else(|| self.find(&path?)).unwrap_or(Destination::Nowhere);
                ResolvedLink { to, anchor }
            }
        }
    }

    /// What lies at a path from the top of `content/`.
    fn find(&self, path: &str) -> Option<Destination> {
        let attachment = ContentPath::new(path);
        if self.attachments.contains_key(&attachment) {
            return Some(Destination::Attachment(attachment));
        }
        if let Some(at) = linked_addresses(path).find_map(|address| self.by_address.get(&address)) {
            return Some(Destination::Page(*at));
        }
        self.folders.contains(path).then(|| Destination::Folder(path.to_owned()))
    }
}
