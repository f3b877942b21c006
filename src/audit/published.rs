//! Reads the published folder, and looks for what is private.
//!
//! In: the folder, the needles, the files that are known. Out: the leaks, and what keeps the folder from being proved. What always
//! holds: every file is read, and every file inside a file; none is left out for its name or its kind.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::book::Accepted;
use super::html::Flow;
use super::needles::{Grip, Needle, Needles, WINDOW};
use super::read::{self, Place, Sink};
use super::sources::{Texts, walk};
use super::words::{self, Gap};
use super::{Leak, LeakKind};
use crate::error::{Error, Result};

/// So many words in a row are no chance, even across the edges of blocks.
const LONG: usize = 8;
/// A run is followed no further than this.
const REACH: usize = 2000;

/// What a published folder is.
#[derive(Debug, Default)]
pub(super) struct Published {
    pub(super) leaks: BTreeSet<Leak>,
    pub(super) files: usize,
    /// Files that nobody could read and somebody has accepted.
    pub(super) accepted: usize,
    /// Whether pages of older versions are among them.
    pub(super) has_old_texts: bool,
    /// What keeps it from being proved.
    pub(super) unproved: Vec<String>,
}

/// Reads every file below `dir`.
pub(super) fn read(
    dir: &Path,
    texts: &Texts,
    needles: &Needles,
    accepted: &[Accepted],
    today: &str,
) -> Result<Published> {
    let mut found = Published::default();
    let (paths, links) = walk(dir)?;
    found.unproved.extend(links.iter().map(|link| {
        format!("{link} is a link to a folder, and what lies behind it was not read: publish the folder itself")
    }));
    let reader = Reader { texts, needles };
    let read: Vec<File> = paths.par_iter().map(|path| reader.file(dir, path)).collect();
    let mut indexes: BTreeMap<(&str, bool), String> = BTreeMap::new();
    for (folder, name, generation) in read.iter().flat_map(|file| &file.shards) {
        match &**name {
            "start" => _ = indexes.insert((folder, false), generation.clone()),
            "pages" => _ = indexes.insert((folder, true), generation.clone()),
            _ => {}
        }
    }
    for (path, mut file) in paths.iter().zip(read.iter().map(File::clone_unread)) {
        file.extend(read_shards(&read, path, &indexes));
        for (inner, reason) in file {
            let entry = accepted.iter().find(|entry| entry.path == *path);
            let hash = hex(dir, path)?;
            match entry {
                Some(entry) if entry.hash == hash && *entry.until >= *today => found.accepted += 1,
                _ => {
                    let words = match entry {
                        Some(entry) if entry.hash == hash => {
                            format!("{reason}, and it was accepted until {} only", entry.until)
                        }
                        Some(_) => {
                            format!("{reason}, and what was accepted is another file: the hash of this one is {hash}")
                        }
                        None => format!("{reason}; its hash is {hash}"),
                    };
                    found.leaks.insert(Leak { published: inner, words, kind: LeakKind::Unread, ..Leak::default() });
                }
            }
        }
        found.has_old_texts |= path.contains("/versions/")
            && !path.ends_with("/versions/index.html")
            && !path.ends_with("/versions/index.md")
            || path.ends_with("/changes/index.html") && path.matches('/').count() > 1;
    }
    found.files = paths.len();
    found.leaks.extend(read.into_iter().flat_map(|file| file.leaks));
    if paths.is_empty() {
        found.unproved.push("there is nothing in the folder to read: `greyline build` makes the editions".to_owned());
    }
    Ok(found)
}

/// The files of the search that belong to another index than the one that begins beside them.
fn read_shards(read: &[File], path: &str, indexes: &BTreeMap<(&str, bool), String>) -> Vec<(String, String)> {
    let of_path = read.iter().filter(|file| file.path == path).flat_map(|file| &file.shards);
    let strange = of_path.filter(|(folder, name, generation)| {
        let pages = matches!(name.as_bytes(), [b'd' | b'h', b'0'..=b'9', ..]);
        name != "pages" && indexes.get(&(folder.as_str(), pages)) != Some(generation)
    });
    strange.map(|_| (path.to_owned(), "it belongs to the search of another site or build".to_owned())).collect()
}

fn hex(dir: &Path, path: &str) -> Result<String> {
    let file = dir.join(path);
    let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// What was found in one file.
#[derive(Debug, Default)]
struct File {
    path: String,
    leaks: BTreeSet<Leak>,
    unread: BTreeSet<(String, String)>,
    /// Folder, name, index.
    shards: Vec<(String, String, String)>,
}

impl File {
    fn clone_unread(&self) -> BTreeSet<(String, String)> {
        self.unread.clone()
    }
}

struct Reader<'a> {
    texts: &'a Texts,
    needles: &'a Needles,
}

