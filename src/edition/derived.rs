//! What is derived from the text of a page: its words, its hash, its grade.
//!
//! What always holds: the hash and the grade of a page are derived once, from the same reading as its words where somebody asks
//! for those, and do not depend on who asks first.

use std::sync::OnceLock;

use super::model::{Edition, PageIndex, Resolved};
use crate::markdown::{Grade, PlainText, ResolveWords, Scale};

/// What was derived from the text of a page.
#[derive(Debug, Default)]
pub(super) struct PageDerived {
    /// See [`Edition::hash`].
    pub(super) hash: OnceLock<String>,
    grade: OnceLock<Option<Grade>>,
}

/// The values of facts and the titles of pages, for a text whose links begin from a folder.
struct Known<'a> {
    edition: &'a Edition,
    links_from: &'a str,
}

impl ResolveWords for Known<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        self.edition.fact(key).map(|(now, _)| now.value.clone())
    }

    fn wiki(&self, target: &str) -> Option<String> {
        match self.edition.resolve(self.links_from, target)? {
            Resolved::Page(page, _) => Some(self.edition.pages[page].title.clone()),
            Resolved::Folder(address) => Some(self.edition.folders[&address].title.clone()),
            _ => None,
        }
    }
}

impl Edition {
    /// The text of a page without its marks, as the edition's readers read it.
    #[must_use]
    pub fn plain(&self, at: PageIndex) -> PlainText {
        let known = Known { edition: self, links_from: &self.pages[at].links_from };
        let plain = self.plain_and_hash(at, &known);
        if self.most_private {
            self.derived[at].grade.get_or_init(|| self.grade_of(&plain));
        }
        plain
    }

    /// How many years of school the text of a page asks of its reader; `None` for a short text, and in a language without a
    /// formula.
    #[must_use]
    pub fn grade(&self, at: PageIndex) -> Option<Grade> {
        let grade = &self.derived[at].grade;
        if let Some(known) = grade.get() {
            return *known;
        }
        let plain = self.plain(at);
        *grade.get_or_init(|| self.grade_of(&plain))
    }

    fn grade_of(&self, plain: &PlainText) -> Option<Grade> {
        let paragraphs = plain.sections.iter().flat_map(|part| &part.paragraphs);
        Scale::of(&self.identity.language)?.grade(paragraphs.map(String::as_str))
    }
}
