//! `dropped-address`: what an earlier build published and this one would take away, so that every link to it breaks.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::text::SitePath;

/// Compares the files that an edition published last time with those that it would publish now.
pub fn dropped<'a>(
    book: &Arc<str>,
    edition: &str,
    before: impl Iterator<Item = &'a str>,
    now: impl Iterator<Item = &'a SitePath>,
    diagnostics: &mut Diagnostics,
) {
    let now: BTreeSet<&str> = now.map(SitePath::as_str).collect();
    // Nobody links to the theme's own files, or to the parts of the search index.
    let passing = ["assets/", "search/"];
    let lasting = |path: &&str| !passing.iter().any(|top| path.starts_with(top)) && path.strip_suffix(".gz").is_none();
    for path in before.filter(lasting).filter(|path| !now.contains(path)) {
        let address = SitePath::file(path);
        let address = address.address();
        let message = format!("edition `{edition}` published `/{address}`, and this build would drop it");
        let help = format!("add `aliases = [\"/{address}\"]` to the policy that took its place");
        diagnostics.push(Diagnostic::of_file(Rule::DroppedAddress, book, message).help(help));
    }
}
