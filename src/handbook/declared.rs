//! A version whose text the history knows by no id, because it was written elsewhere or for another tool.
//!
//! In: a change entry that names a commit and a path as its `source`, and the text that these hold. Out: the text as that version of
//! its policy. What always holds: an entry of the version that its own file has is no such version.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Glossary;
use crate::config::Audiences;
use crate::diagnostic::Diagnostics;
use crate::policy::{self, Policy};
use crate::source::SourceFile;

/// A version that a change entry declares, and the text that the entry names.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// The policy whose change log has the entry, as its newest text says it.
    pub(super) policy: Arc<Policy>,
    /// The place of the entry in the log.
    pub(super) at: usize,
    pub(super) text: Arc<str>,
    /// The erasures that took something out of the text, by their places in the settings.
    pub(super) erased: BTreeSet<usize>,
    /// The version as the repository has it, where something was taken out.
    pub(super) whole: Option<Arc<Declared>>,
}

impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.policy, &other.policy) && (self.at, &self.text) == (other.at, &other.text)
    }
}

impl Eq for Declared {}

impl Declared {
    /// The version as its text says it, and whether nothing but the text is known of it.
    pub(super) fn parse(&self, audiences: &Audiences, glossary: &Glossary, found: &mut Diagnostics) -> (Policy, bool) {
        let file = SourceFile { name: Arc::clone(&self.policy.file.name), text: Arc::clone(&self.text) };
        let entry = &self.policy.front.values.entries("changes")[self.at];
        policy::parse_declared(&self.policy, entry, &file, audiences, &glossary.finder, found)
    }
}

/// The entries of a change log that name the text of a version which the log's own file does not have, oldest first.
pub(super) fn entries_with_source(policy: &Policy) -> impl Iterator<Item = (usize, &str)> {
    // Beside a text without a number, an older one would be the only version.
    let own = policy.front.version().map(|number| &number.value);
    let changes = policy.front.changes().into_iter().enumerate().rev();
    let named = changes.filter(move |(_, change)| own.is_some_and(|own| *own != change.version.value));
    named.filter_map(|(at, change)| Some((at, change.source?.value.as_str())))
}
