//! `version-not-raised`, `missing-change-entry`, `effective-mismatch`, `unknown-version`, `effective-order`: the declared versions of each policy, compared with
//! those of the repository.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::edition::redact;
use crate::handbook::{self, Archive, Handbook};
use crate::history;
use crate::markdown::fill_literal;
use crate::policy::{Change, FIELDS, Policy, Status};
use crate::text::{FileSpan, Span, Spanned};

/// Checks the working copies against the history.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    unknown_supersedes(handbook, archive, diagnostics);
    let mut withdrawn: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for id in handbook.withdrawn.keys() {
        withdrawn.entry(id.to_lowercase()).or_default().push(id);
    }
    for policy in
        handbook.working_copies.iter().filter(|policy| policy.is_governed() && policy.front.status() != Status::Draft)
    {
        let (Some(id), Some(version)) = (policy.front.id(), policy.front.version()) else { continue };
        near_withdrawn(&withdrawn, policy, id, diagnostics);
        let known: Vec<&history::Version> = archive.of(&id.value).collect();
        let known = known.as_slice();
        not_raised(handbook, policy, version, known, diagnostics);
        missing_entry(policy, version, known, diagnostics);
        unknown_versions(policy, version, known, diagnostics);
        let found = effective_order(handbook, policy, &id.value);
        // A day that is out of order is likely to be the wrong one of the two.
        let mismatch = if found.is_empty() { effective_mismatch(policy, version) } else { None };
        diagnostics.extend(found.into_iter().chain(mismatch));
    }
}

/// Reports an id that a withdrawn policy had but for its capitals: on many hosts both would have one permanent link. `withdrawn` are
/// the ids of those by their small letters.
fn near_withdrawn(
    withdrawn: &BTreeMap<String, Vec<&String>>,
    policy: &Policy,
    id: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) {
    let near = withdrawn.get(&id.value.to_lowercase()).into_iter().flatten();
    if let Some(gone) = near.copied().find(|gone| **gone != id.value) {
        let message = format!(
            "the id `{}` differs from `{gone}`, that of a policy that was withdrawn, only in upper and lower case",
            id.value
        );
        let found = Diagnostic::new(Rule::DuplicateId, &policy.file.name, id.span, message);
        diagnostics.push(found.help("give it an id that no policy ever had"));
    }
}

/// Reports a version that is in force, and of which something that governs has changed since it came into force.
fn not_raised(
    handbook: &Handbook,
    policy: &Policy,
    version: &Spanned<String>,
    known: &[&history::Version],
    diagnostics: &mut Diagnostics,
) {
    let effective = policy.front.effective().map(|day| day.value).filter(|day| *day <= handbook.today);
    let Some(effective) = effective else { return };
    let Some(same) = known.iter().find(|known| known.number == version.value) else { return };
    let mut texts = vec![(same.date, same.text.as_deref())];
    texts.extend(same.before.iter().map(|(date, text)| (*date, Some(&**text))));
    let Some((Some(first), _)) = texts.last().copied() else { return };
    if let Some((day, between)) = reused(handbook, effective, version, same, known) {
        let message = format!(
            "version {} was in force from {day}, before version {between}; two texts would bear one number",
            version.value
        );
        let help = "give this text a number that no version had; nobody could cite it otherwise";
        diagnostics.push(Diagnostic::new(Rule::VersionNotRaised, &policy.file.name, version.span, message).help(help));
        return;
    }
    // Changes up to the first day in force, or up to the day of the first commit, belong to writing the version.
    let issued = effective.max(first);
    let Some((Some(day), Some(text))) = texts.into_iter().find(|(date, _)| date.is_some_and(|date| date <= issued))
    else {
        return;
    };
    let changed = changes(handbook, policy, &same.path, text);
    if changed.is_empty() {
        return;
    }
    let (what, have) = (list(&changed), if changed.len() == 1 { "has" } else { "have" });
    let message =
        format!("{what} {have} changed since version {} came into force; the text of {day} was another", version.value);
    let help =
        "raise the version, with a change entry (`material = false` for wording only): `greyline release` writes both";
    diagnostics.push(Diagnostic::new(Rule::VersionNotRaised, &policy.file.name, version.span, message).help(help));
}

