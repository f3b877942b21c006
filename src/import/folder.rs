//! The source of an import: a folder, an archive or a single file, read and never written.
//!
//! In: a path. Out: the names of its files, and their bytes or texts when they are asked for. What always holds: no symbolic link is followed
//! out of the folder, no archive unpacks to more than a limit, and what cannot be read is noted in the report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use zip::ZipArchive;

use super::report::{Noted, Report};
use crate::error::{Error, Result};
use crate::source::MAX_TEXT_BYTES;

/// The largest file that is read, in bytes, and the most that an archive may unpack to.
const MAX_FILE: u64 = 64 << 20;
const MAX_ARCHIVE: u64 = 256 << 20;

/// How deep folders may lie in one another, and how many files are read.
const MAX_DEPTH: usize = 40;
const MAX_FILES: usize = 200_000;

/// Folders that hold no pages in any convention.
const SKIPPED: [&str; 10] =
    [".git", "node_modules", ".hg", ".svn", "__MACOSX", ".venv", "vendor", "target", ".github", ".idea"];

/// Where the bytes of a file are.
#[derive(Debug)]
enum Entry {
    OnDisk(PathBuf),
    InMemory(Vec<u8>),
}

/// The files of a source, by path with slashes.
#[derive(Debug, Default)]
pub(super) struct Folder {
    files: BTreeMap<String, Entry>,
    /// Paths in small letters, for links that get the case wrong.
    folded: BTreeMap<String, String>,
    /// The name of the folder or file.
    pub(super) name: String,
}

impl Folder {
    /// Lists a source.
    ///
    /// # Errors
    /// When it is not there or cannot be listed.
    pub(super) fn open(source: &Path, report: &mut Report) -> Result<Self> {
        let metadata = fs::metadata(source).map_err(Error::read(source))?;
        let real = fs::canonicalize(source).map_err(Error::read(source))?;
        let name = real.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut folder = Self { name, ..Self::default() };
        if metadata.is_dir() {
            folder.walk(&real, &real, "", 0, report)?;
        } else if ending(&real.to_string_lossy()) == "zip" {
            let bytes = fs::read(&real).map_err(Error::read(source))?;
            folder.unpack(bytes, report);
        } else {
            let file = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            folder.files.insert(file, Entry::OnDisk(real));
        }
        folder.folded = folder.files.keys().map(|name| (name.to_lowercase(), name.clone())).collect();
        Ok(folder)
    }

