//! `unused-footnote`: footnotes to which no text refers, and second ones of the same name.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule, nearest};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let Some(facts) = text.facts.filter(|_| text.text.contains("[^")) else { return };
    let used: BTreeSet<String> = facts.footnotes.iter().map(|note| note.name.to_lowercase()).collect();
    let missing = LazyCell::new(|| unresolved(text, &used));
    let mut defined: BTreeSet<String> = BTreeSet::new();
    for line in text.lines() {
        let Some(name) = line.words.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name)
        else {
            continue;
        };
        if name.is_empty() || name.contains([' ', '[', ']', '\t']) {
            continue;
        }
        let bytes = line.words_at..line.words_at + name.len() + "[^]:".len();
        let key = name.to_lowercase();
        let (message, help) = if !used.contains(&key) {
            // A slip of the finger is reported where the text refers to it.
            let is_slip = |other: &String| name.starts_with(other.as_str()) || other.starts_with(name);
            if missing.iter().any(is_slip) || nearest(name, missing.iter().map(String::as_str)).is_some() {
                continue;
            }
            let help = format!("write `[^{name}]` where it belongs, or remove the footnote");
            (format!("nothing refers to the footnote `{name}`, so no page shows it"), help)
        } else if defined.contains(&key) {
            let help = "give one of the two another name".to_owned();
            (format!("there are two footnotes `{name}`: readers see both under one number"), help)
        } else {
            defined.insert(key);
            let below = &text.shown[line.words_at + line.words.len()..];
            let goes_on = below.lines().skip(1).find(|line| !line.trim().is_empty());
            if line.words.len() > bytes.len() || goes_on.is_some_and(|line| line.starts_with([' ', '\t'])) {
                continue;
            }
            (format!("the footnote `{name}` has no words"), "write them behind the colon".to_owned())
        };
        text.report(Rule::UnusedFootnote, bytes, message, help, found);
    }
}

/// The names of references that have no footnote.
fn unresolved(text: &Written<'_>, used: &BTreeSet<String>) -> Vec<String> {
    let names = text.shown.match_indices("[^").filter_map(|(at, _)| {
        let (name, behind) = text.shown[at + 2..].split_once(']')?;
        let is_use = !name.is_empty() && !name.contains(char::is_whitespace) && !behind.starts_with(':');
        (is_use && !used.contains(&name.to_lowercase())).then(|| name.to_owned())
    });
    names.collect()
}
