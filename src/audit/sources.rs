//! Every text of the handbook, and who may read it.
//!
//! In: the folder of a handbook and the labels that an edition sees. Out: [`Texts`]: all pieces, and the attachments. What always
//! holds: a file whose labels cannot be read is withheld whole.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::book::Book;
use super::drafts;
use super::encoded;
use super::gather::Gather;
use super::history::{self, Past};
use super::html::Flow;
use super::keys;
use super::ledger;
use super::markdown::{self, Block, Known, Raw};
use super::needles::{Mark, Piece, TODAY};
use super::opened::{Opened, is_text};
use super::read::{self, Place, Sink};
use super::words;
use crate::error::{Error, Result};

/// Ids, keys and paths, and whether the edition's readers may see what they name.
type Targets = BTreeMap<String, bool>;

/// Everything that the handbook says.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The sources that the pieces count: name and text.
    pub(super) sources: Vec<(String, String)>,
    pub(super) pieces: Vec<Piece>,
    /// All files that are neither policies nor data, and those of the theme, by their length.
    pub(super) attachments: FxHashMap<u64, Vec<Attachment>>,
    /// Texts that stand in every edition: those of the handbook's own theme.
    pub(super) public: Vec<String>,
    /// The words that the table of near words begins its rows with.
    pub(super) near_words: BTreeSet<String>,
    /// The words that nobody may read any more, each with the hashes of its words.
    pub(super) erased: Vec<(String, Vec<u64>)>,
    /// What cannot be understood.
    pub(super) faults: Vec<String>,
    /// What the repository could tell.
    pub(super) past: Past,
}

/// A file that is neither a policy nor data.
#[derive(Debug)]
pub(super) struct Attachment {
    /// Its path, as `content/refunds/flow.svg`.
    pub(super) path: String,
    /// The SHA-256 of its bytes.
    pub(super) digest: [u8; 32],
    /// Whether the edition's readers may see it.
    pub(super) seen: bool,
    /// Whether it is one of the theme.
    pub(super) theme: bool,
}

