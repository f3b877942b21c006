//! The commit that the program was built from.
//!
//! In: a folder. Out: the commit of the repository of which it is the top, and its day. What always holds: without git, or in a package
//! from a registry, there is none; and nothing depends on the hour.

use std::path::Path;
use std::process::Command;

/// The commit of the repository whose top is a folder, and its day.
#[must_use]
pub(crate) fn commit(folder: &Path) -> Option<String> {
    // A package may be unpacked inside a repository that is another program's.
    let top = git(folder, &["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != folder.canonicalize().ok()? {
        return None;
    }
    git(folder, &["log", "-1", "--abbrev=10", "--format=%h %cs"])
}

/// What git says of a folder, in a line.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(folder).output().ok()?;
    let said = output.status.success().then(|| String::from_utf8(output.stdout).ok())??;
    Some(said.trim().to_owned()).filter(|said| !said.is_empty() && !said.contains('\n'))
}
