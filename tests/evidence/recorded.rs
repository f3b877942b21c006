//! What the ledger records, and when.

use crate::support::DEFAULTS;
use crate::support::folder::handbook;
use crate::world::{FIRST, PRIVATE, TODAY, ledger, record, second, world};

#[test]
fn each_version_is_recorded_once_and_nothing_else_is_touched() {
    let world = world();
    let text = ledger(&world.folder);
    let first = world.commits[0].1.last().unwrap().1.clone().unwrap();
    assert!(text.starts_with(&first), "what was there stays to the byte");
    assert_eq!(text.matches("[[entries]]").count(), 2);
    assert_eq!(text.matches("id = \"RF-001\"").count(), 2);
    assert_eq!(text.matches("id = \"PV-001\"").count(), 1);
    record(&world.folder, TODAY);
    assert_eq!(ledger(&world.folder), text, "a second record adds nothing");
    let run = world.folder.run(&["check", "--format", "concise", "--today", TODAY]);
    assert!(!run.stdout.contains("ledger") && !run.stdout.contains("rewritten"), "{}", run.stdout);
}

#[test]
fn what_is_announced_or_a_draft_is_not_recorded_yet() {
    let ahead = FIRST.replace("2025-01-01", "2026-09-01");
    let draft = PRIVATE.replace("owner =", "status = \"draft\"\nowner =");
    let folder = handbook().file("content/refunds.md", ahead).file("content/till.md", draft);
    let folder = folder.file("book.toml", crate::world::book());
    record(&folder, "2026-06-15");
    assert!(!folder.root().join("content/releases.toml").exists());
    record(&folder, "2026-09-01");
    assert!(ledger(&folder).contains("RF-001") && !ledger(&folder).contains("PV-001"));
}

#[test]
fn a_release_is_recorded_where_a_ledger_is_kept() {
    let world = world();
    let release = ["release", "RF-001", "--version", "2.1", "--summary", "Words.", "--date", TODAY, "--today", TODAY];
    let run = world.folder.run(&release).done();
    assert!(run.stdout.contains("recorded in content/releases.toml"), "{}", run.stdout);
    assert!(ledger(&world.folder).contains("version = \"2.1\""));
    world.folder.run(&["check", "--fail-on", "error", "--today", TODAY]).done();

    let bare = handbook().file("content/refunds.md", FIRST);
    bare.run(&["release", "RF-001", "--version", "1.1", "--summary", "Words.", "--date", TODAY, "--today", TODAY])
        .done();
    assert!(!bare.root().join("content/releases.toml").exists(), "nobody asked for one");
}

#[test]
fn a_contradiction_stops_the_build_until_somebody_says_why() {
    let world = world();
    world.folder.file_at(
        "content/refunds.md",
        second().replace("sixty", "60").replace("who", "whoever").replace("Bring", "Show"),
    );
    let run = world.folder.run(&["build", "--today", TODAY]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("content/refunds.md:4:11") && run.stderr.contains("rewritten-version"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("recorded on 2026-02-01 with another text: it was changed without a new number"),
        "{}",
        run.stderr
    );
    assert_eq!(
        world.folder.run(&["build", "--record", "--today", TODAY]).code,
        Some(1),
        "recording is no answer by itself"
    );
    let before = ledger(&world.folder);
    let because = ["build", "--record", "--because", "A slip was mended.", "--tell", "client", "--today", TODAY];
    let run = world.folder.run(&because).done();
    let text = ledger(&world.folder);
    assert!(text.starts_with(&before) && text.contains("what = \"corrected\"") && text.contains("A slip was mended."));
    assert!(run.text("client/ledger.json").contains("A slip was mended."));
    assert!(!run.text("members/ledger.json").contains("A slip was mended."), "nobody told them");
    assert!(run.text("client/p/RF-001/2.0/receipt.txt").contains("Reason: A slip was mended."));
    world.folder.run(&["build", "--today", TODAY]).done();
    let found = world.verify(&world.folder, "dist/client", "client");
    assert_eq!(found.code, Some(0), "the entry that was kept is still there: {}", found.stdout);
    assert_eq!(world.folder.run(&because).code, Some(2), "there is nothing to give a reason for");
    for edition in ["client", "members", "staff"] {
        world.folder.run(&["audit", &format!("dist/{edition}"), "--edition", edition, "--today", TODAY]).done();
    }
}

#[test]
fn clients_learn_nothing_of_what_is_recorded_for_others() {
    let world = world();
    let site = |folder: &crate::support::folder::Folder| folder.run(&["build", "--today", TODAY]).done().site;
    let before = site(&world.folder);
    // A rule for staff comes into force, and an old one changes: two entries more.
    world.folder.file_at("content/keys.md", PRIVATE.replace("PV-001", "PV-002").replace("2025-01-01", "2026-02-03"));
    record(&world.folder, TODAY);
    world.folder.file_at("content/till.md", PRIVATE.replace("twice", "three times"));
    world.folder.run(&["build", "--record", "--because", "Nobody counts to two.", "--today", TODAY]).done();
    assert_eq!(ledger(&world.folder).matches("[[entries]]").count(), 4);
    let after = site(&world.folder);
    for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with("client/") && !name.ends_with(".gz")) {
        assert_eq!(Some(bytes), after.get(name), "{name}");
    }
    let ledger = String::from_utf8(after["client/ledger.json"].clone()).unwrap();
    assert!(!ledger.contains("PV-00") && !ledger.contains("staff") && !ledger.contains("members"), "{ledger}");
}

