//! The register and the reviews for other programs, seen from outside.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use support::folder::{Folder, Run, handbook};

/// Three policies: one overdue, one due in a month, one whose title a spreadsheet would take for a formula.
fn book() -> Folder {
    let policy = |id: &str, title: &str, audience: &str, rest: &str| {
        format!(
            "+++\nid = \"{id}\"\ntitle = '{title}'\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
             flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\n{audience}{rest}\n+++\n\nText.\n"
        )
    };
    let client = "audience = \"client\"\n";
    handbook()
        .file("content/a/late.md", policy("CS-001", "Late; \"very\" late", client, "review_date = 2026-06-14"))
        .file("content/a/soon.md", policy("CS-002", "=HYPERLINK(\"x\")", "", "review_date = 2026-07-15"))
        .file(
            "content/a/far.md",
            policy("CS-003", "Far", client, "review_date = 2027-06-15\ntags = [\"one\", \"two\"]"),
        )
}

fn run(arguments: &[&str]) -> Run {
    book().run(&[arguments, &["--today", "2026-06-15"]].concat())
}

fn said(arguments: &[&str]) -> String {
    run(arguments).done().stdout
}

#[test]
fn the_register_is_a_table_that_spreadsheets_read_and_do_not_run() {
    let csv = said(&["register", "--format", "csv"]);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("id,title,url,kind,standing,flexibility,section,version,"));
    assert!(lines[1].starts_with("CS-003,Far,a/far/index.html,policy,in-force,black,A,1.0,"), "{csv}");
    assert!(lines[1].ends_with(",2027-06-15,false,\"one, two\""), "{csv}");
    assert!(
        lines[2].starts_with("CS-001,\"Late; \"\"very\"\" late\",") && lines[2].ends_with(",2026-06-14,true,"),
        "{csv}"
    );
    assert!(lines[3].starts_with("CS-002,\"'=HYPERLINK(\"\"x\"\")\","), "{csv}");
    assert_eq!(lines.len(), 5);
}

#[test]
fn an_edition_is_told_what_its_readers_know_and_no_more() {
    let json = said(&["register", "--format", "json", "--edition", "client"]);
    let register: serde_json::Value = serde_json::from_str(&json).unwrap();
    let policies = register["policies"].as_array().unwrap();
    assert_eq!(policies.iter().map(|policy| policy["id"].as_str().unwrap()).collect::<Vec<_>>(), ["CS-003", "CS-001"]);
    assert!(policies.iter().all(|policy| policy["review_by"].is_null()), "clients do not know of reviews");
    let refused = run(&["register", "--edition", "nobody"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("there is no edition `nobody`"), "{}", refused.stderr);
}

#[test]
fn reviews_are_those_that_are_near() {
    let lines = |arguments: &[&str]| -> Vec<String> {
        said(arguments).lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    };
    assert_eq!(lines(&["reviews"]), ["CS-001", "CS-002"]);
    assert_eq!(lines(&["reviews", "--within", "29"]), ["CS-001"]);
    assert_eq!(lines(&["reviews", "--within", "365", "--owner", "client-care"]), ["CS-001", "CS-002", "CS-003"]);
    assert!(said(&["reviews"]).lines().next().unwrap().ends_with("2026-06-14 overdue"));
    assert!(run(&["reviews", "--owner", "nobody"]).stderr.contains("people.toml has no `nobody`"));
}

#[test]
fn a_calendar_holds_every_review() {
    let calendar = said(&["reviews", "--format", "ics"]);
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(calendar.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{calendar}");
    let whole = calendar.replace("\r\n ", "");
    let stands = ["UID:review-CS-001@", "DTSTAMP:20000101T000000Z", "DTSTART;VALUE=DATE:20260614"];
    for line in stands {
        assert!(whole.contains(&format!("\r\n{line}")), "{line} is not in {whole}");
    }
    assert!(whole.contains("SUMMARY:Review: Late\\; \"very\" late (CS-001)\r\n"), "{whole}");
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), 3);
}

#[test]
fn the_most_private_edition_publishes_all_three() {
    let site = book().build().done().site;
    let text = |name: &str| String::from_utf8(site[name].clone()).unwrap();
    assert_eq!(text("staff/register.csv"), format!("\u{feff}{}", said(&["register", "--format", "csv"])));
    assert_eq!(text("staff/policies.json"), said(&["register", "--format", "json"]));
    assert_eq!(text("staff/reviews.ics"), said(&["reviews", "--format", "ics"]));
    assert!(text("staff/register/index.html").contains("href=\"../register.csv\""));
    for edition in ["members", "client"] {
        for name in ["register.csv", "policies.json", "reviews.ics", "register/index.html"] {
            assert!(!site.contains_key(&format!("{edition}/{name}")), "{edition} has {name}");
        }
    }
}
