//! A handbook with a past, compared on eight days with a table that was written by hand (`table.txt`).

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod edges;
mod handbook;
mod neighbours;
mod site;
mod table;

use site::Site;
use support::folder::Folder;
use table::{DAYS, Table};

fn table() -> Table {
    let table = Table::read(include_str!("table.txt"));
    assert!(table.policies.keys().eq(DAYS) && table.reviews.keys().eq(DAYS), "each day has its part of the table");
    assert!(table.log.len() > 50 && table.words.len() > 80);
    table
}

/// Fails with everything in which the program and the table differ.
#[track_caller]
fn agree(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn compare_days(days: std::ops::Range<usize>) {
    let table = table();
    let mut wrong = Vec::new();
    for at in days {
        let day = DAYS[at];
        let folder = handbook::on(day);
        let run = folder.run(&["build", "--today", day]).done();
        let site = Site { run: &run, day, at, as_of: false };
        site.compare(&table, &mut wrong);
        commands(&folder, &site, &table, &mut wrong);
    }
    agree(&wrong);
}

#[test]
fn each_day_of_the_past_is_what_the_table_says() {
    compare_days(0..4);
}

#[test]
fn each_day_since_is_what_the_table_says() {
    compare_days(4..7);
}

#[test]
fn a_build_of_a_past_day_is_what_the_table_says() {
    let table = table();
    let mut wrong = Vec::new();
    let folder = handbook::on("2026-11-21");
    for (at, day) in DAYS[..6].iter().enumerate() {
        let run = folder.run(&["build", "--as-of", day]).done();
        Site { run: &run, day, at, as_of: true }.compare(&table, &mut wrong);
    }
    agree(&wrong);
}

#[test]
fn nothing_is_built_of_the_day_before_the_first_commit() {
    let run = handbook::on("2026-11-21").run(&["build", "--as-of", "2024-01-14"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("the repository begins on 2024-01-15"), "{}", run.stderr);
    assert!(run.site.is_empty());
}

/// Compares what the commands print with the table. `policies.json` is the register of staff.
fn commands(folder: &Folder, site: &Site<'_>, table: &Table, wrong: &mut Vec<String>) {
    for (letter, edition) in site::EDITIONS {
        if letter != 'S' {
            let arguments = ["register", "--format", "json", "--edition", edition, "--today", site.day];
            site.compare_register(letter, &folder.run(&arguments).done().stdout, table, wrong);
        }
        if letter == 'S' || letter == 'C' {
            let arguments = ["changes", "--since", "2000-01-01", "--edition", edition, "--format", "json"];
            let digest = folder.run(&[&arguments[..], &["--today", site.day]].concat()).done();
            site.compare_digest(letter, &digest.stdout, table, wrong);
        }
    }
}
