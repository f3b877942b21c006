//! The anchors of a page as one audience has them.
//!
//! In: a handbook, a page and an audience. Out: the names of its headings, clauses and places. What always holds: they are those of the
//! page that the audience reads, since what is withheld from it changes the numbers of the rest.

use std::collections::BTreeSet;

use crate::config::AudienceId;
use crate::edition::{Edition, redact};
use crate::handbook::{Handbook, PolicyIndex};

/// Every anchor of a page, for those who may read it.
pub(super) fn page_anchors(handbook: &Handbook, at: PolicyIndex, audience: AudienceId) -> Vec<String> {
    let policy = &handbook.policies[at];
    if policy.text.blocks.iter().all(|block| block.readers.contains(audience)) {
        return handbook.anchors(at);
    }
    redact(&policy.text, audience, policy.readers, handbook.config.audiences.private()).anchors()
}

/// Those that the readers of an edition have.
pub(super) fn edition_anchors(handbook: &Handbook, at: PolicyIndex, edition: &Edition) -> BTreeSet<String> {
    let audience = handbook.config.audiences.find(&edition.audience);
    audience.into_iter().flat_map(|audience| page_anchors(handbook, at, audience)).collect()
}
