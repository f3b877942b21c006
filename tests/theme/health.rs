//! The page that says how the handbook itself is doing.

use std::sync::Arc;

use greyline::edition;
use greyline::pipeline;
use greyline::render::Theme;
use greyline::site;
use greyline::text::SitePath;
use jiff::civil::date;

const BOOK: &str = "title = \"B\"\nlanguage = \"en\"\n[audiences]\nstaff = { title = \"S\", sees = [\"client\"] }\n\
                    client = { title = \"C\" }\n[editions.staff]\naudience = \"staff\"\n[editions.client]\naudience = \"client\"\n";

const COMPLAINTS: &str = "when,date,id\nx,2026-06-14,A-1\nx,2025-06-16,A-1\nx,2025-06-15,A-1\nx,2024-06-16,A-1\n\
                          x,2020-01-01,A-1\nx,2026-02-02,A-2\nx,2026-02-03,GONE-7\nx,2026-06-16,A-1\nx,2027-01-01,GONE-8\n";

fn policy(id: &str, flexibility: &str, front: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"T {id}\"\naudience = \"client\"\nflexibility = \"{flexibility}\"\n{front}+++\n\n{body}\n"
    )
}

/// The page of an edition, with one line for each row of a table; nothing where the edition has no such page.
fn health(edition: &str) -> Option<String> {
    let easy = "We give you your money back in a week. ".repeat(10);
    let hard =
        "Notwithstanding considerations of organisational responsibility, reimbursement presupposes documentation. "
            .repeat(10);
    let files = [
        ("book.toml", BOOK.to_owned()),
        ("content/complaints.csv", COMPLAINTS.to_owned()),
        ("content/people.toml", "[lead]\nrole = \"ResolvedLink\"\n[chief]\nrole = \"Chief\"\n".to_owned()),
        ("content/a/one.md", policy("A-1", "black", "takes = \"2 weeks\"\napprovals = [\"lead\"]\n", &easy)),
        (
            "content/a/two.md",
            policy("A-2", "grey", "takes = \"5 working days\"\napprovals = [\"lead\", \"chief\"]\n", &hard),
        ),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let handbook = pipeline::load_memory(&files, date(2026, 6, 15)).handbook.unwrap();
    let settings = handbook.config.editions.iter().find(|settings| settings.name == edition).unwrap();
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), theme);
    for path in site.addresses() {
        let text = String::from_utf8_lossy(&site.make(path).unwrap()).into_owned();
        assert!(
            !text.contains("when,date") && !path.as_str().contains("complaints"),
            "{path} publishes the complaints"
        );
        assert!(edition == "staff" || !text.contains("GONE-7"), "{path} tells clients of complaints");
    }
    let page = SitePath::page("health");
    let html = site.addresses().any(|path| *path == page).then(|| site.make(&page).unwrap())?;
    let html = String::from_utf8(html).unwrap().replace("</tr>", "\n").replace("<tr>", "\n");
    Some(html.lines().map(|line| words(line) + "\n").collect())
}

/// A line of HTML without its tags.
fn words(line: &str) -> String {
    let text: Vec<&str> = line.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn complaints_are_counted_by_the_policy_that_they_were_about() {
    let page = health("staff").unwrap();
    // A year ago to the day is a year ago; one before that is in the year before.
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("T A-") && line.ends_with(char::is_numeric)).collect();
    assert_eq!(rows[..2], ["T A-1 2 2 5 14 June 2026", "T A-2 1 0 1 2 February 2026"]);
    assert!(page.contains("4 in the twelve months up to 15 June 2026, 7 in all."), "{page}");
    assert!(page.contains("GONE-7 (1)") && !page.contains("GONE-8"), "{page}");
}

#[test]
fn what_bends_waits_and_is_hard_to_read_is_told() {
    let page = health("staff").unwrap();
    assert!(page.contains("\nThe whole handbook 1 1 0\n"), "{page}");
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    assert!(
        place("T A-1 2 weeks ResolvedLink") < place("T A-2 5 working days ResolvedLink, Chief"),
        "the longest wait comes first"
    );
    assert!(
        page[place("Where the most people must agree")..].find("T A-2").unwrap()
            < page[place("Where the most people must agree")..].find("T A-1").unwrap()
    );
    assert!(
        page[place("Reading grade")..].find("T A-2").unwrap() < page[place("Reading grade")..].find("T A-1").unwrap()
    );
}

#[test]
fn clients_have_no_such_page() {
    assert_eq!(health("client"), None);
}
