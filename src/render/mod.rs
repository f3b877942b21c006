//! Renders the pages of an edition with a theme.
//!
//! In: an [`Edition`] and a [`Theme`]. Out: the HTML of one page at a time. What always holds: a template is given nothing but
//! the fields of a struct of this module, and but for the listings no page takes longer to make in a larger handbook.

mod bundle;
mod change_log;
mod context;
mod days;
mod feedback;
mod fields;
mod front;
mod interface_language;
mod json_ld;
mod layout;
mod link_resolver;
mod listings;
mod markdown_page;
mod pages;
mod policy;
mod redlines;
mod strings;
mod template_value;
mod theme;
mod touchpoints;
mod versions;

pub use change_log::EntryWords;
use context::LayoutParts;
pub use context::{Date, Link};
pub use fields::FieldChange;
pub use layout::SectionLayouts;
pub use listings::{Companion, LISTINGS, Listing, call_words, role_path, roles};
pub use markdown_page::markdown_path;
pub use redlines::{compared, comparison_path, redline_address, redlines_path};
pub use strings::Strings;
pub use theme::Theme;
pub use versions::{
    PolicyRef, receipt_path, recorded_text_path, version_link_path, version_path, versions_path, withdrawn_path,
};

use std::cell::Cell;
use std::fmt;

use jiff::civil;
use serde::Serialize;

use crate::edition::{Edition, Prose};
use crate::error::{Error, Result};
use crate::text::SitePath;

/// The addresses of a site: what a text may link to beside the pages of the handbook.
pub trait Addresses: fmt::Debug + Sync {
    /// The file that a path names, if the site has it.
    fn find(&self, path: &str) -> Option<SitePath>;
}

/// The page that hosts show for an address that does not exist.
const NOT_FOUND: &str = "404.html";

/// Renders the pages of one edition.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// What the pages are made of.
    pub edition: &'a Edition,
    /// The templates, strings and assets.
    pub theme: &'a Theme,
    /// The listings that the edition has, found once for all pages.
    pub listings: &'a [&'static Listing],
    /// The parts of layouts that the pages of a section share.
    pub layouts: &'a SectionLayouts,
    /// The addresses of the site.
    pub addresses: &'a dyn Addresses,
    /// When what was said so far on the page that is made is no longer so.
    pub next_change: NextChange,
}

/// The first of the days on which something on a page changes by itself, of those that were noted.
#[derive(Debug, Default)]
pub struct NextChange(Cell<Option<civil::Date>>);

impl Renderer<'_> {
    /// The link from one file to another. Hosts show `404.html` at any depth, so its links begin at the top of the host, where it is
    /// known at which path of a host the edition will be.
    fn href(&self, from: &SitePath, to: &SitePath) -> String {
        match self.edition.url.as_deref().map(path_of_url) {
            Some(path) if from.as_str() == NOT_FOUND => format!("{path}{}", to.encoded_address()),
            _ => from.link_to(to),
        }
    }

    /// The link to a file of the theme, empty when the theme has none of that name.
    fn asset(&self, from: &SitePath, name: &str) -> String {
        self.theme.asset(name).map_or_else(String::new, |to| self.href(from, to))
    }

    /// Notes a day on which something that is said on the page changes by itself. Days that are past change nothing, and a handbook
    /// of a past day stays as it was.
    fn note_change(&self, day: Option<civil::Date>) {
        if let Some(day) = day.filter(|day| *day > self.edition.today && !self.edition.as_of) {
            let NextChange(next) = &self.next_change;
            next.set(Some(next.get().map_or(day, |next| next.min(day))));
        }
    }

    /// The words of a text, with the values that facts have today.
    fn words(&self, text: &Prose) -> String {
        self.note_facts(text);
        self.edition.words(text, None)
    }

    /// Notes the days from which the facts in a text have other values.
    fn note_facts(&self, text: &Prose) {
        for key in text.facts() {
            self.note_change(self.edition.next_value(&key));
        }
    }

    /// A renderer for what stands around a page and is not what it says: the days of that are not noted.
    fn around(&self) -> Self {
        Renderer { next_change: NextChange::default(), ..*self }
    }

    /// Fills a template; `path` is the page that is made.
    fn fill<T: Serialize>(
        &self,
        template: &str,
        mut layout: LayoutParts,
        context: &T,
        path: &SitePath,
    ) -> Result<Vec<u8>> {
        layout.page.next_change = self.next_change.0.get().map(|day| self.date(day));
        let layout = layout.section.with(&layout.page);
        let filled = layout.and_then(|layout| self.theme.fill(template, context, Some(layout)));
        filled.map(String::into_bytes).map_err(|message| template_error(template, path, &message))
    }

    /// Fills the template of a page that has no layout.
    fn fill_bare<T: Serialize>(&self, template: &str, context: &T, path: &SitePath) -> Result<Vec<u8>> {
        let filled = self.theme.fill(template, context, None);
        filled.map(String::into_bytes).map_err(|message| template_error(template, path, &message))
    }
}

/// The path of an address that is written whole, with the slashes at its ends.
fn path_of_url(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or("/", |at| &url[host + at..])
}

fn template_error(template: &str, path: &SitePath, message: &str) -> Error {
    Error::Theme { message: format!("{template}, for {}: {message}", path.as_str()) }
}
