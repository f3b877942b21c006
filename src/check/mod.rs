//! What can be said of a handbook as a whole: references, links, headings, flexibility.
//!
//! In: a [`Handbook`]. Out: diagnostics. What always holds: a rule reads, it never changes; the phases before have said
//! already what they could not read.

mod rules;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::handbook::Handbook;

/// Runs every rule.
pub fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for rule in rules::ALL {
        rule(handbook, diagnostics);
    }
}

/// Leaves out what a waiver of the same file accepts, until its day. What is locked cannot be waived.
#[must_use]
pub fn waive(diagnostics: Vec<Diagnostic>, handbook: &Handbook) -> Vec<Diagnostic> {
    let waived = |diagnostic: &Diagnostic| {
        let policy = handbook.policies.iter().find(|policy| policy.file.name == diagnostic.file);
        policy.is_some_and(|policy| {
            policy.front.waivers.iter().any(|waiver| {
                let open = waiver.until.as_ref().is_some_and(|until| until.value >= handbook.today);
                open && waiver.rule.value == diagnostic.rule.name()
            })
        })
    };
    diagnostics.into_iter().filter(|d| d.rule.info().locked || !waived(d)).collect()
}
