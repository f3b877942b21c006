//! A hash for each version of each policy, as the edition's readers see it: for the manifest, and for sheets to sign.

use std::collections::BTreeMap;

use crate::audience::Edition;

/// Policy id, version, SHA-256 in hexadecimal of the text that the edition's readers may see.
#[must_use]
pub fn policy_hashes(edition: &Edition) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for page in &edition.pages {
        let Some(governed) = &page.governed else { continue };
        if let (Some(id), Some(version)) = (&governed.id, &governed.version) {
            out.entry(id.clone()).or_default().insert(version.clone(), page.body.sha256());
        }
    }
    out
}
