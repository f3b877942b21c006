//! `unused-attachment`: files that no page links to; no edition publishes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Destination, Handbook};
use crate::text::ContentPath;

/// Files that hosts look for at the top of a site.
const HOST_FILES: [&str; 5] = ["CNAME", "_headers", "_redirects", "favicon.ico", "security.txt"];

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let mut used: BTreeSet<ContentPath> = BTreeSet::new();
    for text in handbook.texts() {
        used.extend(text.links().filter_map(|(_, link)| match &link.to {
            Destination::Attachment(path) => Some(path.clone()),
            _ => None,
        }));
    }
    used.extend(handbook.config.site.logo.as_deref().map(ContentPath::new));
    for path in handbook.attachments.keys().filter(|path| !used.contains(path)) {
        let file: Arc<str> = format!("content/{path}").into();
        let message = "no page uses this file, so it is not published";
        let help = if HOST_FILES.contains(&path.as_str()) {
            "hosts look for such a file at the top of a site: move it into the folder of an edition below static/"
        } else {
            "link to it, or remove it"
        };
        diagnostics.push(Diagnostic::of_file(Rule::UnusedAttachment, &file, message).help(help));
    }
}
