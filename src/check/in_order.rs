//! The policies in whose texts nothing was found, so that the next run need not read them again.
//!
//! In: policies with what the rules of texts go by. Out: whether all of a policy's texts are in order. What always holds: it is said
//! of the very file, the same settings and the same program alone, and what is stored of it cannot say that anything was found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::edition::{Bits, bits_of};
use crate::handbook::Handbook;
use crate::policy::Policy;
use crate::source::{store_value, stored_value};

/// The name of the stored file.
const FILE: &str = "texts-in-order";

/// The policies of the last run in whose texts nothing was found, and those of this one.
#[derive(Debug)]
pub(super) struct InOrder {
    root: PathBuf,
    program: Bits,
    last: BTreeSet<Bits>,
    now: Mutex<BTreeSet<Bits>>,
}

impl InOrder {
    /// What was stored of a handbook.
    pub(super) fn of(root: &Path, program: Bits) -> Self {
        let last = stored_value(root, FILE, program).unwrap_or_default();
        Self { root: root.to_path_buf(), program, last, now: Mutex::default() }
    }

    /// What all policies of a handbook are checked with.
    pub(super) fn settings(handbook: &Handbook) -> Bits {
        let glossary = handbook.glossary.file.as_ref().map(|file| &file.text);
        let wording = format!("{:?}", handbook.data.wording);
        bits_of(&(&handbook.book.file.text, glossary, wording))
    }

    /// What stands for a policy that is checked with these settings.
    pub(super) fn key(policy: &Policy, settings: Bits) -> Bits {
        bits_of(&(settings, &policy.path, &policy.links_from, &policy.file.name, &policy.file.text))
    }

    /// Whether nothing was found in the last run.
    pub(super) fn knows(&self, key: Bits) -> bool {
        self.last.contains(&key)
    }

    /// Notes that nothing was found.
    pub(super) fn note(&self, key: Bits) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
    }

    /// Stores what was noted. Where it cannot be stored, the next run reads every text.
    pub(super) fn end(&self) {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if *now == self.last {
            return;
        }
        store_value(&self.root, FILE, self.program, &*now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_known_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = InOrder::of(folder.path(), 1);
        assert!(!first.knows(7));
        for key in [7, 9] {
            first.note(key);
        }
        first.end();
        let again = InOrder::of(folder.path(), 1);
        assert!(again.knows(7) && again.knows(9) && !again.knows(8));
    }
}
