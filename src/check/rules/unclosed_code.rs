//! `unclosed-code`: a block of code whose end is not marked, so that whatever follows is shown as code.

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    // Where it hides what may be a block for some readers, that is reported.
    if text.is_ambiguous() {
        return;
    }
    for (range, _) in text.blocks.code.iter().filter(|(_, closed)| !closed) {
        let line = text.text[range.clone()].lines().next().unwrap_or_default().trim_end();
        let marks = line.len() - line.trim_start_matches(['`', '~']).len();
        let message =
            "this block of code is never closed: all that follows in its list, quote or page is shown as code";
        let help = format!("put \"{}\" on a line of its own behind the code, indented as this one is", &line[..marks]);
        text.report(Rule::UnclosedCode, range.start..range.start + line.len(), message, help, found);
    }
}
