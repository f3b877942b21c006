//! The hash of each policy in the version in force, for the manifest.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::edition::Edition;

/// For each policy id and its version, the SHA-256 of what the readers of the edition see of it, in hexadecimal.
#[must_use]
pub fn policy_hashes(edition: &Edition) -> BTreeMap<String, BTreeMap<String, String>> {
    let hashed: Vec<(String, String, String)> = edition
        .pages
        .par_iter_enumerated()
        .filter_map(|(at, page)| {
            let meta = page.meta.as_ref()?;
            Some((meta.id().map(str::to_owned)?, meta.version().map(str::to_owned)?, edition.hash(at).to_owned()))
        })
        .collect();
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (id, version, hash) in hashed {
        out.entry(id).or_default().insert(version, hash);
    }
    out
}
