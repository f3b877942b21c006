//! What can be said of a handbook as a whole: references, links, headings, flexibility.
//!
//! In: a [`Handbook`]. Out: diagnostics. What always holds: a rule reads, it never changes; the phases before have said
//! already what they could not read.

mod rules;

pub use rules::dropped::dropped;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::handbook::{Archive, Handbook};

/// Runs every rule.
pub fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for rule in rules::ALL {
        rule(handbook, diagnostics);
    }
}

/// Runs the rules that hold the handbook against its history, once that has been brought in.
pub fn check_history(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    rules::versions::check(handbook, archive, diagnostics);
}

/// Leaves out what a waiver of the same file accepts, until its day. What is locked cannot be waived.
#[must_use]
pub fn waive(diagnostics: Vec<Diagnostic>, handbook: &Handbook) -> Vec<Diagnostic> {
    let waivers: BTreeMap<&str, Vec<&str>> = handbook
        .working_copies
        .iter()
        .map(|policy| {
            let open = policy.front.waivers().filter(|(_, until)| until.is_some_and(|until| until >= handbook.today));
            (&*policy.file.name, open.map(|(rule, _)| rule.value.as_str()).collect())
        })
        .collect();
    let waived = |d: &Diagnostic| waivers.get(&*d.file).is_some_and(|rules| rules.contains(&d.rule.name()));
    diagnostics.into_iter().filter(|d| d.rule.info().locked || !waived(d)).collect()
}
