//! `unknown-person`, `unknown-goal`, `unknown-touchpoint`, `unknown-policy`, `unknown-fact`: keys that lead nowhere.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::Handbook;
use crate::source::SourceFile;
use crate::text::Spanned;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let data = &handbook.data;
    for policy in &handbook.policies {
        let front = &policy.front;
        let mut check = Check { file: &policy.file, diagnostics };
        let one = front.owner.iter().chain(&front.approved_by);
        let many = front.escalation.iter().chain(&front.approvals).chain(&front.required_for);
        let inner = front.options.iter().filter_map(|option| option.decided_by.as_ref());
        let waivers = front.waivers.iter().filter_map(|waiver| waiver.owner.as_ref());
        check.keys(one.chain(many).chain(inner).chain(waivers), &data.people, Rule::UnknownPerson, "people.toml");
        check.keys(front.goals.iter(), &data.goals, Rule::UnknownGoal, "goals.toml");
        check.keys(front.touchpoints.iter(), &data.touchpoints, Rule::UnknownTouchpoint, "touchpoints.toml");
        check.ids(front.related.iter(), handbook);
        for fact in &policy.text.facts.facts {
            let span = fact.span;
            match data.facts.get(&fact.key) {
                None => {
                    let key = Spanned { value: fact.key.clone(), span };
                    check.keys(std::iter::once(&key), &data.facts, Rule::UnknownFact, "facts.toml");
                }
                Some(known) if known.values.iter().all(|value| value.from > handbook.today) => {
                    let message = format!("the fact `{}` has no value on {}", fact.key, handbook.today);
                    let help = "add the value that holds until the first one, with the day from which it did";
                    let found = Diagnostic::new(Rule::UnknownFact, &policy.file.name, span, message).help(help);
                    check.diagnostics.push(found);
                }
                Some(_) => {}
            }
        }
    }
}

struct Check<'a> {
    file: &'a SourceFile,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn keys<'k, T>(
        &mut self,
        keys: impl Iterator<Item = &'k Spanned<String>>,
        known: &BTreeMap<String, T>,
        rule: Rule,
        file: &str,
    ) {
        for key in keys.filter(|key| !known.contains_key(&key.value)) {
            let message = format!("content/{file} has no `{}`", key.value);
            let help = nearest(&key.value, known.keys().map(String::as_str)).map_or_else(
                || format!("add `[{}]` to content/{file}", key.value),
                |near| format!("did you mean `{near}`?"),
            );
            self.diagnostics.push(Diagnostic::new(rule, &self.file.name, key.span, message).help(help));
        }
    }

    fn ids<'k>(&mut self, ids: impl Iterator<Item = &'k Spanned<String>>, handbook: &Handbook) {
        for id in ids.filter(|id| !handbook.by_id.contains_key(&id.value)) {
            let message = format!("no policy has the id `{}`", id.value);
            let help = nearest(&id.value, handbook.by_id.keys().map(String::as_str)).map_or_else(
                || "remove it, or write the id of a policy".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.diagnostics.push(Diagnostic::new(Rule::UnknownPolicy, &self.file.name, id.span, message).help(help));
        }
    }
}
