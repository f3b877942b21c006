//! `leftover-markup`: a text that begins with the title that its page has already, as tools without front matter want it.
//!
//! In: the handbook. Out: a warning at the heading, since readers see the title twice.

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::Handbook;
use crate::policy;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in &handbook.working_copies {
        let Some(heading) = policy.text.facts.headings.first() else { continue };
        if letters(&heading.text) != letters(&policy.front.title().value) {
            continue;
        }
        let file = &policy.file;
        let above = file.text.get(policy::split(&file.text).body..heading.span.start as usize);
        if above.is_some_and(|above| above.trim().is_empty()) {
            let message = "this heading repeats the title of the page, and readers see both";
            let found = Diagnostic::new(Rule::LeftoverMarkup, &file.name, heading.span, message);
            diagnostics
                .push(found.help("take the heading out: the title stands above every text").milder(Level::Warning));
        }
    }
}

/// The letters and digits of a title, in small letters.
fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
