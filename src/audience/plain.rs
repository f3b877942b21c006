//! The text of a page as words, with what stands for its facts and links.

use super::edition::{Edition, PageIndex, Resolved};
use crate::markdown::{Plain, Words};

/// The values of facts and the titles of pages, for a text in `section`.
struct Known<'a> {
    edition: &'a Edition,
    section: &'a str,
}

impl Words for Known<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        self.edition.fact(key).map(|(now, _)| now.value.clone())
    }

    fn wiki(&self, target: &str) -> Option<String> {
        match self.edition.resolve(self.section, target)? {
            Resolved::Page(page, _) => Some(self.edition.pages[page].title.clone()),
            Resolved::Folder(address) => Some(self.edition.folders[&address].title.clone()),
            _ => None,
        }
    }
}

impl Edition {
    /// The text of a page without its marks, as the edition's readers read it.
    #[must_use]
    pub fn plain(&self, page: PageIndex) -> Plain {
        let known = Known { edition: self, section: &self.pages[page].section };
        self.plain_and_hash(page, &known)
    }
}
