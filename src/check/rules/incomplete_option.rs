//! `option-without-decider`, `option-without-limit`, `private-decider`: options that lack one of the keys with which they can be used, or
//! lack it for some of their readers.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Policy, PolicyOption};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed()) {
        for option in policy.front.options() {
            let mut push = |rule: Rule, message: &str, help: &str| {
                diagnostics.push(Diagnostic::new(rule, &policy.file.name, option.span, message).help(help));
            };
            if option.lacks_decider {
                let message = "this option does not say who decides";
                push(Rule::OptionWithoutDecider, message, "add `decided_by`, a key of people.toml");
            }
            if option.lacks_limit {
                let message = "this option has no limit";
                push(Rule::OptionWithoutLimit, message, "add `limit`: a sum, a number, a time, or \"none\"");
            }
            private_decider(handbook, policy, option, diagnostics);
        }
    }
}

/// Reports a decider of whom some readers of the option may not know: they read an offer, and not who can agree to it.
fn private_decider(handbook: &Handbook, policy: &Policy, option: PolicyOption<'_>, diagnostics: &mut Diagnostics) {
    let Some((key, person)) = option.decider.and_then(|key| Some((key, handbook.data.people.get(&key.value)?))) else {
        return;
    };
    let readers = option.readers.and(policy.readers);
    let audiences = handbook.config.audiences.iter();
    let Some((_, audience)) =
        audiences.into_iter().find(|(id, _)| readers.contains(*id) && !person.readers.contains(*id))
    else {
        return;
    };
    let message = format!("{} may read of this option, but not that `{}` decides", audience.title, key.value);
    let help = format!("give `[{}]` in people.toml an `audience`, or the option a narrower one", key.value);
    diagnostics.push(Diagnostic::new(Rule::PrivateDecider, &policy.file.name, key.span, message).help(help));
}
