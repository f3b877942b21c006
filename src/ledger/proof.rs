//! The texts that are hashed on the way from a version to the root.
//!
//! In: what a step says. Out: the text of the step. What always holds: no two steps have the same text, since each begins with its own
//! name and no part of one holds the end of a line.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::hash::Hash;

/// What an entry says of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, std::hash::Hash)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It came into force with this text.
    #[default]
    InForce,
    /// Its text or its day is another than an earlier entry says, and the entry says why.
    Corrected,
    /// Parts of its text were taken out for good, and the entry says why.
    Reduced,
    /// The handbook no longer has it, and the entry says why.
    Dropped,
    /// Its policy was retired or withdrawn: its day is the first on which it was no longer in force.
    Ended,
    /// It did not end, though an earlier entry says so, and the entry says why.
    Resumed,
}

impl What {
    /// Its name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Corrected => "corrected",
            Self::Reduced => "reduced",
            Self::Dropped => "dropped",
            Self::Ended => "ended",
            Self::Resumed => "resumed",
        }
    }

    /// Whether it says something of the end of a version, and nothing of its text.
    #[must_use]
    pub fn is_of_end(self) -> bool {
        matches!(self, Self::Ended | Self::Resumed)
    }
}

/// Whether a text can be a part of a step.
pub(super) fn is_one_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_control())
}

/// The seal of a text: nobody who has not the salt can try out which text it is. A version that is gone has no text.
#[must_use]
pub fn seal_text(salt: Hash, text: Option<Hash>) -> String {
    format!("text\n{salt}\n{}\n", or_dash(text))
}

/// The seal of a reason.
#[must_use]
pub fn reason_text(salt: Hash, reason: &str) -> String {
    format!("reason\n{salt}\n{}\n", Hash::of(reason))
}

/// A version of an edition. `day` is its first day in force; of an end, the first on which it no longer was.
#[must_use]
pub fn leaf_text(id: &str, version: &str, day: Option<Date>, what: What, seal: Hash, reason: Option<Hash>) -> String {
    format!("leaf\n{id}\n{version}\n{}\n{}\n{seal}\n{}\n", or_dash(day), what.name(), or_dash(reason))
}

/// The head of an edition: its `number`th entry, which was written on a day, and the head before.
#[must_use]
pub fn head_text(edition: &str, number: usize, on: Date, before: Option<Hash>, tree: Hash) -> String {
    format!("head\n{edition}\n{number}\n{on}\n{}\n{tree}\n", or_dash(before))
}

/// What stands for the head of an edition among those of others.
#[must_use]
pub fn slot_text(salt: Hash, head: Hash) -> String {
    format!("slot\n{salt}\n{head}\n")
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