/// Reads all sources below `content/` of the handbook at `root`, and the older versions that its repository holds.
///
/// # Errors
/// A folder or a file cannot be read.
pub(super) fn read(root: &Path, book: &Book, today: &str) -> Result<Texts> {
    let content = root.join("content");
    let (paths, _) = walk(&content)?;
    let (texts, others): (Vec<String>, Vec<String>) = paths.into_iter().partition(|path| is_text(path));
    let open = |path: &String| {
        let file = content.join(path);
        Ok(Opened::parse(path, &std::fs::read(&file).map_err(Error::read(&file))?, book))
    };
    let opened: Result<Vec<Opened>> = texts.par_iter().map(open).collect();
    let mut opened = opened?;
    drafts::find(root, &mut opened, book, today);
    let (mut known, mut targets) = (Known::default(), Targets::new());
    for file in &opened {
        if let (true, Some(value)) = (file.is_data(), &file.front) {
            keys::learn(value, book, &mut known);
            for (key, entry) in value.entries() {
                *targets.entry(key.to_owned()).or_default() |= book.shows_entry(entry);
            }
        }
        if let Some(id) = file.says("id") {
            known.titles.insert(id.to_owned(), (file.says("title").unwrap_or_default().to_owned(), file.seen));
            targets.insert(id.to_owned(), file.known);
        }
        targets.insert(file.path.clone(), file.known);
    }
    let mut all = Texts::default();
    let gathered: Vec<Gathered> = opened.par_iter().map(|file| gather(file, book, &known, &targets, TODAY)).collect();
    let (mut used, mut terms) = (Used::of(book), Vec::new());
    for (file, gathered) in opened.iter().zip(gathered) {
        used.add(&file.path, &gathered.addresses, TODAY);
        terms.extend(gathered.terms.iter().map(|term| all.pieces.len() + term.start..all.pieces.len() + term.end));
        all.faults.extend(file.faults.iter().cloned().chain(gathered.faults));
        all.add(format!("content/{}", file.path), file.text.clone(), gathered.pieces);
    }
    // A page may hold a small picture as letters.
    let mut packed = Packed::default();
    let seen = all.pieces.iter().filter(|piece| piece.seen);
    seen.for_each(|piece| read::hidden(Place { path: "", depth: 0 }, &piece.text, &mut packed));
    packed.0.iter().for_each(|bytes| all.file(bytes, "", true, true));
    if !book.sees_all() {
        withhold_unused(&mut all.pieces, terms);
    }
    let hashes = |phrase: &str| words::words(phrase).iter().map(|word| word.hash).collect();
    all.erased = book.erased().into_iter().map(|phrase| (phrase.clone(), hashes(&phrase))).collect();
    all.folders(&opened, &known);
    all.book(book, &known);
    all.themes(root, &book.edition)?;
    let mut have: HashSet<(u64, bool)> =
        all.pieces.iter().map(|piece| (words::hash(&piece.text), piece.seen)).collect();
    let mut named: BTreeMap<String, bool> = BTreeMap::new();
    let mut citations: BTreeSet<String> = BTreeSet::new();
    for file in &opened {
        file.sources(book, &mut named);
        citations.extend(file.citations(book));
    }
    all.past = history::read(root, is_text, |old| {
        let mut file = Opened::parse(&old.path, &old.bytes, book);
        // Of a policy that is gone, the last text names those of its versions.
        if file.says("id").is_some_and(|id| !targets.contains_key(id)) {
            file.sources(book, &mut named);
        }
        // What today's label keeps from an audience stays private, whatever an older one said.
        let named = file.says("id").and_then(|id| targets.get(id)).or_else(|| targets.get(&old.path));
        file.seen &= named.copied().unwrap_or(true);
        citations.extend(file.citations(book));
        let Gathered { mut pieces, addresses, .. } = gather(&file, book, &known, &targets, old.when);
        used.add(&old.path, &addresses, old.when);
        pieces.retain(|piece| {
            have.insert((words::hash(&piece.text) ^ u64::from(old.when), piece.seen))
                && !have.contains(&(words::hash(&piece.text), piece.seen))
        });
        if !pieces.is_empty() {
            all.add(format!("content/{}@{}", old.path, old.blob), file.text, pieces);
        }
    });
    let missing = history::named(root, named.keys(), |old| {
        let file = Opened::named(&old.path, &old.bytes, book, named.iter().any(|(name, seen)| *seen && old.is(name)));
        let Gathered { pieces, addresses, .. } = gather(&file, book, &known, &targets, old.when);
        used.add(old.path.trim_start_matches("content/"), &addresses, old.when);
        all.add(format!("{}:{}", old.blob, old.path), file.text, pieces);
    });
    if missing > 0 && all.past == Past::Whole {
        all.past = Past::Part;
    }
    all.public.extend(citations);
    all.attachments(&content, others, &used, book)?;
    Ok(all)
}

/// What was gathered from one file.
#[derive(Default)]
struct Gathered {
    pieces: Vec<Piece>,
    /// Where it leads, and whether the text may be seen.
    addresses: Vec<(String, bool)>,
    /// The pieces of each term of the glossary with its definitions.
    terms: Vec<std::ops::Range<usize>>,
    faults: Vec<String>,
}

