//! Words to stems, by the language pipelines of elasticlunr-rs.
//!
//! In: a word in lower case. Out: its [`Stem`]. What always holds: a word without letters of the language, an id or a number
//! stays as it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use elasticlunr::Language;
use elasticlunr::lang;
use elasticlunr::pipeline::PipelineFn;

use super::thesaurus::Thesaurus;
use super::tokenize::fold;

/// The stem of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stem {
    /// The folded stem.
    pub(super) term: String,
    /// Whether the word is a stop word.
    pub(super) stop_word: bool,
}

/// The pipeline of one language; without one, every word is its own stem.
pub(super) struct Stemmer {
    stop_filter: Option<Box<dyn PipelineFn>>,
    /// Further stop words, folded.
    more: BTreeSet<String>,
    /// Forms that no rule makes, folded, and the words that they are forms of.
    forms: BTreeMap<String, String>,
    stem_filter: Option<Box<dyn PipelineFn>>,
}

impl Stemmer {
    /// Returns the pipeline for a BCP 47 tag, with the stop words and the forms of a thesaurus beside its own.
    pub(super) fn new(language: &str, thesaurus: &Thesaurus) -> Self {
        let (more, forms) = (thesaurus.stop_words.clone(), thesaurus.forms.clone());
        let mut stems = Self { stop_filter: None, more, forms, stem_filter: None };
        let Some(language) = language_of(language) else { return stems };
        // The trimmer is left out: the text is tokenized already, and it would remove numbers and other scripts.
        for step in language.make_pipeline().queue {
            if step.name().starts_with("stopWordFilter") {
                stems.stop_filter = Some(step);
            } else if step.name().starts_with("stemmer") {
                stems.stem_filter = Some(step);
            }
        }
        stems
    }

    /// Returns the stem of a word.
    pub(super) fn stem(&self, word: &str) -> Stem {
        let plain = fold(word);
        let stop_word = self.more.contains(&*plain)
            || self.stop_filter.as_ref().is_some_and(|filter| filter.filter(word.to_owned()).is_none());
        if plain.chars().count() < 3 || plain.contains(char::is_numeric) {
            return Stem { stop_word, term: plain.into_owned() };
        }
        let (word, plain) = match self.forms.get(&*plain) {
            Some(base) => (base.as_str(), Cow::Borrowed(base.as_str())),
            None => (word, plain),
        };
        // The English stemmer refuses accents: such a word is tried again without them.
        let stem = self
            .stem_filter
            .as_ref()
            .and_then(|filter| filter.filter(word.to_owned()).or_else(|| filter.filter(plain.to_string())));
        let term = stem.map(|stem| fold(&stem).into_owned()).filter(|stem| !stem.is_empty());
        Stem { stop_word, term: term.unwrap_or_else(|| plain.into_owned()) }
    }
}

/// elasticlunr's language for a BCP 47 tag; it names Dutch `du` and Norwegian `no`.
fn language_of(tag: &str) -> Option<Box<dyn Language>> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    lang::from_code(match primary.as_str() {
        "nl" => "du",
        "nb" | "nn" => "no",
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_stems_its_words() {
        let stem = |language: &str, word: &str| Stemmer::new(language, &Thesaurus::default()).stem(word).term;
        assert_eq!(stem("en", "refunding"), "refund");
        assert_eq!(stem("en-GB", "cafés"), stem("en", "cafe"));
        assert_eq!(stem("de", "rückgaben"), "ruckgab");
        assert_eq!(stem("nl", "boeken"), stem("nl", "boek"));
        assert_eq!(stem("nb", "bøkene"), stem("nb", "bøken"));
        assert_eq!(stem("cy", "polisïau"), "polisiau");
        assert_eq!(stem("ru", "cs"), "cs");
        assert_eq!(stem("de", "30"), "30");
    }

    #[test]
    fn small_words_are_known() {
        let stems = Stemmer::new("en", &Thesaurus::parse("~ somebody"));
        assert!(stems.stem("the").stop_word && stems.stem("is").stop_word && stems.stem("somebody").stop_word);
        assert!(!stems.stem("refund").stop_word);
        assert!(!Stemmer::new("cy", &Thesaurus::default()).stem("the").stop_word);
    }

    #[test]
    fn forms_that_no_rule_makes_share_a_stem() {
        let stems = Stemmer::new("en", &Thesaurus::parse("= send sent, child children"));
        assert_eq!(stems.stem("sent").term, stems.stem("sending").term);
        assert_eq!(stems.stem("children").term, stems.stem("child").term);
        assert_ne!(stems.stem("went").term, stems.stem("sending").term);
    }

    #[test]
    fn every_pipeline_stands_the_words_of_every_script() {
        for language in
            ["ar", "da", "de", "en", "es", "fi", "fr", "hu", "it", "ko", "nl", "no", "pt", "ro", "ru", "sv", "tr"]
        {
            let stems = Stemmer::new(language, &Thesaurus::default());
            assert!(language_of(language).is_some(), "{language}");
            for word in ["refund", "é", "ÿøß", "返金", "возврат", "استرداد", "환불", "a.b", "हिन्दी", "i̇", "\u{345}"]
            {
                assert!(!stems.stem(word).term.is_empty() || fold(word).is_empty(), "{language} {word}");
            }
        }
    }
}
