//! Reads the amounts in a condition: "within 30 days of paying", "over £300", "the third time", "under 14".
//!
//! In: the text of `when` or `limit` of an option, and its language. Out: [`Bound`]s, each with what it measures and from where to
//! where it holds. What always holds: a bound is certain only where the option cannot apply outside of it; what is one of several
//! alternatives, a rule of thumb, or read in two ways is not.

mod amount;
mod bound;
mod certainty;
mod reader;
mod tokens;
mod words;

pub use bound::{Bound, Quantity, Role, Side};
use reader::Reader;
use tokens::{clause, tokens};
use words::Words;

/// What the browser needs to read the same amounts in a query; `null` where the language has no table.
#[must_use]
pub fn vocabulary(language: &str) -> serde_json::Value {
    Words::of(language).for_browser()
}

/// Reads the bounds of a condition.
#[must_use]
pub fn read(text: &str, side: Side, language: &str) -> Vec<Bound> {
    let words = Words::of(language);
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(amount) = amount::at(&tokens, at, words) else {
            at += 1;
            continue;
        };
        at = amount.end.max(at + 1);
        let reader = Reader { tokens: &tokens, words, side };
        if let Some((quantity, least, most, end)) = reader.bound(&amount) {
            let certain = quantity != Quantity::Time(Role::Unknown) && reader.is_certain(&amount, &quantity, end);
            at = at.max(end);
            let part = clause(&tokens, amount.start);
            let part = text[tokens[part.start].place.start..tokens[part.end - 1].place.end].to_owned();
            found.push(Bound { quantity, least, most, certain, part });
        }
    }
    found
}

#[cfg(test)]
mod tests;
