//! `black-without-reasons`: black policies that give no reason for having no exception.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::Flexibility;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && policy.front.values.lacks("reasons"))
    {
        if let Some(flexibility) = policy.front.flexibility().as_ref().filter(|it| it.value == Flexibility::Black) {
            let message = "a black policy needs `reasons`: why there is no exception";
            let help = "add `reasons = [\"…\"]`: why, and how it serves the client";
            let found = Diagnostic::new(Rule::BlackWithoutReasons, &policy.file.name, flexibility.span, message);
            diagnostics.push(found.help(help));
        }
    }
}
