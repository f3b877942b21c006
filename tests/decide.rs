//! `/decide/`, seen from outside: what is still to be decided, for the most private edition alone.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use std::fs;

use support::folder::{Folder, handbook};

fn undecided(id: &str, rest: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Policy {id}\"\nflexibility = \"undecided\"\naudience = \"client\"\n{rest}+++\n\nText.\n"
    )
}

fn page(folder: &Folder, edition: &str) -> Option<String> {
    folder.build().done();
    fs::read_to_string(folder.root().join(format!("dist/{edition}/decide/index.html"))).ok()
}

#[test]
fn undecided_policies_are_listed_by_owner_for_the_most_private_edition() {
    let folder = handbook()
        .file("content/a/one.md", undecided("A-1", "owner = \"client-care\"\nversion = \"1.0\"\n"))
        .file("content/a/two.md", undecided("A-2", ""));
    let page = page(&folder, "staff").unwrap();
    let (one, two) = (page.find("Policy A-1").unwrap(), page.find("Policy A-2").unwrap());
    let care = page.find("<h2>Client care").unwrap();
    let nobody = page.find("<h2>No owner").unwrap();
    assert!(care < one && one < nobody && nobody < two, "{page}");
    assert!(page[one..nobody].contains("It also lacks: a rationale, a review date</p>"), "{page}");
    assert!(page[two..].contains("It also lacks: an owner, a rationale, a review date, a version</p>"), "{page}");
    assert!(page.contains("Decided policies: 0 of 2."), "{page}");
    assert!(!folder.root().join("dist/client/decide").exists(), "clients do not see what is undecided");
}

#[test]
fn a_handbook_that_never_had_anything_to_decide_has_no_such_page() {
    assert_eq!(page(&handbook().page("a.md", "Text."), "staff"), None);
}

#[test]
fn the_page_stays_and_says_so_when_all_is_decided() {
    let decided = undecided(
        "A-1",
        "owner = \"client-care\"\nversion = \"1.0\"\nreview_date = 2027-06-14\nrationale = \"So.\"\nreasons = [\"So.\"]\n",
    );
    let folder = handbook().file(".gitignore", "/dist\n").file("content/a/one.md", undecided("A-1", ""));
    let folder = folder.committed("2026-01-01").file("content/a/one.md", decided.replace("undecided", "black"));
    let folder = folder.committed("2026-02-01");
    let page = page(&folder, "staff").unwrap();
    assert!(page.contains("Nothing is left to decide.") && page.contains("Decided policies: 1 of 1."), "{page}");
    assert!(!page.contains("Is there room?"), "{page}");
    assert!(!folder.root().join("dist/client/decide").exists(), "clients do not see that anything was undecided");
}
