//! What an edition tells of the ledger: its part of it, and the receipt of each version that it shows.
//!
//! In: an edition. Out: the ledger that it publishes, texts and receipts. What always holds: the salt of a text, with which somebody
//! could try out what it says, is given only with the whole of that text; of a version that the edition does not show there is a hash
//! and nothing else.

use std::sync::Arc;

use jiff::civil::Date;

use super::ledger::Recorded;
use super::model::Edition;
use super::pages::PageIndex;
use super::policy_meta::Version;
use super::versions::address;
use crate::ledger::{Hash, Opened, PublishedLedger, Step, stamp_file};

/// The proof that a version was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The day on which it was recorded.
    pub on: Date,
    /// The number of the edition's entry.
    pub number: usize,
    /// The head of the entry before.
    pub before: Option<Hash>,
    /// What is recorded of it. Its salt is there where the edition shows the whole of the text that was recorded.
    pub opened: Opened,
    /// The hash of that.
    pub leaf: Hash,
    /// From there to the root of the entry in this edition.
    pub to_tree: Vec<Step>,
    /// The head of the entry.
    pub head: Hash,
    /// What the head is sealed with.
    pub salt: Hash,
    /// From there to the root.
    pub to_root: Vec<Step>,
    /// The root.
    pub root: Hash,
    /// Whether the root has a time stamp.
    pub has_time_stamp: bool,
}

/// Where an edition shows a version.
#[derive(Debug, Clone, Copy)]
pub enum VersionPage<'a> {
    /// On the page of the policy, which has no other versions.
    Policy(PageIndex),
    /// On a page of its own, below the address of the policy.
    Version(&'a str, &'a Version),
    /// The same, of a policy that was withdrawn.
    Withdrawn(&'a Version),
}

/// What an edition shows of a version.
enum Shown<'a> {
    Page(PageIndex),
    Version(&'a Version),
}

impl Edition {
    /// What the edition publishes of the ledger; `None` where nothing was recorded for it.
    #[must_use]
    pub fn published_ledger(&self) -> Option<PublishedLedger> {
        if self.ledger.entries.is_empty() {
            return None;
        }
        let entries = self.ledger.entries.iter().map(|recorded| {
            let mut entry = recorded.entry.clone();
            for version in &mut entry.versions {
                version.opened = version.opened.take().and_then(|opened| self.opened(opened));
            }
            entry
        });
        Some(PublishedLedger::new(&self.name, entries.collect()))
    }

    /// Whether anything was recorded for the edition.
    #[must_use]
    pub fn has_ledger(&self) -> bool {
        !self.ledger.entries.is_empty()
    }

    /// The time stamps of the edition's entries, by the files that hold them.
    pub fn time_stamps(&self) -> impl Iterator<Item = (String, &Arc<[u8]>)> {
        let all = self.ledger.entries.iter();
        all.filter_map(|recorded| Some((stamp_file(recorded.entry.number), recorded.token.as_ref()?)))
    }

    /// What was last recorded of a version that the edition shows.
    #[must_use]
    pub fn receipt(&self, id: &str, number: &str) -> Option<Receipt> {
        let (at, place) = self.ledger.places.get(id)?.get(number)?.last()?;
        let Recorded { entry, tree, token } = self.ledger.entries.get(*at)?;
        let leaf = entry.versions.get(*place)?;
        let opened = self.opened(leaf.opened.clone()?)?;
        Some(Receipt {
            on: entry.on,
            number: entry.number,
            before: entry.before,
            opened,
            leaf: leaf.leaf,
            to_tree: tree.path(*place),
            head: entry.head,
            salt: entry.salt,
            to_root: entry.path.clone(),
            root: entry.root,
            has_time_stamp: token.is_some(),
        })
    }

