//! `wording.toml`: phrases that texts for clients should not use, with a reason and a source for each.
//!
//! In: the file of the handbook, and the lists of the program for its language. Out: [`Wording`]. What always holds: every phrase has
//! a rule, a reason and something to write instead, and those that the handbook allows are in no list.

mod marking;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::data::{self, Language, Node, NodeKind, Reader, Scope};
use crate::diagnostic::{Diagnostics, Rule};
use crate::source::SourceFile;

pub use marking::{Marking, is_marking_key, keeps_private};

/// The lists of the program, by language.
const LISTS: [(&str, &str); 2] = [("en", include_str!("en.toml")), ("de", include_str!("de.toml"))];

/// The rules that go by phrases.
pub const RULES: [Rule; 9] = [
    Rule::NoRefundWording,
    Rule::SoleDiscretion,
    Rule::WithoutNotice,
    Rule::HiddenCharge,
    Rule::PenaltyWording,
    Rule::OurPolicyWording,
    Rule::NoExceptionsWording,
    Rule::MissingFigure,
    Rule::Jargon,
];

/// A phrase that a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The rule.
    pub rule: Rule,
    /// The words in small letters, one space between them.
    pub words: String,
    /// Whether other letters may follow: `refund*` finds refunds too.
    pub is_open: bool,
    /// Whether it is nothing to report, though a shorter phrase in it would be.
    pub is_exception: bool,
    /// What is wrong with it.
    pub reason: Arc<str>,
    /// What to write instead.
    pub instead: Arc<str>,
}

/// The phrases of a handbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// All of them.
    pub phrases: Vec<Phrase>,
    /// Phrases and abbreviations that the handbook allows, in small letters.
    pub allowed: BTreeSet<String>,
}

impl Wording {
    /// The program's phrases for a language, and what a handbook adds to them or allows.
    #[must_use]
    pub fn of(language: &str, own: &Self) -> Self {
        let language = language.split('-').next().unwrap_or_default();
        let list = LISTS.iter().find(|(name, _)| *name == language).unwrap_or(&LISTS[0]);
        let file = SourceFile { name: "wording.toml".into(), text: list.1.into() };
        let mut all = Self::parse(&file, &mut Diagnostics::default());
        all.phrases.extend(own.phrases.iter().cloned());
        all.phrases.retain(|phrase| !own.allowed.contains(&phrase.words));
        all.allowed.clone_from(&own.allowed);
        all
    }

    /// Reads a file.
    pub(super) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Self {
        let (root, errors) = data::parse(&file.text, Language::Toml, 0);
        let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml, whole: errors.is_empty() };
        for error in errors {
            let rule = if error.too_deep { Rule::NestingTooDeep } else { Rule::InvalidFrontMatter };
            scope.report(rule, error.span, error.message, "fix the TOML here");
        }
        let mut reader = Reader::new(&root, "this file", &mut scope);
        let lists = reader.tables("phrases", "a list of phrases", phrases);
        let allowed = reader.texts("allowed").into_iter().map(|word| plain(&word.value)).collect();
        reader.finish();
        Self { phrases: lists.into_iter().flatten().collect(), allowed }
    }
}

/// The words in small letters, one space between them.
fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('’', "'")
}

/// Reads a list: its rule, a reason and a source for all of its phrases, and each phrase; with `replace`, what to write instead of each.
fn phrases(r: &mut Reader<'_, '_, '_>) -> Option<Vec<Phrase>> {
    const NAMES: [&str; RULES.len()] = {
        let mut names = [""; RULES.len()];
        let mut at = 0;
        while at < RULES.len() {
            names[at] = RULES[at].info().name;
            at += 1;
        }
        names
    };
    if r.key_span("rule").is_none() {
        r.missing("rule", "add `rule = \"no-refund-wording\"`, or the name of another rule of wording");
    }
    let rule = r.word("rule", &NAMES);
    let reason = r.required_text("reason");
    r.required_text("source");
    let words = r.texts("words");
    let replace: Vec<(String, String)> = r.node("replace").map(|node| pairs(node, r.scope)).unwrap_or_default();
    let instead = r.text("instead");
    if words.is_empty() && replace.is_empty() && r.key_span("words").is_none() && r.key_span("replace").is_none() {
        r.missing("words", "add `words = [\"…\"]`, or `replace = { \"…\" = \"…\" }`");
    }
    let rule = Rule::from_name(&rule?.value)?;
    let reason: Arc<str> = reason?.value.into();
    let instead: Arc<str> = instead.map_or_else(|| "say it in other words".to_owned(), |text| text.value).into();
    let exceptions = r.texts("except");
    let phrase = |words: &str, instead: Arc<str>, is_exception: bool| {
        let words = plain(words);
        let (words, is_open) = words.strip_suffix('*').map_or((words.clone(), false), |open| (open.to_owned(), true));
        (!words.is_empty()).then(|| Phrase { rule, words, is_open, is_exception, reason: Arc::clone(&reason), instead })
    };
    let listed = words.iter().filter_map(|words| phrase(&words.value, Arc::clone(&instead), false));
    let exceptions = exceptions.iter().filter_map(|words| phrase(&words.value, Arc::default(), true));
    let replaced = replace.iter().filter_map(|(words, with)| phrase(words, format!("write “{with}”").into(), false));
    Some(listed.chain(exceptions).chain(replaced).collect())
}

/// The pairs of a table of texts.
fn pairs(node: &Node, scope: &mut Scope<'_>) -> Vec<(String, String)> {
    let mut table = Reader::new(node, "replace", scope);
    if !matches!(node.kind, NodeKind::Table(_)) {
        return Vec::new();
    }
    let entries = table.entries().iter();
    entries.filter_map(|(key, value)| Some((key.name.clone(), table.as_text(&key.name, value)?.value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_the_program_have_no_mistakes() {
        for (language, text) in LISTS {
            let mut found = Diagnostics::default();
            let file = SourceFile { name: "wording.toml".into(), text: text.into() };
            let wording = Wording::parse(&file, &mut found);
            assert_eq!(found.iter().next(), None, "{language}");
            for rule in RULES {
                assert!(wording.phrases.iter().any(|phrase| phrase.rule == rule), "{language} has nothing for {rule}");
            }
        }
    }

    #[test]
    fn a_handbook_adds_phrases_and_allows_others() {
        let text = "allowed = [\"Non-Refundable\"]\n[[phrases]]\nrule = \"jargon\"\nreason = \"nobody says it\"\n\
                    source = \"us\"\nreplace = { \"Onboardee*\" = \"new starter\" }\n";
        let file = SourceFile { name: "content/wording.toml".into(), text: text.into() };
        let mut found = Diagnostics::default();
        let all = Wording::of("en-GB", &Wording::parse(&file, &mut found));
        assert_eq!(found.iter().next(), None);
        let has = |words: &str| all.phrases.iter().find(|phrase| phrase.words == words);
        assert!(has("non-refundable").is_none() && has("no refund").is_some());
        assert!(has("onboardee").is_some_and(|own| own.is_open && &*own.instead == "write “new starter”"));
    }
}
