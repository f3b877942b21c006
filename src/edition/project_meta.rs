//! The front matter as one audience may know it: the part of the projection that decides over keys.
//!
//! In: the values of a file, and [`FIELDS`], which says who may see each key. Out: a [`PolicyMeta`]. What always holds: only a key that
//! is declared for everyone, or an entry that is labelled for the audience, comes through; people, goals, touchpoints and policies that
//! the audience may not know are left out of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;

use super::pages::PageIndex;
use super::policy_meta::{MetaEntry, MetaValue, MetaValues, PolicyMeta, Replaced, Replacement};
use super::project::{Projector, folder_address};
use super::prose::LinkBase;
use crate::config::Readers;
use crate::handbook::{PolicyIndex, Successor, SuccessorPolicy};
use crate::markdown::Markup;
use crate::policy::{self, FIELDS, Field, FrontMatter, Policy, SeenBy, Standing, Status, Succession, Target, Type};
use crate::text::{Spanned, page_address};

type Places = BTreeMap<PolicyIndex, PageIndex>;

/// What the values of one front matter are projected with.
struct Scope<'a> {
    places: &'a Places,
    /// Who may read the policy that holds them.
    policy: Option<Readers>,
    base: Arc<LinkBase>,
    /// The day whose facts stand in texts without marks.
    day: Date,
}

