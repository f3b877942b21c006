//! `black-without-reasons`, `grey-without-options`, `option-without-decider`, `option-without-limit`.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::Flexibility;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed()) {
        let front = &policy.front;
        let mut push = |rule: Rule, span, message: &str, help: &str| {
            diagnostics.push(Diagnostic::new(rule, &policy.file.name, span, message).help(help));
        };
        match front.flexibility() {
            Some(flexibility) if flexibility.value == Flexibility::Black && front.values.get("reasons").is_none() => {
                let message = "a black policy says why there is no exception";
                let help = "add `reasons = [\"…\"]`: why, and how it serves the client";
                push(Rule::BlackWithoutReasons, flexibility.span, message, help);
            }
            Some(flexibility) if flexibility.value == Flexibility::Grey && front.options().len() == 0 => {
                let message = "a grey policy says what staff may offer";
                let help = "add `[[options]]` with `offer`, `when`, `limit` and `decided_by`";
                push(Rule::GreyWithoutOptions, flexibility.span, message, help);
            }
            _ => {}
        }
        for option in front.options() {
            if option.decided_by.is_none() {
                let message = "this option does not say who decides";
                push(Rule::OptionWithoutDecider, option.span, message, "add `decided_by`, a key of people.toml");
            }
            if option.limit.is_none() {
                let message = "this option does not say up to what limit";
                push(
                    Rule::OptionWithoutLimit,
                    option.span,
                    message,
                    "add `limit`: a sum, a number, a time, or \"none\"",
                );
            }
        }
    }
}
