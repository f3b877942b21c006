//! `.greyline/`: files of the handbook that can be made again at any time.
//!
//! In: a name and bytes. Out: the same bytes, the next time. What always holds: a file is there as a whole or not at all, git ignores
//! the folder, and nothing in it is published, since it holds private texts. Of a sealed file, one that was damaged gives nothing.

use std::fs;
use std::hash::Hasher;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use siphasher::sip128::{Hasher128, SipHasher13};

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

/// Stores the parts of a file, sealed. Where it cannot be stored, the next run does without.
pub fn store_sealed(root: &Path, name: &str, parts: &[&[u8]]) {
    let _ = store(root, name, |file| {
        file.write_all(&seal(parts))?;
        parts.iter().try_for_each(|part| file.write_all(part))
    });
}

/// The bytes of a sealed file, if they are those that were stored.
#[must_use]
pub fn stored_sealed(root: &Path, name: &str) -> Option<Vec<u8>> {
    let mut bytes = stored(root, name)?;
    let (sealed, behind) = bytes.split_first_chunk()?;
    if *sealed != seal(&[behind]) {
        return None;
    }
    bytes.drain(..SEAL);
    Some(bytes)
}

/// The size of a seal in bytes.
const SEAL: usize = 16;

/// What stands for some bytes.
fn seal(parts: &[&[u8]]) -> [u8; SEAL] {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(part);
    }
    hasher.finish128().as_u128().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_gives_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        store_sealed(root, "one", &[b"some ", b"bytes"]);
        assert_eq!(stored_sealed(root, "one").as_deref(), Some(&b"some bytes"[..]));
        let good = stored(root, "one").unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            for bad in [&bad[..], &good[..at]] {
                store(root, "one", |file| file.write_all(bad)).unwrap();
                assert_eq!(stored_sealed(root, "one"), None, "{at}");
            }
        }
    }
}
