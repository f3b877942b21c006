//! `hidden-version`: a version in force that some of its readers find no longer, since the next one is kept from them.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Policy, Status};

/// Compares who may read what each file says with who could read the version in force.
pub(in crate::check) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    // What a past day hides is no mistake of today's.
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed() && !handbook.as_of) {
        hidden(handbook, policy, diagnostics);
    }
}

fn hidden(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let Some(id) = policy.front.id() else { return };
    let in_force = handbook.by_id.get(&id.value).map(|at| &handbook.policies[*at]);
    let is_older = |in_force: &&Arc<Policy>| !Arc::ptr_eq(&in_force.file.text, &policy.file.text);
    let Some(version) = in_force.filter(is_older) else { return };
    let Some(number) = version.front.version().map(|number| &number.value) else { return };
    let (audiences, known_to) = (handbook.config.audiences.iter(), handbook.known_to(policy));
    let losing = audiences
        .filter(|(at, _)| version.readers.contains(*at) && !known_to.contains(*at))
        .map(|(_, audience)| audience.title.as_str());
    let losing: Vec<&str> = losing.collect();
    // Whatever keeps it from everybody by mistake is reported as that.
    if losing.is_empty() || policy.is_private_by_mistake() {
        return;
    }
    let losing = losing.join(", ");
    let is_proposal = handbook.proposals.contains_key(&policy.path);
    let (why, help) = if is_proposal && known_to != policy.label && known_to == policy.readers {
        (
            "while a draft stands at another place",
            "keep the file where it was until the draft is decided: then the version in force stays",
        )
    } else if policy.front.status() == Status::Draft && !is_proposal {
        (
            "while a version that was in force is a draft again",
            "give the draft a number of its own, that of the next version: then the version in force stays",
        )
    } else {
        (
            "since the next version is kept from them",
            "to let them read the version in force until the next one comes, commit the next one on its first day",
        )
    };
    let message = format!("version {number} is in force, but {losing} find nothing of this policy {why}");
    let span = policy.front.version().unwrap_or(id).span;
    diagnostics.push(Diagnostic::new(Rule::HiddenVersion, &policy.file.name, span, message).help(help));
}
