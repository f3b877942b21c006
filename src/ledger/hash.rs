//! The hashes of the ledger: leaves, nodes and a Merkle tree of them.
//!
//! In: texts. Out: SHA-256, and the path from a leaf to the root. What always holds: whatever is hashed is a text that begins with the
//! name of what it is, so that a leaf cannot be taken for a node, and `sha256sum` alone can check every step.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The hash of a text.
    #[must_use]
    pub fn of(text: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(text.as_ref()).into())
    }

    /// A hash that is already one.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no SHA-256 in hexadecimal");
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())?;
        }
        // A hash has one way to be written: capitals and signs are none.
        Some(Self(bytes)).filter(|hash| hash.to_string() == text).ok_or_else(wrong)
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One step from a leaf to the root: the hash beside it, and on which side that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, std::hash::Hash)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The other hash comes first.
    Left(Hash),
    /// The other hash comes last.
    Right(Hash),
}

impl Step {
    /// The hash of both.
    #[must_use]
    pub fn up(&self, from: Hash) -> Hash {
        match self {
            Self::Left(other) => node(*other, from),
            Self::Right(other) => node(from, *other),
        }
    }
}

/// A tree of hashes, in the shape of RFC 6962: a node has two below it, and one that is alone at its height goes up as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tree(Vec<Vec<Hash>>);

impl Tree {
    /// The tree of some leaves.
    #[must_use]
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let pairs = last.chunks(2);
            let above =
                pairs.map(|pair| if let [left, right] = pair { node(*left, *right) } else { pair[0] }).collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let top = self.0.last().and_then(|top| top.first());
        top.copied().unwrap_or_else(|| Hash::of("empty\n"))
    }

    /// The path from a leaf to the root. Nothing for a place where there is no leaf.
    #[must_use]
    pub fn path(&self, mut at: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.0.first().is_none_or(|leaves| at >= leaves.len()) {
            return steps;
        }
        for level in &self.0 {
            if let Some(other) = level.get(at ^ 1) {
                steps.push(if at.is_multiple_of(2) { Step::Right(*other) } else { Step::Left(*other) });
            }
            at /= 2;
        }
        steps
    }
}

/// The root that a path leads to.
#[must_use]
pub fn follow(leaf: Hash, path: &[Step]) -> Hash {
    path.iter().fold(leaf, |hash, step| step.up(hash))
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash::of(format!("node\n{left}\n{right}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_has_a_path_to_the_root_and_no_other() {
        for size in 1..40 {
            let leaves: Vec<Hash> = (0..size).map(|at| Hash::of(format!("leaf\n{at}\n"))).collect();
            let tree = Tree::new(leaves.clone());
            let top = tree.root();
            for (at, leaf) in leaves.iter().enumerate() {
                assert_eq!(follow(*leaf, &tree.path(at)), top, "{at} of {size}");
                for other in (0..size).filter(|other| *other != at && size > 1) {
                    assert_ne!(follow(*leaf, &tree.path(other)), top, "{at} by the path of {other}, of {size}");
                }
            }
            assert_eq!(tree.path(size), []);
        }
        assert_eq!(Tree::new(Vec::new()).root(), Hash::of("empty\n"));
    }

    #[test]
    fn a_hash_is_written_in_one_way() {
        let hash = Hash::of("abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((hash.to_string().as_str(), text.parse()), (text, Ok(hash)));
        for wrong in [
            "",
            "ba78",
            &text.to_uppercase(),
            &text.replace("ba", "zz"),
            &text.replace("ba", "+a"),
            &format!("{text}0"),
        ] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }
}
