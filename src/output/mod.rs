//! The files of an edition that are for programs: feeds, registers, calendar, sitemap, robots, rules for hosts.
//!
//! In: an [`Edition`]. Out: the text of each file. What always holds: none says anything that the edition's pages do not say.

mod answers;
mod assistants;
mod calendar;
pub mod conditions;
mod digest;
mod feed;
mod hashes;
mod host_rules;
mod opensearch;
mod receipt;
pub mod register;
mod register_schema;
mod robots;
mod sitemap;
mod version_table;

pub use answers::{Answer, Step, answers, answers_json, answers_schema};
pub use assistants::llms;
pub use calendar::review_calendar;
pub use digest::{ReviewDigest, calls, reviews_json};
pub use feed::Feed;
pub use hashes::policy_hashes;
pub use host_rules::{HostFile, HostRules, Redirect};
pub use opensearch::opensearch;
pub use receipt::{ledger, receipt};
pub use register_schema::register_schema;
pub use robots::robots;
pub use sitemap::sitemap;
pub use version_table::version_table;

use crate::edition::Edition;
use crate::render::{Companion, Strings};

/// A file for other programs that stands at the top of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The register.
    Policies,
    /// What may be offered.
    Answers,
    /// The pages as Markdown, for assistants.
    Assistants,
    /// The search, for browsers.
    OpenSearch,
}

impl Export {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Policies, Self::Answers, Self::Assistants, Self::OpenSearch];

    /// Its name, at the top of the site.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Policies => "policies.json",
            Self::Answers => "answers.json",
            Self::Assistants => "llms.txt",
            Self::OpenSearch => "opensearch.xml",
        }
    }

    /// Those that an edition has. What tells of a day of the past answers nobody today.
    pub fn of(edition: &Edition) -> impl Iterator<Item = Self> {
        let outputs = edition.outputs;
        let has = move |export: &Self| match export {
            Self::Policies => outputs.policies,
            Self::Answers => outputs.answers && !edition.as_of,
            Self::Assistants => outputs.assistants && !edition.as_of,
            Self::OpenSearch => outputs.opensearch && edition.url.is_some() && !edition.as_of,
        };
        Self::ALL.into_iter().filter(has)
    }

    /// The text of the file.
    #[must_use]
    pub fn make(self, edition: &Edition, strings: &Strings) -> String {
        match self {
            Self::Policies => register::json(edition, &register::register(edition)),
            Self::Answers => answers_json(edition),
            Self::Assistants => llms(edition, strings),
            Self::OpenSearch => opensearch(edition),
        }
    }
}

/// `built.json`: the day of the build. No other file names it, so that a build on the next day changes nothing else by itself.
#[must_use]
pub fn built(edition: &Edition) -> String {
    serde_json::json!({ "edition": edition.name, "built": edition.today.to_string() }).to_string() + "\n"
}

/// The text of a file that stands beside a listing.
#[must_use]
pub fn companion(companion: Companion, edition: &Edition, strings: &Strings) -> String {
    match companion {
        // Spreadsheets read the file as UTF-8 because of the byte-order mark.
        Companion::RegisterCsv => format!("\u{feff}{}", register::csv(&register::register(edition))),
        Companion::ReviewCalendar => review_calendar(edition, strings, None),
    }
}
