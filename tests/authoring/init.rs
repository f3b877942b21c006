//! `greyline init`, seen from outside: what it writes stands up to every other command, and what was there stays.

use std::fs;

use tempfile::TempDir;

use crate::{files, greyline, printed, refused};

#[test]
fn the_starter_checks_clean_and_builds_both_editions() {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init", "book", "--title", "House Rules"]).assert().success();
    let book = home.path().join("book");
    greyline(&book, &["check"]).assert().success().stdout("No problems found.\n");
    greyline(&book, &["build"]).assert().success();

    let page = |edition: &str, path: &str| fs::read_to_string(book.join("dist").join(edition).join(path)).unwrap();
    assert!(page("client", "index.html").contains("House Rules"));
    assert!(
        page("client", "service-standards/answering/index.html").contains("2 working days"),
        "the fact is filled in"
    );
    assert!(page("staff", "onboarding/first-day/index.html").contains("companion"));
    let said_by_staff = ["Before you go home", "Taking a complaint", "30 minutes", "companion", "friendly voice"];
    for words in said_by_staff {
        assert!(files(&book.join("dist/staff")).iter().any(|(_, text)| text.contains(words)), "staff read “{words}”");
        let leak = files(&book.join("dist/client")).into_iter().find(|(_, text)| text.contains(words));
        assert_eq!(leak.map(|(path, _)| path), None, "clients read “{words}”");
    }
    for edition in ["staff", "client"] {
        let audit = ["audit", &format!("dist/{edition}"), "--edition", edition];
        assert!(printed(&mut greyline(&book, &audit)).starts_with("Nothing private was found"), "{edition}");
    }
    for area in ["onboarding", "service-standards", "conflict-resolution", "confidentiality"] {
        assert!(book.join("content").join(area).join("_index.md").is_file());
    }
}

#[test]
fn every_policy_of_the_starter_shows_what_governs_it() {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init", "--today", "2026-02-28"]).assert().success();
    let policies: Vec<_> =
        files(&home.path().join("content")).into_iter().filter(|(_, text)| text.contains("\nid = ")).collect();
    assert_eq!(policies.len(), 4);
    for (path, text) in &policies {
        assert!(text.contains("review_date = 2027-02-28"), "{path}");
        let black = text.contains("flexibility = \"black\"") && text.contains("\nreasons = [");
        let grey = text.contains("flexibility = \"grey\"") && text.contains("[[options]]");
        assert!(black != grey, "{path}");
    }
    let all: String = policies.into_iter().map(|(_, text)| text).collect();
    for part in ["\"black\"", "\"grey\"", "::: staff", "{fact:", "[[scenarios]]", "[[standards]]", "rationale.client"] {
        assert!(all.contains(part), "{part}");
    }
}

#[test]
fn a_handbook_is_never_written_over() {
    for (name, inside) in [("book.toml", None), ("content", Some("content/own.md"))] {
        let home = TempDir::new().unwrap();
        match inside {
            None => fs::write(home.path().join(name), "mine").unwrap(),
            Some(file) => {
                fs::create_dir(home.path().join(name)).unwrap();
                fs::write(home.path().join(file), "mine").unwrap();
            }
        }
        let before = files(home.path());
        let said = refused(&mut greyline(home.path(), &["init"]));
        assert_eq!(said, format!("error: . already contains {name}; nothing was written\n"));
        assert_eq!(files(home.path()), before);
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_there_all_the_same() {
    let home = TempDir::new().unwrap();
    std::os::unix::fs::symlink("elsewhere", home.path().join("content")).unwrap();
    assert!(refused(&mut greyline(home.path(), &["init"])).contains("already contains content"));
    assert!(!home.path().join("elsewhere").exists());
}

#[test]
fn other_files_are_left_alone() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join(".gitignore"), "*.log\n").unwrap();
    fs::write(home.path().join("README.md"), "mine").unwrap();
    let said = printed(&mut greyline(home.path(), &["init"]));
    assert!(said.contains(".gitignore already exists and was not changed"));
    assert_eq!(fs::read_to_string(home.path().join(".gitignore")).unwrap(), "*.log\n");
    assert_eq!(fs::read_to_string(home.path().join("README.md")).unwrap(), "mine");
    let mut names: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".gitignore", "README.md", "book.toml", "content"], "nothing else is left behind");
}

#[test]
fn the_last_words_are_the_next_commands() {
    let home = TempDir::new().unwrap();
    let said = printed(&mut greyline(home.path(), &["init", "the book"]));
    let next: Vec<&str> = said.lines().rev().take(3).map(|line| line.trim().split("  ").next().unwrap()).collect();
    let commands = ["build", "new payments/refunds", "serve"];
    assert_eq!(next, commands.map(|command| format!("greyline {command} --root 'the book'")));
    assert_eq!(fs::read_to_string(home.path().join("the book/.gitignore")).unwrap(), "/dist\n");
}

#[test]
fn programs_are_told_what_was_written() {
    let home = TempDir::new().unwrap();
    let said = printed(&mut greyline(home.path(), &["init", "book", "--format", "json"]));
    let done: serde_json::Value = serde_json::from_str(&said).unwrap();
    let mut written: Vec<&str> =
        done["written"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    written.sort_unstable();
    let there = files(&home.path().join("book"));
    assert_eq!(written, there.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
    assert_eq!(done["root"], "book");
    assert_eq!(done["next"][0], "greyline serve --root book");
}

#[test]
fn a_title_may_be_full_of_marks() {
    let home = TempDir::new().unwrap();
    let title = r#"<blink "Rules" & 'more' \ @today@ +++"#;
    greyline(home.path(), &["init", "--title", title, "--organisation", "Müller's \"Bad\""]).assert().success();
    greyline(home.path(), &["check"]).assert().success();
    greyline(home.path(), &["build"]).assert().success();
    let front = fs::read_to_string(home.path().join("dist/client/index.html")).unwrap();
    assert!(front.contains("@today@"), "the title is not filled in again");
    assert!(!front.contains("<blink"), "the title is text");
    let said = refused(&mut greyline(&home.path().join("dist"), &["init", "x", "--title", "a\nb"]));
    assert_eq!(said, "error: --title: it must be one line of plain text\n");
}

#[test]
fn the_folder_may_be_named_as_for_every_other_command() {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init", "--root", "deep/book"]).assert().success();
    greyline(home.path(), &["check", "--root", "deep/book"]).assert().success();
}

#[test]
fn help_has_an_example() {
    let home = TempDir::new().unwrap();
    assert!(printed(&mut greyline(home.path(), &["init", "--help"])).contains("greyline init handbook"));
}
