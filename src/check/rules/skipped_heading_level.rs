//! `skipped-heading-level`: headings more than one level below the heading before, for each audience; screen readers announce the levels.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    for policy in &handbook.policies {
        for (audience, _) in audiences.iter().filter(|(id, _)| policy.readers.contains(*id)) {
            let headings: Vec<_> =
                policy.text.facts.headings.iter().filter(|heading| heading.readers.contains(audience)).collect();
            // The title is the heading of level 1. A text with headings of level 1 is shown one level lower.
            let top = u8::from(!headings.iter().any(|heading| heading.level == 1));
            let mut last = top;
            for heading in headings {
                if heading.level > last + 1 {
                    let message =
                        format!("this heading has level {}, but level {} must come first", heading.level, last + 1);
                    let help = format!("use {}", "#".repeat(usize::from(last) + 1));
                    let found = Diagnostic::new(Rule::SkippedHeadingLevel, &policy.file.name, heading.span, message);
                    diagnostics.push(found.help(help));
                }
                last = heading.level;
            }
        }
    }
}
