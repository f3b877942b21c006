//! `greyline release`: a new version in the front matter, and not a byte more.

use std::fs;

use tempfile::TempDir;

use crate::{greyline, printed, refused};

const ID: &str = "RF-001";

const TOML: &str = "\u{feff}+++\r\n# kept\r\nid = 'RF-001'\r\ntitle = \"Refunds\"\r\nversion = \"1.0\"   # the number\r\neffective = 2026-01-01\r\n\
    owner = \"manager\"\r\nflexibility = \"black\"\r\nreasons = [\r\n  \"Because.\",\r\n]\r\nrationale = \"Why.\"\r\nreview_date = 2027-01-01\r\n\r\n\
    [[changes]]\r\nversion = \"1.0\"\r\ndate = 2026-01-01\r\nsummary = \"First.\"\r\n+++\r\nBody.\r\n";

fn handbook(text: &str) -> (TempDir, std::path::PathBuf) {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init", "--today", "2026-03-01"]).assert().success();
    let file = home.path().join("content/service-standards/refunds.md");
    fs::write(&file, text).unwrap();
    (home, file)
}

fn release(home: &TempDir, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = greyline(home.path(), &["release", "--today", "2026-03-01"]);
    command.args(arguments);
    command
}

#[test]
fn the_version_its_day_and_its_entry_are_written_and_nothing_else() {
    let (home, file) = handbook(TOML);
    let flags =
        [ID, "--version", "1.1", "--summary", "Shorter: “14” days.", "--reason", "Asked for.", "--audience", "client"];
    let said = printed(&mut release(&home, &flags));
    assert_eq!(said, "content/service-standards/refunds.md: 1.1 in force from 2026-03-01, after 1.0\n");
    let entry = "[[changes]]\r\nversion = \"1.1\"\r\ndate = 2026-03-01\r\nsummary = \"Shorter: “14” days.\"\r\nreason = \"Asked for.\"\r\naudience = \"client\"\r\n\r\n";
    let wanted = TOML
        .replacen("version = \"1.0\"", "version = \"1.1\"", 1)
        .replacen("effective = 2026-01-01", "effective = 2026-03-01", 1)
        .replacen("[[changes]]", &format!("{entry}[[changes]]"), 1);
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(
        left,
        fs::read_dir(file.parent().unwrap())
            .unwrap()
            .filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "md"))
            .count(),
        "no scratch file is left"
    );
}

#[test]
fn yaml_is_edited_in_place_too_and_wording_is_marked() {
    let text = "---\nid: RF-001 # kept\ntitle: Refunds\nversion: 1.0\nowner: manager\nflexibility: black\nreasons: [Because.]\nrationale: Why.\n\
        review_date: 2027-01-01\nchanges:\n  - version: 1.0\n    date: 2026-01-01\n    summary: First.\n---\nBody.\n";
    let (home, file) = handbook(text);
    let flags =
        [ID, "--version", "1.0.1", "--date", "2026-04-01", "--summary", "Spelling.", "--minor", "--format", "json"];
    let said: serde_json::Value = serde_json::from_str(&printed(&mut release(&home, &flags))).unwrap();
    assert_eq!(
        (said["before"].as_str(), said["version"].as_str(), said["material"].as_bool()),
        (Some("1.0"), Some("1.0.1"), Some(false))
    );
    let wanted = text.replacen("version: 1.0\n", "version: 1.0.1\neffective: 2026-04-01\n", 1).replacen(
        "  - version",
        "  - version: \"1.0.1\"\n    date: 2026-04-01\n    material: false\n    summary: \"Spelling.\"\n  - version",
        1,
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
}

#[test]
fn who_approved_it_stands_in_the_entry() {
    let (home, file) = handbook(TOML);
    let flags =
        [ID, "--version", "1.1", "--summary", "Shorter.", "--approved-by", "manager", "--reference", "Minutes 7"];
    release(&home, &flags).args(["--approved-on", "2026-02-20"]).assert().success();
    let text = fs::read_to_string(&file).unwrap();
    let line =
        "summary = \"Shorter.\"\r\napproved = { by = \"manager\", on = 2026-02-20, reference = \"Minutes 7\" }\r\n";
    assert!(text.contains(line), "{text}");
    let tries: [(&[&str], &str); 3] = [
        (&["--approved-by", "managr"], "did you mean `manager`?"),
        (&["--approved-by", "manager", "--approved-on", "2026-03-02"], "2026-03-02 is still to come"),
        (&["--reference", "Minutes 8"], "--approved-by"),
    ];
    for (arguments, wanted) in tries {
        let said = refused(release(&home, &[ID, "--version", "1.2", "--summary", "x"]).args(arguments));
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let (home, file) = handbook(TOML);
    let tries: [(&[&str], &str); 7] = [
        (&["RF-01", "--version", "2.0", "--summary", "x"], "did you mean `RF-001`?"),
        (&[ID, "--version", "1.0", "--summary", "x"], "version 1.0 already exists; the next one would be 1.1"),
        (&[ID, "--version", "two", "--summary", "x"], "write numbers with dots"),
        (&[ID, "--version", "2.0", "--summary", "x", "--date", "2025-12-31"], "before 2026-01-01"),
        (&[ID, "--summary", "x"], "--version"),
        (&[ID, "--version", "2.0"], "--summary"),
        (&[ID, "--version", "2.0", "--summary", "x", "--audience", "clients"], "`clients` is not an audience"),
    ];
    for (arguments, wanted) in tries {
        let said = refused(&mut release(&home, arguments));
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), TOML);
}

#[cfg(unix)]
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let (home, file) = handbook(TOML);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    release(&home, &[ID, "--version", "2.0", "--summary", "x"]).assert().success();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}
