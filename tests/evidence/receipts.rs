//! Receipts, checked with the commands that they print and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::folder::{Folder, Order, example};
use crate::world::{TODAY, world};

/// Runs the commands of a receipt where its text lies. Returns the last hash that was printed.
pub(crate) fn follow(folder: &Path) -> String {
    let receipt = fs::read_to_string(folder.join("receipt.txt")).unwrap();
    let lines: Vec<&str> = receipt.lines().collect();
    let mut last = String::new();
    let mut commands = 0;
    for (at, command) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("    ")) {
        if command.trim_start().starts_with("openssl") {
            continue;
        }
        let output = Command::new("sh").args(["-c", command]).current_dir(folder).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let hash = printed.split_whitespace().next().unwrap().to_owned();
        let said = lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty()).unwrap();
        assert_eq!(hash, said, "{command}");
        // What was printed last is what the next one begins with; an end, which has no text, begins anew.
        if command.contains(" text '") && command.contains(" '-' |") {
            assert!(receipt.contains(&format!("Root of the ledger: {last}")), "{receipt}");
            last.clear();
        }
        assert!(last.is_empty() || command.contains(&last), "{command} does not go on from {last}");
        last = hash;
        commands += 1;
    }
    assert!(commands > 5, "{receipt}");
    assert!(receipt.contains(&format!("Root of the ledger: {last}")), "{receipt}");
    last
}

#[test]
fn a_receipt_checks_by_the_commands_that_it_prints() {
    let world = world();
    for edition in ["client", "staff"] {
        for version in ["1.0", "2.0"] {
            let folder = world.folder.root().join(format!("dist/{edition}/p/RF-001/{version}"));
            let root = follow(&folder);
            let ledger = fs::read_to_string(world.folder.root().join(format!("dist/{edition}/ledger.json"))).unwrap();
            assert!(ledger.contains(&root));
        }
    }
    let text = fs::read_to_string(world.folder.root().join("dist/client/p/RF-001/1.0/text.txt")).unwrap();
    assert!(text.contains("within 30 days") && text.contains("limit: £200") && !text.contains("sesame"), "{text}");
}

#[test]
fn the_receipts_of_the_example_check() {
    let folder: Folder = example(Order::Forwards);
    folder.run(&["build", "--today", "2026-11-21"]).done();
    for edition in ["staff", "members", "client"] {
        let site = format!("dist/{edition}");
        folder.run(&["verify", &site, "--today", "2026-11-21"]).done();
        folder.run(&["audit", &site, "--edition", edition, "--today", "2026-11-21"]).done();
    }
    let policies = folder.root().join("dist/client/p");
    let mut checked = 0;
    for policy in std::fs::read_dir(policies).unwrap().map(|entry| entry.unwrap().path()) {
        for version in
            std::fs::read_dir(policy).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
        {
            follow(&version);
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    let run = folder.run(&["verify", "dist/client", "--format", "json"]).done();
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["verified"], report["texts"].as_u64()), (&true.into(), Some(checked)), "{}", run.stdout);
    assert!(report["pages"].as_u64().unwrap() >= checked, "{}", run.stdout);
}

#[test]
fn a_text_and_a_page_are_verified_alone() {
    let world = world();
    let run = world.verify(&world.folder, "dist/client/p/RF-001/1.0/text.txt", "client").done();
    assert!(run.stdout.contains("this is version 1.0 of RF-001, in force from 2025-01-01"), "{}", run.stdout);
    let run = world.verify(&world.folder, "dist/client/refunds/index.html", "client").done();
    assert!(run.stdout.contains("version 2.0 of RF-001"), "{}", run.stdout);
    let run = world.verify(&world.folder, "dist/staff/p/RF-001/1.0/text.txt", "client");
    assert_eq!(run.code, Some(1), "staff read another text: {}", run.stdout);
    assert_eq!(world.verify(&world.folder, "nowhere", "client").code, Some(2));
    assert_eq!(world.folder.run(&["verify", "content", "--today", TODAY]).code, Some(2), "it is no site");
}

#[test]
fn each_version_has_an_address_for_good_and_is_cited_by_it() {
    let world = world();
    let run = world.folder.run(&["build", "--today", TODAY]).done();
    for (number, shown) in [("1.0", "versions/1.0/"), ("2.0", "versions/2.0/")] {
        let link = run.text(&format!("client/p/RF-001/{number}/index.html"));
        assert!(link.contains(&format!("url=../../../refunds/{shown}index.html")), "{link}");
        let page = run.text(&format!("client/refunds/{shown}index.html"));
        assert!(page.contains(&format!("(RF-001), version {number}, in force from")), "{page}");
    }
    // Whoever turns a permanent link to another page is noticed.
    let copy = world.copy();
    let other = copy.root().join("dist/client/p/RF-001/1.0/index.html");
    fs::write(&other, fs::read_to_string(&other).unwrap().replace("versions/1.0", "versions/2.0")).unwrap();
    let found = world.verify(&copy, "dist/client", "client");
    assert_eq!(found.code, Some(1));
    assert!(found.stdout.contains("does not lead to the page that shows p/RF-001/1.0/text.txt"), "{}", found.stdout);
}