/// The first day of an earlier text that bore the number before another version was in force, and the number of that one.
fn reused<'a>(
    handbook: &Handbook,
    effective: Date,
    version: &Spanned<String>,
    same: &history::Version,
    known: &[&'a history::Version],
) -> Option<(Date, &'a str)> {
    let (first, text) = same.before.last()?;
    let (audiences, glossary) = (&handbook.config.audiences, &handbook.glossary);
    let parse = |path: &str, text: &str| handbook::parse_policy(path, text, audiences, glossary).front.first_day();
    let day = parse(&same.path, text).or(*first).filter(|day| *day < effective)?;
    let between = known.iter().filter(|other| other.number != version.value).find(|other| {
        let from = other.text.as_deref().and_then(|text| parse(&other.path, text)).or(other.date);
        from.is_some_and(|from| day < from && from < effective)
    })?;
    Some((day, &between.number))
}

/// What governs a policy and was otherwise in an older text of it.
fn changes(handbook: &Handbook, policy: &Policy, path: &str, text: &str) -> Vec<String> {
    if *policy.file.text == *text {
        return Vec::new();
    }
    // A value that was written out, and is a fact now, reads the same.
    let (old, new) = (with_values(handbook, text), with_values(handbook, &policy.file.text));
    let mut changed = Vec::new();
    let audiences = &handbook.config.audiences;
    let parse = |text: &str| handbook::parse_policy(path, text, audiences, &handbook.glossary);
    let (old, policy) = (parse(&old), parse(&new));
    let reading =
        |policy: &Policy| redact(&policy.text, audiences.most_private(), policy.readers, audiences.private()).reading();
    if reading(&old) != reading(&policy) {
        changed.push("the text".to_owned());
    }
    let keys = policy.front.values.governing_changes(&old.front.values, FIELDS).map(|field| field.name);
    let audience = (old.readers != policy.readers).then_some("audience");
    let mut keys: Vec<&str> = keys.chain(audience).collect();
    keys.dedup();
    changed.extend(keys.into_iter().map(|key| format!("`{key}`")));
    changed
}

/// A file with the values that facts have today. One that could be read as mark-up of the front matter is left as it is.
fn with_values(handbook: &Handbook, text: &str) -> String {
    let value = |key: &str| {
        let value = handbook.data.facts.get(key).and_then(|fact| fact.on(handbook.today)).map(|value| &value.value);
        let plain = value.filter(|value| !value.contains(['"', '\'', '\\', '\n', '#', ':']));
        Some(plain.map_or_else(|| format!("{{fact:{key}}}"), Clone::clone))
    };
    fill_literal(text, &value)
}

/// Some things in a sentence.
fn list(things: &[String]) -> String {
    match things {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => things.concat(),
    }
}

/// Reports superseded ids that no policy has or had, where there is a history to ask.
fn unknown_supersedes(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    if archive.is_empty() {
        return;
    }
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed()) {
        let known = |id: &str| handbook.by_id.contains_key(id) || archive.knows(id);
        for id in policy.front.supersedes().iter().filter(|id| !known(&id.value)) {
            let message = format!("no policy has, or ever had, the id `{}`", id.value);
            let near = nearest(&id.value, handbook.by_id.keys().chain(archive.ids()).map(String::as_str));
            let help = near.map_or_else(
                || "remove it; where the old rule never had an id, name its address in `aliases`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let found = Diagnostic::new(Rule::UnknownSupersedes, &policy.file.name, id.span, message);
            diagnostics.push(found.help(help));
        }
    }
}

