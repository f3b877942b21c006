//! What an edition tells of the ledger: its part of it, and the receipt of each version that it shows.
//!
//! In: an edition. Out: the ledger that it publishes, texts and receipts. What always holds: the salt of a text, with which somebody
//! could try out what it says, is given only with the whole of that text; of a version that the edition does not show there is a hash
//! and nothing else.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use super::ledger::Recorded;
use super::model::Edition;
use super::pages::PageIndex;
use super::policy_meta::{Approval, PolicyMeta, Version};
use super::versions::address;
use crate::ledger::{Hash, Opened, PublishedLedger, Step, What, stamp_file};
use crate::policy::Standing;

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
#[derive(Debug, Clone)]
pub enum VersionPage<'a> {
    /// On the page of the policy alone.
    Policy(PageIndex),
    /// On a page of its own.
    Own {
        /// The address below which that is.
        base: Cow<'a, str>,
        /// The version.
        version: &'a Version,
        /// The page of the policy, where it shows the same one.
        now: Option<PageIndex>,
    },
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
        self.receipt_of(*self.ledger.places.get(id)?.get(number)?.last()?)
    }

    /// What was recorded of the end of a version that the edition shows.
    #[must_use]
    pub fn receipt_of_end(&self, id: &str, number: &str) -> Option<Receipt> {
        let receipt = self.receipt_of(*self.ledger.ends.get(id)?.get(number)?)?;
        (receipt.opened.what == What::Ended).then_some(receipt)
    }

    /// Whether a version that the edition shows ended with its policy, and the ledger does not say so.
    #[must_use]
    pub fn has_unrecorded_end(&self, id: &str, number: &str) -> bool {
        let has_ended = match self.page_of_version(id, number) {
            Some(VersionPage::Policy(at) | VersionPage::Own { now: Some(at), .. }) => {
                self.pages[at].meta.as_ref().is_some_and(|meta| meta.standing.is_over())
            }
            Some(VersionPage::Own { version, .. }) => version.standing == Standing::Withdrawn,
            None => false,
        };
        has_ended && self.receipt_of_end(id, number).is_none()
    }

    fn receipt_of(&self, (at, place): (usize, usize)) -> Option<Receipt> {
        let Recorded { entry, tree, token } = self.ledger.entries.get(at)?;
        let leaf = entry.versions.get(place)?;
        let opened = self.opened(leaf.opened.clone()?)?;
        Some(Receipt {
            on: entry.on,
            number: entry.number,
            before: entry.before,
            opened,
            leaf: leaf.leaf,
            to_tree: tree.path(place),
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
        Some(match self.page_of_version(id, number)? {
            VersionPage::Policy(at) | VersionPage::Own { now: Some(at), .. } => self.text_of(at),
            VersionPage::Own { version, .. } => self.version_text(version),
        })
    }

    /// What the edition may tell of a version that was recorded: nothing where it does not show it, and what opens its text only where
    /// it shows that very text.
    fn opened(&self, opened: Opened) -> Option<Opened> {
        let hash = match self.page_of_version(&opened.id, &opened.version)? {
            VersionPage::Policy(at) | VersionPage::Own { now: Some(at), .. } => self.hash(at).parse().ok(),
            VersionPage::Own { version, .. } => self.version_hash(version).parse().ok(),
        };
        let is_whole = opened.sha256.is_some() && opened.sha256 == hash;
        // An end has no text.
        let salt = opened.salt.filter(|_| is_whole || opened.what.is_of_end());
        let sha256 = opened.sha256.filter(|_| is_whole);
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
        Some(match self.page_of_version(id, number)? {
            VersionPage::Own { version, .. } => version.address.clone(),
            VersionPage::Policy(_) => address(number),
        })
    }

    /// Where the edition shows a version; nothing where it does not.
    #[must_use]
    pub fn page_of_version(&self, id: &str, number: &str) -> Option<VersionPage<'_>> {
        let (base, versions, now) = match self.by_id.get(id) {
            Some(at) => {
                let page = &self.pages[*at];
                let is_now = page.meta.as_ref().and_then(|meta| meta.version()) == Some(number);
                (Cow::Borrowed(&*page.address), &page.versions, Some(*at).filter(|_| is_now))
            }
            None => (Cow::Owned(format!("p/{id}")), &self.withdrawn.get(id)?.versions, None),
        };
        match versions.iter().find(|one| one.number == number && one.readable) {
            Some(version) => Some(VersionPage::Own { base, version, now }),
            None => now.map(VersionPage::Policy),
        }
    }

    /// What a policy is called in a version that the edition shows.
    #[must_use]
    pub fn title_of_version(&self, id: &str, number: &str) -> Option<&str> {
        Some(match self.page_of_version(id, number)? {
            VersionPage::Policy(at) | VersionPage::Own { now: Some(at), .. } => &self.pages[at].title,
            VersionPage::Own { version, .. } => &version.title,
        })
    }

    /// Who agreed to a version that the edition shows, by its own log or by the newest one; the most private audience alone knows.
    #[must_use]
    pub fn approval_of_version(&self, id: &str, number: &str) -> Option<Approval<'_>> {
        let own = match self.page_of_version(id, number)? {
            VersionPage::Policy(at) => self.pages[at].meta.as_ref().and_then(PolicyMeta::approval),
            VersionPage::Own { version, .. } => version.meta.approval(),
        };
        let newest = || {
            let mut log = self.pages[*self.by_id.get(id)?].log().into_iter();
            log.find(|change| change.version == number)?.approval
        };
        own.or_else(newest)
    }
}
