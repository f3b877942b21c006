//! What changed from version to version, in a repository of its own: the page of redlines, `diff`, `changes`, the feeds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;

mod command;
mod ends;
mod feeds;
mod hashes;
mod pages;
mod zones;

use std::process::Command;

use support::folder::{Folder, handbook};

/// Commits everything that lies in a folder.
pub(crate) fn commit(folder: &Folder, day: &str) {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]);
        git.args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]);
        let date = format!("{day}T12:00:00Z");
        git.args(arguments).current_dir(folder.root()).env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    if !folder.root().join(".git").exists() {
        git(&["init", "--quiet"]);
    }
    git(&["add", "--all", "content", "book.toml"]);
    git(&["commit", "--quiet", "--message", day]);
}

/// Refunds as they were first: no exceptions.
const FIRST: &str = r#"+++
id = "RF-001"
title = "Refunds"
version = "1.0"
effective = 2025-01-01
owner = "front-desk"
audience = "client"
flexibility = "black"
reasons = ["One rule for all."]
rationale = "So that nobody waits."
review_date = 2027-01-01
say = "I am sorry, the rule is fixed."

[[changes]]
version = "1.0"
date = 2025-01-01
summary = "First."
audience = "client"
+++
## Time limits

Clients may ask for their money back within 30 days of the day on which they paid.

Whoever asks later gets a credit note, which they may use for anything that we sell.

| What | Fee |
|---|---|
| Late | £5 |
| Lost | £9 |

::: staff
The codeword for the till is sesame.
:::

The fee is {fact:late-fee} for each day; see [the limits](#time-limits).
"#;

/// A handbook in which that policy turned grey, lost a secret, and will change once more.
pub(crate) fn refunds() -> Folder {
    let second = FIRST
        .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"2.0\"\neffective = 2026-02-01")
        .replace("owner = \"front-desk\"", "owner = \"client-care\"")
        .replace(
            "flexibility = \"black\"\nreasons = [\"One rule for all.\"]",
            "flexibility = \"grey\"",
        )
        .replace("the rule is fixed", "the rule has room")
        .replace(
            "[[changes]]",
            "[[options]]\noffer = \"Refund in full\"\nlimit = \"£200\"\ndecided_by = \"front-desk\"\naudience = \"client\"\n\n\
             [[changes]]\nversion = \"2.0\"\ndate = 2026-02-01\nsummary = \"There is room now.\"\nreason = \"Clients asked.\"\naudience = \"client\"\n\n[[changes]]",
        )
        .replace("within 30 days", "within 14 days")
        .replace("| Lost | £9 |", "| Lost | £12 |\n| Broken | £20 |")
        .replace("sesame", "poppy");
    let third = second
        .replace("version = \"2.0\"\neffective = 2026-02-01", "version = \"2.1\"\neffective = 2026-09-01")
        .replacen(
            "[[changes]]",
            "[[changes]]\nversion = \"2.1\"\ndate = 2026-09-01\nmaterial = false\nsummary = \"Wording.\"\naudience = \"client\"\n\n[[changes]]",
            1,
        )
        .replace("Whoever asks later gets", "Those who ask later get");
    let mut folder = handbook().folder("content/refunds");
    for (text, day) in [(FIRST, "2025-01-01"), (&second, "2026-02-01"), (&third, "2026-06-01")] {
        folder = folder.file("content/refunds/refunds.md", text);
        commit(&folder, day);
    }
    folder
}
