//! `lapsed-policy`, `undecided-policy`, `private-successor`, `supersedes-circle`: policies whose standing somebody should look at.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{Policy, Standing, Status, Succession};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed()) {
        lapsed(handbook, policy, diagnostics);
        undecided(policy, diagnostics);
        private_successor(handbook, policy, diagnostics);
    }
    circles(handbook, diagnostics);
}

fn lapsed(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let front = &policy.front;
    if front.status() == Status::Consultation {
        return consultation(handbook, policy, diagnostics);
    }
    let mut report = |span, message: String, help: &str| {
        diagnostics.push(Diagnostic::new(Rule::LapsedPolicy, &policy.file.name, span, message).help(help));
    };
    match handbook.standing(policy) {
        Standing::Lapsed => {
            let Some(last) = front.last_day() else { return };
            let what = if front.status() == Status::Pilot { "trial" } else { "rule" };
            let message = format!("this {what} ended on {}, and nothing that it says is offered any more", last.value);
            report(last.span, message, "keep it with `status = \"active\"`, prolong it, or retire it");
        }
        Standing::OnTrial if front.last_day().is_none() => {
            let span = front.values.text("status").map(|status| status.span).unwrap_or_default();
            report(span, "this trial has no end".to_owned(), "add its last day: `pilot = { until = 2027-06-30 }`");
        }
        _ => {}
    }
}

/// Reports a proposal about which nobody asks any more, or that does not say until when it does.
fn consultation(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let (span, message, help) = match policy.front.comments_until() {
        Some(until) if until.value < handbook.today => {
            let message = format!("this consultation ended on {}, and nobody has decided", until.value);
            (
                until.span,
                message,
                "decide: `status = \"active\"` with a day in `effective`, or \"draft\"; or prolong it",
            )
        }
        Some(_) => return,
        None => {
            let span = policy.front.values.text("status").map(|status| status.span).unwrap_or_default();
            let help = "say until when, and where to comment: `consultation = { until = 2027-06-30, feedback = \"mailto:…\" }`";
            (span, "this consultation has no end".to_owned(), help)
        }
    };
    diagnostics.push(Diagnostic::new(Rule::LapsedPolicy, &policy.file.name, span, message).help(help));
}

/// Names everything that is missing in one warning.
fn undecided(policy: &Policy, diagnostics: &mut Diagnostics) {
    let front = &policy.front;
    let Some(flexibility) = front.flexibility().filter(|_| front.is_undecided()) else { return };
    let missing: Vec<String> = front.missing().map(|key| format!("`{key}`")).collect();
    let message = if missing.is_empty() {
        "nobody has decided whether this policy is black or grey".to_owned()
    } else {
        format!("nobody has decided whether this policy is black or grey; it also lacks {}", missing.join(", "))
    };
    let help = "decide with its owner: \"black\" with `reasons`, or \"grey\" with `[[options]]`";
    let found = Diagnostic::new(Rule::UndecidedPolicy, &policy.file.name, flexibility.span, message);
    diagnostics.push(found.help(help));
}

/// Reports a policy that took the place of one that more people may read: to them the old one is still in force.
fn private_successor(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    if policy.front.succession(handbook.today) != Succession::Done {
        return;
    }
    for id in policy.front.supersedes() {
        let Some(older) = handbook.by_id.get(&id.value).map(|at| &handbook.policies[*at]) else { continue };
        if Standing::of(&older.front, handbook.today) == Standing::Retired {
            continue;
        }
        let mut audiences = handbook.config.audiences.iter();
        let without = audiences.find(|(at, _)| older.readers.contains(*at) && !policy.readers.contains(*at));
        let Some((_, audience)) = without else { continue };
        let message = format!(
            "{} can read `{}`, but may not know that this policy replaced it: to them it is still in force",
            audience.title, id.value
        );
        let help = format!("write `retired = {}` in {}, or let them read this policy", handbook.today, older.file.name);
        diagnostics.push(Diagnostic::new(Rule::PrivateSuccessor, &policy.file.name, id.span, message).help(help));
    }
}

/// Reports policies that, through others or by themselves, supersede themselves.
fn circles(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let mut older: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for policy in &handbook.policies {
        if let Some(id) = policy.front.id() {
            let ids = policy.front.supersedes().iter().map(|older| older.value.as_str());
            older.entry(&id.value).or_default().extend(ids);
        }
    }
    let leads_to = |from: &str, to: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id.to_owned()) {
                open.extend(older.get(id).into_iter().flatten());
            }
        }
        false
    };
    for policy in &handbook.policies {
        let Some(id) = policy.front.id() else { continue };
        for older in policy.front.supersedes().iter().filter(|older| leads_to(&older.value, &id.value)) {
            let message = if older.value == id.value {
                format!("`{}` supersedes itself", id.value)
            } else {
                format!("`{}` supersedes `{}`, which supersedes it in turn", id.value, older.value)
            };
            let help = "remove the one that is wrong: the newer policy names the older one";
            let found = Diagnostic::new(Rule::SupersedesCircle, &policy.file.name, older.span, message);
            diagnostics.push(found.help(help));
        }
    }
}
