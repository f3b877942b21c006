//! Mistakes told to the author.
//!
//! Every phase pushes what it finds into a [`Diagnostics`]; at the end they are given their levels and sorted by file and
//! place. What always holds: a locked rule is an error, whatever `[check]` says.

pub mod report;
mod rule;

pub use rule::{Group, Info, Level, Rule};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{Place, Span};

/// One mistake: where, what, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that it belongs to.
    pub rule: Rule,
    /// How much it matters; the rule's default until [`Diagnostics::sorted`] applies the settings.
    pub level: Level,
    /// The file, named from the top of the handbook.
    pub file: Arc<str>,
    /// The place in the file; `None` when the file as a whole is meant.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Another place that belongs to it, and what stands there.
    pub related: Option<(Place, String)>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    #[must_use]
    pub fn new(rule: Rule, file: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.info().default,
            file: Arc::clone(file),
            span: Some(span),
            message: message.into(),
            help: None,
            related: None,
        }
    }

    /// A diagnostic about a file as a whole.
    #[must_use]
    pub fn of_file(rule: Rule, file: &Arc<str>, message: impl Into<String>) -> Self {
        Self { span: None, ..Self::new(rule, file, Span::default(), message) }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a second place.
    #[must_use]
    pub fn related(mut self, place: Place, note: impl Into<String>) -> Self {
        self.related = Some((place, note.into()));
        self
    }
}

/// A heap of diagnostics; each worker fills its own, and they are merged.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

/// The levels that `[check]` sets.
pub type Levels = BTreeMap<Rule, Level>;

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self(found)
    }
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another heap.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// What is there, in the order of finding.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// The diagnostics with their levels, without those that are off, by file, place and rule; no two the same.
    #[must_use]
    pub fn sorted(&self, levels: &Levels) -> Vec<Diagnostic> {
        let mut sorted: Vec<Diagnostic> = self
            .0
            .iter()
            .map(|d| {
                let level =
                    if d.rule.info().locked { d.level } else { levels.get(&d.rule).copied().unwrap_or(d.level) };
                Diagnostic { level, ..d.clone() }
            })
            .filter(|d| d.level != Level::Off)
            .collect();
        sorted.sort_by(|a, b| (&a.file, a.span, a.rule, &a.message).cmp(&(&b.file, b.span, b.rule, &b.message)));
        sorted.dedup();
        sorted
    }
}

/// Offers the known word nearest to a mistyped one, when there is one near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(word.chars().count()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
