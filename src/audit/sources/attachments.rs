//! Which attachments the edition's readers may see.
//!
//! In: the other files below `content/`, and what seen texts link to. Out: [`Attachment`]s, and their texts. What always
//! holds: a file that no seen text uses is withheld.

use std::collections::BTreeSet;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Texts;
use super::gather::{Gather, Hold, Mark};
use crate::audit::blocks::Raw;
use crate::audit::book::Book;
use crate::audit::decode;
use crate::audit::inline::Known;
use crate::audit::reading::Reading;
use crate::error::{Error, Result};

/// The file in which a handbook keeps its complaints: it is read, and never published.
const COMPLAINTS: &str = "complaints.csv";

/// A file that is neither a policy nor data.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// Its path below `content/`.
    pub(crate) path: String,
    /// How many bytes it has.
    pub(crate) len: u64,
    /// The SHA-256 of its bytes.
    pub(crate) digest: [u8; 32],
    /// Whether the edition's readers may see it.
    pub(crate) seen: bool,
}

/// The paths that seen texts use.
#[derive(Debug)]
pub(super) struct Used(BTreeSet<String>);

impl Used {
    /// What `[site]` of `book.toml` names is used by every edition.
    pub(super) fn of(book: &Book) -> Self {
        Self(book.named().iter().filter_map(|text| resolve("", text.trim_start_matches("content/"))).collect())
    }

    /// Adds what the texts of a file link to.
    pub(super) fn add(&mut self, path: &str, addresses: &[(String, bool)]) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let seen = addresses.iter().filter(|(_, seen)| *seen);
        self.0.extend(seen.filter_map(|(address, _)| resolve(folder, address)));
    }
}

/// The path below `content/` that an address means in a file of `folder`.
fn resolve(folder: &str, address: &str) -> Option<String> {
    let address = address.split(['#', '?']).next()?;
    let address = decode::percent(address).unwrap_or_else(|| address.to_owned());
    let mut parts: Vec<&str> =
        if address.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The digest by which files are compared.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Reads the attachments, and adds their texts and names to those of the handbook.
pub(super) fn gather(all: &mut Texts, content: &Path, paths: Vec<String>, used: &Used) -> Result<()> {
    let known = Known::default();
    for path in paths {
        let file = content.join(&path);
        let bytes = std::fs::read(&file).map_err(Error::read(&file))?;
        let seen = path != COMPLAINTS && used.0.contains(&path);
        let mut into = Gather::new(&known);
        let name = path.rsplit('/').next().unwrap_or(&path);
        into.name(name.rsplit_once('.').map_or(name, |(stem, _)| stem), seen);
        if seen {
            into.name(&path, seen);
        }
        let text = decode::text(&bytes);
        if text.is_some() {
            for (text, at) in Reading::texts(&bytes, &path) {
                let mut raw = Raw::default();
                raw.push(&text, at);
                into.plain(raw, Hold::About, seen, Mark::Prose);
            }
        }
        all.attachments.push(Attachment { len: bytes.len() as u64, digest: digest(&bytes), seen, path: path.clone() });
        all.add(format!("content/{path}"), text.map(std::borrow::Cow::into_owned).unwrap_or_default(), into.pieces);
    }
    Ok(())
}
