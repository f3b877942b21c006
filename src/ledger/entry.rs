//! One entry: the versions that came into force since the one before, and the root over all of them.
//!
//! In: versions with the hashes of their texts, and a secret. Out: the heads of the editions, and the root. What always holds: salts,
//! places and padding come of the secret alone, so that an entry always gives the same root, and one salt betrays no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::Date;

use super::hash::{Hash, Step, Tree};
use super::proof::{What, head_text, leaf_text, reason_text, seal_text, slot_text};

/// The number of slots of which the root is made: how many editions there are cannot be told from it.
const SLOTS: usize = 16;

/// The least number of leaves of an edition in an entry. There is always a power of two of them, so that all are equally far from the
/// head; those that no version has are random, and the order is too: a version that was withheld later cannot be told from none.
const LEAVES: usize = 4;

/// What is recorded of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The id of its policy.
    pub id: String,
    /// Its number.
    pub version: String,
    /// The first day on which it was in force, where somebody said so; of an end, the first on which it no longer was.
    pub day: Option<Date>,
    /// Who approved it, a key of people.toml, and on which day; as far as it was written down when the entry was made.
    pub approval: Option<(String, Date)>,
    /// What the entry says of it.
    pub what: What,
    /// The SHA-256 of the file that it was read from.
    pub source: Option<Hash>,
    /// Why the entry says otherwise than an earlier one.
    pub reason: Option<Reason>,
    /// The SHA-256 of its text for each edition; none where it is gone, and of an end.
    pub texts: BTreeMap<String, Option<Hash>>,
    /// What the text names and the edition's readers could not know, by edition: it is not in the text that was hashed.
    pub hidden: BTreeMap<String, BTreeSet<String>>,
}

/// Why an entry says otherwise than an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// In a sentence.
    pub text: String,
    /// The editions whose readers, beside those of the most private one, may read it.
    pub editions: BTreeSet<String>,
}

/// What is to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// The versions, sorted by id.
    pub versions: Vec<Recorded>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The day on which it was written.
    pub on: Date,
    /// The root of the entry before.
    pub previous: Option<Hash>,
    /// What salts and padding are made of; it never leaves the repository.
    pub secret: Hash,
    /// Whether every end that was known on that day is recorded in it or before. The first ledgers knew nothing of ends.
    pub has_ends: bool,
    /// Its versions.
    pub versions: Vec<Recorded>,
    /// The root over all.
    pub root: Hash,
}

/// A version in the chain of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// What was recorded.
    pub recorded: &'a Recorded,
    /// The SHA-256 of its text.
    pub text: Option<Hash>,
    /// What the text is sealed with.
    pub salt: Hash,
    /// The seal of the text.
    pub seal: Hash,
    /// What the reason is sealed with, and its seal.
    pub reason: Option<(Hash, Hash)>,
    /// The hash of all this.
    pub hash: Hash,
}

/// What an entry says to one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain<'a> {
    /// The number of the entry among those that say something to the edition, from 1.
    pub number: usize,
    /// The day on which it was written.
    pub on: Date,
    /// See [`Entry::has_ends`].
    pub has_ends: bool,
    /// The head before.
    pub before: Option<Hash>,
    /// The leaves, each a version or a random hash.
    pub leaves: Vec<(Hash, Option<Leaf<'a>>)>,
    /// The head.
    pub head: Hash,
    /// What the head is sealed with among those of other editions.
    pub salt: Hash,
    /// From there to the root of the entry.
    pub path: Vec<Step>,
    /// The root of the entry.
    pub root: Hash,
}

/// The last number and head of each edition.
pub(super) type Heads = BTreeMap<String, (usize, Hash)>;

impl Entry {
    /// The entry of what is to be recorded.
    #[must_use]
    pub(super) fn new(on: Date, previous: Option<Hash>, secret: Hash, versions: Vec<Recorded>, heads: &Heads) -> Self {
        let mut entry = Self { on, previous, secret, has_ends: true, versions, root: secret };
        entry.root = Tree::new(entry.slots(heads).0).root();
        entry
    }

    /// The root that the content of the entry gives.
    pub(super) fn computed_root(&self, heads: &Heads) -> Hash {
        Tree::new(self.slots(heads).0).root()
    }

    /// The editions to which the entry says something.
    pub(super) fn editions(&self) -> BTreeSet<&str> {
        self.versions.iter().flat_map(|version| version.texts.keys()).map(String::as_str).collect()
    }

