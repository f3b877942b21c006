//! Reads a table key by key into a type.
//!
//! In: a [`Node`]. Out: typed values; mistakes as diagnostics with their spans. What always holds: [`Reader::finish`] reports every key
//! that was not read as unknown, so the keys that a type reads are its schema.

use std::sync::Arc;

use jiff::civil::Date;

use super::node::{Key, Language, Node, NodeKind, date};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::text::{Span, Spanned};

/// The file that is read, and where its mistakes are reported.
pub struct Scope<'a> {
    /// The file that is read.
    pub file: &'a Arc<str>,
    /// Receives the mistakes.
    pub diagnostics: &'a mut Diagnostics,
    /// The language of the file. In YAML a plain `2.1` is also accepted as text.
    pub language: Language,
    /// Whether all of the file could be read. Of another one nobody knows what it lacks.
    pub whole: bool,
}

impl Scope<'_> {
    /// Reports a mistake at a span of the file.
    pub fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(rule, self.file, span, message).help(help));
    }
}

/// Reads one table.
pub struct Reader<'n, 's, 'd> {
    what: &'static str,
    span: Span,
    fields: &'n [(Key, Node)],
    /// Whether it is a table at all: of something else nobody asks what it lacks.
    is_table: bool,
    /// The keys that were read so far.
    known: Vec<&'static str>,
    /// The keys that are missing, each with what to write.
    missing: Vec<(String, String)>,
    /// Receives the mistakes.
    pub scope: &'s mut Scope<'d>,
}

impl<'n, 's, 'd> Reader<'n, 's, 'd> {
    /// Returns a reader of a table. `what` names the table in messages: "a policy", "an option".
    /// A node of another type is reported and read as an empty table.
    pub fn new(node: &'n Node, what: &'static str, scope: &'s mut Scope<'d>) -> Self {
        let (fields, is_table): (&[(Key, Node)], bool) = match &node.kind {
            NodeKind::Table(fields) => (fields, true),
            other => {
                let message = format!("{what} must be a table, not {}", other.name());
                scope.report(Rule::WrongType, node.span, message, "write it as a table");
                (&[], false)
            }
        };
        Self { what, span: node.span, fields, is_table, known: Vec::new(), missing: Vec::new(), scope }
    }

