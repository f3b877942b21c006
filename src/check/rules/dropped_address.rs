//! `dropped-address`: addresses that an earlier build published and this one does not, so that links to them break.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::text::SitePath;

/// Reports the addresses of an edition that are in `before`, the files of the last build, and not in `now`.
pub fn dropped<'a>(
    book: &Arc<str>,
    edition: &str,
    before: impl Iterator<Item = &'a str>,
    now: impl Iterator<Item = &'a SitePath>,
    diagnostics: &mut Diagnostics,
) {
    let now: BTreeSet<&str> = now.map(SitePath::as_str).collect();
    // Nobody links to the files of the theme or of the search index.
    let unlinked = ["assets/", "search/"];
    let linkable =
        |path: &&str| !unlinked.iter().any(|top| path.starts_with(top)) && path.strip_suffix(".gz").is_none();
    for path in before.filter(linkable).filter(|path| !now.contains(path)) {
        let address = SitePath::file(path);
        let address = address.address();
        let message = format!("edition `{edition}` published `/{address}`, and this build has no such address");
        let help = format!("add `aliases = [\"/{address}\"]` to the policy that replaces it");
        diagnostics.push(Diagnostic::of_file(Rule::DroppedAddress, book, message).help(help));
    }
}
