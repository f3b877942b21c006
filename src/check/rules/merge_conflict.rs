//! `merge-conflict`: both sides of a conflict that nobody has resolved.

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if !text.text.contains("<<<<<<<") && !text.text.contains(">>>>>>>") {
        return;
    }
    let mut at = 0;
    // Where the last conflict began, and whether its middle was seen.
    let mut open: Option<(usize, usize, bool)> = None;
    for line in text.text.split_inclusive('\n') {
        let (start, words) = (at, line.trim_end());
        at += line.len();
        let is_mark =
            |mark: &str| words.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if is_mark("<<<<<<<") {
            report_open(text, open.take(), found);
            open = Some((start, start + words.len(), false));
        } else if words == "=======" {
            open = open.map(|(from, to, _)| (from, to, true));
        } else if is_mark(">>>>>>>") {
            let whole = open.take().filter(|(_, _, middle)| *middle);
            let (from, to) = whole.map_or((start, start + words.len()), |(from, to, _)| (from, to));
            if whole.is_some() && is_example(text, from, start) || whole.is_none() && is_code(text, start) {
                continue;
            }
            push(text, from, to, found);
        }
    }
    report_open(text, open, found);
}

/// Reports the beginning of a conflict whose end is not there.
fn report_open(text: &Written<'_>, open: Option<(usize, usize, bool)>, found: &mut Diagnostics) {
    if let Some((from, to, _)) = open.filter(|(from, _, _)| !is_code(text, *from)) {
        push(text, from, to, found);
    }
}

fn push(text: &Written<'_>, from: usize, to: usize, found: &mut Diagnostics) {
    let message = "two versions of this text were merged, and both are still here with the marks between them";
    let help = "keep the lines that are right, and remove the others with the lines of `<`, `=` and `>`";
    text.report(Rule::MergeConflict, from..to, message, help, found);
}

/// Whether a byte stands in code that is closed.
fn is_code(text: &Written<'_>, byte: usize) -> bool {
    text.blocks.code.iter().any(|(range, closed)| *closed && range.contains(&byte))
}

/// Whether a conflict is all that a block of code holds: then the block is there to show it.
fn is_example(text: &Written<'_>, from: usize, last: usize) -> bool {
    text.blocks.code.iter().any(|(range, closed)| {
        let before = text.text[range.start..from.max(range.start)].lines().skip(1).all(|line| line.trim().is_empty());
        let behind = text.text[last.min(range.end)..range.end].lines().skip(1).filter(|line| !line.trim().is_empty());
        *closed && range.contains(&from) && range.contains(&last) && before && behind.count() <= 1
    })
}
