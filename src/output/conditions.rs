//! What was understood of the conditions and limits of options.
//!
//! In: an [`Edition`]. Out: each text with the amounts that were read in it. What always holds: these are the amounts that search
//! compares with a query.

use std::fmt::Write;

use serde::Serialize;

use crate::edition::{Edition, PolicyOption};
use crate::policy::condition::{self, Side};

/// A condition or a limit of an option.
#[derive(Debug, Serialize)]
pub struct Condition {
    /// The id of the policy.
    pub id: String,
    /// What is offered.
    pub offer: String,
    /// The key that the text is of.
    pub key: &'static str,
    /// The text, with today's facts.
    pub text: String,
    /// The amounts, in words; none where nothing was read.
    pub understood: Vec<Understood>,
}

/// An amount that was read.
#[derive(Debug, Serialize)]
pub struct Understood {
    /// What it bounds.
    pub bound: String,
    /// Whether search sets the option back where a query lies outside of it.
    pub certain: bool,
}

/// Returns the conditions and limits of all options, in the order of the policies.
#[must_use]
pub fn conditions(edition: &Edition) -> Vec<Condition> {
    let metas = edition.pages.iter().filter_map(|page| page.meta.as_ref());
    metas
        .flat_map(|meta| meta.options().flat_map(|option| of_option(edition, meta.id().unwrap_or_default(), option)))
        .collect()
}

fn of_option(edition: &Edition, id: &str, option: PolicyOption<'_>) -> Vec<Condition> {
    let offer = edition.words(option.offer, None);
    let sides = [("when", option.when, Side::When), ("limit", option.limit, Side::Limit)];
    let texts = sides.into_iter().filter_map(|(key, text, side)| Some((key, edition.words(text?, None), side)));
    texts
        .map(|(key, text, side)| {
            let bounds = condition::read(&text, side, &edition.identity.language).into_iter();
            let understood =
                bounds.map(|bound| Understood { bound: bound.to_string(), certain: bound.certain }).collect();
            Condition { id: id.to_owned(), offer: offer.clone(), key, text, understood }
        })
        .collect()
}

/// Returns them for people: each option, and below it each text with what was read.
#[must_use]
pub fn text(conditions: &[Condition]) -> String {
    let mut out = String::new();
    let mut before = None;
    for condition in conditions {
        let option = (&condition.id, &condition.offer);
        if before != Some(option) {
            let _ = writeln!(out, "{} {}", condition.id, condition.offer);
            before = Some(option);
        }
        let read = condition.understood.iter();
        let read: Vec<String> =
            read.map(|one| format!("{}{}", one.bound, if one.certain { "" } else { " (not for certain)" })).collect();
        let read = if read.is_empty() { "no amount".to_owned() } else { read.join("; ") };
        let _ = writeln!(out, "  {}: {}\n    {read}", condition.key, condition.text);
    }
    out
}
