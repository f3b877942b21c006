//! `/decide/`: the policies about which nobody has decided whether there is room, by owner, with the questions to ask. It stays when
//! all are decided, and says so.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Renderer;
use super::List;
use super::policies::{ListedPolicy, open_policies};
use crate::edition::{Edition, PolicyMeta};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct DecideList {
    /// Each owner who has something to decide; policies without an owner come last.
    owners: Vec<OwnerDecisions>,
    /// How many policies are decided, and how many there are.
    decided: usize,
    all: usize,
}

/// What one owner has decided, and has still to decide.
#[derive(Debug, Serialize)]
struct OwnerDecisions {
    owner: Option<String>,
    decided: usize,
    all: usize,
    policies: Vec<UndecidedPolicy>,
}

/// A policy, and which of the keys it lacks that a decided one has.
#[derive(Debug, Serialize)]
struct UndecidedPolicy {
    policy: ListedPolicy,
    /// Keys of the strings of the theme.
    missing: Vec<&'static str>,
}

impl List for DecideList {
    fn has_entries(edition: &Edition) -> bool {
        edition.had_undecided
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut owners: BTreeMap<(bool, Option<String>), OwnerDecisions> = BTreeMap::new();
        let (mut decided, mut all) = (0, 0);
        for (at, _, meta) in open_policies(renderer.edition) {
            let owner = meta.owner().and_then(|owner| renderer.role(owner));
            let line = owners.entry((owner.is_none(), owner.clone())).or_insert_with(|| OwnerDecisions {
                owner,
                decided: 0,
                all: 0,
                policies: Vec::new(),
            });
            line.all += 1;
            all += 1;
            if meta.undecided {
                line.policies
                    .push(UndecidedPolicy { policy: renderer.listed_policy(path, at), missing: missing(meta) });
            } else {
                line.decided += 1;
                decided += 1;
            }
        }
        Self { owners: owners.into_values().collect(), decided, all }
    }
}

/// What a policy lacks besides the decision.
fn missing(meta: &PolicyMeta) -> Vec<&'static str> {
    let keys = [
        ("owner", meta.owner().is_none()),
        ("rationale", meta.rationale().is_empty()),
        ("review", meta.review_date().is_none()),
        ("version", meta.version().is_none()),
    ];
    keys.into_iter().filter(|(_, lacks)| *lacks).map(|(key, _)| key).collect()
}
