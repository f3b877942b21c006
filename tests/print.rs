//! `greyline print`: a policy as a PDF, by a Chromium that is on the machine, and the pack of a day.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use support::folder::{Folder, Run, handbook};

/// A policy for clients with a word for staff, in a version.
fn policy(version: &str, from: &str, word: &str) -> String {
    // Somebody is to approve each version, and has approved the second.
    let approved = if version == "2.0" {
        ", approved = { by = \"duty-manager\", on = 2026-02-20, reference = \"Minutes 7\" }"
    } else {
        ""
    };
    format!(
        "+++\nid = \"CS-1\"\ntitle = \"Refunds\"\nowner = \"client-care\"\napproved_by = \"duty-manager\"\nversion = \"{version}\"\n\
         effective = {from}\naudience = \"client\"\nflexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"So.\"\n\
         say = \"Marmalade for you.\"\nreview_date = 2027-01-01\n\
         changes = [{{ version = \"{version}\", date = {from}, summary = \"Now {word}.\", audience = \"client\"{approved} }}]\n+++\n\n\
         Paid in {word}.\n\n{}\n\n::: staff\nMarmalade of the desk.\n:::\n",
        "A long text of many words.\n\n".repeat(90)
    )
}

/// A handbook in a repository, with two versions of its policy.
fn with_history() -> Folder {
    let folder = handbook().client("_index.md", "Front.");
    let git = |day: &str, words: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=T", "-c", "user.email=t@x.example", "-c", "commit.gpgsign=false"]).args(words);
        let day = format!("{day}T12:00:00Z");
        command.current_dir(folder.root()).env("GIT_AUTHOR_DATE", &day).env("GIT_COMMITTER_DATE", &day);
        assert!(command.output().unwrap().status.success(), "{words:?}");
    };
    git("2026-01-01", &["init", "--quiet"]);
    for (version, day, word) in [("1.0", "2026-01-01", "groats"), ("2.0", "2026-03-01", "florins")] {
        folder.file_at("content/refunds.md", policy(version, day, word));
        git(day, &["add", "."]);
        git(day, &["commit", "--quiet", "--message", version]);
    }
    folder
}

fn print(folder: &Folder, more: &[&str]) -> Run {
    let arguments = [&["print", "--today", "2026-06-15"], more].concat();
    folder.run(&arguments)
}

