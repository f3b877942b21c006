//! What changed in an edition: versions of policies, and facts that policies quote.
//!
//! In: an [`Edition`]. Out: entries, newest first. What always holds: a policy's log says nothing of the time before the policy.

use jiff::civil::Date;

use super::model::{Edition, FactValue, PageIndex};
use super::policy_meta::Change;
use super::prose::Prose;

/// Something that changed, and the policy that it changed.
#[derive(Debug, Clone)]
pub struct LogEntry<'e> {
    /// The day from which it holds.
    pub date: Date,
    /// The policy.
    pub page: PageIndex,
    /// What changed.
    pub what: Changed<'e>,
}

/// What changed.
#[derive(Debug, Clone)]
pub enum Changed<'e> {
    /// The policy has a new version.
    Version(Change<'e>),
    /// A fact that it quotes has another value.
    Fact {
        /// Its key.
        key: &'e str,
        /// What it is.
        title: &'e str,
        /// The value before.
        was: &'e Prose,
        /// The value from that day on.
        is: &'e Prose,
    },
}

impl LogEntry<'_> {
    /// Whether it must be read again: a version may say that it changed the wording alone.
    #[must_use]
    pub fn is_material(&self) -> bool {
        match &self.what {
            Changed::Version(change) => change.material,
            Changed::Fact { .. } => true,
        }
    }
}

impl Edition {
    /// Everything that changed, and what is announced, newest first.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry<'_>> {
        let mut log: Vec<LogEntry<'_>> = self.pages.indices().flat_map(|at| self.log_of(at)).collect();
        sort(&mut log);
        log
    }

    /// What changed in one policy, newest first.
    #[must_use]
    pub fn log_of(&self, at: PageIndex) -> Vec<LogEntry<'_>> {
        let page = &self.pages[at];
        if page.meta.is_none() {
            return Vec::new();
        }
        let versions = page
            .log()
            .into_iter()
            .filter_map(|change| Some(LogEntry { date: change.date?, page: at, what: Changed::Version(change) }));
        let mut log: Vec<LogEntry<'_>> = versions.collect();
        let first = log.iter().map(|entry| entry.date).min();
        let has_changed = |key: &String| self.facts.get(key).is_some_and(|fact| fact.values.len() > 1);
        for key in page.facts.iter().filter(|key| has_changed(key)) {
            let Some((key, fact)) = self.facts.get_key_value(key) else { continue };
            for pair in fact.values.windows(2) {
                let [FactValue { value: was, .. }, FactValue { from, value: is }] = pair else { continue };
                // What a fact was before the policy was first written is no change of the policy.
                if first.is_some_and(|first| *from <= first) {
                    continue;
                }
                log.push(LogEntry { date: *from, page: at, what: Changed::Fact { key, title: &fact.title, was, is } });
            }
        }
        sort(&mut log);
        log
    }
}

fn sort(log: &mut [LogEntry<'_>]) {
    log.sort_by(|a, b| b.date.cmp(&a.date).then(a.page.cmp(&b.page)));
}
