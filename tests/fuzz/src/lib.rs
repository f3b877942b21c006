//! A small handbook in memory, with a word in it that clients must never read.
//!
//! In: the bytes of one file. Out: nothing, or a panic that says where the word came out. What always holds: all editions
//! are made whole, whether or not the sources have mistakes, since a preview shows what a build would refuse.

mod body;
mod front_matter;

use std::sync::{Arc, OnceLock};

use greyline::render::Theme;
use greyline::{edition, pipeline, site};
use jiff::civil::{Date, date};

pub use body::body;
pub use front_matter::front_matter;

/// The word that only staff may read. It is written in a way that survives slugs and anchors.
const SECRET: &str = "zqxsecretword";

/// The day of every build.
const TODAY: Date = date(2026, 11, 1);

const BOOK: &str = r#"title = "Fuzzed"
[audiences]
staff = { title = "Staff", sees = ["members"] }
members = { title = "Members", sees = ["client"] }
client = { title = "Clients" }
[editions.staff]
audience = "staff"
[editions.members]
audience = "members"
[editions.client]
audience = "client"
url = "https://www.example.org/"
"#;

const PEOPLE: &str = "[desk]\nrole = \"Desk\"\naudience = \"client\"\n[boss]\nrole = \"zqxsecretword\"\n";
const FACTS: &str = "[fee]\ntitle = \"Fee\"\naudience = \"client\"\n[[fee.values]]\nfrom = 2024-01-01\nvalue = \"6\"\n\
    [hidden]\ntitle = \"Hidden\"\n[[hidden.values]]\nfrom = 2024-01-01\nvalue = \"zqxsecretword\"\n";
const GOALS: &str = "mission = \"zqxsecretword\"\n[keep]\ntitle = \"Keep\"\naudience = \"client\"\n";
const TOUCHPOINTS: &str = "[order]\ntitle = \"Order\"\naudience = \"client\"\n";
const GLOSSARY: &str = "+++\ntitle = \"Glossary\"\naudience = \"client\"\n+++\n\ncredit\n: Money that we owe.\n";
const OTHER: &str = "+++\ntitle = \"Other\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n## Part\n\nWords.\n";
const PRIVATE: &str = "+++\ntitle = \"zqxsecretword\"\nkind = \"page\"\n+++\n\n## zqxsecretword\n";

/// Where a text is put.
enum Place {
    /// A policy or page.
    Policy,
    /// The page of a section.
    Section,
    /// The glossary.
    Glossary,
}

/// Loads a handbook that holds `text` and makes every address of every edition.
///
/// # Panics
/// When a page for clients or members holds the word, or cannot be made.
fn publish(place: &Place, text: &str) {
    let (policy, section, glossary) = match place {
        Place::Policy => (text, OTHER, GLOSSARY),
        Place::Section => (OTHER, text, GLOSSARY),
        Place::Glossary => (OTHER, OTHER, text),
    };
    let files: [(&str, &[u8]); 12] = [
        ("book.toml", BOOK.as_bytes()),
        ("content/people.toml", PEOPLE.as_bytes()),
        ("content/facts.toml", FACTS.as_bytes()),
        ("content/goals.toml", GOALS.as_bytes()),
        ("content/touchpoints.toml", TOUCHPOINTS.as_bytes()),
        ("content/glossary.md", glossary.as_bytes()),
        ("content/_index.md", section.as_bytes()),
        ("content/a/a.md", policy.as_bytes()),
        ("content/a/other.md", OTHER.as_bytes()),
        ("content/a/private.md", PRIVATE.as_bytes()),
        ("content/a/seen.svg", b"<svg/>"),
        ("content/a/zqxsecretword.svg", b"<svg><!-- zqxsecretword --></svg>"),
    ];
    let loaded = pipeline::load_memory(&files, TODAY);
    let handbook = loaded.handbook.as_ref().expect("book.toml is right");
    for settings in &handbook.config.editions {
        let site = site::plan(edition::project(handbook, settings, &edition::Memo::default()), theme());
        for path in site.addresses() {
            let bytes = site.make(path).expect("the built-in theme fits every page");
            if settings.name != "staff" {
                let page = String::from_utf8_lossy(&bytes).to_lowercase();
                assert!(!leaks(&page), "edition {}, {path}:\n{page}", settings.name);
                assert!(!path.as_str().to_lowercase().contains(SECRET), "edition {} has {path}", settings.name);
            }
        }
    }
}

/// Whether a page holds the word, other than where the fence before it stands in a block of code and is an example: such a
/// fence opens nothing, whatever the text behind it is.
fn leaks(page: &str) -> bool {
    page.match_indices(SECRET).any(|(at, _)| {
        let mut code = page[..at].split("<pre").skip(1).map(|code| code.split("</pre").next().unwrap_or_default());
        !code.any(|code| code.contains(":::"))
    })
}

fn theme() -> Arc<Theme> {
    static THEME: OnceLock<Arc<Theme>> = OnceLock::new();
    Arc::clone(
        THEME.get_or_init(|| Arc::new(Theme::load(None, None, "en", None).expect("the built-in theme can be loaded"))),
    )
}
