//! `grey-without-options`: grey policies that do not say what staff may offer.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::Flexibility;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && policy.front.values.lacks("options"))
    {
        if let Some(flexibility) = policy.front.flexibility().as_ref().filter(|it| it.value == Flexibility::Grey) {
            let message = "a grey policy needs `options`: what staff may offer";
            let help = "add `[[options]]` with `offer`, `when`, `limit` and `decided_by`";
            let found = Diagnostic::new(Rule::GreyWithoutOptions, &policy.file.name, flexibility.span, message);
            diagnostics.push(found.help(help));
        }
    }
}