#[test]
fn a_time_stamp_service_is_not_asked_where_none_is_named() {
    assert!(!DEFAULTS[0].1.contains("evidence"));
    let world = world();
    let receipt = std::fs::read_to_string(world.folder.root().join("dist/client/p/RF-001/2.0/receipt.txt")).unwrap();
    assert!(receipt.contains("Time stamp: none"), "{receipt}");
}

#[test]
fn words_that_are_erased_contradict_nothing_and_are_recorded_with_the_reason() {
    let world = world();
    let named = |text: String| text.replace("Bring", "Ask Ada Quill. Bring");
    let (day, files) = &world.commits[0];
    let files = files.iter().map(|(name, text)| match (name.as_str(), text) {
        ("content/refunds.md", Some(text)) => (name.clone(), Some(named(text.clone()))),
        _ => (name.clone(), text.clone()),
    });
    let files: Vec<_> = files.filter(|(name, _)| !name.ends_with("releases.toml")).collect();
    let folder = crate::world::repository(&[(day.clone(), files)]);
    record(&folder, day);
    crate::world::make_commit(&folder, day);
    folder.file_at("content/refunds.md", second());
    record(&folder, TODAY);
    crate::world::make_commit(&folder, TODAY);
    folder.run(&["build", "--today", TODAY]).done();
    let kept = tempfile::tempdir().unwrap();
    let kept = kept.path().join("ledger.json");
    std::fs::copy(folder.root().join("dist/client/ledger.json"), &kept).unwrap();
    let before = ledger(&folder);

    let erased = "\n[[archive.erased]]\nwords = [\"Ada Quill\"]\ninstead = \"a colleague\"\non = 2026-02-02\n\
                  because = \"She asked for it.\"\n";
    folder.file_at("book.toml", crate::world::book() + erased);
    let run = folder.run(&["build", "--today", TODAY]).done();
    assert!(!run.stderr.contains("rewritten"), "the repository still has the text: {}", run.stderr);
    record(&folder, TODAY);
    let text = ledger(&folder);
    assert!(text.starts_with(&before), "what was recorded of the whole text stays");
    let entry = text.rsplit("[[entries]]").next().unwrap();
    assert!(entry.contains("what = \"reduced\"") && entry.contains("2026-02-02: She asked for it."), "{entry}");
    assert!(!text.contains("Quill"), "{text}");
    record(&folder, TODAY);
    assert_eq!(ledger(&folder), text, "it is recorded once");

    let run = folder.run(&["build", "--today", TODAY]).done();
    let receipt = run.text("client/p/RF-001/1.0/receipt.txt");
    assert!(receipt.contains("Remark: parts of its text were taken out for good"), "{receipt}");
    assert!(receipt.contains("Reason: 2026-02-02: She asked for it."), "{receipt}");
    let shown = run.text("client/p/RF-001/1.0/text.txt");
    assert!(shown.contains("Ask a colleague.") && !shown.contains("Quill"), "{shown}");
    crate::receipts::follow(&folder.root().join("dist/client/p/RF-001/1.0"));
    folder.run(&["audit", "dist/client", "--edition", "client", "--today", TODAY]).done();
    let verify = ["verify", "dist/client", "--ledger", kept.to_str().unwrap()];
    let found = folder.run(&verify).done();
    assert!(found.stdout.contains("note: version 1.0 of RF-001 was reduced"), "{}", found.stdout);
    assert!(found.stdout.contains("She asked for it."), "{}", found.stdout);

    // Where the repository lost the text too, that is a rewritten history.
    let other = crate::world::repository(&[(day.clone(), {
        let without = FIRST.replace("Bring", "Ask a colleague. Bring");
        let files = world.commits[0].1.iter().filter(|(name, _)| !name.ends_with("refunds.md"));
        files.cloned().chain([("content/refunds.md".to_owned(), Some(without))]).collect()
    })]);
    other.file_at("content/refunds.md", second());
    other.file_at("content/releases.toml", text);
    other.file_at("book.toml", crate::world::book() + erased);
    crate::world::make_commit(&other, TODAY);
    let found = other.run(&["check", "--format", "concise", "--today", TODAY]);
    assert!(found.stdout.contains("version 1.0 of RF-001 was recorded"), "{}", found.stdout);
}

#[test]
fn who_approved_a_version_is_recorded_with_it_and_told_to_nobody_else() {
    let approved = "approved = { by = \"duty-manager\", on = 2024-12-20 }";
    let text = FIRST.replacen("summary = ", &format!("{approved}\nsummary = "), 1);
    let folder = handbook().file("content/refunds.md", text).file("book.toml", crate::world::book());
    let run = record(&folder, "2026-06-15");
    let text = ledger(&folder);
    assert!(text.contains(approved), "{text}");
    let part = run.text("client/ledger.json");
    assert!(part.contains("RF-001") && !part.contains("duty-manager") && !part.contains("2024-12-20"), "{part}");
    let found = folder.run(&["check", "--format", "concise", "--today", "2026-06-15"]).stdout;
    assert!(!found.contains("ledger"), "{found}");
    folder.file_at("content/releases.toml", text.replace("2024-12-20", "2024-12-21"));
    let found = folder.run(&["check", "--format", "concise", "--today", "2026-06-15"]).stdout;
    assert!(found.contains("error[broken-ledger]"), "{found}");
}
