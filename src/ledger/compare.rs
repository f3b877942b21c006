//! Compares the ledger of today with one that somebody kept.
//!
//! In: two parts of one edition. Out: [`Finding`]s. What always holds: every entry of the kept one must be in the other, at its place;
//! what was added since is no finding.

use std::collections::BTreeMap;

use super::hash::Hash;
use super::proof::What;
use super::published::{Opened, PublishedLedger};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether something contradicts what was kept; else it is worth knowing.
    pub is_problem: bool,
    /// What.
    pub message: String,
}

impl Finding {
    /// Something that contradicts what was kept.
    #[must_use]
    pub fn problem(message: impl Into<String>) -> Self {
        Self { is_problem: true, message: message.into() }
    }

    /// Something worth knowing.
    #[must_use]
    pub fn note(message: impl Into<String>) -> Self {
        Self { is_problem: false, message: message.into() }
    }
}

/// What differs between a ledger that was kept and the one of today.
#[must_use]
pub fn compare(kept: &PublishedLedger, now: &PublishedLedger) -> Vec<Finding> {
    if kept.edition != now.edition {
        let message = format!("the kept ledger is of the edition {}, and this one of {}", kept.edition, now.edition);
        return vec![Finding::problem(message)];
    }
    let mut found = Vec::new();
    let mut others = now.heads();
    for (number, on, head) in kept.heads() {
        match others.next() {
            Some((_, _, other)) if other == head => {}
            Some(_) => {
                let message = format!("entry {number}, which was written on {on}, is not the one that was kept");
                found.push(Finding::problem(message));
                break;
            }
            None => {
                found.push(Finding::problem(format!("entry {number}, which was written on {on}, is gone")));
                break;
            }
        }
    }
    let last = kept.entries.len();
    for (entry, _, opened) in
        now.versions().filter(|(entry, _, opened)| entry.number > last && opened.what != What::InForce)
    {
        let (on, reason) = (entry.on, opened.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}")));
        let what = match opened.what {
            What::InForce => "is in force",
            What::Corrected => "is another than an earlier entry says",
            What::Reduced => "was reduced",
            What::Dropped => "is no longer in the handbook",
            What::Ended => "is no longer in force",
            What::Resumed => "did not end, though an earlier entry says so",
        };
        let since = opened.day.filter(|_| opened.what == What::Ended);
        let since = since.map_or_else(String::new, |day| format!(" from {day}"));
        let message =
            format!("version {} of {} {what}{since}, as an entry of {on} says{reason}", opened.version, opened.id);
        found.push(Finding::note(message));
    }
    found.extend(ends_dated_back(kept, now));
    let sealed: BTreeMap<Hash, &Opened> = kept
        .versions()
        .filter(|(_, _, opened)| opened.sha256.is_some())
        .map(|(_, leaf, opened)| (leaf.leaf, opened))
        .collect();
    let here: BTreeMap<Hash, Option<&Opened>> =
        now.entries.iter().flat_map(|entry| &entry.versions).map(|leaf| (leaf.leaf, leaf.opened.as_ref())).collect();
    for (leaf, opened) in sealed {
        if here.get(&leaf).is_some_and(Option::is_none) {
            let message = format!("version {} of {} is no longer shown", opened.version, opened.id);
            found.push(Finding::note(message));
        }
    }
    found
}

/// Ends of versions that the kept ledger would have, if they had been known on the day that they name. One that says why is no problem.
fn ends_dated_back(kept: &PublishedLedger, now: &PublishedLedger) -> Vec<Finding> {
    let Some(last) = kept.entries.last().filter(|last| last.has_ends) else { return Vec::new() };
    let knows = |id: &str, number: &str| {
        kept.versions().any(|(_, _, known)| (&*known.id, &*known.version) == (id, number) && !known.what.is_of_end())
    };
    let later = now.versions().filter(|(entry, _, opened)| entry.number > last.number && opened.what == What::Ended);
    let late = later.filter(|(_, _, opened)| {
        let is_before = opened.day.is_some_and(|day| day < last.on);
        is_before && opened.reason_seal.is_none() && knows(&opened.id, &opened.version)
    });
    late.map(|(_, _, opened)| {
        let day = opened.day.map_or_else(String::new, |day| format!(" from {day}"));
        Finding::problem(format!(
            "version {} of {} is said to be no longer in force{day}, of which the kept ledger, last written on {}, knows nothing",
            opened.version, opened.id, last.on
        ))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::{Date, date};

    use super::*;
    use crate::ledger::{Ledger, Reason, Recorded, with_entry};

    fn version(what: What, day: Date) -> Recorded {
        let text = (!what.is_of_end()).then(|| Hash::of("text"));
        Recorded {
            id: "A-1".to_owned(),
            version: "1.0".to_owned(),
            day: Some(day),
            approval: None,
            what,
            source: None,
            reason: None,
            texts: BTreeMap::from([("client".to_owned(), text)]),
            hidden: BTreeMap::new(),
        }
    }

    #[test]
    fn an_end_is_not_dated_back_unseen() {
        let add = |before: &str, on: Date, recorded: Recorded| {
            with_entry(before, &Ledger::parse(before).next(on, Hash::of("secret"), vec![recorded]))
        };
        let part = |text: &str| Ledger::parse(text).published("client", &|_| true);
        let first = add("", date(2026, 3, 1), version(What::InForce, date(2026, 1, 1)));
        let old = first.replace("ends = true\n", "");
        let reason = Some(Reason { text: "A slip.".to_owned(), ..Reason::default() });
        for (kept, day, reason, problems) in [
            (&first, date(2026, 2, 28), None, 1),
            (&first, date(2026, 3, 1), None, 0),
            (&first, date(2026, 2, 28), reason, 0),
            (&old, date(2026, 2, 28), None, 0),
        ] {
            let end = Recorded { reason, ..version(What::Ended, day) };
            let found = compare(&part(kept), &part(&add(kept, date(2026, 4, 1), end)));
            assert_eq!(found.iter().filter(|found| found.is_problem).count(), problems, "{found:?}");
            assert!(found.iter().any(|found| found.message.contains(&format!("no longer in force from {day}"))));
        }
    }
}