impl Projector<'_> {
    pub(super) fn project_meta(
        &self,
        at: Option<PolicyIndex>,
        policy: &Policy,
        places: &Places,
        day: Date,
    ) -> PolicyMeta {
        let front = &policy.front;
        let readers = at.map(|at| self.handbook.policies[at].readers);
        let id = at.and_then(|at| self.handbook.policies[at].front.id()).map(|id| id.value.as_str());
        let standing = Standing::of(front, self.handbook.today);
        let successors = id.into_iter().flat_map(|id| self.known_successors(id, places));
        let done: Vec<&Successor> = successors.filter(|newer| newer.succession == Succession::Done).collect();
        let replaced = !done.is_empty();
        let undecided = front.is_undecided();
        let page = at.map(|at| page_address(self.handbook.policies[at].path.as_str()));
        let base = Arc::new(LinkBase { folder: folder_address(&policy.links_from), page });
        let scope = Scope { places, policy: readers, base, day };
        let mut values = self.values(FIELDS, &front.values, &scope);
        if undecided {
            // What nobody has decided offers nothing, and only the most private audience reads that it is so.
            values.0.retain(|key, _| *key != "options" && (*key != "flexibility" || self.is_private()));
        }
        let mut meta = PolicyMeta {
            values,
            replaces: self.former_ids(front, places),
            replacements: id.map(|id| self.replacements(id, places)).unwrap_or_default(),
            replaced_on: done.iter().filter_map(|newer| newer.since).min(),
            replaced,
            first_day: front.first_day(),
            last_day: front.last_day().map(|day| day.value),
            undecided,
            waived_until: front
                .waivers()
                .filter(|_| self.is_private())
                .filter_map(|waiver| Some(waiver.until?.value))
                .collect(),
            retired_on: front.retired(),
            on_trial: front.status() == Status::Pilot,
            standing: if replaced { standing.superseded() } else { standing },
        };
        let kept_from = front.id().and_then(|id| self.handbook.kept_from(&id.value, policy.path.as_str()));
        if let Some(from) = kept_from {
            meta.forget_changes(from);
        }
        meta
    }

    /// The successors of an id that the audience may know of.
    fn known_successors(&self, id: &str, places: &Places) -> impl Iterator<Item = &Successor> {
        self.handbook.superseded.get(id).into_iter().flatten().filter(|newer| match &newer.policy {
            SuccessorPolicy::Here(at) => places.contains_key(at),
            SuccessorPolicy::Gone(id) => self.known_withdrawn(id).is_some(),
        })
    }

    /// The ids of former policies that the front matter names and the audience may know of, whether or not their files are still there.
    fn former_ids(&self, front: &FrontMatter, places: &Places) -> Vec<String> {
        let is_here = |id: &str| self.handbook.by_id.get(id).is_some_and(|at| places.contains_key(at));
        let is_gone = |id: &str| {
            self.known_withdrawn(id).is_some_and(|gone| self.filtered_text(&gone.last, self.age(&gone.last)).is_some())
        };
        let fields = FIELDS.iter().filter(|field| matches!(field.accepts, Type::Keys(Target::FormerPolicies)));
        let ids = fields.flat_map(|field| front.values.texts(field.name)).map(|id| id.value.clone());
        ids.filter(|id| self.records || is_here(id) || is_gone(id)).collect()
    }

    /// What took the place of an id, or will, as far as the audience may know: first what took its own place, then what took the
    /// places of these.
    pub(super) fn replacements(&self, id: &str, places: &Places) -> Vec<Replacement> {
        let mut chain = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::from([id]);
        let mut left = VecDeque::from([(id, None)]);
        while let Some((id, of)) = left.pop_front() {
            let mut newer: Vec<&Successor> =
                self.known_successors(id, places).filter(|newer| newer.succession != Succession::Proposed).collect();
            newer.sort_by_key(|newer| newer.succession);
            for newer in newer {
                let (own, title, policy) = match &newer.policy {
                    SuccessorPolicy::Here(at) => {
                        let (Some(page), front) = (places.get(at), &self.policy(*at).front) else { continue };
                        (front.id().map(|id| &*id.value), front.title().value.clone(), Replaced::By(*page))
                    }
                    SuccessorPolicy::Gone(id) => {
                        let Some(gone) = self.known_withdrawn(id) else { continue };
                        let Some(last) = self.filtered_text(&gone.last, self.age(&gone.last)) else { continue };
                        (Some(&**id), last.front.title().value.clone(), Replaced::ByGone(id.clone()))
                    }
                };
                let title = self.plain(&title, self.handbook.today);
                if let Some(own) = own.filter(|own| seen.insert(own)) {
                    let (done, since) = (newer.succession == Succession::Done, newer.since);
                    chain.push(Replacement { of: of.clone(), title: title.clone(), policy, since, done });
                    left.push_back((own, Some(title)));
                }
            }
        }
        chain
    }

    /// The values of a table.
    fn values(&self, fields: &[Field], from: &policy::Values, scope: &Scope<'_>) -> MetaValues {
        let shown =
            fields.iter().filter(|field| field.projected && (field.readers == SeenBy::Everyone || self.is_private()));
        let values = shown.filter_map(|field| Some((field.name, self.value(field, from.get(field.name)?, scope)?)));
        MetaValues(values.filter(|(_, value)| !value.is_empty()).collect())
    }

    fn value(&self, field: &Field, value: &policy::Value, scope: &Scope<'_>) -> Option<MetaValue> {
        let prose = |text: &str| self.prose(text, field.markup, &scope.base);
        Some(match (&field.accepts, value) {
            (Type::Text, policy::Value::Text(text)) if field.markup == Markup::Plain && !self.records => {
                MetaValue::Text(self.plain(&text.value, scope.day))
            }
            (Type::Text, policy::Value::Text(text)) if field.markup != Markup::Plain => {
                MetaValue::Prose(prose(&text.value))
            }
            (Type::Texts, policy::Value::Texts(texts)) if field.markup == Markup::Plain => {
                MetaValue::Texts(texts.iter().map(|text| self.plain(&text.value, scope.day)).collect())
            }
            (Type::Texts, policy::Value::Texts(texts)) => {
                MetaValue::Proses(texts.iter().map(|text| prose(&text.value)).collect())
            }
            (Type::Key(target), policy::Value::Text(key)) => {
                self.knows(*target, &key.value).then(|| MetaValue::Text(key.value.clone()))?
            }
            (Type::Keys(Target::Policies | Target::FormerPolicies), policy::Value::Texts(ids)) => {
                let page = |id: &Spanned<String>| scope.places.get(self.handbook.by_id.get(&id.value)?).copied();
                MetaValue::Pages(ids.iter().filter_map(page).collect())
            }
            (Type::Keys(target), policy::Value::Texts(keys)) => {
                let known = keys.iter().map(|key| &key.value).filter(|key| self.knows(*target, key));
                MetaValue::Texts(known.cloned().collect())
            }
            (Type::TextPerAudience, policy::Value::Entries(entries)) => {
                MetaValue::Proses(self.texts(entries).into_iter().map(prose).collect())
            }
            (Type::Entries { fields, .. }, policy::Value::Entries(entries)) => {
                let seen = entries.iter().filter(|entry| self.sees(entry.readers));
                MetaValue::Entries(seen.map(|entry| self.entry(fields, entry, scope)).collect())
            }
            (Type::Table(fields), policy::Value::Table(table)) => MetaValue::Table(self.values(fields, table, scope)),
            (_, policy::Value::Text(text)) => MetaValue::Text(text.value.clone()),
            (_, policy::Value::Texts(texts)) => MetaValue::Texts(texts.iter().map(|text| text.value.clone()).collect()),
            (_, policy::Value::Date(date)) => MetaValue::Date(date.value),
            (_, policy::Value::Bool(value)) => MetaValue::Bool(*value),
            (_, policy::Value::Integer(value)) => MetaValue::Integer(*value),
            // No other type reads a table.
            (_, policy::Value::Table(_) | policy::Value::Entries(_)) => return None,
        })
    }

    /// Whether the audience may know what a key refers to.
    fn knows(&self, target: Target, key: &str) -> bool {
        if self.records {
            return true;
        }
        let data = &self.handbook.data;
        let readers = match target {
            Target::People | Target::ReadingLists => return self.people.contains(key),
            Target::Goals => data.goals.get(key).map(|goal| goal.readers),
            Target::Touchpoints => data.touchpoints.get(key).map(|touchpoint| touchpoint.readers),
            Target::Policies | Target::FormerPolicies => None,
        };
        readers.is_some_and(|readers| self.sees(readers))
    }

    /// The texts that the audience may read: those written for the fewest readers first, which are its own.
    fn texts<'e>(&self, entries: &'e [policy::Entry]) -> Vec<&'e str> {
        let seen = entries.iter().filter(|entry| self.sees(entry.readers));
        let mut texts: Vec<(usize, &str)> = seen
            .filter_map(|entry| {
                let count = self.audiences.iter().filter(|(other, _)| entry.readers.contains(*other)).count();
                Some((count, entry.text()?.value.as_str()))
            })
            .collect();
        texts.sort_by_key(|(count, _)| *count);
        texts.into_iter().map(|(_, text)| text).collect()
    }

    fn entry(&self, fields: &[Field], entry: &policy::Entry, scope: &Scope<'_>) -> MetaEntry {
        let policy::Entry { readers, span: _, values } = entry;
        let known_policy = scope.policy.filter(|_| self.is_private());
        let readers = known_policy.map(|policy| readers.and(policy));
        let told_to = self.audiences.iter().find(|(_, audience)| Some(audience.readers) == readers);
        MetaEntry {
            values: self.values(fields, values, scope),
            told_to: told_to.map(|(_, audience)| audience.title.clone()),
            is_apart: readers != known_policy,
        }
    }
}
