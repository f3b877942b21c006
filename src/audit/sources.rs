//! Every text of the handbook, and who may read it.
//!
//! In: the folder of a handbook and the labels that an edition sees. Out: [`Texts`]: all pieces, and the attachments. What
//! always holds: a file whose labels cannot be read is withheld whole.

mod attachments;
mod body;
mod data;
mod front;
mod gather;
mod glossary;
mod history;
mod opened;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::book::Book;
use super::inline::Known;
use super::words;
use crate::error::{Error, Result};
pub(super) use attachments::{Attachment, digest};
use body::Term;
pub use front::{KeySeenBy, key_seen_by, keys};
use gather::Gather;
pub(super) use gather::{Hold, Mark, Piece};
use opened::Opened;

/// Names that files refer to, ids and keys, and whether the edition's readers may see what they name.
type Targets = BTreeMap<String, bool>;

/// A source as people know it.
#[derive(Debug)]
pub(super) struct Source {
    /// Its name, as `content/refunds/refunds.md`.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
}

/// Everything that the handbook says.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The sources that the pieces count.
    pub(super) sources: Vec<Source>,
    /// All texts.
    pub(super) pieces: Vec<Piece>,
    /// All files that are neither policies nor data.
    pub(super) attachments: Vec<Attachment>,
    /// Texts that stand in every edition: the handbook's own theme.
    pub(super) public: Vec<String>,
}

/// What was gathered from one file.
struct Gathered {
    pieces: Vec<Piece>,
    addresses: Vec<(String, bool)>,
    terms: Vec<Term>,
}

/// Reads all sources below `content/` of the handbook at `root`, and the older versions that its repository holds.
///
/// # Errors
/// A folder or a file cannot be read.
pub(super) fn read(root: &Path, book: &Book) -> Result<Texts> {
    let content = root.join("content");
    let paths = walk(&content)?;
    let (texts, others): (Vec<String>, Vec<String>) = paths.into_iter().partition(|path| opened::is_text(path));
    let opened: Result<Vec<Opened>> =
        texts.par_iter().map(|path| Opened::read(&content.join(path), path, book)).collect();
    let opened = opened?;
    let (known, targets) = learn(&opened, book);
    let gathered: Vec<Gathered> = opened.par_iter().map(|file| gather(file, book, &known, &targets, None)).collect();

    let mut all = Texts::default();
    let mut used = attachments::Used::of(book);
    let mut terms = Vec::new();
    for (file, gathered) in opened.iter().zip(gathered) {
        used.add(&file.path, &gathered.addresses);
        let base = all.pieces.len();
        terms.extend(
            gathered
                .terms
                .into_iter()
                .map(|term| Term { pieces: base + term.pieces.start..base + term.pieces.end, ..term }),
        );
        all.add(format!("content/{}", file.path), file.text.clone(), gathered.pieces);
    }
    all.folders(&opened);
    if !book.sees_all() {
        glossary::withhold_unused(&mut all.pieces, &terms);
    }
    all.book(book);
    attachments::gather(&mut all, &content, others, &used)?;
    all.themes(root)?;
    all.history(root, &opened, book, &known, &targets);
    Ok(all)
}

impl Texts {
    fn add(&mut self, name: String, text: String, pieces: Vec<Piece>) {
        let source = words::clamp(self.sources.len());
        self.sources.push(Source { name, text });
        self.pieces.extend(pieces.into_iter().map(|piece| Piece { source, ..piece }));
    }

    /// Adds the names of folders: seen when anything in them is.
    fn folders(&mut self, opened: &[Opened]) {
        let mut folders: BTreeMap<&str, (u32, bool)> = BTreeMap::new();
        for (number, file) in opened.iter().enumerate() {
            for (at, _) in file.path.match_indices('/') {
                let (_, seen) = folders.entry(&file.path[..at]).or_insert((words::clamp(number), false));
                *seen |= file.seen;
            }
        }
        let known = Known::default();
        for (folder, (source, seen)) in folders {
            let mut into = Gather::new(&known);
            into.name(folder, seen);
            into.name(folder.rsplit('/').next().unwrap_or(folder), seen);
            self.pieces.extend(into.pieces.into_iter().map(|piece| Piece { source, ..piece }));
        }
    }

