//! `/glossary/`: the words that mean something particular in this handbook.

use serde::Serialize;

use super::super::Renderer;
use super::super::template_value::Html;
use super::List;
use crate::edition::{Edition, Term};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct GlossaryList {
    terms: Vec<TermView>,
}

#[derive(Debug, Serialize)]
struct TermView {
    word: String,
    anchor: String,
    definition: Html,
}

impl List for GlossaryList {
    fn has_entries(edition: &Edition) -> bool {
        !edition.terms.is_empty()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let view = |term: &Term| TermView {
            word: term.word.clone(),
            anchor: term.anchor.clone(),
            definition: renderer.html(&term.definition, path, None),
        };
        let mut terms: Vec<TermView> = renderer.edition.terms.iter().map(view).collect();
        terms.sort_by_cached_key(|term| term.word.to_lowercase());
        Self { terms }
    }
}
