//! Edition to pages: the theme, the typed context of each template, links that work from any folder.
//!
//! In: an [`Edition`]. Out: HTML, one page at a time. What always holds: no page costs in proportion to the handbook, and
//! whatever a template can show is a field of a context in this room.

mod bundle;
mod context;
mod fields;
mod layout;
mod link_resolver;
mod listings;
mod pages;
mod policy;
mod redlines;
mod shared;
mod theme;
mod versions;

use context::LayoutParts;
pub use context::{Date, Link};
pub use fields::FieldChange;
pub use layout::SectionLayouts;
pub use listings::{Listing, role_path, roles};
pub use redlines::{redline_address, redlines_path};
pub use theme::{Strings, Theme};
pub use versions::{Subject, version_path, versions_path, withdrawn_path};

use serde::Serialize;

use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::text::SitePath;

/// Everything that the pages of one edition are made with.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// What may be shown.
    pub edition: &'a Edition,
    /// How it looks.
    pub theme: &'a Theme,
    /// The listings that the edition has, found once for all pages.
    pub listings: &'a [Listing],
    /// What surrounds its pages, as far as it was made.
    pub layouts: &'a SectionLayouts,
}

impl Renderer<'_> {
    /// The link from one file to another. The page for an address that is not there is shown at any depth, so from it links
    /// begin at the edition's `url`, where that is known.
    fn href(&self, from: &SitePath, to: &SitePath) -> String {
        match &self.edition.url {
            Some(url) if from.as_str() == "404.html" => format!("{url}{}", to.encoded_address()),
            _ => from.link_to(to),
        }
    }

    /// The link to a file of the theme, empty when the theme has none of that name.
    fn asset(&self, from: &SitePath, name: &str) -> String {
        self.theme.asset(name).map_or_else(String::new, |to| self.href(from, to))
    }

    /// Fills a template; `path` is the page that is made.
    fn fill<T: Serialize>(&self, template: &str, around: LayoutParts, context: &T, path: &SitePath) -> Result<Vec<u8>> {
        let LayoutParts { layout, frame } = around;
        let filled = frame.with(&layout).and_then(|layout| self.theme.fill(template, context, Some(layout)));
        filled.map(String::into_bytes).map_err(|message| wrong(template, path, &message))
    }

    /// Fills a template of a page that nothing surrounds.
    fn fill_bare<T: Serialize>(&self, template: &str, context: &T, path: &SitePath) -> Result<Vec<u8>> {
        let filled = self.theme.fill(template, context, None);
        filled.map(String::into_bytes).map_err(|message| wrong(template, path, &message))
    }
}

/// A template that could not be filled.
fn wrong(template: &str, path: &SitePath, message: &str) -> Error {
    Error::Theme { message: format!("{template}, for {}: {message}", path.as_str()) }
}