    /// Adds what `book.toml` says; its comments are nobody's.
    fn book(&mut self, book: &Book) {
        let known = Known::default();
        let mut into = Gather::new(&known);
        for value in book.public() {
            into.value(value, true, Mark::Name);
        }
        into.comments(&book.text, 0, &book.value);
        self.add("book.toml".to_owned(), book.text.clone(), into.pieces);
    }

    /// Reads the handbook's themes: what stands in them stands in every edition.
    fn themes(&mut self, root: &Path) -> Result<()> {
        let folder = root.join("themes");
        if folder.is_dir() {
            for path in walk(&folder)? {
                let file = folder.join(&path);
                let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
                if let Some(text) = super::decode::text(&bytes) {
                    self.public.push(text.into_owned());
                    self.public.extend(super::reading::Reading::texts(&bytes, &path).into_iter().map(|(text, _)| text));
                }
            }
        }
        Ok(())
    }

    /// Adds the texts of older versions that are not in today's.
    fn history(&mut self, root: &Path, today: &[Opened], book: &Book, known: &Known, targets: &Targets) {
        let mut have: HashSet<(u64, bool)> =
            self.pieces.iter().map(|piece| (words::hash(piece.text.as_bytes()), piece.seen)).collect();
        let paths: BTreeMap<&str, bool> = today.iter().map(|file| (file.path.as_str(), file.seen)).collect();
        history::texts(root, |old| {
            let mut file = Opened::parse(&old.path, &old.bytes, book);
            // What today's rules keep from an audience stays kept, whatever an older version said.
            let named = file.id.as_ref().and_then(|id| targets.get(id)).or_else(|| paths.get(old.path.as_str()));
            file.seen &= named.copied().unwrap_or(true);
            let mut pieces = gather(&file, book, known, targets, Some(targets)).pieces;
            pieces.retain(|piece| have.insert((words::hash(piece.text.as_bytes()), piece.seen)));
            for piece in &mut pieces {
                piece.old = true;
            }
            if !pieces.is_empty() {
                self.add(format!("content/{}@{}", old.path, old.blob), file.text, pieces);
            }
        });
    }
}

/// What files say of each other: facts, titles, keys and ids.
fn learn(opened: &[Opened], book: &Book) -> (Known, Targets) {
    let (mut known, mut targets) = (Known::default(), Targets::new());
    for file in opened {
        if let (true, Some(value)) = (file.is_data(), &file.front) {
            data::learn(&file.path, value, book, &mut known, &mut targets);
        }
        if let Some(id) = &file.id {
            targets.insert(id.clone(), file.seen);
            known.titles.insert(id.clone(), (file.title.clone().unwrap_or_default(), file.seen));
        }
    }
    (known, targets)
}

/// Gathers the texts of one file. An older one is held to what `today` shows as well.
fn gather(file: &Opened, book: &Book, known: &Known, targets: &Targets, today: Option<&Targets>) -> Gathered {
    let mut into = Gather::new(known);
    let mut terms = Vec::new();
    match &file.front {
        Some(value) if file.is_data() => data::gather(&mut into, &file.path, value, book, today),
        Some(value) => front::gather(&mut into, value, file.seen, book, targets),
        None => {}
    }
    let front = &file.text[file.front_range.clone()];
    match &file.front {
        Some(value) => into.comments(front, file.front_range.start, value),
        None => into.text(front, file.front_range.start, false, Mark::Prose),
    }
    if !file.is_data() {
        let found = body::gather(&mut into, &file.text, file.body, file.seen, book, known);
        if file.path == "glossary.md" && today.is_none() {
            terms = found;
        }
        for name in file.names() {
            into.name(&name, file.seen);
        }
    }
    Gathered { pieces: into.pieces, addresses: into.addresses, terms }
}

/// All files below a folder, sorted, by their paths with `/`. Links to folders are not followed.
pub(super) fn walk(top: &Path) -> Result<Vec<String>> {
    let mut files = BTreeSet::new();
    let mut open: Vec<(PathBuf, String)> = vec![(top.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(Error::read(&folder))? {
            let entry = entry.map_err(Error::read(&folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(Error::read(entry.path()))?;
            if kind.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() || entry.path().is_file() {
                files.insert(name);
            }
        }
    }
    Ok(files.into_iter().collect())
}
