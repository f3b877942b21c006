//! `escalation-loop`, `escalation-dead-end`: chains on which a question comes back to where it was, or reaches nobody.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::Policy;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && !handbook.standing(policy).is_over())
    {
        chain(handbook, policy, diagnostics);
    }
}

fn chain(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let people = &handbook.data.people;
    let role = |key: &str| people.get(key).map_or_else(|| key.to_owned(), |person| person.role.clone());
    let steps = policy.front.escalation();
    let mut seen = BTreeSet::new();
    for step in steps.iter().filter(|step| !seen.insert(step.value.as_str())) {
        let message = format!("the question comes back to {}, who had it before", role(&step.value));
        let help = "name each step once, up to the one who decides";
        diagnostics.push(Diagnostic::new(Rule::EscalationLoop, &policy.file.name, step.span, message).help(help));
    }
    let Some((last, person)) = steps.last().and_then(|last| Some((last, people.get(&last.value)?))) else { return };
    if person.contact.is_none() && people.values().any(|person| person.contact.is_some()) {
        let message = format!("the last step is {}, and nobody says how to reach them", person.role);
        let help =
            format!("add `contact` to `[{}]` in content/people.toml, or add a step that can be reached", last.value);
        diagnostics.push(Diagnostic::new(Rule::EscalationDeadEnd, &policy.file.name, last.span, message).help(help));
    }
}
