//! `ledger.json`: the part of the ledger that an edition publishes, which anybody may keep.
//!
//! In: the file, or what an edition may tell. Out: a [`PublishedLedger`], what is wrong with it, and what differs from another one. What
//! always holds: a version that the edition no longer shows stands in it as a hash that nobody can tell from a random one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::entry::{Chain, Leaf, Reason};
use super::file::Ledger;
use super::hash::{Hash, Step, Tree, follow};
use super::proof::{What, head_text, leaf_text, reason_text, seal_text, slot_text};

/// The name of the form of the file.
const FORMAT: &str = "greyline-ledger-1";

/// The part of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedLedger {
    /// The name of this form.
    pub format: String,
    /// The edition.
    pub edition: String,
    /// What was recorded, oldest first.
    pub entries: Vec<PublishedEntry>,
}

/// An entry that says something to the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, std::hash::Hash)]
pub struct PublishedEntry {
    /// Its number, from 1.
    pub number: usize,
    /// The day on which it was written.
    pub on: Date,
    /// Whether every end of a version that was known on that day is recorded in it or before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_ends: bool,
    /// The head of the entry before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Hash>,
    /// The versions.
    pub versions: Vec<PublishedLeaf>,
    /// The head of this entry.
    pub head: Hash,
    /// What the head is sealed with on its way to the root.
    pub salt: Hash,
    /// That way.
    pub path: Vec<Step>,
    /// The root, which a time stamp is of.
    pub root: Hash,
    /// The file of the time stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_stamp: Option<String>,
}

/// A version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, std::hash::Hash)]
pub struct PublishedLeaf {
    /// Its hash.
    pub leaf: Hash,
    /// What that is the hash of, where the edition shows it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
}

/// What a leaf is the hash of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, std::hash::Hash)]
pub struct Opened {
    /// The id of the policy.
    pub id: String,
    /// The number of the version.
    pub version: String,
    /// The first day on which it was in force; of an end, the first on which it no longer was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// What is recorded of it.
    pub what: What,
    /// The seal of the text.
    pub seal: Hash,
    /// What the text was sealed with, where the edition shows all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<Hash>,
    /// The SHA-256 of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Hash>,
    /// The seal of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_seal: Option<Hash>,
    /// What the reason was sealed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_salt: Option<Hash>,
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl PublishedLedger {
    /// The part of an edition.
    #[must_use]
    pub fn new(edition: &str, entries: Vec<PublishedEntry>) -> Self {
        Self { format: FORMAT.to_owned(), edition: edition.to_owned(), entries }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let ledger: Self = serde_json::from_slice(bytes).map_err(|error| format!("this is no ledger: {error}"))?;
        if ledger.format != FORMAT {
            return Err(format!("this is a ledger of the form {}, and this program reads {FORMAT}", ledger.format));
        }
        Ok(ledger)
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// What is wrong in itself: where an entry is not what its hashes say.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut last: Option<&PublishedEntry> = None;
        for entry in &self.entries {
            let mut fault = |message: &str| faults.push(format!("entry {} of {} {message}", entry.number, entry.on));
            if (entry.number, entry.before) != (last.map_or(1, |last| last.number + 1), last.map(|last| last.head)) {
                fault("does not follow the one before it");
            }
            if last.is_some_and(|last| last.on > entry.on) {
                fault("is dated before the one that it follows");
            }
            for version in &entry.versions {
                if let Some(opened) = &version.opened {
                    opened.faults(version.leaf).into_iter().for_each(&mut fault);
                }
            }
            let tree = Tree::new(entry.versions.iter().map(|version| version.leaf).collect());
            let head = head_text(&self.edition, entry.number, entry.on, entry.before, tree.root());
            if Hash::of(head) != entry.head {
                fault("is not what it was when it was written: its head is another");
            }
            if follow(Hash::of(slot_text(entry.salt, entry.head)), &entry.path) != entry.root {
                fault("does not lead to its root");
            }
            last = Some(entry);
        }
        faults
    }

    /// The versions that it shows, oldest first, each with its entry.
    pub fn versions(&self) -> impl Iterator<Item = (&PublishedEntry, &PublishedLeaf, &Opened)> {
        self.entries.iter().flat_map(|entry| {
            let opened = entry.versions.iter().filter_map(|leaf| Some((leaf, leaf.opened.as_ref()?)));
            opened.map(move |(leaf, opened)| (entry, leaf, opened))
        })
    }

    /// The heads of its entries.
    pub fn heads(&self) -> impl Iterator<Item = (usize, Date, Hash)> {
        self.entries.iter().map(|entry| (entry.number, entry.on, entry.head))
    }
}

/// The file of the time stamp of an edition's entry.
#[must_use]
pub fn stamp_file(number: usize) -> String {
    format!("time-stamps/{number}.tsr")
}

impl Ledger {
    /// The part of an edition with all that opens it; the reasons that `told` says may be read.
    #[must_use]
    pub fn published(&self, edition: &str, told: &dyn Fn(&Reason) -> bool) -> PublishedLedger {
        let entries = self.chain(edition).into_iter().map(|chain| {
            let Chain { number, on, has_ends, before, leaves, head, salt, path, root } = chain;
            let versions = leaves.iter().map(|(hash, leaf)| PublishedLeaf {
                leaf: *hash,
                opened: leaf.as_ref().map(|leaf| opened(leaf, told)),
            });
            let time_stamp = self.stamps.contains_key(&root).then(|| stamp_file(number));
            let versions = versions.collect();
            PublishedEntry { number, on, has_ends, before, versions, head, salt, path, root, time_stamp }
        });
        PublishedLedger::new(edition, entries.collect())
    }
}

fn opened(leaf: &Leaf<'_>, told: &dyn Fn(&Reason) -> bool) -> Opened {
    let reason = leaf.recorded.reason.as_ref().filter(|reason| told(reason));
    Opened {
        id: leaf.recorded.id.clone(),
        version: leaf.recorded.version.clone(),
        day: leaf.recorded.day,
        what: leaf.recorded.what,
        seal: leaf.seal,
        salt: Some(leaf.salt),
        sha256: leaf.text,
        reason_seal: leaf.reason.map(|(_, seal)| seal),
        reason_salt: reason.and(leaf.reason).map(|(salt, _)| salt),
        reason: reason.map(|reason| reason.text.clone()),
    }
}

impl Opened {
    /// What is wrong with it.
    fn faults(&self, leaf: Hash) -> Vec<&'static str> {
        let Self { id, version, day, what, seal, salt, sha256, reason_seal, reason_salt, reason } = self;
        let mut faults = Vec::new();
        if Hash::of(leaf_text(id, version, *day, *what, *seal, *reason_seal)) != leaf {
            faults.push("holds a version that is not the one that was recorded");
        }
        if let Some(salt) = salt
            && Hash::of(seal_text(*salt, *sha256)) != *seal
        {
            faults.push("holds the hash of a text that is not the one that was recorded");
        }
        if let (Some(salt), Some(reason)) = (reason_salt, reason)
            && Some(Hash::of(reason_text(*salt, reason))) != *reason_seal
        {
            faults.push("holds a reason that is not the one that was recorded");
        }
        faults
    }
}
