//! `missed-standard`, `stale-standard`, `stale-benchmark`: promises that were not kept, and figures that are too old to rely on.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::markdown::{Markup, field_words};
use crate::policy::{Policy, Promise, STALE_AFTER_MONTHS, Standard, is_stale};
use crate::text::Spanned;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && handbook.standing(policy).governs())
    {
        for standard in policy.front.promises() {
            promise(handbook, policy, standard, diagnostics);
        }
        for (who, checked, span) in policy.front.benchmarks() {
            let (span, message) = match checked {
                Some(day) if is_stale(day.value, handbook.today) => {
                    (day.span, format!("what {} offers was last looked up on {}", who.value, day.value))
                }
                Some(_) => continue,
                None => (span, format!("nobody says when what {} offers was looked up", who.value)),
            };
            let help = format!(
                "look again, and write `checked = {}`; what is older than {STALE_AFTER_MONTHS} months may be otherwise by now",
                handbook.today
            );
            diagnostics.push(Diagnostic::new(Rule::StaleBenchmark, &policy.file.name, span, message).help(help));
        }
    }
}

/// The words of a text, with today's values of the facts in it.
fn words(handbook: &Handbook, text: &Spanned<String>) -> String {
    let value = |key: &str| {
        let value = handbook.data.facts.get(key)?.on(handbook.today)?;
        Some(field_words(&value.value, Markup::Inline, &|_| None))
    };
    field_words(&text.value, Markup::Inline, &value)
}

fn promise(handbook: &Handbook, policy: &Policy, standard: Standard<'_>, diagnostics: &mut Diagnostics) {
    let Standard { measure, target, result, measured, span } = standard;
    let (measure, target) = (words(handbook, measure), words(handbook, target));
    let result = result.map(|result| words(handbook, result));
    let day = measured.map(|day| day.value);
    let made = policy.front.first_day();
    let (rule, span, message, help) = match Promise::of(
        (&measure, &target),
        result.as_deref(),
        day,
        made,
        handbook.today,
    ) {
        Promise::Missed => {
            let message =
                format!("{target} was promised, and the last result is {}", result.as_deref().unwrap_or_default());
            let help = "say in the policy what is done about it, or promise what can be kept";
            (Rule::MissedStandard, span, message, help.to_owned())
        }
        Promise::Stale => {
            let message = match day {
                Some(day) => format!("“{measure}” was last measured on {day}"),
                None => format!("“{measure}” has never been measured"),
            };
            let help = format!(
                "measure it again, and write `result` and `measured`; a result holds for {STALE_AFTER_MONTHS} months"
            );
            (Rule::StaleStandard, measured.map_or(span, |day| day.span), message, help)
        }
        Promise::Unclear | Promise::New | Promise::Met => return,
    };
    diagnostics.push(Diagnostic::new(rule, &policy.file.name, span, message).help(help));
}
