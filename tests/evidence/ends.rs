//! The end of a policy: recorded when it came, and dated back, put off or taken back by nobody unseen.

use std::fs;

use crate::receipts::follow;
use crate::support::folder::{Folder, Run, handbook};
use crate::world::{FIRST, TODAY, World, book, git, ledger, make_commit, record, second, world};

/// The last entry of the ledger.
fn last_entry(folder: &Folder) -> String {
    ledger(folder).rsplit("[[entries]]").next().unwrap().to_owned()
}

fn retired(day: &str) -> String {
    second().replace("review_date", &format!("status = \"retired\"\nretired = {day}\nreview_date"))
}

fn undated() -> String {
    second().replace("review_date", "status = \"retired\"\nreview_date")
}

/// A copy of the world in which the policy says something else, recorded and committed on a day.
fn recorded(world: &World, text: &str, day: &str) -> Folder {
    let folder = world.copy();
    folder.file_at("content/refunds.md", text);
    make_commit(&folder, day);
    record(&folder, day);
    make_commit(&folder, day);
    folder
}

/// A copy of the world in which the file of the policy goes.
fn withdrawn(world: &World, day: &str) -> Folder {
    let folder = world.copy();
    fs::remove_file(folder.root().join("content/refunds.md")).unwrap();
    let text = fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
    folder.file_at("content/addresses.txt", text + "gone /refunds/ 2026-02-01\n");
    make_commit(&folder, day);
    folder
}

fn check(folder: &Folder, today: &str) -> String {
    folder.run(&["check", "--format", "concise", "--today", today]).stdout
}

fn build(folder: &Folder, today: &str) -> Run {
    folder.run(&["build", "--today", today]).done()
}

#[test]
fn an_end_is_recorded_on_its_day_and_not_before() {
    let world = world();
    let folder = world.copy();
    folder.file_at("content/refunds.md", retired("2026-02-05"));
    make_commit(&folder, TODAY);
    let before = ledger(&folder);
    record(&folder, "2026-02-04");
    assert_eq!(ledger(&folder), before, "it is still in force");
    let run = build(&folder, "2026-02-04");
    assert!(!run.text("client/p/RF-001/2.0/receipt.txt").contains("No longer in force"));
    record(&folder, "2026-02-06");
    let text = ledger(&folder);
    assert!(text.starts_with(&before), "what was there stays to the byte");
    let entry = last_entry(&folder);
    assert!(entry.contains("on = 2026-02-06") && entry.contains("ends = true"), "{entry}");
    for part in [
        "id = \"RF-001\", version = \"2.0\", day = 2026-02-05, what = \"ended\"",
        "\"client\" = \"-\", \"members\" = \"-\", \"staff\" = \"-\"",
    ] {
        assert!(entry.contains(part), "{entry}");
    }
    record(&folder, "2026-02-07");
    assert_eq!(ledger(&folder), text, "it is recorded once");

    let run = build(&folder, "2026-02-07");
    let receipt = run.text("client/p/RF-001/2.0/receipt.txt");
    assert!(receipt.contains("No longer in force from: 2026-02-05\n"), "{receipt}");
    assert!(
        receipt.contains("Recorded on: 2026-02-01\n") && receipt.contains("Recorded on: 2026-02-06\n"),
        "{receipt}"
    );
    follow(&folder.root().join("dist/client/p/RF-001/2.0"));
    assert!(!run.text("client/p/RF-001/1.0/receipt.txt").contains("No longer in force"), "another took its place");
    let page = run.text("client/refunds/index.html");
    assert!(
        page.contains("From 1 February 2026 to 4 February 2026. Its end was recorded on 6 February 2026."),
        "{page}"
    );
    let kept = world.verify(&folder, "dist/client", "client").done();
    assert!(
        kept.stdout.contains("note: version 2.0 of RF-001 is no longer in force from 2026-02-05"),
        "{}",
        kept.stdout
    );
    let text = folder.run(&["verify", "dist/client/p/RF-001/2.0/text.txt"]).done();
    assert!(text.stdout.contains("no longer from 2026-02-05 (recorded on 2026-02-06)"), "{}", text.stdout);
    for edition in ["client", "members", "staff"] {
        folder.run(&["verify", &format!("dist/{edition}")]).done();
        folder.run(&["audit", &format!("dist/{edition}"), "--edition", edition, "--today", "2026-02-07"]).done();
    }
}

