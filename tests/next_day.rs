//! A build on the next day changes no page on which nothing changed, and a page knows the day on which something on it does.

mod support;

use std::collections::BTreeMap;

use greyline::diagnostic::Diagnostics;
use greyline::history::{self, Commit};
use greyline::pipeline::{self, Day};
use greyline::source::SourceTree;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rayon::prelude::*;

type Site = BTreeMap<String, Vec<u8>>;

/// The days that are looked at.
const FIRST: Date = date(2026, 11, 18);
const DAYS: i64 = 34;

/// The days on which a fact has another value.
const FACT_DAYS: [Date; 2] = [date(2026, 11, 27), date(2026, 12, 9)];

/// The text of a policy, with what decides on what it is.
fn policy(id: &str, keys: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Rule {id}\"\nversion = \"1.0\"\nowner = \"client-care\"\nflexibility = \"grey\"\n\
         audience = \"client\"\nrationale = \"Because of {id}.\"\ntouchpoints = [\"refund\"]\ntags = [\"money\"]\n\
         required_for = [\"front-desk\"]\nescalation = [\"client-care\"]\n{keys}\n\n[[options]]\noffer = \"Offer of {id}\"\n\
         when = \"Always\"\nlimit = \"£5\"\ndecided_by = \"front-desk\"\naudience = \"client\"\n\n[[scenarios]]\n\
         situation = \"Case of {id}\"\nanswer = \"So.\"\n+++\n\n{body}\n"
    )
}

const FACTS: &str = "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n\n[[late-fee.values]]\nfrom = 2026-01-01\nvalue = \"£5\"\n\n\
                     [[late-fee.values]]\nfrom = 2026-12-09\nvalue = \"£6\"\n\n[quiet]\ntitle = \"Quiet\"\n\n[[quiet.values]]\n\
                     from = 2026-01-01\nvalue = \"one\"\n\n[[quiet.values]]\nfrom = 2026-11-27\nvalue = \"two\"\n";

/// A handbook with a past in which something happens on many days.
fn files() -> BTreeMap<String, String> {
    let later = "review_date = 2027-11-01";
    let mut files: BTreeMap<String, String> = [
        ("plain", policy("A-PLAIN", later, "Nothing ever happens. [Rule](B-AHEAD)")),
        ("ahead", policy("B-AHEAD", &format!("{later}\neffective = 2026-11-23"), "To come.")),
        (
            "trial",
            policy("C-TRIAL", &format!("{later}\nstatus = \"pilot\"\npilot = {{ until = 2026-11-24 }}"), "Tried."),
        ),
        ("time", policy("D-TIME", &format!("{later}\nuntil = 2026-11-29"), "For a time.")),
        ("ends", policy("E-ENDS", &format!("{later}\nretired = 2026-12-02"), "Until then.")),
        ("old", policy("F-OLD", later, "Old.")),
        ("new", policy("F-NEW", &format!("{later}\nsupersedes = [\"F-OLD\"]\neffective = 2026-12-04"), "New.")),
        ("due", policy("G-DUE", "review_date = 2026-12-06", "Due.")),
        ("soon", policy("G-SOON", "review_date = 2027-01-15", "Due later.")),
        ("fee", policy("H-FEE", later, "The fee is {fact:late-fee}.")),
        ("mixed", policy("H-MIXED", later, "Open.\n\n::: staff\nIt is {fact:quiet}.\n:::")),
        ("two", policy("I-TWO", &format!("{later}\neffective = 2026-12-11"), "Second.").replace("1.0", "2.0")),
        ("draft", policy("J-DRAFT", &format!("{later}\nstatus = \"draft\"\neffective = 2026-11-26"), "Draft.")),
    ]
    .into_iter()
    .map(|(name, text)| (format!("content/rules/{name}.md"), text))
    .collect();
    let page = "+++\ntitle = \"Rules\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nThe rules.\n";
    files.insert("content/rules/_index.md".to_owned(), page.to_owned());
    let page = "+++\ntitle = \"Fee\"\nkind = \"page\"\naudience = \"client\"\ndescription = \"Only {fact:late-fee}.\"\n+++\n\nA page.\n";
    files.insert("content/pages/fee.md".to_owned(), page.to_owned());
    files.insert("content/facts.toml".to_owned(), FACTS.to_owned());
    files.insert("content/complaints.csv".to_owned(), "id,date\nA-PLAIN,2025-12-01\nA-PLAIN,2024-12-14\n".to_owned());
    files
}

