//! The day on which what is known of today will no longer be so: a version comes into force, a trial ends, a fact has its next value.
//!
//! In: an [`Edition`]. Out: days after its own. What always holds: a day follows from what the audience may know, and from nothing else.

use jiff::civil::Date;

use super::model::Edition;
use super::pages::PageIndex;
use super::policy_meta::PolicyMeta;
use crate::policy::Standing;

/// The day after the last one on which comments on a proposal are read.
fn comments_end(meta: &PolicyMeta) -> Option<Date> {
    meta.comments_until()?.tomorrow().ok()
}

impl Edition {
    /// The first day after today on which a policy will be something else, or have another version in force.
    #[must_use]
    pub fn next_standing(&self, at: PageIndex) -> Option<Date> {
        let page = &self.pages[at];
        let meta = page.meta.as_ref()?;
        let ahead = page.versions.iter().filter(|version| version.standing == Standing::Announced);
        let ahead = ahead.filter_map(|version| version.effective.or(version.meta.first_day));
        let ahead = ahead.chain(page.versions.iter().filter_map(|version| comments_end(&version.meta)));
        let own = match meta.standing {
            Standing::Consultation => [comments_end(meta), None, None],
            Standing::Draft | Standing::Superseded | Standing::Retired | Standing::Withdrawn => [None; 3],
            _ => {
                let after_last = meta.last_day.and_then(|last| last.tomorrow().ok());
                [meta.first_day, after_last, meta.retired_on]
            }
        };
        // The page of a policy names all that took its place, one after another.
        let replaced = meta.replacements.iter().filter_map(|newer| newer.since);
        own.into_iter().flatten().chain(ahead).chain(replaced).filter(|day| *day > self.today).min()
    }

    /// The first day after today on which a fact has another value.
    #[must_use]
    pub fn next_value(&self, key: &str) -> Option<Date> {
        let fact = self.facts.get(key)?;
        fact.values.iter().map(|value| value.from).find(|from| *from > self.today)
    }

    /// The first day after today on which something that a search result says of a page is no longer so.
    #[must_use]
    pub fn next_change(&self, at: PageIndex) -> Option<Date> {
        let facts = self.pages[at].facts.iter().filter_map(|key| self.next_value(key));
        facts.chain(self.next_standing(at)).min()
    }
}