/// Gathers the texts of one file. An older one is held to what today's shows as well.
fn gather(file: &Opened, book: &Book, known: &Known, targets: &Targets, when: u32) -> Gathered {
    let mut into = Gather::new(known, when, book.sees_all()).of_draft(file.draft);
    let mut found = Gathered::default();
    match &file.front {
        Some(value) if file.is_data() => {
            keys::data(&mut into, &file.path, value, book, |key| {
                when == TODAY || targets.get(key).copied().unwrap_or(true)
            });
        }
        Some(value) => {
            keys::front(&mut into, value, file.seen, book, &|name| targets.get(name).copied().unwrap_or(true));
        }
        None => {}
    }
    let front = &file.text[file.range.clone()];
    match &file.front {
        Some(value) => into.comments(front, file.range.start, value),
        None => into.raw(markdown::Raw::of(front, file.range.start), false, Mark::Prose),
    }
    if !file.is_data() {
        let shows = |label: &str| book.label(label);
        let mut faults = Vec::new();
        let blocks =
            markdown::read(&file.text[file.body..], file.body, file.seen, book.sees_all(), known, &shows, &mut faults);
        found.faults.extend(faults.into_iter().map(|fault| format!("content/{}: {fault}", file.path)));
        let glossary = file.path == "glossary.md" && when == TODAY;
        for (at, block) in blocks.iter().enumerate() {
            let first = into.pieces.len();
            into.block(block, markdown::mark(block));
            let is_term = block.term || blocks.get(at + 1).is_some_and(|next: &Block| next.raw.text.starts_with(": "));
            if glossary && is_term {
                found.terms.push(first..into.pieces.len());
            } else if let Some(term) =
                found.terms.last_mut().filter(|_| block.definition || block.raw.text.starts_with(": "))
            {
                term.end = into.pieces.len();
            }
        }
        let stem = file.path.rsplit_once('.').map_or(file.path.as_str(), |(stem, _)| stem);
        let name = stem.rsplit('/').next().unwrap_or(stem);
        if !matches!(name, "_index" | "index" | "README") {
            into.raw(markdown::Raw { text: name.to_owned(), places: Vec::new() }, file.seen, Mark::Name);
        }
    }
    Gathered { pieces: into.pieces, addresses: into.addresses, ..found }
}

/// Withholds the terms of the glossary that no other text uses which may be seen, directly or in the definition of one that is used.
fn withhold_unused(pieces: &mut [Piece], mut terms: Vec<std::ops::Range<usize>>) {
    let spell = |text: &str| {
        let mut all = Vec::new();
        words::each_word(text, false, |word, _| all.push(word.to_owned()));
        all
    };
    // Words that share all but their last letters, as a plural does.
    let alike = |a: &str, b: &str| {
        let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        shared >= 3.max(a.len().saturating_sub(2))
    };
    terms.retain(|term| pieces[term.clone()].iter().any(|piece| piece.seen));
    let of_terms: BTreeSet<usize> = terms.iter().cloned().flatten().collect();
    let mut texts: Vec<usize> = (0..pieces.len()).filter(|at| pieces[*at].seen && !of_terms.contains(at)).collect();
    while !terms.is_empty() && !texts.is_empty() {
        let spellings: Vec<Vec<String>> = terms.iter().map(|term| spell(&pieces[term.start].text)).collect();
        let used: BTreeSet<usize> = texts
            .par_iter()
            .flat_map_iter(|at| {
                let words = spell(&pieces[*at].text);
                let uses = |term: &Vec<String>| {
                    !term.is_empty()
                        && words
                            .windows(term.len())
                            .any(|run| run.iter().zip(term).all(|(word, term)| alike(term, word)))
                };
                spellings.iter().enumerate().filter(|(_, term)| uses(term)).map(|(nth, _)| nth).collect::<Vec<usize>>()
            })
            .collect();
        texts = used.iter().flat_map(|nth| terms[*nth].clone()).collect();
        let mut nth = 0..;
        terms.retain(|_| nth.next().is_some_and(|nth| !used.contains(&nth)));
    }
    terms.into_iter().flatten().for_each(|at| pieces[at].seen = false);
}

/// The paths below `content/` that texts use, each with the time of the newest that may be seen and of the newest that may not; 0 for
/// none.
struct Used(BTreeMap<String, [u32; 2]>);

impl Used {
    /// What `[site]` of `book.toml` names is used by every edition.
    fn of(book: &Book) -> Self {
        let named = book.named();
        let paths = named.iter().filter_map(|text| resolve("", text.trim_start_matches("content/")));
        Self(paths.map(|path| (path.nfc().collect(), [TODAY, 0])).collect())
    }

    /// Whether a seen text uses a file, in whichever form its letters are written, and no later text uses it unseen.
    fn has(&self, path: &str) -> bool {
        self.0.get(&path.nfc().collect::<String>()).is_some_and(|[seen, unseen]| *seen > 0 && seen >= unseen)
    }

    fn add(&mut self, path: &str, addresses: &[(String, bool)], when: u32) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (address, seen) in addresses {
            if let Some(path) = resolve(folder, address) {
                let newest = &mut self.0.entry(path.nfc().collect()).or_default()[usize::from(!seen)];
                *newest = when.max(*newest);
            }
        }
    }
}

