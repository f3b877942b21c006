//! What was read of a history, kept beside the handbook, so that it is not read again while nothing was committed.
//!
//! The folder holds private texts, as the sources beside it do: it is not published, and keeps itself out of the repository.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::History;
use super::git::Repository;

/// Where the handbook keeps what can be made again.
const FOLDER: &str = ".greyline";
/// Raised when a history is read another way.
const FORMAT: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Kept<H> {
    format: u32,
    head: String,
    prefix: String,
    history: H,
}

fn file(root: &Path) -> PathBuf {
    root.join(FOLDER).join("history.gz")
}

/// The history, where it was read at the commit that is checked out now.
pub(super) fn read(root: &Path, repository: &Repository) -> Option<History> {
    let bytes = fs::read(file(root)).ok()?;
    let kept: Kept<History> = serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&bytes[..]))).ok()?;
    let same = kept.format == FORMAT && kept.head == repository.head && kept.prefix == repository.prefix;
    same.then_some(kept.history)
}

/// Keeps a history. Where nothing can be written it is read again the next time.
pub(super) fn write(root: &Path, repository: &Repository, history: &History) {
    let kept = Kept { format: FORMAT, head: repository.head.clone(), prefix: repository.prefix.clone(), history };
    let _ = keep(root, &kept);
}

fn keep(root: &Path, kept: &Kept<&History>) -> std::io::Result<()> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(".gitignore"), "*\n")?;
    let mut written = tempfile::NamedTempFile::new_in(&folder)?;
    let mut packed = GzEncoder::new(std::io::BufWriter::new(&mut written), Compression::fast());
    serde_json::to_writer(&mut packed, kept)?;
    packed.finish()?.flush()?;
    written.persist(file(root)).map_err(|error| error.error)?;
    Ok(())
}
