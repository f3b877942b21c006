//! The everyday synonyms and stop words of a language.
//!
//! In: a word list of the theme (`words/en.txt`). Out: a [`Thesaurus`]. What always holds: nothing in it comes from a handbook.

use std::collections::BTreeSet;

use super::tokenize::{fold, words};

/// The words of one language.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Thesaurus {
    /// Words that questions are made of and that say nothing about the subject, folded.
    pub(super) stop_word: BTreeSet<String>,
    /// Groups of phrases: those that a reader may type, and those that are searched for as well.
    pub(super) groups: Vec<(Vec<String>, Vec<String>)>,
}

impl Thesaurus {
    /// Parses a word list: one group a line, separated by commas; `a > b` works one way only; `~` begins a line of stop words, `#`
    /// a comment.
    pub(super) fn parse(list: &str) -> Self {
        let mut out = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            if let Some(stop_word) = line.strip_prefix('~') {
                out.stop_word.extend(stop_word.split_whitespace().map(|word| fold(&word.to_lowercase()).into_owned()));
                continue;
            }
            let phrases = |part: &str| part.split(',').map(phrase).filter(|phrase| !phrase.is_empty()).collect();
            let (typed, targets) = line.split_once('>').unwrap_or((line, line));
            out.groups.push((phrases(typed), phrases(targets)));
        }
        out
    }
}

/// Returns a phrase as the browser looks it up: its folded words with spaces between them, hyphens taken as spaces.
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
        assert_eq!(list.stop_word, ["konnte", "why"].map(str::to_owned).into());
        let group = |typed: &[&str], targets: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            (own(typed), own(targets))
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
            assert!(read.stop_word.len() > 100 && read.groups.len() > 100);
            for (typed, targets) in &read.groups {
                assert!(
                    !targets.is_empty() && typed.iter().chain(targets).collect::<BTreeSet<_>>().len() > 1,
                    "{typed:?}"
                );
            }
        }
    }
}