/// The path below `content/` that an address means in a file of `folder`.
fn resolve(folder: &str, address: &str) -> Option<String> {
    let address = percent_encoding::percent_decode_str(address.split(['#', '?']).next()?).decode_utf8_lossy();
    let mut parts: Vec<&str> =
        if address.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in address.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

impl Texts {
    fn add(&mut self, name: String, text: String, pieces: Vec<Piece>) {
        let source = words::clamp(self.sources.len());
        self.sources.push((name, text));
        self.pieces.extend(pieces.into_iter().map(|piece| Piece { source, ..piece }));
    }

    /// Where a part of a piece stands: the source, the line, the column, and its words there.
    pub(super) fn place(&self, piece: u32, start: u32, end: u32) -> (String, usize, usize, String) {
        let piece = &self.pieces[piece as usize];
        let (name, source) = &self.sources[piece.source as usize];
        let words: Vec<&str> = piece.text[start as usize..end as usize].split_whitespace().take(40).collect();
        let nth = piece.places.partition_point(|(local, _)| *local <= start).max(1) - 1;
        let about = piece.places.get(nth).map_or(0, |(local, at)| (at + start - local) as usize);
        let mut about = about.min(source.len());
        while !source.is_char_boundary(about) {
            about -= 1;
        }
        // A text that is written in another way than it is read stands there or soon after.
        let found = words.first().filter(|_| !piece.places.is_empty()).and_then(|word| source[about..].find(word));
        let before = &source[..about + found.unwrap_or(0)];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (name.clone(), line, column, words.join(" "))
    }

    /// Adds the names of folders: seen when anything in them is.
    fn folders(&mut self, opened: &[Opened], known: &Known) {
        let mut folders: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
        for (number, file) in opened.iter().enumerate() {
            for (at, _) in file.path.match_indices('/') {
                folders.entry(&file.path[..at]).or_insert((number, false)).1 |= file.seen;
            }
        }
        for (folder, (source, seen)) in folders {
            let mut into = Gather::new(known, TODAY, false);
            into.raw(
                markdown::Raw { text: folder.rsplit('/').next().unwrap_or(folder).to_owned(), places: Vec::new() },
                seen,
                Mark::Name,
            );
            self.pieces.extend(into.pieces.into_iter().map(|piece| Piece { source: words::clamp(source), ..piece }));
        }
    }

    /// Adds what `book.toml` says; its comments are nobody's.
    fn book(&mut self, book: &Book, known: &Known) {
        let mut into = Gather::new(known, TODAY, book.sees_all());
        book.texts().into_iter().for_each(|(value, seen)| into.value(value, seen, Mark::Name));
        // Receipts say whose handbook it is.
        let names: Vec<&str> = ["title", "organisation"].iter().filter_map(|key| book.value.get(key)?.text()).collect();
        into.raw(Raw { text: names.join(" organisation "), places: Vec::new() }, true, Mark::Name);
        into.comments(&book.text, 0, &book.value);
        self.add("book.toml".to_owned(), book.text.clone(), into.pieces);
    }

    /// Adds what the ledger of versions says; the file itself is nobody's.
    fn ledger(&mut self, bytes: Vec<u8>, book: &Book) {
        self.file(&bytes, "content/releases.toml", false, false);
        let text = String::from_utf8(bytes).unwrap_or_default();
        let known = Known::default();
        let mut into = Gather::new(&known, TODAY, book.sees_all());
        if let Err(fault) = ledger::gather(&text, &book.edition, book.sees_all(), &mut into) {
            self.faults.push(format!("content/releases.toml: {fault}"));
        }
        self.add("content/releases.toml".to_owned(), text, into.pieces);
    }

    /// Reads the attachments, and adds their texts and names to those of the handbook.
    fn attachments(&mut self, content: &Path, paths: Vec<String>, used: &Used, book: &Book) -> Result<()> {
        let known = Known::default();
        for path in paths {
            let file = content.join(&path);
            let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
            // The complaints and the record of addresses are read, and never published. What the record says is said by the names of
            // the files, or was once.
            if path == "addresses.txt" {
                self.file(&bytes, "content/addresses.txt", false, false);
                continue;
            }
            if path == "releases.toml" {
                self.ledger(bytes, book);
                continue;
            }
            let seen = path != "complaints.csv" && used.has(&path);
            let mut into = Gather::new(&known, TODAY, book.sees_all());
            let name = path.rsplit('/').next().unwrap_or(&path);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            into.raw(markdown::Raw { text: stem.to_owned(), places: Vec::new() }, seen, Mark::Name);
            let mut inside = Inside::default();
            read::file(Place { path: &path, depth: 0 }, name, &bytes, &mut inside);
            inside.0.into_iter().for_each(|flow| {
                let places = flow.places.iter().map(|(local, at)| (words::clamp(*local), words::clamp(*at))).collect();
                into.raw(markdown::Raw { text: flow.text, places }, seen, Mark::Prose);
            });
            let path = format!("content/{path}");
            if !bytes.is_empty() {
                self.file(&bytes, &path, seen, false);
            }
            let text = String::from_utf8(bytes).unwrap_or_default();
            self.add(path, text, into.pieces);
        }
        Ok(())
    }

    fn file(&mut self, bytes: &[u8], path: &str, seen: bool, theme: bool) {
        let same = self.attachments.entry(bytes.len() as u64).or_default();
        same.push(Attachment { path: path.to_owned(), digest: Sha256::digest(bytes).into(), seen, theme });
        same.sort_by_key(|file| !file.seen);
    }

    /// Reads the handbook's themes: what stands in them stands in every edition. And the files for a host.
    fn themes(&mut self, root: &Path, edition: &str) -> Result<()> {
        let folder = root.join("themes");
        let paths = if folder.is_dir() { walk(&folder)?.0 } else { Vec::new() };
        for path in paths {
            let file = folder.join(&path);
            // What a link brings in from elsewhere is no part of a theme.
            let theme = folder.join(path.split('/').next().unwrap_or_default());
            let real = |path: &Path| std::fs::canonicalize(path).map_err(Error::read(path));
            if !real(&file)?.starts_with(real(&theme)?) {
                continue;
            }
            let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
            self.public.extend(texts_in(&path, &bytes));
            if encoded::text_of(&bytes).is_none() {
                self.file(&bytes, &path, true, true);
            }
        }
        // Files for the host of this edition are published as they are. Their texts are read there; pictures are known.
        let folder = root.join("static").join(edition);
        let paths = if folder.is_dir() { walk(&folder)?.0 } else { Vec::new() };
        for file in paths.iter().map(|path| folder.join(path)) {
            let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
            if encoded::text_of(&bytes).is_none() {
                self.file(&bytes, "static", true, false);
            }
        }
        Ok(())
    }
}

/// The texts of a file that stands in every edition: as it is, and as its readers read it.
pub(super) fn texts_in(path: &str, bytes: &[u8]) -> Vec<String> {
    let mut inside = Inside::default();
    read::file(Place { path, depth: 0 }, path, bytes, &mut inside);
    inside.0.into_iter().map(|flow| flow.text).chain(encoded::text_of(bytes)).collect()
}

/// Collects the texts of a file.
#[derive(Default)]
struct Inside(Vec<Flow>);

impl Sink for Inside {
    fn text(&mut self, _: &str, flow: Flow) {
        self.0.push(flow);
    }
}

/// Collects the files that stand in a text as letters.
#[derive(Default)]
struct Packed(Vec<Vec<u8>>);

impl Sink for Packed {
    fn is_known(&mut self, _: &str, bytes: &[u8]) -> bool {
        if encoded::text_of(bytes).is_none() {
            self.0.push(bytes.to_vec());
        }
        true
    }
}

/// All files below a folder, sorted, by their paths with `/`; and the links to folders, which are not followed.
pub(super) fn walk(top: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let (mut files, mut links) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<(PathBuf, String)> = vec![(top.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(Error::read(&folder))? {
            let entry = entry.map_err(Error::read(&folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(Error::read(entry.path()))?;
            if kind.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if kind.is_symlink() && entry.path().is_dir() {
                links.insert(name);
            } else {
                files.insert(name);
            }
        }
    }
    Ok((files.into_iter().collect(), links.into_iter().collect()))
}
