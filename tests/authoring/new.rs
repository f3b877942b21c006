//! `greyline new`: a draft that lacks nothing but its texts, in its place, with an id that was free.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{files, greyline, printed, refused};

/// A starter handbook.
fn starter() -> TempDir {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init", "--today", "2026-03-01"]).assert().success();
    home
}

fn new(home: &TempDir, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = greyline(home.path(), &["new", "--today", "2026-03-01"]);
    command.args(arguments);
    command
}

fn read(home: &TempDir, path: &str) -> String {
    fs::read_to_string(home.path().join(path)).unwrap()
}

/// Nothing is wrong but that the texts are still to be written.
fn lacks_texts_alone(home: &Path) {
    let mut check = greyline(home, &["check", "--today", "2026-03-02", "--format", "concise"]);
    let output = check.assert().code(1).get_output().stdout.clone();
    let found = String::from_utf8(output).unwrap();
    // A draft does not serve the goals that a test adds, and is not yet in force.
    let is_of_text = |line: &&str| line.starts_with("content/") && !line.contains("[goal-without-policy]");
    let lines: Vec<&str> = found.lines().filter(is_of_text).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("warning[placeholder-text]")), "{found}");
}

#[test]
fn a_new_policy_is_a_draft_with_the_next_id_and_a_review_in_a_year() {
    let home = starter();
    let said = printed(&mut new(&home, &["service-standards/phone-calls", "--owner", "front-desk"]));
    assert_eq!(said, "content/service-standards/phone-calls.md\n");
    let text = read(&home, "content/service-standards/phone-calls.md");
    let (front, body) = text.strip_prefix("+++\n").unwrap().split_once("\n+++\n").unwrap();
    let front: toml::Table = front.parse().unwrap();
    let word = |key: &str| front[key].as_str().unwrap();
    assert_eq!((word("id"), word("title"), word("kind")), ("SS-002", "Phone calls", "policy"));
    assert_eq!((word("status"), word("flexibility"), word("owner")), ("draft", "grey", "front-desk"));
    assert_eq!(front["review_date"].to_string(), "2027-03-01");
    assert_eq!(front["options"][0]["decided_by"].as_str(), Some("front-desk"));
    assert!(!front.contains_key("audience"), "nothing is public by accident");
    assert!(body.contains("Replace this:"));
    lacks_texts_alone(home.path());
}

#[test]
fn every_kind_and_flexibility_lacks_texts_alone_and_stays_with_the_staff() {
    let home = starter();
    for kind in ["policy", "procedure", "standard", "guideline"] {
        for flexibility in ["black", "grey"] {
            let path = format!("onboarding/{kind}-{flexibility}");
            let flags = ["--kind", kind, "--flexibility", flexibility, "--owner", "manager", "--audience", "client"];
            new(&home, &[&[path.as_str()][..], &flags].concat()).assert().success();
            let text = read(&home, &format!("content/{path}.md"));
            assert_eq!(text.contains("reasons = ["), flexibility == "black");
            assert_eq!(text.contains("[[options]]"), flexibility == "grey");
            assert_eq!(text.contains("takes = "), kind == "procedure");
            assert!(text.contains("::: staff\n"));
        }
    }
    lacks_texts_alone(home.path());
    greyline(home.path(), &["build", "--today", "2026-03-02"]).assert().success();
    let replaced = |edition: &str| {
        files(&home.path().join("dist").join(edition)).iter().filter(|(_, text)| text.contains("Replace this")).count()
    };
    assert!(replaced("staff") >= 8, "staff see the drafts");
    assert_eq!(replaced("client"), 0, "nobody else does");
}

