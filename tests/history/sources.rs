//! Texts that change entries name by commit and path: history from before a policy had an id, or from another tool.

use std::process::Command;

use crate::repository::{Repository, git, refunds, words};
use crate::support::DEFAULTS;
use crate::support::folder::{Folder, Run, handbook, nothing};
use crate::{FILE, listed, version};

/// A text of another tool, with a block that only staff were to read if it were ours.
const OLD: &str = "---\nlayout: page\ntitle: Money back\nsidebar: left\n---\n\nWithin thirty days, by cheque. See [terms](../terms.md).\n";

/// A repository in which another tool kept its texts, and the commit that has them.
fn moved() -> (Folder, String) {
    let folder = handbook().repository().file("docs/policies/money.md", OLD).commit("2020-05-01");
    let commit = commit_of(&folder);
    (folder.without("docs/policies/money.md").file(FILE, refunds("2.0", "2026-01-01", "Within five days.")), commit)
}

fn commit_of(folder: &Folder) -> String {
    let output = git(folder.root(), &["rev-parse", "HEAD"], "2026-01-01");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// CS-001 with an entry for a version that was written elsewhere.
fn with_source(text: &str, source: &str, more: &str) -> String {
    let entry = format!(
        "\n[[changes]]\nversion = \"1.0\"\ndate = 2020-05-01\nsummary = \"First.\"\nsource = \"{source}\"\n{more}"
    );
    let at = text.rfind("+++").unwrap();
    format!("{}{entry}{}", &text[..at], &text[at..])
}

fn with_entry(folder: Folder, source: &str, more: &str) -> Folder {
    let text = with_source(&refunds("2.0", "2026-01-01", "Within five days."), source, more);
    folder.file(FILE, text).commit("2026-01-02")
}

const OPEN: &str = "audience = \"client\"\n";

fn built(more: &str) -> Run {
    let (folder, commit) = moved();
    with_entry(folder, &format!("{commit}:docs/policies/money.md"), more).built()
}

#[test]
fn a_text_of_another_tool_is_a_version_like_all_others() {
    let run = built(OPEN);
    assert_eq!(listed(&run), ["2.0", "1.0"]);
    let old = version(&run, "1.0");
    assert!(old.contains("Within thirty days, by cheque.") && old.contains("Money back"), "{old}");
    assert!(old.contains("Only the text of this version is known.") && !old.contains("sidebar"), "{old}");
    assert!(old.contains("Replaced on 1 January 2026 by Version 2.0"), "{old}");
    let client = words(&run, "client/refunds/versions/1.0/index.html");
    assert!(client.contains("Within thirty days"), "{client}");
    let redline = words(&run, "client/refunds/changes/index.html");
    assert!(redline.contains("thirty") && redline.contains("five") && !redline.contains("Front matter"), "{redline}");
}

#[test]
fn without_an_audience_of_its_entry_it_is_for_the_most_private_alone() {
    let run = built("");
    assert!(version(&run, "1.0").contains("by cheque"));
    assert!(
        run.site
            .iter()
            .all(|(path, page)| !path.starts_with("client/") || !String::from_utf8_lossy(page).contains("by cheque"))
    );
}

#[test]
fn where_it_comes_from_is_on_no_site() {
    let (folder, commit) = moved();
    let run = with_entry(folder, &format!("{commit}:docs/policies/money.md"), OPEN).built();
    for (path, page) in &run.site {
        let page = String::from_utf8_lossy(page);
        assert!(!page.contains(&commit[..12]) && !page.contains("policies/money"), "{path}");
    }
}

#[test]
fn what_is_kept_from_clients_today_is_cut_from_it() {
    let (folder, commit) = moved();
    let body = "Within five days.\n\n::: staff\nWithin thirty days, by cheque. See the terms of the bank.\n:::";
    let text = with_source(&refunds("2.0", "2026-01-01", body), &format!("{commit}:docs/policies/money.md"), OPEN);
    let run = folder.file(FILE, text).commit("2026-01-02").built();
    assert!(version(&run, "1.0").contains("by cheque"));
    assert!(!words(&run, "client/refunds/versions/1.0/index.html").contains("by cheque"));
    assert!(!words(&run, "client/refunds/changes/index.html").contains("by cheque"));
}

#[test]
fn its_readers_are_at_most_those_of_the_policy_today() {
    let (folder, commit) = moved();
    let text = refunds("2.0", "2026-01-01", "Within five days.").replacen(OPEN, "", 1);
    let text = with_source(&text, &format!("{commit}:docs/policies/money.md"), OPEN);
    let run = folder.file(FILE, text).commit("2026-01-02").built();
    assert!(version(&run, "1.0").contains("by cheque"));
    assert!(
        run.site
            .iter()
            .all(|(path, page)| !path.starts_with("client/") || !String::from_utf8_lossy(page).contains("by cheque"))
    );
}

#[test]
fn a_text_of_ours_governs_as_it_says() {
    let folder =
        handbook().repository().file("old/refunds.md", refunds("0.9", "2020-01-01", "By cheque, in ten days."));
    let folder = folder.commit("2020-05-01");
    let commit = commit_of(&folder);
    let run = with_entry(folder.without("old/refunds.md"), &format!("{}:old/refunds.md", &commit[..8]), OPEN).built();
    let old = version(&run, "1.0");
    assert!(old.contains("So it goes.") && !old.contains("Only the text"), "{old}");
}

#[test]
fn a_source_that_leads_nowhere_stops_a_build_at_its_place() {
    let (folder, commit) = moved();
    let cases = [
        ("0123456789abcdef:docs/policies/money.md".to_owned(), "no commit `0123456789abcdef`"),
        (format!("{commit}:docs/money.md"), "has no file `docs/money.md`"),
        (format!("{commit}:docs/policies"), "is no file in commit"),
        (format!("{commit}:../money.md"), "names no file of a commit"),
    ];
    let mut folder = folder;
    for (source, message) in cases {
        let text = with_source(&refunds("2.0", "2026-01-01", "Within five days."), &source, OPEN);
        folder = folder.file(FILE, text);
        let run = folder.build();
        assert_eq!(run.code, Some(1), "{source}");
        assert!(run.stderr.contains(message) && run.stderr.contains("refunds.md:"), "{source}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_commit_and_a_file_that_is_no_text_are_refused() {
    let folder = handbook().repository().file("old/latin.md", b"Geb\xfchr\n".as_slice());
    std::os::unix::fs::symlink("/etc/hostname", folder.root().join("old/link.md")).unwrap();
    let folder = folder.commit("2020-05-01");
    let commit = commit_of(&folder);
    let mut folder = folder;
    for (path, message) in [("old/latin.md", "is not UTF-8"), ("old/link.md", "is no file in commit")] {
        let text = with_source(&refunds("2.0", "2026-01-01", "Within five days."), &format!("{commit}:{path}"), OPEN);
        folder = folder.file(FILE, text);
        let run = folder.build();
        assert!(run.code == Some(1) && run.stderr.contains(message), "{path}: {}", run.stderr);
    }
}

#[test]
fn the_audit_reads_it_by_its_own_road() {
    let (folder, commit) = moved();
    let folder = with_entry(folder, &format!("{commit}:docs/policies/money.md"), "");
    let _ = folder.built();
    let (code, said) = audited(&folder);
    assert_eq!(code, Some(0), "{said}");
    let page = folder.root().join("dist/client/refunds/index.html");
    let leaked =
        std::fs::read_to_string(&page).unwrap().replace("</main>", "<p>Within thirty days, by cheque.</p></main>");
    std::fs::write(&page, leaked).unwrap();
    let (code, said) = audited(&folder);
    assert!(code == Some(1) && said.contains("docs/policies/money.md"), "{said}");
}

#[test]
fn a_day_before_the_first_commit_is_built_of_what_is_declared_or_refused() {
    // The handbook itself came six years after the texts.
    let folder = nothing().repository().file("docs/policies/money.md", OLD).commit("2020-05-01");
    let commit = commit_of(&folder);
    let folder = folder.without("docs/policies/money.md");
    let folder = DEFAULTS.iter().fold(folder, |folder, (name, text)| folder.file(name, *text));
    let folder = with_entry(folder, &format!("{commit}:docs/policies/money.md"), OPEN);
    let build = |folder: &Folder| folder.run(&["build", "--as-of", "2021-03-01"]);
    let run = build(&folder);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("people, goals and facts of 2021-03-01 are not in it"), "{}", run.stderr);
    let page = folder.root().join("dist/client-2021-03-01/refunds/index.html");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("Within thirty days") && !page.contains("Within five days"), "{page}");
    let entry = "\n[[changes]]\nversion = \"1.0\"\ndate = 2019-01-01\nsummary = \"First.\"\n+++\n\n";
    let other = refunds("2.0", "2026-01-02", "Other.").replace("CS-001", "CS-002").replacen("+++\n\n", entry, 1);
    let run = build(&folder.file("content/other.md", other).commit("2026-01-03"));
    assert!(run.code == Some(2) && run.stderr.contains("in content/other.md"), "{:?} {}", run.code, run.stderr);
}

#[test]
fn a_path_that_is_like_an_address_of_the_site_is_no_leak_and_the_commit_is() {
    let folder = handbook().repository().file("Refunds/versions.md", OLD).commit("2020-05-01");
    let commit = commit_of(&folder);
    let folder = with_entry(folder, &format!("{commit}:Refunds/versions.md"), OPEN);
    let _ = folder.built();
    assert_eq!(audited(&folder).0, Some(0), "{}", audited(&folder).1);
    let page = folder.root().join("dist/client/refunds/index.html");
    let leaked = std::fs::read_to_string(&page).unwrap().replace("</main>", &format!("<p>From {commit}.</p></main>"));
    std::fs::write(&page, leaked).unwrap();
    assert_eq!(audited(&folder).0, Some(1));
}

/// What the audit says of the edition for clients.
fn audited(folder: &Folder) -> (Option<i32>, String) {
    let greyline = Command::new(env!("CARGO_BIN_EXE_greyline"))
        .args(["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"])
        .current_dir(folder.root())
        .output()
        .unwrap();
    (greyline.status.code(), String::from_utf8_lossy(&greyline.stdout).into_owned())
}

#[test]
fn an_export_brings_the_texts_along_that_change_logs_name() {
    let (folder, commit) = moved();
    let folder = with_entry(folder, &format!("{commit}:docs/policies/money.md"), OPEN);
    let before = folder.built();
    let out = tempfile::tempdir().unwrap();
    let [export, again] = ["export", "again"].map(|name| out.path().join(name).to_str().unwrap().to_owned());
    let said = folder.run(&["export", &export, "--today", "2026-06-15"]).done();
    assert!(!said.stderr.contains("side branch"), "{}", said.stderr);
    let said = folder.run(&["import", &export, "--into", &again]).done();
    assert!(!said.stderr.contains("no site shows them"), "{}", said.stderr);
    let program = || Command::new(env!("CARGO_BIN_EXE_greyline"));
    let build = program().args(["build", "--root", &again, "--today", "2026-06-15"]).output().unwrap();
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    let after = crate::support::folder::files(&std::path::Path::new(&again).join("dist"));
    assert_eq!(before.site.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, bytes) in &before.site {
        assert!(after[name] == *bytes, "{name} is another");
    }
    // The texts are committed as they are in the folder, and whoever clones it has them.
    let clone = out.path().join("clone");
    let git = |arguments: &[&str]| Command::new("git").args(arguments).output().unwrap();
    assert_eq!(git(&["-C", &again, "status", "--porcelain", "content"]).stdout, b"");
    assert!(git(&["clone", "-q", &again, clone.to_str().unwrap()]).status.success());
    let check = program().args(["check", "--root", clone.to_str().unwrap(), "--today", "2026-06-15"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&check.stdout).contains("broken-source"));
    // A name that would lead into the folder of git is refused.
    let list = std::path::Path::new(&export).join("export.json");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace(":docs/policies/money.md", ":docs/.git/config")).unwrap();
    let refused = folder.run(&["import", &export, "--into", out.path().join("other").to_str().unwrap()]);
    assert!(refused.code == Some(2), "{}", refused.stderr);
}
