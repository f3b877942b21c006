//! The build script: tells the program which commit it was built from.
//!
//! In: the repository, where there is one. Out: `GREYLINE_VERSION`, the version with the commit and its day. What always holds: without
//! git, or in a package from a registry, it is the version alone; and nothing depends on the hour.

use std::path::Path;
use std::process::Command;

/// Prints what cargo is to know. Only a release is asked which commit it is: while one develops, every commit would compile everything.
#[allow(dead_code, reason = "a test asks for the commit alone")]
fn main() {
    println!("cargo:rerun-if-changed=.ci/build.rs");
    let version = env!("CARGO_PKG_VERSION");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commit = is_release.then(|| commit(folder)).flatten();
    if let Some(log) = is_release.then(|| git(folder, &["rev-parse", "--git-path", "logs/HEAD"])).flatten() {
        println!("cargo:rerun-if-changed={log}");
    }
    match commit {
        Some(commit) => println!("cargo:rustc-env=GREYLINE_VERSION={version} ({commit})"),
        None => println!("cargo:rustc-env=GREYLINE_VERSION={version}"),
    }
}

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
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(folder).output().ok()?;
    let said = output.status.success().then(|| String::from_utf8(output.stdout).ok())??;
    Some(said.trim().to_owned()).filter(|said| !said.is_empty() && !said.contains('\n'))
}
