//! The hash of each version in the manifest, and the ids of the calendar.

use serde_json::Value;

use crate::commit;
use crate::support::folder::{Folder, handbook};

const TEXT: &str = r#"+++
id = "CS-001"
title = "Refunds"
version = "1.0"
effective = 2025-01-01
owner = "front-desk"
audience = "client"
flexibility = "grey"
rationale = "So that nobody waits."
review_date = 2027-01-01

[[options]]
offer = "Refund in full"
limit = "{fact:late-fee}"
decided_by = "front-desk"
audience = "client"

[[changes]]
version = "1.0"
date = 2025-01-01
summary = "First."
audience = "client"
+++
The fee is {fact:late-fee}.
"#;

/// The hashes in the manifest of an edition: of each policy, by version.
fn hashes(folder: &Folder, edition: &str, today: &str) -> Value {
    let run = folder.run(&["build", "--today", today]).done();
    let json: Value = serde_json::from_str(run.text(&format!("{edition}/manifest.json"))).unwrap();
    json["policies"].clone()
}

/// The hash of a handbook's one policy.
fn hash_of(text: &str, edition: &str) -> String {
    let folder = handbook().file("content/refunds.md", text);
    hashes(&folder, edition, "2026-06-15")["CS-001"]["1.0"].as_str().unwrap().to_owned()
}

#[test]
fn what_governs_moves_it_and_nothing_else() {
    let before = hash_of(TEXT, "client");
    let say = TEXT.replace("review_date", "say = \"I am sorry.\"\nreview_date");
    for (changed, moves) in [
        (TEXT.replace("The fee", "A fee"), true),
        (TEXT.replace("Refund in full", "Refund in part"), true),
        (TEXT.replace("decided_by = \"front-desk\"", "decided_by = \"client-care\""), true),
        (TEXT.replace("So that", "In order that"), true),
        (TEXT.replace("owner = \"front-desk\"", "owner = \"client-care\""), true),
        (TEXT.replace("2027-01-01", "2028-01-01"), false),
        (TEXT.replace("summary = \"First.\"", "summary = \"The first.\""), false),
        (TEXT.replace("review_date", "keywords = [\"money\"]\nreview_date"), false),
        (TEXT.replace("review_date", "kind = \"policy\"\nreview_date"), false),
        (say.clone(), false),
        (TEXT.replace("The fee", "::: staff\nThe till.\n:::\n\nThe fee"), false),
        (TEXT.replace("audience = \"client\"\n\n[[changes]]", "audience = \"client\"\n\n[[options]]\noffer = \"A voucher\"\nlimit = \"none\"\ndecided_by = \"front-desk\"\n\n[[changes]]"), false),
    ] {
        assert_ne!(changed, TEXT);
        assert_eq!(hash_of(&changed, "client") != before, moves, "{changed}");
    }
    assert_ne!(hash_of(&say, "staff"), hash_of(TEXT, "staff"), "staff read it");
}

#[test]
fn it_stays_the_same_in_the_archive_whatever_facts_are_worth() {
    let fact = |more: &str| {
        format!(
            "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n[[late-fee.values]]\nfrom = 2024-01-01\nvalue = \"£5\"\n{more}"
        )
    };
    let folder = handbook().file("content/facts.toml", fact("")).file("content/refunds.md", TEXT);
    commit(&folder, "2025-01-01");
    let first = hashes(&folder, "client", "2025-06-15")["CS-001"]["1.0"].clone();
    assert!(first.is_string());
    let second = TEXT
        .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"2.0\"\neffective = 2026-09-01")
        .replace("[[changes]]", "[[changes]]\nversion = \"2.0\"\ndate = 2026-09-01\nsummary = \"More.\"\naudience = \"client\"\n\n[[changes]]")
        .replace("The fee", "Now the fee");
    let folder = folder.file("content/refunds.md", second);
    let folder = folder.file("content/facts.toml", fact("[[late-fee.values]]\nfrom = 2026-02-01\nvalue = \"£9\"\n"));
    commit(&folder, "2026-06-01");
    for today in ["2026-06-15", "2026-06-16", "2026-09-01"] {
        let known = hashes(&folder, "client", today)["CS-001"].clone();
        assert_eq!(known["1.0"], first, "{today}");
        assert!(known["2.0"].is_string() && known["2.0"] != first, "{today}: {known}");
    }
    let newer = hashes(&folder, "client", "2026-09-01")["CS-001"]["2.0"].clone();
    let folder = folder.without("content/refunds.md");
    commit(&folder, "2026-10-01");
    let gone = hashes(&folder, "client", "2026-10-02")["CS-001"].clone();
    assert_eq!((&gone["1.0"], &gone["2.0"]), (&first, &newer), "it was withdrawn");
}

#[test]
fn it_does_not_move_when_the_file_of_what_it_replaced_goes() {
    let newer = TEXT.replace("CS-001", "CS-002").replace("review_date", "supersedes = [\"CS-001\"]\nreview_date");
    let folder = handbook().file("content/old.md", TEXT).file("content/new.md", &newer);
    commit(&folder, "2025-01-01");
    let before = hashes(&folder, "client", "2026-06-15")["CS-002"]["1.0"].clone();
    let folder = folder.without("content/old.md");
    commit(&folder, "2026-02-01");
    assert_eq!(hashes(&folder, "client", "2026-06-15")["CS-002"]["1.0"], before);
    assert_ne!(before, hash_of(TEXT, "client"), "what it replaced governs");
}

#[test]
fn no_two_handbooks_share_the_ids_of_their_calendars() {
    let book = crate::support::DEFAULTS[0].1;
    let uid = |book: &str, today: &str| {
        let folder = handbook().file("book.toml", book).file("content/refunds.md", TEXT);
        let run = folder.run(&["build", "--today", today]).done();
        let text = run.text("staff/reviews.ics").to_owned();
        text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned()
    };
    let url = |url: &str| book.replace("out = \"dist/staff\"", &format!("out = \"dist/staff\"\nurl = \"{url}\""));
    let first = uid(book, "2026-06-15");
    assert_eq!(first, uid(book, "2026-07-01"), "another day, the same event");
    let other = book.replace("title = \"Handbook\"", "title = \"Handbook of another\"");
    let organisation = format!("organisation = \"Lantern Bay\"\n{book}");
    let all = [
        first,
        uid(&other, "2026-06-15"),
        uid(&organisation, "2026-06-15"),
        uid(&url("https://example.org/a/"), "2026-06-15"),
        uid(&url("https://example.org/b/"), "2026-06-15"),
    ];
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len(), "{all:?}");
    assert_eq!(all[3], "UID:review-CS-001@example.org.a");
}
