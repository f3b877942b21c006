//! `unknown-person`, `unknown-goal`, `unknown-touchpoint`, `unknown-policy`, `unknown-fact`: keys that lead nowhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{DataFiles, Handbook};
use crate::policy::Target;
use crate::text::Spanned;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let data = &handbook.data;
    for policy in &handbook.policies {
        let mut check = Check { file: &policy.file.name, data, diagnostics };
        for (target, key) in policy.front.references() {
            match target {
                Target::People | Target::ReadingLists => {
                    check.key(key, &data.people, Rule::UnknownPerson, "people.toml");
                }
                Target::Goals => check.key(key, &data.goals, Rule::UnknownGoal, "goals.toml"),
                Target::Touchpoints => {
                    check.key(key, &data.touchpoints, Rule::UnknownTouchpoint, "touchpoints.toml");
                }
                Target::Policies => check.id(key, handbook),
                Target::FormerPolicies => {}
            }
        }
    }
    for text in handbook.texts() {
        let mut check = Check { file: text.file, data, diagnostics };
        for fact in &text.facts.facts {
            let span = fact.span;
            match data.facts.get(&fact.key) {
                None => {
                    let key = Spanned { value: fact.key.clone(), span };
                    check.key(&key, &data.facts, Rule::UnknownFact, "facts.toml");
                }
                Some(known) if known.values.iter().all(|value| value.from > handbook.today) => {
                    let message = format!("the fact `{}` has no value on {}", fact.key, handbook.today);
                    let help = "add an earlier value with its start date";
                    let found = Diagnostic::new(Rule::UnknownFact, text.file, span, message).help(help);
                    check.diagnostics.push(found);
                }
                Some(_) => {}
            }
        }
    }
}

struct Check<'a> {
    file: &'a Arc<str>,
    data: &'a DataFiles,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn key<T>(&mut self, key: &Spanned<String>, known: &BTreeMap<String, T>, rule: Rule, file: &str) {
        // What cannot be read has been reported where it stands.
        let is_unread = |key: Option<String>| self.data.unread.contains(&(file.to_owned(), key));
        if known.contains_key(&key.value) || is_unread(None) || is_unread(Some(key.value.clone())) {
            return;
        }
        let message = format!("content/{file} has no `{}`", key.value);
        let help = nearest(&key.value, known.keys().map(String::as_str)).map_or_else(
            || format!("add `[{}]` to content/{file}", key.value),
            |near| format!("did you mean `{near}`?"),
        );
        self.diagnostics.push(Diagnostic::new(rule, self.file, key.span, message).help(help));
    }

    fn id(&mut self, id: &Spanned<String>, handbook: &Handbook) {
        if handbook.by_id.contains_key(&id.value) {
            return;
        }
        let message = format!("no policy has the id `{}`", id.value);
        let help = nearest(&id.value, handbook.by_id.keys().map(String::as_str)).map_or_else(
            || "remove it, or write the id of a policy".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        self.diagnostics.push(Diagnostic::new(Rule::UnknownPolicy, self.file, id.span, message).help(help));
    }
}