#[test]
fn a_new_section_gets_its_page() {
    let home = starter();
    let flags = ["payments/Late Fees", "--id", "PA-001", "--owner", "manager", "--audience", "client"];
    let assert = new(&home, &flags).assert().success();
    assert_eq!(assert.get_output().stdout, b"content/payments/late-fees.md\n");
    assert_eq!(assert.get_output().stderr, b"created section: content/payments/_index.md\n");
    let index = read(&home, "content/payments/_index.md");
    assert_eq!(index, "+++\ntitle = \"Payments\"\nkind = \"page\"\nstatus = \"draft\"\naudience = \"client\"\n+++\n");
    greyline(home.path(), &["build", "--today", "2026-03-02"]).assert().success();
    assert!(
        files(&home.path().join("dist/client")).iter().all(|(_, text)| !text.contains("Payments")),
        "not even its name"
    );
    assert!(read(&home, "content/payments/late-fees.md").contains("title = \"Late Fees\""));
    let second = printed(&mut new(&home, &["Payments/refunds.md", "--owner", "manager"]));
    assert_eq!(second, "content/payments/refunds.md\n", "a section is found by its address");
    assert!(read(&home, "content/payments/refunds.md").contains("id = \"PA-002\""));
    let deep = printed(&mut new(&home, &["content/payments/cards/chip-and-pin", "--owner", "manager"]));
    assert_eq!(deep, "content/payments/cards/chip-and-pin.md\n");
    assert!(
        read(&home, "content/payments/cards/chip-and-pin.md").contains("id = \"PA-003\""),
        "as the section around it"
    );
    assert!(home.path().join("content/payments/cards/_index.md").is_file());
    lacks_texts_alone(home.path());
    let policy = home.path().join("content/payments/late-fees.md");
    let text = fs::read_to_string(&policy).unwrap();
    let active = text.replace("status = \"draft\"", "status = \"active\"");
    fs::write(&policy, &active).unwrap();
    let refused = greyline(home.path(), &["build", "--today", "2026-03-02"]).assert().code(1).get_output().clone();
    let said = [refused.stdout, refused.stderr].concat();
    assert!(String::from_utf8(said).unwrap().contains("error[placeholder-text]"), "clients would read them");
    fs::write(policy, active.replace("Replace this:", "Written:")).unwrap();
    greyline(home.path(), &["build", "--today", "2026-03-02"]).assert().success();
    assert!(home.path().join("dist/client/payments/late-fees/index.html").is_file(), "one word puts it in force");
}

#[test]
fn an_id_is_never_given_twice() {
    let home = starter();
    let complaints = home.path().join("content/conflict-resolution/complaints.md");
    let text = fs::read_to_string(&complaints).unwrap();
    fs::write(&complaints, text.replace("related =", "supersedes = [\"CR-014\"]\nrelated =")).unwrap();
    new(&home, &["conflict-resolution/mediation", "--owner", "manager"]).assert().success();
    assert!(read(&home, "content/conflict-resolution/mediation.md").contains("id = \"CR-015\""));

    let said = refused(&mut new(&home, &["onboarding/x", "--owner", "manager", "--id", "cf-001"]));
    let taken = "content/confidentiality/what-we-keep-to-ourselves.md";
    assert_eq!(said, format!("error: the id `cf-001` is taken by {taken}\n"));
    let said = refused(&mut new(&home, &["onboarding/x", "--owner", "manager", "--id", "CR-014"]));
    assert!(said.contains("replaced"), "{said}");
    let said = refused(&mut new(&home, &["complaints/x", "--owner", "manager"]));
    assert_eq!(said, "error: no policy in the section `complaints` has an id; give one with --id CO-001\n");
    let said = refused(&mut new(&home, &["car-repair/x", "--owner", "manager"]));
    assert!(said.ends_with("--id CA-001\n"), "CR- is another section's: {said}");
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let home = starter();
    let before = files(home.path());
    let cases: [(&[&str], &str); 13] = [
        (&["onboarding/first-day", "--owner", "manager"], "content/onboarding/first-day.md already exists"),
        (&["onboarding/First_Day", "--owner", "manager", "--id", "X Y"], "`X Y` cannot be a part of an address"),
        (&["onboarding/x"], "name the owner with --owner: one of director, front-desk, manager"),
        (&["onboarding/x", "--owner", "manger"], "has no `manger`; did you mean `manager`?"),
        (
            &["onboarding/x", "--owner", "manager", "--audience", "clients"],
            "no audience `clients`; did you mean `client`?",
        ),
        (&["onboarding/x", "--owner", "manager", "--title", " "], "--title: it cannot be empty"),
        (&["x", "--owner", "manager"], "`x` names no section"),
        (&["../x", "--owner", "manager"], "`..` needs at least one letter or digit"),
        (&["onboarding/..", "--owner", "manager"], "`..` needs at least one letter or digit"),
        (&["onboarding/_index", "--owner", "manager"], "`_index` is the page of a section"),
        (&["assets/x", "--owner", "manager", "--id", "RE-001"], "`/assets` is reserved"),
        (&["onboarding/x", "--kind", "page"], "invalid value 'page'"),
        (&["onboarding/x", "--flexibility", "white"], "invalid value 'white'"),
    ];
    for (arguments, wanted) in cases {
        let said = refused(&mut new(&home, arguments));
        assert!(said.contains(wanted), "{arguments:?}: {said}");
        assert_eq!(files(home.path()), before, "{arguments:?}");
    }
}

