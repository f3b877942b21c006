//! The register, the reviews and the report of the checks for other programs, seen from outside.

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
fn a_time_may_be_written_in_days_weeks_and_months() {
    let count = |due: &str| said(&["reviews", "--due", due]).lines().count();
    assert_eq!([count("29d"), count("30d"), count("5w"), count("12m"), count("30")], [1, 2, 2, 3, 2]);
    assert_eq!(run(&["reviews", "--due", "soon"]).code, Some(2));
    let register =
        |arguments: &[&str]| said(&[&["register", "--format", "csv"], arguments].concat()).lines().count() - 1;
    assert_eq!(register(&[]), 3);
    assert_eq!(register(&["--due", "30d"]), 2);
    assert_eq!(register(&["--owner", "front-desk"]), 0);
}

#[test]
fn each_owner_is_told_what_is_due_and_what_calls_for_a_look_earlier() {
    let standard = "[[standards]]\nmeasure = \"Money back\"\ntarget = \"90%\"\nresult = \"80%\"\nmeasured = 2026-05-01";
    let text = format!(
        "+++\nid = \"CS-004\"\ntitle = '*Missed* <b>'\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"front-desk\"\n\
         flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\nreview_date = 2027-06-01\n\n{standard}\n+++\n"
    );
    let complaints = "id,date\nCS-003,2026-06-01\nCS-003,2026-06-02\nCS-003,2026-06-15\nCS-001,2026-01-01\n";
    let folder = book().file("content/a/missed.md", text).file("content/complaints.csv", complaints);
    let said = |arguments: &[&str]| folder.run(&[arguments, &["--today", "2026-06-15"]].concat()).done().stdout;
    let digest = said(&["reviews", "--format", "markdown", "--due", "30d"]);
    let expected = "# Reviews: Handbook, 2026-06-15\n\n## Client care\n\n### Due\n\n\
        - **Late; \"very\" late** (CS-001): overdue since 2026-06-14, one day.\n\
        - **=HYPERLINK(\"x\")** (CS-002): due on 2026-07-15, in 30 days.\n\n\
        ### Worth a look before its day\n\n\
        - **Far** (CS-003): due on 2027-06-15, in 365 days; 3 complaints in the last 90 days.\n\n\
        ## Front desk\n\n### Worth a look before its day\n\n\
        - **\\*Missed\\* \\<b\\>** (CS-004): due on 2027-06-01, in 351 days; a promise was missed.\n";
    assert_eq!(digest, expected);
    let one = said(&["reviews", "--format", "markdown", "--owner", "front-desk"]);
    assert!(one.contains("## Front desk") && !one.contains("## Client care"), "{one}");
    let table = said(&["register", "--format", "markdown", "--owner", "front-desk"]);
    assert!(
        table.ends_with("| CS-004 | \\*Missed\\* \\<b\\> | in-force | 1.0 | Front desk | 2027-06-01 |\n"),
        "{table}"
    );
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

/// A page with two findings, and a policy that accepts one.
fn with_findings() -> Folder {
    let page =
        "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nFees are non-refundable.\n\nNo refunds.\n";
    let accepted = "+++\nid = \"CS-005\"\ntitle = \"B\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
        flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\nreview_date = 2027-03-01\naudience = \"client\"\n\n\
        [[waivers]]\nrule = \"no-refund-wording\"\nreason = \"The law.\"\nowner = \"client-care\"\nuntil = 2026-12-31\n+++\n\n\
        Fees are non-refundable.\n";
    handbook().file("content/a.md", page).file("content/b.md", accepted)
}

#[test]
fn a_report_for_programs_has_what_is_accepted_and_by_what_each_finding_is_known() {
    let folder = with_findings();
    let json = folder.run(&["check", "--today", "2026-06-15", "--format", "json"]);
    assert_eq!(json.code, Some(1));
    let report: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report.len(), 3, "{}", json.stdout);
    let waiver = serde_json::json!({ "reason": "The law.", "owner": "client-care", "until": "2026-12-31" });
    assert_eq!(
        [&report[0]["waiver"], &report[1]["waiver"], &report[2]["waiver"]],
        [&serde_json::Value::Null, &serde_json::Value::Null, &waiver]
    );
    let sarif = folder.run(&["check", "--today", "2026-06-15", "--format", "sarif"]).stdout;
    let log: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results[2]["suppressions"][0]["justification"], "The law.");
    assert!(results[0].get("suppressions").is_none());
    for (result, item) in results.iter().zip(&report) {
        assert_eq!(result["partialFingerprints"]["greyline/v1"], item["fingerprint"]);
    }
    // For people, what is accepted is no matter.
    assert_eq!(folder.run(&["check", "--today", "2026-06-15", "--format", "concise"]).stdout.lines().count(), 2);
}