/// The words of each page of a PDF, by the program that most systems have for it.
fn pages(pdf: &Path) -> Vec<String> {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().expect("pdftotext is installed");
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// Whether this machine can print and read what was printed; `tests/run` installs both.
fn can_print() -> bool {
    let has = |name: &str, option: &str| Command::new(name).arg(option).output().is_ok();
    let found = has("chromium", "--version") && has("pdftotext", "-v");
    assert!(found || std::env::var_os("CI").is_none(), "no chromium or no pdftotext here");
    found
}

#[test]
fn every_page_of_a_printed_policy_says_which_text_it_is() {
    if !can_print() {
        return;
    }
    let folder = with_history();
    let made = print(&folder, &["CS-1", "-o", "new.pdf"]).done();
    assert!(made.stdout.contains("CS-1 of edition staff → new.pdf"), "{}", made.stdout);
    let hash = |edition: &str| {
        let built = folder.run(&["build", "--today", "2026-06-15"]).done();
        let manifest: serde_json::Value =
            serde_json::from_str(built.text(&format!("{edition}/manifest.json"))).unwrap();
        manifest["policies"]["CS-1"]["2.0"].as_str().unwrap().to_owned()
    };
    let staff = pages(&folder.root().join("new.pdf"));
    assert!(staff.len() > 2, "{staff:?}");
    for page in &staff {
        for words in [
            "CS-1 Refunds",
            "Version 2.0, in force since 1 March 2026",
            "Approved by: Duty manager, 20 February 2026",
            "1 January 2027",
            &hash("staff"),
        ] {
            assert!(page.contains(words), "no {words} in {page}");
        }
    }
    assert!(staff[0].contains("So.") && staff.concat().contains("Marmalade of the desk"), "{}", staff[0]);

    print(&folder, &["CS-1", "--version", "1.0", "--edition", "client", "--paper", "letter"]).done();
    let client = pages(&folder.root().join("CS-1-1.0.pdf"));
    print(&folder, &["CS-1", "--version", "1.0", "-o", "old.pdf"]).done();
    let old = pages(&folder.root().join("old.pdf")).concat();
    assert!(!old.to_lowercase().contains("approved by"), "nobody approves what is over: {old}");
    let whole = client.concat();
    assert!(client.iter().all(|page| page.contains("Version 1.0") && page.contains("Superseded")), "{}", client[0]);
    assert!(whole.contains("Paid in groats") && !whole.contains("florins"), "{whole}");
    assert!(!whole.contains("armalade") && !whole.contains("Duty manager") && !whole.contains("2027"), "{whole}");
    let raw = String::from_utf8_lossy(&std::fs::read(folder.root().join("CS-1-1.0.pdf")).unwrap()).into_owned();
    assert!(!raw.contains(std::env::temp_dir().to_str().unwrap()), "the PDF names a path of this machine");
}

#[test]
fn what_cannot_be_printed_is_said_plainly() {
    let folder = with_history();
    let none = folder.run_with(&["print", "CS-1"], &[("PATH", "/nowhere"), ("CHROME", "")]);
    assert!(none.code == Some(2) && none.stderr.contains("there is no Chromium on this machine"), "{}", none.stderr);
    let gone = folder.run_with(&["print", "CS-1"], &[("CHROME", "/nowhere/chrome")]);
    assert!(gone.code == Some(2) && gone.stderr.contains("CHROME names /nowhere/chrome"), "{}", gone.stderr);
    // A program that is no browser makes nothing, and nothing is left behind.
    let other = folder.run_with(&["print", "CS-1", "--today", "2026-06-15", "-o", "x.pdf"], &[("CHROME", "true")]);
    assert!(other.code == Some(2) && other.stderr.contains("made no PDF"), "{}", other.stderr);
    assert!(!folder.root().join("x.pdf").exists());
    let asked = |arguments: &[&str]| {
        let run = folder.run_with(&[&["print", "--today", "2026-06-15"], arguments].concat(), &[("CHROME", "true")]);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        run.stderr
    };
    assert!(asked(&["CS-2"]).contains("no policy with the id `CS-2`; did you mean `CS-1`?"));
    assert!(asked(&["CS-1", "--version", "3.0"]).contains("has no version 3.0 in edition staff; there are 1.0, 2.0"));
    assert!(asked(&["CS-1", "--edition", "clients"]).contains("there is no edition `clients`"));
    assert!(asked(&["CS-1", "-o", "book.toml"]).contains("book.toml exists already"));
    assert!(asked(&["--pack", "2027-01-01"]).contains("lies ahead"));
    assert!(asked(&["--pack", "2025-01-01"]).contains("the repository begins on 2026-01-01"));
}

/// The files of an archive.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: String| {
        let mut bytes = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(&mut read).collect()
}

/// What is for staff is written neither where it would be published nor where clients would find it.
#[test]
fn nothing_is_written_among_the_sources_or_into_a_site() {
    let folder = with_history();
    folder.build().done();
    let sources = "lies in the handbook's source files";
    let in_site = ["dist/client/pack.zip", "dist/client/digest", "dist/client/all", "dist/client/staff.pdf"];
    if can_print() {
        let run = print(&folder, &["CS-1", "--edition", "staff", "-o", "dist/client/staff.pdf"]);
        assert!(
            run.code == Some(2) && run.stderr.contains("lies in the site of the edition `client`"),
            "{}",
            run.stderr
        );
    }
    for (arguments, why) in [
        (&["print", "--pack", "2026-03-15", "-o", "static/client/pack.zip"][..], sources),
        (&["print", "--pack", "2026-03-15", "-o", "content/pack.zip"], sources),
        (&["print", "--pack", "2026-03-15", "-o", "dist/client/pack.zip"], "lies in the site of the edition `client`"),
        (&["reviews", "--digest", "static/client", "--format", "html"], sources),
        (
            &["reviews", "--digest", "dist/client/digest", "--format", "html"],
            "lies in the site of the edition `client`",
        ),
        (&["export", "static/client"], sources),
        (&["export", "themes/own/assets"], sources),
        (&["export", "dist/client/all"], "lies in the site of the edition `client`"),
    ] {
        let run = folder.run(&[arguments, &["--today", "2026-06-15"]].concat());
        assert!(run.code == Some(2) && run.stderr.contains(why), "{arguments:?}: {}{}", run.stdout, run.stderr);
        for name in ["static", "themes", "content/pack.zip"].into_iter().chain(in_site) {
            assert!(!folder.root().join(name).exists(), "{arguments:?}: {name}");
        }
    }
}

