//! What a diagnostic is known by from one run to the next, wherever its line has moved to.
//!
//! In: diagnostics, and the texts of their files. Out: a fingerprint for each. What always holds: it is made of the rule, the file, the
//! line as it is written, and how many of the same came before; so a line that is only moved keeps it, and one that is changed does not.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Diagnostic;

/// How many bytes of the hash are kept.
const LENGTH: usize = 8;

/// The fingerprints of diagnostics, in their order. `text` returns the text of a file by its name.
pub fn fingerprints<'t>(diagnostics: &[&Diagnostic], text: &dyn Fn(&str) -> Option<&'t str>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let of = |diagnostic: &&Diagnostic| {
        let place = diagnostic.span.zip(text(&diagnostic.file));
        // A finding about a whole file is told apart by what it says.
        let line = place.map_or_else(|| diagnostic.message.clone(), |(span, text)| line(text, span.start as usize));
        let key = format!("{}\n{}\n{line}", diagnostic.rule, diagnostic.file);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        let hash = Sha256::digest(format!("{key}\n{count}").as_bytes());
        hash.iter().take(LENGTH).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    };
    diagnostics.iter().map(of).collect()
}

/// The most bytes of a line on each side of a place: a line may be as long as its file.
const AROUND: usize = 200;

/// The line of a byte, one space between its words.
fn line(text: &str, byte: usize) -> String {
    let whole = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let at = whole(byte.min(text.len()));
    let (first, last) = (whole(at.saturating_sub(AROUND)), whole((at + AROUND).min(text.len())));
    let start = text[first..at].rfind('\n').map_or(first, |end| first + end + 1);
    let end = text[at..last].find('\n').map_or(last, |end| at + end);
    text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;
    use crate::text::Span;

    fn of(source: &'static str) -> Vec<String> {
        let file = "content/a.md".into();
        let found: Vec<Diagnostic> = source
            .match_indices("late")
            .map(|(at, _)| Diagnostic::new(Rule::BrokenLink, &file, Span::new(at..at + 4), "x"))
            .collect();
        fingerprints(&found.iter().collect::<Vec<_>>(), &|_| Some(source))
    }

    #[test]
    fn a_line_that_moves_keeps_its_fingerprint_and_one_that_changes_does_not() {
        let before = of("A late fee.\nB.\nA late fee.\n");
        assert_eq!(before.len(), 2);
        assert_ne!(before[0], before[1]);
        assert_eq!(of("New.\n\n  A late  fee.\nA late fee.\n"), before);
        assert_ne!(of("A late fine.\n")[0], before[0]);
        assert_eq!(before[0].len(), 16);
    }
}
