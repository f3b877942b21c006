//! A handbook that every release makes again: the hash of each text, for each audience, is what the first release made of it.
//!
//! Readers keep these hashes, in receipts and on signed reading lists, and so does the ledger. One that changes makes all of them
//! worthless, so a line of `hashes.txt` is never changed. A new kind of text gets new lines: `GREYLINE_WRITE=1` adds those that are
//! missing.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use greyline::diagnostic::{Diagnostics, Level};
use greyline::edition;
use greyline::history::{self, Commit};
use greyline::output::policy_hashes;
use greyline::pipeline::{Day, load_with};
use greyline::source::SourceTree;
use jiff::civil::date;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The files of the handbook, each named from its top.
fn files() -> BTreeMap<String, Vec<u8>> {
    let names = [
        "book.toml",
        "content/_index.md",
        "content/facts.toml",
        "content/people.toml",
        "content/refunds/refunds.md",
        "content/staffing/rotas.md",
    ];
    names
        .map(|name| {
            (name.to_owned(), fs::read(top().join("handbook").join(name)).expect("the file is in the repository"))
        })
        .into()
}

/// The hashes of every text of each edition: pages by address, versions by id and number.
fn hashes() -> String {
    let files = files();
    let mut diagnostics = Diagnostics::default();
    let tree = SourceTree::from_memory(files.iter().map(|(name, bytes)| (name.as_str(), &**bytes)), &mut diagnostics);
    let old = fs::read(top().join("old/refunds.md")).expect("the file is in the repository");
    let now = &files["content/refunds/refunds.md"];
    let path = "refunds/refunds.md";
    let commits: [Commit<'_>; 2] =
        [(date(2026, 1, 1), vec![(path, Some(&old))]), (date(2026, 6, 1), vec![(path, Some(now))])];
    let loaded = load_with(tree, history::from_memory(&commits), Day::Today(date(2026, 6, 15)), diagnostics);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|found| found.level == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let handbook = loaded.handbook.expect("book.toml is right");
    let mut out = String::new();
    for settings in &handbook.config.editions {
        let edition = edition::project(&handbook, settings, &edition::Memo::default());
        for (at, page) in edition.pages.iter_enumerated() {
            let _ = writeln!(out, "{} /{} {}", settings.name, page.address, edition.hash(at));
        }
        for (id, versions) in policy_hashes(&edition) {
            for (number, hash) in versions {
                let _ = writeln!(out, "{} {id} {number} {hash}", settings.name);
            }
        }
    }
    out
}

#[test]
fn every_text_has_the_hash_that_it_always_had() {
    let file = top().join("hashes.txt");
    let known = fs::read_to_string(&file).unwrap_or_default();
    let made = hashes();
    if std::env::var_os("GREYLINE_WRITE").is_some() {
        let key = |line: &str| line.rsplit_once(' ').map(|(key, _)| key.to_owned());
        let new = made.lines().filter(|line| known.lines().all(|other| key(other) != key(line)));
        let all: Vec<&str> = known.lines().chain(new).collect();
        fs::write(&file, all.join("\n") + "\n").expect("the file can be written");
        return;
    }
    let gone: Vec<&str> = known.lines().filter(|line| made.lines().all(|other| other != *line)).collect();
    assert!(gone.is_empty(), "these hashes are not made any more:\n{}\n\nmade now:\n{made}", gone.join("\n"));
    assert!(known.lines().count() >= 9, "{known}");
    assert_eq!(made.lines().count(), known.lines().count(), "new texts have no line yet: {made}");
}

#[test]
fn a_private_word_changes_no_hash_of_clients() {
    let made = hashes();
    let of = |edition: &str, text: &str| {
        let prefix = format!("{edition} {text} ");
        made.lines().find_map(|line| line.strip_prefix(&prefix)).map(str::to_owned)
    };
    assert_ne!(of("staff", "CS-001 2.0"), of("client", "CS-001 2.0"));
    assert!(of("client", "CS-001 1.0").is_some());
    assert_eq!(of("client", "HR-001 1.0"), None);
}