impl Reader<'_> {
    fn file(&self, dir: &Path, path: &str) -> File {
        let file = dir.join(path);
        let mut opened = Opened {
            reader: self,
            bytes: &[],
            printed: Vec::new(),
            inner: String::new(),
            muted: 0,
            out: File { path: path.to_owned(), ..File::default() },
        };
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        opened.text(path, Flow { address: true, ..Flow::at(&decoded, 0) });
        opened.find(path, LeakKind::Name);
        let Ok(bytes) = std::fs::read(&file) else {
            opened.out.unread.insert((path.to_owned(), "the system does not let it be read".to_owned()));
            return opened.out;
        };
        opened.bytes = &bytes;
        read::file(Place { path, depth: 0 }, path.rsplit('/').next().unwrap_or(path), &bytes, &mut opened);
        let last = opened.inner.clone();
        opened.find(&last, LeakKind::Words);
        opened.out
    }
}

/// A word as it stands in a published file.
#[derive(Debug, Clone, Copy)]
struct Printed {
    hash: u64,
    at: u32,
    gap: Gap,
    code: bool,
    search: bool,
}

/// A published file while it is read.
struct Opened<'a> {
    reader: &'a Reader<'a>,
    bytes: &'a [u8],
    printed: Vec<Printed>,
    /// The file in the file whose words were printed last.
    inner: String,
    /// How deep a file lies whose texts may be seen, and that is read only to know whether it can be.
    muted: usize,
    out: File,
}

impl Sink for Opened<'_> {
    fn is_near_word(&self, word: &str) -> bool {
        self.reader.texts.near_words.contains(word)
    }

    fn text(&mut self, path: &str, flow: Flow) {
        if self.muted(path) {
            return;
        }
        if path != self.inner {
            let last = std::mem::replace(&mut self.inner, path.to_owned());
            self.find(&last, LeakKind::Words);
        }
        let place = |at: usize| {
            let nth = flow.places.partition_point(|(local, _)| *local <= at).max(1) - 1;
            flow.places.get(nth).map_or(0, |(local, place)| place + at - local)
        };
        let kind = if self.bytes.is_empty() { LeakKind::Name } else { LeakKind::Words };
        let mut whole: Vec<(&Needle, usize)> = Vec::new();
        self.reader.needles.whole(&flow.text, |needle, at| whole.push((needle, at)));
        for (needle, at) in whole {
            self.leak(needle, needle.end, place(at), path, kind);
        }
        let parted;
        let text = if flow.address && !flow.search {
            parted = flow.text.replace(['/', '?', '&', '#', '='], &words::BLOCK.to_string());
            &parted
        } else {
            &flow.text
        };
        let start = self.printed.len();
        let mut print = |split: bool| {
            let mut first = true;
            words::each_word(text, split, |_, word| {
                let gap = if std::mem::take(&mut first) { Gap::Block } else { word.gap };
                let at = words::clamp(place(word.start as usize));
                self.printed.push(Printed { hash: word.hash, at, gap, code: flow.code || split, search: flow.search });
            });
        };
        print(false);
        let parts = |pair: &[char]| pair[0].is_alphanumeric() && pair[1] == words::TAG;
        if flow.text.contains(words::TAG) && flow.text.chars().collect::<Vec<char>>().windows(2).any(parts) {
            print(true);
        }
        let _ = start;
    }

    fn unread(&mut self, path: &str, reason: &str) {
        self.out.unread.insert((path.to_owned(), reason.to_owned()));
    }

    fn picture(&mut self, path: &str) {
        if !self.muted(path) {
            self.unread(path, "it is a picture that no text of this edition shows");
        }
    }

    fn shard(&mut self, path: &str, name: &str, generation: &str) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.out.shards.push((folder.to_owned(), name.to_owned(), generation.to_owned()));
    }

    fn is_known(&mut self, path: &str, bytes: &[u8]) -> bool {
        let len = bytes.len() as u64;
        let Some(known) = self.reader.texts.attachments.get(&len) else { return false };
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        match known.iter().find(|file| file.digest == digest) {
            None => false,
            Some(file) if file.seen => {
                if self.muted == 0 && !file.theme {
                    self.muted = path.len();
                }
                file.theme
            }
            Some(file) => {
                let source = file.path.clone();
                self.out.leaks.insert(Leak {
                    published: path.to_owned(),
                    source,
                    line: 1,
                    column: 1,
                    kind: LeakKind::Attachment,
                    ..Leak::default()
                });
                false
            }
        }
    }
}

