//! The example handbook: it checks clean, every edition of it is proved, and the proof fails when a sentence gets out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// A day on which the example is known to have nothing overdue.
const TODAY: &str = "2026-11-21";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file");
        }
    }
}

/// A copy of the example handbook in a folder of its own.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&top.join("content"), &folder.path().join("content"));
    fs::copy(top.join("book.toml"), folder.path().join("book.toml")).expect("a file");
    folder
}

/// The copy lies in no repository.
const NOTE: &str = "note: older versions are not shown: the handbook is not in a git repository\n";

fn greyline(root: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("greyline").expect("the program").current_dir(root).args(arguments).assert()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

#[test]
fn the_example_checks_clean_and_every_edition_is_proved() {
    let folder = example();
    let root = folder.path();
    greyline(root, &["check", "--today", TODAY]).code(1);
    let run = greyline(root, &["check", "--today", TODAY, "--format", "json", "--fail-on", "error"]).code(0);
    let found: Vec<serde_json::Value> = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let text = |found: &serde_json::Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let of_level = |level: &str| -> Vec<(String, String)> {
        let found = found.iter().filter(|found| found["level"] == level && found["waiver"].is_null());
        found.map(|found| (text(found, "rule"), text(found, "file"))).collect()
    };
    // Two promises were measured too long ago on purpose, which a comment beside them says.
    let expected = ["communication/passing-on-a-call.md", "courses/waiting-lists.md"];
    assert_eq!(of_level("warning"), expected.map(|file| ("stale-standard".to_owned(), format!("content/{file}"))));
    // What is worth knowing: promises that were missed, reviews that are due, and a record of addresses that knows of pages which only
    // the history can make.
    let notes: BTreeSet<String> = of_level("note").into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(notes, ["dropped-address", "missed-standard", "review-due-soon"].map(str::to_owned).into());
    let run = greyline(root, &["build", "--today", TODAY]).code(0);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).ends_with(NOTE));
    for edition in ["staff", "members", "client"] {
        let dir = format!("dist/{edition}");
        greyline(root, &["audit", &dir, "--edition", edition]).code(0);
    }
    // The staff's site is no client's.
    greyline(root, &["audit", "dist/staff", "--edition", "client"]).code(1);
    greyline(root, &["audit", "dist/members", "--edition", "client"]).code(1);
}

#[test]
fn a_staff_sentence_in_any_client_file_is_found() {
    let folder = example();
    let root = folder.path();
    greyline(root, &["build", "--today", TODAY, "--edition", "client", "--compress"]).code(0);
    let policy = fs::read_to_string(root.join("content/payments/cash-handling.md")).expect("a staff policy");
    let line =
        policy.lines().rev().find(|line| line.len() > 60 && !line.contains(['|', '[', '{', '*'])).expect("a line");
    let client = root.join("dist/client");
    let mut published = Vec::new();
    files(&client, &mut published);
    let mut expected = BTreeSet::new();
    for path in published.iter().filter(|path| path.extension().is_none_or(|ending| ending != "gz")) {
        let mut bytes = fs::read(path).expect("a file");
        bytes.extend_from_slice(format!("\n{line}\n").as_bytes());
        // The old name keeps the old file, which other names may share.
        fs::remove_file(path).expect("a file");
        fs::write(path, bytes).expect("a file");
        expected.insert(path.strip_prefix(&client).expect("inside").to_string_lossy().replace('\\', "/"));
    }
    assert!(expected.len() > 60, "the client edition has {} files", expected.len());
    let run = greyline(root, &["audit", "dist/client", "--edition", "client", "--format", "json"]).code(1);
    let report: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let found: BTreeSet<String> = report["leaks"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|leak| leak["source"] == "content/payments/cash-handling.md")
        .map(|leak| leak["published"].as_str().expect("a name").to_owned())
        .collect();
    let missed: Vec<&String> = expected.difference(&found).collect();
    assert!(missed.is_empty(), "not found in {missed:?}");
    let number = policy.lines().position(|other| other == line).expect("the line") + 1;
    let near = |leak: &serde_json::Value| leak["line"].as_u64().is_some_and(|l| l.abs_diff(number as u64) <= 1);
    assert!(report["leaks"].as_array().expect("a list").iter().any(near), "no leak names line {number}");
}
