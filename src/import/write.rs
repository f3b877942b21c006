//! Writing what was imported, and what an earlier import wrote.
//!
//! In: the files of a handbook, and the record of the last import. Out: the files in their folder, and a new record. What always holds: a file
//! that was edited, moved or deleted in the handbook since it was written is left as it is.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::report::{Noted, Report};
use crate::error::{Error, Result};

/// The record of an import, beside `book.toml`.
const LEDGER: &str = "import.json";

/// What an import made, before it is written.
#[derive(Debug)]
pub struct Imported {
    /// The files, by name from the top of the handbook.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The file of the source of which each was made.
    pub(super) sources: BTreeMap<String, String>,
    /// What is to be said of it.
    pub report: Report,
    pub(super) record: ImportRecord,
}

/// What was written by the last import.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ImportRecord {
    /// By file of the handbook.
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Default, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default)]
struct Entry {
    /// The file of the source.
    source: String,
    /// The id of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The SHA-256 of what was written.
    sha256: String,
}

impl ImportRecord {
    /// Reads the record in the folder of a handbook; an empty one where there is none.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let path = root.join(LEDGER);
        let Ok(text) = fs::read_to_string(&path) else { return Ok(Self::default()) };
        serde_json::from_str(&text).map_err(|error| {
            let message =
                format!("{}: {error}; it is the record of the last import: restore it, or remove it", path.display());
            Error::Usage(message)
        })
    }

    /// The ids that were given.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.files.values().filter_map(|entry| entry.id.as_deref())
    }

    /// The policies that were written: the file of the handbook, that of the source, and the id.
    pub(super) fn policies(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let policies = self.files.iter().filter_map(|(name, entry)| Some((name, entry, entry.id.as_deref()?)));
        policies.map(|(name, entry, id)| (name.as_str(), entry.source.as_str(), id))
    }

    /// The id of the policy that was made of a file of the source.
    pub(super) fn id(&self, source: &str) -> Option<&str> {
        self.files.values().find(|entry| entry.source == source).and_then(|entry| entry.id.as_deref())
    }
}

/// What was done with the files.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Files that were not there before.
    pub new: Vec<String>,
    /// Files that an earlier import wrote, and that were written anew.
    pub updated: Vec<String>,
    /// Files that are as they were.
    pub same: usize,
    /// Files that were edited, moved or deleted in the handbook, and were left alone.
    pub left: Vec<String>,
}

/// Writes the files below a folder; with `dry_run` only says what would be written.
///
/// # Errors
/// When a file cannot be written.
pub fn write(root: &Path, imported: &mut Imported, dry_run: bool) -> Result<Written> {
    let mut written = Written::default();
    let mut record = imported.record.clone();
    merge_people(root, &mut imported.files);
    for (name, bytes) in &imported.files {
        let path = root.join(name);
        let hash = hex(bytes);
        let before = imported.record.files.get(name);
        let there = fs::read(&path).ok();
        let source = imported.sources.get(name).cloned().unwrap_or_default();
        let entry = Entry { source: source.clone(), id: id_of(bytes), sha256: hash.clone() };
        match (&there, before) {
            (Some(there), _) if there == bytes => {
                written.same += 1;
                record.files.insert(name.clone(), entry);
                continue;
            }
            // The source says what it said, so there is nothing to merge.
            (_, Some(before)) if before.sha256 == hash => {
                written.left.push(name.clone());
                continue;
            }
            (Some(there), Some(before)) if hex(there) == before.sha256 => written.updated.push(name.clone()),
            (Some(_), _) if name == "content/people.toml" => written.updated.push(name.clone()),
            (Some(_), _) | (None, Some(_)) => {
                imported.report.note(Noted::EditedHere, &source, name.as_str());
                written.left.push(name.clone());
                continue;
            }
            (None, None) => written.new.push(name.clone()),
        }
        record.files.insert(name.clone(), entry);
        if !dry_run {
            let folder = path.parent().unwrap_or(root);
            fs::create_dir_all(folder).map_err(Error::write(folder))?;
            fs::write(&path, bytes).map_err(Error::write(&path))?;
        }
    }
    for (name, entry) in &imported.record.files {
        if !imported.files.contains_key(name) && !entry.source.is_empty() {
            imported.report.note(Noted::Gone, &entry.source, name.as_str());
        }
    }
    if !dry_run {
        let path = root.join(LEDGER);
        let text = serde_json::to_string_pretty(&record).unwrap_or_default();
        fs::write(&path, text + "\n").map_err(Error::write(&path))?;
    }
    Ok(written)
}

/// Keeps the people that the handbook has, and adds those that it lacks.
fn merge_people(root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    const PEOPLE: &str = "content/people.toml";
    let Some(new) = files.get(PEOPLE).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return };
    let Ok(there) = fs::read_to_string(root.join(PEOPLE)) else { return };
    let Ok(known) = there.parse::<toml::Table>() else { return };
    let mut merged = there.clone();
    for entry in new.split("\n[").skip(1) {
        let key = entry.split(']').next().unwrap_or_default().trim_matches(['"', '\'']);
        if !known.contains_key(key) {
            merged.push_str("\n[");
            merged.push_str(entry.trim_end());
            merged.push('\n');
        }
    }
    files.insert(PEOPLE.to_owned(), merged.into_bytes());
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The id in our front matter.
fn id_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.strip_prefix("+++\nid = ")?.lines().next()?;
    Some(line.trim_matches(['"', '\'']).to_owned())
}
