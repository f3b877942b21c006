//! A hash for each version of each policy, as the edition's readers see it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::edition::Edition;

/// Policy id, version, SHA-256 in hexadecimal of what the edition's readers read of it.
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
