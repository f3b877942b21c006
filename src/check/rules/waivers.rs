//! `expired-waiver`, `locked-waiver`: waivers that accept nothing, or accept nothing any more.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in &handbook.policies {
        for waiver in policy.front.waivers() {
            let mut report = |rule: Rule, span, message: String, help: &str| {
                diagnostics.push(Diagnostic::new(rule, &policy.file.name, span, message).help(help));
            };
            let name = &waiver.rule.value;
            if Rule::from_name(name).is_some_and(|rule| rule.info().locked) {
                let message = format!("`{name}` guards what readers may see, and cannot be waived");
                report(
                    Rule::LockedWaiver,
                    waiver.rule.span,
                    message,
                    "remove the waiver, and mend what the rule found",
                );
            } else if let Some(until) = waiver.until.filter(|until| until.value < handbook.today) {
                let message = format!("the waiver of `{name}` ended on {}, and accepts nothing any more", until.value);
                let help = "remove it if the text is mended; else mend it, or decide anew with the owner until when";
                report(Rule::ExpiredWaiver, until.span, message, help);
            }
        }
    }
}
