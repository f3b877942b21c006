//! The anchors of headings, as GitHub makes them: one for each heading of a page, no two alike.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

use super::lines::is_invisible;

/// Gives each heading of one page an anchor of its own; twins get a number in the order of the page.
#[derive(Debug, Default)]
pub struct Anchors {
    taken: BTreeSet<String>,
    /// Names that stand in the text for what has not come yet.
    reserved: BTreeSet<String>,
    /// The number from which a name is looked for that is free: all below are taken.
    numbers: BTreeMap<String, usize>,
}

impl Anchors {
    /// Keeps a name that stands in the text from headings without one. False where it is taken already.
    pub fn reserve(&mut self, name: &str) -> bool {
        self.reserved.insert(name.to_owned());
        self.taken.insert(name.to_owned())
    }

    /// The anchor of the next heading; `own` is the one that its author gave it, and has been reserved.
    pub fn heading(&mut self, words: &str, own: Option<&str>) -> String {
        match own {
            Some(own) if self.reserved.remove(own) => own.to_owned(),
            Some(own) => self.free(own),
            None => self.next(words),
        }
    }

    /// The anchor of the next heading without one of its own.
    pub fn next(&mut self, words: &str) -> String {
        let base = anchor(words);
        self.free(if base.is_empty() { "part" } else { &base })
    }

    /// A name that nothing has yet: with a number behind it where one has.
    pub(super) fn free(&mut self, base: &str) -> String {
        if self.taken.insert(base.to_owned()) {
            return base.to_owned();
        }
        let number = self.numbers.entry(base.to_owned()).or_insert(1);
        loop {
            let anchor = format!("{base}-{number}");
            *number += 1;
            if self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

/// Words as GitHub makes an anchor of them: in small letters, without punctuation and pictures, a hyphen for each space.
fn anchor(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.trim().chars().flat_map(char::to_lowercase) {
        match c {
            ' ' | '\t' | '\n' => out.push('-'),
            '-' | '_' => out.push(c),
            c if (c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c) => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        for (words, expected) in [
            ("What you can’t have: 30 days!", "what-you-cant-have-30-days"),
            ("Rückgabe – 返金", "rückgabe--返金"),
            ("🎉 Party (2026)", "-party-2026"),
            ("snake_case & kebab-case", "snake_case--kebab-case"),
            ("A.B/C", "abc"),
            ("Soft\u{ad}ware", "software"),
            ("??", ""),
        ] {
            assert_eq!(anchor(words), expected);
        }
    }

    #[test]
    fn twins_are_numbered_and_names_of_the_author_stay() {
        let mut anchors = Anchors::default();
        assert_eq!(["A", "a", "A", "A 1", "?"].map(|h| anchors.next(h)), ["a", "a-1", "a-2", "a-1-1", "part"]);
        let mut anchors = Anchors::default();
        anchors.reserve("limits");
        let own = Some("limits");
        let found = [anchors.heading("Limits", None), anchors.heading("Time", own), anchors.heading("Twin", own)];
        assert_eq!(found, ["limits-1", "limits", "limits-2"]);
    }
}
