//! The independent proof that nothing leaked: a second road from the sources to the published folder.
//!
//! In: a handbook's folder, a published folder, the name of an edition. Out: an [`Audit`] with every [`Leak`]. What always
//! holds: nothing here is shared with what makes the editions, so that no mistake there can hide itself here.
//!
//! 1. `book` reads who sees whom; `sources` reads every text of the handbook, and of its older versions, and who may read it.
//! 2. `needles` cuts what the edition's readers may not see into runs of words, and takes out every run that also stands in a
//!    text that they may see.
//! 3. `reading` takes every published file apart, `matching` looks for the runs, and digests are compared with those of the
//!    attachments that no visible text uses.

mod blocks;
mod book;
mod decode;
mod inline;
mod matching;
mod needles;
mod published;
mod reading;
mod sources;
mod value;
mod words;

pub use sources::{KeySeenBy, key_seen_by, keys};

use std::path::Path;

use serde::Serialize;

use crate::error::Result;

/// What kind of thing got out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeakKind {
    /// A run of words in what a file says.
    Words,
    /// An attachment that no visible text uses, by its bytes.
    Attachment,
    /// A run of words in the name of a file or folder.
    Name,
    /// A published file that cannot be read, so that nothing is proved of it; it has no source.
    Unread,
}

/// One thing that the readers of the edition may not see, and that was published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The published file, from the top of the folder, with `/`; a file inside it follows after `!`.
    pub published: String,
    /// The line of the published file, or of the file inside it when that is compressed, from 1; 0 for a name or a whole file.
    pub published_line: usize,
    /// The source, as `content/refunds/refunds.md`; an older version bears `@` and what git calls its text.
    pub source: String,
    /// The line of the source, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// The words that were found, as the source has them.
    pub words: String,
    /// What got out.
    pub kind: LeakKind,
}

/// What an audit found, and how much it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Audit {
    /// Everything that got out, sorted.
    pub leaks: Vec<Leak>,
    /// How many published files were read.
    pub files_read: usize,
    /// How many different runs of words were looked for.
    pub runs_sought: usize,
}

/// Reads every file of the published folder `dir`, and tells what of the handbook at `root` the readers of `edition` may not
/// see in it.
///
/// # Errors
/// There is no `book.toml`, it cannot be read, has no such edition or no order of audiences; a file cannot be read.
pub fn audit(root: &Path, dir: &Path, edition: &str) -> Result<Audit> {
    audit_beside(root, dir, edition, &[])
}

/// As [`audit`], with texts that stand in every edition and therefore prove nothing: the templates, scripts and strings of
/// the built-in theme.
///
/// # Errors
/// As [`audit`].
pub fn audit_beside(root: &Path, dir: &Path, edition: &str, theme: &[&str]) -> Result<Audit> {
    let book = book::Book::load(root, edition)?;
    let mut texts = sources::read(root, &book)?;
    for text in theme {
        texts.public.push((*text).to_owned());
        texts.public.extend(reading::Reading::texts(text.as_bytes(), "").into_iter().map(|(text, _)| text));
    }
    let needles = needles::Needles::make(&texts.pieces, &texts.public);
    let (leaks, files_read) = published::read(dir, &texts, &needles)?;
    Ok(Audit { leaks, files_read, runs_sought: needles.len() })
}
