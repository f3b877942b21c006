//! What comes to an end: withdrawn, superseded, retired, lapsed. What is announced, and what came of it.

use serde_json::Value;

use crate::commit;
use crate::support::folder::{Folder, Run, handbook};

/// A black policy for clients, with more front matter.
fn policy(id: &str, title: &str, more: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"{title}\"\nversion = \"1.0\"\nowner = \"client-care\"\naudience = \"client\"\n\
         flexibility = \"black\"\nreasons = [\"One rule for all.\"]\nrationale = \"So that nobody waits.\"\n\
         review_date = 2027-01-01\n{more}\n+++\n\nThe rule of {title}.\n"
    )
}

/// The same with a first day, and an entry of the change log for it.
fn since(id: &str, title: &str, day: &str, more: &str) -> String {
    let entry = format!(
        "effective = {day}\n{more}\n\n[[changes]]\nversion = \"1.0\"\ndate = {day}\nsummary = \"First.\"\naudience = \"client\""
    );
    policy(id, title, &entry)
}

/// With an address for clients, so that they have feeds.
fn published() -> Folder {
    let book = crate::support::DEFAULTS[0].1;
    let url = "out = \"dist/client\"\nurl = \"https://example.org/policies/\"";
    handbook().file("book.toml", book.replace("out = \"dist/client\"", url))
}