#[test]
fn an_end_that_was_recorded_stays_what_it_was() {
    let world = world();
    let dated = recorded(&world, &retired("2026-02-02"), TODAY);
    let by_commit = recorded(&world, &undated(), "2026-02-02");
    assert!(last_entry(&by_commit).contains("day = 2026-02-02, what = \"ended\""), "{}", last_entry(&by_commit));
    let gone = withdrawn(&world, "2026-02-02");
    record(&gone, TODAY);
    assert!(last_entry(&gone).contains("day = 2026-02-02, what = \"ended\""), "{}", last_entry(&gone));
    for folder in [&dated, &by_commit, &gone] {
        assert!(!check(folder, "2026-06-01").contains("rewritten-version"), "{}", check(folder, "2026-06-01"));
    }
    let now_says = |day: &str| format!("as no longer in force from 2026-02-02, and now says {day}");
    for (folder, text, said) in [
        (&dated, retired("2026-02-01"), now_says("2026-02-01")),
        (&dated, retired("2026-02-03"), now_says("2026-02-03")),
        (&dated, second(), "as no longer in force from 2026-02-02, and now it is in force".to_owned()),
        (&dated, retired("2027-02-03"), "as no longer in force from 2026-02-02, and now it is in force".to_owned()),
        (&by_commit, retired("2026-02-01"), now_says("2026-02-01")),
        (&by_commit, second(), "and now it is in force".to_owned()),
        (&gone, second(), "and now it is in force".to_owned()),
    ] {
        let folder = World { commits: Vec::new(), folder: copy(folder), kept: copy(&world.kept) }.folder;
        folder.file_at("content/refunds.md", text);
        make_commit(&folder, TODAY);
        let found = check(&folder, TODAY);
        assert!(found.contains("error[rewritten-version]") && found.contains(&said), "{said}: {found}");
        assert_eq!(folder.run(&["build", "--record", "--today", TODAY]).code, Some(1), "{said}");
    }
    // A commit that is dated otherwise.
    let other = copy(&gone);
    git(other.root(), TODAY, &["reset", "--quiet", "--hard", "HEAD~1"]);
    let again = withdrawn(&World { commits: Vec::new(), folder: other, kept: copy(&world.kept) }, TODAY);
    again.file_at("content/releases.toml", ledger(&gone));
    assert!(check(&again, TODAY).contains(&now_says(TODAY)), "{}", check(&again, TODAY));
}

fn copy(folder: &Folder) -> Folder {
    let copy = crate::support::folder::nothing();
    let from = format!("{}/.", folder.root().display());
    assert!(std::process::Command::new("cp").args(["-r", &from]).arg(copy.root()).status().unwrap().success());
    copy
}

#[test]
fn an_end_that_is_dated_back_needs_a_reason() {
    let world = world();
    // The ledger was last written on 1 February.
    for (folder, is_late) in [
        (recorded_late(&world, &retired("2026-01-31"), TODAY), true),
        (recorded_late(&world, &undated(), "2026-01-31"), true),
        (withdrawn(&world, "2026-01-31"), true),
        (recorded_late(&world, &retired("2026-02-01"), TODAY), false),
        (recorded_late(&world, &undated(), "2026-02-01"), false),
        (withdrawn(&world, "2026-02-01"), false),
    ] {
        let found = check(&folder, TODAY);
        let said = "its end is dated back";
        assert_eq!(found.contains(said), is_late, "{found}");
        if !is_late {
            record(&folder, TODAY);
            continue;
        }
        assert_eq!(folder.run(&["build", "--record", "--today", TODAY]).code, Some(1));
        let because = ["build", "--record", "--because", "Nobody wrote it down in time.", "--today", TODAY];
        let run = folder.run(&because).done();
        let entry = last_entry(&folder);
        assert!(entry.contains("day = 2026-01-31, what = \"ended\", reason = \"Nobody wrote"), "{entry}");
        assert!(!check(&folder, TODAY).contains("rewritten-version"), "{}", check(&folder, TODAY));
        assert!(!run.text("client/ledger.json").contains("Nobody wrote"), "nobody told them");
        world.verify(&folder, "dist/client", "client").done();
        folder.run(&["audit", "dist/client", "--edition", "client", "--today", TODAY]).done();
    }
}

