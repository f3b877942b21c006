//! What Greyline is built from: every crate in `Cargo.lock` comes from crates.io; every crate of a program that we publish has a
//! licence that a handbook's owner can live with, and none of them brings a compiler for another language along.
//!
//! Not checked here: known vulnerabilities. Their list is a git repository; `tests/run` asks `cargo deny` or `cargo audit`
//! where one of them is installed and the list can be reached, and says so where it cannot.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for nothing but a notice, with the exceptions that are allowed to them.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Crates that build or link code in other languages.
const FOREIGN: &[&str] = &["bindgen", "cc", "cmake", "nasm-rs", "openssl-sys", "pkg-config", "vcpkg"];

/// The systems that Greyline is built for. A crate that only others need, as Haiku, is in no program of ours.
const PLATFORMS: &[&str] = &[
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
];

/// Every crate that some program of ours, its build or its tests are made of: name and version, and its licence.
fn built() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for platform in PLATFORMS {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["tree", "--locked", "--prefix", "none", "--format", "{p}|{l}", "--target", platform]);
        let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("names are text");
        for line in text.lines() {
            let (package, licence) = line.trim_end_matches(" (*)").rsplit_once('|').expect("each line has a licence");
            let package: Vec<&str> = package.split(' ').take(2).collect();
            all.insert(package.join(" "), licence.to_owned());
        }
    }
    assert!(all.len() > 100, "only {} packages", all.len());
    all
}

/// Every package that `Cargo.lock` names.
fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--locked", "--format-version", "1"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = cargo.output().expect("the cargo that built this test can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no list of packages") };
    assert!(packages.len() > 100, "only {} packages", packages.len());
    packages
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

/// Whether a licence expression of SPDX can be met with allowed licences alone. `/` is an older word for `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words);
    met && words.next().is_none()
}

type Words<'a, 'b> = &'a mut std::iter::Peekable<std::str::SplitWhitespace<'b>>;

fn any(words: Words<'_, '_>) -> bool {
    let mut met = all(words);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words);
    }
    met
}

fn all(words: Words<'_, '_>) -> bool {
    let mut met = one(words);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words);
    }
    met
}

fn one(words: Words<'_, '_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any(words);
        return words.next() == Some(")") && met;
    }
    let mut licence = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        licence = format!("{licence} WITH {}", words.next().unwrap_or_default());
    }
    ALLOWED.contains(&&*licence)
}

#[test]
fn every_licence_is_allowed() {
    let refused: Vec<String> = built()
        .into_iter()
        .filter(|(_, licence)| !is_allowed(licence))
        .map(|(package, licence)| format!("{package}: {licence}"))
        .collect();
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

#[test]
fn every_crate_comes_from_crates_io() {
    for package in packages() {
        let source = text(&package, "source");
        let own = text(&package, "name") == "greyline" && source.is_empty();
        assert!(
            own || source == "registry+https://github.com/rust-lang/crates.io-index",
            "{}: {source}",
            package["name"]
        );
    }
}

#[test]
fn no_crate_brings_another_language() {
    let built = built();
    let name = |package: &String| package.split(' ').next().unwrap_or_default().to_owned();
    let found: Vec<String> = built.keys().map(name).filter(|name| FOREIGN.contains(&name.as_str())).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn expressions_are_understood() {
    for expression in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "MIT AND (GPL-3.0 OR Zlib)",
    ] {
        assert!(is_allowed(expression), "{expression}");
    }
    for expression in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND GPL-2.0",
        "MIT WITH LLVM-exception",
        "(MIT",
        "MIT MIT",
        "MIT AND (GPL-3.0 OR AGPL-3.0)",
        "mit",
    ] {
        assert!(!is_allowed(expression), "{expression}");
    }
}
