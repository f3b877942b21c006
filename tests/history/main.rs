//! Versions out of git, through the program: what was in force, when, and what is left of it.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod drafts;
mod places;
mod records;
mod repository;
mod sources;
#[path = "../support/mod.rs"]
mod support;
mod withheld;

use std::fs;
use std::process::Command;

use repository::{Issue, Repository, git, refunds, words};
use support::folder::{Folder, Run, handbook};

const FILE: &str = "content/refunds.md";
const STAFF: &str = "staff/refunds/";

/// The words of a version of CS-001, as staff read it.
fn version(run: &Run, number: &str) -> String {
    words(run, &format!("{STAFF}versions/{number}/index.html"))
}

/// The numbers that the list of versions of CS-001 names, newest first.
fn listed(run: &Run) -> Vec<String> {
    let page = words(run, &format!("{STAFF}versions/index.html"));
    let numbers = page.split("Version ").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
    numbers.collect()
}

fn two_versions() -> Folder {
    handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Within ten days."))
        .commit("2025-01-01")
        .file(FILE, refunds("2.0", "2026-01-01", "Within five days."))
        .commit("2026-01-01")
}

#[test]
fn a_version_is_the_last_text_that_bore_its_number() {
    let run = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Within nine days."))
        .commit("2025-01-01")
        .file(FILE, refunds("1.0", "2025-01-01", "Within ten days."))
        .commit("2025-01-02")
        .file(FILE, refunds("2.0", "2026-01-01", "Within five days."))
        .commit("2026-01-01")
        .built();
    assert!(version(&run, "1.0").contains("Within ten days."));
    assert!(version(&run, "2.0").contains("Within five days."));
    assert!(words(&run, "staff/refunds/index.html").contains("Within five days."));
    assert_eq!(listed(&run), ["2.0", "1.0"]);
    let old = version(&run, "1.0");
    assert!(old.contains("Superseded") && old.contains("Replaced on 1 January 2026 by Version 2.0"), "{old}");
}

#[test]
fn a_policy_is_known_by_its_id_through_renames_and_moves() {
    let run = handbook()
        .repository()
        .file("content/money/back.md", refunds("1.0", "2024-05-01", "By cheque."))
        .commit("2024-05-01")
        .git(&["mv", "content/money/back.md", "content/money-back.md"])
        .commit("2024-06-01")
        .file("content/money-back.md", refunds("1.5", "2025-01-01", "By bank."))
        .commit("2025-01-01")
        .without("content/money-back.md")
        .file(FILE, refunds("2.0", "2026-01-01", "By card."))
        .commit("2026-01-01")
        .built();
    assert!(version(&run, "1.0").contains("By cheque."));
    assert!(version(&run, "1.5").contains("By bank."));
    assert_eq!(listed(&run), ["2.0", "1.5", "1.0"]);
}

#[test]
fn an_id_that_moves_to_another_file_takes_its_versions_along() {
    let other = |version, body| Issue { id: "CS-002", version, effective: "2025-01-01", body }.text();
    let run = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Refunds, first."))
        .file("content/other.md", other("1.0", "Other, first."))
        .commit("2025-01-01")
        .file(FILE, other("1.1", "Other, second."))
        .file("content/other.md", refunds("2.0", "2026-01-01", "Refunds, second."))
        .commit("2026-01-01")
        .built();
    assert!(words(&run, "staff/other/versions/1.0/index.html").contains("Refunds, first."));
    assert!(words(&run, "staff/refunds/versions/1.0/index.html").contains("Other, first."));
}

#[test]
fn a_number_that_comes_back_is_the_text_that_came_last() {
    let run = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Ten days, the first time."))
        .commit("2025-01-01")
        .file(FILE, refunds("1.1", "2025-03-01", "Five days."))
        .commit("2025-03-01")
        .file(FILE, refunds("1.0", "2025-04-01", "Ten days, the second time."))
        .commit("2025-04-01")
        .file(FILE, refunds("2.0", "2026-01-01", "A week."))
        .commit("2026-01-01")
        .built();
    assert!(version(&run, "1.0").contains("the second time"));
    assert_eq!(listed(&run), ["2.0", "1.0", "1.1"]);
}