    /// A folder of files in memory.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files: BTreeMap<String, Entry> =
            files.iter().map(|(name, text)| ((*name).to_owned(), Entry::InMemory(text.as_bytes().to_vec()))).collect();
        let folded = files.keys().map(|name| (name.to_lowercase(), name.clone())).collect();
        Self { files, folded, name: "source".to_owned() }
    }

    /// Adds files that were found within others.
    pub(super) fn add(&mut self, files: BTreeMap<String, Vec<u8>>) {
        for (name, bytes) in files {
            self.folded.insert(name.to_lowercase(), name.clone());
            self.files.insert(name, Entry::InMemory(bytes));
        }
    }

    fn walk(&mut self, top: &Path, folder: &Path, name: &str, depth: usize, report: &mut Report) -> Result<()> {
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(Error::read(folder)(error)),
            Err(error) => {
                report.note(Noted::Unreadable, name, error.to_string());
                return Ok(());
            }
        };
        for entry in entries {
            let raw = entry.file_name();
            let Some(file) = raw.to_str() else {
                report.note(Noted::Unreadable, &raw.to_string_lossy(), "the name is not UTF-8");
                continue;
            };
            let shown = if name.is_empty() { file.to_owned() } else { format!("{name}/{file}") };
            let path = entry.path();
            let Ok(real) = fs::canonicalize(&path) else {
                report.note(Noted::Unreadable, &shown, "a symbolic link that leads nowhere");
                continue;
            };
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if is_link && (!real.starts_with(top) || real.is_dir()) {
                report.note(Noted::Unreadable, &shown, "a symbolic link out of the folder, or to a folder");
            } else if real.is_dir() {
                if SKIPPED.contains(&file) {
                    continue;
                }
                if depth >= MAX_DEPTH {
                    report.note(Noted::Unreadable, &shown, format!("more than {MAX_DEPTH} folders deep"));
                    continue;
                }
                self.walk(top, &path, &shown, depth + 1, report)?;
            } else if !real.is_file() {
                report.note(Noted::Unreadable, &shown, "no plain file");
            } else if self.files.len() >= MAX_FILES {
                report.note(Noted::Unreadable, &shown, format!("more than {MAX_FILES} files"));
            } else {
                self.files.insert(shown, Entry::OnDisk(path));
            }
        }
        Ok(())
    }

    /// Unpacks an archive into memory, up to a limit.
    fn unpack(&mut self, bytes: Vec<u8>, report: &mut Report) {
        let name = self.name.clone();
        let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => return report.note(Noted::Unreadable, &name, format!("not a whole archive: {error}")),
        };
        let mut room = MAX_ARCHIVE;
        for at in 0..archive.len() {
            let mut file = match archive.by_index(at) {
                Ok(file) => file,
                Err(error) => {
                    report.note(Noted::Unreadable, &name, error.to_string());
                    continue;
                }
            };
            if file.is_dir() {
                continue;
            }
            let Some(path) = file.enclosed_name().filter(|_| file.is_file()) else {
                let raw = String::from_utf8_lossy(file.name_raw()).into_owned();
                report.note(Noted::Unreadable, &raw, "no plain file, or a name that leads out of the archive");
                continue;
            };
            let shown = path.to_string_lossy().replace('\\', "/");
            if self.files.contains_key(&shown) {
                report.note(Noted::Unreadable, &shown, "a second file of this name in the archive");
                continue;
            }
            if shown.split('/').any(|part| SKIPPED.contains(&part)) {
                continue;
            }
            match read_bounded(&mut file, room.min(MAX_FILE)) {
                Ok(bytes) => {
                    room -= bytes.len() as u64;
                    self.files.insert(shown, Entry::InMemory(bytes));
                }
                Err(why) => report.note(Noted::Unreadable, &shown, why),
            }
        }
    }

    /// The paths of all files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The paths of all files below a folder; all for an empty one.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let inside =
            move |name: &&str| folder.is_empty() || name.strip_prefix(folder).is_some_and(|n| n.starts_with('/'));
        self.names().filter(inside)
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// A file by its path, in whatever case.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        if let Some((name, _)) = self.files.get_key_value(name) {
            return Some(name);
        }
        self.folded.get(&name.to_lowercase()).map(String::as_str)
    }

    /// The names of the folders that hold files.
    pub(super) fn folders(&self) -> BTreeSet<&str> {
        self.names().filter_map(|name| name.rsplit_once('/').map(|(folder, _)| folder)).collect()
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        let read = match self.files.get(name)? {
            Entry::InMemory(bytes) => Ok(bytes.clone()),
            Entry::OnDisk(path) => fs::File::open(path)
                .map_err(|error| error.to_string())
                .and_then(|mut file| read_bounded(&mut file, MAX_FILE)),
        };
        read.map_err(|why| report.note(Noted::Unreadable, name, why)).ok()
    }

    /// The text of a file, with its line ends as `\n`. One that is not UTF-8 is read as what it most likely is.
    pub(super) fn text(&self, name: &str, report: &mut Report) -> Option<String> {
        let bytes = self.bytes(name, report)?;
        if bytes.len() > MAX_TEXT_BYTES {
            report.note(Noted::Unreadable, name, format!("a text of more than {} MiB", MAX_TEXT_BYTES >> 20));
            return None;
        }
        Some(decode(&bytes, name, report))
    }
}

fn read_bounded(file: &mut impl Read, most: u64) -> std::result::Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most {
        Err(format!("larger than {} MiB, or than what is left of the limit", MAX_FILE >> 20))
    } else {
        Ok(bytes)
    }
}

fn decode(bytes: &[u8], name: &str, report: &mut Report) -> String {
    let text = match bytes {
        [0xff, 0xfe, ..] => {
            report.note(Noted::Encoding, name, "UTF-16");
            UTF_16LE.decode(bytes).0.into_owned()
        }
        [0xfe, 0xff, ..] => {
            report.note(Noted::Encoding, name, "UTF-16");
            UTF_16BE.decode(bytes).0.into_owned()
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                report.note(Noted::Encoding, name, "Windows-1252");
                WINDOWS_1252.decode(bytes).0.into_owned()
            }
        },
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

/// The ending of a name in small letters, without its dot.
pub(super) fn ending(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// The folder of a path; empty at the top.
pub(super) fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn file_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The last part of a path without its ending.
pub(super) fn stem_of(name: &str) -> &str {
    let file = file_of(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_read_and_noted() {
        let mut report = Report::default();
        assert_eq!(decode(b"caf\xe9\r\nx", "a.md", &mut report), "café\nx");
        assert_eq!(decode(b"\xff\xfea\0", "b.md", &mut report), "a");
        assert_eq!(report.counts().map(|(name, _, _, count)| (name, count)).collect::<Vec<_>>(), [("encoding", 2)]);
    }

    #[test]
    fn a_broken_archive_is_noted() {
        let mut report = Report::default();
        let mut folder = Folder::default();
        folder.unpack(b"PK\x03\x04 nothing".to_vec(), &mut report);
        assert_eq!(report.counts().count(), 1);
    }
}
