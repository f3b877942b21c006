//! The versions of policies, as an audience may know them.
//!
//! In: the versions of the handbook. Out: those that the audience may see. What always holds: each is withheld as its own text
//! says, and as the texts of today say.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::history_filter::HistoryFilter;
use super::pages::PageIndex;
use super::policy_meta::{OtherText, PolicyMeta, Reduction, Version, Withdrawn};
use super::project::{Projector, alias_path, folder_address};
use super::prose::FactValues;
use super::redact::Redacted;
use crate::config::Erasure;
use crate::handbook::{self, Handbook, PastText, PolicyIndex, Versions};
use crate::markdown::Markup;
use crate::memo::ByAddress;
use crate::policy::{FIELDS, Policy, Standing};
use crate::text::{Phrases, SitePath, linked_addresses};

impl Projector<'_> {
    /// Finds out what older texts may not show, and takes it out of those that are in force today.
    pub(super) fn filter_history(&mut self) {
        if self.is_private() {
            return;
        }
        let policies = self.handbook.policies.iter_enumerated();
        let is_older = |at, policy| self.handbook.working_copy_of(at).is_none_or(|copy| !Arc::ptr_eq(copy, policy));
        let older: Vec<(PolicyIndex, &Arc<Policy>)> = policies.filter(|(at, policy)| is_older(*at, policy)).collect();
        if self.handbook.as_of {
            self.ages = ages(self.handbook);
        }
        self.filter = HistoryFilter::of(self, &self.old_texts(&older), older.len());
        self.filtered =
            older.into_iter().map(|(at, policy)| (at, self.filtered_text(policy, self.age(policy)))).collect();
    }

    /// An old policy without what the filter takes out of it. `None` when that is its title, or all of it.
    pub(super) fn filtered_text(&self, policy: &Arc<Policy>, age: usize) -> Option<Arc<Policy>> {
        if self.filter.is_empty() { Some(Arc::clone(policy)) } else { self.memo.filter.clean(policy, age, self) }
    }

    fn age_of(&self, version: &handbook::Version) -> usize {
        if self.handbook.as_of { self.age(&version.policy) } else { version.age }
    }

    /// How old the text of a policy is that is in force. One of which nothing is known is taken for the oldest.
    pub(super) fn age(&self, policy: &Policy) -> usize {
        if self.handbook.as_of {
            return self.ages.get(&policy.file.text).copied().unwrap_or(usize::MAX);
        }
        let (id, number) = (policy.front.id(), policy.front.version());
        let versions = id.and_then(|id| self.handbook.versions.get(&id.value));
        let mut all = versions.into_iter().flat_map(|versions| &versions.all);
        let same = all.find(|version| number.is_some_and(|number| number.value == version.number));
        same.map_or(usize::MAX, |version| version.age)
    }

    /// Whether this is what its file says today.
    fn is_todays(&self, policy: &Arc<Policy>) -> bool {
        let newest = &self.handbook.working_copies;
        let at = newest.binary_search_by(|newest| newest.path.cmp(&policy.path));
        at.is_ok_and(|at| Arc::ptr_eq(&newest[at], policy))
    }

    /// All texts that are not what a file says today; `older` are those of them that are in force.
    fn old_texts(&self, older: &[(PolicyIndex, &Arc<Policy>)]) -> Vec<ByAddress<Policy>> {
        let handbook = self.handbook;
        let versions = handbook.versions.values().flat_map(|versions| &versions.all).map(|version| &version.policy);
        let versions = versions.filter(|policy| !self.is_todays(policy));
        let withdrawn = handbook.withdrawn.values().map(|withdrawn| &withdrawn.last);
        older.iter().map(|(_, policy)| *policy).chain(versions).chain(withdrawn).map(ByAddress::of).collect()
    }

    /// The versions of a policy that has had more than one, or other texts under one number, as far as the audience may know them.
    pub(super) fn versions(&self, at: PolicyIndex, places: &BTreeMap<PolicyIndex, PageIndex>) -> Vec<Version> {
        let id = self.handbook.policies[at].front.id();
        let Some(versions) = id.and_then(|id| self.handbook.versions.get(&id.value)) else { return Vec::new() };
        let known = self.known_versions(versions, Some(at), places);
        let is_alone = known.len() < 2 && known.iter().all(|version| version.others.is_empty());
        if is_alone { Vec::new() } else { known }
    }

    fn known_versions(
        &self,
        versions: &Versions,
        at: Option<PolicyIndex>,
        places: &BTreeMap<PolicyIndex, PageIndex>,
    ) -> Vec<Version> {
        let today = at.and_then(|at| self.handbook.working_copy_of(at));
        let known: Vec<(usize, &Arc<handbook::Version>, Arc<Policy>)> = versions
            .all
            .iter()
            .enumerate()
            .filter(|(_, version)| !self.is_left_out(version))
            .filter(|(_, version)| self.sees(version.policy.readers))
            .filter(|_| today.is_none_or(|today| self.sees(self.handbook.known_to(today))))
            .filter_map(|(place, version)| {
                let is_today = today.is_some_and(|today| Arc::ptr_eq(today, &version.policy));
                let policy = if is_today {
                    Some(Arc::clone(&version.policy))
                } else {
                    self.filtered_text(&version.policy, self.age_of(version))
                };
                Some((place, version, policy?))
            })
            .collect();
        let mut addresses: BTreeSet<String> = BTreeSet::new();
        let followed = known.iter().skip(1).map(|(_, next, _)| next.effective).chain([None]);
        known
            .iter()
            .zip(followed)
            .map(|((place, version, policy), followed)| {
                let order = versions.in_force.map_or(Ordering::Greater, |in_force| place.cmp(&in_force));
                let last = followed.and_then(|next| next.yesterday().ok());
                let day = match order {
                    Ordering::Less => last,
                    Ordering::Equal => None,
                    Ordering::Greater => version.effective,
                };
                let day = day.unwrap_or(self.handbook.today);
                let mut made = self.version(version, policy, order, day, at, places);
                made.last_facts = self.fact_values(&made.facts.keys().cloned().collect(), last.unwrap_or(day));
                while !addresses.insert(made.address.to_lowercase()) {
                    made.address.push('-');
                }
                made
            })
            .collect()
    }

    fn version(
        &self,
        version: &handbook::Version,
        policy: &Arc<Policy>,
        order: Ordering,
        day: jiff::civil::Date,
        at: Option<PolicyIndex>,
        places: &BTreeMap<PolicyIndex, PageIndex>,
    ) -> Version {
        let handbook::Version {
            number,
            effective,
            policy: _,
            readable,
            age: _,
            erased: _,
            whole: _,
            earlier_whole: _,
            text_alone,
        } = version;
        let Policy { path: _, file: _, links_from: _, front, readers: _, label: _, text, fields: _ } = &**policy;
        let mut meta = self.project_meta(at, policy, places, day);
        meta.standing = match (order, meta.standing) {
            (_, standing @ (Standing::Draft | Standing::Consultation)) => standing,
            (Ordering::Less, _) => Standing::Superseded,
            // What was announced when the file went never came.
            (Ordering::Equal | Ordering::Greater, _) if at.is_none() => Standing::Withdrawn,
            (Ordering::Equal, standing) => standing,
            (Ordering::Greater, _) => Standing::Announced,
        };
        let body = self.redacted(policy);
        let quoted = self.quoted(text, &body, Some(&meta));
        let first = effective.unwrap_or(day).min(day);
        let others = self.other_texts(version, &body, &meta, at, places);
        let bodies = std::iter::once((&body, &meta)).chain(others.iter().map(|other| (&other.body, &other.meta)));
        let reductions = self.reductions(version, &bodies.collect::<Vec<_>>());
        Version {
            others,
            reductions,
            number: number.clone(),
            address: address(number),
            title: self.plain(&front.title().value, day),
            effective: *effective,
            standing: meta.standing.told_to(self.is_private()),
            readable: *readable,
            text_alone: *text_alone,
            body,
            meta,
            facts: self.fact_values(&quoted, day),
            first_facts: self.fact_values(&quoted, first),
            last_facts: FactValues::new(),
        }
    }

    /// Whether the audience is told that old versions are kept for a time only: where that is so of all, or of a section in which it knows
    /// a policy, or knew one that it still knows.
    pub(super) fn forgets(&self, visible: &[PolicyIndex]) -> bool {
        let settings = &self.handbook.config.archive;
        if settings.keep.is_some() || settings.sections.is_empty() {
            return settings.keep.is_some();
        }
        let visible = visible.iter().map(|at| self.policy(*at));
        let gone = self.handbook.withdrawn.iter().filter(|(id, _)| self.known_withdrawn(id).is_some());
        let known: Vec<&Arc<Policy>> = visible.chain(gone.map(|(_, gone)| &gone.last)).collect();
        let keys: BTreeSet<&str> = known.iter().map(|policy| policy.key()).collect();
        let past = self.handbook.past.iter().map(|past| &past.policy);
        let past = past.filter(|policy| self.sees(policy.readers) && keys.contains(policy.key()));
        known.iter().copied().chain(past).any(|policy| settings.names_section_of(policy.path.as_str()))
    }

    /// Whether a version is not kept any longer.
    fn is_left_out(&self, version: &handbook::Version) -> bool {
        let id = version.policy.front.id();
        let numbers = id.and_then(|id| self.handbook.left_out.get(&id.value));
        numbers.is_some_and(|numbers| numbers.contains(&version.number))
    }

    /// When and why words were taken out of a version, where its readers see what stands there instead and could read the words
    /// themselves: one who may not read the place where a name stood is not told that one did.
    fn reductions(&self, version: &handbook::Version, texts: &[(&Redacted, &PolicyMeta)]) -> Vec<Reduction> {
        let settings = version.erased.iter().filter_map(|at| self.handbook.config.archive.erased.get(*at));
        let is_shown = |erasure: &&Erasure| {
            texts.iter().any(|(body, meta)| {
                body.as_str().contains(&erasure.instead)
                    || meta.values.all_prose().iter().any(|text| text.source().contains(&erasure.instead))
            })
        };
        let names = |text: &str, erasure: &Erasure| {
            let text = Phrases::new(text);
            erasure.words.iter().any(|words| !text.find(&words.value).is_empty())
        };
        let wholes = version.whole.iter().chain(&version.earlier_whole);
        let wholes = wholes.filter(|whole| self.sees(whole.readers));
        let wholes: Vec<Arc<Policy>> =
            wholes.filter_map(|whole| self.filtered_text(whole, self.age_of(version))).collect();
        let could_read = |erasure: &&Erasure| {
            wholes.iter().any(|whole| {
                let fields = whole.front.prose(self.audiences, |readers| self.sees(readers));
                let body = self.redacted(whole);
                let shown = body.shown(&self.todays_words(self.audience), true);
                names(&shown, erasure)
                    || names(&body.targets().join(" "), erasure)
                    || fields.into_iter().any(|text| names(text, erasure))
            })
        };
        let reduction = |Erasure { words: _, instead: _, on, because }: &Erasure| Reduction {
            on: *on,
            because: self.prose(because, Markup::Inline, &Arc::default()),
        };
        settings.filter(is_shown).filter(could_read).map(reduction).collect()
    }

    /// The other texts that bore a version's number after it came into force, as far as the audience reads them otherwise than its last.
    fn other_texts(
        &self,
        version: &handbook::Version,
        body: &Redacted,
        meta: &PolicyMeta,
        at: Option<PolicyIndex>,
        places: &BTreeMap<PolicyIndex, PageIndex>,
    ) -> Vec<OtherText> {
        let (Some(effective), Some(id)) = (version.effective, version.policy.front.id()) else { return Vec::new() };
        let governs = |meta: &PolicyMeta| {
            let governing = FIELDS.iter().filter(|field| field.governs && field.name != "version");
            governing.map(|field| meta.values.get(field.name).cloned()).collect::<Vec<_>>()
        };
        let (mut newer, mut until) = ((body.reading(), governs(meta)), None);
        let mut others = Vec::new();
        for past in self.past_texts.get(&(id.value.as_str(), version.number.as_str())).into_iter().flatten() {
            let replaced = until.replace(past.date).flatten().unwrap_or(self.handbook.today);
            let is_last = past.policy.file.text == version.policy.file.text;
            let kept_from = self.handbook.kept_from(&id.value, past.policy.path.as_str());
            if kept_from.is_some_and(|from| replaced < from) {
                continue;
            }
            if is_last || replaced <= effective || !self.sees(past.policy.readers) || !past.readable {
                continue;
            }
            let Some(policy) = self.filtered_text(&past.policy, past.age) else { continue };
            let (body, meta) = (self.redacted(&policy), self.project_meta(at, &policy, places, replaced));
            let read = (body.reading(), governs(&meta));
            if read != newer {
                let quoted = self.quoted(&policy.text, &body, Some(&meta));
                let title = self.plain(&policy.front.title().value, replaced);
                others.push(OtherText {
                    until: replaced,
                    title,
                    facts: self.fact_values(&quoted, replaced),
                    body,
                    meta,
                });
                newer = read;
            }
        }
        others
    }

    /// The policies whose files have gone.
    pub(super) fn withdrawn(&self, places: &BTreeMap<PolicyIndex, PageIndex>) -> BTreeMap<String, Withdrawn> {
        let handbook = self.handbook;
        let gone = handbook.withdrawn.keys().filter_map(|id| Some((id, self.known_withdrawn(id)?)));
        let former = self.former_addresses();
        gone.filter_map(|(id, withdrawn)| {
            let handbook::Withdrawn { last, gone, readers: _ } = withdrawn;
            let last = self.filtered_text(last, self.age(last))?;
            let versions = match handbook.versions.get(id).filter(|_| self.archive) {
                Some(versions) => self.known_versions(versions, None, places),
                None => Vec::new(),
            };
            let title = self.plain(&last.front.title().value, gone.unwrap_or(handbook.today));
            Some((
                id.clone(),
                Withdrawn {
                    version: last.front.version().map(|version| version.value.clone()),
                    gone: *gone,
                    forgotten: gone
                        .zip(handbook.kept_from(id, last.path.as_str()))
                        .is_some_and(|(gone, from)| gone < from),
                    section: folder_address(last.path.folder()),
                    addresses: former.get(id.as_str()).cloned().unwrap_or_default(),
                    replacements: self.replacements(id, places),
                    versions,
                    title,
                },
            ))
        })
        .collect()
    }

    /// The addresses that each policy whose file has gone had, as far as the audience could find it there: those of its files and
    /// those that it named as its old ones.
    fn former_addresses(&self) -> BTreeMap<&str, BTreeSet<SitePath>> {
        let mut addresses: BTreeMap<&str, BTreeSet<SitePath>> = BTreeMap::new();
        let handbook = self.handbook;
        let is_known = |past: &&PastText| !handbook.as_of || past.date.is_some_and(|date| date <= handbook.today);
        for past in handbook.past.iter().filter(is_known).filter(|past| past.readable) {
            let Policy { path, front, readers, .. } = &*past.policy;
            let Some(id) = front.id().filter(|id| handbook.withdrawn.contains_key(&id.value)) else { continue };
            if self.sees(*readers) && !self.filter.withholds_file(&past.policy, past.age) {
                let own = addresses.entry(&id.value).or_default();
                own.extend(linked_addresses(path.as_str()).map(|address| SitePath::page(&address)));
                own.extend(front.aliases().iter().map(|alias| alias_path(&alias.value)));
                own.retain(|address| !self.lets_go(address));
            }
        }
        addresses
    }
}

/// How old each text of the repository is, for a day of the past: as of the last commit by that day that has it, or of the first that has.
fn ages(handbook: &Handbook) -> BTreeMap<Arc<str>, usize> {
    let mut ages = BTreeMap::default();
    let (before, after): (Vec<_>, Vec<_>) =
        handbook.past.iter().partition(|past| past.date.is_some_and(|date| date <= handbook.today));
    for past in before.into_iter().chain(after.into_iter().rev()) {
        ages.entry(Arc::clone(&past.policy.file.text)).or_insert(past.age);
    }
    ages
}

/// A version's number as the last part of an address: other signs than letters, digits, dots and dashes become dashes.
pub(super) fn address(number: &str) -> String {
    let plain = number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' });
    let plain: String = plain.collect();
    let plain = plain.trim_matches('.');
    if plain.is_empty() { "-".to_owned() } else { plain.to_owned() }
}
