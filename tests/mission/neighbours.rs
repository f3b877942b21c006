//! Neighbours of what the table holds.

use crate::handbook;
use crate::site::read;
use crate::support::folder::{Folder, Run, handbook};

/// A black policy with a log.
fn policy(id: &str, version: &str, day: &str, keys: &str, log: &[(&str, &str)]) -> String {
    let log = log.iter().map(|(version, day)| {
        format!("[[changes]]\nversion = \"{version}\"\ndate = {day}\nsummary = \"Number {version}.\"\naudience = \"client\"\n")
    });
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Rule {id}\"\nversion = \"{version}\"\neffective = {day}\nowner = \"client-care\"\n\
         audience = \"client\"\nflexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"Because.\"\n\
         review_date = 2027-06-01\n{keys}\n{}+++\n\nText {version} of {id}.\n",
        log.collect::<String>()
    )
}

fn commit(folder: Folder, day: &str, files: &[(&str, String)]) -> Folder {
    let folder = files.iter().fold(folder, |folder, (path, text)| folder.file(&format!("content/{path}.md"), text));
    handbook::commit(&folder, day);
    folder
}

fn start(files: &[(&str, String)]) -> Folder {
    let folder = handbook().file(".gitignore", "/dist\n/.greyline\n");
    handbook::init(&folder);
    commit(folder, "2025-01-01", files)
}

fn built(folder: &Folder, day: &str) -> Run {
    folder.run(&["build", "--today", day]).done()
}

/// The words of a page for clients.
fn page(run: &Run, address: &str) -> String {
    read(run.text(&format!("client/{address}/index.html")))
}

