//! Where a handbook may lie, and what a repository may try.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repository::{Repository, git, refunds, words};
use crate::support::folder::{Folder, Run, handbook, nothing};
use crate::{FILE, page, two_versions};

/// What stands on standard error when all went well, but for one note.
fn note(run: &Run) -> &str {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.site.contains_key("client/refunds/index.html"));
    assert!(run.site.keys().all(|path| !path.contains("/versions/")), "no date and no text is guessed");
    let lines: Vec<&str> = run.stderr.lines().collect();
    let [line] = lines[..] else { panic!("one note, not {lines:?}") };
    line.strip_prefix("note: older versions are not shown: ").unwrap()
}

fn plain() -> Folder {
    handbook().file(FILE, refunds("2.0", "2026-01-01", "Within five days."))
}

#[test]
fn outside_of_any_repository() {
    assert_eq!(note(&plain().build()), "the handbook is not in a git repository");
}

#[test]
fn without_git() {
    let run = plain().run_with(&["build", "--today", "2026-06-15"], &[("PATH", "/nowhere")]);
    assert_eq!(note(&run), "git is not installed");
}

#[test]
fn before_the_first_commit() {
    assert_eq!(note(&plain().repository().build()), "nothing has been committed to this repository");
}

#[test]
fn in_a_repository_that_does_not_hold_it() {
    let folder = handbook().repository().file(".gitignore", "/dist\n/content\n").commit("2026-01-01");
    let folder = folder.file(FILE, refunds("2.0", "2026-01-01", "Within five days."));
    assert_eq!(note(&folder.build()), "the handbook's files are not committed yet");
}

#[test]
fn in_a_shallow_clone() {
    let whole = two_versions();
    let clone = nothing();
    let from = format!("file://{}", whole.root().display());
    git(clone.root(), &["clone", "-q", "--depth", "1", &from, "."], "2026-06-01");
    for command in ["build", "check"] {
        let run = clone.run(&[command, "--today", "2026-06-15"]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains("git fetch --unshallow"), "{}", run.stderr);
        assert!(run.site.is_empty());
    }
    for arguments in [&["register"][..], &["reviews"], &["diff", "CS-001"], &["changes", "--since", "2020-01-01"]] {
        let run = clone.run(&[arguments, &["--today", "2026-06-15"]].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.stdout);
        assert!(run.stderr.contains("git fetch --unshallow") && run.stdout.is_empty(), "{arguments:?}: {}", run.stderr);
    }
    for arguments in [&["register"][..], &["reviews"], &["changes", "--since", "2020-01-01"]] {
        let run = clone.run(&[arguments, &["--today", "2026-06-15", "--allow-shallow"]].concat());
        assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.stderr);
    }
    let run = clone.run(&["build", "--today", "2026-06-15", "--allow-shallow"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(note(&run).starts_with("this is a shallow clone"), "{}", run.stderr);
    let run = clone.run(&["build", "--as-of", "2025-06-30", "--allow-shallow"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    let book = crate::support::DEFAULTS[0].1.to_owned() + "\n[history]\nallow_shallow = true\n";
    let run = clone.file("book.toml", book).build();
    assert!(note(&run).starts_with("this is a shallow clone"), "{}", run.stderr);
}

#[test]
fn in_a_repository_of_somebody_else() {
    let folder = two_versions();
    // Only the superuser can give files away; for anyone else there is nothing to see here.
    let given = Command::new("chown").args(["-R", "12345"]).arg(folder.root()).output().unwrap();
    if !given.status.success() {
        return;
    }
    let variables = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")];
    let run = folder.run_with(&["build", "--today", "2026-06-15"], &variables);
    assert!(note(&run).starts_with("git does not read a repository that belongs to another user"), "{}", run.stderr);
}

#[test]
fn in_a_folder_of_a_repository() {
    let top = nothing();
    git(top.root(), &["init", "-q"], "2024-01-01");
    let below = top.root().join("docs/our handbook");
    let put = |version, day, body| {
        for (name, text) in crate::support::DEFAULTS {
            write(&below.join(name), text);
        }
        write(&below.join(FILE), &refunds(version, day, body));
        git(top.root(), &["add", "-A"], day);
        git(top.root(), &["commit", "-q", "-m", "As of this day"], day);
    };
    put("1.0", "2025-01-01", "Within ten days.");
    put("2.0", "2026-01-01", "Within five days.");
    old_version(&run_in(&below));
}

#[test]
fn in_a_work_tree() {
    let folder = two_versions();
    let other = nothing();
    let path = other.root().join("tree");
    git(folder.root(), &["worktree", "add", "-q", path.to_str().unwrap(), "-b", "other"], "2026-06-01");
    old_version(&run_in(&path));
}

#[test]
fn in_a_submodule() {
    let inner = two_versions();
    let outer = nothing();
    git(outer.root(), &["init", "-q"], "2024-01-01");
    git(outer.root(), &["submodule", "--quiet", "add", inner.root().to_str().unwrap(), "handbook"], "2026-06-01");
    old_version(&run_in(&outer.root().join("handbook")));
}

/// Builds the handbook in a folder that is not the top of a test's own.
fn run_in(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let output = Command::new(env!("CARGO_BIN_EXE_greyline"))
        .args(["build", "--today", "2026-06-15"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let file = "dist/client/refunds/versions/1.0/index.html";
    [(file.to_owned(), fs::read(folder.join(file)).unwrap())].into()
}

fn old_version(site: &std::collections::BTreeMap<String, Vec<u8>>) {
    assert!(site.values().all(|page| String::from_utf8_lossy(page).contains("Within ten days.")));
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn nothing_in_a_repository_runs_a_program() {
    let folder = two_versions();
    let marks = tempfile::tempdir().unwrap();
    let mark = marks.path().join("ran");
    let trap = marks.path().join("trap");
    write(&trap, &format!("#!/bin/sh\ntouch '{}'\nexit 0\n", mark.display()));
    Command::new("chmod").arg("+x").arg(&trap).status().unwrap();
    let trap = trap.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "pager.cat-file",
        "core.editor",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.smudge",
        "filter.trap.clean",
        "gpg.program",
        "credential.helper",
        "alias.log",
        "alias.rev-parse",
        "log.mailmap",
    ] {
        let value = if key.starts_with("alias") { format!("!{trap}") } else { trap.to_owned() };
        let value = if key == "log.mailmap" { "true".to_owned() } else { value };
        git(folder.root(), &["config", key, &value], "2026-06-01");
    }
    git(folder.root(), &["config", "log.showSignature", "true"], "2026-06-01");
    write(&folder.root().join(".gitattributes"), "*.md diff=trap filter=trap\n");
    for hook in ["post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman"] {
        let path = folder.root().join(".git/hooks").join(hook);
        write(&path, &fs::read_to_string(trap).unwrap());
        Command::new("chmod").arg("+x").arg(&path).status().unwrap();
    }
    let _ = fs::remove_file(&mark);
    let run = folder.built();
    assert!(words(&run, "client/refunds/versions/1.0/index.html").contains("Within ten days."));
    assert!(!mark.exists(), "something in the repository was run");
}

#[test]
fn files_that_are_not_committed_count_as_they_are() {
    let folder =
        two_versions().file(FILE, refunds("3.0", "2026-06-01", "Within a day.")).file("content/n.md", page("N"));
    let run = folder.built();
    assert!(words(&run, "client/refunds/index.html").contains("Within a day."));
    assert!(words(&run, "client/refunds/versions/2.0/index.html").contains("Within five days."));
}
