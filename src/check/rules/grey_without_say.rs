//! `grey-without-say`: grey policies that clients meet, and that give staff no words for a no.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Flexibility, Policy, Status};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let policies = handbook.policies.iter().filter(|policy| policy.is_governed() && policy.front.values.lacks("say"));
    for policy in policies.filter(|policy| is_met(handbook, policy)) {
        if let Some(flexibility) = policy.front.flexibility().as_ref().filter(|it| it.value == Flexibility::Grey) {
            let message = "clients meet this policy, and it has no `say`: words for when no option helps";
            let help = "add `say = \"…\"`: what staff can say, beginning with what they may do";
            let found = Diagnostic::new(Rule::GreyWithoutSay, &policy.file.name, flexibility.span, message);
            diagnostics.push(found.help(help));
        }
    }
}

/// Whether clients meet a policy that is theirs to ask about: others than the most private audience may read it, and it is no draft
/// and not over.
fn is_met(handbook: &Handbook, policy: &Policy) -> bool {
    policy.readers != handbook.config.audiences.private()
        && policy.front.status() != Status::Draft
        && !handbook.standing(policy).is_over()
}
