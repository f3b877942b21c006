//! Words with their entities decoded.
//!
//! In: words as HTML or Markdown has them. Out: as they are read. What always holds: what is no entity stays as it is.

use html5gum::{Token, Tokenizer};

/// Words with `&amp;`, `&#65;` and their like as the signs that they stand for.
#[must_use]
pub fn decode_entities(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    let mut out = String::new();
    for token in Tokenizer::new(words).flatten() {
        if let Token::String(words) = token {
            out.push_str(&String::from_utf8_lossy(&words));
        }
    }
    out
}