#[test]
fn mistakes_elsewhere_do_not_keep_anyone_from_beginning() {
    let home = starter();
    fs::write(home.path().join("content/onboarding/broken.md"), "+++\ntitle = \"Broken\"\n+++\n[x](nowhere.md)\n")
        .unwrap();
    greyline(home.path(), &["check"]).assert().code(1);
    new(&home, &["onboarding/mentors", "--owner", "manager"]).assert().success();
    fs::write(home.path().join("book.toml"), "title = ").unwrap();
    let assert = new(&home, &["onboarding/again", "--owner", "manager"]).assert().code(1);
    assert!(String::from_utf8_lossy(&assert.get_output().stderr).contains("book.toml"));
}

#[test]
fn titles_and_keys_may_be_full_of_marks() {
    let home = starter();
    let title = r#"<b "Fees" & 'more' \ ]] +++"#;
    new(&home, &["onboarding/x", "--owner", "manager", "--title", title]).assert().success();
    let goals =
        read(&home, "content/goals.toml") + "\n[\"a\\nb = 1\"]\ntitle = \"Odd\"\n[\"[[c]]\"]\ntitle = \"Odder\"\n";
    fs::write(home.path().join("content/goals.toml"), goals).unwrap();
    new(&home, &["onboarding/y", "--owner", "manager"]).assert().success();
    lacks_texts_alone(home.path());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside_of_the_handbook() {
    let (home, elsewhere) = (starter(), TempDir::new().unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), home.path().join("content/away")).unwrap();
    let said = refused(&mut new(&home, &["away/x", "--owner", "manager", "--id", "AW-001"]));
    assert!(said.contains("is outside content/"), "{said}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn programs_are_told_what_was_written() {
    let home = starter();
    let flags = ["a-b/c", "--owner", "manager", "--id", "AB-1", "--format", "json"];
    let assert = new(&home, &flags).assert().success();
    assert_eq!(assert.get_output().stderr, b"");
    let done: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let written = ["content/a-b/_index.md", "content/a-b/c.md"];
    assert_eq!(done, serde_json::json!({ "path": "content/a-b/c.md", "id": "AB-1", "written": written }));
}

#[test]
fn the_path_can_be_opened_from_where_the_command_ran() {
    let home = starter();
    let here = home.path().join("content/onboarding");
    let said = printed(&mut greyline(&here, &["new", "onboarding/mentors", "--owner", "manager"]));
    assert!(here.join(said.trim_end()).is_file(), "{said}");
}

#[test]
fn help_has_an_example() {
    let home = TempDir::new().unwrap();
    assert!(printed(&mut greyline(home.path(), &["new", "--help"])).contains("greyline new payments/late-fees"));
}
