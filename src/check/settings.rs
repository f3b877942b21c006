//! What the rules of wording and clarity go by: the lists of phrases, the limits of each audience, the formula of the language.
//!
//! In: a handbook. Out: [`Settings`]. What always holds: they depend on [`Inputs`] alone, so that what was found in a text stands as
//! long as those are the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::config::{AudienceId, Audiences, CheckSettings, Config, Readers};
use crate::diagnostic::{Level, Rule};
use crate::handbook::{Handbook, Phrase, Wording};
use crate::markdown::Scale;
use crate::memo::ByAddress;

/// What the settings are made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inputs {
    config: ByAddress<Config>,
    wording: Wording,
    /// The words of the glossary, in small letters.
    terms: BTreeSet<String>,
}

impl Inputs {
    pub(super) fn of(handbook: &Handbook) -> Self {
        let terms = handbook.glossary.terms.iter().map(|term| term.word.to_lowercase());
        Self { config: ByAddress::of(&handbook.config), wording: handbook.data.wording.clone(), terms: terms.collect() }
    }
}

/// What the rules of wording and clarity go by.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) audiences: Arc<Audiences>,
    /// The rules that report nothing, so that nobody need look.
    off: BTreeSet<Rule>,
    /// The limits of `[check]`.
    pub(super) check: CheckSettings,
    /// The formula for the language of the handbook, where there is one.
    pub(super) scale: Option<Scale>,
    /// The phrases, by their place in the finder.
    pub(super) phrases: Vec<Phrase>,
    /// Finds the phrases in words in small letters.
    pub(super) finder: Option<AhoCorasick>,
    /// What readers need not be told: words of the glossary, and what the handbook allows, in small letters.
    pub(super) known: BTreeSet<String>,
}

impl Settings {
    pub(super) fn new(inputs: &Inputs) -> Self {
        let Inputs { config, wording, terms } = inputs;
        let Wording { mut phrases, allowed } = Wording::of(&config.language, wording);
        phrases.retain(|phrase| is_on(config, phrase.rule));
        // Texts have apostrophes of both kinds.
        let curly = |phrase: &Phrase| Phrase { words: phrase.words.replace('\'', "’"), ..phrase.clone() };
        let with_curly: Vec<Phrase> = phrases.iter().filter(|phrase| phrase.words.contains('\'')).map(curly).collect();
        phrases.extend(with_curly);
        let words = phrases.iter().map(|phrase| phrase.words.as_str());
        // Every text is read with it, which pays for its tables.
        let kind = Some(AhoCorasickKind::DFA);
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(words).ok();
        Self {
            audiences: Arc::clone(&config.audiences),
            check: config.check.clone(),
            off: Rule::ALL.iter().copied().filter(|rule| !is_on(config, *rule)).collect(),
            scale: Scale::of(&config.language),
            phrases,
            finder,
            known: terms.iter().chain(&allowed).cloned().collect(),
        }
    }

    /// Whether a rule reports what it finds.
    pub(super) fn is_on(&self, rule: Rule) -> bool {
        !self.off.contains(&rule)
    }

    /// The audiences, those whose texts most others may read first.
    pub(super) fn audiences_most_public_first(&self) -> Vec<AudienceId> {
        let mut audiences: Vec<AudienceId> = self.audiences.iter().map(|(id, _)| id).collect();
        audiences.sort_by_key(|id| std::cmp::Reverse(count(&self.audiences, self.audiences.get(*id).readers)));
        audiences
    }
}

/// Whether a rule reports what it finds.
pub(super) fn is_on(config: &Config, rule: Rule) -> bool {
    let info = rule.info();
    info.locked || config.levels.get(&rule).copied().unwrap_or(info.default) != Level::Off
}

/// How many audiences a set holds.
fn count(audiences: &Audiences, readers: Readers) -> usize {
    audiences.iter().filter(|(id, _)| readers.contains(*id)).count()
}