/// Reports a version without a change entry, when the policy had others.
fn missing_entry(
    policy: &Policy,
    version: &Spanned<String>,
    known: &[&history::Version],
    diagnostics: &mut Diagnostics,
) {
    let changes = policy.front.changes();
    // A first version changed nothing; a later one with a first day changed something, whatever git knows of it.
    let is_later =
        policy.front.effective().is_some() && policy.front.values.lacks("changes") && !is_first(&version.value);
    let had_others = !changes.is_empty() || is_later || known.iter().any(|known| known.number != version.value);
    if had_others && changes.iter().all(|change| change.version.value != version.value) {
        let message = format!("version {} has no entry in `[[changes]]`", version.value);
        let help = "add one above the others: version, date, summary, and reason if there is one";
        diagnostics
            .push(Diagnostic::new(Rule::MissingChangeEntry, &policy.file.name, version.span, message).help(help));
    }
}

/// Whether a number is that of a first version, or of a draft before it: 1, 1.0, 0.3.
fn is_first(number: &str) -> bool {
    let mut parts = number.split('.').map(|part| part.trim_start_matches('0'));
    let major = parts.next().unwrap_or_default();
    major.is_empty() || major == "1" && parts.all(str::is_empty)
}

/// Reports a version that came into force on another day than its entry in the change log says.
fn effective_mismatch(policy: &Policy, version: &Spanned<String>) -> Option<Diagnostic> {
    let effective = policy.front.effective()?;
    let changes = policy.front.changes();
    let own = changes.iter().find(|change| change.version.value == version.value).and_then(|change| change.date);
    let date = own.filter(|date| date.value != effective.value)?;
    let message = format!(
        "version {} is in force from {}, and its entry in the change log says {}",
        version.value, effective.value, date.value
    );
    let there = FileSpan { file: Arc::clone(&policy.file.name), span: date.span };
    let found = Diagnostic::new(Rule::EffectiveMismatch, &policy.file.name, effective.span, message);
    let help = "write the same day in both: the one from which people go by it";
    Some(found.help(help).related(there, "the other day is here"))
}

/// Reports change entries of versions that no commit has.
fn unknown_versions(
    policy: &Policy,
    version: &Spanned<String>,
    known: &[&history::Version],
    diagnostics: &mut Diagnostics,
) {
    if known.is_empty() {
        return;
    }
    for Change { version: declared, .. } in policy.front.changes().iter().filter(|change| change.source.is_none()) {
        if declared.value != version.value && known.iter().all(|known| known.number != declared.value) {
            let message = format!("no commit of this repository has version {}", declared.value);
            let help = "its text cannot be shown; if the number is wrong, correct it";
            let found = Diagnostic::new(Rule::UnknownVersion, &policy.file.name, declared.span, message);
            diagnostics.push(found.help(help));
        }
    }
}

/// The versions whose first day in force is before that of the version that they replaced.
fn effective_order(handbook: &Handbook, policy: &Policy, id: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut report = |span: Span, message: String| {
        let help = "each version comes into force after the one before it; correct the wrong date";
        found.push(Diagnostic::new(Rule::EffectiveOrder, &policy.file.name, span, message).help(help));
    };
    for pair in policy.front.changes().windows(2) {
        if let [Change { date: Some(newer), version, .. }, Change { date: Some(older), version: before, .. }] = pair
            && newer.value < older.value
        {
            report(
                newer.span,
                format!("version {} is dated before version {}, which came first", version.value, before.value),
            );
        }
    }
    let Some(versions) = handbook.versions.get(id) else { return found };
    let newest_number = policy.front.version().map(|number| number.value.as_str()).unwrap_or_default();
    let newest =
        versions.all.iter().position(|version| version.policy.path == policy.path && version.number == newest_number);
    if let (Some(effective), Some(at)) = (policy.front.effective(), newest)
        && let Some(after) = versions.all.get(at + 1)
    {
        let message = format!("this version would be in force before version {}, which came first", after.number);
        report(effective.span, message);
    }
    found
}
