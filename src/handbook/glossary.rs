//! `glossary.md`: a definition list, whose terms are marked where pages first use them.
//!
//! In: the file; for an edition, its redacted text. Out: the terms with their readers; for an edition, the definitions. What always
//! holds: what a term means is read from a redacted text alone.

use std::sync::Arc;

use comrak::Node;
use comrak::nodes::NodeValue;

use crate::config::{Audiences, Readers};
use crate::data::{self, Language, Reader, Scope};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::{self, Dialect, Terms, Text};
use crate::policy;
use crate::source::SourceFile;
use crate::text::{LineStarts, Span, lines};

/// A word of the glossary, and who may read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub word: String,
    /// Who may read it.
    pub readers: Readers,
}

/// A word and what it means here, out of a text from which everything withheld is gone: a definition may hold blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The word.
    pub word: String,
    /// What it means, as Markdown.
    pub text: Arc<str>,
}

/// All of them, in the order of the file.
#[derive(Debug, Clone)]
pub struct Glossary {
    /// The words.
    pub terms: Vec<Term>,
    /// Finds them in running text, by their place in `terms`.
    pub finder: Terms,
    /// Who may read the file at most.
    pub readers: Readers,
    /// The text with its blocks, from which each audience is given its definitions; `None` without a glossary.
    pub text: Option<Text>,
    /// The file, when there is one.
    pub file: Option<SourceFile>,
}

impl Default for Glossary {
    fn default() -> Self {
        Self { terms: Vec::new(), finder: Terms::default(), readers: Readers::none(), text: None, file: None }
    }
}

impl Glossary {
    /// Reads the glossary. Its front matter may hold `title` and `audience`; without the latter it is private.
    #[must_use]
    pub fn parse(file: &SourceFile, audiences: &Audiences, diagnostics: &mut Diagnostics) -> Self {
        let split = policy::split(&file.text);
        let mut readers = audiences.private();
        let body = match (split.language, split.problem) {
            (Some(language), None) => {
                let (node, errors) = data::parse(&file.text[split.matter.clone()], language, split.matter.start);
                let readable = errors.is_empty();
                let mut scope = Scope { file: &file.name, diagnostics, language, whole: readable };
                for error in errors {
                    scope.report(Rule::InvalidFrontMatter, error.span, error.message, "fix the front matter here");
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
                let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml, whole: false };
                scope.report(Rule::InvalidFrontMatter, Span::new(0..3), message, help);
                split.body
            }
            (None, _) => 0,
        };
        let text = Text::parse(file, body, Dialect::Glossary, audiences, &Terms::default(), diagnostics);
        let readers = if text.ambiguous { audiences.private() } else { readers };
        let entries = text.with_tree(|root, starts| entries(root, starts, &text.body));
        let terms: Vec<Term> = entries
            .into_iter()
            .map(|(definition, places)| {
                let readers = places.iter().fold(readers, |own, place| own.and(text.readers_at(*place, readers)));
                Term { word: definition.word, readers }
            })
            .collect();
        let words: Vec<String> = terms.iter().map(|term| term.word.clone()).collect();
        Self { finder: Terms::new(&words), terms, readers, text: Some(text), file: Some(file.clone()) }
    }
}

/// The definitions of a glossary from which everything withheld is gone.
#[must_use]
pub fn define(redacted: &str) -> Vec<Definition> {
    let entries = markdown::with_tree(redacted, Dialect::Glossary, |root, starts| entries(root, starts, redacted));
    entries.into_iter().map(|(definition, _)| definition).collect()
}

/// Takes the words out of the tree, each with its definition as it was written, and the bytes at which its parts begin.
fn entries(root: Node<'_>, starts: &LineStarts, body: &str) -> Vec<(Definition, Vec<usize>)> {
    let lines: Vec<&str> = lines(body).collect();
    let mut found: Vec<(Definition, Vec<usize>)> = Vec::new();
    let mut above = (String::new(), Vec::new());
    for item in root.descendants() {
        if !matches!(item.data().value, NodeValue::DescriptionItem(_)) {
            continue;
        }
        let (mut word, mut text) = (String::new(), String::new());
        let mut places = Vec::new();
        for part in item.children() {
            let place = part.data().sourcepos;
            places.push(starts.byte(place.start.line, 1));
            match part.data().value {
                NodeValue::DescriptionTerm => markdown::plain_text(part).trim().clone_into(&mut word),
                NodeValue::DescriptionDetails => {
                    let end = place.end.line.min(lines.len());
                    for line in &lines[place.start.line - 1..end] {
                        let line = if text.is_empty() {
                            line.trim_start().trim_start_matches(':')
                        } else {
                            line.strip_prefix("  ").unwrap_or(line)
                        };
                        text.push_str(line.trim_end());
                        text.push('\n');
                    }
                }
                _ => {}
            }
        }
        let text = text.trim();
        // A second definition of a word stands in an item of its own, without the word.
        let is_second = word.is_empty();
        if is_second {
            word.clone_from(&above.0);
            places.extend(&above.1);
        } else {
            above = (word.clone(), places.clone());
        }
        if word.is_empty() || text.is_empty() {
            continue;
        }
        match found.last_mut().filter(|(last, _)| is_second && last.word == word) {
            Some((last, _)) => last.text = format!("{}\n\n{text}", last.text).into(),
            None => found.push((Definition { word, text: text.into() }, places)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::define;

    fn defined(text: &str) -> Vec<(String, String)> {
        define(text).into_iter().map(|definition| (definition.word, definition.text.to_string())).collect()
    }

    #[test]
    fn a_word_with_two_definitions_keeps_both() {
        let found = defined(
            "Bond\n: A sum.\n: You get it back.\n\nDesk\n\n: Where you ask.\n\n  Also where you pay.\n\n: Open daily.\n",
        );
        let pair = |word: &str, text: &str| (word.to_owned(), text.to_owned());
        let desk = pair("Desk", "Where you ask.\n\nAlso where you pay.\n\nOpen daily.");
        assert_eq!(found, [pair("Bond", "A sum.\n\nYou get it back."), desk]);
    }
}