/// The digest of clients on a day, as JSON: date, id, whether it is announced, version, summary.
fn digest(folder: &Folder, today: &str) -> Vec<(String, String, bool, String, String)> {
    let arguments = ["changes", "--since", "2020-01-01", "--edition", "client", "--format", "json", "--today", today];
    let json: Value = serde_json::from_str(&folder.run(&arguments).done().stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let entry = |entry: &Value| {
        let announced = entry["announced"].as_bool().unwrap();
        (text(&entry["date"]), text(&entry["id"]), announced, text(&entry["version"]), text(&entry["summary"]))
    };
    json["changes"].as_array().unwrap().iter().map(entry).collect()
}

fn entry(date: &str, id: &str, summary: &str) -> (String, String, bool, String, String) {
    (date.to_owned(), id.to_owned(), false, "-".to_owned(), summary.to_owned())
}

fn build(folder: &Folder, today: &str) -> Run {
    folder.run(&["build", "--today", today]).done()
}

/// Every day that an entry of a feed has.
fn days(feed: &str) -> Vec<&str> {
    feed.split("<updated>").skip(2).map(|rest| &rest[..10]).collect()
}

#[test]
fn a_withdrawal_is_in_the_log_the_feeds_and_the_digest() {
    let folder = published()
        .file("content/refunds/cheques.md", since("CS-001", "Cheques", "2025-01-01", ""))
        .file("content/refunds/cards.md", since("CS-002", "Cards", "2025-01-01", ""));
    commit(&folder, "2025-01-01");
    let folder = folder.without("content/refunds/cheques.md");
    commit(&folder, "2026-03-05");
    let gone = entry("2026-03-05", "CS-001", "It was withdrawn.");
    assert_eq!(digest(&folder, "2026-06-15")[0], gone);
    let run = build(&folder, "2026-06-15");
    for feed in ["client/changes.atom", "client/refunds/changes.atom"] {
        let text = run.text(feed);
        assert!(text.contains("<title>Cheques: Withdrawn</title>\n<id>https://example.org/policies/p/CS-001/#withdrawn-2026-03-05</id>"), "{text}");
        assert_eq!(days(text), ["2026-03-05", "2025-01-01", "2025-01-01"], "{text}");
    }
    let log = run.text("client/changes/index.html");
    assert!(log.contains("href=\"../p/CS-001/index.html\">Cheques</a>") && log.contains("It was withdrawn."), "{log}");
}

#[test]
fn every_address_of_a_withdrawn_policy_leads_to_what_is_left() {
    let text = since("CS-001", "Cheques", "2025-01-01", "aliases = [\"/old/cheques/\", \"/cheque.html\"]");
    let folder = published().file("content/money/cheques.md", &text).client("money/_index.md", "Money.");
    commit(&folder, "2025-01-01");
    let folder = folder.without("content/money/cheques.md").file("content/refunds/by-cheque.md", &text);
    commit(&folder, "2025-06-01");
    let folder = folder.without("content/refunds").client("money/other.md", "Other.");
    commit(&folder, "2026-03-05");
    let run = build(&folder, "2026-06-15");
    for (place, href) in [
        ("client/money/cheques/index.html", "../../p/CS-001/index.html"),
        ("client/refunds/by-cheque/index.html", "../../p/CS-001/index.html"),
        ("client/old/cheques/index.html", "../../p/CS-001/index.html"),
        ("client/cheque.html", "p/CS-001/index.html"),
    ] {
        assert!(run.text(place).contains(&format!("href=\"{href}\">Cheques</a>")), "{place}: {}", run.text(place));
    }
    assert!(run.text("client/p/CS-001/index.html").contains("withdrawn on 5 March 2026"));
    let folder = folder.client("money/cheques.md", "Another page has this address now.");
    let run = build(&folder, "2026-06-15");
    assert!(run.text("client/money/cheques/index.html").contains("Another page has this address now."));
}

#[test]
fn a_policy_that_was_private_in_the_end_leaves_clients_no_trace() {
    let public = since("CS-001", "Lockers", "2025-01-01", "");
    let private = public.replace("audience = \"client\"\nflexibility", "audience = \"staff\"\nflexibility");
    let draft = private
        .replace("version = \"1.0\"\nowner", "version = \"2.0\"\nowner")
        .replace("effective = 2025-01-01", "effective = 2027-01-01");
    let secret = since("CS-009", "Layoffs", "2025-01-01", "")
        .replace("audience = \"client\"\nflex", "audience = \"staff\"\nflex");
    for last in [&private, &draft] {
        let folder = published().file("content/lockers.md", &public).file("content/layoffs.md", &secret);
        commit(&folder, "2025-01-01");
        let folder = folder.file("content/lockers.md", last);
        commit(&folder, "2025-06-01");
        let folder = folder.without("content/lockers.md").without("content/layoffs.md");
        commit(&folder, "2026-03-05");
        let run = build(&folder, "2026-06-15");
        assert!(
            run.site.contains_key("staff/p/CS-001/index.html") && run.site.contains_key("staff/lockers/index.html")
        );
        for (name, bytes) in run.site.iter().filter(|(name, _)| name.starts_with("client/")) {
            let text = String::from_utf8_lossy(bytes);
            for word in ["Lockers", "lockers", "CS-001", "Layoffs", "layoffs", "CS-009"] {
                assert!(!name.contains(word) && !text.contains(word), "{name}: {word}");
            }
        }
        assert_eq!(digest(&folder, "2026-06-15"), []);
    }
}

#[test]
fn a_chain_of_successors_is_followed_through_those_that_are_gone() {
    let text = |id, title, day, older: &str| since(id, title, day, &format!("supersedes = [\"{older}\"]"));
    let folder = published()
        .file("content/a.md", since("CS-001", "Cheques", "2024-01-01", ""))
        .file("content/b.md", text("CS-002", "Giro", "2025-02-01", "CS-001"))
        .file("content/c.md", text("CS-003", "Cards", "2025-08-01", "CS-002"))
        .file("content/d.md", text("CS-004", "Any card", "2026-12-01", "CS-003"));
    commit(&folder, "2025-08-01");
    let folder = folder.without("content/a.md").without("content/b.md");
    commit(&folder, "2025-09-01");
    let run = build(&folder, "2026-06-15");
    let read = |place: &str| crate::pages::read(run.text(place));
    let left = read("client/p/CS-001/index.html");
    let chain = "Replaced by Giro (1 February 2025). Giro was itself replaced by Cards (1 August 2025). Cards is to be replaced by \
                 Any card (1 December 2026).";
    assert!(left.contains(chain), "{left}");
    assert!(read("client/p/CS-002/index.html").contains("Replaced by Cards (1 August 2025)."));
    assert!(read("client/c/index.html").contains("To be replaced by Any card"));
    let json = digest(&folder, "2026-06-15");
    assert!(json.contains(&entry("2025-09-01", "CS-001", "It was withdrawn. Giro took its place.")), "{json:?}");
    assert!(json.iter().all(|(date, id, ..)| id != "CS-003" || date.as_str() < "2026-06-15"), "{json:?}");
    let later = digest(&folder, "2026-12-01");
    assert!(
        later.contains(&entry("2026-12-01", "CS-003", "It is no longer in force. Any card took its place.")),
        "{later:?}"
    );
}

#[test]
fn an_entry_names_as_successor_only_what_there_was_on_its_day() {
    let older = |day: &str, more: &str| since("CS-001", "Cheques", day, more);
    let newer = |day: &str| since("CS-002", "Cards", day, "supersedes = [\"CS-001\"]");
    let folder = published().file("content/a.md", older("2025-01-01", "")).client("page.md", "Here.");
    commit(&folder, "2025-01-01");
    let folder = folder.without("content/a.md");
    commit(&folder, "2026-03-05");
    let before = digest(&folder, "2026-06-15");
    assert!(before.contains(&entry("2026-03-05", "CS-001", "It was withdrawn.")), "{before:?}");
    for (day, said) in [
        ("2026-06-01", "It was withdrawn."),
        ("2026-03-06", "It was withdrawn."),
        ("2026-03-05", "It was withdrawn. Cards took its place."),
        ("2027-01-01", "It was withdrawn."),
    ] {
        folder.file_at("content/b.md", newer(day));
        let told = digest(&folder, "2026-06-15");
        let first = told.iter().find(|(_, id, ..)| id == "CS-001").unwrap();
        assert_eq!(first, &entry("2026-03-05", "CS-001", said), "{day}");
    }
    folder.file_at("content/b.md", newer("2026-06-01"));
    let page = crate::pages::read(build(&folder, "2026-06-15").text("client/p/CS-001/index.html"));
    assert!(page.contains("Replaced by Cards (1 June 2026)."), "its page says what there is now: {page}");

    // The same of a policy that was retired, and replaced later.
    let folder = published()
        .file("content/a.md", older("2025-01-01", "retired = 2026-02-01"))
        .file("content/b.md", newer("2026-04-01"));
    let told = digest(&folder, "2026-06-15");
    assert!(told.contains(&entry("2026-02-01", "CS-001", "It is no longer in force.")), "{told:?}");
}

#[test]
fn a_commit_of_a_day_to_come_dates_no_withdrawal() {
    let folder =
        published().file("content/a.md", since("CS-001", "Cheques", "2025-01-01", "")).client("page.md", "Here.");
    commit(&folder, "2025-01-01");
    let folder = folder.without("content/a.md");
    commit(&folder, "2031-03-05");
    let run = build(&folder, "2026-06-15");
    let page = crate::pages::read(run.text("client/p/CS-001/index.html"));
    assert!(page.contains("This policy has been withdrawn.") && !page.contains("2031"), "{page}");
    for (name, bytes) in &run.site {
        assert!(!String::from_utf8_lossy(bytes).contains("2031"), "{name}");
    }
    assert!(digest(&folder, "2026-06-15").iter().all(|(date, ..)| !date.starts_with("2031")));
    let page = crate::pages::read(build(&folder, "2031-03-05").text("client/p/CS-001/index.html"));
    assert!(page.contains("withdrawn on 5 March 2031"), "{page}");
}

#[test]
fn every_end_is_an_entry_of_its_day() {
    let pilot = "status = \"pilot\"\npilot = { until = 2026-03-31 }";
    let folder = published()
        .file("content/retired.md", since("CS-001", "Retired", "2025-01-01", "retired = 2026-02-01"))
        .file("content/trial.md", since("CS-002", "Trial", "2026-01-01", pilot))
        .file("content/interim.md", since("CS-003", "Interim", "2026-01-01", "until = 2026-04-30"))
        .file("content/off.md", since("CS-004", "Off", "2025-01-01", ""));
    commit(&folder, "2026-01-01");
    let folder = folder.file("content/off.md", since("CS-004", "Off", "2025-01-01", "status = \"retired\""));
    commit(&folder, "2026-05-05");
    let folder =
        folder.file("content/off.md", since("CS-004", "Off", "2025-01-01", "status = \"retired\"\ntags = [\"x\"]"));
    commit(&folder, "2026-05-20");
    let ended = [
        entry("2026-05-05", "CS-004", "It is no longer in force."),
        entry("2026-05-01", "CS-003", "It was in force for a time, and that is over."),
        entry("2026-04-01", "CS-002", "The trial is over."),
        entry("2026-02-01", "CS-001", "It is no longer in force."),
    ];
    let on = |day: &str| -> Vec<_> { digest(&folder, day).into_iter().filter(|entry| entry.3 == "-").collect() };
    assert_eq!(on("2026-06-15"), ended);
    assert_eq!(
        on("2026-04-30"),
        [ended[0].clone(), ended[2].clone(), ended[3].clone()]
            .into_iter()
            .filter(|e| e.1 != "CS-004")
            .collect::<Vec<_>>()
    );
    assert_eq!(on("2026-03-31"), ended[3..]);
    let page = crate::pages::read(build(&folder, "2026-06-15").text("client/trial/index.html"));
    assert!(page.contains("1 April 2026 The trial is over."), "{page}");
}

#[test]
fn what_is_announced_and_what_came_of_it_are_two_entries() {
    let first = since("CS-001", "Cards", "2025-01-01", "");
    let second = first
        .replace("version = \"1.0\"\nowner", "version = \"2.0\"\nowner")
        .replace("effective = 2025-01-01", "effective = 2026-06-01")
        .replacen("[[changes]]", "[[changes]]\nversion = \"2.0\"\ndate = 2026-06-01\nsummary = \"More.\"\naudience = \"client\"\n\n[[changes]]", 1);
    let folder = published().file("content/cards.md", first);
    commit(&folder, "2025-01-01");
    let folder = folder.file("content/cards.md", second);
    let short = |day: &str| -> Vec<String> {
        digest(&folder, day)
            .into_iter()
            .map(|(date, _, announced, version, _)| format!("{date} {version} {announced}"))
            .collect()
    };
    assert_eq!(
        short("2026-05-31"),
        ["- 2.0 true", "2025-01-01 1.0 false"],
        "nothing tells since when it has been known"
    );
    let run = build(&folder, "2026-05-31");
    assert_eq!(days(run.text("client/changes.atom")), ["2025-01-01"]);
    commit(&folder, "2026-04-10");
    assert_eq!(short("2026-05-31"), ["2026-04-10 2.0 true", "2025-01-01 1.0 false"]);
    assert_eq!(short("2026-06-01"), ["2026-06-01 2.0 false", "2026-04-10 2.0 true", "2025-01-01 1.0 false"]);
    for (today, wanted) in
        [("2026-05-31", &["2026-04-10", "2025-01-01"][..]), ("2026-06-01", &["2026-06-01", "2026-04-10", "2025-01-01"])]
    {
        let run = build(&folder, today);
        assert_eq!(days(run.text("client/changes.atom")), wanted);
        let page = crate::pages::read(run.text("client/cards/index.html"));
        assert_eq!(page.contains("Announced for 1 June 2026"), today == "2026-05-31", "{page}");
    }
}

#[test]
fn a_fact_to_come_is_told_as_what_will_be() {
    let fact = |values: &str| format!("[fee]\ntitle = \"Fee\"\naudience = \"client\"\n{values}");
    let value =
        |from: &str, value: &str, more: &str| format!("\n[[fee.values]]\nfrom = {from}\nvalue = \"{value}\"\n{more}");
    let (old, new) = (value("2024-01-01", "£25", ""), value("2026-12-01", "£20", ""));
    let hidden = value("2027-02-01", "£15", "audience = \"staff\"\n");
    let text = since("CS-001", "Cards", "2025-01-01", "").replace("The rule", "It costs {fact:fee}. The rule");
    let folder = published().file("content/cards.md", text).file("content/facts.toml", fact(&old));
    commit(&folder, "2025-01-01");
    let folder = folder.file("content/facts.toml", fact(&(old.clone() + &new + &hidden)));
    commit(&folder, "2026-05-02");
    let of_fact = |day: &str| -> Vec<_> {
        let log = digest(&folder, day).into_iter().filter(|(.., summary)| summary.starts_with("Fee"));
        log.map(|(date, _, announced, _, summary)| (date, announced, summary)).collect()
    };
    let told = |date: &str, announced, text: &str| (date.to_owned(), announced, text.to_owned());
    assert_eq!(
        of_fact("2026-06-15"),
        [told("2026-05-02", true, "Fee: From 1 December 2026 it will be £20 instead of £25.")]
    );
    assert_eq!(
        of_fact("2026-12-01"),
        [
            told("2026-12-01", false, "Fee: It was £25 and is £20."),
            told("2026-05-02", true, "Fee: From 1 December 2026 it was to be £20 instead of £25.")
        ]
    );
    let run = build(&folder, "2026-06-15");
    assert_eq!(days(run.text("client/changes.atom")), ["2026-05-02", "2025-01-01"]);
    for (name, bytes) in run.site.iter().filter(|(name, _)| name.starts_with("client/")) {
        assert!(!String::from_utf8_lossy(bytes).contains("£15"), "{name}");
        assert!(!String::from_utf8_lossy(bytes).contains("£25 and is £20"), "{name}");
    }
}

#[test]
fn a_draft_and_a_proposal_are_told_as_such() {
    let folder = published()
        .file("content/a.md", since("CS-001", "Proposal", "2026-02-01", "status = \"consultation\""))
        .file("content/b.md", since("CS-002", "Draft", "2027-02-01", "status = \"draft\""));
    commit(&folder, "2026-03-01");
    let arguments = ["changes", "--since", "2020-01-01", "--today", "2026-06-15"];
    let text = folder.run(&arguments).done().stdout;
    let wanted = "\n1 March 2026  Draft (CS-002) Version 1.0, Draft\n  First.\n\n\
                  1 February 2026  Proposal (CS-001) Version 1.0, In consultation\n  First.\n";
    assert!(text.contains(wanted), "{text}");
}

/// A day that was built, what was recorded with it, and the lines that let addresses go.
fn recorded(folder: Folder, gone: &str) -> (Folder, String) {
    folder.run(&["build", "--record", "--today", "2026-06-15"]).done();
    let text = std::fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
    (folder.file("content/addresses.txt", text.clone() + gone), text)
}

/// Cheques were replaced by cards, cards by phones; the files of cheques and cards have gone, cheques had two versions.
fn replaced_twice() -> Folder {
    let more = |more: &str| since("CS-002", "Cards", "2025-02-01", more);
    let second =
        since("CS-001", "Cheques", "2025-01-15", "").replace("\"1.0\"", "\"1.1\"").replace("The rule", "A rule");
    let folder = published().file("content/cheques.md", since("CS-001", "Cheques", "2025-01-01", ""));
    commit(&folder, "2025-01-01");
    let folder = folder.file("content/cheques.md", second);
    commit(&folder, "2025-01-15");
    let folder = folder.without("content/cheques.md").file("content/cards.md", more("supersedes = [\"CS-001\"]"));
    commit(&folder, "2025-02-01");
    let phones = since("CS-003", "Phones", "2025-03-01", "supersedes = [\"CS-002\"]");
    let folder = folder.without("content/cards.md").file("content/phones.md", phones);
    commit(&folder, "2025-03-01");
    folder
}

/// The files of an edition in which a word stands.
fn with_word<'a>(run: &'a Run, edition: &str, word: &str) -> Vec<&'a str> {
    let files = run.site.iter().filter(|(name, _)| name.starts_with(edition) && !name.contains("manifest.json"));
    let found = files.filter(|(name, bytes)| name.contains(word) || String::from_utf8_lossy(bytes).contains(word));
    found.map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_withdrawn_policy_that_is_let_go_leaves_no_trace() {
    let before = build(&replaced_twice(), "2026-06-15");
    for word in ["Cheques", "Cards", "CS-001", "CS-002", "cheques"] {
        assert!(!with_word(&before, "client", word).is_empty(), "{word}");
    }
    let alone = "gone /p/CS-001/ 2026-01-01\n";
    let (folder, _) = recorded(replaced_twice(), alone);
    let told = folder.check().stdout;
    assert!(told.contains("error[dropped-address]: `/cheques/` has been published"), "{told}");
    let gone = "gone /cheques/ 2026-01-01\ngone /p/CS-001/ 2026-01-01\n\
                gone /cards/ 2026-01-01 client\ngone /p/CS-002/ 2026-01-01 client\n";
    let (folder, _) = recorded(replaced_twice(), gone);
    assert_eq!(folder.check().done().stdout, "");
    let run = folder.run(&["build", "--record", "--today", "2026-06-15"]).done();
    for word in ["Cheques", "Cards", "CS-001", "CS-002", "cheques"] {
        assert_eq!(with_word(&run, "client", word), Vec::<&str>::new(), "{word}");
    }
    assert_eq!(with_word(&run, "staff", "cheques"), Vec::<&str>::new());
    assert!(run.site.contains_key("staff/p/CS-002/index.html") && run.site.contains_key("members/cards/index.html"));
    let kept = std::fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap();
    let lines: Vec<&str> = kept.lines().filter(|line| line.starts_with("gone") || line.contains("CS-00")).collect();
    assert!(gone.lines().all(|line| lines.contains(&line)) && !kept.contains("/p/CS-001/versions/"), "{kept}");
    assert_eq!(digest(&folder, "2026-06-15").iter().map(|entry| &*entry.1).collect::<Vec<_>>(), ["CS-003"]);
}

