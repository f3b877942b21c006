//! `hidden-version`: a version in force that some of its readers find no longer, since the next one is kept from them.

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
    let versions = handbook.versions.get(&id.value);
    let in_force = versions.and_then(|versions| Some(&versions.all[versions.in_force?]));
    let Some(version) = in_force.filter(|version| version.age > 0 && version.readable) else { return };
    let audiences = handbook.config.audiences.iter();
    let losing = audiences
        .filter(|(at, _)| version.policy.readers.contains(*at) && !policy.readers.contains(*at))
        .map(|(_, audience)| audience.title.as_str());
    let losing: Vec<&str> = losing.collect();
    if losing.is_empty() {
        return;
    }
    let (number, losing) = (&version.number, losing.join(", "));
    let (why, help) = if policy.front.status() == Status::Draft {
        (
            "while this text is a draft",
            "keep the draft of the next version in a branch; with its `effective` and `status = \"active\"` it is announced, and the \
             version in force stays",
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