impl Opened<'_> {
    fn muted(&self, path: &str) -> bool {
        self.muted > 0 && path.len() >= self.muted
    }

    /// Looks for needles among the words that were printed.
    fn find(&mut self, path: &str, kind: LeakKind) {
        let printed = std::mem::take(&mut self.printed);
        let hashes: Vec<u64> = printed.iter().map(|word| word.hash).collect();
        for (phrase, words) in self.reader.texts.erased.iter().filter(|(_, words)| !words.is_empty()) {
            for at in hashes.windows(words.len()).enumerate().filter(|(_, run)| run == words).map(|(at, _)| at) {
                self.erased(phrase, printed[at].at as usize, path);
            }
        }
        let finder = Finder { printed: &printed, hashes: &hashes, reader: self.reader };
        let (mut at, mut covered) = (0, 0);
        while at < printed.len() {
            let found = finder.long(at).or_else(|| finder.short(at).filter(|(_, _, len)| at + len > covered));
            if let Some((needle, end, len)) = found {
                self.leak(needle, end, printed[at].at as usize, path, kind);
                covered = covered.max(at + len);
                at += len.saturating_sub(WINDOW - 1).max(1);
            } else {
                at += 1;
            }
        }
    }

    /// Notes that words which were erased stand at `at` of the published file.
    fn erased(&mut self, phrase: &str, at: usize, path: &str) {
        let published_line = self.bytes[..at.min(self.bytes.len())].split(|byte| *byte == b'\n').count();
        self.out.leaks.insert(Leak {
            published: path.to_owned(),
            published_line,
            source: "book.toml".to_owned(),
            line: 1,
            column: 1,
            words: phrase.to_owned(),
            kind: LeakKind::Words,
        });
    }

    /// Notes that a needle, up to `end` of its piece, stands at `at` of the published file.
    fn leak(&mut self, needle: &Needle, end: u32, at: usize, path: &str, kind: LeakKind) {
        let published_line = match kind {
            LeakKind::Name => 0,
            _ => self.bytes[..at.min(self.bytes.len())].split(|byte| *byte == b'\n').count(),
        };
        let (source, line, column, words) = self.reader.texts.place(needle.piece, needle.start, end);
        self.out.leaks.insert(Leak { published: path.to_owned(), published_line, source, line, column, words, kind });
    }
}

struct Finder<'a> {
    printed: &'a [Printed],
    hashes: &'a [u64],
    reader: &'a Reader<'a>,
}

impl<'a> Finder<'a> {
    /// A run of a window or more that begins here: its needle, where it ends in its piece, and its words.
    fn long(&self, at: usize) -> Option<(&'a Needle, u32, usize)> {
        let window = |at: usize| {
            self.reader.needles.run(self.hashes.get(at..at + WINDOW)?).filter(|needle| needle.grip == Grip::Window)
        };
        let needle = window(at)?;
        // The run goes on as the piece does.
        let piece = &self.reader.texts.pieces[needle.piece as usize];
        let rest = words::words(&piece.text[needle.start as usize..]);
        let same =
            self.hashes[at..].iter().zip(&rest).take(REACH).take_while(|(hash, word)| **hash == word.hash).count();
        let together = |from: usize| self.printed[from + 1..from + WINDOW].iter().all(|word| word.gap < Gap::Block);
        let len = if together(at) {
            // What follows in other blocks belongs to it only as far as it is private itself.
            (at + 1..at + same).find(|end| self.printed[*end].gap == Gap::Block).map_or(same, |end| end - at)
        } else if same >= LONG && self.tells_across(at, same) {
            same
        } else {
            return None;
        };
        let len = len.max(WINDOW);
        Some((needle, needle.start + rest.get(len.min(same) - 1)?.end, len))
    }

    /// Whether a run across blocks is more than visible texts side by side, as a list of titles is: its blocks are shorter than a
    /// window, and in one of them two words stand side by side that do so in no visible text.
    fn tells_across(&self, at: usize, len: usize) -> bool {
        let rows: Vec<usize> = (at..=at + len)
            .filter(|end| *end == at || *end == at + len || self.printed[*end].gap == Gap::Block)
            .collect();
        let mut pairs = rows.windows(2).flat_map(|row| row[0]..row[1] - 1);
        rows.windows(2).all(|row| row[1] - row[0] < WINDOW)
            && (rows.len() > len || pairs.any(|at| self.reader.needles.run(&self.hashes[at..at + 2]).is_some()))
    }

    /// A run of fewer words that begins here.
    fn short(&self, at: usize) -> Option<(&'a Needle, u32, usize)> {
        (1..WINDOW).rev().find_map(|len| {
            let run = self.printed.get(at..at + len)?;
            let needle = self.reader.needles.run(&self.hashes[at..at + len])?;
            let (code, search) = (run.iter().all(|word| word.code), run[0].search);
            let whole =
                run[0].gap == Gap::Block && self.printed.get(at + len).is_none_or(|next| next.gap == Gap::Block);
            let tells = match needle.grip {
                Grip::Pair => search && whole,
                Grip::Word => !code,
                _ => !code || len > 2,
            };
            (tells && run[1..].iter().all(|word| word.gap == Gap::Text)).then_some((needle, needle.end, len))
        })
    }
}
