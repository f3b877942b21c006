//! The build script: tells the program which commit it was built from, and hands the built-in theme to it.
//!
//! In: the repository, where there is one, and `themes/greyline/`. Out: `GREYLINE_VERSION`, the version with the commit and its day, and
//! the tables that `theme.rs` writes. What always holds: in a package from a registry it is the version alone.

use std::path::Path;

#[path = "../src/render/bundle.rs"]
#[allow(dead_code, reason = "the program alone lists folders and shortens style sheets")]
mod bundle;
mod commit;
mod theme;

/// Prints what cargo is to know. Only a release is asked which commit it is: while one develops, every commit would compile everything.
fn main() {
    println!("cargo:rerun-if-changed=.ci");
    let version = env!("CARGO_PKG_VERSION");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commit = is_release.then(|| commit::commit(folder)).flatten();
    if let Some(log) = is_release.then(|| commit::git(folder, &["rev-parse", "--git-path", "logs/HEAD"])).flatten() {
        println!("cargo:rerun-if-changed={log}");
    }
    match commit {
        Some(commit) => println!("cargo:rustc-env=GREYLINE_VERSION={version} ({commit})"),
        None => println!("cargo:rustc-env=GREYLINE_VERSION={version}"),
    }
    theme::write(folder);
}
