//! `option-without-words`: options with neither `keywords` of their own nor a scenario, so that a search finds them by their text alone.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Flexibility, Policy, PolicyOption, Status};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let is_used = |policy: &&Policy| {
        let is_grey = policy.front.flexibility().as_ref().is_some_and(|it| it.value == Flexibility::Grey);
        is_grey
            && policy.is_governed()
            && policy.front.status() != Status::Draft
            && !handbook.standing(policy).is_over()
    };
    for policy in handbook.policies.iter().map(AsRef::as_ref).filter(is_used) {
        let bare: Vec<PolicyOption<'_>> = policy.front.options().filter(|option| option.lacks_words).collect();
        if let Some(first) = bare.first() {
            let (bare, all) = (bare.len(), policy.front.options().len());
            let message = format!("options of this policy without `keywords` and without a scenario: {bare} of {all}");
            let help = "add `keywords` to the option: what people say who ask for it; or a scenario with this `option`";
            diagnostics
                .push(Diagnostic::new(Rule::OptionWithoutWords, &policy.file.name, first.span, message).help(help));
        }
    }
}
