//! Lines without their code spans.
//!
//! In: a line. Out: what stands in none of them. What always holds: backticks that nothing closes stay.

use std::collections::BTreeSet;

/// A line without the code spans that it opens and closes.
pub(super) fn without_code(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // Lengths of marks that nothing behind has: none is looked for twice.
    let mut unclosed = BTreeSet::new();
    while let Some(at) = rest.find('`') {
        out.push_str(&rest[..at]);
        let marks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let behind = &rest[at + marks..];
        let end = if unclosed.contains(&marks) { None } else { end_of_code(behind, marks) };
        match end {
            Some(end) => rest = &behind[end..],
            None => {
                unclosed.insert(marks);
                out.push_str(&rest[at..at + marks]);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where a code span that `marks` backticks opened ends.
fn end_of_code(text: &str, marks: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`').map(|at| from + at) {
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        if run == marks {
            return Some(at + run);
        }
        from = at + run;
    }
    None
}
