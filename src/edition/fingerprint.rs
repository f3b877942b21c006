//! What an edition is, in a few numbers: two with the same ones are the same edition.
//!
//! In: an [`Edition`]. Out: a fingerprint of each page, and one of all the rest. What always holds: every field of the model is in one
//! of them, since the model is taken apart without `..` and its types derive `Hash`.

use std::hash::Hash;

use rayon::prelude::*;
use siphasher::sip128::{Hasher128, SipHasher13};

use super::model::{Edition, Identity};
use super::pages::{PageIndex, Reads};
use crate::index_vec::ListIndex;

/// 128 bits of a value. They are compared with those of the same program alone.
pub type Bits = u128;

/// What an edition is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// All but the pages: settings, sections, data, addresses, the day.
    rest: Bits,
    /// Each page, with those that link to it.
    pages: Vec<Bits>,
    /// All pages and the rest.
    all: Bits,
}

/// The fingerprint of a value.
#[must_use]
pub fn bits_of(value: &(impl Hash + ?Sized)) -> Bits {
    let mut hasher = SipHasher13::new();
    value.hash(&mut hasher);
    hasher.finish128().as_u128()
}

impl Fingerprint {
    fn new(rest: Bits, pages: Vec<Bits>) -> Self {
        Self { rest, all: bits_of(&(rest, &pages)), pages }
    }

    /// The fingerprint of the same pages with something more than the edition.
    #[must_use]
    pub fn with(self, more: &impl Hash) -> Self {
        Self::new(bits_of(&(self.rest, more)), self.pages)
    }

    /// What stands for these pages and for all that is no page; `None` where the edition has no such page.
    #[must_use]
    pub fn of(&self, reads: &Reads) -> Option<Bits> {
        let Reads::Some(pages) = reads else { return Some(self.all) };
        let pages: Option<Vec<Bits>> = pages.iter().map(|page| self.pages.get(page.number()).copied()).collect();
        Some(bits_of(&(self.rest, pages?)))
    }
}

impl Edition {
    /// What the edition is.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let pages: Vec<_> = self.pages.unnoted().indices().collect();
        let page = |at: &PageIndex| bits_of(&(&self.pages.unnoted()[*at], self.backlinks.get(at)));
        Fingerprint::new(self.bits_of_rest(), pages.par_iter().map(page).collect())
    }

    fn bits_of_rest(&self) -> Bits {
        let Self {
            name,
            audience,
            audience_title,
            most_private,
            had_undecided,
            least_private,
            url,
            hosts,
            outputs,
            forgets,
            ledger,
            identity,
            today,
            as_of,
            pages,
            // Derived from the pages.
            derived: _,
            by_address,
            by_id,
            folders,
            // Each page has its own in its fingerprint.
            backlinks: _,
            redirects,
            known_days,
            withdrawn,
            people,
            facts,
            goals,
            mission,
            touchpoints,
            complaints,
            terms,
            // Made of the words of `terms`.
            finder: _,
            attachments,
            synonyms,
            audience_titles,
        } = self;
        let Identity { title, organisation, language, accent, logo, footer, feedback, timezone } = identity;
        let mut hasher = SipHasher13::new();
        (name, audience, audience_title, most_private, had_undecided, least_private).hash(&mut hasher);
        (url, hosts, outputs, forgets, ledger, today, as_of, pages.len()).hash(&mut hasher);
        (title, organisation, language, accent, logo, footer, feedback, format!("{timezone:?}")).hash(&mut hasher);
        (by_address, by_id, folders, redirects, known_days, withdrawn).hash(&mut hasher);
        (people, facts, goals, mission, touchpoints, complaints).hash(&mut hasher);
        (terms, attachments, synonyms, audience_titles).hash(&mut hasher);
        hasher.finish128().as_u128()
    }
}
