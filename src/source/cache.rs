//! `.greyline/`: files of the handbook that can be made again at any time.
//!
//! In: a name and bytes. Out: the same bytes, the next time. What always holds: a file is there as a whole or not at all, git ignores
//! the folder, and nothing in it is published, since it holds private texts.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The folder of the handbook for files that can be made again at any time.
const FOLDER: &str = ".greyline";

/// The bytes of a stored file of the handbook at `root`.
#[must_use]
pub fn stored(root: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(root.join(FOLDER).join(name)).ok()
}

/// Stores a file, whose bytes `write` writes.
///
/// # Errors
/// When the folder cannot be written to, or `write` fails.
pub fn store(root: &Path, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(".gitignore"), "*\n")?;
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    let mut buffered = BufWriter::new(&mut file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    Ok(())
}
