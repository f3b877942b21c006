//! Other texts in the place of some: what an edit does to a handbook, when it does nothing more.
//!
//! In: a handbook, and policies as their files have them now. Out: the handbook with these, all else being the very same. What
//! always holds: it is the handbook that the whole assembly would make, or none.

use std::sync::Arc;

use super::{Handbook, PolicyIndex, links, sort_pages};
use crate::policy::Policy;

impl Handbook {
    /// The handbook with these policies in the place of those that lie at the same paths, and which pages they are. `None` when
    /// that would change more than what stands on their own pages.
    #[must_use]
    pub fn replaced(&self, fresh: &[Arc<Policy>]) -> Option<(Self, Vec<PolicyIndex>)> {
        if self.as_of {
            return None;
        }
        let mut handbook = self.clone();
        let mut changed = Vec::with_capacity(fresh.len());
        for policy in fresh {
            let place = |among: &[Arc<Policy>]| among.binary_search_by(|known| known.path.cmp(&policy.path)).ok();
            let (working_copies, at) = (place(&self.working_copies)?, place(&self.policies)?);
            let old = &self.working_copies[working_copies];
            if !stands_alike(old, policy) {
                return None;
            }
            let id = policy.front.id().filter(|id| self.versions.contains_key(&id.value));
            if let Some(id) = id {
                let versions = Arc::make_mut(Arc::make_mut(&mut handbook.versions).get_mut(&id.value)?);
                let version = versions.all.iter_mut().find(|version| Arc::ptr_eq(&version.policy, old))?;
                Arc::make_mut(version).policy = Arc::clone(policy);
            }
            // Of a policy that another version is in force of, the page changes all the same: it lists its versions.
            let in_force = Arc::ptr_eq(&self.policies[at], old);
            if !in_force && id.is_none() {
                return None;
            }
            if in_force {
                handbook.policies[at] = Arc::clone(policy);
            }
            handbook.working_copies[working_copies] = Arc::clone(policy);
            changed.push(at);
        }
        for at in &changed {
            handbook.resolved_links[*at] = links::resolve(&handbook, *at);
            let policy = &handbook.policies[*at];
            if !read_alike(&self.policies[*at], policy) {
                let section = Arc::make_mut(&mut handbook.sections).get_mut(policy.path.folder())?;
                sort_pages(section, &handbook.policies);
            }
        }
        Some((handbook, changed))
    }
}

/// Whether a policy has the place in the reading order of another.
#[must_use]
pub(crate) fn read_alike(old: &Policy, new: &Policy) -> bool {
    old.front.order() == new.front.order() && old.front.title().value == new.front.title().value
}

/// Whether a policy has the address, the readers, the ids and the dates of another: all that pages beside its own are made of, but
/// for its title and its place among them.
fn stands_alike(old: &Policy, new: &Policy) -> bool {
    let of = |policy: &Policy| {
        let front = &policy.front;
        let texts = |texts: &[crate::text::Spanned<String>]| -> Vec<String> {
            texts.iter().map(|text| text.value.clone()).collect()
        };
        let text = |text: Option<&crate::text::Spanned<String>>| text.map(|text| text.value.clone());
        let changes = front.changes().into_iter();
        let changes: Vec<_> =
            changes.map(|change| (change.version.value.clone(), change.date.as_ref().map(|date| date.value))).collect();
        (
            (policy.path.clone(), policy.readers, front.kind()),
            (text(front.id()), text(front.version()), front.effective().map(|day| day.value)),
            (texts(front.aliases()), texts(front.supersedes()), changes),
        )
    };
    of(old) == of(new)
}