    /// What the entry says to an edition, whose last number and head are given; nothing where it says nothing.
    pub(super) fn chain(&self, edition: &str, heads: &Heads) -> Option<Chain<'_>> {
        let (slots, places) = self.slots(heads);
        let place = *places.get(edition)?;
        let before = heads.get(edition).map(|(_, head)| *head);
        let (number, head) = self.head(edition, heads);
        let (path, salt) = (Tree::new(slots).path(place), self.derive(&["slot", edition]));
        let Self { on, has_ends, root, .. } = *self;
        Some(Chain { number, on, has_ends, before, leaves: self.leaves(edition), head, salt, path, root })
    }

    /// The number of an edition's entry, and the head of the edition after it.
    pub(super) fn head(&self, edition: &str, heads: &Heads) -> (usize, Hash) {
        let hashes: Vec<Hash> = self.leaves(edition).into_iter().map(|(hash, _)| hash).collect();
        let (number, before) = heads.get(edition).map_or((1, None), |(number, head)| (number + 1, Some(*head)));
        (number, Hash::of(head_text(edition, number, self.on, before, Tree::new(hashes).root())))
    }

    fn leaves(&self, edition: &str) -> Vec<(Hash, Option<Leaf<'_>>)> {
        let own = self.versions.iter().filter_map(|recorded| Some((recorded, *recorded.texts.get(edition)?)));
        let mut leaves: Vec<(Hash, Option<Leaf<'_>>)> = own
            .map(|(recorded, text)| {
                let leaf = self.leaf(edition, recorded, text);
                (leaf.hash, Some(leaf))
            })
            .collect();
        let padding = leaves.len()..leaves.len().next_power_of_two().max(LEAVES);
        leaves.extend(padding.map(|at| (self.derive(&["leaf", edition, &at.to_string()]), None)));
        // The hash of a leaf is as good as random, since its text is salted.
        leaves.sort_unstable_by_key(|(hash, _)| *hash);
        leaves
    }

    fn leaf<'a>(&self, edition: &str, recorded: &'a Recorded, text: Option<Hash>) -> Leaf<'a> {
        let Recorded { id, version, day, what, .. } = recorded;
        let salt = self.derive(&["text", edition, id, version, what.name()]);
        let seal = Hash::of(seal_text(salt, text));
        let reason = recorded.reason.as_ref().map(|reason| {
            let salt = self.derive(&["reason", edition, id, version, what.name()]);
            (salt, Hash::of(reason_text(salt, &reason.text)))
        });
        let hash = Hash::of(leaf_text(id, version, *day, *what, seal, reason.map(|(_, seal)| seal)));
        Leaf { recorded, text, salt, seal, reason, hash }
    }

    /// What the root is made of, and where each edition stands in it: the heads, the entry before, and random hashes.
    fn slots(&self, heads: &Heads) -> (Vec<Hash>, BTreeMap<&str, usize>) {
        let editions = self.editions();
        let count = (editions.len() + 1).next_power_of_two().max(SLOTS);
        let mut order: Vec<(Hash, usize)> =
            (0..count).map(|at| (self.derive(&["place", &at.to_string()]), at)).collect();
        order.sort_unstable();
        let mut free = order.into_iter().map(|(_, at)| at);
        let mut slots: Vec<Hash> = (0..count).map(|at| self.derive(&["padding", &at.to_string()])).collect();
        let mut places = BTreeMap::new();
        // What the most private edition alone knows of the entry stands with the entry before.
        let own = Hash::of(self.private_text());
        slots[free.next().unwrap_or_default()] = Hash::of(slot_text(self.derive(&["own"]), own));
        for (edition, place) in editions.into_iter().zip(free) {
            let (_, head) = self.head(edition, heads);
            slots[place] = Hash::of(slot_text(self.derive(&["slot", edition]), head));
            places.insert(edition, place);
        }
        (slots, places)
    }

    /// Everything that the entry says and that no edition's head is made of, one version a line, in JSON.
    fn private_text(&self) -> String {
        let previous = self.previous.map_or_else(|| "-".to_owned(), |root| root.to_string());
        let mut out = format!("entry\n{previous}\n{}\n{}\n", self.on, self.secret);
        let _ = self.has_ends.then(|| writeln!(out, "ends"));
        for Recorded { id, version, day, approval, what, source, reason, texts, hidden } in &self.versions {
            let approval = approval.as_ref().map(|(by, on)| (by, on.to_string()));
            let reason = reason.as_ref().map(|reason| (&reason.text, &reason.editions));
            let day = day.map(|day| day.to_string());
            let line = serde_json::json!([id, version, day, approval, what, source, reason, texts, hidden]);
            let _ = writeln!(out, "{line}");
        }
        out
    }

    /// A hash that nobody can guess who does not know the secret.
    fn derive(&self, what: &[&str]) -> Hash {
        Hash::of(format!("{}\n{}\n", self.secret, what.join("\n")))
    }
}
