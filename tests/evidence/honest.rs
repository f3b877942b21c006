//! Honest changes: none of them contradicts a ledger that was kept.

use std::process::Command;

use crate::support::DEFAULTS;
use crate::support::folder::{Folder, nothing};
use crate::world::{FIRST, PRIVATE, TODAY, World, book, git, make_commit, record, repository, second, world};

/// Makes a change, commits it, records, builds; and asks whether a stranger finds anything.
fn stands(world: &World, name: &str, folder: &Folder) {
    let run = folder.run(&["build", "--record", "--today", TODAY]);
    assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
    for (what, edition) in [("dist/client", "client"), ("dist/staff", "staff"), (".", "client"), (".", "staff")] {
        let run = world.verify(folder, what, edition);
        assert_eq!(run.code, Some(0), "{name}: {what} by the ledger of {edition}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn an_export_brings_the_ledger_along() {
    let world = world();
    let place = tempfile::tempdir().unwrap();
    let (export, again) = (place.path().join("export"), place.path().join("again"));
    world.folder.run(&["export", export.to_str().unwrap(), "--today", TODAY]).done();
    world.folder.run(&["import", export.to_str().unwrap(), "--into", again.to_str().unwrap()]).done();
    let kept = world.kept.root().join("client.json");
    let there = ["verify", again.to_str().unwrap(), "--ledger", kept.to_str().unwrap(), "--today", TODAY];
    world.folder.run(&there).done();
    let same = |folder: &std::path::Path| std::fs::read(folder.join("content/releases.toml")).unwrap();
    assert_eq!(same(&again), same(world.folder.root()));
}

#[test]
fn no_honest_change_is_called_a_forgery() {
    let world = world();
    let changed = |change: &dyn Fn(&Folder)| {
        let folder = world.copy();
        change(&folder);
        make_commit(&folder, TODAY);
        folder
    };
    let refunds =
        |change: &dyn Fn(String) -> String| changed(&|folder| folder.file_at("content/refunds.md", change(second())));
    let facts = DEFAULTS[2].1;
    let moved = |to: &str| {
        changed(&|folder| {
            std::fs::remove_file(folder.root().join("content/refunds.md")).unwrap();
            folder.file_at(to, second().replace("review_date", "aliases = [\"/refunds/\"]\nreview_date"));
        })
    };
    let third = || {
        second()
            .replace("version = \"2.0\"\neffective = 2026-02-01", "version = \"3.0\"\neffective = 2026-02-03")
            .replace("60 days", "90 days")
    };
    let cases: Vec<(&str, Folder)> = vec![
        ("a file is renamed", moved("content/money-back.md")),
        ("a file is moved", moved("content/desk/refunds.md")),
        ("a review is done", refunds(&|text| text.replace("2027-01-01", "2028-01-01"))),
        ("keywords are added", refunds(&|text| text.replace("review_date", "keywords = [\"cash\"]\nreview_date"))),
        ("the title is mended", refunds(&|text| text.replace("title = \"Refunds\"", "title = \"Your refund\""))),
        ("a comment for editors is added", refunds(&|text| text + "\n<!-- ask Ann -->\n")),
        ("lines end in another way", refunds(&|text| text.replace('\n', "\r\n"))),
        ("a new version comes into force", refunds(&|_| third())),
        ("a version is announced", refunds(&|_| third().replace("2026-02-03", "2026-12-01"))),
        (
            "a new policy",
            changed(&|folder| {
                folder.file_at(
                    "content/keys.md",
                    PRIVATE.replace("PV-001", "PV-002").replace("2025-01-01", "2026-02-03"),
                );
            }),
        ),
        (
            "a policy is withdrawn",
            changed(&|folder| {
                std::fs::remove_file(folder.root().join("content/till.md")).unwrap();
                let text = std::fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
                folder.file_at("content/addresses.txt", text + "gone /till/ 2026-02-01\n");
            }),
        ),
        (
            "a new edition",
            changed(&|folder| {
                folder.file_at(
                    "book.toml",
                    book().replace("[check]", "[editions.web]\naudience = \"client\"\nout = \"dist/web\"\n\n[check]"),
                );
            }),
        ),
        (
            "a fact has a new value",
            changed(&|folder| {
                let more = "[[late-fee.values]]\nfrom = 2026-02-02\nvalue = \"£6\"\n\n[gesture-limit]";
                folder.file_at("content/facts.toml", facts.replace("[gesture-limit]", more));
            }),
        ),
        (
            "a role is renamed",
            changed(&|folder| {
                folder.file_at(
                    "content/people.toml",
                    DEFAULTS[1].1.replace("role = \"Front desk\"", "role = \"Welcome desk\""),
                );
            }),
        ),
        (
            "a page and a section are added",
            changed(&|folder| {
                folder
                    .file_at("content/desk/_index.md", "+++\ntitle = \"Desk\"\nkind = \"page\"\n+++\nAll about it.\n");
            }),
        ),
        (
            "the glossary grows",
            changed(&|folder| folder.file_at("content/glossary.md", "Receipt\n: What the till prints.\n")),
        ),
        ("commits are made anew with other hours", {
            let mut commits = world.commits.clone();
            commits[1].0 = "2026-02-02".to_owned();
            repository(&commits)
        }),
        ("a clone on another machine", {
            let folder = nothing();
            let from = world.folder.root().to_str().unwrap().to_owned();
            git(folder.root(), TODAY, &["clone", "--quiet", &from, "."]);
            folder
        }),
        ("a shallow clone with the setting", {
            let folder = nothing();
            let from = format!("file://{}", world.folder.root().display());
            git(folder.root(), TODAY, &["clone", "--quiet", "--depth", "1", &from, "."]);
            folder.file("book.toml", format!("{}\n[history]\nallow_shallow = true\n", book()))
        }),
        (
            "the title and the language of the handbook",
            changed(&|folder| {
                folder.file_at(
                    "book.toml",
                    book().replace("title = \"Handbook\"", "title = \"Handbuch\"\nlanguage = \"de\""),
                );
            }),
        ),
        (
            "an unwritten rule is written down for the first time",
            changed(&|folder| {
                folder.file_at(
                    "content/lost.md",
                    PRIVATE.replace("PV-001", "PV-003").replace("2025-01-01", "2026-02-03"),
                );
                folder
                    .file_at("content/found.md", FIRST.replace("RF-001", "RF-003").replace("2025-01-01", "2026-02-03"));
            }),
        ),
    ];
    assert!(cases.len() >= 20, "{}", cases.len());
    for (name, folder) in &cases {
        if name.contains("shallow") {
            let run = folder.run(&["build", "--today", TODAY]);
            assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
            let run = world.verify(folder, ".", "client");
            assert_eq!(run.code, Some(0), "{name}: {}{}", run.stdout, run.stderr);
            continue;
        }
        stands(&world, name, folder);
    }
}

#[test]
fn without_git_what_is_there_is_compared_and_the_rest_is_counted() {
    let world = world();
    let folder = world.copy();
    std::fs::remove_dir_all(folder.root().join(".git")).unwrap();
    let run = folder.run(&["check", "--format", "concise", "--today", TODAY]);
    assert!(run.stdout.contains("1 recorded versions were not compared"), "{}", run.stdout);
    record(&folder, TODAY);
    folder.file_at("content/refunds.md", second().replace("60 days of", "6 days of"));
    assert_eq!(folder.run(&["build", "--today", TODAY]).code, Some(1));
    assert!(Command::new("git").arg("--version").status().unwrap().success());
}
