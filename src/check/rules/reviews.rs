//! `overdue-review`, `review-due-soon`, `reviews-on-one-day`, `rare-cost-review`: whether policies are looked at again, in time and in
//! earnest.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::{DUE_SOON_DAYS, Policy};
use crate::text::{FileSpan, Spanned};

/// Nobody reads more policies with care on one day.
const MOST_ON_ONE_DAY: usize = 10;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let mut stamped: BTreeMap<Date, Vec<(&Policy, &Spanned<Date>)>> = BTreeMap::new();
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && !handbook.standing(policy).is_over())
    {
        due(handbook, policy, diagnostics);
        rare(handbook, policy, diagnostics);
        // The day of a draft is the one that it was given when it was begun.
        if handbook.standing(policy).governs()
            && let Some(reviewed) = policy.front.reviewed().or(policy.front.review_date())
        {
            stamped.entry(reviewed.value).or_default().push((policy, reviewed));
        }
    }
    for (day, policies) in stamped.into_iter().filter(|(_, policies)| policies.len() > MOST_ON_ONE_DAY) {
        on_one_day(day, &policies, diagnostics);
    }
}

/// Reports a review that is overdue, or due soon.
fn due(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let Some(due) = policy.front.review_date() else { return };
    let owner = policy.front.owner().and_then(|owner| handbook.data.people.get(&owner.value));
    let who = owner.map_or("its owner", |owner| owner.role.as_str());
    let days = (due.value - handbook.today).get_days();
    let (rule, message, help) = if days < 0 {
        let message = format!("the review of this policy was due on {}", due.value);
        (Rule::OverdueReview, message, format!("ask {who} to review it, then write the next date"))
    } else if days <= DUE_SOON_DAYS {
        let when = match days {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("on {}, in {days} days", due.value),
        };
        let message = format!("the review of this policy is due {when}");
        (Rule::ReviewDueSoon, message, format!("tell {who}, who answers for it"))
    } else {
        return;
    };
    diagnostics.push(Diagnostic::new(rule, &policy.file.name, due.span, message).help(help));
}

/// Reports a rule that was made to save cost and is not looked at again within a year: such a rule must go on earning its keep.
fn rare(handbook: &Handbook, policy: &Policy, diagnostics: &mut Diagnostics) {
    let (Some(motive), Some(due)) = (policy.front.cost_motive(), policy.front.review_date()) else { return };
    let from = policy.front.reviewed().map_or(handbook.today, |reviewed| reviewed.value);
    let year = from.checked_add(1.year()).unwrap_or(from);
    if due.value <= year {
        return;
    }
    let message = format!("this rule was made to save cost, and is not reviewed again until {}", due.value);
    let help = "review it at least once a year: `reviewed = 2026-03-01` and `review_every = \"12 months\"`";
    diagnostics.push(Diagnostic::new(Rule::RareCostReview, &policy.file.name, motive, message).help(help));
}

/// Reports, at the first of them, policies that were all stamped with one day.
fn on_one_day(day: Date, policies: &[(&Policy, &Spanned<Date>)], diagnostics: &mut Diagnostics) {
    let [(policy, stamp), (second, there), ..] = policies else { return };
    let message = format!("{} policies have the same day of review, {day}", policies.len());
    let help = "nobody reads so many with care on one day: spread the next reviews over the year";
    let there = FileSpan { file: Arc::clone(&second.file.name), span: there.span };
    let found = Diagnostic::new(Rule::ReviewsOnOneDay, &policy.file.name, stamp.span, message).help(help);
    diagnostics.push(found.related(there, "the second of them is here"));
}
