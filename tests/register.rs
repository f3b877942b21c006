//! The register, the reviews and the report of the checks for other programs, seen from outside.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::folder::{Folder, Run, handbook};

fn policy(id: &str, title: &str, audience: &str, rest: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = '{title}'\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
         flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\n{audience}{rest}\n+++\n\nText.\n"
    )
}

/// Three policies: one overdue, one due in a month, one whose title a spreadsheet would take for a formula.
fn book() -> Folder {
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
    let text = policy("CS-004", "*Missed* <b>", "", &format!("review_date = 2027-06-01\n\n{standard}"));
    let text = text.replace("client-care", "front-desk");
    let complaints = "id,date\nCS-003,2026-06-01\nCS-003,2026-06-02\nCS-003,2026-06-15\nCS-001,2026-01-01\n";
    let folder = book().file("content/a/missed.md", text).file("content/complaints.csv", complaints);
    let said = |arguments: &[&str]| folder.run(&[arguments, &["--today", "2026-06-15"]].concat()).done().stdout;
    let digest = said(&["reviews", "--format", "markdown", "--due", "30d"]);
    let expected = "# Reviews: Handbook, 15 June 2026\n\n## Client care\n\n### Due\n\n\
        - **Late; \"very\" late** (CS-001): overdue since 14 June 2026 (days: 1)\n\
        - **=HYPERLINK(\"x\")** (CS-002): due on 15 July 2026 (days left: 30)\n\n\
        ### Worth a look before its day\n\n\
        - **Far** (CS-003): due on 15 June 2027 (days left: 365); Complaints in the last 90 days: 3\n\n\
        ## Front desk\n\n### Worth a look before its day\n\n\
        - **\\*Missed\\* \\<b\\>** (CS-004): due on 1 June 2027 (days left: 351); Promises that were missed: 1\n";
    assert_eq!(digest, expected);
    let webhook = said(&["reviews", "--format", "webhook", "--due", "30d"]);
    assert_eq!(serde_json::from_str::<Value>(&webhook).unwrap(), json!({ "text": expected }));
    let one = ["reviews", "--owner", "front-desk", "--format"];
    let one = |format| said(&[&one[..], &[format]].concat());
    let text = "Reviews: Handbook, 15 June 2026\n\nFront desk\n\nWorth a look before its day:\n\n\
        - *Missed* <b> (CS-004): due on 1 June 2027 (days left: 351); Promises that were missed: 1\n";
    assert_eq!(one("text"), text);
    let html = "<h1>Reviews: Handbook, 15 June 2026</h1>\n<h2>Front desk</h2>\n<h3>Worth a look before its day</h3>\n<ul>\n\
        <li><strong>*Missed* &lt;b&gt;</strong> (CS-004): due on 1 June 2027 (days left: 351); Promises that were missed: 1</li>\n</ul>\n";
    assert_eq!(one("html"), html);
    assert!(one("human").ends_with("2027-06-01  Promises that were missed: 1\n"), "{}", one("human"));
    let json: Value = serde_json::from_str(&one("json")).unwrap();
    assert_eq!(json["policies"], json!([]));
    assert_eq!(json["calls"][0]["calls"], json!([{ "reason": "missed_standards", "count": 1 }]));
    let table = said(&["register", "--format", "markdown", "--owner", "front-desk"]);
    assert!(
        table.ends_with("| CS-004 | \\*Missed\\* \\<b\\> | in-force | 1.0 | Front desk | 2027-06-01 |\n"),
        "{table}"
    );
}

#[test]
fn each_owner_has_a_file_of_their_own() {
    let other = policy("CS-005", "Theirs", "", "review_date = 2026-06-20").replace("client-care", "front-desk");
    let folder = book().file("content/a/other.md", other);
    let write = |to: &str, format: &str| {
        folder.run(&["reviews", "--due", "30d", "--format", format, "--digest", to, "--today", "2026-06-15"])
    };
    let read = |name: &str| std::fs::read_to_string(folder.root().join("out").join(name)).unwrap();
    let out = folder.root().join("out").display().to_string();
    assert!(write(&out, "html").done().stdout.starts_with("2 owners → "));
    let names: BTreeSet<_> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["client-care.html", "front-desk.html"].map(str::to_owned).into());
    assert!(read("front-desk.html").contains("Theirs") && !read("front-desk.html").contains("Late"));
    assert!(read("client-care.html").contains("Late") && !read("client-care.html").contains("Theirs"));
    // What was true yesterday is not sent again by mistake.
    assert!(write(&out, "text").stderr.contains("is not empty: name a folder of its own"));
}