#[test]
fn what_a_merge_settled_counts_before_what_was_tried_beside_it() {
    let folder = two_versions().git(&["checkout", "-q", "-b", "side"]);
    let folder = folder.file(FILE, refunds("3.0", "2026-02-01", "Tried at first.")).commit("2026-01-10");
    let folder = folder.file(FILE, refunds("2.5", "2026-01-15", "Tried in between.")).commit("2026-01-11");
    let folder = folder.file(FILE, refunds("3.0", "2026-02-01", "Tried on the side.")).commit("2026-01-12");
    let folder = folder.git(&["checkout", "-q", "main"]).file("content/other.md", page("Other")).commit("2026-01-13");
    let folder = folder.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    let folder = folder.file(FILE, refunds("3.0", "2026-02-01", "Settled by the merge.")).commit("2026-01-14");
    let run = folder.file(FILE, refunds("4.0", "2026-03-01", "Later.")).commit("2026-03-01").built();
    assert!(version(&run, "3.0").contains("Settled by the merge."));
    assert!(version(&run, "2.5").contains("Tried in between."), "what a branch had is found as well");
    assert_eq!(listed(&run), ["4.0", "3.0", "2.5", "2.0", "1.0"]);
}

fn page(title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nA page.\n")
}

#[test]
fn a_text_that_could_not_be_read_is_noted_and_the_rest_stands() {
    let broken = refunds("1.5", "2025-06-01", "Readable by nobody else.").replace("reasons = [", "reasons = [[");
    let run = handbook()
        .repository()
        .file(FILE, "No front matter at all.\n")
        .commit("2024-01-01")
        .file(FILE, refunds("1.0", "2025-01-01", "Within ten days."))
        .commit("2025-01-01")
        .file(FILE, broken)
        .commit("2025-06-01")
        .file(FILE, refunds("2.0", "2026-01-01", "Within five days."))
        .commit("2026-01-01")
        .built();
    assert_eq!(listed(&run), ["2.0", "1.5", "1.0"]);
    let page = version(&run, "1.5");
    assert!(page.contains("cannot be read"), "{page}");
    assert!(!run.site.contains_key("client/refunds/versions/1.5/index.html"), "who may read it is not known");
    assert!(words(&run, "client/refunds/versions/1.0/index.html").contains("Within ten days."));
}

#[test]
fn an_announced_version_waits_for_its_day() {
    let folder = two_versions().file(FILE, refunds("3.0", "2026-09-01", "Within two days.")).commit("2026-06-01");
    let run = folder.built();
    let page = words(&run, "client/refunds/index.html");
    assert!(page.contains("Within five days.") && !page.contains("Within two days."), "{page}");
    assert!(page.contains("Version 3.0 comes into force on 1 September 2026."), "{page}");
    let ahead = words(&run, "client/refunds/versions/3.0/index.html");
    assert!(ahead.contains("Announced") && ahead.contains("Within two days."), "{ahead}");
    let run = folder.run(&["build", "--today", "2026-09-01"]);
    let page = words(&run, "client/refunds/index.html");
    assert!(page.contains("Within two days.") && !page.contains("comes into force"), "{page}");
}

#[test]
fn a_policy_whose_file_has_gone_leaves_a_page() {
    let heir = Issue { id: "CS-009", version: "1.0", effective: "2026-03-01", body: "Instead." };
    let heir = heir.text().replace("owner =", "supersedes = [\"CS-001\"]\nowner =");
    let run = two_versions().without(FILE).file("content/heir.md", heir).commit("2026-03-01").built();
    let left = words(&run, "client/p/CS-001/index.html");
    assert!(left.contains("withdrawn on 1 March 2026") && left.contains("Replaced by"), "{left}");
    assert!(words(&run, "client/p/CS-001/versions/1.0/index.html").contains("Within ten days."));
    assert!(words(&run, "client/p/CS-001/versions/2.0/index.html").contains("Within five days."));
}

