//! `invalid-date`: the day of something that has been done, such as a review or a measurement, that is still to come.

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::Handbook;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in &handbook.working_copies {
        for day in policy.front.past_days().into_iter().filter(|day| day.value > handbook.today) {
            let message = format!("this says what was done on {}, which is still to come", day.value);
            let help = "write the day on which it was done, or leave it out until then";
            let found = Diagnostic::new(Rule::InvalidDate, &policy.file.name, day.span, message).help(help);
            diagnostics.push(found.milder(Level::Warning));
        }
    }
}
