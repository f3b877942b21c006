//! The days on which readers could first know of what was announced, as the repository tells them.
//!
//! In: the texts that the repository has of policies and of facts.toml. Out: [`KnownDays`]. What always holds: a text, an entry or a
//! value that the audience may not read tells it of no day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::config::AudienceId;
use crate::handbook::Handbook;
use crate::policy::Status;

/// Since when things have been known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub(super) struct KnownDays {
    /// For each id, the number of a version and its first day, the day of the first commit that has such an entry of the change log.
    versions: BTreeMap<String, BTreeMap<(String, Option<Date>), Date>>,
    /// For each fact, the first day of a value and the value, the day of the first commit that has it.
    facts: BTreeMap<String, BTreeMap<(Date, String), Date>>,
    /// For each id that is retired, the day of the commit that retired it.
    ended: BTreeMap<String, Date>,
    /// For each id, the times in which nothing of the policy could be read: the first day, and the day on which it came back.
    absent: BTreeMap<String, Vec<(Date, Date)>>,
}

impl KnownDays {
    /// Since when a version of a policy has been known that is in force from a day. Where no entry had that day, the number alone counts.
    pub(super) fn of_version(&self, id: &str, number: &str, from: Option<Date>) -> Option<Date> {
        let days = self.versions.get(id)?;
        let of_number = || days.iter().filter(|((known, _), _)| known == number).map(|(_, day)| *day).min();
        days.get(&(number.to_owned(), from)).copied().or_else(of_number)
    }

    /// Since when a value of a fact has been known.
    pub(super) fn of_value(&self, key: &str, from: Date, value: &str) -> Option<Date> {
        self.facts.get(key)?.get(&(from, value.to_owned())).copied()
    }

    /// When a policy was retired that does not say so itself.
    pub(super) fn of_retirement(&self, id: &str) -> Option<Date> {
        self.ended.get(id).copied()
    }

    /// The times in which a policy was away.
    pub(super) fn of_absence(&self, id: &str) -> &[(Date, Date)] {
        self.absent.get(id).map_or(&[], Vec::as_slice)
    }
}

/// Sets a day, unless an earlier one is known.
fn set_earlier<K: Ord>(days: &mut BTreeMap<K, Date>, key: K, day: Date) {
    days.entry(key).and_modify(|known| *known = day.min(*known)).or_insert(day);
}

impl KnownDays {
    /// What the repository tells an audience.
    pub(super) fn of(handbook: &Handbook, audience: AudienceId) -> Self {
        let mut known = Self::default();
        let is_past = |day: &Date| !handbook.as_of || *day <= handbook.today;
        let mut later: BTreeSet<&str> = BTreeSet::new();
        for past in &handbook.past {
            let (Some(id), Some(day)) = (past.policy.front.id(), past.date.filter(is_past)) else { continue };
            let status = past.policy.front.status();
            let is_read = past.readable && past.policy.readers.contains(audience);
            // A draft ends nothing, and tells those who may read it alone.
            match status {
                Status::Draft => {}
                Status::Retired if is_read && !later.contains(id.value.as_str()) => {
                    known.ended.insert(id.value.clone(), day);
                }
                _ => _ = later.insert(&id.value),
            }
            if !is_read {
                continue;
            }
            for entry in
                past.policy.front.values.entries("changes").iter().filter(|entry| entry.readers.contains(audience))
            {
                if let Some(number) = entry.values.text("version") {
                    let days = known.versions.entry(id.value.clone()).or_default();
                    let from = entry.values.date("date").map(|date| date.value);
                    set_earlier(days, (number.value.clone(), from), day);
                }
            }
        }
        if !handbook.as_of {
            known.absent = times_away(handbook, audience);
        }
        for past in &handbook.past_data {
            let Some(date) = past.date.filter(is_past) else { continue };
            for (key, fact) in past.said.data.facts.iter().filter(|(_, fact)| fact.readers.contains(audience)) {
                for value in fact.values.iter().filter(|value| value.readers.contains(audience)) {
                    let days = known.facts.entry(key.clone()).or_default();
                    set_earlier(days, (value.from, value.value.clone()), date);
                }
            }
        }
        known
    }
}

/// What became of a policy: the day, whether its file went, which is after what was written on that day, how old its text is, and whether the
/// audience could read it. Events are in their order.
type Event = (Date, bool, Reverse<usize>, bool);

/// The times in which an audience could read no text of a policy that it could read before and after: its file had gone, or was for others.
/// Which of the two it was is not to be told.
fn times_away(handbook: &Handbook, audience: AudienceId) -> BTreeMap<String, Vec<(Date, Date)>> {
    let mut events: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for past in handbook.past.iter().filter(|past| past.readable) {
        let (Some(id), Some(day)) = (past.policy.front.id(), past.date) else { continue };
        let is_read = past.policy.readers.contains(audience);
        // A draft stands beside what is in force.
        if is_read || past.policy.front.status() != Status::Draft {
            events.entry(&id.value).or_default().push((day, false, Reverse(past.age), is_read));
        }
    }
    for (id, times) in &*handbook.absences {
        let gone = times.iter().map(|(from, _)| (*from, true, Reverse(0), false));
        events.entry(id).or_default().extend(gone);
    }
    let away = events.into_iter().filter_map(|(id, mut events)| {
        events.sort_unstable();
        let (mut since, mut times) = (None, Vec::new());
        let first = events.iter().position(|(.., is_read)| *is_read)?;
        for (day, .., is_read) in events.drain(first..) {
            match (is_read, since) {
                (false, None) => since = Some(day),
                (true, Some(from)) => {
                    times.extend((from < day).then_some((from, day)));
                    since = None;
                }
                _ => {}
            }
        }
        (!times.is_empty()).then(|| (id.to_owned(), times))
    });
    away.collect()
}
