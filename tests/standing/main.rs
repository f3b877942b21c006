//! What a policy is on a day, asked of everything that an edition publishes.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod at_once;

use serde_json::Value;
use support::folder::{Folder, Run, handbook};

/// The day of these tests.
const TODAY: &str = "2026-11-21";

/// A grey policy for clients with everything that may be offered, promised, practised and read.
fn policy(id: &str, keys: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Rule {id}\"\nversion = \"1.0\"\nowner = \"client-care\"\nflexibility = \"grey\"\n\
         audience = \"client\"\nrationale = \"Because of {id}.\"\nreview_date = 2027-11-01\ntouchpoints = [\"refund\"]\n\
         required_for = [\"front-desk\"]\nescalation = [\"client-care\"]\n{keys}\n\n[[options]]\noffer = \"Offer of {id}\"\n\
         when = \"Always\"\nlimit = \"£5\"\ndecided_by = \"front-desk\"\naudience = \"client\"\n\n[[standards]]\n\
         measure = \"Promise of {id}\"\ntarget = \"5 days\"\naudience = \"client\"\n\n[[scenarios]]\n\
         situation = \"Case of {id}\"\nanswer = \"So.\"\n+++\n\nText of {id}.\n"
    )
}

/// Ids with the keys that decide, and what each is on the day.
const ALL: [(&str, &str, &str); 18] = [
    ("A-DRAFT", "status = \"draft\"", "draft"),
    ("B-TALK", "status = \"consultation\"", "consultation"),
    ("C-AHEAD", "effective = 2027-02-01", "announced"),
    ("C-LOGGED", "changes = [{ version = \"1.0\", date = 2027-02-01, summary = \"New.\" }]", "announced"),
    ("C-TRIAL", "status = \"pilot\"\neffective = 2026-11-22\npilot = { until = 2027-01-01 }", "announced"),
    (
        "D-TRIAL",
        "status = \"pilot\"\npilot = { until = 2026-11-21, with = \"the team\", feedback = \"mailto:a@b.example\" }",
        "on-trial",
    ),
    ("E-PLAIN", "", "in-force"),
    ("E-TODAY", "effective = 2026-11-21", "in-force"),
    ("E-STILL", "retired = 2026-11-22", "in-force"),
    ("F-TIME", "until = 2026-11-21", "interim"),
    ("G-TRIAL", "status = \"pilot\"\npilot = { until = 2026-11-20, feedback = \"mailto:a@b.example\" }", "lapsed"),
    ("G-TIME", "until = 2026-11-20", "lapsed"),
    ("H-OLD", "", "superseded"),
    ("H-NEW", "supersedes = [\"H-OLD\", \"H-OLDER\"]\neffective = 2026-11-21", "in-force"),
    ("H-OLDER", "supersedes = [\"I-PAST\"]", "superseded"),
    ("H-KEPT", "", "in-force"),
    ("I-PAST", "status = \"retired\"", "retired"),
    ("I-DAY", "retired = 2026-11-21", "retired"),
];

/// Announces, tries and drafts a successor of `H-KEPT`, which stays in force.
const PROPOSED: [(&str, &str, &str); 3] = [
    ("J-AHEAD", "supersedes = [\"H-KEPT\"]\neffective = 2026-11-22", "announced"),
    ("J-TRIAL", "supersedes = [\"H-KEPT\"]\nstatus = \"pilot\"\npilot = { until = 2027-01-01 }", "on-trial"),
    ("J-DRAFT", "supersedes = [\"H-KEPT\"]\nstatus = \"draft\"", "draft"),
];

const UNDECIDED: &str = "+++\nid = \"K-OPEN\"\ntitle = \"Rule K-OPEN\"\naudience = \"client\"\nflexibility = \"undecided\"\n\
                         touchpoints = [\"refund\"]\n\n[[options]]\noffer = \"Offer of K-OPEN\"\nlimit = \"none\"\n\
                         decided_by = \"front-desk\"\naudience = \"client\"\n+++\n\nText of K-OPEN.\n";

fn book() -> Folder {
    let all = ALL.iter().chain(&PROPOSED);
    let folder = all.fold(handbook(), |folder, (id, keys, _)| {
        folder.file(&format!("content/rules/{}.md", id.to_lowercase()), policy(id, keys))
    });
    folder.file("content/rules/k-open.md", UNDECIDED)
}

fn built() -> Run {
    book().run(&["build", "--today", TODAY]).done()
}

