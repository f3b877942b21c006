//! `llms.txt`: the pages of an edition as a list of Markdown files for assistants, in the form that llmstxt.org describes.
//!
//! In: an [`Edition`]. Out: the text. What always holds: what is over or only proposed stands apart, behind "Optional", so that nobody
//! takes it for what is in force.

use std::fmt::Write;

use super::register::url;
use crate::edition::{Edition, PageIndex};
use crate::render::{Strings, markdown_path};
use crate::text::escape_markdown;

/// The text of the file.
#[must_use]
pub fn llms(edition: &Edition, strings: &Strings) -> String {
    let identity = &edition.identity;
    let mut out = format!("# {}\n", escape_markdown(&identity.title));
    let by = identity.organisation.as_deref().unwrap_or(&identity.title);
    let lead =
        strings.get("assistants.lead").replace("{organisation}", by).replace("{audience}", &edition.audience_title);
    let _ = write!(out, "\n> {}\n", escape_markdown(&lead));
    let mut others = Vec::new();
    for folder in edition.folders.values() {
        let pages = folder.page.into_iter().chain(folder.pages.iter().copied());
        let (now, later): (Vec<PageIndex>, Vec<PageIndex>) = pages.partition(|at| is_now(edition, *at));
        others.extend(later);
        if !now.is_empty() {
            let _ = write!(out, "\n## {}\n\n", escape_markdown(&folder.title));
            for at in now {
                line(&mut out, edition, strings, at);
            }
        }
    }
    if !others.is_empty() {
        out += "\n## Optional\n\n";
        for at in others {
            line(&mut out, edition, strings, at);
        }
    }
    out
}

/// Whether people go by a page today.
fn is_now(edition: &Edition, at: PageIndex) -> bool {
    edition.pages[at].meta.as_ref().is_none_or(|meta| meta.standing.governs())
}

fn line(out: &mut String, edition: &Edition, strings: &Strings, at: PageIndex) {
    let page = &edition.pages[at];
    let path = markdown_path(&edition.path_of(at));
    let standing = page.meta.as_ref().filter(|_| !is_now(edition, at)).map(|meta| meta.standing.word());
    let standing = standing.map(|word| strings.get(&format!("standing.{word}")).to_owned());
    let about: Vec<String> =
        standing.into_iter().chain(page.description.as_ref().map(|text| edition.words(text, None))).collect();
    let about = if about.is_empty() { String::new() } else { format!(": {}", escape_markdown(&about.join(". "))) };
    let _ = writeln!(out, "- [{}]({}){about}", escape_markdown(&page.title), url(edition, &path));
}
