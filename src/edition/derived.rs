//! The text of a page as words, with what stands for its facts and links, and what else such a reading tells.
//!
//! What always holds: what is kept of a reading is what another reading would tell, so nothing depends on who asked first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::model::{Edition, PageIndex, Resolved};
use crate::markdown::{Grade, PlainText, ResolveWords, Scale};

/// What a reading of a page told besides its words, as far as anyone has asked: the search reads every page, and those who
/// come after it need not.
#[derive(Debug, Clone, Default)]
pub(super) struct PageDerived {
    /// See [`Edition::hash`].
    pub(super) hash: OnceLock<String>,
    facts: OnceLock<BTreeSet<String>>,
    grade: OnceLock<Option<Grade>>,
}

/// The values of facts and the titles of pages, for a text in `section`; it writes down which facts are asked for.
struct Known<'a> {
    edition: &'a Edition,
    section: &'a str,
    facts: RefCell<BTreeSet<String>>,
}

impl ResolveWords for Known<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        self.facts.borrow_mut().insert(key.to_owned());
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
    pub fn plain(&self, at: PageIndex) -> PlainText {
        let known = Known { edition: self, section: &self.pages[at].section, facts: RefCell::default() };
        let plain = self.plain_and_hash(at, &known);
        let derived = &self.derived[at];
        derived.facts.get_or_init(|| known.facts.into_inner());
        if self.most_private {
            derived.grade.get_or_init(|| self.grade_of(&plain));
        }
        plain
    }

    /// The facts that the text of a page quotes.
    pub(super) fn facts_of(&self, at: PageIndex) -> &BTreeSet<String> {
        self.derived[at].facts.get_or_init(|| self.pages[at].body.facts())
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