/// The log of clients, as it is told on a day.
fn log(folder: &Folder, day: &str) -> Vec<String> {
    let run =
        folder.run(&["changes", "--since", "2020-01-01", "--edition", "client", "--format", "json", "--today", day]);
    let json: serde_json::Value = serde_json::from_str(&run.done().stdout).unwrap();
    let entries = json["changes"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    entries
        .map(|entry| {
            let announced = if entry["announced"] == true { " announced" } else { "" };
            format!("{} {} {}{announced}", text(&entry["date"]), text(&entry["id"]), text(&entry["summary"]))
        })
        .collect()
}

#[test]
fn a_second_version_of_a_successor_does_not_move_the_day_on_which_it_took_the_place() {
    let old = policy("A-1", "1.0", "2025-01-01", "", &[("1.0", "2025-01-01")]);
    let newer = |version, day, log| policy("B-1", version, day, "supersedes = [\"A-1\"]", log);
    let folder = start(&[("a", old)]);
    let folder = commit(folder, "2025-06-01", &[("b", newer("1.0", "2025-06-01", &[("1.0", "2025-06-01")]))]);
    let log_of_two = [("2.0", "2026-03-01"), ("1.0", "2025-06-01")];
    let folder = commit(folder, "2026-01-10", &[("b", newer("2.0", "2026-03-01", &log_of_two))]);
    for day in ["2026-02-28", "2026-03-01"] {
        assert!(page(&built(&folder, day), "a").contains("Replaced by Rule B-1"), "{day}");
        let log = log(&folder, day);
        let ends: Vec<&String> = log.iter().filter(|entry| entry.contains("took its place")).collect();
        assert_eq!(ends, ["2025-06-01 A-1 It is no longer in force. Rule B-1 took its place."], "{day}");
    }
    let folder = folder.without("content/a.md").without("content/b.md");
    handbook::commit(&folder, "2026-04-01");
    let left = page(&built(&folder, "2026-05-01"), "p/A-1");
    assert!(left.contains("Replaced by Rule B-1 (1 June 2025)"), "gone or not: {left}");
}

#[test]
fn a_trial_that_becomes_the_rule_takes_the_place_on_the_day_on_which_it_does() {
    let old = policy("A-1", "1.0", "2025-01-01", "", &[("1.0", "2025-01-01")]);
    let trial = "supersedes = [\"A-1\"]\nstatus = \"pilot\"\npilot = { until = 2026-05-31 }";
    let folder = start(&[("a", old)]);
    let folder =
        commit(folder, "2025-06-01", &[("b", policy("B-1", "0.9", "2025-06-01", trial, &[("0.9", "2025-06-01")]))]);
    let rule =
        policy("B-1", "1.0", "2026-03-01", "supersedes = [\"A-1\"]", &[("1.0", "2026-03-01"), ("0.9", "2025-06-01")]);
    let folder = commit(folder, "2026-02-01", &[("b", rule)]);
    assert!(!log(&folder, "2026-02-28").iter().any(|entry| entry.contains("took its place")));
    assert!(
        log(&folder, "2026-03-01")
            .contains(&"2026-03-01 A-1 It is no longer in force. Rule B-1 took its place.".to_owned())
    );
}

#[test]
fn an_announcement_that_another_replaced_never_comes() {
    let first = [("1.0", "2025-01-01")];
    let folder = start(&[("a", policy("A-1", "1.0", "2025-01-01", "", &first))]);
    let announced = policy("A-1", "2.0", "2026-03-01", "", &[("2.0", "2026-03-01"), first[0]]);
    let folder = commit(folder, "2026-01-10", &[("a", announced)]);
    assert!(page(&built(&folder, "2026-01-15"), "a").contains("Version 2.0 comes into force on 1 March 2026."));
    let sooner = policy("A-1", "2.1", "2026-02-15", "", &[("2.1", "2026-02-15"), first[0]]);
    let folder = commit(folder, "2026-01-20", &[("a", sooner)]);
    for (day, text) in [("2026-02-14", "Text 1.0"), ("2026-02-15", "Text 2.1"), ("2026-03-01", "Text 2.1")] {
        let run = built(&folder, day);
        let page = page(&run, "a");
        assert!(page.contains(text) && !page.contains("Version 2.0"), "{day}: {page}");
        assert!(!run.site.contains_key("client/a/versions/2.0/index.html"), "{day}");
        assert!(!log(&folder, day).iter().any(|entry| entry.contains("2.0")), "{day}");
        let then = folder.run(&["build", "--as-of", day]).done();
        assert!(read(then.text(&format!("client-{day}/a/index.html"))).contains(text), "as of {day}");
    }
}

#[test]
fn what_was_taken_back_may_be_announced_again() {
    let first = policy("A-1", "1.0", "2025-01-01", "", &[("1.0", "2025-01-01")]);
    let second = policy("A-1", "2.0", "2026-03-01", "", &[("2.0", "2026-03-01"), ("1.0", "2025-01-01")]);
    let folder = start(&[("a", first.clone())]);
    let folder = commit(folder, "2026-01-10", &[("a", second.clone())]);
    let folder = commit(folder, "2026-01-20", &[("a", first)]);
    assert!(page(&built(&folder, "2026-03-01"), "a").contains("Text 1.0"));
    let folder = commit(folder, "2026-02-01", &[("a", second)]);
    assert!(page(&built(&folder, "2026-03-01"), "a").contains("Text 2.0"));
}

#[test]
fn two_announcements_come_one_after_the_other() {
    let first = ("1.0", "2025-01-01");
    let (second, third) = (("2.0", "2026-03-01"), ("3.0", "2026-06-01"));
    for whole in [true, false] {
        let log = |all: &[(&'static str, &'static str)]| if whole { all.to_vec() } else { all[..1].to_vec() };
        let rule = |version, day, all: &[(&'static str, &'static str)]| policy("A-1", version, day, "", &log(all));
        let folder = start(&[("a", rule("1.0", first.1, &[first]))]);
        let folder = commit(folder, "2026-01-10", &[("a", rule("2.0", second.1, &[second, first]))]);
        let folder = commit(folder, "2026-01-20", &[("a", rule("3.0", third.1, &[third, second, first]))]);
        for (day, text) in [("2026-02-28", "Text 1.0"), ("2026-03-01", "Text 2.0"), ("2026-06-01", "Text 3.0")] {
            let page = page(&built(&folder, day), "a");
            assert!(page.contains(text), "{day}, whole log: {whole}: {page}");
        }
    }
}

#[test]
fn a_version_that_was_announced_when_its_policy_went_never_came() {
    let first = ("1.0", "2025-01-01");
    let folder = start(&[
        ("a", policy("A-1", "1.0", first.1, "", &[first])),
        ("z", policy("Z-1", "1.0", first.1, "", &[first])),
    ]);
    let second = policy("A-1", "2.0", "2026-03-01", "", &[("2.0", "2026-03-01"), first]);
    let folder = commit(folder, "2026-01-10", &[("a", second)]).without("content/a.md");
    handbook::commit(&folder, "2026-02-01");
    for day in ["2026-02-15", "2026-03-01", "2026-06-15"] {
        let run = built(&folder, day);
        let left = page(&run, "p/A-1");
        assert!(
            left.contains("withdrawn on 1 February 2026") && left.contains("last version was 1.0"),
            "{day}: {left}"
        );
        let all = page(&run, "p/A-1/versions");
        assert!(!all.contains("Announced") && !all.contains("Superseded"), "{day}: {all}");
        let of_policy: Vec<String> = log(&folder, day).into_iter().filter(|entry| entry.contains("A-1")).collect();
        let expected =
            ["2026-02-01 A-1 It was withdrawn.", "2026-01-10 A-1 Number 2.0. announced", "2025-01-01 A-1 Number 1.0."];
        assert_eq!(of_policy, expected, "{day}");
        assert!(!run.text("client/index.html").contains("Number 2.0"), "{day}: what never comes is not announced");
    }
}

#[test]
fn a_text_before_its_day_is_work_and_one_after_it_is_listed() {
    let text = |words: &str| {
        policy("A-1", "1.0", "2025-03-01", "", &[("1.0", "2025-03-01")]).replace("Text 1.0 of A-1", words)
    };
    let folder = start(&[("a", text("First words"))]);
    let folder = commit(folder, "2025-02-01", &[("a", text("Better words"))]);
    let run = built(&folder, "2026-06-15");
    assert!(run.site.keys().all(|name| !name.contains("/a/versions")), "a text that was never in force is no version");
    let folder = folder.file("content/a.md", text("Other words"));
    let run = built(&folder, "2026-06-15");
    let version = page(&run, "a/versions/1.0");
    assert!(
        version.contains("Better words") && version.contains("Other words") && !version.contains("First words"),
        "{version}"
    );
    assert!(!run.site.contains_key("client/a/changes/index.html"), "nothing to compare");
    assert!(
        !run.text("client/a/index.html").contains("a/changes")
            && !run.text("client/a/index.html").contains("\"changes/")
    );
    let run = folder.run(&["diff", "A-1", "--today", "2026-06-15"]);
    assert!(run.stderr.contains("only one version"), "{}", run.stderr);
}

#[test]
fn the_last_version_that_was_private_says_nothing_of_one_text() {
    let open = policy("A-1", "1.0", "2025-01-01", "", &[]);
    let shut = open.replace("Text 1.0", "::: staff\nThe safe is behind the boiler.\n:::\n\nText 1.0");
    let folder = start(&[("a", shut)]);
    let folder = commit(folder, "2025-06-01", &[("a", open)]);
    let run = built(&folder, "2026-06-15");
    assert!(run.site.contains_key("staff/a/versions/1.0/index.html"), "staff read another text");
    assert!(run.site.keys().all(|name| !name.starts_with("client/a/v")), "clients read the same");
}

#[test]
fn a_comparison_on_a_later_day_shows_no_fee_of_that_day() {
    let folder = handbook::on("2027-01-01");
    for edition in ["staff", "members"] {
        let run = folder.run(&["diff", "SC-1", "1.0", "1.1", "--edition", edition, "--today", "2027-01-01"]).done();
        assert!(
            run.stdout.contains("Ask first") && !run.stdout.contains("£5") && !run.stdout.contains("£9"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn reviews_are_those_of_what_is_not_over() {
    let folder = handbook::on("2026-11-21");
    let ids = |day: &str| -> Vec<String> {
        let run = folder.run(&["reviews", "--within", "0", "--format", "json", "--today", day]).done();
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        json["policies"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    };
    // Giro is due since June, and Cards took its place in March.
    assert_eq!(ids("2026-11-21"), ["OT-1"]);
    assert_eq!(ids("2026-11-01"), ["OT-1"]);
    assert!(ids("2026-10-31").is_empty());
}

#[test]
fn a_day_to_come_has_no_past() {
    let run = handbook::on("2026-11-21").run(&["build", "--as-of", "9999-01-01"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("lies ahead") && run.stderr.contains("--today"), "{}", run.stderr);
    assert!(run.site.is_empty());
}

#[test]
fn a_successor_that_was_given_up_before_its_day_takes_nobodys_place() {
    let first = [("1.0", "2025-01-01")];
    for end in ["status = \"retired\"", "retired = 2026-03-01", "until = 2026-02-28"] {
        let newer = |end: &str| {
            policy("B-1", "1.0", "2026-03-01", &format!("supersedes = [\"A-1\"]\n{end}"), &[("1.0", "2026-03-01")])
        };
        let folder = start(&[("a", policy("A-1", "1.0", "2025-01-01", "", &first))]);
        let folder = commit(folder, "2026-01-10", &[("b", newer(""))]);
        let folder = commit(folder, "2026-02-01", &[("b", newer(end))]);
        for day in ["2026-02-15", "2026-03-01", "2026-06-01"] {
            let page = page(&built(&folder, day), "a");
            assert!(!page.contains("eplaced by") && page.contains("In force since"), "{end} {day}: {page}");
            let run = folder.run(&["register", "--format", "csv", "--today", day]).done();
            let line = run.stdout.lines().find(|line| line.starts_with("A-1")).unwrap();
            assert!(line.contains("in-force"), "{end} {day}: {line}");
            assert!(!log(&folder, day).iter().any(|entry| entry.contains("took its place")), "{end} {day}");
        }
        let of_newer: Vec<String> =
            log(&folder, "2026-06-01").into_iter().filter(|line| line.contains("Number")).collect();
        assert!(!of_newer.contains(&"2026-03-01 B-1 Number 1.0.".to_owned()), "{end}: it never came: {of_newer:?}");
        assert!(of_newer.contains(&"2026-01-10 B-1 Number 1.0. announced".to_owned()), "{end}: {of_newer:?}");
    }
    // One that was in force for a day and retired then has taken the place for good.
    let newer = |end: &str| {
        policy("B-1", "1.0", "2026-03-01", &format!("supersedes = [\"A-1\"]\n{end}"), &[("1.0", "2026-03-01")])
    };
    let folder = start(&[("a", policy("A-1", "1.0", "2025-01-01", "", &first))]);
    let folder = commit(folder, "2026-01-10", &[("b", newer(""))]);
    let folder = commit(folder, "2026-03-02", &[("b", newer("status = \"retired\""))]);
    assert!(page(&built(&folder, "2026-06-01"), "a").contains("Replaced by Rule B-1"));
}

#[test]
fn an_announced_policy_whose_place_was_taken_before_its_day_never_comes() {
    let folder = start(&[("a", policy("A-1", "1.0", "2026-06-01", "", &[("1.0", "2026-06-01")]))]);
    let newer = policy("B-1", "1.0", "2026-03-01", "supersedes = [\"A-1\"]", &[("1.0", "2026-03-01")]);
    let folder = commit(folder, "2026-03-01", &[("b", newer)]);
    for day in ["2026-04-01", "2026-06-01", "2026-07-01"] {
        let of_old: Vec<String> = log(&folder, day).into_iter().filter(|line| line.contains("A-1")).collect();
        let expected = [
            "2026-03-01 A-1 It never came into force. Rule B-1 took its place.",
            "2025-01-01 A-1 Number 1.0. announced",
        ];
        assert_eq!(of_old, expected, "{day}");
    }
}

#[test]
fn the_end_of_a_trial_stays_in_the_log_when_the_rule_comes() {
    let trial = policy(
        "A-1",
        "0.9",
        "2025-01-01",
        "status = \"pilot\"\npilot = { until = 2025-05-31 }",
        &[("0.9", "2025-01-01")],
    );
    let rule = policy("A-1", "1.0", "2026-03-01", "", &[("1.0", "2026-03-01"), ("0.9", "2025-01-01")]);
    let folder = start(&[("a", trial)]);
    let folder = commit(folder, "2026-01-10", &[("a", rule)]);
    for day in ["2026-02-28", "2026-03-01"] {
        assert!(
            log(&folder, day).contains(&"2025-06-01 A-1 The trial is over.".to_owned()),
            "{day}: {:?}",
            log(&folder, day)
        );
    }
}

#[test]
fn a_fact_is_told_of_a_policy_while_it_is_in_force() {
    let fact = |values: &[(&str, &str)]| {
        let values: Vec<String> = values
            .iter()
            .map(|(from, value)| format!("[[fee.values]]\nfrom = {from}\nvalue = \"{value}\"\n"))
            .collect();
        format!("[fee]\ntitle = \"Fee\"\naudience = \"client\"\n\n{}", values.join("\n"))
    };
    let quoting =
        |id: &str, day: &str, keys: &str| policy(id, "1.0", day, keys, &[("1.0", day)]).replace("Text", "{fact:fee}");
    let folder = start(&[
        ("over", quoting("A-1", "2025-01-01", "retired = 2025-10-01")),
        ("here", quoting("B-1", "2025-01-01", "")),
        ("ahead", quoting("C-1", "2026-06-01", "")),
        ("talk", quoting("D-1", "2025-01-01", "status = \"consultation\"")),
    ])
    .file("content/facts.toml", fact(&[("2024-01-01", "£1"), ("2025-06-01", "£2"), ("2026-01-01", "£3")]));
    handbook::commit(&folder, "2025-01-01");
    let told: Vec<String> =
        log(&folder, "2026-02-01").into_iter().filter(|entry| entry.contains("Fee: It was £")).collect();
    assert_eq!(
        told,
        [
            "2026-01-01 B-1 Fee: It was £2 and is £3.",
            "2025-06-01 B-1 Fee: It was £1 and is £2.",
            "2025-06-01 A-1 Fee: It was £1 and is £2."
        ]
    );
}

#[test]
fn a_policy_that_went_on_a_day_that_nobody_knows_is_in_the_log_without_a_day() {
    let log_of_one = [("1.0", "2025-01-01")];
    let all = ["a", "b"].map(|name| (name, policy(&format!("{name}-1"), "1.0", "2025-01-01", "", &log_of_one)));
    let folder = start(&all).without("content/a.md");
    // Not committed yet, and committed by a machine whose clock is ahead.
    for commits in [false, true] {
        if commits {
            handbook::commit(&folder, "2027-05-01");
        }
        let told = log(&folder, "2026-11-21");
        assert_eq!(told[0], "- a-1 It was withdrawn.", "{told:?}");
        assert!(told.contains(&"2025-01-01 a-1 Number 1.0.".to_owned()), "{told:?}");
        let run = built(&folder, "2026-11-21");
        assert!(
            page(&run, "changes").contains("Day not known Rule a-1 It was withdrawn."),
            "{}",
            page(&run, "changes")
        );
        assert!(page(&run, "p/a-1").contains("This policy has been withdrawn."));
    }
    assert!(log(&folder, "2027-05-01").contains(&"2027-05-01 a-1 It was withdrawn.".to_owned()));
}

#[test]
fn a_number_that_comes_back_after_another_version_is_reported_and_was_not_announced_before() {
    let (first, second) = (("1.0", "2025-01-01"), ("2.0", "2025-06-01"));
    let folder = start(&[("a", policy("A-1", "1.0", first.1, "", &[first]))]);
    let folder = commit(folder, second.1, &[("a", policy("A-1", "2.0", second.1, "", &[second, first]))]);
    let again = policy("A-1", "1.0", "2026-02-01", "", &[("1.0", "2026-02-01"), second]);
    let folder = commit(folder, "2026-01-10", &[("a", again.replace("Text", "Another text"))]);
    let found = folder.run(&["check", "--today", "2026-11-21", "--format", "concise"]).stdout;
    assert!(found.contains("version 1.0 was in force from 2025-01-01, before version 2.0"), "{found}");
    let told = log(&folder, "2026-11-21");
    assert!(told.contains(&"2026-01-10 A-1 Number 1.0. announced".to_owned()), "{told:?}");
    assert!(!told.contains(&"2025-01-01 A-1 Number 1.0. announced".to_owned()), "{told:?}");
    // An announcement that is taken back leaves the number as it was.
    let folder = start(&[("a", policy("A-1", "1.0", first.1, "", &[first]))]);
    let ahead = policy("A-1", "2.0", "2027-01-01", "", &[("2.0", "2027-01-01"), first]);
    let folder = commit(folder, "2026-02-01", &[("a", ahead)]);
    let folder = commit(folder, "2026-03-01", &[("a", policy("A-1", "1.0", first.1, "", &[first]))]);
    let found = folder.run(&["check", "--today", "2026-11-21", "--format", "concise"]).stdout;
    assert!(!found.contains("version-not-raised"), "{found}");
}

#[test]
fn a_fact_that_changes_before_the_next_version_is_no_part_of_it_and_the_page_of_a_version_knows_its_day() {
    let facts = "[fee]\ntitle = \"Fee\"\naudience = \"client\"\nvalues = [{ from = 2025-01-01, value = \"£5\" }, \
                 { from = 2026-12-31, value = \"£7\" }, { from = 2027-06-01, value = \"£9\" }]\n";
    let quoting = |version: &str, day, log: &[_]| {
        let text = policy("A-1", version, day, "", log);
        text.replace(&format!("Text {version} of A-1."), &format!("We take {{fact:fee}}. Text {version}."))
    };
    let first = ("1.0", "2025-01-01");
    let folder = start(&[("a", quoting("1.0", first.1, &[first]))]).file("content/facts.toml", facts);
    let second = ("2.0", "2027-01-01");
    let folder = commit(folder, "2026-10-01", &[("a", quoting("2.0", second.1, &[second, first]))]);
    let knows = |run: &Run, address: &str, day: &str| {
        let page = run.text(&format!("client/{address}/index.html"));
        page.contains(&format!("data-from=\"{day}\""))
    };
    let run = built(&folder, "2026-11-21");
    let redline = page(&run, "a/changes");
    assert!(redline.contains("We take £7") && !redline.contains("£5"), "{redline}");
    assert!(page(&run, "a/versions/1.0").contains("We take £5"));
    assert!(knows(&run, "a/versions/1.0", "2026-12-31"));
    let run = built(&folder, "2027-02-01");
    assert!(page(&run, "a/versions/2.0").contains("We take £7") && page(&run, "a/versions/1.0").contains("We take £7"));
    assert!(knows(&run, "a/versions/2.0", "2027-06-01") && !knows(&run, "a/versions/1.0", "2027-06-01"));
}
