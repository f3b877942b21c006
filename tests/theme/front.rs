//! The front page, and the lists that judge, on small handbooks.

use std::collections::BTreeMap;
use std::sync::Arc;

use greyline::edition;
use greyline::pipeline;
use greyline::render::Theme;
use greyline::site;
use jiff::civil::date;

const BOOK: &str = "title = \"B\"\nlanguage = \"en\"\n[audiences]\nstaff = { title = \"Staff\", sees = [\"client\"] }\n\
                    client = { title = \"Clients\" }\n[editions.staff]\naudience = \"staff\"\n[editions.client]\naudience = \"client\"\n";

const TOUCHPOINTS: &str = "[zeta]\ntitle = \"First of all\"\naudience = \"client\"\n[secret]\ntitle = \"Hushed\"\n\
                           [mid]\ntitle = \"Then this\"\ntext = \"In the middle.\"\naudience = \"client\"\n\
                           [alpha]\ntitle = \"Last of all\"\naudience = \"client\"\n[bare]\ntitle = \"Nobody's\"\naudience = \"client\"\n";

const GOALS: &str = "mission = \"M\"\n[z]\ntitle = \"Zest\"\n[a]\ntitle = \"Aims\"\n";

const PEOPLE: &str = "[desk]\nrole = \"The desk\"\ncontact = \"mailto:desk@b.example\"\nanswers_within = \"an hour\"\n\
                      audience = \"client\"\n[chief]\nrole = \"The chief\"\n";

fn policy(id: &str, keys: &str) -> String {
    format!("+++\nid = \"{id}\"\ntitle = \"T {id}\"\n{keys}\n+++\n\nText of {id}.\n")
}

const GREY: &str = "audience = \"client\"\nflexibility = \"grey\"\n";

/// A handbook in which each touchpoint is governed by more than one policy.
fn files() -> Vec<(&'static str, String)> {
    let option = |offer: &str, audience: &str| {
        format!(
            "[[options]]\noffer = \"{offer}\"\nwhen = \"Within {offer} days\"\nlimit = \"£9\"\ndecided_by = \"desk\"\n{audience}"
        )
    };
    let open = "audience = \"client\"\n";
    vec![
        ("book.toml", BOOK.to_owned()),
        ("content/touchpoints.toml", TOUCHPOINTS.to_owned()),
        ("content/goals.toml", GOALS.to_owned()),
        ("content/people.toml", PEOPLE.to_owned()),
        // It comes first by its address, and is for staff alone; the next one advises only.
        (
            "content/a/aside.md",
            policy("A-1", &format!("touchpoints = [\"zeta\"]\nflexibility = \"grey\"\n{}", option("aside", ""))),
        ),
        (
            "content/a/guide.md",
            policy("A-2", &format!("{GREY}kind = \"guideline\"\ntouchpoints = [\"zeta\"]\n{}", option("advice", open))),
        ),
        (
            "content/b/main.md",
            policy(
                "B-1",
                &format!(
                    "{GREY}goals = [\"a\"]\nowner = \"desk\"\nreview_date = 2026-06-20\nescalation = [\"desk\"]\n\
                     required_for = [\"desk\"]\ntouchpoints = [\"zeta\", \"mid\"]\n{}{}",
                    option("thirty", open),
                    option("hushed", "")
                ),
            ),
        ),
        // What is announced is offered to nobody yet.
        (
            "content/b/later.md",
            policy("B-2", &format!("{GREY}effective = 2026-07-01\ntouchpoints = [\"mid\"]\n{}", option("later", open))),
        ),
        (
            "content/c/strict.md",
            policy(
                "C-1",
                "audience = \"client\"\nflexibility = \"black\"\ntouchpoints = [\"alpha\"]\ngoals = [\"z\"]\nowner = \"chief\"\n\
                 review_date = 2026-06-01\nreasons = [\"Somebody would drown.\"]\nrationale.client = \"So that you come home.\"",
            ),
        ),
        (
            "content/c/hush.md",
            policy("C-2", "flexibility = \"black\"\ntouchpoints = [\"secret\"]\nreasons = [\"Hush.\"]"),
        ),
    ]
}

/// The pages of both editions on a day.
fn sites(files: &[(&str, String)]) -> BTreeMap<String, BTreeMap<String, String>> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let handbook = pipeline::load_memory(&files, date(2026, 6, 15)).handbook.unwrap();
    let theme = Arc::new(Theme::load(None, None, "en", None).unwrap());
    let made = handbook.config.editions.iter().map(|settings| {
        let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), Arc::clone(&theme));
        let pages = site.addresses().filter(|path| path.as_str().ends_with("index.html"));
        let text = |path| String::from_utf8(site.make(path).unwrap()).unwrap();
        (settings.name.clone(), pages.map(|path| (path.as_str().to_owned(), text(path))).collect())
    });
    made.collect()
}

