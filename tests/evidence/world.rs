//! A handbook with a history of its own: two policies, two versions of the one, recorded and committed day by day.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::DEFAULTS;
use crate::support::folder::{Folder, Run, nothing};

/// Refunds in their first version.
pub(crate) const FIRST: &str = r#"+++
id = "RF-001"
title = "Refunds"
version = "1.0"
effective = 2025-01-01
owner = "front-desk"
audience = "client"
flexibility = "grey"
rationale = "So that nobody waits."
review_date = 2027-01-01
say = "I am sorry, the rule is fixed."

[[options]]
offer = "Refund in full"
when = "Within 30 days"
limit = "£200"
decided_by = "front-desk"
audience = "client"

[[changes]]
version = "1.0"
date = 2025-01-01
summary = "First."
audience = "client"
+++
## Time limits

Clients may ask for their money back within 30 days of the day on which they paid.

1. Bring the receipt.
2. Show the card that paid.

| What | Fee |
|---|---|
| Late | seven |
| Lost | nine |

::: staff
The codeword for the till is sesame.
:::

The fee is {fact:late-fee} for each day; see [the limits](#time-limits).
"#;

/// A policy for staff alone.
pub(crate) const PRIVATE: &str = r#"+++
id = "PV-001"
title = "Counting the till"
version = "1.0"
effective = 2025-01-01
owner = "duty-manager"
flexibility = "black"
reasons = ["Two pairs of eyes see more."]
rationale = "So that nobody is accused."
review_date = 2027-01-01

[[changes]]
version = "1.0"
date = 2025-01-01
summary = "First."
+++
Count it twice, with somebody else, behind a closed door.
"#;

/// Refunds in their second version.
pub(crate) fn second() -> String {
    FIRST
        .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"2.0\"\neffective = 2026-02-01")
        .replace("within 30 days of", "within 60 days of")
        .replace("Within 30 days", "Within 60 days")
        .replace(
            "[[changes]]",
            "[[changes]]\nversion = \"2.0\"\ndate = 2026-02-01\nsummary = \"More time.\"\naudience = \"client\"\n\n[[changes]]",
        )
}

/// What was committed on a day: paths below the top, and their texts, or nothing where they were removed.
pub(crate) type Commit = (String, Vec<(String, Option<String>)>);

/// The history with its ledger, and what a stranger may have kept.
pub(crate) struct World {
    pub(crate) commits: Vec<Commit>,
    pub(crate) folder: Folder,
    /// `ledger.json` of each edition, in files.
    pub(crate) kept: Folder,
}

/// The day of the tests.
pub(crate) const TODAY: &str = "2026-02-03";

fn text(name: &str, text: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(text.to_owned()))
}

/// The book: pages that no section lists are no mistake.
pub(crate) fn book() -> String {
    format!("{}\n[check]\nunlisted-page = \"off\"\n", DEFAULTS[0].1)
}

/// A handbook of which each version was recorded when it came into force.
pub(crate) fn world() -> World {
    let mut first: Vec<(String, Option<String>)> =
        DEFAULTS[1..].iter().map(|(name, content)| text(name, &content.replace("2026-01-01", "2024-01-01"))).collect();
    first.extend([text("book.toml", &book()), text("content/refunds.md", FIRST), text("content/till.md", PRIVATE)]);
    let folder = nothing();
    let mut commits = Vec::new();
    let mut commit = |day: &str, mut files: Vec<(String, Option<String>)>| {
        write(&folder, &files);
        record(&folder, day);
        files.push(text("content/releases.toml", &ledger(&folder)));
        write(&folder, &files);
        make_commit(&folder, day);
        commits.push((day.to_owned(), files));
    };
    commit("2025-01-01", first);
    commit("2026-02-01", vec![text("content/refunds.md", &second())]);
    folder.run(&["build", "--compress", "--today", TODAY]).done();
    let kept = ["client", "staff"].iter().fold(nothing(), |kept, edition| {
        let ledger = fs::read(folder.root().join(format!("dist/{edition}/ledger.json"))).unwrap();
        kept.file(&format!("{edition}.json"), ledger)
    });
    World { commits, folder, kept }
}

/// `build --record` on a day.
pub(crate) fn record(folder: &Folder, day: &str) -> Run {
    folder.run(&["build", "--record", "--today", day]).done()
}

pub(crate) fn ledger(folder: &Folder) -> String {
    fs::read_to_string(folder.root().join("content/releases.toml")).unwrap()
}

fn write(folder: &Folder, files: &[(String, Option<String>)]) {
    for (name, text) in files {
        match text {
            Some(text) => folder.file_at(name, text),
            None => fs::remove_file(folder.root().join(name)).unwrap(),
        }
    }
}

/// Commits everything that lies in a folder.
pub(crate) fn make_commit(folder: &Folder, day: &str) {
    git(folder.root(), day, &["init", "--quiet"]);
    git(folder.root(), day, &["add", "--all", "content", "book.toml"]);
    git(folder.root(), day, &["commit", "--quiet", "--allow-empty", "--message", day]);
}

/// Runs git on a day.
pub(crate) fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]);
    git.args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]);
    let date = format!("{day}T12:00:00Z");
    git.args(arguments).current_dir(folder).env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A repository made of commits anew.
pub(crate) fn repository(commits: &[Commit]) -> Folder {
    let folder = nothing();
    for (day, files) in commits {
        write(&folder, files);
        make_commit(&folder, day);
    }
    folder
}

impl World {
    /// `verify` of something in a folder, against what was kept of an edition.
    pub(crate) fn verify(&self, folder: &Folder, what: &str, edition: &str) -> Run {
        let kept = self.kept.root().join(format!("{edition}.json"));
        folder.run(&["verify", what, "--ledger", kept.to_str().unwrap(), "--today", TODAY]).in_order()
    }

    /// A copy of the folder with its repository and its sites.
    pub(crate) fn copy(&self) -> Folder {
        let copy = nothing();
        let from = format!("{}/.", self.folder.root().display());
        let done = Command::new("cp").args(["-r", &from]).arg(copy.root()).status().unwrap();
        assert!(done.success());
        copy
    }
}
