//! Finds what each link leads to.

use std::sync::Arc;

use super::{Handbook, PolicyIndex};
use crate::markdown::{Anchors, Target};
use crate::text::{ContentPath, page_address};

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

/// Follows every link of every policy.
pub(super) fn resolve_all(handbook: &Handbook) -> Vec<Arc<[ResolvedLink]>> {
    (0..handbook.policies.len()).map(|at| resolve(handbook, at)).collect()
}

/// Follows every link of one policy.
pub(super) fn resolve(handbook: &Handbook, at: PolicyIndex) -> Arc<[ResolvedLink]> {
    let links = &handbook.policies[at].text.facts.links;
    links.iter().map(|link| handbook.follow(at, &link.target)).collect()
}

impl Handbook {
    /// Follows a target that stands in a policy.
    #[must_use]
    pub fn follow(&self, from: PolicyIndex, target: &str) -> ResolvedLink {
        match Target::parse(target, self.policies[from].path.folder()) {
            Target::External => ResolvedLink { to: Destination::External, anchor: None },
            Target::Here { anchor } => ResolvedLink { to: Destination::Page(from), anchor: Some(anchor) },
            Target::Inside { id, path, anchor } => {
                let by_id = id.and_then(|id| self.by_id.get(&id)).map(|at| Destination::Page(*at));
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
        if let Some(at) = self.by_address.get(&page_address(path)) {
            return Some(Destination::Page(*at));
        }
        self.sections.contains_key(path).then(|| Destination::Folder(path.to_owned()))
    }

    /// The anchors of a page as an audience sees them.
    #[must_use]
    pub fn anchors(&self, at: PolicyIndex, audience: crate::config::AudienceId) -> Vec<String> {
        let mut anchors = Anchors::default();
        let headings = &self.policies[at].text.facts.headings;
        headings.iter().filter(|h| h.readers.contains(audience)).map(|h| anchors.next(&h.text)).collect()
    }
}
