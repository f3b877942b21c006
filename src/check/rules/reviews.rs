//! `overdue-review`: policies whose review date has passed.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in handbook.policies.iter().filter(|policy| policy.is_governed() && !handbook.standing(policy).is_over())
    {
        let Some(due) = policy.front.review_date().filter(|due| due.value < handbook.today) else { continue };
        let owner = policy.front.owner().and_then(|owner| handbook.data.people.get(&owner.value));
        let who = owner.map_or("its owner", |owner| owner.role.as_str());
        let message = format!("the review of this policy was due on {}", due.value);
        let help = format!("ask {who} to review it, then write the next date");
        diagnostics.push(Diagnostic::new(Rule::OverdueReview, &policy.file.name, due.span, message).help(help));
    }
}
