//! Moving in: a handbook in the form of another tool becomes one of ours.
//!
//! In: a folder, an archive or a file, which is read and never written. Out: the files of a handbook that builds at once, and a [`Report`] of
//! each thing that was changed, guessed or not carried over. What always holds: no word is dropped unlisted, nothing is invented, and a page is
//! for the most private audience unless whoever imports says otherwise.
//!
//! 1. `folder` lists the source. What cannot be read is a line of the report, never an end.
//! 2. `convention` tells which tool wrote it, by the files that only that tool has, and says so.
//! 3. The file of the convention fills in a `page::Site`: pages with the keys, the text in our dialect, the address and the place in the order
//!    that each had, and redirects. It knows nothing of the steps behind it. What several tools write alike is converted in one place:
//!    `boxes`, `tags`, `html`.
//! 4. The shared steps, the same for all: `front` reads the keys, `headings` finds the title and keeps anchors, `names` gives each page a
//!    place, `links` leads to those places and collects the files that pages use, and old addresses become `aliases`.
//! 5. `repair` checks the result in memory and makes literal what our dialect refuses.
//! 6. `write` puts the files into a folder; an import after the first leaves alone what was edited there since.
//!
//! Apart from these steps, `versions` proposes older versions of what was imported, out of the repository of the source.

mod book;
mod boxes;
mod control;
mod convention;
mod dates;
mod document;
mod docusaurus;
mod finish;
mod folder;
mod front;
mod governed;
mod headings;
mod html;
mod html_lists;
mod hugo;
mod jekyll;
mod links;
mod liquid;
mod marking;
mod markup;
mod mkdocs;
mod names;
mod notes;
mod numerals;
mod page;
mod page_tree;
mod plain;
mod prose;
mod repair;
mod report;
mod restore;
mod settings;
mod style_sheet;
mod tags;
mod tech_docs;
mod templates;
mod unpublished;
mod unseen;
mod versions;
mod word;
mod word_package;
mod word_text;
mod write;

pub use convention::Convention;
pub use dates::DateOrder;
pub use report::{Outcome, Report};
pub use restore::{
    Commit, EXPORT, Export, ExportedSource, ExportedVersion, FORMAT, HANDBOOK, Restored, read_export, restore,
};
pub use settings::Settings;
pub use versions::{Applied, PROPOSALS, Proposal, apply, count_by_policy, proposals_file, propose};
pub use write::{Imported, Written, write};

use std::path::Path;

use jiff::civil::Date;

use crate::error::{Error, Result};
use folder::Folder;
use page::Governed;
use settings::is_below;
use write::ImportRecord;

/// Reads a source and makes a handbook of it. `into` is the folder that it is for: what an earlier import wrote there keeps its ids.
///
/// # Errors
/// When the source cannot be read, or has no page.
pub fn import(source: &Path, into: &Path, settings: &Settings, today: Date) -> Result<Imported> {
    let mut report = Report::default();
    let mut folder = Folder::open(source, &mut report)?;
    let convention = settings.convention.unwrap_or_else(|| Convention::detect(&folder));
    convention.title().clone_into(&mut report.convention);
    let mut site = convention.read(&folder, &mut report);
    folder.add(std::mem::take(&mut site.files));
    if site.pages.is_empty() {
        let why = match report.first_unreadable() {
            Some((file, why)) => format!("; {file} could not be read: {why}"),
            None => "; name another convention with `--from`".to_owned(),
        };
        let message = format!("no pages were found in {}, read as {}{why}", source.display(), convention.title());
        return Err(Error::Usage(message));
    }
    for page in &mut site.pages {
        page.draft |= unpublished::is_unpublished(&page.keys, today);
        let Some((below, prefix)) =
            settings.policies.iter().find(|(below, _)| is_below(&page.source, &page.path, below))
        else {
            continue;
        };
        let kind = governed::kind_of_folder(&page.source);
        let prefix = prefix.clone().unwrap_or_else(|| governed::prefix_of_folder(below));
        page.governed.get_or_insert(Governed { kind, id: None, prefix });
    }
    if settings.title.is_some() {
        site.title.clone_from(&settings.title);
    }
    let record = ImportRecord::read(into)?;
    Ok(finish::finish(site, &folder, settings, record, into, today, report))
}