#[test]
fn a_withdrawn_policy_stays_until_the_day_on_which_it_is_let_go() {
    let (folder, text) = recorded(replaced_twice(), "");
    let folder = folder.file("content/addresses.txt", text + "gone /cheques/ 2026-06-16\ngone /p/CS-001/ 2026-06-16\n");
    assert!(build(&folder, "2026-06-15").site.contains_key("client/p/CS-001/index.html"));
    assert!(!build(&folder, "2026-06-16").site.contains_key("client/p/CS-001/index.html"));
    // A site of the past holds no more than today's.
    let past = folder.run(&["build", "--as-of", "2025-02-10"]).done();
    assert!(!past.site.contains_key("client-2025-02-10/p/CS-001/index.html"));
    assert!(past.site.contains_key("client-2025-02-10/cards/index.html"));
}

#[test]
fn an_old_address_of_a_withdrawn_policy_can_go_alone() {
    let (folder, _) = recorded(replaced_twice(), "gone /cheques/ 2026-01-01 client\n");
    let run = build(&folder, "2026-06-15");
    assert!(!run.site.contains_key("client/cheques/index.html") && run.site.contains_key("staff/cheques/index.html"));
    assert!(run.site.contains_key("client/p/CS-001/index.html") && run.site.contains_key("client/cards/index.html"));
}

