//! `.greyline/`: files of the handbook that can be made again at any time.
//!
//! In: a name and bytes. Out: the same bytes, the next time. What always holds: a file is there as a whole or not at all, git ignores
//! the folder, and nothing in it is published, since it holds private texts. A value that another program stored, or one that was damaged,
//! is not given.

use std::collections::BTreeSet;
use std::fs;
use std::hash::Hasher;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use siphasher::sip128::{Hasher128, SipHasher13};

/// The folder of the handbook for files that can be made again at any time.
const FOLDER: &str = ".greyline";

/// The bytes of a stored file of the handbook at `root`.
#[must_use]
pub fn stored(root: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(path(root, name)).ok()
}

/// Stores a file, whose bytes `write` writes.
///
/// # Errors
/// When the folder cannot be written to, or `write` fails.
pub fn store(root: &Path, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let path = path(root, name);
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    fs::write(root.join(FOLDER).join(".gitignore"), "*\n")?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let mut buffered = BufWriter::new(&mut file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Stores a value of the program that `program` stands for. Where it cannot be stored, the next run does without.
pub fn store_value(root: &Path, name: &str, program: u128, value: &impl Serialize) {
    if let Ok(bytes) = postcard::to_stdvec(value) {
        let _ = store(root, name, |file| {
            file.write_all(&seal(program, &bytes))?;
            file.write_all(&bytes)
        });
    }
}

/// The value that the same program stored.
#[must_use]
pub fn stored_value<T: DeserializeOwned>(root: &Path, name: &str, program: u128) -> Option<T> {
    let stored = stored(root, name)?;
    let (sealed, bytes) = stored.split_first_chunk()?;
    if *sealed != seal(program, bytes) {
        return None;
    }
    postcard::from_bytes(bytes).ok()
}

/// Removes the stored files of a folder of `.greyline/`, apart from those with these names.
pub fn remove_others(root: &Path, folder: &str, names: &BTreeSet<String>) {
    for entry in fs::read_dir(path(root, folder)).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(|name| names.contains(name)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn path(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(name)
}

/// What stands for a program and the bytes that it stored.
fn seal(program: u128, bytes: &[u8]) -> [u8; 16] {
    let mut hasher = SipHasher13::new();
    hasher.write_u128(program);
    hasher.write(bytes);
    hasher.finish128().as_u128().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_or_of_another_program_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let read = |program| stored_value::<Vec<String>>(root, "one", program);
        let value = ["some", "words"].map(str::to_owned).to_vec();
        store_value(root, "one", 7, &value);
        assert_eq!([read(7), read(8)], [Some(value), None]);
        let good = stored(root, "one").unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            for bad in [&bad[..], &good[..at]] {
                store(root, "one", |file| file.write_all(bad)).unwrap();
                assert_eq!(read(7), None, "{at}");
            }
        }
    }

    #[test]
    fn files_that_are_not_named_go() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["some/1", "some/2", "other/2"] {
            store_value(root, name, 7, &name);
        }
        remove_others(root, "some", &BTreeSet::from(["1".to_owned()]));
        let has = |name| stored_value::<String>(root, name, 7).is_some();
        assert_eq!(["some/1", "some/2", "other/2"].map(has), [true, false, true]);
    }
}
