//! Makes types of tables, key by key. What a type asks for is its schema: what is left over at the end is unknown.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Key, Kind, Language, Node};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::text::{Span, Spanned};

/// Where a reader reports to.
pub struct Scope<'a> {
    /// The file that is read.
    pub file: &'a Arc<str>,
    /// Where mistakes go.
    pub diagnostics: &'a mut Diagnostics,
    /// The language of the file: in YAML a plain `2.1` may stand for a text.
    pub language: Language,
}

impl Scope<'_> {
    /// Reports a mistake at a place of the file.
    pub fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(rule, self.file, span, message).help(help));
    }
}

/// Reads one table.
pub struct Reader<'n, 's, 'd> {
    what: &'static str,
    span: Span,
    fields: &'n [(Key, Node)],
    asked: Vec<&'static str>,
    /// Where mistakes go.
    pub scope: &'s mut Scope<'d>,
}

impl<'n, 's, 'd> Reader<'n, 's, 'd> {
    /// A reader of a table; `what` names in messages what the table describes: "a policy", "an option".
    /// A node that is no table is reported, and reads as an empty one.
    pub fn new(node: &'n Node, what: &'static str, scope: &'s mut Scope<'d>) -> Self {
        let fields: &[(Key, Node)] = match &node.kind {
            Kind::Table(fields) => fields,
            other => {
                let message = format!("{what} is a table of keys and values, not {}", other.name());
                scope.report(Rule::WrongType, node.span, message, "write it as a table");
                &[]
            }
        };
        Self { what, span: node.span, fields, asked: Vec::new(), scope }
    }

    /// The place of the whole table.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The value of a key, which counts as known from now on.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        self.fields.iter().find(|(known, _)| known.name == key).map(|(_, node)| node)
    }

    /// The place of a key's name.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.fields.iter().find(|(known, _)| known.name == key).map(|(known, _)| known.span)
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        self.as_text(key, node)
    }

    /// A text that must be there and hold more than spaces.
    pub fn required_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.text(key);
        if found.is_none() && self.key_span(key).is_none() {
            self.missing(key, &format!("add `{key} = \"…\"`"));
        }
        found
    }

    /// Says that a key is missing.
    pub fn missing(&mut self, key: &str, help: &str) {
        let end = self.span.start as usize;
        let message = format!("{} needs `{key}`", self.what);
        self.scope.report(Rule::MissingKey, Span::new(end..end), message, help);
    }

    /// A day.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let node = self.node(key)?;
        let no_date = match &node.kind {
            Kind::Date(date) => return Some(Spanned { value: *date, span: node.span }),
            Kind::NoDate(written) | Kind::Text(written) => match super::date(written) {
                Some(Ok(date)) => return Some(Spanned { value: date, span: node.span }),
                Some(Err(())) => format!("{written} is a day that no calendar has"),
                None => format!("`{key}` is a day, and `{written}` is none"),
            },
            other => format!("`{key}` is a day, not {}", other.name()),
        };
        self.scope.report(Rule::InvalidDate, node.span, no_date, "write a day as 2026-03-31");
        None
    }

    /// True or false.
    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        if let Kind::Bool(value) = node.kind {
            return Some(value);
        }
        self.wrong_type(key, node, "true or false");
        None
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let node = self.node(key)?;
        if let Kind::Number(written) = &node.kind
            && let Ok(value) = written.replace('_', "").parse()
        {
            return Some(value);
        }
        match &node.kind {
            Kind::Number(written) => {
                let message = format!("`{key}` is a small whole number, and `{written}` is none");
                self.scope.report(Rule::InvalidValue, node.span, message, "write plain digits");
            }
            _ => self.wrong_type(key, node, "a whole number"),
        }
        None
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match &node.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.as_text(key, item)).collect(),
            Kind::Text(one) => {
                let help = format!("write `{key} = [\"{one}\"]`");
                let message = format!("`{key}` is a list, even when it holds one thing");
                self.scope.report(Rule::WrongType, node.span, message, help);
                vec![Spanned { value: one.clone(), span: node.span }]
            }
            _ => {
                self.wrong_type(key, node, "a list");
                Vec::new()
            }
        }
    }

    /// A list of tables, each read by `read`.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        mut read: impl FnMut(&mut Reader<'_, '_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Kind::List(items) = &node.kind else {
            let help = format!("write `[[{key}]]` above each of them");
            let message = format!("`{key}` is a list of tables, not {}", node.kind.name());
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

    /// One of a few words.
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

    /// Reports every key that was not asked for, with the nearest that was.
    pub fn finish(self) {
        for (key, _) in self.fields.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())) {
            let message = format!("{} has no key `{}`", self.what, key.name);
            let help = match nearest(&key.name, self.asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", self.asked.join(", ")),
            };
            self.scope.report(Rule::UnknownKey, key.span, message, help);
        }
    }

    /// All keys and values, for tables whose keys are the author's; none of them is unknown then.
    #[must_use]
    pub fn entries(&self) -> &'n [(Key, Node)] {
        self.fields
    }

    /// A text out of any node: YAML's plain numbers, days and truths stand for themselves where a text is wanted.
    pub fn as_text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match &node.kind {
            Kind::Text(value) if value.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) => {
                let message = format!("`{key}` holds a character that nobody can see");
                self.scope.report(Rule::InvalidValue, node.span, message, "remove the escape (`\\u…`, `\\x…`)");
                None
            }
            Kind::Text(value) if !value.trim().is_empty() => {
                Some(Spanned { value: value.trim().to_owned(), span: node.span })
            }
            Kind::Text(_) | Kind::Null => {
                self.scope.report(
                    Rule::InvalidValue,
                    node.span,
                    format!("`{key}` is empty"),
                    "fill it in, or remove it",
                );
                None
            }
            Kind::Number(written) if self.scope.language == Language::Yaml => {
                Some(Spanned { value: written.clone(), span: node.span })
            }
            Kind::Number(written) => {
                let message = format!("`{key}` is text, not a number");
                self.scope.report(Rule::WrongType, node.span, message, format!("write \"{written}\""));
                Some(Spanned { value: written.clone(), span: node.span })
            }
            other => {
                let message = format!("`{key}` is text, not {}", other.name());
                self.scope.report(Rule::WrongType, node.span, message, "put it in quotation marks");
                None
            }
        }
    }

    /// Says that a value has the wrong type.
    pub fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` is {wanted}, not {}", node.kind.name());
        self.scope.report(Rule::WrongType, node.span, message, format!("write {wanted}"));
    }
}