#[test]
fn waivers_call_for_a_review_before_they_end_and_after() {
    let waived = |until: &str| {
        let waiver = format!("[[waivers]]\nrule = \"jargon\"\nreason = \"So.\"\nuntil = {until}");
        let text = policy("CS-001", "Waived", "", &format!("review_date = 2027-06-15\n{waiver}"));
        let folder = handbook().file("content/a.md", text);
        let run = folder.run(&["reviews", "--format", "json", "--today", "2026-06-15"]).done();
        serde_json::from_str::<Value>(&run.stdout).unwrap()["calls"][0]["calls"].clone()
    };
    let one = |reason: &str| json!([{ "reason": reason, "count": 1 }]);
    assert_eq!(waived("2026-06-14"), one("ended_waivers"));
    assert_eq!(waived("2026-06-15"), one("ending_waivers"));
    assert_eq!(waived("2026-07-15"), one("ending_waivers"));
    assert_eq!(waived("2026-07-16"), Value::Null);
}

#[test]
fn the_page_about_reviews_gives_the_reasons_of_the_command_to_staff_alone() {
    let waiver = "review_date = 2027-06-15\n[[waivers]]\nrule = \"jargon\"\nreason = \"So.\"\nuntil = 2026-07-15";
    let folder = handbook().file("content/a.md", policy("CS-001", "Waived", "audience = \"client\"\n", waiver));
    let staff = |day: &str| {
        let run = folder.run(&["build", "--today", day]).done();
        let others = run.site.iter().filter(|(path, _)| !path.starts_with("staff/"));
        let tells = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Waivers that");
        assert_eq!(others.map(|(path, bytes)| (path, tells(bytes))).find(|(_, tells)| *tells), None);
        run.text("staff/reviews/index.html").to_owned()
    };
    assert!(!staff("2026-06-14").contains("Worth a look before its day"));
    assert!(staff("2026-06-15").contains("<p>Waivers that end within 30 days: 1</p>"));
    assert!(staff("2026-07-16").contains("<p>Waivers that have ended: 1</p>"));
}

