//! `unused-attachment`: files that no page links to; no edition publishes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{Destination, Handbook};
use crate::policy::Policy;
use crate::source::DATA_FILES;
use crate::text::ContentPath;

/// Files that hosts look for at the top of a site.
const HOST_FILES: [&str; 5] = ["CNAME", "_headers", "_redirects", "favicon.ico", "security.txt"];

/// The endings that other tools give to texts in Markdown.
const TEXT_ENDINGS: [&str; 6] = ["markdown", "mdown", "mkd", "mdwn", "mdx", "qmd"];

/// The endings of data that somebody may have taken for those that are read.
const DATA_ENDINGS: [&str; 5] = ["toml", "yaml", "yml", "csv", "txt"];

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
        diagnostics.push(Diagnostic::of_file(Rule::UnusedAttachment, &file, message).help(help(path)));
    }
    other_glossaries(handbook, diagnostics);
}

/// A file that is the glossary but for its capitals is read as a page.
fn other_glossaries(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let is_one = |policy: &&Arc<Policy>| policy.path.as_str().eq_ignore_ascii_case("glossary.md");
    for policy in handbook.policies.iter().filter(is_one) {
        let message = "this file is read as a page, and not as the glossary";
        let help = "rename it to `content/glossary.md`; if it is a page, give it another name";
        diagnostics.push(Diagnostic::of_file(Rule::UnusedAttachment, &policy.file.name, message).help(help));
    }
}

/// What to do about a file that no page uses: it may have been meant to be read, under another name.
fn help(path: &ContentPath) -> String {
    if HOST_FILES.contains(&path.as_str()) {
        let place = "move it into the folder of an edition below static/";
        return format!("hosts look for such a file at the top of a site: {place}");
    }
    let name = path.file_name().to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    if TEXT_ENDINGS.contains(&ending) {
        return "the texts of a handbook are files that end in `.md`: rename it, or link to it".to_owned();
    }
    let known = DATA_FILES.iter().filter_map(|data| data.rsplit_once('.')).map(|(known, _)| known);
    let meant = nearest(stem, known).filter(|_| DATA_ENDINGS.contains(&ending));
    match DATA_FILES.iter().find(|data| meant.is_some() && data.rsplit_once('.').map(|(known, _)| known) == meant) {
        Some(data) => format!("if it is meant to be read, it has to be content/{data}; else link to it, or remove it"),
        None => "link to it, or remove it".to_owned(),
    }
}
