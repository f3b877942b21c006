//! The tree that TOML and YAML are read into: values, each with its span.

use jiff::civil::Date;

use crate::text::Span;

/// How deep values may nest.
pub(super) const MAX_DEPTH: usize = 100;

/// A value and its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands in its file.
    pub span: Span,
    /// The value.
    pub kind: NodeKind,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key itself.
    pub name: String,
    /// Where the key stands in its file.
    pub span: Span,
}

/// A value, by its type. There is no time of day: nothing in a handbook happens to the minute.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A text.
    Text(String),
    /// A number, as it was written: `2.10` stays `2.10`.
    Number(String),
    /// True or false.
    Bool(bool),
    /// A date.
    Date(Date),
    /// A text in the form of a date that no calendar has, such as `2026-02-30`, or a date with a time of day.
    InvalidDate(String),
    /// No value; YAML only.
    Null,
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order of the file.
    Table(Vec<(Key, Node)>),
}

impl NodeKind {
    /// The name of the type in messages, with its article.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Number(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Date(_) | Self::InvalidDate(_) => "a date",
            Self::Null => "nothing",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The language that a tree was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2: one document, without anchors and tags.
    Yaml,
}

/// A mistake in the syntax of TOML or YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it stands in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// Whether the syntax was right, but values nested more than the limit deep.
    pub too_deep: bool,
}

/// Parses `2026-03-01`. Returns `None` when the text has another form, and `Some(Err(()))` when it has this form but no
/// calendar has the day.
pub(super) fn date(text: &str) -> Option<Result<Date, ()>> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    Some(text.parse().map_err(|_| ()))
}
