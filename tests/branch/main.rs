//! What a branch changes and breaks, seen from outside: `changes --since REVISION`, `check --since REVISION`, `build --format json`.

#[path = "../support/mod.rs"]
mod support;

use std::process::Command;

use serde_json::Value;
use support::folder::{Folder, Run, handbook};

const TODAY: &str = "2026-06-15";

fn git(folder: &Folder, arguments: &[&str]) {
    let day = "2026-06-01T12:00:00Z";
    let output = Command::new("git")
        .args(["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder.root())
        .envs([("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day), ("GIT_CONFIG_GLOBAL", "/dev/null")])
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Folder) {
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "x"]);
}

/// A policy for clients with a part for staff.
fn refunds(version: &str, body: &str, private: &str) -> String {
    let old = "[[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"First.\"\naudience = \"client\"\n";
    let log = match version {
        "1.0" => old.to_owned(),
        _ => format!(
            "[[changes]]\nversion = \"{version}\"\ndate = 2026-06-10\nsummary = \"Longer.\"\nreason = \"Asked for.\"\naudience = \"client\"\n\n{old}"
        ),
    };
    let effective = if version == "1.0" { "2026-01-01" } else { "2026-06-10" };
    format!(
        "+++\nid = \"CS-001\"\ntitle = \"Refunds\"\nversion = \"{version}\"\neffective = {effective}\nowner = \"front-desk\"\n\
         audience = \"client\"\nflexibility = \"grey\"\nreview_date = 2027-01-01\nrationale = \"Fair.\"\n\n[[options]]\noffer = \"Money back\"\n\
         when = \"At once\"\nlimit = \"£5\"\ndecided_by = \"front-desk\"\naudience = \"client\"\n\n{log}+++\n\n{body}\n\n::: staff\n{private}\n:::\n"
    )
}

/// A handbook on a branch `work` that left `main`, which went on.
fn branched() -> Folder {
    let book =
        support::DEFAULTS[0].1.replace("out = \"dist/client\"", "out = \"dist/client\"\nurl = \"https://h.example/\"");
    let folder = handbook()
        .file("book.toml", book)
        .file("content/refunds.md", refunds("1.0", "Within 14 days.", "Ring Ada."))
        .client("stays.md", "It stays.")
        .client("goes.md", "It goes.");
    git(&folder, &["init", "--quiet"]);
    commit(&folder);
    git(&folder, &["checkout", "--quiet", "-b", "work"]);
    git(&folder, &["checkout", "--quiet", "main"]);
    folder.file_at(
        "content/later.md",
        "+++\ntitle = \"Later\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nOn main.\n",
    );
    commit(&folder);
    git(&folder, &["checkout", "--quiet", "work"]);
    folder
}

fn changes(folder: &Folder, format: &str) -> Run {
    folder.run(&["changes", "--since", "main", "--format", format, "--today", TODAY]).done()
}

#[test]
fn a_comment_says_what_changes_for_whom() {
    let folder = branched();
    let nothing = changes(&folder, "markdown").stdout;
    assert_eq!(nothing.matches("Nothing.").count(), 3, "{nothing}");

    folder.file_at("content/refunds.md", refunds("1.1", "Within *30* days.", "Ring Grace."));
    folder.file_at(
        "content/new.md",
        "+++\ntitle = \"New [one]\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nText.\n",
    );
    std::fs::remove_file(folder.root().join("content/goes.md")).expect("it is there");
    let facts = support::DEFAULTS[2].1.replace("value = \"£5\"", "value = \"£6\"");
    folder.file_at("content/facts.toml", facts);
    commit(&folder);
    let said = changes(&folder, "markdown").stdout;
    let client = said.split("### For ").find(|part| part.starts_with("Clients")).expect("clients have a part");
    for line in [
        "- **[Refunds](<https://h.example/refunds/>)** (CS-001): version 1.0 → 1.1; in force from 2026-06-10; text, ",
        "  - Longer. (Asked for.)\n",
        "  - [what changed, word by word](<https://h.example/refunds/changes/#v1.1>)\n",
        "- **[New \\[one\\]](<https://h.example/new/>)**: new\n",
        "- **goes**: no longer there\n",
        "- Fact changed: Late fee, £5 → £6\n",
    ] {
        assert!(client.contains(line), "{line}\n{client}");
    }
    for word in ["stays", "Later", "Ada", "Grace"] {
        assert!(!said.contains(word), "{word}\n{said}");
    }
}

#[test]
fn a_change_for_staff_is_none_for_clients() {
    let folder = branched();
    folder.file_at("content/refunds.md", refunds("1.0", "Within 14 days.", "Ring Grace, who knows."));
    folder.file_at("content/till.md", "+++\ntitle = \"The till\"\nkind = \"page\"\n+++\n\nIt sticks.\n");
    let said: Value = serde_json::from_str(&changes(&folder, "json").stdout).expect("it is JSON");
    let of = |name: &str| {
        let all = said["editions"].as_array().expect("a list");
        all.iter().find(|one| one["edition"] == name).expect("every edition is there").clone()
    };
    assert_eq!(of("client")["pages"].as_array().map(Vec::len), Some(0), "{said:#}");
    assert_eq!(of("client")["others"].as_array().map(Vec::len), Some(0), "{said:#}");
    let staff = of("staff");
    let titles: Vec<&str> =
        staff["pages"].as_array().into_iter().flatten().filter_map(|page| page["title"].as_str()).collect();
    assert_eq!(titles, ["Refunds", "The till"]);
    assert_eq!(staff["pages"][0]["text"], true);
    assert_eq!(staff["pages"][0]["unreleased"], true);
    assert!(changes(&folder, "text").stdout.contains("its version is the same: `greyline release` writes a new one"));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = branched();
    let refused = |arguments: &[&str], words: &str| {
        let run = folder.run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.stdout);
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    };
    for revision in ["nowhere", "2026-13-01", "--upload-pack=x", ""] {
        let since = format!("--since={revision}");
        refused(&["changes", &since], "neither a date, as in 2026-03-01, nor a revision");
        refused(&["check", &since], "neither a date, as in 2026-03-01, nor a revision");
    }
    refused(&["changes", "--since", "main", "--format", "html"], "text, markdown or json");
    refused(&["changes", "--since", "main", "--edition", "nobody"], "no edition `nobody`");
    let outside = handbook().client("a.md", "Text.");
    let run = outside.run(&["changes", "--since", "main"]);
    assert!(run.code == Some(2) && run.stderr.contains("not in a git repository"), "{}", run.stderr);
}

#[test]
fn a_check_tells_what_the_branch_broke() {
    let folder = handbook()
        .client("old.md", "An [old](nothing.md) mistake in one page.\n\n### Skipped")
        .client("page.md", "Text.");
    let folder = folder.file(
        "content/long.md",
        "+++\ntitle = \"Long\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n# One\n\n### Three\n",
    );
    git(&folder, &["init", "--quiet"]);
    commit(&folder);
    let check = |folder: &Folder| folder.run(&["check", "--since", "main", "--format", "concise", "--today", TODAY]);
    let all = folder.check();
    assert!(all.stdout.contains("broken-link") && all.stdout.contains("skipped-heading-level"), "{}", all.stdout);
    assert_eq!(check(&folder).stdout, "", "nothing is new");
    assert_eq!(check(&folder).code, Some(0));
    git(&folder, &["checkout", "--quiet", "-b", "work"]);
    // The page is not touched, but what it links to goes.
    folder.file_at("content/links.md", "+++\ntitle = \"Links\"\nkind = \"page\"\n+++\n\nSee [it](gone.md).\n");
    commit(&folder);
    let run = check(&folder);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stdout.lines().filter(|line| line.contains("links.md")).count(), 1, "{}", run.stdout);
    assert!(!run.stdout.contains("old.md"), "{}", run.stdout);
}

#[test]
fn a_build_lists_what_is_other_than_before() {
    let folder = handbook()
        .client("a.md", "One.")
        .client("b.md", "Two.")
        .file("content/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let build = |folder: &Folder| -> Value {
        let run = folder.run(&["build", "--compress", "--format", "json", "--today", TODAY]).done();
        serde_json::from_str(&run.stdout).expect("it is JSON")
    };
    let list = |built: &Value, edition: &str, key: &str| -> Vec<String> {
        let all = built.as_array().expect("a list").iter().find(|one| one["edition"] == edition).expect("the edition");
        all["difference"][key]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    };
    let first = build(&folder);
    assert!(list(&first, "client", "added").contains(&"a/index.html".to_owned()));
    let again = build(&folder);
    for key in ["added", "changed", "removed", "dropped"] {
        assert!(list(&again, "client", key).is_empty(), "{key}: {again:#}");
    }
    std::fs::remove_file(folder.root().join("content/b.md")).expect("it is there");
    folder.file_at("content/a.md", "+++\ntitle = \"a\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nOne more.\n");
    folder.file_at("content/till.md", "+++\ntitle = \"Till\"\nkind = \"page\"\n+++\n\nIt sticks.\n");
    let third = build(&folder);
    assert!(list(&third, "client", "changed").contains(&"a/index.html".to_owned()), "{third:#}");
    assert!(list(&third, "client", "removed").contains(&"b/index.html".to_owned()), "{third:#}");
    assert_eq!(list(&third, "client", "dropped"), ["/b/"]);
    assert!(list(&third, "staff", "added").contains(&"till/index.html".to_owned()));
    assert!(!list(&third, "client", "added").iter().any(|name| name.contains("till") || name.contains(".gz")));
}
