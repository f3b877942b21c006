//! Words to stems, by the language pipelines of elasticlunr-rs.
//!
//! In: a word in lower case. Out: its [`Stem`]. What always holds: a word without letters of the language, an id or a number
//! stays as it is.

use std::collections::BTreeSet;

use elasticlunr::Language;
use elasticlunr::lang;
use elasticlunr::pipeline::PipelineFn;

use super::tokenize::fold;

/// What a word is filed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stem {
    /// The folded stem.
    pub(super) term: String,
    /// Whether it is one of the small words that nearly every sentence has.
    pub(super) small: bool,
}

/// The pipeline of one language; without one, every word is its own stem.
pub(super) struct Stems {
    small: Option<Box<dyn PipelineFn>>,
    /// More small words, folded.
    further: BTreeSet<String>,
    stemmer: Option<Box<dyn PipelineFn>>,
}

impl Stems {
    /// The pipeline for a BCP 47 tag, with more small words than it knows.
    pub(super) fn new(language: &str, further: BTreeSet<String>) -> Self {
        let mut stems = Self { small: None, further, stemmer: None };
        let Some(language) = language_of(language) else { return stems };
        // The trimmer is left out: words are already cut, and it would trim numbers and other scripts away.
        for step in language.make_pipeline().queue {
            if step.name().starts_with("stopWordFilter") {
                stems.small = Some(step);
            } else if step.name().starts_with("stemmer") {
                stems.stemmer = Some(step);
            }
        }
        stems
    }

    /// The stem of a word.
    pub(super) fn stem(&self, word: &str) -> Stem {
        let plain = fold(word);
        let small = self.further.contains(&*plain)
            || self.small.as_ref().is_some_and(|small| small.filter(word.to_owned()).is_none());
        if plain.chars().count() < 3 || plain.contains(char::is_numeric) {
            return Stem { small, term: plain.into_owned() };
        }
        // The English stemmer knows no accents: what it refuses it is given once more without them.
        let stem = self
            .stemmer
            .as_ref()
            .and_then(|stemmer| stemmer.filter(word.to_owned()).or_else(|| stemmer.filter(plain.to_string())));
        let term = stem.map(|stem| fold(&stem).into_owned()).filter(|stem| !stem.is_empty());
        Stem { small, term: term.unwrap_or_else(|| plain.into_owned()) }
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
        let stem = |language: &str, word: &str| Stems::new(language, BTreeSet::new()).stem(word).term;
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
        let stems = Stems::new("en", BTreeSet::from(["somebody".to_owned()]));
        assert!(stems.stem("the").small && stems.stem("is").small && stems.stem("somebody").small);
        assert!(!stems.stem("refund").small);
        assert!(!Stems::new("cy", BTreeSet::new()).stem("the").small);
    }

    #[test]
    fn every_pipeline_stands_the_words_of_every_script() {
        for language in
            ["ar", "da", "de", "en", "es", "fi", "fr", "hu", "it", "ko", "nl", "no", "pt", "ro", "ru", "sv", "tr"]
        {
            let stems = Stems::new(language, BTreeSet::new());
            assert!(language_of(language).is_some(), "{language}");
            for word in ["refund", "é", "ÿøß", "返金", "возврат", "استرداد", "환불", "a.b", "हिन्दी", "i̇", "\u{345}"]
            {
                assert!(!stems.stem(word).term.is_empty() || fold(word).is_empty(), "{language} {word}");
            }
        }
    }
}