#[test]
fn lists_answer_while_a_link_is_broken_and_not_while_a_policy_cannot_be_read() {
    let broken = book().client("a/broken.md", "[x](nowhere.md)");
    for arguments in [["reviews", "--format", "json"], ["register", "--format", "json"]] {
        let run = broken.run(&[&arguments[..], &["--today", "2026-06-15"]].concat()).done();
        assert!(
            serde_json::from_str::<Value>(&run.stdout).is_ok() && run.stderr.contains("`greyline check`"),
            "{run:?}"
        );
        let unread = book().file("content/a/unread.md", "+++\nid = \n+++\n");
        let run = unread.run(&[&arguments[..], &["--today", "2026-06-15"]].concat());
        assert!(run.code == Some(1) && run.stdout.is_empty(), "{run:?}");
    }
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
        for name in ["register.csv", "reviews.ics", "register/index.html"] {
            assert!(!site.contains_key(&format!("{edition}/{name}")), "{edition} has {name}");
        }
        let own = said(&["register", "--format", "json", "--edition", edition]);
        assert_eq!(text(&format!("{edition}/policies.json")), own);
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
    handbook().checks("no-refund-wording = \"warning\"").file("content/a.md", page).file("content/b.md", accepted)
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

/// Who agreed to a version is for the most private audience, whoever may read the entry that says so.
#[test]
fn an_approval_is_on_the_card_and_in_the_log_of_staff_alone() {
    let entry = "[[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"Written.\"\naudience = \"client\"\n\
                 approved = { by = \"duty-manager\", on = 2025-12-20, reference = \"https://example.org/minutes/7\" }";
    let folder = book().file(
        "content/a/late.md",
        format!(
            "+++\nid = \"CS-001\"\ntitle = \"Late\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
             flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\nreview_date = 2027-01-01\n\
             approved_by = \"duty-manager\"\naudience = \"client\"\n{entry}\n+++\n\nText.\n"
        ),
    );
    let run = folder.build().done();
    let staff = run.text("staff/a/late/index.html");
    let line = "Duty manager, <time datetime=\"2025-12-20\">20 December 2025</time>, \
                <a href=\"https://example.org/minutes/7\" rel=\"noreferrer\">record</a>";
    assert_eq!(staff.matches(line).count(), 2, "{staff}");
    let register: serde_json::Value = serde_json::from_str(run.text("staff/policies.json")).unwrap();
    let own = register["policies"].as_array().unwrap().iter().find(|policy| policy["id"] == "CS-001").unwrap();
    assert_eq!((&own["approval"]["by"], &own["approval"]["on"]), (&"Duty manager".into(), &"2025-12-20".into()));
    for edition in ["members", "client"] {
        let page = run.text(&format!("{edition}/a/late/index.html"));
        assert!(page.contains("Written.") && !page.contains("minutes/7") && !page.contains("20 December"), "{page}");
    }
}

/// What is over is said to await nobody's approval.
#[test]
fn only_what_may_still_be_approved_names_who_is_to() {
    let states = [
        ("in-force", "effective = 2026-01-01", true),
        ("announced", "effective = 2027-03-01", true),
        ("interim", "effective = 2026-01-01\nuntil = 2027-01-01", true),
        ("lapsed", "effective = 2026-01-01\nuntil = 2026-02-01", false),
        ("retired", "effective = 2026-01-01\nretired = 2026-02-01", false),
        ("given-up", "status = \"retired\"", false),
        ("replaced", "effective = 2026-01-01", false),
        ("new", "effective = 2026-02-01\nsupersedes = [\"CS-REPLACED\"]", true),
    ];
    let mut folder = book();
    for (name, keys, _) in states {
        let id = name.to_uppercase();
        let text = format!(
            "+++\nid = \"CS-{id}\"\ntitle = \"Late\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
             flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\nreview_date = 2027-01-01\n\
             approved_by = \"duty-manager\"\n{keys}\n+++\n\nText.\n"
        );
        folder = folder.file(&format!("content/a/{name}.md"), text);
    }
    let run = folder.run(&["build", "--today", "2026-06-15"]).done();
    for (name, _, awaits) in states {
        let page = run.text(&format!("staff/a/{name}/index.html"));
        // In the card, and on each printed page.
        assert_eq!(page.matches("To be approved by").count(), if awaits { 2 } else { 0 }, "{name}: {page}");
    }
}

#[test]
fn owners_and_approvers_are_those_who_must_agree_to_a_change() {
    let people = "[client-care]\nrole = \"Care\"\ncontact = \"mailto:care@example.org\"\n\
                  [duty-manager]\nrole = \"Duty\"\ncontact = \"https://github.com/orgs/acme/teams/duty\"\n\
                  [desk]\nrole = \"Desk\"\ncontact = \"at the desk\"\n";
    let text = |id: &str, more: &str| {
        format!(
            "+++\nid = \"{id}\"\ntitle = \"A\"\nkind = \"policy\"\nversion = \"1.0\"\nflexibility = \"black\"\n\
             reasons = [\"So.\"]\nrationale = \"Because.\"\nreview_date = 2027-01-01\n{more}\n+++\n"
        )
    };
    let folder = handbook()
        .file("content/people.toml", people)
        .file("content/a/with space.md", text("CS-1", "owner = \"client-care\"\napproved_by = \"duty-manager\""))
        .file("content/b.md", text("CS-2", "owner = \"client-care\"\napproved_by = \"client-care\""))
        .page("page.md", "Ungoverned.");
    let said = folder.run(&["codeowners"]).done().stdout;
    let lines: Vec<&str> = said.lines().skip(1).collect();
    let wanted = ["/content/a/with\\ space.md care@example.org @acme/duty", "/content/b.md care@example.org"];
    assert_eq!(lines, wanted);
    let folder = folder.file("content/c.md", text("CS-3", "owner = \"desk\""));
    let run = folder.run(&["codeowners", "--prefix", "/handbook/"]);
    assert_eq!(run.code, Some(1), "an owner whom no host knows is a problem");
    assert!(run.stdout.contains("\n/handbook/content/b.md care@example.org\n"), "{}", run.stdout);
    assert!(run.stderr.contains("`desk`, who answers for one policy"), "{}", run.stderr);
}

/// A policy of each edition in each form: what staff know of it stays with staff.
#[test]
fn the_files_for_other_programs_say_what_the_page_says() {
    let policy = "+++\nid = \"CS-001\"\ntitle = \"Money *back*\"\nkind = \"policy\"\nversion = \"2.0\"\nowner = \"client-care\"\n\
                  flexibility = \"grey\"\nrationale = \"So.\"\nreview_date = 2027-01-01\naudience = \"client\"\neffective = 2026-01-01\n\
                  say = \"I am sorry.\"\nescalation = [\"duty-manager\", \"client-care\"]\ntouchpoints = [\"refund\"]\n\
                  [[options]]\noffer = \"All of it\"\nwhen = \"Within 30 days\"\nlimit = \"{fact:late-fee}\"\ndecided_by = \"front-desk\"\n\
                  audience = \"client\"\n[[options]]\noffer = \"A gesture\"\nlimit = \"£20\"\ndecided_by = \"duty-manager\"\n+++\n\n\
                  # How\n\nAsk *us*, or [the desk](b.md).\n\n::: staff\nLook at the till first.\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let old = "+++\nid = \"CS-002\"\ntitle = \"Old\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\nstatus = \"retired\"\n\
               flexibility = \"black\"\nreasons = [\"No.\"]\nrationale = \"So.\"\nreview_date = 2027-01-01\naudience = \"client\"\n+++\n";
    let book = support::DEFAULTS[0].1.replace("out = \"dist/client\"", "url = \"https://example.org/\"");
    let folder = handbook()
        .file("content/a/x.md", policy)
        .file("content/a/old.md", old)
        .client("a/b.md", "The desk.")
        .file("book.toml", format!("{book}\n[outputs]\nassistants = true\n"));
    let run = folder.build().done();
    let client = run.text("client/a/x/index.md");
    let wanted = "# Money \\*back\\*\n\n- CS-001\n- In force\n- Grey\n- Version: 2.0\n- In force since: 1 January 2026\n- Owner: Client care\n\n\
                  ## What we can do for you\n\n- All of it\n  - When: Within 30 days\n  - Limit: £5\n  - Who decides: Front desk\n\n\
                  ## Why we ask this\n\nSo.\n\n## Who to ask\n\n1. Client care\n\n## How\n\nAsk *us*, or [the desk](../b/index.html).\n\n\
                  | a | b |\n| --- | --- |\n| 1 | 2 |\n";
    assert_eq!(client, wanted);
    let staff = run.text("staff/a/x/index.md");
    for says in ["- A gesture\n", "> I am sorry.", "**Staff only**\n\nLook at the till first.", "1. Duty manager\n"] {
        assert!(staff.contains(says), "{says}: {staff}");
    }
    let answers = |edition: &str| -> serde_json::Value {
        serde_json::from_str(run.text(&format!("{edition}/answers.json"))).unwrap()
    };
    let (staff, client) = (answers("staff"), answers("client"));
    assert_eq!(staff["answers"].as_array().unwrap().len(), 1, "what is over answers nothing: {staff}");
    assert_eq!(staff["answers"][0]["options"].as_array().unwrap().len(), 2);
    assert_eq!(staff["answers"][0]["say"], "I am sorry.");
    let wanted = serde_json::json!([{ "offer": "All of it", "when": "Within 30 days", "limit": "£5", "decided_by": "Front desk" }]);
    assert_eq!((&client["answers"][0]["options"], &client["answers"][0]["say"]), (&wanted, &serde_json::Value::Null));
    assert_eq!(client["answers"][0]["ask"][0]["role"], "Client care");
    let list = run.text("client/llms.txt");
    assert!(
        list.contains(
            "## A\n\n- [b](https://example.org/a/b/index.md)\n- [Money \\*back\\*](https://example.org/a/x/index.md)\n"
        ),
        "{list}"
    );
    assert!(list.contains("## Optional\n\n- [Old](https://example.org/a/old/index.md): Retired\n"), "{list}");
    let page = run.text("client/a/x/index.html");
    for mark in [
        "<link rel=\"alternate\" type=\"text/markdown\" href=\"index.md\">",
        "type=\"application/opensearchdescription+xml\" href=\"../../opensearch.xml\"",
        "<meta property=\"og:url\" content=\"https://example.org/a/x/\">",
    ] {
        assert!(page.contains(mark), "{mark}: {page}");
    }
    assert!(run.text("client/opensearch.xml").contains("template=\"https://example.org/search/#q={searchTerms}\""));
    assert!(!run.site.contains_key("staff/opensearch.xml"), "without a url nobody can say where to search");
    for edition in ["staff", "members", "client"] {
        let out = folder.run(&["audit", &format!("dist/{edition}"), "--edition", edition, "--today", "2026-06-15"]);
        assert_eq!(out.code, Some(0), "{edition}: {}{}", out.stdout, out.stderr);
    }
    // A word for staff in a file of Markdown is found.
    let leaked = format!("{}\nLook at the till *first*.\n", run.text("client/a/x/index.md"));
    let folder = folder.file("dist/client/a/x/index.md", leaked);
    let out = folder.run(&["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"]);
    assert_eq!(out.code, Some(1), "{}{}", out.stdout, out.stderr);
    assert!(out.stdout.contains("a/x/index.md"), "{}", out.stdout);
    let off = "\n[outputs]\npolicies = false\nanswers = false\nopensearch = false\nopen_graph = false\n";
    let run = folder.without("dist").file("book.toml", format!("{book}{off}")).build().done();
    let others = ["policies.json", "answers.json", "llms.txt", "opensearch.xml", "index.md"];
    let left: Vec<&String> = run.site.keys().filter(|name| others.iter().any(|other| name.ends_with(other))).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        !run.text("client/a/x/index.html").contains("og:")
            && !run.text("staff/register/index.html").contains("policies.json")
    );
}