fn recorded_late(world: &World, text: &str, day: &str) -> Folder {
    let folder = world.copy();
    folder.file_at("content/refunds.md", text);
    make_commit(&folder, day);
    folder
}

#[test]
fn a_policy_comes_back_with_a_number_of_its_own_or_a_reason() {
    let world = world();
    let third = second()
        .replace("version = \"2.0\"\neffective = 2026-02-01", "version = \"3.0\"\neffective = 2026-03-01")
        .replace("[[changes]]\nversion = \"2.0\"", "[[changes]]\nversion = \"3.0\"\ndate = 2026-03-01\nsummary = \"Back.\"\naudience = \"client\"\n\n[[changes]]\nversion = \"2.0\"");
    let gone = withdrawn(&world, "2026-02-02");
    record(&gone, TODAY);
    make_commit(&gone, TODAY);
    for folder in [recorded(&world, &retired("2026-02-02"), TODAY), gone] {
        let addresses = fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
        folder.file_at("content/addresses.txt", addresses.replace("gone /refunds/ 2026-02-01\n", ""));
        let unchanged = copy(&folder);
        folder.file_at("content/refunds.md", &third);
        make_commit(&folder, "2026-03-01");
        record(&folder, "2026-03-01");
        assert!(last_entry(&folder).contains("version = \"3.0\""), "{}", last_entry(&folder));
        let run = build(&folder, "2026-03-02");
        let page = run.text("client/refunds/index.html");
        // In between nothing was in force.
        assert!(
            page.contains("From 1 February 2026 to 1 February 2026. Its end was recorded on 3 February 2026."),
            "{page}"
        );
        assert!(page.contains("From 1 March 2026."), "{page}");
        follow(&folder.root().join("dist/client/p/RF-001/2.0"));

        unchanged.file_at("content/refunds.md", second());
        make_commit(&unchanged, "2026-03-01");
        let because =
            ["build", "--record", "--because", "It went by mistake.", "--tell", "client", "--today", "2026-03-01"];
        let run = unchanged.run(&because).done();
        assert!(last_entry(&unchanged).contains("what = \"resumed\", reason"), "{}", last_entry(&unchanged));
        let receipt = run.text("client/p/RF-001/2.0/receipt.txt");
        assert!(!receipt.contains("No longer in force"), "{receipt}");
        assert!(run.text("client/ledger.json").contains("It went by mistake."));
        assert!(!check(&unchanged, "2026-03-02").contains("rewritten-version"), "{}", check(&unchanged, "2026-03-02"));
        let kept = world.verify(&unchanged, "dist/client", "client").done();
        assert!(kept.stdout.contains("did not end, though an earlier entry says so"), "{}", kept.stdout);
    }
}

/// A ledger that was written before ends were recorded, of the first version of Refunds.
const BEFORE_ENDS: &str = r#"format = 1

[[entries]]
on = 2025-03-01
secret = "7f5495266494b4c9d3e1fbecfafbae1dc29a47edc7ebaea72b7010ced9352874"
root = "ed4e2920bfe128f1c6c0dac25f603dbe8f4287a358a8bd2bfaea5abc8d6d8a6a"
versions = [
    { id = "RF-001", version = "1.0", day = 2025-01-01, source = "4f227902900253b3d91e04ddd6ceae6c401cfad3eda179e791a42d374c6335b7", texts = { "client" = "689d848c4b153e4a553f685440ed471df94369329d48f11d23d26f0728048e36", "members" = "689d848c4b153e4a553f685440ed471df94369329d48f11d23d26f0728048e36", "staff" = "7b5248e151bdd480b54ebc4a6405cfbb5c8144c53bd0ee5230c6ede92ff4cb03" } },
]
"#;

