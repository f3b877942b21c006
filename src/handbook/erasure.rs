//! Takes the words out of the history that `[archive]` erases.
//!
//! In: the history as the repository has it, and the settings. Out: the history as sites may show it. What always holds: the repository
//! itself stays as it is; erased words are in no text that is left, and the ledger alone compares a text that still has them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::archive::Archive;
use super::declared::Declared;
use crate::config::{ArchiveSettings, Erasure};
use crate::history::{self, FileText};
use crate::text::{Phrases, slug};

/// A text without the words that are erased, and which erasures took something out of it; `None` where none did.
fn reduced(text: &str, erased: &[Erasure]) -> Option<(Arc<str>, BTreeSet<usize>)> {
    let mut out: Option<String> = None;
    let mut by = BTreeSet::new();
    for (at, erasure) in erased.iter().enumerate() {
        for words in &erasure.words {
            let current = out.as_deref().unwrap_or(text);
            let places = Phrases::new(current).find(&words.value);
            if places.is_empty() {
                continue;
            }
            by.insert(at);
            let mut without = String::with_capacity(current.len());
            let mut from = 0;
            for place in places {
                without.push_str(&current[from..place.start]);
                if is_in_address(current, &place) {
                    without.push_str(&slug(&erasure.instead));
                } else {
                    without.push_str(&erasure.instead);
                }
                from = place.end;
            }
            without.push_str(&current[from..]);
            out = Some(without);
        }
    }
    out.map(|out| (out.into(), by))
}

/// Whether what stands at a place is a part of an address or of a name that has no blanks.
fn is_in_address(text: &str, place: &Range<usize>) -> bool {
    let joins = |c: char| "-_.+@/%#=:".contains(c);
    let (inner, mut after) = (&text[place.clone()], text[place.end..].chars());
    let is_joined = text[..place.start].ends_with(joins)
        || after.next().is_some_and(joins) && after.next().is_some_and(char::is_alphanumeric);
    !inner.contains(|c: char| c.is_whitespace() || "<&[(".contains(c)) && (is_joined || inner.contains(joins))
}

/// A path without the words that are erased.
fn reduced_path(path: &str, erased: &[Erasure]) -> Option<String> {
    // A name at the end of a path is one of an address too.
    let (without, _) = reduced(&format!("/{path}"), erased)?;
    Some(without.trim_start_matches('/').to_owned())
}

impl Archive {
    /// The history without the words that are erased.
    #[must_use]
    pub fn erased(mut self, settings: &ArchiveSettings) -> Self {
        if settings.erased.is_empty() {
            return self;
        }
        for text in &mut self.texts {
            let without = text.text.as_ref().and_then(|whole| reduced(whole, &settings.erased));
            let path = reduced_path(&text.path, &settings.erased);
            if without.is_some() || path.is_some() {
                let mut own = FileText::clone(text);
                own.text = without.map(|(without, _)| without).or(own.text);
                own.path = path.unwrap_or(own.path);
                *text = Arc::new(own);
            }
        }
        for version in self.versions.values_mut().flatten() {
            let mut own = history::Version::clone(version);
            let mut by = BTreeSet::new();
            let texts = own.text.iter_mut().chain(own.before.iter_mut().map(|(_, text)| text));
            for text in texts {
                if let Some((without, erasures)) = reduced(text, &settings.erased) {
                    *text = without;
                    by.extend(erasures);
                }
            }
            let path = reduced_path(&own.path, &settings.erased);
            if !by.is_empty() || path.is_some() {
                own.path = path.unwrap_or(own.path);
                own.erased = by;
                own.whole = Some(Arc::clone(version));
                *version = Arc::new(own);
            }
        }
        for declared in self.declared.values_mut().flatten() {
            if let Some((without, by)) = reduced(&declared.text, &settings.erased) {
                *declared = Arc::new(Declared {
                    text: without,
                    erased: by,
                    whole: Some(Arc::clone(declared)),
                    ..Declared::clone(declared)
                });
            }
        }
        self
    }
}
