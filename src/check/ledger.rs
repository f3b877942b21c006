//! The ledger of versions, compared with the history: what differs from it, and what it does not know yet.
//!
//! In: the handbook with its history, and its ledger. Out: [`Differences`], and what is to be recorded. What always holds: a text is
//! compared as its readers could read it when it was recorded, so that nothing that was written later makes it another.

mod differences;
mod ends;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use differences::Last;
pub use differences::{Contradiction, ContradictionKind, Differences};
use ends::Ends;

use crate::config::Config;
use crate::edition::{self, IssuedText, IssuedVersion, Issuer, issued_versions};
use crate::handbook::Handbook;
use crate::ledger::{Hash, Reason, Recorded, What};
use crate::memo::{self, ByAddress};
use crate::policy::Policy;

/// The text that was left of a version for an edition when words were last erased from it.
type Reduced<'a> = BTreeMap<(&'a str, &'a str, &'a str), Hash>;

/// What was hashed for the last comparison, for the next one: a version that stays is not read again.
#[derive(Debug, Default)]
pub struct Memo {
    /// The files that versions were read from.
    sources: memo::Memo<ByAddress<Policy>, Hash>,
    /// What readers of an edition read of a version, without what they could not know when it was recorded.
    texts: memo::Memo<TextKey, Hash>,
    hashed: AtomicUsize,
}

/// A version, the settings with the editions, the name of one, and what was hidden from its readers.
type TextKey = (ByAddress<Policy>, ByAddress<Config>, String, BTreeSet<String>);

impl Memo {
    /// How many texts were hashed so far, for whoever measures.
    pub fn hashed(&self) -> usize {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Ends a run: what it did not ask for is dropped.
    pub(super) fn drop_unused(&self) {
        self.sources.drop_unused();
        self.texts.drop_unused();
    }

    fn source(&self, policy: &Arc<Policy>) -> Hash {
        self.sources.get(ByAddress::of(policy), |policy| self.hash(&policy.file.text))
    }

    fn hash(&self, text: &str) -> Hash {
        self.hashed.fetch_add(1, Ordering::Relaxed);
        Hash::of(text)
    }
}

/// A version of the handbook, with its texts as far as they were asked for.
struct Compared<'a> {
    version: IssuedVersion<'a>,
    source: Hash,
}

/// Compares the handbook with its ledger. `is_whole`: whether the history is known.
#[must_use]
pub fn differences(handbook: &Handbook, is_whole: bool, memo: &Memo) -> Differences {
    let ledger = &handbook.ledger;
    let (mut last, mut reduced) = (Last::new(), Reduced::new());
    for (at, entry) in ledger.entries.iter().enumerate() {
        for recorded in entry.versions.iter().filter(|recorded| !recorded.what.is_of_end()) {
            let (id, version) = (recorded.id.as_str(), recorded.version.as_str());
            for (edition, text) in &recorded.texts {
                match text.filter(|_| recorded.what == What::Reduced) {
                    Some(text) => drop(reduced.insert((id, version, edition), text)),
                    None => drop(last.entry((id, version)).or_default().insert(edition, (at, recorded))),
                }
            }
        }
    }
    let projected = edition::Memo::default();
    let editions = handbook.config.editions.iter();
    let issuers: Vec<(&str, Issuer<'_>)> =
        editions.map(|settings| (settings.name.as_str(), Issuer::new(handbook, settings, &projected))).collect();
    let comparison = Comparison { handbook, last, reduced, issuers, memo };
    let ends = Ends::new(handbook, is_whole, &comparison.last, &comparison.issuers);
    let versions = issued_versions(handbook);
    let found: Vec<Differences> = versions
        .chunk_by(|one, next| one.id == next.id)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|versions| {
            let mut found = comparison.of_policy(versions);
            ends.compare(versions, &mut found);
            found
        })
        .collect();
    let mut all = Differences::default();
    for Differences { contradictions, new, unseen: _ } in found {
        all.contradictions.extend(contradictions);
        all.new.extend(new);
    }
    comparison.missing(&versions, is_whole, &mut all);
    all.contradictions.sort_by(|a, b| (&a.recorded.id, a.entry).cmp(&(&b.recorded.id, b.entry)));
    all
}

