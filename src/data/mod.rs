//! TOML and YAML as one tree of values, each with its place, and the reader that makes types of it.
//!
//! In: a text. Out: a [`Node`], or what could be read of it. What always holds: a mistake is reported where it stands,
//! reading goes on behind it, and both languages give the same tree.

pub mod csv;
mod reader;
pub mod schema;
mod toml;
mod yaml;

pub use reader::{Reader, Scope};

use jiff::civil::Date;

use crate::text::Span;

/// How deep values may nest.
pub(crate) const MAX_DEPTH: usize = 100;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key itself.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of values. Times of day are not among them: nothing in a handbook happens to the minute.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A text.
    Text(String),
    /// A number, as it was written: `2.10` stays `2.10`.
    Number(String),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Date),
    /// Something that looks like a date and is none.
    NoDate(String),
    /// Nothing (YAML alone).
    Null,
    /// A list.
    List(Vec<Node>),
    /// Keys and values in their order.
    Table(Vec<(Key, Node)>),
}

impl Kind {
    /// What the kind is called in a message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Number(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Date(_) | Self::NoDate(_) => "a date",
            Self::Null => "nothing",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The language of a text of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, one document, without anchors and tags.
    Yaml,
}

/// A mistake in the language itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
    /// Whether the text was right but nested too deep.
    pub too_deep: bool,
}

/// Reads a text of values. Spans count from `offset`, the place of the text in its file.
#[must_use]
pub fn parse(text: &str, language: Language, offset: usize) -> (Node, Vec<SyntaxError>) {
    match language {
        Language::Toml => toml::parse(text, offset),
        Language::Yaml => yaml::parse(text, offset),
    }
}

/// Reads `2026-03-01`. `None` when the text has not that form; `Err` when it has and the day does not exist.
pub(crate) fn date(text: &str) -> Option<Result<Date, ()>> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    Some(text.parse().map_err(|_| ()))
}
