//! Reads the published folder, file by file.
//!
//! In: the folder, the texts of the handbook, the needles. Out: the leaks, sorted. What always holds: every file is read,
//! and every file inside a file; none is left out for its name or its kind.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use super::blocks;
use super::decode;
use super::matching::{self, Find};
use super::needles::Needles;
use super::reading::Reading;
use super::sources::{self, Hold, Piece, Texts};
use super::words;
use super::{Leak, LeakKind};
use crate::error::{Error, Result};

/// Files inside files are opened this deep.
const DEEPEST: usize = 8;

/// A run is told by so many of its words.
const TOLD: usize = 40;

/// Reads every file below `dir`; gives the leaks and the number of files.
pub(super) fn read(dir: &Path, texts: &Texts, needles: &Needles) -> Result<(Vec<Leak>, usize)> {
    let paths = sources::walk(dir)?;
    let auditor = Auditor::new(texts, needles);
    let leaks: Result<Vec<BTreeSet<Leak>>> = paths.par_iter().map(|path| auditor.file(dir, path)).collect();
    let all: BTreeSet<Leak> = leaks?.into_iter().flatten().collect();
    Ok((all.into_iter().collect(), paths.len()))
}

struct Auditor<'a> {
    texts: &'a Texts,
    needles: &'a Needles,
    /// The digests of withheld attachments, by length.
    withheld: HashMap<u64, Vec<([u8; 32], &'a str)>>,
    /// The digests of attachments that may be seen, whose bytes need not be read again.
    seen: HashMap<u64, HashSet<[u8; 32]>>,
}

impl<'a> Auditor<'a> {
    fn new(texts: &'a Texts, needles: &'a Needles) -> Self {
        let mut auditor = Self { texts, needles, withheld: HashMap::new(), seen: HashMap::new() };
        for attachment in texts.attachments.iter().filter(|attachment| attachment.len > 0) {
            if attachment.seen {
                auditor.seen.entry(attachment.len).or_default().insert(attachment.digest);
            }
        }
        for attachment in texts.attachments.iter().filter(|attachment| attachment.len > 0 && !attachment.seen) {
            if !auditor.seen.get(&attachment.len).is_some_and(|same| same.contains(&attachment.digest)) {
                auditor.withheld.entry(attachment.len).or_default().push((attachment.digest, &attachment.path));
            }
        }
        auditor
    }

    fn file(&self, dir: &Path, path: &str) -> Result<BTreeSet<Leak>> {
        let mut leaks = BTreeSet::new();
        let decoded = decode::percent(path).unwrap_or_else(|| path.to_owned());
        for find in matching::find(&Reading::of_name(&decoded).words(), self.needles, &self.texts.pieces) {
            leaks.insert(self.leak(path, 0, &find, LeakKind::Name));
        }
        let file = dir.join(path);
        let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
        self.bytes(path, path, &bytes, 0, &mut leaks);
        Ok(leaks)
    }

    /// Reads bytes under the name by which they are told and the one that says what they are.
    fn bytes(&self, told: &str, name: &str, bytes: &[u8], depth: usize, leaks: &mut BTreeSet<Leak>) {
        if self.attachment(told, bytes, leaks) {
            return;
        }
        let reading = Reading::of(bytes, name);
        if let Some(reason) = reading.unread.or((depth > DEEPEST).then_some("nested too deep")) {
            let words = format!("cannot be read: {reason}");
            let (published, source) = (told.to_owned(), String::new());
            leaks.insert(Leak {
                published,
                published_line: 0,
                source,
                line: 0,
                column: 0,
                words,
                kind: LeakKind::Unread,
            });
        }
        let mut reading = reading;
        let members = std::mem::take(&mut reading.members);
        for find in matching::find(&reading.words(), self.needles, &self.texts.pieces) {
            let line = bytes[..(find.at as usize).min(bytes.len())].split(|byte| *byte == b'\n').count();
            leaks.insert(self.leak(told, line, &find, LeakKind::Words));
        }
        if depth > DEEPEST {
            return;
        }
        for member in members {
            let inner = if member.name.is_empty() { name.strip_suffix(".gz").unwrap_or(name) } else { &member.name };
            self.bytes(&format!("{told}{}", member.name), inner, &member.bytes, depth + 1, leaks);
        }
    }

    /// Whether the bytes are those of an attachment; of a withheld one, they leak.
    fn attachment(&self, told: &str, bytes: &[u8], leaks: &mut BTreeSet<Leak>) -> bool {
        let length = bytes.len() as u64;
        let (withheld, seen) = (self.withheld.get(&length), self.seen.get(&length));
        if withheld.is_none() && seen.is_none() {
            return false;
        }
        let digest = sources::digest(bytes);
        for (_, path) in withheld.into_iter().flatten().filter(|(same, _)| *same == digest) {
            let (published, source, words) = (told.to_owned(), format!("content/{path}"), (*path).to_owned());
            leaks.insert(Leak {
                published,
                published_line: 0,
                source,
                line: 1,
                column: 1,
                words,
                kind: LeakKind::Attachment,
            });
        }
        seen.is_some_and(|seen| seen.contains(&digest))
    }

    fn leak(&self, published: &str, published_line: usize, find: &Find, kind: LeakKind) -> Leak {
        let piece = &self.texts.pieces[find.piece as usize];
        let source = &self.texts.sources[piece.source as usize];
        let all = words::words(&piece.text);
        let run = &all[find.word..find.word + find.len];
        let (start, end) = (run[0].start as usize, run[run.len().min(TOLD) - 1].end as usize);
        let place = match piece.hold {
            Hold::Exact => blocks::place(&piece.places, start),
            Hold::About => near(piece, &source.text, run),
            Hold::Whole => 0,
        };
        let (line, column) = line_column(&source.text, place);
        let words = piece.text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
        Leak { published: published.to_owned(), published_line, source: source.name.clone(), line, column, words, kind }
    }
}

/// Where the words of a run stand in the source, at or after the place that the piece is known by.
fn near(piece: &Piece, source: &str, run: &[words::Word]) -> usize {
    let from = piece.places.first().map_or(0, |(_, at)| *at as usize);
    let rest = source.get(from..).unwrap_or_default();
    let found = words::words(rest);
    let same = |at: &words::Word, wanted: &words::Word| at.hash == wanted.hash;
    let at = found.windows(run.len()).find(|window| window.iter().zip(run).all(|(at, wanted)| same(at, wanted)));
    at.map_or(from, |window| from + window[0].start as usize)
}

/// The line and character of a byte, both from 1.
fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let byte = (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = text[..byte].replace("\r\n", "\n").replace('\r', "\n");
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}