struct Comparison<'a> {
    handbook: &'a Handbook,
    last: Last<'a>,
    reduced: Reduced<'a>,
    issuers: Vec<(&'a str, Issuer<'a>)>,
    memo: &'a Memo,
}

impl Comparison<'_> {
    /// Compares the versions of one policy, which are in the order of their effect.
    fn of_policy(&self, versions: &[IssuedVersion<'_>]) -> Differences {
        let mut found = Differences::default();
        let known: Vec<bool> =
            versions.iter().map(|version| self.last.contains_key(&(version.id, version.number))).collect();
        for (at, version) in versions.iter().enumerate() {
            let compared = Compared { version: version.clone(), source: self.memo.source(version.policy) };
            if known[at] {
                self.known(&compared, &mut found);
            } else if version.came {
                let later = known[at..].iter().any(|known| *known);
                self.unknown(&compared, later, known.iter().any(|known| *known), &mut found);
            }
            found.new.extend(self.reduction(version));
        }
        found
    }

    /// Compares a version that the ledger knows.
    fn known(&self, compared: &Compared<'_>, found: &mut Differences) {
        let Compared { version, source } = compared;
        let last = &self.last[&(version.id, version.number)];
        let mut new = blank(version, *source);
        let mut wrong: Vec<(ContradictionKind, usize, Recorded)> = Vec::new();
        for (edition, issuer) in &self.issuers {
            let Some((entry, recorded)) = last.get(edition) else {
                if !version.came || !issuer.may_read(version) || !issuer.knows(version.id) {
                    continue;
                }
                match self.widened(compared, edition, issuer) {
                    None => add_text(&mut new, edition, issuer.text(version.policy, None)),
                    Some(entry) => {
                        let mut answer = Recorded { what: What::Corrected, ..blank(version, *source) };
                        add_text(&mut answer, edition, issuer.text(version.policy, None));
                        wrong.push((ContradictionKind::Readers, entry, answer));
                    }
                }
                continue;
            };
            let Some(kind) = self.contradiction(issuer, compared, edition, recorded) else { continue };
            let kind = match kind {
                ContradictionKind::Text { .. } => {
                    ContradictionKind::Text { kept: self.is_kept(issuer, version, recorded, edition) }
                }
                kind => kind,
            };
            let known = wrong.iter_mut().find(|(known, at, _)| *known == kind && at == entry);
            let (_, _, answer) = match known {
                Some(known) => known,
                None => {
                    wrong.push((kind, *entry, Recorded { what: What::Corrected, ..blank(version, *source) }));
                    wrong.last_mut().expect("it was just added")
                }
            };
            add_text(answer, edition, issuer.text(version.policy, None));
        }
        for (kind, entry, recorded) in wrong {
            let on = self.handbook.ledger.entries[entry].on;
            found.contradictions.push(Contradiction { kind, recorded, entry, on });
        }
        found.new.extend((!new.texts.is_empty()).then_some(new));
    }

    /// Whether an edition that was there when a version was recorded reads it by now, and did not then: the entry that recorded it.
    fn widened(&self, compared: &Compared<'_>, edition: &str, issuer: &Issuer<'_>) -> Option<usize> {
        let Compared { version, source } = compared;
        let (entry, recorded) = self.last[&(version.id, version.number)].values().max_by_key(|(entry, _)| *entry)?;
        let was_there = self.last.values().any(|editions| editions.get(edition).is_some_and(|(at, _)| at <= entry));
        let mut past = self.handbook.past.iter().map(|past| &past.policy);
        let mut could_read = || {
            let then = past.find(|policy| recorded.source == Some(self.memo.source(policy)));
            then.is_some_and(|policy| issuer.may_read(&IssuedVersion { policy, ..version.clone() }))
        };
        (was_there && recorded.source != Some(*source) && !could_read()).then_some(*entry)
    }

    /// Records a version that the ledger does not know. `later`: whether one that follows it is recorded; `others`: whether any of its
    /// policy is.
    fn unknown(&self, compared: &Compared<'_>, later: bool, others: bool, found: &mut Differences) {
        let Compared { version, source } = compared;
        let mut new = blank(version, *source);
        for (edition, issuer) in self.issuers.iter().filter(|(_, issuer)| issuer.may_read(version)) {
            if issuer.knows(version.id) {
                add_text(&mut new, edition, issuer.text(version.policy, None));
            }
        }
        if new.texts.is_empty() {
            return;
        }
        let entries = &self.handbook.ledger.entries;
        let newest = entries.len().checked_sub(1).map(|at| (at, entries[at].on));
        let is_late = others && newest.is_some_and(|(_, on)| later || version.day.is_some_and(|day| day < on));
        match newest.filter(|_| is_late) {
            Some((entry, on)) => {
                let recorded = Recorded { what: What::Corrected, ..new };
                found.contradictions.push(Contradiction { kind: ContradictionKind::Late, recorded, entry, on });
            }
            None => found.new.push(new),
        }
    }

    /// What is left of a version from which words were erased, where the ledger does not say so yet. What was recorded of its whole
    /// text stays as it is, and is compared with the text that the repository still has.
    fn reduction(&self, version: &IssuedVersion<'_>) -> Option<Recorded> {
        let (policy, erasures) = version.reduced.filter(|_| version.came)?;
        let mut left = Recorded { what: What::Reduced, ..blank(version, self.memo.source(version.policy)) };
        for (edition, issuer) in self.issuers.iter().filter(|(_, issuer)| issuer.may_read(version)) {
            let recorded = self.last.get(&(version.id, version.number)).and_then(|last| last.get(edition));
            if recorded.is_none() && !issuer.knows(version.id) {
                continue;
            }
            let hidden = recorded.map(|(_, recorded)| recorded.hidden.get(*edition).cloned().unwrap_or_default());
            let issued = issuer.text(policy, hidden.as_ref());
            let is_known = self.reduced.get(&(version.id, version.number, *edition)) == Some(&Hash::of(&issued.text));
            if !is_known && issued.text != issuer.text(version.policy, hidden.as_ref()).text {
                add_text(&mut left, edition, issued);
            }
        }
        let settings = erasures.iter().filter_map(|at| self.handbook.config.archive.erased.get(*at));
        let text = settings.map(|erasure| format!("{}: {}", erasure.on, erasure.because)).collect::<Vec<_>>().join(" ");
        left.reason = Some(Reason { text, editions: left.texts.keys().cloned().collect() });
        (!left.texts.is_empty()).then_some(left)
    }

    /// Whether the repository has the text that was recorded, as one that bore the number before.
    fn is_kept(&self, issuer: &Issuer<'_>, version: &IssuedVersion<'_>, recorded: &Recorded, edition: &str) -> bool {
        let past = self.handbook.past.iter().filter(|past| {
            let front = &past.policy.front;
            front.id().is_some_and(|id| id.value == version.id)
                && front.version().is_some_and(|number| number.value == version.number)
        });
        let hidden = recorded.hidden.get(edition).cloned().unwrap_or_default();
        let text = recorded.texts.get(edition).copied().flatten();
        past.map(|past| &past.policy).any(|policy| {
            recorded.source == Some(self.memo.source(policy))
                || text == Some(self.text(issuer, policy, edition, &hidden))
        })
    }

    /// Versions that the ledger has and the handbook has not.
    fn missing(&self, versions: &[IssuedVersion<'_>], is_whole: bool, found: &mut Differences) {
        let here: BTreeSet<(&str, &str)> = versions.iter().map(|version| (version.id, version.number)).collect();
        for ((id, number), last) in self.last.iter().filter(|(key, _)| !here.contains(*key)) {
            let names = self.issuers.iter().map(|(edition, _)| *edition);
            let left: Vec<_> = names.filter_map(|edition| Some((edition, last.get(edition)?))).collect();
            let left: Vec<_> = left.into_iter().filter(|(_, (_, recorded))| recorded.what != What::Dropped).collect();
            let Some((_, (entry, recorded))) = left.iter().max_by_key(|(_, (entry, _))| *entry) else { continue };
            if !is_whole {
                found.unseen += 1;
                continue;
            }
            let texts = left.iter().map(|(edition, _)| ((*edition).to_owned(), None)).collect();
            let recorded = Recorded {
                id: (*id).to_owned(),
                version: (*number).to_owned(),
                day: recorded.day,
                approval: None,
                what: What::Dropped,
                source: None,
                reason: None,
                texts,
                hidden: BTreeMap::new(),
            };
            let on = self.handbook.ledger.entries[*entry].on;
            let kind = ContradictionKind::Missing;
            found.contradictions.push(Contradiction { kind, recorded, entry: *entry, on });
        }
    }

    /// How a version contradicts what was recorded of it for an edition; nothing where it does not.
    fn contradiction(
        &self,
        issuer: &Issuer<'_>,
        compared: &Compared<'_>,
        edition: &str,
        recorded: &Recorded,
    ) -> Option<ContradictionKind> {
        let Compared { version, source } = compared;
        // Something may be kept from readers at any time; what the others read of it is compared with theirs.
        if !issuer.may_read(version) {
            return None;
        }
        let Some(text) = recorded.texts.get(edition).copied().flatten() else { return Some(ContradictionKind::Back) };
        if recorded.day != version.day {
            return Some(ContradictionKind::Day(recorded.day));
        }
        let hidden = recorded.hidden.get(edition).cloned().unwrap_or_default();
        let same = recorded.source == Some(*source) || self.text(issuer, version.policy, edition, &hidden) == text;
        (!same).then_some(ContradictionKind::Text { kept: false })
    }

    /// The hash of what readers of an edition read of a version, without what was hidden from them.
    fn text(&self, issuer: &Issuer<'_>, policy: &Arc<Policy>, edition: &str, hidden: &BTreeSet<String>) -> Hash {
        let settings = ByAddress::of(&self.handbook.config);
        let key = (ByAddress::of(policy), settings, edition.to_owned(), hidden.clone());
        self.memo.texts.get(key, |_| self.memo.hash(&issuer.text(policy, Some(hidden)).text))
    }
}

/// Who approved a version, and when, by its own change log.
fn approval(version: &IssuedVersion<'_>) -> Option<(String, Date)> {
    let mut changes = version.policy.front.changes().into_iter();
    let approval = changes.find(|change| change.version.value == version.number)?.approval?;
    Some((approval.by.value.clone(), approval.on.value))
}

/// A version with no texts yet.
fn blank(version: &IssuedVersion<'_>, source: Hash) -> Recorded {
    Recorded {
        id: version.id.to_owned(),
        version: version.number.to_owned(),
        day: version.day,
        approval: approval(version),
        what: What::InForce,
        source: Some(source),
        reason: None,
        texts: BTreeMap::new(),
        hidden: BTreeMap::new(),
    }
}

fn add_text(recorded: &mut Recorded, edition: &str, issued: IssuedText) {
    let IssuedText { text, hidden } = issued;
    recorded.texts.insert(edition.to_owned(), Some(Hash::of(text)));
    if !hidden.is_empty() {
        recorded.hidden.insert(edition.to_owned(), hidden);
    }
}