#[test]
fn a_block_of_data_says_what_the_page_says_and_nothing_in_it_ends_it() {
    let book = support::DEFAULTS[0].1.replace("out = \"dist/client\"", "url = \"https://example.org/\"");
    let page = "+++\ntitle = \"A < b & </script><script>alert(1)</script>\"\nkind = \"page\"\naudience = \"client\"\n\
                description = \"What *we* do.\"\n+++\n\nHello.\n";
    let folder = handbook().file("content/a.md", page).page("till.md", "The till is behind the green curtain.");
    let folder = folder.file("book.toml", format!("{book}\n[outputs]\njson_ld = true\n"));
    let run = folder.build().done();
    let block = |page: &str| -> Option<serde_json::Value> {
        let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
        Some(serde_json::from_str(rest.split_once("</script>")?.0).unwrap())
    };
    let data = block(run.text("client/a/index.html")).unwrap();
    assert_eq!(data["name"], "A < b & </script><script>alert(1)</script>");
    assert_eq!((&data["url"], &data["description"]), (&"https://example.org/a/".into(), &"What we do.".into()));
    assert_eq!(block(run.text("staff/till/index.html")), None, "no search engine lists the page");
    let audit = ["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"];
    folder.run(&audit).done();
    // A word for staff in the data is found.
    let leaked = run.text("client/a/index.html").replace("What we do.", "The till is behind the green curtain.");
    let folder = folder.file("dist/client/a/index.html", leaked);
    let out = folder.run(&audit);
    assert_eq!(out.code, Some(1), "{}{}", out.stdout, out.stderr);
    let run = folder.without("dist").file("book.toml", book).build().done();
    assert_eq!(block(run.text("client/a/index.html")), None);
}
