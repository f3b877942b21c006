//! What the ledger and the handbook do not say alike, as plain data.
//!
//! In: nothing. Out: the types of a comparison. What always holds: what is to be recorded of a contradiction stands beside it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::ledger::{Reason, Recorded};

/// What was last recorded of a version for an edition.
pub(super) type Last<'a> = BTreeMap<(&'a str, &'a str), BTreeMap<&'a str, (usize, &'a Recorded)>>;

/// What the ledger and the handbook do not say alike.
#[derive(Debug, Default)]
pub struct Differences {
    /// What contradicts the ledger, by id and number.
    pub contradictions: Vec<Contradiction>,
    /// What came into force and is not recorded yet.
    pub new: Vec<Recorded>,
    /// Versions that the ledger has and that were not looked for, since the history is not known.
    pub unseen: usize,
}

/// A version that contradicts the ledger.
#[derive(Debug)]
pub struct Contradiction {
    /// What is wrong.
    pub kind: ContradictionKind,
    /// What would be recorded, if somebody said why.
    pub recorded: Recorded,
    /// The last entry that says otherwise, by its place.
    pub entry: usize,
    /// The day on which that was written.
    pub on: Date,
}

/// How a version contradicts the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContradictionKind {
    /// Its text is another; whether the repository still has the one that was recorded, as an earlier text under the number.
    Text {
        /// Whether it has.
        kept: bool,
    },
    /// Its first day is another; the one that was recorded.
    Day(Option<Date>),
    /// Readers have it who did not when it was recorded.
    Readers,
    /// There is no such version.
    Missing,
    /// It was recorded as gone, and is there.
    Back,
    /// It says that it was in force when the ledger already said that another one was.
    Late,
    /// It was recorded as no longer in force from this day, and ended on another one or is in force.
    End(Date),
    /// It says that it had ended when the ledger, which knew nothing of it, was last written.
    LateEnd,
}

impl Differences {
    /// What an entry records: what is new, and with a reason what contradicts the ledger.
    #[must_use]
    pub fn recorded(self, reason: Option<&Reason>) -> Vec<Recorded> {
        let mut all = self.new;
        if let Some(reason) = reason {
            let answers = self.contradictions.into_iter().map(|contradiction| contradiction.recorded);
            all.extend(answers.map(|recorded| Recorded { reason: Some(reason.clone()), ..recorded }));
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }
}
