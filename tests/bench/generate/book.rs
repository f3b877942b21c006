//! Everything of the handbook that is not a policy: its settings, its data files, its glossary, its sections.

use std::fmt::Write;

use crate::plan::{PER_SECTION, Plan, section_folder};
use crate::words::{Random, Vocabulary};

pub(crate) const PEOPLE: &[&str] = &[
    "front-desk",
    "duty-manager",
    "client-care",
    "operations-director",
    "accounts",
    "legal",
    "safety-lead",
    "privacy-lead",
    "course-lead",
    "people-team",
    "membership-team",
    "night-desk",
];
pub(crate) const GOALS: &[&str] = &[
    "keep-clients",
    "fair-dealing",
    "safe-days",
    "steady-money",
    "plain-words",
    "quick-answers",
    "good-neighbours",
    "calm-staff",
];
pub(crate) const TOUCHPOINTS: &[&str] = &[
    "enquiry",
    "order",
    "delivery",
    "refund",
    "complaint",
    "call-passed-on",
    "renewal",
    "visit",
    "booking",
    "late-payment",
    "accident",
    "goodbye",
];
/// Key, first value, value in force.
pub(crate) const FACTS: &[(&str, &str, &str)] = &[
    ("late-fee", "£6", "£7.50"),
    ("cancel-notice", "24 hours", "12 hours"),
    ("credit-life", "12 months", "24 months"),
    ("refund-days", "10 working days", "5 working days"),
    ("deposit", "£20", "£30"),
    ("answer-time", "3 working days", "1 working day"),
    ("party-size", "8 people", "10 people"),
    ("grace", "10 minutes", "15 minutes"),
];

/// The settings.
pub(crate) const BOOK: &str = r#"title = "The Long Handbook"
organisation = "Example Leisure"
language = "en"

[audiences]
staff = { title = "Staff", sees = ["members"] }
members = { title = "Members", sees = ["client"] }
client = { title = "Clients" }

[editions.staff]
audience = "staff"

[editions.client]
audience = "client"
url = "https://www.example.org/policies/"
"#;

fn write(out: &mut String, text: &str) {
    out.write_str(text).expect("writing to a String does not fail");
}

/// A name of many words out of a key: "Front desk".
fn title(key: &str) -> String {
    let words = key.replace('-', " ");
    words[..1].to_uppercase() + &words[1..]
}

/// `people.toml`, `facts.toml`, `goals.toml`, `touchpoints.toml`.
pub(crate) fn data(vocabulary: &Vocabulary, seed: u64) -> Vec<(&'static str, String)> {
    let mut random = Random::new(seed, u64::MAX - 1);
    let (mut people, mut facts, mut touchpoints) = (String::new(), String::new(), String::new());
    let mut goals = format!("mission = \"{}\"\n", vocabulary.sentence(&mut random));
    for (at, key) in PEOPLE.iter().enumerate() {
        write(
            &mut people,
            &format!("\n[{key}]\nrole = \"{}\"\nname = \"{}\"\n", title(key), vocabulary.phrase(&mut random, 2)),
        );
        write(&mut people, &format!("contact = \"mailto:{key}@example.org\"\nanswers_within = \"{} hours\"\n", at + 1));
        if at % 4 != 3 {
            write(&mut people, "audience = \"client\"\n");
        }
    }
    for (at, (key, was, is)) in FACTS.iter().enumerate() {
        write(&mut facts, &format!("\n[{key}]\ntitle = \"{}\"\naudience = \"client\"\n", title(key)));
        write(&mut facts, &format!("[[{key}.values]]\nfrom = 2022-01-0{}\nvalue = \"{was}\"\n", at + 1));
        write(&mut facts, &format!("[[{key}.values]]\nfrom = 2025-03-0{}\nvalue = \"{is}\"\n", at + 1));
    }
    for (keys, out) in [(GOALS, &mut goals), (TOUCHPOINTS, &mut touchpoints)] {
        for key in keys {
            let text = vocabulary.sentence(&mut random);
            write(out, &format!("\n[{key}]\ntitle = \"{}\"\ntext = \"{text}\"\naudience = \"client\"\n", title(key)));
        }
    }
    vec![("people.toml", people), ("facts.toml", facts), ("goals.toml", goals), ("touchpoints.toml", touchpoints)]
}

/// `glossary.md`: sixty words of middling frequency.
pub(crate) fn glossary(vocabulary: &Vocabulary, seed: u64) -> String {
    let mut random = Random::new(seed, u64::MAX - 2);
    let mut out = String::from("+++\ntitle = \"Glossary\"\naudience = \"client\"\n+++\n");
    for at in 0..60 {
        let meaning = vocabulary.sentence(&mut random);
        write(&mut out, &format!("\n{}\n: {meaning}\n", vocabulary.rank(900 + at * 13)));
    }
    out
}

/// A page of a section, or the front page: title and text, without front matter.
pub(crate) fn section(vocabulary: &Vocabulary, seed: u64, section: usize) -> (String, String) {
    let mut random = Random::new(seed, u64::MAX - 3 - section as u64);
    (vocabulary.phrase(&mut random, 2), vocabulary.paragraph(&mut random, 60) + "\n")
}

/// The folders of all sections.
pub(crate) fn folders(vocabulary: &Vocabulary, plans: &[Plan]) -> Vec<String> {
    (0..plans.len().div_ceil(PER_SECTION)).map(|at| section_folder(vocabulary, at)).collect()
}

/// A drawing that pages of a section show.
pub(crate) fn drawing(words: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 240 60\" role=\"img\"><title>{words}</title>\
         <rect x=\"2\" y=\"2\" width=\"236\" height=\"56\" fill=\"none\" stroke=\"#345\"/><path d=\"M20 30h200\" stroke=\"#345\"/></svg>\n"
    )
}