#[test]
fn a_pack_holds_a_day_as_one_edition_knew_it() {
    let folder = with_history();
    let packed = |edition: &str, day: &str, out: &str| {
        print(&folder, &["--pack", day, "--edition", edition, "-o", out]).done();
        std::fs::read(folder.root().join(out)).unwrap()
    };
    let first = packed("client", "2026-04-01", "a.zip");
    assert_eq!(first, packed("client", "2026-04-01", "b.zip"), "the same day gives the same bytes");
    let files = unpacked(&first);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    for name in ["README.txt", "SHA256SUMS", "policies.json", "register.csv", "versions.csv", "site/index.html"] {
        assert!(files.contains_key(name), "no {name}");
    }
    assert!(text("site/refunds/versions/1.0/index.html").contains("Paid in groats"));
    assert!(text("site/refunds/changes/index.html").contains("<del>"));
    let versions = text("versions.csv");
    assert!(versions.contains("CS-1,Refunds,1.0,superseded,2026-01-01,2026-02-28,,,,Now groats."), "{versions}");
    assert!(versions.contains("CS-1,Refunds,2.0,in-force,2026-03-01,,,,,Now florins."), "{versions}");
    for (name, bytes) in &files {
        let words = String::from_utf8_lossy(bytes);
        assert!(!words.contains("armalade") && !words.contains("Duty manager"), "{name} is not for clients");
        let sum = text("SHA256SUMS").contains(&format!("  {name}\n"));
        assert!(sum || name == "SHA256SUMS", "{name} has no sum");
    }
    let staff = unpacked(&packed("staff", "2026-02-01", "c.zip"));
    let versions = String::from_utf8_lossy(&staff["versions.csv"]).into_owned();
    assert!(versions.contains("1.0,in-force,2026-01-01,,,,,Now groats."), "nobody approved it: {versions}");
    let later = unpacked(&packed("staff", "2026-04-01", "d.zip"));
    let versions = String::from_utf8_lossy(&later["versions.csv"]).into_owned();
    assert!(versions.contains("2026-03-01,,Duty manager,2026-02-20,Minutes 7,Now florins."), "{versions}");
    assert!(
        !staff.values().any(|bytes| String::from_utf8_lossy(bytes).contains("florins")),
        "what came later is in it"
    );
}

#[test]
fn the_audit_reads_a_pack_and_a_printed_policy() {
    let folder = with_history();
    folder.run(&["build", "--today", "2026-06-15"]).done();
    let audit = || folder.run(&["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"]);
    // Nothing is printed into a site, so somebody has put it there.
    let add = |more: &[&str], to: &str| {
        print(&folder, &[more, &["-o", "printed"]].concat()).done();
        std::fs::rename(folder.root().join("printed"), folder.root().join(to)).unwrap();
    };
    add(&["--pack", "2026-04-01", "--edition", "client"], "dist/client/day.zip");
    assert_eq!(audit().code, Some(0), "{}", audit().stdout);
    add(&["--pack", "2026-04-01", "--edition", "staff"], "dist/client/staff.zip");
    let found = audit();
    assert!(found.code == Some(1) && (found.stdout.clone() + &found.stderr).contains("staff.zip"), "{}", found.stdout);
    std::fs::remove_file(folder.root().join("dist/client/staff.zip")).unwrap();
    if can_print() {
        add(&["CS-1", "--edition", "client"], "dist/client/refunds.pdf");
        assert_eq!(audit().code, Some(0), "{}", audit().stdout);
        add(&["CS-1"], "dist/client/staff.pdf");
        assert_eq!(audit().code, Some(1), "a staff PDF passes for one of clients");
    }
}
