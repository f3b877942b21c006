//! The same sources and the same day give the same bytes: on one core or two, in any folder, language and time zone.

mod support;

use std::collections::BTreeMap;

use support::folder::{Folder, Order, example};

/// A day on which the example is known to have no error.
const DAY: &str = "2026-11-21";

type Site = BTreeMap<String, Vec<u8>>;

fn build(folder: &Folder, variables: &[(&str, &str)]) -> Site {
    folder.run_with(&["build", "--compress", "--today", DAY], variables).done().site
}

/// The files in which two sites differ.
fn differences(one: &Site, other: &Site) -> Vec<String> {
    let names = one.keys().chain(other.keys());
    let mut names: Vec<String> = names.filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}

const HERE: [(&str, &str); 4] = [("RAYON_NUM_THREADS", "1"), ("LANG", "C"), ("LC_ALL", "C"), ("TZ", "UTC")];
const THERE: [(&str, &str); 6] = [
    ("RAYON_NUM_THREADS", "2"),
    ("LANG", "de_DE.UTF-8"),
    ("LC_ALL", "tr_TR.UTF-8"),
    ("TZ", "Pacific/Kiritimati"),
    ("HOME", "/nowhere"),
    ("SOURCE_DATE_EPOCH", "1"),
];

#[test]
fn two_builds_give_the_same_bytes() {
    let one = build(&example(Order::Forwards), &HERE);
    let other = build(&example(Order::Backwards), &THERE);
    assert!(one.len() > 500, "the example has {} files", one.len());
    assert!(one.keys().any(|name| name.strip_suffix(".gz").is_some()));
    assert_eq!(differences(&one, &other), Vec::<String>::new());
}

#[test]
fn a_build_over_an_old_site_gives_the_bytes_of_a_fresh_one() {
    let folder = example(Order::Forwards);
    let fresh = build(&folder, &THERE);
    let changed = folder.file("content/passing.md", "+++\ntitle = \"Passing\"\nkind = \"page\"\n+++\n\nGone again.\n");
    let more = build(&changed, &HERE);
    assert!(!differences(&fresh, &more).is_empty());
    let back = changed.without("content/passing.md");
    assert_eq!(differences(&fresh, &build(&back, &HERE)), Vec::<String>::new());
}

#[test]
fn reports_are_the_same() {
    let spoilt = |order| {
        let folder =
            (0..40).fold(example(order), |folder, n| folder.client(&format!("page-{n}.md"), "[Gone](gone.md)"));
        folder.without("content/goals.toml")
    };
    let check = |folder: &Folder, format, variables: &[(&str, &str)]| {
        folder.run_with(&["check", "--today", DAY, "--format", format], variables).in_order().stdout
    };
    let (one, other) = (spoilt(Order::Forwards), spoilt(Order::Backwards));
    for format in ["human", "concise", "json", "sarif", "github"] {
        let told = check(&one, format, &HERE);
        // For people, many findings of one rule are summed up.
        let least = if format == "human" { 5 } else { 40 };
        assert!(told.matches("gone.md").count() >= least, "{told}");
        assert!(told == check(&other, format, &THERE), "{format}");
    }
}
