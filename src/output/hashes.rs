//! The hash of every version of each policy, for the manifest.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::edition::{Edition, Version};

/// The hash of each version of a policy, by its number.
type Hashes = BTreeMap<String, String>;

/// For each policy id and each version of it that the edition has, those of policies whose files have gone among them, the SHA-256 of
/// what the readers of the edition may read of it, in hexadecimal. A version whose front matter cannot be read has none.
#[must_use]
pub fn policy_hashes(edition: &Edition) -> BTreeMap<String, Hashes> {
    let versions = |versions: &[Version]| -> Hashes {
        let readable = versions.iter().filter(|version| version.readable);
        readable.map(|version| (version.number.clone(), edition.version_hash(version))).collect()
    };
    let here = edition.pages.par_iter_enumerated().filter_map(|(at, page)| {
        let meta = page.meta.as_ref()?;
        let mut hashes = versions(&page.versions);
        if let Some(number) = meta.version() {
            hashes.insert(number.to_owned(), edition.hash(at).to_owned());
        }
        Some((meta.id()?.to_owned(), hashes))
    });
    let gone = edition.withdrawn.par_iter().map(|(id, gone)| (id.clone(), versions(&gone.versions)));
    here.chain(gone).filter(|(_, hashes)| !hashes.is_empty()).collect()
}
