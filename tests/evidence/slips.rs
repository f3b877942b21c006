//! Slips with a ledger: what a merge, a tool or a lost file leaves, and whether `check` says where, what, and what to do.

use std::fs;

use crate::world::{TODAY, ledger, world};

#[test]
fn each_slip_says_where_what_and_what_to_do() {
    let world = world();
    let text = ledger(&world.folder);
    let (first, last) = text.rsplit_once("\n[[entries]]\n").unwrap();
    let marks = format!("{first}\n<<<<<<< HEAD\n[[entries]]\n{last}=======\n[[entries]]\n{last}>>>>>>> other\n");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n".to_owned();
    let put_back = "put the file back as it was";
    let cases: [(Option<String>, &str, &str); 6] = [
        (None, "the ledger, content/releases.toml, is gone", "`git log -- content/releases.toml` names the commits"),
        (Some(pointer), "this is a pointer of Git LFS in the place of the ledger", "run `git lfs pull`"),
        (Some(marks), "two branches both added entries", "keep the entries of the branch that was published"),
        (Some(text[..text.len() / 2].to_owned()), "this is no ledger", put_back),
        (Some(String::new()), "this is no ledger", put_back),
        (
            Some(text.replace("format = 1", "format = 2")),
            "this ledger is of format 2",
            "a newer greyline wrote it: update",
        ),
    ];
    for (slip, what, help) in cases {
        let folder = world.copy();
        let place = if slip.is_some() { "content/releases.toml:" } else { "content/addresses.txt:" };
        match slip {
            Some(text) => folder.file_at("content/releases.toml", text),
            None => fs::remove_file(folder.root().join("content/releases.toml")).unwrap(),
        }
        let told = folder.run(&["check", "--today", TODAY]);
        assert_eq!(told.code, Some(1), "{what}: {}", told.stdout);
        for words in [what, help, place, "broken-ledger"] {
            assert!(told.stdout.contains(words), "no {words:?} in {}", told.stdout);
        }
        // Above all, none is begun anew in its place.
        assert_eq!(folder.run(&["build", "--record", "--today", TODAY]).code, Some(1), "{what}");
    }
    // Whoever wants no ledger any more lets the addresses go that it made.
    let folder = world.copy();
    fs::remove_file(folder.root().join("content/releases.toml")).unwrap();
    let addresses = fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
    let of_versions = addresses.lines().filter(|line| line.starts_with("/p/") && line.contains(".0/ archive"));
    let gone: String =
        of_versions.map(|line| format!("gone {} 2026-02-01\n", line.split(' ').next().unwrap())).collect();
    assert_eq!(gone.lines().count(), 3, "{addresses}");
    folder.file_at("content/addresses.txt", addresses + &gone);
    folder.run(&["build", "--today", TODAY]).done();
}
