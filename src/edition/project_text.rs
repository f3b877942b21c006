//! Texts of the front matter and of data files: the part of the projection that decides over them.
//!
//! In: a text, and what it may hold. Out: a [`Prose`], or plain words. What always holds: a text that holds what it cannot hold, such
//! as a block for some readers, is given to the most private audience alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::project::Projector;
use super::prose::{FactValues, LinkBase, Prose};
use super::redact::Redacted;
use crate::markdown::{Markup, field_words, fill_literal, is_faulty};

impl Projector<'_> {
    /// A text as the audience may know it.
    pub(super) fn prose(&self, text: &str, markup: Markup, base: &Arc<LinkBase>) -> Prose {
        let withheld = !self.is_private() && is_faulty(text, markup, self.audiences);
        Prose::new(Redacted::field(if withheld { "" } else { text }, markup), base)
    }

    /// A text without marks as the audience may know it, with the values that facts have on a day.
    pub(super) fn plain(&self, text: &str, day: Date) -> String {
        if !text.contains(['{', ':', '<', ';', '!', '=', '∷', '：']) {
            return text.to_owned();
        }
        if !self.is_private() && is_faulty(text, Markup::Plain, self.audiences) {
            return String::new();
        }
        let value = |key: &str| {
            let value = self.handbook.data.facts.get(key)?.on(day)?;
            self.sees(value.readers).then(|| field_words(&value.value, Markup::Inline, &|_| None))
        };
        fill_literal(text, &value)
    }

    /// The values on a day of the facts with these keys, as far as the audience may know them.
    pub(super) fn fact_values(&self, keys: &BTreeSet<String>, day: Date) -> FactValues {
        let top = Arc::default();
        let known = keys.iter().filter_map(|key| {
            let fact = self.handbook.data.facts.get(key).filter(|fact| self.sees(fact.readers))?;
            let value = fact.on(day).filter(|value| self.sees(value.readers))?;
            Some((key.clone(), self.prose(&value.value, Markup::Inline, &top)))
        });
        known.collect()
    }
}