/// Every id with what it is for an audience that sees drafts, or does not.
fn expected(staff: bool) -> Vec<(&'static str, &'static str)> {
    let all = ALL.iter().chain(&PROPOSED).map(|(id, _, standing)| (*id, *standing));
    let undecided = ("K-OPEN", if staff { "undecided" } else { "in-force" });
    all.chain([undecided]).filter(|(_, standing)| staff || *standing != "draft").collect()
}

fn offered(standing: &str) -> bool {
    ["in-force", "on-trial", "interim"].contains(&standing)
}

fn register(folder: &Folder, edition: &str) -> Vec<Value> {
    let run = folder.run(&["register", "--format", "json", "--edition", edition, "--today", TODAY]).done();
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    json["policies"].as_array().unwrap().clone()
}

#[test]
fn the_register_says_what_each_policy_is() {
    let folder = book();
    let run = folder.run(&["build", "--today", TODAY]).done();
    for edition in ["staff", "client"] {
        let entries = register(&folder, edition);
        for (id, standing) in expected(edition == "staff") {
            let entry =
                entries.iter().find(|entry| entry["id"] == id).unwrap_or_else(|| panic!("{edition} has no {id}"));
            assert_eq!(entry["standing"], standing, "{edition} {id}");
            let offers = offered(standing) && id != "K-OPEN";
            assert_eq!(!entry["options"].as_array().unwrap().is_empty(), offers, "{edition} {id}");
            assert!(entry.get("status").is_none(), "what an author wrote is no standing");
        }
        assert_eq!(entries.len(), expected(edition == "staff").len());
    }
    let json: Value = serde_json::from_str(run.text("staff/policies.json")).unwrap();
    assert_eq!(json["policies"].as_array().unwrap(), &register(&folder, "staff"));
    let page = run.text("staff/register/index.html");
    assert!(page.contains("Undecided policies: 1."));
    for (id, standing) in
        [("C-AHEAD", "Announced"), ("G-TRIAL", "Lapsed"), ("H-OLD", "Superseded"), ("F-TIME", "for a time")]
    {
        let row = page.lines().find(|line| line.contains(&format!("<td>{id}<"))).unwrap();
        assert!(row.contains(standing), "{row}");
    }
    assert!(!page.contains("In force since"), "an announced policy is not in force since a day to come");
}

#[test]
fn only_what_is_in_force_or_on_trial_is_offered() {
    let run = built();
    let options = run.text("staff/options/index.html");
    for (id, standing) in expected(true) {
        let offers = offered(standing);
        assert_eq!(options.contains(&format!("Offer of {id}")), offers, "options: {id}");
        for list in ["standards", "practice", "roles/front-desk", "touchpoints"] {
            let page = run.text(&format!("staff/{list}/index.html"));
            let named = page.contains(&format!("Rule {id}<"));
            let governs = offers || (id == "K-OPEN" && list == "touchpoints");
            assert_eq!(named, governs, "{list}: {id}");
        }
    }
    let trial = options.lines().find(|line| line.contains("Offer of D-TRIAL")).unwrap();
    assert!(trial.contains("On trial"), "what is on trial is marked so: {trial}");
    let client = run.text("client/touchpoints/index.html");
    assert!(client.contains("Rule E-PLAIN") && !client.contains("Rule C-AHEAD") && !client.contains("Rule H-OLD"));
}

/// What the search of an edition shows of its pages.
fn results(run: &Run, edition: &str) -> Vec<Value> {
    let top = format!("{edition}/");
    let files = run.site.iter().filter(|(name, _)| name.starts_with(&top) && name.contains("/search/"));
    support::results::shown(files.map(|(_, bytes)| &**bytes))
}

#[test]
fn a_result_is_marked_and_answers_only_what_may_be_offered() {
    let run = built();
    let pages = results(&run, "staff");
    for (id, standing) in expected(true) {
        let page = pages.iter().find(|page| page["i"] == id).unwrap_or_else(|| panic!("search has no {id}"));
        assert_eq!(page["st"], standing, "{id}");
        let options = page["o"].as_array().map_or(0, Vec::len);
        assert_eq!(options > 0, offered(standing), "{id}");
    }
    let open = results(&run, "client").into_iter().find(|page| page["i"] == "K-OPEN").unwrap();
    assert_eq!(
        (&open["st"], &open["f"]),
        (&Value::from("in-force"), &Value::Null),
        "clients know no undecided policies"
    );
}

