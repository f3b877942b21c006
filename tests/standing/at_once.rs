//! What does not govern holds at once: it is read from the file also while the version of the file is still to come.

use serde_json::Value;

use crate::support::folder::{Folder, Run, handbook};

const BEFORE: &str = r#"+++
id = "CS-014"
title = "Refunds"
version = "1.0"
effective = 2026-01-01
owner = "client-care"
flexibility = "grey"
audience = "client"
rationale = "Because."
review_date = 2026-12-01
tags = ["payments"]
keywords = ["moneyback"]

[[options]]
offer = "Money back"
when = "Always"
limit = "£5"
decided_by = "front-desk"
audience = "client"

[[standards]]
measure = "Answers"
target = "5 days"
result = "9 days"
measured = 2026-02-01
audience = "client"

[[standards]]
measure = "Calls by night"
target = "2 hours"
result = "40 minutes"
measured = 2026-02-01

[[changes]]
version = "1.0"
date = 2026-01-01
summary = "First."
+++

What held before.
"#;

/// The next version, with an entry of the log above the first.
fn next() -> String {
    let changes = [
        ("version = \"1.0\"\neffective = 2026-01-01", "version = \"2.0\"\neffective = 2027-02-01"),
        ("review_date = 2026-12-01", "reviewed = 2026-11-09\nreview_every = \"12 months\"\naliases = [\"/money/\"]"),
        ("[\"payments\"]", "[\"refunds\", \"giroslips\"]"),
        ("keywords = [\"moneyback\"]\n", "keywords = [\"chargeback\"]\nescalation = [\"client-care\"]\n"),
        ("limit = \"£5\"", "limit = \"£8\"\nkeywords = [\"wrongcolour\"]"),
        (
            "target = \"5 days\"\nresult = \"9 days\"\nmeasured = 2026-02-01",
            "target = \"3 days\"\nresult = \"4 days\"\nmeasured = 2026-11-01",
        ),
        ("[[changes]]", "[[changes]]\nversion = \"2.0\"\ndate = 2027-02-01\nsummary = \"Next.\"\n\n[[changes]]"),
        ("before", "after"),
    ];
    changes.iter().fold(BEFORE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

fn announced(text: &str) -> Folder {
    let folder = handbook().file("content/refunds.md", BEFORE).committed("2026-01-01");
    folder.file("content/refunds.md", text).committed("2026-11-10")
}

fn entry(run: &Run, edition: &str) -> Value {
    let json: Value = serde_json::from_str(run.text(&format!("{edition}/policies.json"))).unwrap();
    json["policies"][0].clone()
}

#[test]
fn what_does_not_govern_holds_while_its_version_is_announced() {
    let folder = announced(&next());
    let run = folder.run(&["build", "--today", "2026-12-15"]).done();
    let policy = entry(&run, "client");
    assert_eq!((&policy["version"], &policy["text"]), (&"1.0".into(), &"What held before.".into()));
    assert_eq!(policy["tags"], serde_json::json!(["refunds", "giroslips"]));
    let promise = &policy["standards"][0];
    let said = ["target", "result", "measured"].map(|key| promise[key].as_str().unwrap());
    assert_eq!(said, ["5 days", "4 days", "2026-11-01"], "a promise is that in force, its result the last one");
    let policy = entry(&run, "staff");
    assert_eq!((&policy["review_by"], &policy["overdue"]), (&"2027-11-09".into(), &false.into()));
    assert_eq!(policy["options"][0]["limit"], "£5");
    assert!(run.site.contains_key("client/money/index.html"), "the old address leads to the page");
    assert!(!run.text("client/refunds/versions/1.0/index.html").contains("giroslips"), "a version keeps what it said");
    // Search finds it by its new words: with the old ones its index is another.
    let other = announced(&next().replace("chargeback", "moneyback")).run(&["build", "--today", "2026-12-15"]).done();
    let index = |run: &Run| {
        let files = run.site.iter().filter(|(name, _)| name.starts_with("client/search/"));
        files.map(|(name, bytes)| (name.clone(), bytes.clone())).collect::<Vec<_>>()
    };
    assert_ne!(index(&run), index(&other));
    assert!(!folder.run(&["check", "--today", "2026-12-15"]).stdout.contains("version-not-raised"));
    assert!(!folder.run(&["reviews", "--today", "2026-12-15"]).stdout.contains("CS-014"));

    let then = folder.run(&["build", "--as-of", "2026-06-01"]).done();
    let policy = entry(&then, "client-2026-06-01");
    assert_eq!(
        (&policy["tags"], &policy["standards"][0]["result"]),
        (&serde_json::json!(["payments"]), &"9 days".into())
    );
}

#[test]
fn what_fewer_may_read_says_nothing_of_what_is_in_force() {
    let hidden = [
        next().replacen("audience = \"client\"", "audience = \"staff\"", 1),
        next().replacen("flexibility", "status = \"draft\"\nflexibility", 1),
    ];
    for text in hidden {
        let run = announced(&text).run(&["build", "--today", "2026-12-15"]).done();
        for (name, bytes) in
            run.site.iter().filter(|(name, _)| name.starts_with("client/") && !name.contains("/assets/"))
        {
            let shown = String::from_utf8_lossy(bytes);
            assert!(
                !name.contains("money") && !shown.contains("giroslips") && !shown.contains("4 days"),
                "{name}: {shown}"
            );
        }
    }
    let draft = announced(&next().replacen("flexibility", "status = \"draft\"\nflexibility", 1));
    assert_eq!(
        entry(&draft.run(&["build", "--today", "2026-12-15"]).done(), "client")["tags"],
        serde_json::json!(["payments"])
    );
    // A promise that is for staff from now on gives clients no result.
    let fewer = next().replacen("measured = 2026-11-01\naudience = \"client\"", "measured = 2026-11-01", 1);
    let policy = entry(&announced(&fewer).run(&["build", "--today", "2026-12-15"]).done(), "client");
    assert_ne!(policy["standards"][0]["result"], "4 days");
    // A key that has gone is taken away.
    let gone = next().replacen("tags = [\"refunds\", \"giroslips\"]\n", "", 1);
    let policy = entry(&announced(&gone).run(&["build", "--today", "2026-12-15"]).done(), "client");
    assert_eq!(policy["tags"], serde_json::json!([]));
}