/// Old versions and the pages of withdrawn policies come from the history: without it, one note says so. A policy that was there on the
/// day of the record is another matter.
#[test]
fn a_build_without_history_says_once_what_it_lacks() {
    let (folder, text) = recorded(replaced_twice(), "");
    assert!(text.contains("/cards/ signpost client,members,staff CS-002\n"), "{text}");
    assert!(text.contains("/p/CS-001/versions/1.0/ archive client,members,staff CS-001\n"), "{text}");
    let folder = folder.without(".git");
    let run = folder.run(&["check", "--today", "2026-06-15"]).done();
    assert_eq!(run.stdout.matches("dropped-address]").count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("of older versions and withdrawn policies, such as `/cards/`"), "{}", run.stdout);
    assert!(run.stdout.contains("the handbook is not in a git repository; a build with the whole history has them"));
    folder.run(&["build", "--record", "--today", "2026-06-15"]).done();
    assert_eq!(std::fs::read_to_string(folder.root().join("content/addresses.txt")).unwrap(), text);
    let run = folder.without("content/phones.md").run(&["check", "--today", "2026-06-15"]);
    assert!(run.stdout.contains("error[dropped-address]: `/p/CS-003/` and `/phones/`"), "{}", run.stdout);
    assert!(run.stdout.contains("a policy that was withdrawn keeps a page that says so"), "{}", run.stdout);
}

#[test]
fn an_address_of_a_withdrawn_policy_that_turned_private_has_its_own_advice() {
    let public = since("CS-001", "Lockers", "2025-01-01", "");
    let private = public.replace("audience = \"client\"\nflexibility", "audience = \"staff\"\nflexibility");
    let folder = published().file("content/lockers.md", &public);
    commit(&folder, "2025-01-01");
    let (folder, _) = recorded(folder, "");
    let folder = folder.file("content/lockers.md", &private);
    commit(&folder, "2025-06-01");
    let folder = folder.without("content/lockers.md");
    commit(&folder, "2026-06-15");
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    assert!(told.contains("the policy is withdrawn, and readers of members, client may not know of it"), "{told}");
    assert!(told.contains("`gone /lockers/ 2026-06-15 members,client`"), "{told}");
}
