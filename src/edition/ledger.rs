//! The ledger of versions, as one edition may tell it: what its ledger says to it, with all that opens it.
//!
//! In: the ledger of the handbook. Out: the part of one edition. What always holds: it holds nothing of other editions; what of it is
//! told is decided with the pages, in `receipts`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Ledger, PublishedEntry, Reason, Tree};

/// What the ledger says to an edition, with all that opens it.
#[derive(Debug, Default, std::hash::Hash)]
pub(super) struct EditionLedger {
    pub(super) entries: Vec<Recorded>,
    /// Where each version stands: by id and number, the places of its entry and of its leaf, oldest first.
    pub(super) places: BTreeMap<String, BTreeMap<String, Vec<(usize, usize)>>>,
    /// The same of what was last said of the end of a version.
    pub(super) ends: BTreeMap<String, BTreeMap<String, (usize, usize)>>,
}

/// An entry, with what opens all its leaves.
#[derive(Debug, std::hash::Hash)]
pub(super) struct Recorded {
    pub(super) entry: PublishedEntry,
    /// The tree of its leaves.
    pub(super) tree: Tree,
    pub(super) token: Option<Arc<[u8]>>,
}

impl EditionLedger {
    /// What the ledger says to an edition.
    pub(super) fn of(ledger: &Ledger, edition: &str, most_private: bool) -> Self {
        let mut own = Self::default();
        let told = |reason: &Reason| most_private || reason.editions.contains(edition);
        for entry in ledger.published(edition, &told).entries {
            let token = ledger.stamps.get(&entry.root).map(|stamp| Arc::clone(&stamp.token));
            for (at, opened) in
                entry.versions.iter().enumerate().filter_map(|(at, leaf)| Some((at, leaf.opened.as_ref()?)))
            {
                let (id, number, place) = (opened.id.clone(), opened.version.clone(), (own.entries.len(), at));
                if opened.what.is_of_end() {
                    own.ends.entry(id).or_default().insert(number, place);
                } else {
                    own.places.entry(id).or_default().entry(number).or_default().push(place);
                }
            }
            // An entry may say that a version came into force, and then that it was reduced.
            let what = |at: &usize| entry.versions[*at].opened.as_ref().map(|opened| opened.what);
            for places in own.places.values_mut().flat_map(BTreeMap::values_mut) {
                places.sort_by_key(|(number, at)| (*number, (*number == own.entries.len()).then(|| what(at))));
            }
            let tree = Tree::new(entry.versions.iter().map(|version| version.leaf).collect());
            own.entries.push(Recorded { entry, tree, token });
        }
        own
    }
}