#[test]
fn a_ledger_from_before_ends_were_recorded_takes_them_in() {
    // It ended before the ledger was last written, and nobody could record that.
    let retired = FIRST.replace("review_date", "status = \"retired\"\nretired = 2025-02-01\nreview_date");
    let folder = handbook().file("book.toml", book()).file("content/refunds.md", retired);
    folder.file_at("content/releases.toml", BEFORE_ENDS);
    let today = "2026-06-15";
    let is_clean = |folder: &Folder| {
        let found = check(folder, today);
        assert!(!found.contains("rewritten-version") && !found.contains("broken-ledger"), "{found}");
    };
    is_clean(&folder);
    let run = build(&folder, today);
    let receipt = run.text("client/p/RF-001/1.0/receipt.txt");
    assert!(receipt.contains("No longer in force from: its end is not in the ledger\n"), "{receipt}");
    follow(&folder.root().join("dist/client/p/RF-001/1.0"));
    let page = run.text("client/refunds/index.html");
    assert!(page.contains("to 31 January 2025. Its end is not in the ledger."), "{page}");
    let kept = folder.root().join("kept.json");
    fs::copy(folder.root().join("dist/client/ledger.json"), &kept).unwrap();
    record(&folder, today);
    let entry = last_entry(&folder);
    assert!(entry.contains("day = 2025-02-01, what = \"ended\"") && entry.contains("ends = true"), "{entry}");
    let run = build(&folder, today);
    assert!(run.text("client/p/RF-001/1.0/receipt.txt").contains("No longer in force from: 2025-02-01\n"));
    is_clean(&folder);
    folder.run(&["verify", "dist/client", "--ledger", kept.to_str().unwrap()]).done();
    // From then on it is known.
    folder.file_at(
        "content/refunds.md",
        FIRST.replace("review_date", "status = \"retired\"\nretired = 2025-01-20\nreview_date"),
    );
    assert!(check(&folder, today).contains("as no longer in force from 2025-02-01, and now says 2025-01-20"));
}

#[test]
fn clients_learn_nothing_of_the_end_of_what_they_do_not_know() {
    let world = world();
    let site = |folder: &Folder| build(folder, TODAY).site;
    let before = site(&world.folder);
    let till = fs::read_to_string(world.folder.root().join("content/till.md")).unwrap();
    world
        .folder
        .file_at("content/till.md", till.replace("owner =", "status = \"retired\"\nretired = 2026-02-02\nowner ="));
    record(&world.folder, TODAY);
    assert!(last_entry(&world.folder).contains("id = \"PV-001\""));
    let after = site(&world.folder);
    for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with("client/") && !name.ends_with(".gz")) {
        assert_eq!(Some(bytes), after.get(name), "{name}");
    }
}

#[test]
fn what_another_policy_took_the_place_of_ended_on_that_day() {
    let world = world();
    let newer = |day: &str| {
        second()
            .replace("RF-001", "RF-002")
            .replace("2026-02-01", day)
            .replace("review_date", "supersedes = [\"RF-001\"]\nreview_date")
    };
    let folder = world.copy();
    folder.file_at("content/money-back.md", newer("2026-02-02"));
    make_commit(&folder, "2026-02-02");
    record(&folder, TODAY);
    assert!(last_entry(&folder).contains("id = \"RF-001\", version = \"2.0\", day = 2026-02-02, what = \"ended\""));
    make_commit(&folder, TODAY);
    // Whoever retires it afterwards says nothing new.
    folder.file_at("content/refunds.md", undated());
    make_commit(&folder, "2026-03-01");
    assert!(!check(&folder, "2026-03-01").contains("rewritten-version"), "{}", check(&folder, "2026-03-01"));
    let run = build(&folder, "2026-03-01");
    let page = run.text("client/refunds/index.html");
    assert!(page.contains("From 1 February 2026 to 1 February 2026."), "{page}");
    let log = run.text("client/changes/index.html");
    assert!(log.contains("2 February 2026") && !log.contains("1 March 2026"), "it was over by then: {log}");
    // A new policy cannot end an old one before the ledger was last written, nor move the end.
    for (folder, day, said) in [
        (&world.folder, "2026-01-15", "is dated back"),
        (&folder, "2026-02-03", "as no longer in force from 2026-02-02, and now says 2026-02-03"),
    ] {
        folder.file_at("content/money-back.md", newer(day));
        make_commit(folder, "2026-03-02");
        let found = check(folder, "2026-03-02");
        assert!(found.contains(said), "{found}");
    }
    // Readers who may not know the new one are not told that the old one ended.
    let folder = world.copy();
    let private = newer("2026-02-02").replacen("audience = \"client\"\n", "", 1);
    folder.file_at("content/money-back.md", private);
    folder.file_at("book.toml", book() + "private-successor = \"off\"\n");
    make_commit(&folder, "2026-02-02");
    record(&folder, TODAY);
    let entry = last_entry(&folder);
    let ended = entry.lines().find(|line| line.contains("what = \"ended\"")).unwrap();
    assert!(ended.contains("\"staff\"") && !ended.contains("\"client\""), "{ended}");
}
