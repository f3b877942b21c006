//! TOML and YAML as one tree of values with spans, a reader that turns tables into types, and CSV.
//!
//! In: a text. Out: a [`Node`], or what could be read of it, and the syntax errors. What always holds: TOML and YAML that
//! say the same give the same tree, apart from spans, and parsing goes on after an error where that is possible.

pub mod csv;
mod node;
mod reader;
pub mod schema;
mod toml;
mod yaml;

pub use node::{Key, Language, Node, NodeKind, SyntaxError};
pub use reader::{Reader, Scope};

/// Parses a text into a tree. Spans count from `offset`, the position of the text in its file.
#[must_use]
pub fn parse(text: &str, language: Language, offset: usize) -> (Node, Vec<SyntaxError>) {
    match language {
        Language::Toml => toml::parse(text, offset),
        Language::Yaml => yaml::parse(text, offset),
    }
}
