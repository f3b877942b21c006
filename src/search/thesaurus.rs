//! What everybody knows of a language, whatever the handbook: words that stand for one another, and words that say nothing.
//!
//! In: a list of the theme (`words/en.txt`). Out: an [`Thesaurus`]. What always holds: nothing of it comes from a handbook.

use std::collections::BTreeSet;

use super::tokenize::{fold, words};

/// The words of one language.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Thesaurus {
    /// Words of which questions are made and that say nothing about the matter, folded.
    pub(super) small: BTreeSet<String>,
    /// Phrases that are typed, and those that are sought as well.
    pub(super) groups: Vec<(Vec<String>, Vec<String>)>,
}

impl Thesaurus {
    /// Reads a list: a group a line, with commas; `a > b` one way only; `~` before words that say nothing; `#` before remarks.
    pub(super) fn parse(list: &str) -> Self {
        let mut out = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            if let Some(small) = line.strip_prefix('~') {
                out.small.extend(small.split_whitespace().map(|word| fold(&word.to_lowercase()).into_owned()));
                continue;
            }
            let phrases = |part: &str| part.split(',').map(phrase).filter(|phrase| !phrase.is_empty()).collect();
            let (typed, sought) = line.split_once('>').unwrap_or((line, line));
            out.groups.push((phrases(typed), phrases(sought)));
        }
        out
    }
}

/// A phrase as the browser looks it up: its folded words with spaces between them, those that a hyphen joins too.
pub(super) fn phrase(text: &str) -> String {
    words(&text.replace(['-', '‐', '‑', '&', '_'], " "))
        .iter()
        .map(|word| fold(word).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_groups_and_small_words() {
        let list = Thesaurus::parse("# Money\n~ Könnte why\n\nrefund, Money-back\nbus, tram > public transport\n");
        assert_eq!(list.small, ["konnte", "why"].map(str::to_owned).into());
        let group = |typed: &[&str], sought: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            (own(typed), own(sought))
        };
        assert_eq!(list.groups[0], group(&["refund", "money back"], &["refund", "money back"]));
        assert_eq!(list.groups[1], group(&["bus", "tram"], &["public transport"]));
    }

    #[test]
    fn the_lists_of_the_theme_are_read_whole() {
        for list in
            [include_str!("../../themes/greyline/words/en.txt"), include_str!("../../themes/greyline/words/de.txt")]
        {
            let read = Thesaurus::parse(list);
            assert!(read.small.len() > 100 && read.groups.len() > 100);
            for (typed, sought) in &read.groups {
                assert!(
                    !sought.is_empty() && typed.iter().chain(sought).collect::<BTreeSet<_>>().len() > 1,
                    "{typed:?}"
                );
            }
        }
    }
}
