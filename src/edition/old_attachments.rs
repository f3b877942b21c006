//! The attachments that old texts may not show, since a later text uses them where their readers may not read.
//!
//! In: the texts of the past that are in force, and all later texts. Out: attachments, each with the age of the newest such text. What
//! always holds: an attachment has no versions, so that it may be another one by now; what the texts of today show to an audience is kept
//! from nobody in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::project::Projector;
use super::redact::redact;
use crate::config::AudienceId;
use crate::handbook::Destination;
use crate::markdown::Markup;
use crate::memo::ByAddress;
use crate::policy::Policy;
use crate::text::ContentPath;

/// The attachments of the `old` texts that later ones withhold, with the age of the newest that does.
pub(super) fn withheld_attachments(
    projector: &Projector<'_>,
    old: &[ByAddress<Policy>],
) -> BTreeMap<ContentPath, usize> {
    let handbook = projector.handbook;
    let used = |policy, audience| used(projector, policy, audience);
    let mut sought: BTreeSet<ContentPath> = old.iter().flat_map(|policy| used(&policy.0, projector.audience)).collect();
    if sought.is_empty() {
        return BTreeMap::new();
    }
    for shown in handbook.decided_copies().flat_map(|policy| used(policy, projector.audience)) {
        sought.remove(&shown);
    }
    // A draft takes nothing from those who read what is in force, but on a day of the past nobody reads that.
    let drafts = handbook.working_copies.iter().filter(|_| handbook.as_of);
    let today = handbook.decided_copies().chain(drafts).map(|policy| (0, policy));
    let past = handbook.decided_past().map(|past| (past.age, &past.policy));
    let mut withheld = BTreeMap::new();
    for (age, policy) in today.chain(past) {
        let shown = used(policy, projector.audience);
        let all = used(policy, projector.audiences.most_private());
        for path in all.into_iter().filter(|path| sought.contains(path) && !shown.contains(path)) {
            let newest = withheld.entry(path).or_insert(age);
            *newest = age.min(*newest);
        }
    }
    withheld
}

/// The attachments that an audience reads of in a text, in its front matter too.
fn used(projector: &Projector<'_>, policy: &Arc<Policy>, audience: AudienceId) -> BTreeSet<ContentPath> {
    if !policy.readers.contains(audience) {
        return BTreeSet::new();
    }
    let base = Arc::default();
    let fields = policy.front.prose(projector.audiences, |readers| readers.contains(audience));
    let fields = fields.into_iter().flat_map(|text| projector.prose(text, Markup::Blocks, &base).targets());
    let targets = redact(&policy.text, audience, policy.readers, projector.private).targets();
    let found = targets.into_iter().chain(fields);
    let found = found.map(|target| projector.handbook.targets.follow(None, &policy.links_from, &target).to);
    found.filter_map(|to| if let Destination::Attachment(path) = to { Some(path) } else { None }).collect()
}
