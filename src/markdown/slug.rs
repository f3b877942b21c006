//! The anchors of headings: one for each heading of a page, no two alike.

use std::collections::BTreeSet;

use crate::text::slug;

/// Gives each heading of one page an anchor of its own; twins get a number in the order of the page.
#[derive(Debug, Default)]
pub struct Anchors(BTreeSet<String>);

impl Anchors {
    /// Keeps a name that stands in the text from headings. False where it is taken already.
    pub fn reserve(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }

    /// The anchor of the next heading.
    pub fn next(&mut self, heading: &str) -> String {
        let mut base = slug(heading);
        if base.is_empty() {
            "part".clone_into(&mut base);
        }
        let mut anchor = base.clone();
        let mut number = 2;
        while !self.0.insert(anchor.clone()) {
            anchor = format!("{base}-{number}");
            number += 1;
        }
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_all_scripts() {
        assert_eq!(slug("What you can’t have: 30 days!"), "what-you-cant-have-30-days");
        assert_eq!(slug("Rückgabe – 返金"), "rückgabe-返金");
        assert_eq!(slug("??"), "");
    }

    #[test]
    fn twins_are_numbered() {
        let mut anchors = Anchors::default();
        assert_eq!(["A", "a", "A 2", "?"].map(|h| anchors.next(h)), ["a", "a-2", "a-2-2", "part"]);
    }
}
