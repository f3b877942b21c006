//! People, facts, goals and touchpoints as one audience may know them: the part of the projection that decides over data files.
//!
//! In: the data files of a handbook. Out: those of their entries that the audience may know, by key. What always holds: their
//! order is counted among these alone, so that it tells nothing of the others.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Fact, FactValue, Goal, Person, Touchpoint};
use super::project::Projector;
use crate::config::{AudienceId, Readers};
use crate::handbook;
use crate::text::slug;

fn visible<'a, T>(
    entries: &'a BTreeMap<String, T>,
    audience: AudienceId,
    readers: impl Fn(&T) -> Readers + 'a,
) -> impl Iterator<Item = (&'a String, &'a T)> {
    entries.iter().filter(move |(_, entry)| readers(entry).contains(audience))
}

impl Projector<'_> {
    /// The people whom the audience may know.
    pub(super) fn people(&self) -> BTreeMap<String, Person> {
        let all = visible(&self.handbook.data.people, self.audience, |person| person.readers);
        all.map(|(key, person)| (key.clone(), self.person(person))).collect()
    }

    fn person(&self, person: &handbook::Person) -> Person {
        let handbook::Person { role, name, contact, answers_within, readers } = person;
        debug_assert!(self.sees(*readers), "only people whom the audience may know come here");
        let today = self.handbook.today;
        Person {
            role: self.plain(role, today),
            name: name.as_ref().map(|name| self.plain(name, today)),
            contact: contact.as_ref().map(|contact| self.data_text(contact)),
            answers_within: answers_within.as_ref().map(|text| self.data_text(text)),
        }
    }

    /// The facts that the audience may know.
    pub(super) fn facts(&self) -> BTreeMap<String, Fact> {
        visible(&self.handbook.data.facts, self.audience, |fact| fact.readers)
            .map(|(key, fact)| {
                let handbook::Fact { title, values, readers: _, span: _ } = fact;
                let known: Vec<&handbook::FactValue> = values.iter().filter(|value| self.sees(value.readers)).collect();
                let place = |wanted: Option<&handbook::FactValue>| {
                    wanted.and_then(|wanted| known.iter().position(|value| std::ptr::eq(*value, wanted)))
                };
                let current = place(fact.on(self.handbook.today));
                // A value for others in between does not hide it.
                let next = known.iter().position(|value| value.from > self.handbook.today);
                let value = |value: &&handbook::FactValue| {
                    let handbook::FactValue { from, value, readers: _ } = value;
                    FactValue { from: *from, value: self.data_text(value) }
                };
                let title = self.plain(title, self.handbook.today);
                (key.clone(), Fact { title, values: known.iter().map(value).collect(), current, next })
            })
            .collect()
    }

    /// The goals that the audience may know.
    pub(super) fn goals(&self) -> BTreeMap<String, Goal> {
        let mut all: Vec<_> = visible(&self.handbook.data.goals, self.audience, |goal| goal.readers).collect();
        all.sort_by_key(|(_, goal)| goal.span.start);
        let goal = |(place, (key, goal)): (usize, (&String, &handbook::Goal))| {
            let handbook::Goal { title, text, readers: _, span: _ } = goal;
            let text = text.as_ref().map(|text| self.data_text(text));
            (key.clone(), Goal { place, title: self.plain(title, self.handbook.today), text })
        };
        all.into_iter().enumerate().map(goal).collect()
    }

    /// The touchpoints that the audience may know.
    pub(super) fn touchpoints(&self) -> BTreeMap<String, Touchpoint> {
        let mut all: Vec<_> = visible(&self.handbook.data.touchpoints, self.audience, |one| one.readers).collect();
        all.sort_by_key(|(_, touchpoint)| touchpoint.span.start);
        let mut anchors = BTreeSet::new();
        let touchpoint = |(place, (key, touchpoint)): (usize, (&String, &handbook::Touchpoint))| {
            let handbook::Touchpoint { title, text, readers: _, span: _ } = touchpoint;
            let title = self.plain(title, self.handbook.today);
            let mut anchor = format!("need-{}", slug(&title));
            if !anchors.insert(anchor.clone()) {
                anchor = format!("{anchor}-{place}");
                anchors.insert(anchor.clone());
            }
            let text = text.as_ref().map(|text| self.data_text(text));
            (key.clone(), Touchpoint { place, anchor, title, text })
        };
        all.into_iter().enumerate().map(touchpoint).collect()
    }
}
