//! `option-without-decider`, `option-without-limit`: options that lack one of the keys with which staff can use them.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;

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
        }
    }
}
