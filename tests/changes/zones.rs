//! The time zone of a handbook: which day a commit belongs to, what day it is, and when the entries of a feed begin.

use std::process::Command;

use crate::support::folder::{Folder, handbook};

const TEXT: &str = "+++\nid = \"CS-001\"\ntitle = \"Cards\"\nversion = \"1.0\"\neffective = 2026-01-01\nowner = \"client-care\"\n\
                    audience = \"client\"\nflexibility = \"black\"\nreasons = [\"One rule for all.\"]\nrationale = \"So that nobody waits.\"\n\
                    review_date = 2027-01-01\n\n[[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"First.\"\naudience = \"client\"\n+++\n\nThe rule.\n";

/// A handbook with a time zone, whose policy was committed at a moment and removed at another.
fn book(zone: &str, moments: [&str; 2]) -> Folder {
    let book = crate::support::DEFAULTS[0].1;
    let url = "out = \"dist/client\"\nurl = \"https://example.org/\"";
    let text = book.replace("out = \"dist/client\"", url) + zone;
    let mut folder = handbook().file("book.toml", text).file("content/cards.md", TEXT);
    for (at, moment) in moments.iter().enumerate() {
        if at == 1 {
            folder = folder.without("content/cards.md");
        }
        for arguments in [&["init", "-q"][..], &["add", "--all", "."], &["commit", "-q", "-m", "x"]] {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
                .args(arguments)
                .current_dir(folder.root());
            git.env("GIT_AUTHOR_DATE", moment).env("GIT_COMMITTER_DATE", moment);
            assert!(git.output().unwrap().status.success());
        }
    }
    folder
}

fn zone(name: &str) -> String {
    format!("\n[site]\ntimezone = \"{name}\"\n")
}

#[test]
fn it_decides_to_which_day_a_commit_belongs() {
    // Half past eleven in the evening of 30 June in New York, and of 5 January in London.
    let moments = ["2026-01-05T23:30:00+00:00", "2026-06-30T23:30:00-04:00"];
    for (name, gone, feed) in [
        ("", "30 June 2026", "<updated>2026-06-30T00:00:00Z</updated>"),
        (&*zone("Europe/London"), "1 July 2026", "<updated>2026-07-01T00:00:00+01:00</updated>"),
        (&zone("America/New_York"), "30 June 2026", "<updated>2026-06-30T00:00:00-04:00</updated>"),
        (&zone("Pacific/Auckland"), "1 July 2026", "<updated>2026-07-01T00:00:00+12:00</updated>"),
    ] {
        let folder = book(name, moments);
        let run = folder.run(&["build", "--today", "2026-08-01"]).done();
        let left = run.text("client/p/CS-001/index.html");
        assert!(left.contains(&format!("withdrawn on {gone}")), "{name}: {left}");
        assert!(run.text("client/changes.atom").contains(feed), "{name}: {}", run.text("client/changes.atom"));
    }
    // What was read for one zone is not used for another.
    let folder = book("", moments);
    folder.run(&["build", "--today", "2026-08-01"]).done();
    let text = std::fs::read_to_string(folder.root().join("book.toml")).unwrap() + &zone("Europe/London");
    let run = folder.file("book.toml", text).run(&["build", "--today", "2026-08-01"]).done();
    assert!(run.text("client/p/CS-001/index.html").contains("withdrawn on 1 July 2026"));
}

#[test]
fn it_says_what_day_it_is() {
    let today = |name: &str| {
        let book = crate::support::DEFAULTS[0].1.to_owned() + &zone(name);
        let folder = handbook().file("book.toml", book).client("a.md", "A.");
        let run = folder.run(&["changes", "--since", "2020-01-01", "--format", "json"]).done();
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        json["today"].as_str().unwrap().to_owned()
    };
    // Between the two lie 25 hours or more, so it is never the same day.
    assert!(today("Pacific/Kiritimati") > today("Pacific/Pago_Pago"));
}

#[test]
fn an_unknown_one_is_an_error_with_the_nearest_name() {
    for (name, help) in [
        ("Europe/Londn", "did you mean `Europe/London`?"),
        ("America/NewYork", "did you mean `America/New_York`?"),
        ("somewhere else entirely", "Europe/London"),
    ] {
        let book = crate::support::DEFAULTS[0].1.to_owned() + &zone(name);
        let run = handbook().file("book.toml", book).client("a.md", "A.").run(&["check", "--today", "2026-06-15"]);
        assert_eq!(run.code, Some(1), "{}", run.stdout);
        let said = run.stdout + &run.stderr;
        assert!(said.contains(&format!("there is no time zone `{name}`")) && said.contains(help), "{said}");
    }
}
