//! Who may read which block of a body.
//!
//! In: a body, and whether its file may be seen. Out: its texts, and of a glossary its terms. What always holds: the
//! definition of a link or a footnote is seen only when text refers to it that is seen itself.

use std::collections::BTreeSet;
use std::ops::Range;

use super::gather::{Gather, Hold, Mark};
use crate::audit::blocks::{self, Block, Form, Raw};
use crate::audit::book::Book;
use crate::audit::inline::{self, Known};

/// A term of the glossary that may be seen if it is used.
#[derive(Debug)]
pub(super) struct Term {
    /// The term.
    pub(super) text: String,
    /// The pieces of the term and its definitions, counted in their file.
    pub(super) pieces: Range<usize>,
}

/// Adds the texts of a body that begins at byte `from` of `text`, and gives the terms that it defines.
pub(super) fn gather(
    into: &mut Gather<'_>,
    text: &str,
    from: usize,
    seen: bool,
    book: &Book,
    known: &Known,
) -> Vec<Term> {
    let shows = |label: &str| book.shows(Some(label));
    let blocks = blocks::read(text, from, seen, &shows);
    let labels = referred(&blocks, known);
    let mut terms: Vec<Term> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let reached = |label: &Option<String>| label.as_ref().is_none_or(|label| labels.contains(&format!("^{label}")));
        let seen = block.seen && reached(&block.note);
        let is_term = !block.definition && blocks.get(at + 1).is_some_and(|next| next.definition);
        let mark = if is_term { Mark::Name } else { Mark::Prose };
        let first = into.pieces.len();
        match &block.form {
            Form::Prose => into.prose(&block.raw, Hold::Exact, seen, mark),
            Form::Code => into.plain(block.raw.clone(), Hold::Exact, seen, Mark::Prose),
            Form::Comment => into.plain(block.raw.clone(), Hold::Exact, false, Mark::Prose),
            Form::Define(label) => definition(into, &block.raw, seen && labels.contains(label)),
        }
        if is_term {
            terms.push(Term { text: block.raw.text.trim().to_owned(), pieces: first..into.pieces.len() });
        } else if block.definition
            && let Some(term) = terms.last_mut()
        {
            term.pieces.end = into.pieces.len();
        }
    }
    terms
}

/// The labels that seen text refers to, directly or through a footnote.
fn referred(blocks: &[Block], known: &Known) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    if !blocks.iter().any(|block| block.note.is_some() || matches!(block.form, Form::Define(_))) {
        return labels;
    }
    let mut done = vec![false; blocks.len()];
    loop {
        let before = labels.len();
        for (block, done) in blocks.iter().zip(&mut done) {
            let reached = block.note.as_ref().is_none_or(|note| labels.contains(&format!("^{note}")));
            if block.seen && block.form == Form::Prose && reached && !*done {
                *done = true;
                labels.extend(inline::read(&block.raw, known, true, 0).labels);
            }
        }
        if labels.len() == before {
            return labels;
        }
    }
}

/// Adds the address and title of a link's definition.
fn definition(into: &mut Gather<'_>, raw: &Raw, seen: bool) {
    let after = raw.text.find("]:").map_or(0, |at| at + 2);
    let rest = raw.text[after..].trim_start();
    let from = raw.text.len() - rest.len();
    let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let address = rest[..len].trim_matches(['<', '>']);
    let start = from + rest[..len].find(address).unwrap_or(0);
    into.address(&raw.slice(start, start + address.len()), Hold::Exact, seen);
    into.plain(raw.slice(from + len, raw.text.len()), Hold::Exact, seen, Mark::Prose);
}