    /// The span of the whole table.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns the value of a key and marks the key as known.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.fields.iter().find(|(known, _)| known.name == key).map(|(_, node)| node)
    }

    /// The span of a key's name.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.fields.iter().find(|(known, _)| known.name == key).map(|(known, _)| known.span)
    }

    /// Whether something stands behind a key: no empty text, and no empty list.
    #[must_use]
    pub fn has_content(&self, key: &str) -> bool {
        let node = self.fields.iter().find(|(known, _)| known.name == key).map(|(_, node)| &node.kind);
        match node {
            None | Some(NodeKind::Null) => false,
            Some(NodeKind::List(items)) => !items.is_empty(),
            Some(NodeKind::Text(text)) => !text.trim().is_empty(),
            Some(_) => true,
        }
    }

    /// Whether a key is written, and nothing stands behind it.
    #[must_use]
    pub fn is_null(&self, key: &str) -> bool {
        self.fields.iter().any(|(known, node)| known.name == key && matches!(node.kind, NodeKind::Null))
    }

    /// The keys that were asked for and are written with a slip. To be called when all have been asked for.
    #[must_use]
    pub fn misspelt(&self) -> Vec<&'static str> {
        let unknown = self.fields.iter().filter(|(key, _)| !self.known.contains(&key.name.as_str()));
        let unused = || self.known.iter().copied().filter(|key| self.key_span(key).is_none());
        unknown.filter_map(|(key, _)| nearest(&key.name, unused())).collect()
    }

    /// Reads a text that is not blank. A value of another type is reported.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        self.as_text(key, node)
    }

    /// Reads a text; a blank one counts as none.
    pub fn optional_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        match &node.kind {
            NodeKind::Text(text) if text.trim().is_empty() => None,
            NodeKind::Null => None,
            _ => self.as_text(key, node),
        }
    }

    /// Reads a text that is not blank, and reports the key as missing when it is not there.
    pub fn required_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.text(key);
        if found.is_none() && self.key_span(key).is_none() {
            self.missing(key, &format!("add `{key} = \"…\"`"));
        }
        found
    }

    /// Has [`Reader::finish`] report a missing key, unless it is there but misspelt.
    pub fn missing(&mut self, key: &str, help: &str) {
        if self.scope.whole && self.is_table {
            self.missing.push((key.to_owned(), help.to_owned()));
        }
    }

    /// Reads a date. A value that is none is reported.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let node = self.node(key)?;
        let message = match &node.kind {
            NodeKind::Null => format!("`{key}` is empty"),
            NodeKind::Text(text) if text.trim().is_empty() => format!("`{key}` is empty"),
            NodeKind::Date(date) => return Some(Spanned { value: *date, span: node.span }),
            NodeKind::InvalidDate(written) | NodeKind::Text(written) => match date(written) {
                Some(Ok(date)) => return Some(Spanned { value: date, span: node.span }),
                Some(Err(())) => format!("{written} is not a date that exists"),
                None => format!("`{key}` must be a date, and `{written}` is not one"),
            },
            other => format!("`{key}` must be a date, not {}", other.name()),
        };
        self.scope.report(Rule::InvalidDate, node.span, message, "write a date as 2026-03-31");
        None
    }

    /// Reads true or false. A value of another type is reported.
    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        if let NodeKind::Bool(value) = node.kind {
            return Some(value);
        }
        self.wrong_type(key, node, "true or false");
        None
    }

    /// Reads a whole number. A value that is none, or does not fit into an `i64`, is reported.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let node = self.node(key)?;
        if let NodeKind::Number(written) = &node.kind
            && let Ok(value) = written.replace('_', "").parse()
        {
            return Some(value);
        }
        match &node.kind {
            NodeKind::Number(written) => {
                let message = format!("`{key}` must be a small whole number, not `{written}`");
                self.scope.report(Rule::InvalidValue, node.span, message, "write plain digits");
            }
            _ => self.wrong_type(key, node, "a whole number"),
        }
        None
    }

    /// Reads a list of texts. A single text is reported and read as a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match &node.kind {
            NodeKind::List(items) => items.iter().filter_map(|item| self.as_text(key, item)).collect(),
            NodeKind::Text(one) => {
                let help = format!("write `{key} = [\"{one}\"]`");
                let message = format!("`{key}` must be a list, even with one entry");
                self.scope.report(Rule::WrongType, node.span, message, help);
                vec![Spanned { value: one.clone(), span: node.span }]
            }
            _ => {
                self.wrong_type(key, node, "a list");
                Vec::new()
            }
        }
    }

    /// Reads a list of tables, each with `read`; `what` names one of them in messages.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        mut read: impl FnMut(&mut Reader<'_, '_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let NodeKind::List(items) = &node.kind else {
            let help = match self.scope.language {
                Language::Toml => format!("write `[[{key}]]` above each of them"),
                Language::Yaml => format!("write them below `{key}:`, with `- ` before each"),
            };
            let message = format!("`{key}` must be a list of tables, not {}", node.kind.name());
            self.scope.report(Rule::WrongType, node.span, message, help);
            return Vec::new();
        };
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let mut reader = Reader::new(item, what, self.scope);
            out.extend(read(&mut reader));
            reader.finish();
        }
        out
    }

    /// Reads a text that is one of `words`.
    pub fn word(&mut self, key: &'static str, words: &[&'static str]) -> Option<Spanned<String>> {
        let written = self.text(key)?;
        if words.contains(&written.value.as_str()) {
            return Some(written);
        }
        let message = format!("`{key}` cannot be `{}`", written.value);
        let help = match nearest(&written.value, words.iter().copied()) {
            Some(near) => format!("write \"{near}\""),
            None => format!("write one of {}", words.join(", ")),
        };
        self.scope.report(Rule::InvalidValue, written.span, message, help);
        None
    }

    /// Reports every key that was not read, with the nearest known key, and every missing key of which none of these is a misspelling.
    pub fn finish(self) {
        let unknown = || self.fields.iter().filter(|(key, _)| !self.known.contains(&key.name.as_str()));
        for (key, help) in &self.missing {
            if unknown().any(|(written, _)| is_slip(&written.name, key)) {
                continue;
            }
            let start = self.span.start as usize;
            let message = format!("{} needs `{key}`", self.what);
            self.scope.report(Rule::MissingKey, Span::new(start..start), message, help);
        }
        for (key, _) in unknown() {
            let message = format!("{} has no key `{}`", self.what, key.name);
            let help = match nearest(&key.name, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", self.known.join(", ")),
            };
            self.scope.report(Rule::UnknownKey, key.span, message, help);
        }
    }

    /// Returns all keys and values, for tables whose keys the author chooses. Do not call [`Reader::finish`] then.
    #[must_use]
    pub fn entries(&self) -> &'n [(Key, Node)] {
        self.fields
    }

    /// Reads any node as a text. A plain number is text in YAML; in TOML it is reported and then read as text. Other types are
    /// reported.
    pub fn as_text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match &node.kind {
            NodeKind::Text(value) if value.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) => {
                let message = format!("`{key}` contains an invisible character");
                self.scope.report(Rule::InvalidValue, node.span, message, "remove the escape (`\\u…`, `\\x…`)");
                None
            }
            NodeKind::Text(value) if !value.trim().is_empty() => {
                Some(Spanned { value: value.trim().to_owned(), span: node.span })
            }
            NodeKind::Text(_) | NodeKind::Null => {
                self.scope.report(
                    Rule::InvalidValue,
                    node.span,
                    format!("`{key}` is empty"),
                    "fill it in, or remove it",
                );
                None
            }
            NodeKind::Number(written) if self.scope.language == Language::Yaml => {
                Some(Spanned { value: written.clone(), span: node.span })
            }
            NodeKind::Number(written) => {
                let message = format!("`{key}` must be text, not a number");
                self.scope.report(Rule::WrongType, node.span, message, format!("write \"{written}\""));
                Some(Spanned { value: written.clone(), span: node.span })
            }
            other => {
                let message = format!("`{key}` must be text, not {}", other.name());
                self.scope.report(Rule::WrongType, node.span, message, "put it in quotation marks");
                None
            }
        }
    }

    /// Reports a value of the wrong type.
    pub fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` must be {wanted}, not {}", node.kind.name());
        self.scope.report(Rule::WrongType, node.span, message, format!("write {wanted}"));
    }
}

/// Whether a word may have been meant as a key: a few letters are other ones, or it is only the beginning: `review` for `review_date`.
fn is_slip(written: &str, key: &str) -> bool {
    let begins = written.len() > 3 && key.strip_prefix(written).is_some_and(|rest| rest.starts_with('_'));
    begins || nearest(written, [key]).is_some()
}
