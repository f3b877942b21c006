//! The files of an edition that are for programs: feeds, registers, calendar, sitemap, robots.
//!
//! In: an [`Edition`]. Out: the text of each file. What always holds: none says anything that the edition's pages do not say.

mod calendar;
pub mod conditions;
mod digest;
mod feed;
mod hashes;
pub mod register;
mod register_schema;
mod robots;
mod sitemap;
mod version_table;

pub use calendar::review_calendar;
pub use digest::review_digest;
pub use feed::Feed;
pub use hashes::policy_hashes;
pub use register_schema::register_schema;
pub use robots::robots;
pub use sitemap::sitemap;
pub use version_table::version_table;

use crate::edition::Edition;
use crate::render::{Companion, Strings};

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
        Companion::PoliciesJson => register::json(edition, &register::register(edition)),
        Companion::ReviewCalendar => review_calendar(edition, strings, None),
    }
}
