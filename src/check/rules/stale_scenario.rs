//! `stale-scenario`: scenarios that name an option which is gone, or which has changed since somebody last said that it applies.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{self, Archive, Handbook};
use crate::policy::{FrontMatter, NO_OPTION, Policy, Scenario, Status};
use crate::text::Spanned;

/// Checks the scenarios of the working copies; what an older version said is asked of the history.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    for policy in
        handbook.working_copies.iter().filter(|policy| policy.is_governed() && policy.front.status() != Status::Draft)
    {
        for scenario in policy.front.scenarios() {
            let mut push = |at: &Spanned<String>, message: String, help: String| {
                diagnostics.push(Diagnostic::new(Rule::StaleScenario, &policy.file.name, at.span, message).help(help));
            };
            if let Some((message, help)) = without_option(policy, scenario) {
                push(scenario.option, message, help);
            } else if let Some(confirmed) = scenario.confirmed
                && let Some((message, help)) = outdated(handbook, archive, policy, scenario, &confirmed.value)
            {
                push(confirmed, message, help);
            }
        }
    }
}

/// What is wrong where the policy has no option of that offer.
fn without_option(policy: &Policy, scenario: Scenario<'_>) -> Option<(String, String)> {
    let name = scenario.option.value.trim();
    let words = |offer: &Spanned<String>| offer.value.split_whitespace().eq(name.split_whitespace());
    if name == NO_OPTION || policy.front.offers().any(words) {
        return None;
    }
    let near = nearest(name, policy.front.offers().map(|offer| offer.value.as_str()));
    let write = near.map_or_else(|| "an offer as `options` has it".to_owned(), |offer| format!("`{offer}`"));
    Some((
        format!("no option of this policy offers `{name}`"),
        format!("write {write}, or `none` where no option applies, and read the scenario again"),
    ))
}

/// What is wrong where the options are others than in the version for which the scenario was confirmed.
fn outdated(
    handbook: &Handbook,
    archive: &Archive,
    policy: &Policy,
    scenario: Scenario<'_>,
    confirmed: &str,
) -> Option<(String, String)> {
    let (id, version) = (policy.front.id()?, policy.front.version()?);
    if confirmed == version.value {
        return None;
    }
    let help = format!("read the scenario again; where it still holds, write `confirmed = \"{}\"`", version.value);
    let Some(known) = archive.of(&id.value).find(|known| known.number == confirmed) else {
        let is_declared = policy.front.changes().iter().any(|change| change.version.value == confirmed);
        return (!is_declared).then(|| (format!("this policy has had no version {confirmed}"), help));
    };
    let older =
        handbook::parse_policy(&known.path, known.text.as_deref()?, &handbook.config.audiences, &handbook.glossary);
    let name = scenario.option.value.trim();
    let what = if name == NO_OPTION {
        changed_options(&policy.front, &older.front).then(|| "the options have changed".to_owned())
    } else {
        match policy.front.option_changes(&older.front, name) {
            None => Some("the option of this scenario was not there yet".to_owned()),
            Some(keys) if keys.is_empty() => None,
            Some(keys) => {
                let keys: Vec<String> = keys.into_iter().map(|key| format!("`{key}`")).collect();
                Some(format!("{} of its option changed", keys.join(", ")))
            }
        }
    };
    what.map(|what| (format!("the scenario was confirmed for version {confirmed}, and since then {what}"), help))
}

/// Whether two texts do not have the same options.
fn changed_options(own: &FrontMatter, older: &FrontMatter) -> bool {
    let same = |offer: &Spanned<String>| own.option_changes(older, &offer.value).is_some_and(|keys| keys.is_empty());
    own.offers().count() != older.offers().count() || !own.offers().all(same)
}
