//! Which parts of a policy's front matter are withheld from whom: what the bar lists beside the marks on the page.
//!
//! In: a policy. Out: each part that not every audience of an edition sees, by its name for people. What always holds: this
//! tells editors what the door does, and decides nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::Readers;
use crate::handbook::Handbook;
use crate::policy::Policy;

/// The most characters of an entry that name it.
const SHORT: usize = 60;

/// A part that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    /// The key, and the beginning of the entry where there are several.
    pub(super) what: String,
    /// The titles of the audiences that do not see it.
    pub(super) from: Vec<String>,
}

/// What is withheld of a policy, from the audiences that have an edition.
pub(super) fn withheld(handbook: &Handbook, policy: &Policy) -> Vec<Part> {
    let audiences = &handbook.config.audiences;
    let private = audiences.private();
    let front = &policy.front;
    let mut parts: Vec<(String, Readers)> = vec![("the whole page".to_owned(), policy.readers)];
    let mut private_if = |there: bool, key: &str| {
        if there {
            parts.push((key.to_owned(), private));
        }
    };
    private_if(front.say.is_some(), "say");
    private_if(front.approved_by.is_some(), "approved_by");
    private_if(front.motive.is_some(), "motive");
    private_if(front.review.due.is_some() || front.review.reviewed.is_some(), "review dates");
    private_if(!front.approvals.is_empty(), "approvals");
    private_if(!front.required_for.is_empty(), "required_for");
    private_if(!front.benchmarks.is_empty(), "benchmarks");
    private_if(!front.good_calls.is_empty(), "good_calls");
    private_if(!front.waivers.is_empty(), "waivers");
    parts.extend(front.options.iter().map(|option| (entry("option", &option.offer), option.readers)));
    parts.extend(front.standards.iter().map(|standard| (entry("standard", &standard.measure), standard.readers)));
    parts.extend(front.scenarios.iter().map(|scenario| (entry("scenario", &scenario.situation), scenario.readers)));
    parts.extend(front.changes.iter().map(|change| (entry("change", &change.summary), change.readers)));
    for rationale in &front.rationale {
        let Some(name) = &rationale.audience else { continue };
        let readers = audiences.find(&name.value).map_or(private, |id| audiences.get(id).readers);
        parts.push((entry("rationale", &rationale.text), readers));
    }
    let people = &handbook.data.people;
    let named = front.owner.iter().chain(&front.escalation);
    for key in named {
        if let Some(person) = people.get(&key.value) {
            parts.push((entry("person", &person.role), person.readers));
        }
    }
    let mut out: Vec<Part> = Vec::new();
    for (what, readers) in parts {
        let part = Part { what, from: kept_from(handbook, readers) };
        if !part.from.is_empty() && !out.contains(&part) {
            out.push(part);
        }
    }
    out
}

/// From whom the blocks of each audience are withheld, by its key.
pub(super) fn blocks(handbook: &Handbook) -> BTreeMap<String, Vec<String>> {
    let audiences = handbook.config.audiences.iter();
    audiences.map(|(_, audience)| (audience.key.clone(), kept_from(handbook, audience.readers))).collect()
}

/// The titles of the audiences that have an edition and are not among the readers.
fn kept_from(handbook: &Handbook, readers: Readers) -> Vec<String> {
    let editions = handbook.config.editions.iter().filter(|edition| !readers.contains(edition.audience));
    editions.map(|edition| handbook.config.audiences.get(edition.audience).title.clone()).collect()
}

fn entry(key: &str, text: &str) -> String {
    let mut short: String = text.chars().take(SHORT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{key}: {short}")
}
