//! The everyday synonyms and stop words of a language.
//!
//! In: a word list of the theme (`words/en.txt`). Out: a [`Thesaurus`]. What always holds: nothing in it comes from a handbook.

use std::collections::{BTreeMap, BTreeSet};

use super::tokenize::{fold, words};

/// The words of one language.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Thesaurus {
    /// Words that questions are made of and that say nothing about the subject, folded.
    pub(super) stop_words: BTreeSet<String>,
    /// Numbers and words of time, which tell little by themselves, folded.
    pub(super) light: BTreeSet<String>,
    /// Forms that no rule makes, folded, each with the word that it is a form of.
    pub(super) forms: BTreeMap<String, String>,
    /// Endings with which one word is made of another, folded.
    pub(super) endings: BTreeSet<String>,
    /// Stop words that mean something else in capitals, in capitals.
    pub(super) capitals: BTreeSet<String>,
    /// Words that the browser passes over where it looks for a phrase: the `her` of `changed her mind`, folded. No phrase here has them.
    pub(super) idle: BTreeSet<String>,
    /// Groups of phrases: those that a reader may type, and those that are searched for as well.
    pub(super) groups: Vec<(Vec<String>, Vec<String>)>,
}

impl Thesaurus {
    /// Parses a word list: one group a line, separated by commas; `a > b` works one way only; `~` begins a line of stop words, `%`
    /// one of light words, `=` words with their forms, separated by commas, `-` a line of endings, `^` one of words in capitals, `'` one of
    /// words that phrases pass over, `#` a comment.
    pub(super) fn parse(list: &str) -> Self {
        let mut out = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let mut characters = line.chars();
            let (mark, rest) = (characters.next(), characters.as_str());
            match mark {
                Some('~') => out.stop_words.extend(folded(rest)),
                Some('%') => out.light.extend(folded(rest)),
                Some('-') => out.endings.extend(folded(rest)),
                Some('\'') => out.idle.extend(folded(rest)),
                Some('^') => out.capitals.extend(rest.split_whitespace().map(str::to_owned)),
                Some('=') => out.add_forms(rest),
                _ => out.add_group(line),
            }
        }
        out
    }

    /// Adds a group of phrases.
    fn add_group(&mut self, line: &str) {
        let phrases = |part: &str| part.split(',').map(phrase).filter(|phrase| !phrase.is_empty()).collect();
        let (typed, targets) = line.split_once('>').unwrap_or((line, line));
        self.groups.push((phrases(typed), phrases(targets)));
    }

    /// Adds the forms of some words: `eat ate eaten, win won`.
    fn add_forms(&mut self, words: &str) {
        for forms in words.split(',') {
            let mut forms = folded(forms);
            let Some(word) = forms.next() else { continue };
            self.forms.extend(forms.map(|form| (form, word.clone())));
        }
    }
}

/// Returns the words of a list, folded.
fn folded(list: &str) -> impl Iterator<Item = String> {
    list.split_whitespace().map(|word| fold(&word.to_lowercase()).into_owned())
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
    fn a_list_has_groups_small_words_light_words_and_forms() {
        let list = Thesaurus::parse(
            "# Money\n~ Könnte why\n% Two days\n- Ung er\n' Ihr\n^ IT\n= eat ate eaten, win won\n\nrefund, Money-back\nbus, tram > public transport\n",
        );
        assert_eq!(list.stop_words, ["konnte", "why"].map(str::to_owned).into());
        assert_eq!(list.light, ["two", "days"].map(str::to_owned).into());
        assert_eq!(list.endings, ["ung", "er"].map(str::to_owned).into());
        assert_eq!(list.idle, ["ihr".to_owned()].into());
        assert_eq!(list.capitals, ["IT".to_owned()].into());
        let forms =
            [("ate", "eat"), ("eaten", "eat"), ("won", "win")].map(|(form, word)| (form.to_owned(), word.to_owned()));
        assert_eq!(list.forms, forms.into());
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
            assert!(read.stop_words.len() > 100 && read.groups.len() > 100);
            for (typed, targets) in &read.groups {
                assert!(
                    !targets.is_empty() && typed.iter().chain(targets).collect::<BTreeSet<_>>().len() > 1,
                    "{typed:?}"
                );
                let passed = typed.iter().filter(|phrase| phrase.contains(' '));
                let idle = passed.filter(|phrase| phrase.split(' ').any(|word| read.idle.contains(word)));
                assert_eq!(idle.collect::<Vec<_>>(), Vec::<&String>::new(), "the browser passes over these words");
            }
        }
    }
}