#[test]
fn each_page_says_what_it_is() {
    let run = built();
    let page = |edition: &str, id: &str| {
        let html = run.text(&format!("{edition}/rules/{}/index.html", id.to_lowercase()));
        html[html.find("<main").unwrap()..].to_owned()
    };
    for (id, words) in [
        ("A-DRAFT", "Being written."),
        ("B-TALK", "It is not in force."),
        ("C-AHEAD", "In force from 1 February 2027."),
        ("C-TRIAL", "In force from 22 November 2026."),
        (
            "D-TRIAL",
            "This is a trial. It ends on 21 November 2026. It takes place with the team. Tell us what you think of it: \
                     <a href=\"mailto:a@b.example\">a@b.example</a>",
        ),
        ("E-STILL", "It will no longer be in force from 22 November 2026 on."),
        ("F-TIME", "This rule is in force until 21 November 2026."),
        ("G-TRIAL", "This trial ended on 20 November 2026. It does not apply any more."),
        ("G-TIME", "This rule was in force until 20 November 2026. It does not apply any more."),
        ("H-OLD", "another policy took its place."),
        ("I-PAST", "No longer in force."),
        ("I-DAY", "Retired on 21 November 2026. No longer in force."),
        ("K-OPEN", "Nobody has decided yet"),
    ] {
        assert!(page("staff", id).contains(words), "{id}: {}", page("staff", id));
    }
    for (id, standing) in expected(false) {
        let html = page("client", id);
        assert_eq!(html.contains("What we can do for you"), offered(standing) && id != "K-OPEN", "{id}");
        assert_eq!(html.contains("In force since"), id == "E-TODAY" || id == "H-NEW", "{id}");
    }
    assert!(!page("client", "K-OPEN").to_lowercase().contains("undecided"), "staff alone see that it is undecided");
    assert!(page("staff", "K-OPEN").contains("Text of K-OPEN.") && !page("staff", "K-OPEN").contains("class=\"card\""));
    let trial = page("client", "D-TRIAL");
    assert!(
        trial.contains("It ends on 21 November 2026.") && trial.contains("a@b.example") && !trial.contains("the team")
    );
    assert!(page("client", "H-OLD").contains("Replaced by</b> <a href=\"../h-new/index.html\">"));
    assert!(page("client", "H-KEPT").contains("To be replaced by</b> <a href=\"../j-ahead/index.html\">"));
}

#[test]
fn lists_mark_what_is_not_simply_in_force() {
    let run = built();
    let section = run.text("client/rules/index.html");
    let section = &section[section.find("<main").unwrap()..];
    for (id, words) in [
        ("C-AHEAD", "Announced"),
        ("G-TRIAL", "Lapsed"),
        ("G-TIME", "Lapsed"),
        ("D-TRIAL", "On trial"),
        ("H-OLD", "Superseded"),
    ] {
        let at = section.find(&format!(">Rule {id}<")).unwrap();
        let line = section[at..].lines().next().unwrap();
        assert!(line.contains(&format!("<span class=\"tag\">{words}</span>")), "{id}: {line}");
    }
    assert!(!section.contains("<span class=\"tag\">In force</span>"));
}

#[test]
fn without_a_history_an_announced_text_does_not_stand_for_the_one_in_force() {
    let keys = "effective = 2027-02-01\nchanges = [{ version = \"1.0\", date = 2027-02-01, summary = \"New.\", audience = \"client\" }, \
                { version = \"0.9\", date = 2025-01-01, summary = \"Old.\", audience = \"client\" }]";
    let folder = handbook().file("content/rules/a.md", policy("A", keys));
    let run = folder.run(&["build", "--today", TODAY]).done();
    let page = run.text("client/rules/a/index.html");
    assert!(
        page.contains(
            "In force from 1 February 2027. Until then version 0.9 is in force, whose text is not available here."
        ),
        "{page}"
    );
    assert!(!run.site.contains_key("staff/options/index.html"), "nothing is offered");
    assert_eq!(register(&folder, "client")[0]["standing"], "announced");
}

#[test]
fn a_german_handbook_tells_retired_from_withdrawn() {
    let strings = std::fs::read_to_string("themes/greyline/strings/de.toml").unwrap();
    let table: toml::Table = strings.parse().unwrap();
    let words: Vec<&str> = table["standing"].as_table().unwrap().values().map(|word| word.as_str().unwrap()).collect();
    let different: std::collections::BTreeSet<&&str> = words.iter().collect();
    assert_eq!(words.len(), 11);
    assert_eq!(different.len(), 11, "{words:?}");
}
