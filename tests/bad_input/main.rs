//! Bad input, through the program: never a panic, never a half-written site, never a guess where something could leak.
//!
//! Each test begins with a site that stands, spoils the handbook, and runs `build` and `check`. Refused input leaves the old
//! site as it was, byte for byte, and nothing beside it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;

mod bytes;
mod deep;
mod links;
mod many;
mod markup;
mod names;
mod shapes;
mod values;

use std::fs;

use support::folder::{Folder, Run, handbook};

/// A handbook with a page for clients and a site that stands.
fn standing() -> Folder {
    let folder = handbook().client("welcome.md", "Welcome.");
    folder.build().done();
    folder
}

/// What `build` says when it refuses what `spoil` did. The old site stands, and `check` finds the same.
#[track_caller]
fn refused(spoil: impl FnOnce(Folder) -> Folder) -> String {
    let folder = standing();
    let before = folder.build().done().site;
    let folder = spoil(folder);
    let build = folder.build().in_order();
    assert_ne!(build.code, Some(0), "this was built:\n{}", build.stderr);
    assert!(build.site == before, "the site that stood has changed");
    assert_tidy(&folder);
    let check = folder.check().in_order();
    let at_the_target = build.code == Some(2) && check.code == Some(0);
    assert!(at_the_target || check.code == build.code, "check and build differ\n{}\n{}", check.stdout, check.stderr);
    assert!(build.code == Some(2) || check.stdout.contains("error["), "check finds no error\n{}", check.stdout);
    shortened(&without_advice(&build.stderr))
}

/// What comes of what `spoil` did, which the program must take.
#[track_caller]
fn taken(spoil: impl FnOnce(Folder) -> Folder) -> Run {
    let folder = spoil(standing());
    let build = folder.build().in_order().done();
    assert_tidy(&folder);
    build
}

/// Nothing lies beside the sites.
#[track_caller]
fn assert_tidy(folder: &Folder) {
    let Ok(entries) = fs::read_dir(folder.root().join("dist")) else { return };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["client", "members", "staff"]);
}

/// The first diagnostic of a report.
fn first(report: &str) -> &str {
    report.split("\n\n").next().unwrap_or(report)
}

/// A text in which one to four characters that repeat for long stand once, with a mark behind them.
fn shortened(text: &str) -> String {
    const LONG: usize = 40;
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < characters.len() {
        let repeats = |period: usize| {
            let rest = &characters[at..];
            let same = rest.iter().zip(rest.iter().skip(period)).take_while(|(a, b)| a == b).count();
            (same + period > LONG).then_some((period, same + period))
        };
        match (1..=4).find_map(repeats) {
            Some((period, length)) => {
                out.extend(&characters[at..at + period]);
                out.push('⋯');
                at += length;
            }
            None => {
                out.push(characters[at]);
                at += 1;
            }
        }
    }
    out
}

/// A report without its last lines, which count and give advice.
fn without_advice(report: &str) -> String {
    let lines: Vec<&str> = report.trim_end().lines().collect();
    let end = lines.iter().rposition(|line| line.contains(" in ") && line.contains(" file")).unwrap_or(lines.len());
    lines[..end].iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
