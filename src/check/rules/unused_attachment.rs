//! `unused-attachment`: files that no page links to; no edition publishes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Destination, Handbook};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let links = handbook.resolved_links.iter().flat_map(|links| &**links);
    let mut used: BTreeSet<&str> = links
        .filter_map(|link| match &link.to {
            Destination::Attachment(path) => Some(path.as_str()),
            _ => None,
        })
        .collect();
    used.extend(handbook.config.site.logo.as_deref());
    for path in handbook.attachments.keys().filter(|path| !used.contains(path.as_str())) {
        let file: Arc<str> = format!("content/{path}").into();
        let message = "no page uses this file, so it is not published";
        let help = "link to it, or remove it";
        diagnostics.push(Diagnostic::of_file(Rule::UnusedAttachment, &file, message).help(help));
    }
}