#[test]
fn the_handbook_as_of_any_day_is_what_git_has_for_that_day() {
    let texts =
        [("2024-03-01", "1.0", "By cheque."), ("2024-09-15", "1.1", "By bank."), ("2025-02-01", "2.0", "By card.")];
    let mut folder = handbook().repository().commit("2024-01-15");
    for (day, number, body) in texts {
        folder = folder.file(FILE, refunds(number, day, body)).commit(day);
    }
    let other = Issue { id: "CS-002", version: "1.0", effective: "2024-06-01", body: "Come early." }.text();
    folder = folder.file("content/late.md", other).commit("2025-03-01");
    folder = folder.without("content/late.md").commit("2025-12-01");
    let days = [
        "2024-02-28",
        "2024-03-01",
        "2024-05-31",
        "2024-06-01",
        "2024-09-14",
        "2024-09-15",
        "2025-01-31",
        "2025-02-01",
        "2025-11-30",
        "2025-12-01",
    ];
    for day in days {
        let run = folder.run(&["build", "--as-of", day]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let place = format!("client-{day}/refunds/index.html");
        let before = format!("{day}T23:59:59Z");
        let last = git(folder.root(), &["rev-list", "-1", "--before", &before, "HEAD", "--", FILE], day);
        let commit = String::from_utf8(last.stdout).unwrap();
        if commit.trim().is_empty() {
            assert!(!run.site.contains_key(&place), "{day}: nothing was in force");
        } else {
            let object = format!("{}:{FILE}", commit.trim());
            let text = String::from_utf8(git(folder.root(), &["show", &object], day).stdout).unwrap();
            let body = text.rsplit("+++\n").next().unwrap().trim();
            let page = words(&run, &place);
            assert!(page.contains(body), "{day}: {page}");
            assert!(page.starts_with("Past version"), "{day}: {page}");
        }
        let late = format!("client-{day}/late/index.html");
        let is_read = run.site.contains_key(&late) && run.text(&late).contains("Come early.");
        assert_eq!(is_read, ("2024-06-01".."2025-12-01").contains(&day), "{day}");
        assert_eq!(
            run.site.contains_key(&late),
            day >= "2024-06-01",
            "{day}: once it is gone, its address leads to what is left"
        );
    }
}

#[test]
fn a_policy_that_went_and_came_back_was_not_there_in_between() {
    let folder = two_versions().git(&["rm", "-q", FILE]).commit("2026-02-01");
    let folder = folder.file(FILE, refunds("3.0", "2026-04-01", "Within a day.")).commit("2026-04-01");
    for (day, body) in
        [("2026-01-31", Some("Within five days.")), ("2026-03-31", None), ("2026-04-01", Some("Within a day."))]
    {
        let run = folder.run(&["build", "--as-of", day]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let place = format!("client-{day}/refunds/index.html");
        match body {
            Some(body) => assert!(words(&run, &place).contains(body), "{day}"),
            None => {
                assert!(run.text(&place).contains("href=\"../p/CS-001/index.html\""), "{day}: {}", run.text(&place));
                assert!(!run.text(&place).contains("Within"), "{day}");
                let left = words(&run, &format!("client-{day}/p/CS-001/index.html"));
                assert!(left.contains("withdrawn on 1 February 2026"), "{left}");
            }
        }
    }
}

#[test]
fn a_day_of_the_past_has_the_addresses_of_that_day() {
    let other = |body| Issue { id: "CS-002", version: "1.0", effective: "2025-01-01", body }.text();
    let folder = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Within ten days."))
        .file("content/other.md", other("Come early."))
        .commit("2025-01-01")
        .git(&["rm", "-q", FILE])
        .commit("2025-09-01")
        .git(&["mv", "content/other.md", FILE])
        .commit("2025-10-01");
    let run = folder.run(&["build", "--as-of", "2025-06-30"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(words(&run, "client-2025-06-30/refunds/index.html").contains("Within ten days."));
    assert!(words(&run, "client-2025-06-30/other/index.html").contains("Come early."));
}

#[test]
fn what_is_private_today_is_in_no_version_for_clients() {
    let before = "Ask at the desk.\n\nThe night code of the boat house is four seven one one.\n\n- towels\n- The spare key hangs behind the pump.\n";
    let after = "Ask at the desk.\n\n::: staff\nThe night code of the boat house is four seven one one.\n\nThe spare key hangs behind the pump.\n:::\n\n- towels\n";
    let run = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", before))
        .commit("2025-01-01")
        .file(FILE, refunds("2.0", "2026-01-01", after))
        .commit("2026-01-01")
        .built();
    assert!(version(&run, "1.0").contains("four seven one one"));
    let told = words(&run, "client/refunds/versions/1.0/index.html");
    assert!(told.contains("Ask at the desk.") && told.contains("towels"), "{told}");
    for (path, bytes) in run.site.iter().filter(|(path, _)| path.starts_with("client/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("four seven") && !text.contains("behind the pump"), "{path}");
    }
}

#[test]
fn an_old_text_that_nobody_could_read_for_certain_stays_refused() {
    let before =
        "Words beside the block.\n\n::: managers\nThe night code of the boat house is four seven one one.\n:::\n";
    let after = "Ask at the desk.\n\n::: staff\nThe night code of the boat house is four seven one one.\n:::\n";
    let run = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", before))
        .commit("2025-01-01")
        .file(FILE, refunds("2.0", "2026-01-01", after))
        .commit("2026-01-01")
        .built();
    assert!(version(&run, "1.0").contains("Words beside the block."));
    for (path, bytes) in run.site.iter().filter(|(path, _)| path.starts_with("client/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("beside the block") && !text.contains("four seven"), "{path}");
    }
}

#[test]
fn an_edition_without_an_archive_has_no_old_version() {
    let book = support::DEFAULTS[0].1.replace("out = \"dist/client\"", "out = \"dist/client\"\narchive = false");
    let run = two_versions().file("book.toml", book).built();
    assert!(run.site.keys().all(|path| !path.starts_with("client/refunds/v") && !path.starts_with("client/refunds/c")));
    assert!(run.site.contains_key("staff/refunds/versions/1.0/index.html"));
}

#[test]
fn the_repository_is_read_once_for_each_commit() {
    let folder = two_versions();
    let tools = tempfile::tempdir().unwrap();
    let log = tools.path().join("calls");
    let real = Command::new("sh").args(["-c", "command -v git"]).output().unwrap().stdout;
    let script = format!(
        "#!/bin/sh\necho \"$*\" >> '{}'\nexec '{}' \"$@\"\n",
        log.display(),
        String::from_utf8(real).unwrap().trim()
    );
    let program = tools.path().join("git");
    fs::write(&program, script).unwrap();
    Command::new("chmod").arg("+x").arg(&program).status().unwrap();
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
    let calls = |folder: &Folder| {
        fs::write(&log, "").unwrap();
        let run = folder.run_with(&["build", "--today", "2026-06-15"], &[("PATH", &path)]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(version(&run, "1.0").contains("Within ten days."));
        let calls = fs::read_to_string(&log).unwrap();
        (calls.matches(" log ").count(), calls.matches("cat-file").count())
    };
    assert_eq!(calls(&folder), (2, 2));
    assert_eq!(calls(&folder), (0, 0));
    let folder = folder.file("content/new.md", page("New")).commit("2026-06-10");
    assert_eq!(calls(&folder), (2, 2));
}

/// What clients are given of a policy that went through these texts, a year apart, the last one being that of today.
fn past_for_clients(texts: &[(&str, &str, &str)]) -> Run {
    let mut folder = handbook().repository();
    for (place, (name, audience, body)) in texts.iter().enumerate() {
        let day = format!("{}-01-01", 2020 + place);
        let text = refunds(&format!("{}.0", place + 1), &day, body)
            .replace("audience = \"client\"\nflexibility", &format!("audience = \"{audience}\"\nflexibility"));
        if let Some((before, ..)) = place.checked_sub(1).map(|before| texts[before]) {
            folder = folder.without(&format!("content/{before}.md"));
        }
        folder = folder.file(&format!("content/{name}.md"), text).commit(&day);
    }
    folder.built()
}

fn clients_read(run: &Run, words: &str) -> Vec<String> {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let of_clients = run.site.iter().filter(|(path, _)| path.starts_with("client/"));
    let found = of_clients.filter(|(_, bytes)| squeezed(&String::from_utf8_lossy(bytes)).contains(words));
    found.map(|(path, _)| path.clone()).collect()
}

#[test]
fn what_was_withheld_once_stays_withheld() {
    let secret = "The night code of the boat house is four seven one one.";
    let public = format!("Ask at the desk.\n\n{secret}\n");
    let block = format!("Ask at the desk.\n\n::: staff\n{secret}\n:::\n");
    let removed = "Ask at the desk, please.\n";
    let item = "Ask at the desk.\n\n::: staff\n- First.\n- **The night code** of the boat\n  [house](CS-001) is four seven one one.\n:::\n";
    let cases: [&[(&str, &str, &str)]; 4] = [
        // A block for staff, then no block at all.
        &[("refunds", "client", &public), ("refunds", "client", &block), ("refunds", "client", removed)],
        // For staff as a whole, then reworded and public again.
        &[("refunds", "client", &public), ("refunds", "staff", &public), ("refunds", "client", removed)],
        // Withheld in another form.
        &[("refunds", "client", &public), ("refunds", "client", item), ("refunds", "client", removed)],
        // Withheld before a change of name.
        &[("refunds", "client", &public), ("refunds", "client", &block), ("other", "client", removed)],
    ];
    for (case, texts) in cases.into_iter().enumerate() {
        let run = past_for_clients(texts);
        assert!(clients_read(&run, "four seven").is_empty(), "{case}: {:?}", clients_read(&run, "four seven"));
    }
    let run = past_for_clients(cases[0]);
    let sentence = "Parts that are no longer public may have been left out.";
    for page in ["versions/1.0", "versions", "changes"] {
        assert!(words(&run, &format!("client/refunds/{page}/index.html")).contains(sentence), "{page}");
        assert!(!words(&run, &format!("staff/refunds/{page}/index.html")).contains(sentence), "{page}");
    }
    // What nobody ever withheld is still in the archive.
    let run = past_for_clients(&[
        ("refunds", "staff", &public),
        ("refunds", "client", &public),
        ("refunds", "client", removed),
    ]);
    assert!(!clients_read(&run, "four seven").is_empty());
}

#[test]
fn a_file_that_has_gone_still_withholds() {
    let secret = "The night code of the boat house is four seven one one.";
    let public = refunds("1.0", "2024-01-01", &format!("Ask at the desk.\n\n{secret}\n"));
    let block = refunds("2.0", "2025-01-01", &format!("Ask at the desk.\n\n::: staff\n{secret}\n:::\n"));
    let other = Issue { id: "CS-002", version: "1.0", effective: "2026-01-01", body: "Come early." }.text();
    let before = handbook().repository().file(FILE, public).commit("2024-01-01").file(FILE, block).commit("2025-01-01");
    let gone = before.without(FILE).commit("2025-09-01");
    let run = gone.built();
    assert!(clients_read(&run, "four seven").is_empty(), "{:?}", clients_read(&run, "four seven"));
    assert!(
        run.site.contains_key("client/p/CS-001/versions/1.0/index.html") || !clients_read(&run, "CS-001").is_empty()
    );
    let used_again = gone.file(FILE, other).commit("2026-01-01");
    let run = used_again.built();
    assert!(clients_read(&run, "four seven").is_empty(), "{:?}", clients_read(&run, "four seven"));
    let as_of = used_again.run(&["build", "--as-of", "2024-06-30"]);
    assert_eq!(as_of.code, Some(0), "{}", as_of.stderr);
    let told = words(&as_of, "client-2024-06-30/refunds/index.html");
    assert!(told.contains("Ask at the desk.") && !told.contains("four seven"), "{told}");
    for command in [
        &["diff", "CS-001", "1.0", "2.0", "--edition", "client"][..],
        &["changes", "--edition", "client", "--since", "2020-01-01"],
    ] {
        let run = used_again.run(command);
        assert!(!run.stdout.contains("four seven"), "{command:?}: {}", run.stdout);
    }
}

#[test]
fn what_is_shown_is_compared_and_not_what_was_typed() {
    let old = "Ask at the desk.\n\nThe night code of the boat house is four seven one one.\n\nCall Jane Smith on (01234) 567-890, she pays up to £1250 at once.\n\n\
               Don’t say it to the café’s guests or to others.\n";
    let hidden = [
        "The night code of the [boat house](CS-001) is four seven one one.",
        "The *night* code<!-- so --> of the boat house is four seven one one.",
        "- The night code\n  of the boat house is four\n  seven one one.",
        "| code | door |\n|---|---|\n| The night code of the boat house is four seven one one | x |",
    ];
    for text in hidden {
        let today = format!(
            "Ask at the desk. <!-- The night code of the boat house is four seven one one. -->\n\n\
             [Door](https://example.org/ \"The night code of the boat house is four seven one one.\")\n\n::: staff\n{text}\n:::\n"
        );
        let run = past_for_clients(&[("refunds", "client", old), ("refunds", "client", &today)]);
        let told = words(&run, "client/refunds/versions/1.0/index.html");
        assert!(told.contains("Ask at the desk.") && !told.contains("four seven"), "{text}: {told}");
        let changes = words(&run, "client/refunds/changes/index.html");
        assert!(!changes.contains("four seven"), "{text}: {changes}");
    }
    let today = "Ask at the desk.\n\n::: staff\nJane Smith\n\nAt night: 01234 567890\n\nNever more than £1,250 without her.\n:::\n";
    let run = past_for_clients(&[("refunds", "client", old), ("refunds", "client", today)]);
    assert!(clients_read(&run, "Jane Smith").is_empty() && clients_read(&run, "1250").is_empty());
    assert!(!clients_read(&run, "four seven").is_empty());
    let today = "Ask at the desk.\r\r::: staff\rDon't say it to the cafe\u{301}'s guests or to others.\r:::\r";
    let run = past_for_clients(&[("refunds", "client", old), ("refunds", "client", today)]);
    assert!(clients_read(&run, "guests or to others").is_empty());
    // The glossary, the mission and the people of today withhold too.
    for (name, text) in [
        (
            "content/glossary.md",
            "+++\ntitle = \"Glossary\"\n+++\n\nboat code\n\n: The night code of the boat house is four seven one one.\n",
        ),
        ("content/goals.toml", "mission = \"The night code of the boat house is four seven one one.\"\n"),
        (
            "content/people.toml",
            "[client-care]\nrole = \"Client care\"\naudience = \"client\"\n[boats]\nrole = \"Boats\"\nname = \"Jane Smith\"\n",
        ),
    ] {
        let folder = handbook().repository().file(FILE, refunds("1.0", "2025-01-01", old)).commit("2025-01-01");
        let run = folder.file(FILE, refunds("2.0", "2026-01-01", "Ask.")).file(name, text).commit("2026-01-01").built();
        let secret = if name.contains("people") { "Jane Smith" } else { "four seven" };
        assert!(clients_read(&run, secret).is_empty(), "{name}: {:?}", clients_read(&run, secret));
        assert!(!clients_read(&run, "guests or to others").is_empty(), "{name}");
    }
}

#[test]
fn a_day_of_the_past_has_the_text_that_its_version_had_that_day() {
    let folder = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", "Within ten days."))
        .commit("2025-01-01")
        .file(FILE, refunds("1.0", "2025-01-01", "Within nine days."))
        .commit("2025-03-01")
        .file(
            "content/late.md",
            Issue { id: "CS-002", version: "1.0", effective: "2025-02-01", body: "Come early." }.text(),
        )
        .commit("2025-06-01")
        .file(
            "content/late.md",
            Issue { id: "CS-002", version: "1.0", effective: "2025-02-01", body: "Come late." }.text(),
        )
        .commit("2025-09-01");
    for (day, refunds, late) in [
        ("2025-01-31", "Within ten days.", None),
        ("2025-02-28", "Within ten days.", Some("Come early.")),
        ("2025-03-01", "Within nine days.", Some("Come early.")),
        ("2025-09-01", "Within nine days.", Some("Come late.")),
    ] {
        let run = folder.run(&["build", "--as-of", day]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(words(&run, &format!("client-{day}/refunds/index.html")).contains(refunds), "{day}");
        let place = format!("client-{day}/late/index.html");
        match late {
            Some(text) => assert!(words(&run, &place).contains(text), "{day}"),
            None => assert!(!run.site.contains_key(&place), "{day}"),
        }
    }
}

#[test]
fn a_day_of_the_past_has_its_own_pages_people_goals_touchpoints_and_glossary() {
    let page =
        |body: &str| format!("+++\ntitle = \"Welcome\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n{body}\n");
    let touchpoints = |title: &str| format!("[refund]\ntitle = \"{title}\"\naudience = \"client\"\n");
    let people = |role: &str, rest: &str| format!("[client-care]\nrole = \"{role}\"\naudience = \"client\"\n{rest}");
    let glossary = |means: &str| format!("+++\naudience = \"client\"\n+++\n\ncredit\n\n: {means}\n");
    let text =
        refunds("1.0", "2025-01-01", "Ask for credit.").replace("owner =", "touchpoints = [\"refund\"]\nowner =");
    let folder = handbook()
        .repository()
        .file(FILE, text)
        .file("content/welcome.md", page("It is 2025."))
        .file("content/touchpoints.toml", touchpoints("My money"))
        .file(
            "content/people.toml",
            people("Old care", "[boss]\nrole = \"Boss of boats\"\nname = \"Jane Smith\"\naudience = \"client\"\n"),
        )
        .file("content/glossary.md", glossary("What we owe."))
        .commit("2025-01-01")
        .file("content/welcome.md", page("It is 2026."))
        .file("content/news.md", page("New in 2026."))
        .file("content/touchpoints.toml", touchpoints("Money back"))
        .file("content/people.toml", people("New care", "[boss]\nrole = \"Boss of boats\"\nname = \"Jane Smith\"\n"))
        .file("content/glossary.md", glossary("What you may spend."))
        .commit("2026-01-01");
    let run = folder.run(&["build", "--as-of", "2025-06-30"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let site = "client-2025-06-30";
    assert!(words(&run, &format!("{site}/welcome/index.html")).contains("It is 2025."));
    assert!(!run.site.contains_key(&format!("{site}/news/index.html")));
    let all = |words: &str| {
        let mut pages = run.site.iter().filter(|(path, _)| path.starts_with(site));
        pages.any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(words))
    };
    for (then, now) in [("My money", "Money back"), ("Old care", "New care"), ("What we owe", "What you may spend")] {
        assert!(all(then) && !all(now), "{then} / {now}");
    }
    // Who is for staff alone today was for clients then.
    assert!(!all("Jane Smith") && !all("Boss of boats"));
    let sentence = "Parts that are no longer public may have been left out.";
    assert!(words(&run, &format!("{site}/refunds/index.html")).contains(sentence));
    assert!(!words(&run, "staff-2025-06-30/refunds/index.html").contains(sentence));
}

#[test]
fn a_day_of_which_the_history_cannot_tell_is_refused() {
    let folder = two_versions();
    let run = folder.run(&["build", "--as-of", "2020-01-01"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("the repository begins on"), "{}", run.stderr);
    assert!(run.site.is_empty(), "{:?}", run.site.keys());
    let without = handbook().file(FILE, refunds("1.0", "2025-01-01", "Within ten days."));
    let run = without.run(&["build", "--as-of", "2025-06-30"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("not in a git repository"), "{}", run.stderr);
    assert!(run.site.is_empty());
}

#[test]
fn a_version_lists_the_other_texts_that_bore_its_number() {
    let staff = |secret: &str| format!("Within nine days.\n\n::: staff\n{secret}\n:::\n");
    let run = handbook()
        .repository()
        .file(FILE, refunds("0.9", "2024-02-01", "Within a month."))
        .commit("2024-01-01")
        .file(FILE, refunds("1.0", "2025-02-01", "A first draft of it."))
        .commit("2025-01-01")
        .file(FILE, refunds("1.0", "2025-02-01", "Within ten days."))
        .commit("2025-01-15")
        .file(FILE, refunds("1.0", "2025-02-01", &staff("Ask Ann.")))
        .commit("2025-03-05")
        .file(FILE, refunds("1.0", "2025-02-01", &staff("Ask Bob.")))
        .commit("2025-04-06")
        .built();
    let page = words(&run, "client/refunds/versions/1.0/index.html");
    assert!(page.contains("Until 5 March 2025") && page.contains("Within ten days."), "{page}");
    assert!(!page.contains("first draft") && !page.contains("April"), "{page}");
    let page = words(&run, "staff/refunds/versions/1.0/index.html");
    assert!(page.contains("Until 6 April 2025") && page.contains("Ask Ann.") && page.contains("Ask Bob."), "{page}");
}
