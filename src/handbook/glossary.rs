//! `glossary.md`: a definition list, whose terms are marked where pages first use them.

use std::sync::Arc;

use comrak::nodes::NodeValue;

use crate::config::{Audiences, Readers};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::{Dialect, Outline, Terms, Text};
use crate::policy;
use crate::source::{SourceFile, Span};
use crate::value::{self, Language, Reader, Scope};

/// A word and what it means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub word: String,
    /// What it means, as Markdown.
    pub definition: Arc<str>,
    /// What it means, as plain text.
    pub plain: String,
    /// Who may read it.
    pub readers: Readers,
}

/// All of them, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    /// The words.
    pub terms: Vec<Term>,
    /// Finds them in running text, by their place in `terms`.
    pub finder: Terms,
    /// Links and the rest of the definitions, for the checks.
    pub outline: Outline,
    /// The file, when there is one.
    pub file: Option<SourceFile>,
}

impl Glossary {
    /// Reads the glossary. Its front matter may hold `title` and `audience`; without the latter it is private.
    #[must_use]
    pub fn parse(file: &SourceFile, audiences: &Audiences, diagnostics: &mut Diagnostics) -> Self {
        let split = policy::split(&file.text);
        let mut readers = audiences.private();
        let body = match (split.language, split.problem) {
            (Some(language), None) => {
                let (node, errors) = value::parse(&file.text[split.matter.clone()], language, split.matter.start);
                let readable = errors.is_empty();
                let mut scope = Scope { file: &file.name, diagnostics, language };
                for error in errors {
                    scope.report(Rule::InvalidFrontMatter, error.span, error.message, "mend the front matter here");
                }
                let mut reader = Reader::new(&node, "the glossary", &mut scope);
                reader.text("title");
                let labelled = policy::entry_readers(&mut reader, audiences);
                reader.finish();
                if readable {
                    readers = labelled;
                }
                split.body
            }
            (Some(_), Some((message, help))) => {
                let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml };
                scope.report(Rule::InvalidFrontMatter, Span::new(0..3), message, help);
                split.body
            }
            (None, _) => 0,
        };
        let text = Text::parse(file, body, Dialect::Glossary, audiences, &Terms::default(), diagnostics);
        let readers = if text.refused { audiences.private() } else { readers };
        let terms = terms(&text, readers);
        let words: Vec<String> = terms.iter().map(|term| term.word.clone()).collect();
        Self { finder: Terms::new(&words), terms, outline: text.outline, file: Some(file.clone()) }
    }
}

/// Takes the terms out of the tree, each with its definition as it was written.
fn terms(text: &Text, readers: Readers) -> Vec<Term> {
    let lines: Vec<&str> = text.body.lines().collect();
    let mut found = Vec::new();
    text.with_tree(|root, starts| {
        for item in root.descendants() {
            if !matches!(item.data().value, NodeValue::DescriptionItem(_)) {
                continue;
            }
            let mut word = String::new();
            let mut definition = String::new();
            let mut plain = String::new();
            let mut own = readers;
            for part in item.children() {
                let place = part.data().sourcepos;
                own = own.and(text.readers_at(starts.byte(place.start.line, 1), readers));
                match part.data().value {
                    NodeValue::DescriptionTerm => crate::markdown::plain_text(part).trim().clone_into(&mut word),
                    NodeValue::DescriptionDetails => {
                        plain = crate::markdown::plain_text(part);
                        let end = place.end.line.min(lines.len());
                        for line in &lines[place.start.line - 1..end] {
                            let line = if definition.is_empty() {
                                line.trim_start().trim_start_matches(':')
                            } else {
                                line.strip_prefix("  ").unwrap_or(line)
                            };
                            definition.push_str(line.trim_end());
                            definition.push('\n');
                        }
                    }
                    _ => {}
                }
            }
            let definition = definition.trim();
            if !word.is_empty() && !definition.is_empty() {
                found.push(Term { word, definition: definition.into(), plain, readers: own });
            }
        }
    });
    found
}
