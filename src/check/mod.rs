//! Checks the rules that need the whole handbook: references, links, headings, flexibility, versions.
//!
//! In: a [`Handbook`]. Out: diagnostics. What always holds: a rule changes nothing, and what an earlier phase reported is not reported
//! again.

mod planned;
mod record;
mod rules;

pub use planned::Planned;
pub use record::AddressRecord;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::handbook::{Archive, Handbook};

/// Checks every rule but those of the history.
pub fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for rule in rules::ALL {
        rule(handbook, diagnostics);
    }
}

/// Checks the rules that compare the handbook with its history.
pub fn check_history(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    rules::versions::check(handbook, archive, diagnostics);
}

/// Checks the rules that ask which addresses a site has.
pub fn check_sites(planned: &Planned<'_>, record: &AddressRecord, diagnostics: &mut Diagnostics) {
    rules::own_pages::check(planned, diagnostics);
    rules::dropped_address::check(record, planned, diagnostics);
}

/// Returns the diagnostics without those that a waiver of the same file accepts until its last day. Locked rules cannot be waived.
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