/// The sites of a day.
fn sites(day: Date) -> BTreeMap<String, Site> {
    let files = files();
    let first = policy("I-TWO", "review_date = 2027-11-01\neffective = 2026-01-01", "First.");
    let texts: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let texts = support::handbook(&texts);
    let below = texts.iter().filter_map(|(name, text)| Some((name.strip_prefix("content/")?, Some(*text)))).collect();
    let commits: [Commit<'_>; 2] =
        [(date(2026, 1, 1), vec![("rules/two.md", Some(first.as_bytes()))]), (date(2026, 10, 1), below)];
    let mut found = Diagnostics::default();
    let tree = SourceTree::from_memory(texts.iter().copied(), &mut found);
    let loaded = pipeline::load_with(tree, history::from_memory(&commits), Day::Today(day), found);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let handbook = loaded.handbook.expect("the handbook has no error");
    let editions = handbook.config.editions.iter().filter(|settings| settings.name != "members");
    let site = |settings| pipeline::site(&handbook, settings, None).expect("the site can be planned");
    let made = editions.map(|settings| {
        let site = site(settings);
        let files =
            site.addresses().map(|path| (path.as_str().to_owned(), site.make(path).expect("a page can be made")));
        (settings.name.clone(), files.collect())
    });
    made.collect()
}

fn is_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
}

/// Whether a page says that it is out of date from a day on.
fn knows(page: &[u8], day: Date) -> bool {
    String::from_utf8_lossy(page).contains(&format!("data-from=\"{day}\""))
}

#[test]
fn what_changes_by_itself_was_known_and_nothing_else_changes() {
    let days: Vec<Date> = (0..DAYS).map(|n| FIRST.checked_add(n.days()).expect("a day in 2026")).collect();
    let made: Vec<BTreeMap<String, Site>> = days.par_iter().map(|day| sites(*day)).collect();
    let (mut changed, mut faults) = (BTreeMap::new(), Vec::new());
    for (at, pair) in made.windows(2).enumerate() {
        let next = days[at + 1];
        for (edition, before) in &pair[0] {
            let after = &pair[1][edition];
            let differ = |name: &&String| before.get(*name) != after.get(*name);
            let pages: Vec<&String> = before.keys().filter(|name| is_page(name)).collect();
            for name in &pages {
                let (differs, known) = (differ(name), knows(&before[*name], next));
                // The hash of a text on a sheet to sign is of the text with its facts.
                let is_hash_of_fact = name.starts_with("roles/") && FACT_DAYS.contains(&next);
                if differs != known && after.contains_key(*name) && !is_hash_of_fact {
                    faults.push(format!("{edition}/{name} on {next}: differs {differs}, knows {known}"));
                }
                *changed.entry((edition.clone(), next)).or_insert(0) += usize::from(differs);
            }
            if changed[&(edition.clone(), next)] == 0 {
                let others: Vec<&String> = before.keys().filter(differ).collect();
                if others != ["built.json"] {
                    faults.push(format!("{edition} on {next}: {others:?} without a page"));
                }
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    let quiet = changed.values().filter(|count| **count == 0).count();
    assert!(quiet > 20, "most days are quiet: {quiet}");
    // What staff alone may know changes nothing for clients, and no page of theirs knows its day.
    assert_eq!(changed[&("client".to_owned(), date(2026, 11, 27))], 0);
    assert_ne!(changed[&("staff".to_owned(), date(2026, 11, 27))], 0);
    for (edition, day) in [("client", 23), ("client", 25), ("client", 30), ("staff", 30)] {
        assert_ne!(changed[&(edition.to_owned(), date(2026, 11, day))], 0, "{edition} on {day} November");
    }
}

/// The only file of a site that names the day of the build.
#[test]
fn one_file_names_the_day() {
    let made = sites(date(2026, 11, 20));
    for (edition, site) in &made {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&site["built.json"]), format!("{{\"built\":\"2026-11-20\",\"edition\":\"{edition}\"}}\n"));
        for (name, bytes) in site.iter().filter(|(name, _)| *name != "built.json") {
            let text = text(bytes);
            for day in ["2026-11-20", "20261120", "20 November 2026"] {
                assert!(!text.contains(day), "{edition}/{name} has {day}");
            }
        }
    }
}

/// A search result carries the day from which on its options may have ended.
#[test]
fn a_search_result_knows_its_day() {
    let made = sites(date(2026, 11, 20));
    let results = made["staff"].iter().filter(|(name, _)| name.starts_with("search/"));
    let results = support::results::shown(results.map(|(_, bytes)| &**bytes));
    for (title, day) in [
        ("Rule C-TRIAL", "2026-11-25"),
        ("Rule D-TIME", "2026-11-30"),
        ("Rule H-FEE", "2026-12-09"),
        ("Rule F-OLD", "2026-12-04"),
    ] {
        let result = results.iter().find(|page| page["t"] == title);
        assert!(result.is_some_and(|result| result["u"] == day), "{title} {day}: {result:?}");
    }
}