/// The part of a page between two texts.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("no {from} in {page}"));
    let rest = &page[start..];
    &rest[..rest.find(to).unwrap_or(rest.len())]
}

/// Where texts stand in a page, in this order.
fn assert_order(page: &str, texts: &[&str]) {
    let mut at = 0;
    for text in texts {
        let found = page[at..].find(text);
        at += found.unwrap_or_else(|| panic!("no {text} behind the others in {page}")) + text.len();
    }
}

#[test]
fn touchpoints_keep_the_authors_order_with_the_best_answer_first() {
    let sites = sites(&files());
    for edition in ["staff", "client"] {
        for page in ["index.html", "touchpoints/index.html"] {
            assert_order(&sites[edition][page], &[">First of all<", ">Then this<", ">Last of all<"]);
        }
    }
    let front = part(&sites["staff"]["index.html"], "class=\"tiles\"", "</ul>");
    let first = part(front, ">First of all<", "</li>");
    assert_order(first, &["thirty", "Within thirty days", "£9", "The desk", ">T B-1<", "2 more policies"]);
    assert!(!first.contains("aside") && !first.contains("advice"), "{first}");
    let second = part(front, ">Then this<", "</li>");
    assert!(second.contains("thirty") && !second.contains("later") && !second.contains("more polic"), "{second}");
    assert_order(part(front, ">Last of all<", "</li>"), &["No exceptions.", "Somebody would drown."]);
    assert!(!front.contains("Nobody's"), "{front}");
}

#[test]
fn clients_are_told_what_they_may_need_and_whom_to_ask() {
    let sites = sites(&files());
    let page = &sites["client"]["index.html"];
    assert_order(page, &["What do you need?", "In the middle.", "Who to ask, and when", "desk@b.example", "an hour"]);
    for word in ["Hushed", "hushed", "aside", "My role", "Due for review", "The chief"] {
        assert!(!page.contains(word), "clients read {word} in {page}");
    }
    // What is kept from clients leaves no trace in any count.
    let without: Vec<_> = files()
        .into_iter()
        .filter(|(name, _)| !name.ends_with("hush.md") && !name.ends_with("aside.md"))
        .map(|(name, text)| (name, text.replace("[secret]\ntitle = \"Hushed\"\n", "")))
        .collect();
    assert_eq!(sites_of_client(&without), sites["client"]);
}

fn sites_of_client(files: &[(&str, String)]) -> BTreeMap<String, String> {
    sites(files).remove("client").unwrap()
}

#[test]
fn reviews_are_shown_by_role() {
    let mut files = files();
    for number in 0..20 {
        let path: &'static str = Box::leak(format!("content/d/{number:02}.md").into_boxed_str());
        files.push((
            path,
            policy(&format!("D-{number}"), &format!("{GREY}owner = \"chief\"\nreview_date = 2026-06-02")),
        ));
    }
    let sites = sites(&files);
    let due = part(&sites["staff"]["index.html"], "class=\"due\"", "</ul>");
    // Six of all, and six of each role: the chief's are the first, and the desk has one.
    assert_eq!(due.matches("<li ").count(), 7);
    assert_eq!(due.matches("data-more hidden").count(), 1);
    assert!(part(due, "data-owner=\"The desk\"", "</li>").contains("data-more hidden"), "{due}");
    assert!(
        part(&sites["staff"]["index.html"], "id=\"_role\"", "</select>")
            .contains("data-list=\"roles/desk/index.html\">The desk")
    );
}

#[test]
fn goals_are_a_matrix_and_the_register_names_audiences() {
    let sites = sites(&files());
    let matrix = part(&sites["staff"]["goals/index.html"], "matrix\">", "</table>");
    assert_order(matrix, &[">Zest<", ">Aims<", ">No goal<"]);
    let row = |section: &str| {
        let row = part(matrix, section, "</tr>");
        row.split("</td>")
            .filter_map(|cell| cell.rsplit('>').next())
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    // What is announced is no rule to go by yet.
    assert_eq!(["a/index.html", "b/index.html", "c/index.html"].map(row), ["0 0 2", "0 1 0", "1 0 1"]);
    let register = &sites["staff"]["register/index.html"];
    assert!(part(register, "<td>A-1<", "</tr>").contains(">Staff<"));
    assert!(part(register, "<td>B-1<", "</tr>").contains(">Clients<"));
}
