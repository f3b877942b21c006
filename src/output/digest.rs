//! What each owner has to review, as a text to send.
//!
//! In: an [`Edition`], the entries of its register, and how many of them are due. Out: Markdown, with a part for each owner that says
//! how to reach them, what is due, and what is worth a look before its day. What always holds: no title is read as mark-up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use jiff::ToSpan;
use jiff::civil::Date;

use super::register::RegisterEntry;
use crate::edition::Edition;
use crate::policy::Promise;
use crate::text::escape_markdown;

/// So many complaints within so many days call for a review.
const COMPLAINTS: usize = 3;
const COMPLAINT_DAYS: i32 = 90;

/// Why a policy is worth a look before its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    /// So many complaints were about it.
    Complaints(usize),
    /// So many of its promises were missed.
    MissedStandards(usize),
    /// So many of its promises were measured too long ago.
    StaleStandards(usize),
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complaints(count) => write!(f, "{count} complaints in the last {COMPLAINT_DAYS} days"),
            Self::MissedStandards(1) => f.write_str("a promise was missed"),
            Self::MissedStandards(count) => write!(f, "{count} promises were missed"),
            Self::StaleStandards(1) => f.write_str("a promise was measured too long ago"),
            Self::StaleStandards(count) => write!(f, "{count} promises were measured too long ago"),
        }
    }
}

/// The text: for each owner what of `all` is in `due`, and what calls for a review earlier. Those without an owner come last.
#[must_use]
pub fn review_digest(edition: &Edition, due: &[RegisterEntry], all: &[RegisterEntry]) -> String {
    let mut owners: BTreeMap<(bool, &str), OwnerReviews<'_>> = BTreeMap::new();
    let key = |entry: &'_ RegisterEntry| entry.owner_key.is_none();
    for entry in due {
        let owner = (key(entry), entry.owner_key.as_deref().unwrap_or_default());
        owners.entry(owner).or_default().due.push((entry, calls(edition, entry)));
    }
    let are_due: BTreeSet<&str> = due.iter().map(|entry| entry.url.as_str()).collect();
    let later = all.iter().filter(|entry| !entry.standing.is_over() && !are_due.contains(entry.url.as_str()));
    for (entry, calls) in later.map(|entry| (entry, calls(edition, entry))).filter(|(_, calls)| !calls.is_empty()) {
        let owner = (key(entry), entry.owner_key.as_deref().unwrap_or_default());
        owners.entry(owner).or_default().earlier.push((entry, calls));
    }
    let mut out = format!("# Reviews: {}, {}\n", escape_markdown(&edition.identity.title), edition.today);
    if owners.is_empty() {
        out.push_str("\nNo review is due.\n");
    }
    for ((_, key), reviews) in owners {
        let person = edition.people.get(key);
        let role = person.map_or("Without an owner", |person| person.role.as_str());
        let _ = writeln!(out, "\n## {}", escape_markdown(role));
        if let Some(contact) = person.and_then(|person| person.contact.as_ref()) {
            let contact = edition.words(contact, None);
            let _ = writeln!(out, "\n{}", contact.trim_start_matches("mailto:").trim_start_matches("tel:"));
        }
        for (title, entries) in [("Due", reviews.due), ("Worth a look before its day", reviews.earlier)] {
            if !entries.is_empty() {
                let _ = writeln!(out, "\n### {title}\n");
            }
            for (entry, calls) in entries {
                let _ = writeln!(out, "- {}", line(edition, entry, &calls));
            }
        }
    }
    out
}

/// What an owner has to look at, each with what calls for it.
#[derive(Default)]
struct OwnerReviews<'a> {
    due: Vec<(&'a RegisterEntry, Vec<Call>)>,
    earlier: Vec<(&'a RegisterEntry, Vec<Call>)>,
}

/// What calls for a review of a policy, whatever its day.
fn calls(edition: &Edition, entry: &RegisterEntry) -> Vec<Call> {
    let Some(id) = &entry.id else { return Vec::new() };
    let from = edition.today.checked_sub(COMPLAINT_DAYS.days()).unwrap_or(edition.today);
    let days = edition.complaints.get(id).map(Vec::as_slice).unwrap_or_default();
    let complaints = days.iter().filter(|day| **day > from && **day <= edition.today).count();
    let is = |promise: Promise| entry.standards.iter().filter(|standard| standard.promise == promise).count();
    let counted = [
        Some(Call::Complaints(complaints)).filter(|_| complaints >= COMPLAINTS),
        Some(is(Promise::Missed)).filter(|count| *count > 0).map(Call::MissedStandards),
        Some(is(Promise::Stale)).filter(|count| *count > 0).map(Call::StaleStandards),
    ];
    counted.into_iter().flatten().collect()
}

/// A policy, when it is due, and where it is read.
fn line(edition: &Edition, entry: &RegisterEntry, calls: &[Call]) -> String {
    let id = entry.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
    let day: Option<Date> = entry.review_by.as_ref().and_then(|day| day.parse().ok());
    let when = day.map_or_else(String::new, |day| match (day - edition.today).get_days() {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        -1 => format!("overdue since {day}, one day"),
        days if days < 0 => format!("overdue since {day}, {} days", -days),
        days => format!("due on {day}, in {days} days"),
    });
    let place = if edition.url.is_some() { format!(" <{}>", entry.url) } else { String::new() };
    let reasons = std::iter::once(when).chain(calls.iter().map(Call::to_string)).filter(|reason| !reason.is_empty());
    let reasons = reasons.collect::<Vec<_>>().join("; ");
    format!("**{}**{id}: {reasons}.{place}", escape_markdown(&entry.title))
}
