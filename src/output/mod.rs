//! Edition to everything that is not a page.
//!
//! In: an [`Edition`]. Out: texts for other programs. What always holds: they name nothing that the edition's pages do not.

mod calendar;
mod feed;
mod hashes;
pub mod register;
mod register_schema;
mod robots;
mod sitemap;

pub use calendar::review_calendar;
pub use feed::Feed;
pub use hashes::policy_hashes;
pub use register_schema::register_schema;
pub use robots::robots;
pub use sitemap::sitemap;

#[cfg(doc)]
use crate::edition::Edition;
