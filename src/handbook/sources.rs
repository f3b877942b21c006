//! Takes the texts that change logs name by commit and path into the history of a handbook.
//!
//! In: the history, the handbook as its files have it, and these texts. Out: the history with a version for each. What always holds: a
//! version that the repository knows by its id is taken from there, whatever a change log names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Handbook;
use super::archive::{Archive, parse_policy};
use super::declared::{Declared, entries_with_source};
use crate::diagnostic::Diagnostics;
use crate::history::Sources;
use crate::policy::Policy;

impl Handbook {
    /// The names of the texts that the change logs of today's policies and of those that are gone ask for.
    #[must_use]
    pub fn sources_named(&self) -> BTreeSet<String> {
        let policies = self.working_copies.iter().chain(self.withdrawn.values().map(|gone| &gone.last));
        policies.flat_map(|policy| entries_with_source(policy)).map(|(_, name)| name.to_owned()).collect()
    }
}

impl Archive {
    /// The newest text of each policy that has an id, whether or not its file is still there.
    fn newest(&self, written: &Handbook) -> Vec<Arc<Policy>> {
        let gone = self.versions.iter().filter(|(id, _)| !written.by_id.contains_key(*id));
        let last = gone.filter_map(|(_, versions)| versions.iter().min_by_key(|version| version.age));
        let of_gone = last.filter_map(|version| {
            let text = version.text.as_deref().filter(|text| version.readable && text.contains("source"))?;
            let (audiences, glossary) = (&written.config.audiences, &written.glossary);
            Some(Arc::new(parse_policy(&version.path, text, audiences, glossary)))
        });
        let here = written.policies.iter().filter(|policy| policy.is_governed() && policy.front.id().is_some());
        here.cloned().chain(of_gone).collect()
    }

    /// The names of the texts that the change logs of a handbook ask for.
    #[must_use]
    pub fn sources_named(&self, written: &Handbook) -> BTreeSet<String> {
        let newest = self.newest(written);
        newest.iter().flat_map(|policy| entries_with_source(policy)).map(|(_, name)| name.to_owned()).collect()
    }

    /// The history with the versions whose texts the change logs of a handbook name; `sources` are these texts. `None` when it has
    /// them already.
    #[must_use]
    pub fn declaring(&self, written: &Handbook, sources: Sources) -> Option<Self> {
        let mut declared: BTreeMap<String, Vec<Arc<Declared>>> = BTreeMap::new();
        for policy in self.newest(written) {
            let Some(id) = policy.front.id() else { continue };
            let mut seen: BTreeSet<&str> = self.of(&id.value).map(|known| known.number.as_str()).collect();
            let mut all = Vec::new();
            for (at, name) in entries_with_source(&policy) {
                let number = policy.front.values.entries("changes")[at].values.text("version");
                let is_new = number.is_some_and(|number| seen.insert(&number.value));
                if let Some(Ok(text)) = sources.get(name).filter(|_| is_new) {
                    let (policy, text) = (Arc::clone(&policy), Arc::clone(text));
                    all.push(Arc::new(Declared { policy, at, text, erased: BTreeSet::new(), whole: None }));
                }
            }
            if !all.is_empty() {
                declared.insert(id.value.clone(), all);
            }
        }
        let is_same = declared == self.declared && sources == self.sources;
        (!is_same).then(|| Self { declared, sources, ..self.clone() })
    }

    /// The versions of an id whose texts are named and known: the number, the version as its text says it, and what is wrong there.
    #[must_use]
    pub fn declared_texts(&self, handbook: &Handbook, id: &str) -> Vec<(String, Policy, Diagnostics)> {
        let declared = self.declared.get(id).into_iter().flatten();
        let read = |one: &Arc<Declared>| {
            let mut found = Diagnostics::default();
            let (policy, _) = one.parse(&handbook.config.audiences, &handbook.glossary, &mut found);
            let number = policy.front.version().map(|number| number.value.clone()).unwrap_or_default();
            (number, policy, found)
        };
        declared.map(read).collect()
    }
}