    /// The first day of a version, as it was last recorded.
    #[must_use]
    pub fn recorded_day(&self, id: &str, number: &str) -> Option<Date> {
        let (at, place) = self.ledger.places.get(id)?.get(number)?.last()?;
        self.ledger.entries.get(*at)?.entry.versions.get(*place)?.opened.as_ref()?.day
    }

    /// The text of a version that the edition shows.
    #[must_use]
    pub fn shown_text(&self, id: &str, number: &str) -> Option<String> {
        match self.shown(id, number)? {
            Shown::Page(at) => Some(self.text_of(at)),
            Shown::Version(version) => Some(self.version_text(version)),
        }
    }

    /// What the edition may tell of a version that was recorded: nothing where it does not show it, and what opens its text only where
    /// it shows that very text.
    fn opened(&self, opened: Opened) -> Option<Opened> {
        let hash = match self.shown(&opened.id, &opened.version)? {
            Shown::Page(at) => self.hash(at).parse().ok(),
            Shown::Version(version) => self.version_hash(version).parse().ok(),
        };
        let is_whole = opened.sha256.is_some() && opened.sha256 == hash;
        let (salt, sha256) = (opened.salt.filter(|_| is_whole), opened.sha256.filter(|_| is_whole));
        Some(Opened { salt, sha256, ..opened })
    }

    /// The versions that the edition shows and that were recorded: id, number, and the last part of the version's address.
    pub fn recorded_versions(&self) -> impl Iterator<Item = (&str, &str, String)> {
        let all = self.ledger.places.iter().flat_map(|(id, numbers)| numbers.keys().map(move |number| (id, number)));
        all.filter_map(|(id, number)| Some((id.as_str(), number.as_str(), self.recorded_address(id, number)?)))
    }

    /// The last part of the address of a version that the edition shows and that was recorded.
    #[must_use]
    pub fn recorded_address(&self, id: &str, number: &str) -> Option<String> {
        self.ledger.places.get(id)?.get(number)?;
        Some(match self.shown(id, number)? {
            Shown::Version(version) => version.address.clone(),
            Shown::Page(at) => {
                let known = self.pages[at].versions.iter().find(|version| version.number == number);
                known.map_or_else(|| address(number), |version| version.address.clone())
            }
        })
    }

    /// The page of a version that the edition shows: that of the policy, or of one of its versions by its place among them.
    #[must_use]
    pub fn page_of_version(&self, id: &str, number: &str) -> Option<VersionPage<'_>> {
        let of = |versions: &[Version]| versions.iter().position(|one| one.number == number && one.readable);
        if let Some(at) = self.by_id.get(id) {
            let page = &self.pages[*at];
            let place = of(&page.versions).map(|place| VersionPage::Version(&page.address, &page.versions[place]));
            let is_current = page.meta.as_ref().and_then(|meta| meta.version()) == Some(number);
            return place.or_else(|| is_current.then_some(VersionPage::Policy(*at)));
        }
        let gone = self.withdrawn.get(id)?;
        of(&gone.versions).map(|place| VersionPage::Withdrawn(&gone.versions[place]))
    }

    /// What a policy is called in a version that the edition shows.
    #[must_use]
    pub fn title_of_version(&self, id: &str, number: &str) -> Option<&str> {
        Some(match self.shown(id, number)? {
            Shown::Page(at) => &self.pages[at].title,
            Shown::Version(version) => &version.title,
        })
    }

    fn shown(&self, id: &str, number: &str) -> Option<Shown<'_>> {
        let of = |versions: &'_ [Version]| versions.iter().position(|one| one.number == number && one.readable);
        if let Some(at) = self.by_id.get(id) {
            let page = &self.pages[*at];
            if page.meta.as_ref().and_then(|meta| meta.version()) == Some(number) {
                return Some(Shown::Page(*at));
            }
            return of(&page.versions).map(|at| Shown::Version(&page.versions[at]));
        }
        let gone = self.withdrawn.get(id)?;
        of(&gone.versions).map(|at| Shown::Version(&gone.versions[at]))
    }
}
