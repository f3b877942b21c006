//! `goal-without-policy`, `policy-without-goal`, `touchpoint-without-policy`, `procedure-without-standard`, `missing-area`: what a
//! handbook leaves open.
//!
//! Goals and touchpoints are asked for only once a policy names one: a handbook that does not use them lacks nothing.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Coverage, Kind, Policy};
use crate::text::{Span, Spanned, slug};

/// A handbook of fewer policies is being begun, and the areas that it lacks are still to come.
const FEWEST_POLICIES: usize = 10;

/// The areas that every handbook needs, each with other words for it, in English and German.
const AREAS: [(&str, &[&str]); 4] = [
    ("onboarding", &["induction", "first-day", "new-starters", "joining", "einarbeitung", "einstieg", "willkommen"]),
    ("service-standards", &["service", "service-levels", "servicestandards", "qualitaet", "qualität"]),
    (
        "conflict-resolution",
        &["complaints", "complaint", "grievance", "disputes", "beschwerden", "konflikte", "konfliktlösung"],
    ),
    ("confidentiality", &["privacy", "data-protection", "vertraulichkeit", "datenschutz"]),
];

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let data = &handbook.data;
    let goals = coverage(handbook, |policy| policy.front.goals());
    let uses_goals = data.goals.keys().any(|key| goals.by_key.contains_key(key.as_str()));
    for key in goals.bare(data.goals.keys()).filter(|_| uses_goals) {
        let goal = &data.goals[key];
        let help = format!("write `goals = [\"{key}\"]` in the policies that serve it, or take it out");
        let message = format!("no policy in force serves the goal “{}”", goal.title);
        report(Rule::GoalWithoutPolicy, handbook, "goals.toml", goal.span, message, help, diagnostics);
    }
    for policy in goals.without.iter().filter(|_| uses_goals) {
        let span = policy.front.title().span;
        let message = "this policy serves none of the goals of the handbook";
        let found = Diagnostic::new(Rule::PolicyWithoutGoal, &policy.file.name, span, message);
        diagnostics.push(found.help("add `goals`, keys of goals.toml; a rule that serves no goal may not be needed"));
    }
    let touchpoints = coverage(handbook, |policy| policy.front.touchpoints());
    let uses_touchpoints = data.touchpoints.keys().any(|key| touchpoints.by_key.contains_key(key.as_str()));
    for key in touchpoints.bare(data.touchpoints.keys()).filter(|_| uses_touchpoints) {
        let touchpoint = &data.touchpoints[key];
        let help = format!("write `touchpoints = [\"{key}\"]` in the policies that answer it, or write one");
        let message = format!("no policy in force governs “{}”: staff have no answer to it", touchpoint.title);
        report(
            Rule::TouchpointWithoutPolicy,
            handbook,
            "touchpoints.toml",
            touchpoint.span,
            message,
            help,
            diagnostics,
        );
    }
    for policy in governing(handbook).filter(|policy| policy.front.kind() == Kind::Procedure) {
        if policy.front.promises().next().is_none() {
            let span = policy.front.title().span;
            let message = "nothing is measured of this procedure: nobody can say whether it works";
            let found = Diagnostic::new(Rule::ProcedureWithoutStandard, &policy.file.name, span, message);
            diagnostics.push(
                found.help("add `[[standards]]` with `measure` and `target`: a time to wait, a share that goes right"),
            );
        }
    }
    areas(handbook, diagnostics);
}

/// The policies that people go by.
fn governing(handbook: &Handbook) -> impl Iterator<Item = &Arc<Policy>> {
    handbook.policies.iter().filter(|policy| policy.is_governed() && handbook.standing(policy).governs())
}

fn coverage(handbook: &Handbook, keys: impl Fn(&Policy) -> &[Spanned<String>]) -> Coverage<'_, &Policy> {
    let governed = handbook.policies.iter().filter(|policy| policy.is_governed());
    Coverage::of(governed.map(|policy| {
        let keys = keys(policy).iter().map(|key| key.value.as_str());
        (&**policy, handbook.standing(policy), keys)
    }))
}

/// Reports something of a data file.
fn report(
    rule: Rule,
    handbook: &Handbook,
    file: &str,
    span: Span,
    message: String,
    help: String,
    diagnostics: &mut Diagnostics,
) {
    let text = handbook.data.texts.iter().find(|text| text.file.name.rsplit('/').next() == Some(file));
    diagnostics.extend(text.map(|text| Diagnostic::new(rule, &text.file.name, span, message).help(help)));
}

/// Reports the areas that no section, and no title or tag of a policy, is about.
fn areas(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let settings = &handbook.config.check;
    let wanted: Vec<&str> = match &settings.areas {
        Some(areas) => areas.iter().map(String::as_str).collect(),
        None if governing(handbook).count() < FEWEST_POLICIES => return,
        None => AREAS.iter().map(|(area, _)| *area).collect(),
    };
    let mut known: Vec<String> =
        handbook.sections.keys().map(|path| slug(path.rsplit('/').next().unwrap_or(path))).collect();
    for policy in handbook.policies.iter().filter(|policy| policy.is_section() || policy.is_governed()) {
        known.push(slug(&policy.front.title().value));
        known.extend(policy.front.tags().iter().map(|tag| slug(&tag.value)));
    }
    for area in wanted {
        let name = slug(area);
        let others = AREAS.iter().find(|(area, _)| *area == name).map(|(_, others)| *others).unwrap_or_default();
        let is_about = |known: &String| {
            std::iter::once(name.as_str()).chain(others.iter().copied()).any(|word| has_words(known, word))
        };
        if known.iter().any(is_about) {
            continue;
        }
        let message = format!("nothing in this handbook is about {}", area.replace('-', " "));
        let help = "write a section for it, or tag the policy that is about it; `areas` under `[check]` in book.toml says which areas there must be";
        diagnostics.push(Diagnostic::of_file(Rule::MissingArea, &handbook.config.file, message).help(help));
    }
}

/// Whether a slug holds the words of another one, whole.
fn has_words(slug: &str, words: &str) -> bool {
    format!("-{slug}-").contains(&format!("-{words}-"))
}
