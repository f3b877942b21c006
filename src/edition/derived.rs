//! What is derived from the text of a page: its words, its hash, its grade.
//!
//! What always holds: the hash and the grade of a page are derived once, from the same reading as its words where somebody asks
//! for those, and do not depend on who asks first.

use std::sync::OnceLock;

use super::model::Edition;
use super::pages::{PageIndex, note_page};
use super::policy_meta::{MetaValues, PolicyMeta};
use super::prose::{FactValues, Prose};
use crate::markdown::{Grade, PlainText, ResolveWords, Scale};
use crate::policy::Promise;

/// What was derived from the text of a page.
#[derive(Debug, Default)]
pub(super) struct PageDerived {
    /// See [`Edition::hash`].
    pub(super) hash: OnceLock<String>,
    grade: OnceLock<Option<Grade>>,
}

/// What facts and links without words of their own are shown as in a text.
struct Known<'a> {
    edition: &'a Edition,
    /// The folder that the relative links of the text begin from.
    links_from: &'a str,
    /// The values of facts on another day; `None` for today's.
    facts: Option<&'a FactValues>,
}

impl ResolveWords for Known<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        self.edition.fact_words(key, self.facts)
    }

    fn wiki(&self, target: &str) -> Option<String> {
        self.edition.words_of_target(self.links_from, target)
    }
}

impl Edition {
    /// The text of a page without its marks, as the edition's readers read it.
    #[must_use]
    pub fn plain(&self, at: PageIndex) -> PlainText {
        let known = Known { edition: self, links_from: &self.pages[at].links_from, facts: None };
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
        note_page(at);
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

    /// The words of a text, with the values of facts on another day, or with today's.
    #[must_use]
    pub fn words(&self, prose: &Prose, facts: Option<&FactValues>) -> String {
        let plain = prose.plain(&Known { edition: self, links_from: &prose.base.folder, facts });
        let parts = plain.sections.into_iter().flat_map(|part| part.paragraphs);
        parts.collect::<Vec<_>>().join(" ")
    }

    /// The promises of a policy that people go by on the day of the edition.
    pub fn standards<'a>(&self, meta: &'a PolicyMeta) -> impl Iterator<Item = &'a MetaValues> + use<'a> {
        let governs = meta.standing.governs();
        meta.values.entries("standards").iter().filter(move |_| governs).map(|entry| &entry.values)
    }

    /// What became of a promise of a policy: `values` are those of an entry of its `standards`.
    #[must_use]
    pub fn promise(&self, meta: &PolicyMeta, values: &MetaValues) -> Promise {
        let words = |key: &str| values.prose(key).map(|text| self.words(text, None));
        let (measure, target) = (words("measure").unwrap_or_default(), words("target").unwrap_or_default());
        let (result, measured) = (words("result"), values.date("measured"));
        Promise::of((&measure, &target), result.as_deref(), measured, meta.first_day, self.today)
    }

    /// The words that stand for a fact, on another day or today.
    #[must_use]
    pub fn fact_words(&self, key: &str, facts: Option<&FactValues>) -> Option<String> {
        let value = match facts {
            Some(facts) => facts.get(key)?,
            None => &self.fact(key)?.0.value,
        };
        Some(self.words(value, None))
    }
}
