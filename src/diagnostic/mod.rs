//! Diagnostics: the author's mistakes, each with the rule that it breaks.
//!
//! In: what every phase pushes into a [`Diagnostics`]. Out: a list with the levels of `[check]`, sorted by file and span. What always
//! holds: `[check]` cannot change the level of a locked rule.

mod fingerprint;
mod nearest;
pub mod report;
mod rule;
mod yaml_help;

pub use fingerprint::fingerprints;
pub use nearest::{KnownWords, nearest};
pub use rule::{Group, Level, Rule, RuleInfo};
pub use yaml_help::in_yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{FileSpan, Span};

/// One mistake: where it is, what is wrong, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that it belongs to.
    pub rule: Rule,
    /// How much it matters; the rule's default until [`Diagnostics::sorted`] applies the settings.
    pub level: Level,
    /// The file, named from the top of the handbook.
    pub file: Arc<str>,
    /// The span in the file; `None` when the whole file is meant.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Another span that belongs to the mistake, and what is there.
    pub related: Option<(FileSpan, String)>,
    /// Why it is accepted, where somebody accepts it: it is no mistake then, and reports for programs alone have it.
    pub waiver: Option<AcceptedBy>,
}

/// Why a diagnostic is accepted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AcceptedBy {
    /// The reason.
    pub reason: String,
    /// Who answers for it: a key of people.toml.
    pub owner: Option<String>,
    /// The last day on which it is accepted.
    pub until: String,
}

impl Diagnostic {
    /// Returns a diagnostic at a span of a file, with the default level of its rule.
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
            waiver: None,
        }
    }

    /// Returns a diagnostic about a whole file.
    #[must_use]
    pub fn of_file(rule: Rule, file: &Arc<str>, message: impl Into<String>) -> Self {
        Self { span: None, ..Self::new(rule, file, Span::default(), message) }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Lowers the level: this one matters less than others of its rule.
    #[must_use]
    pub fn milder(mut self, level: Level) -> Self {
        self.level = self.level.min(level);
        self
    }

    /// Adds another span that belongs to the mistake.
    #[must_use]
    pub fn related(mut self, span: FileSpan, note: impl Into<String>) -> Self {
        self.related = Some((span, note.into()));
        self
    }
}

/// A collection of diagnostics. Each worker thread fills its own, and they are merged.
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
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all diagnostics of another collection.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds diagnostics, in their order.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(found);
    }

    /// Returns the diagnostics in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Returns the diagnostics with the levels that `[check]` sets, sorted by file, span, rule and message. Those that are off, and
    /// duplicates, are left out. One that is milder than its rule is never raised.
    #[must_use]
    pub fn sorted(&self, levels: &Levels) -> Vec<Diagnostic> {
        let mut sorted: Vec<Diagnostic> = self
            .0
            .iter()
            .map(|d| {
                let rule = d.rule.info();
                let set = levels.get(&d.rule).copied().filter(|_| !rule.locked);
                let level = match set {
                    Some(set) if d.level < rule.default => set.min(d.level),
                    set => set.unwrap_or(d.level),
                };
                Diagnostic { level, ..d.clone() }
            })
            .filter(|d| d.level != Level::Off)
            .collect();
        sorted.sort_by(|a, b| (&a.file, a.span, a.rule, &a.message).cmp(&(&b.file, b.span, b.rule, &b.message)));
        sorted.dedup();
        sorted
    }
}
