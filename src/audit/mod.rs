//! The independent proof that nothing leaked: a second road from the sources to the published folder.
//!
//! In: a handbook's folder, a published folder, the name of an edition. Out: an [`Audit`] with every [`Leak`]. What always
//! holds: nothing here is shared with what makes the editions, so that no mistake there can hide itself here.
//!
//! 1. `book` reads who sees whom; `sources` reads every text of the handbook, and of its older versions, and who may read it.
//! 2. `needles` keeps of the private texts what no text says that the edition's readers may see: the closed vocabulary.
//! 3. `read` takes every published file apart, and `published` looks for needles in its texts, and for private attachments.

mod book;
mod document;
mod drafts;
mod encoded;
mod gather;
mod history;
mod html;
mod keys;
mod ledger;
mod markdown;
mod needles;
mod opened;
mod picture;
mod published;
mod read;
mod shard;
mod signed;
mod sources;
mod value;
mod word_list;
mod words;

pub use keys::{KeySeenBy, key_seen_by, keys};
pub use word_list::NEAR_WORDS;

use std::path::Path;

use rayon::prelude::*;
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

/// One thing that the readers of the edition may not see, and that was published; or a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The published file, from the top of the folder, with `/`; a file inside it follows after `!`.
    pub published: String,
    /// The line of the published file, from 1; 0 for a name or a whole file.
    pub published_line: usize,
    /// The source, as `content/refunds/refunds.md`; an older version bears `@` and what git calls its text.
    pub source: String,
    /// The line of the source, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// The words that were found, as the source has them; of a file that cannot be read, why.
    pub words: String,
    /// What got out.
    pub kind: LeakKind,
}

impl Default for Leak {
    fn default() -> Self {
        let (published, source, words) = (String::new(), String::new(), String::new());
        Self { published, published_line: 0, source, line: 0, column: 0, words, kind: LeakKind::Words }
    }
}

/// What an audit found, and how much it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Audit {
    /// Everything that got out, sorted.
    pub leaks: Vec<Leak>,
    /// What keeps the folder from being proved, in sentences.
    pub unproved: Vec<String>,
    /// What the audit did not need to compare, in sentences.
    pub notes: Vec<String>,
    /// How many published files were read.
    pub files_read: usize,
    /// How many different words, runs of words and figures were looked for.
    pub runs_sought: usize,
}

impl Audit {
    /// Whether it is proved that nothing private got out.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.leaks.is_empty() && self.unproved.is_empty()
    }
}

/// Reads every file of the published folder `dir`, and tells what of the handbook at `root` the readers of `edition` may not
/// see in it.
///
/// # Errors
/// There is no `book.toml`, it cannot be read, has no such edition or no order of audiences; a file cannot be read.
pub fn audit(root: &Path, dir: &Path, edition: &str) -> Result<Audit> {
    audit_beside(root, dir, edition, &[], "")
}

/// As [`audit`], with files that stand in every edition and therefore prove nothing (those of the theme and of the program, each
/// with its name; of tables of near words the first word of each row stands in the search files alone), and the day, as `2026-11-28`, on which accepted files must still be accepted.
///
/// # Errors
/// As [`audit`].
pub fn audit_beside(
    root: &Path,
    dir: &Path,
    edition: &str,
    beside: &[(String, Vec<u8>)],
    today: &str,
) -> Result<Audit> {
    let book = book::Book::load(root, edition)?;
    let mut texts = sources::read(root, &book, today)?;
    let public: Vec<String> = beside
        .par_iter()
        .filter(|(name, _)| !name.starts_with(NEAR_WORDS))
        .flat_map_iter(|(name, bytes)| sources::texts_in(name, bytes).into_iter().chain([name.clone()]))
        .collect();
    texts.public.extend(public);
    let lists = beside.iter().filter(|(name, _)| word_list::is_word_list(name));
    texts.public.extend(lists.flat_map(|(_, list)| word_list::phrases(&String::from_utf8_lossy(list))));
    let tables = beside.iter().filter(|(name, _)| name.starts_with(NEAR_WORDS));
    let rows = tables.flat_map(|(_, table)| table.split(|byte| *byte == b'\n'));
    let first = rows.filter_map(|row| std::str::from_utf8(row).ok()?.split(' ').next());
    texts.near_words.extend(first.map(str::to_owned));
    let needles = needles::Needles::new(&texts.pieces, &texts.public, book.urls());
    let mut found = published::read(dir, &texts, &needles, &book.accepted(), today)?;
    let mut notes = Vec::new();
    let past = match texts.past {
        history::Past::Whole => "",
        history::Past::Part => "the history is not complete (`git fetch --unshallow` completes it)",
        history::Past::Unknown(why) => why,
    };
    if found.has_old_texts && !past.is_empty() {
        found.unproved.push(format!("the folder has pages of older versions, and {past}"));
    } else if !past.is_empty() {
        notes.push(format!("The past was not compared: {past}."));
    }
    if found.accepted > 0 {
        notes.push(format!("{} files that nothing can read are accepted in book.toml.", found.accepted));
    }
    if dir.is_symlink() {
        found.unproved.push("the folder is a link: name the folder that it leads to".to_owned());
    }
    found
        .unproved
        .extend(texts.faults.iter().map(|fault| format!("{fault}: `greyline check` says where and what to write")));
    let (leaks, unproved) = (found.leaks.into_iter().collect(), found.unproved);
    Ok(Audit { leaks, unproved, notes, files_read: found.files, runs_sought: needles.len() })
}
