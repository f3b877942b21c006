//! Compares the ledger of today with one that somebody kept.
//!
//! In: two parts of one edition. Out: [`Finding`]s. What always holds: every entry of the kept one must be in the other, at its place;
//! what was added since is no finding.

use std::collections::BTreeMap;

use super::hash::Hash;
use super::proof::What;
use super::published::{Opened, PublishedLedger};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether something contradicts what was kept; else it is worth knowing.
    pub is_problem: bool,
    /// What.
    pub message: String,
}

impl Finding {
    /// Something that contradicts what was kept.
    #[must_use]
    pub fn problem(message: impl Into<String>) -> Self {
        Self { is_problem: true, message: message.into() }
    }

    /// Something worth knowing.
    #[must_use]
    pub fn note(message: impl Into<String>) -> Self {
        Self { is_problem: false, message: message.into() }
    }
}

/// What differs between a ledger that was kept and the one of today.
#[must_use]
pub fn compare(kept: &PublishedLedger, now: &PublishedLedger) -> Vec<Finding> {
    if kept.edition != now.edition {
        let message = format!("the kept ledger is of the edition {}, and this one of {}", kept.edition, now.edition);
        return vec![Finding::problem(message)];
    }
    let mut found = Vec::new();
    let mut others = now.heads();
    for (number, on, head) in kept.heads() {
        match others.next() {
            Some((_, _, other)) if other == head => {}
            Some(_) => {
                let message = format!("entry {number}, which was written on {on}, is not the one that was kept");
                found.push(Finding::problem(message));
                break;
            }
            None => {
                found.push(Finding::problem(format!("entry {number}, which was written on {on}, is gone")));
                break;
            }
        }
    }
    let last = kept.entries.len();
    for (entry, _, opened) in
        now.versions().filter(|(entry, _, opened)| entry.number > last && opened.what != What::InForce)
    {
        let (on, reason) = (entry.on, opened.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}")));
        let what = match opened.what {
            What::InForce => "in force",
            What::Corrected => "is another than an earlier entry says",
            What::Reduced => "was reduced",
            What::Dropped => "is no longer in the handbook",
        };
        let message = format!("version {} of {} {what}, as an entry of {on} says{reason}", opened.version, opened.id);
        found.push(Finding::note(message));
    }
    let sealed: BTreeMap<Hash, &Opened> = kept
        .versions()
        .filter(|(_, _, opened)| opened.sha256.is_some())
        .map(|(_, leaf, opened)| (leaf.leaf, opened))
        .collect();
    let here: BTreeMap<Hash, Option<&Opened>> =
        now.entries.iter().flat_map(|entry| &entry.versions).map(|leaf| (leaf.leaf, leaf.opened.as_ref())).collect();
    for (leaf, opened) in sealed {
        if here.get(&leaf).is_some_and(Option::is_none) {
            let message = format!("version {} of {} is no longer shown", opened.version, opened.id);
            found.push(Finding::note(message));
        }
    }
    found
}