#[test]
fn a_baseline_leaves_what_is_new() {
    let folder = with_findings();
    let check = |arguments: &[&str]| folder.run(&[&["check", "--today", "2026-06-15"], arguments].concat());
    let known = check(&["--format", "json"]).stdout;
    folder.file_at("known.json", &known);
    let quiet = check(&["--baseline", "known.json", "--format", "concise"]);
    assert_eq!((quiet.code, quiet.stdout.as_str()), (Some(0), ""), "{}", quiet.stderr);
    // A line that moved is not new; one that came is.
    let page = "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nNew.\n\nFees are non-refundable.\n\nNo refunds.\n\n\
        Deposits are not refundable.\n";
    folder.file_at("content/a.md", page);
    let new = check(&["--baseline", "known.json", "--format", "concise"]);
    assert_eq!(new.code, Some(1));
    assert!(new.stdout.lines().count() == 1 && new.stdout.contains("a.md:13:"), "{}", new.stdout);
    // A link to what clients may not read is told, whatever a baseline says.
    let leak = page.replace("New.", "[B](secret.md)");
    folder.file_at("content/a.md", leak);
    folder.file_at("content/secret.md", "+++\ntitle = \"S\"\nkind = \"page\"\n+++\n\nS.\n");
    folder.file_at("known.json", check(&["--format", "json"]).stdout);
    let locked = check(&["--baseline", "known.json", "--format", "concise", "--fail-on", "error"]);
    assert_eq!(locked.code, Some(1));
    assert!(locked.stdout.contains("private-link"), "{}", locked.stdout);
    for (text, why) in [("{}", "is no report"), ("[{}]", "without a fingerprint")] {
        folder.file_at("known.json", text);
        let refused = check(&["--baseline", "known.json"]);
        assert!(refused.code == Some(2) && refused.stderr.contains(why), "{}", refused.stderr);
    }
    assert_eq!(check(&["--baseline", "gone.json"]).code, Some(2));
}

#[test]
fn what_was_understood_of_conditions_is_listed() {
    let policy = "+++\nid = \"CS-009\"\ntitle = \"Refunds\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
                  flexibility = \"grey\"\nrationale = \"Because.\"\nreview_date = 2027-06-15\n\n[[options]]\n\
                  offer = \"A refund\"\nwhen = \"Within 30 days of paying, nothing used\"\nlimit = \"£200 at the desk\"\n\
                  decided_by = \"client-care\"\n+++\n\nText.\n";
    let book = handbook().file("content/a/refunds.md", policy);
    let text = book.run(&["check", "--conditions", "--today", "2026-06-15"]).done().stdout;
    let expected = "CS-009 A refund\n  when: Within 30 days of paying, nothing used\n    time since: at most 30 days\n  \
                    limit: £200 at the desk\n    sum in £: at most 200 (not for certain)\n";
    assert_eq!(text, expected);
    let json = book.run(&["check", "--conditions", "--format", "json", "--today", "2026-06-15"]).done().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["understood"][0]["certain"], true);
    assert_eq!(json[1]["understood"][0]["bound"], "sum in £: at most 200");
}

#[test]
fn a_quiet_command_prints_its_result_and_its_errors_alone() {
    let folder = book();
    let build = |arguments: &[&str]| folder.run(&[&["build", "--today", "2026-06-15"], arguments].concat());
    let loud = build(&[]).done();
    assert!(loud.stdout.contains("pages") && loud.stderr.contains("overdue-review"), "{}", loud.stderr);
    let quiet = build(&["--quiet"]).done();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let register = folder.run(&["-q", "register", "--today", "2026-06-15"]).done();
    assert_eq!((register.stdout.as_str(), register.stderr.as_str()), (&*said(&["register"]), ""));
    let verbose = build(&["--verbose"]).done();
    assert!(verbose.stderr.contains("published the edition client ("), "{}", verbose.stderr);
    let folder = folder.file("content/a/wrong.md", "+++\nid = 1\n+++\n");
    let refused = folder.run(&["build", "--today", "2026-06-15", "-q"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("wrong-type") && !refused.stderr.contains("overdue"), "{}", refused.stderr);
}
