//! Which terms of the glossary the edition's readers meet.
//!
//! In: all pieces and the terms. Out: the terms that no seen text uses are withheld. What always holds: a term that is used
//! in another form, as a plural or a verb, counts as used.

use std::collections::HashMap;

use super::body::Term;
use super::gather::Piece;
use crate::audit::needles::alike;
use crate::audit::words;

/// Withholds the terms that no other text which may be seen uses, directly or in the definition of a term that is used.
pub(super) fn withhold_unused(pieces: &mut [Piece], terms: &[Term]) {
    let spelt: Vec<Vec<String>> = terms.iter().map(|term| spell(&term.text)).collect();
    let mut starts: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, words) in spelt.iter().enumerate() {
        if let Some(first) = words.first() {
            starts.entry(first.chars().take(3).collect()).or_default().push(number);
        }
    }
    let mut used = vec![false; terms.len()];
    let mut waiting: Vec<usize> =
        (0..terms.len()).filter(|number| terms[*number].pieces.clone().all(|at| pieces[at].seen)).collect();
    if waiting.is_empty() {
        return;
    }
    let mut of_terms = vec![false; pieces.len()];
    for number in &waiting {
        of_terms[terms[*number].pieces.clone()].fill(true);
    }
    let finder = Finder { spelt: &spelt, starts: &starts };
    for piece in
        pieces.iter().zip(&of_terms).filter(|(piece, of_term)| piece.seen && !**of_term).map(|(piece, _)| piece)
    {
        finder.mark(&piece.text, &mut used);
    }
    loop {
        let reached: Vec<usize> = waiting.iter().copied().filter(|number| used[*number]).collect();
        if reached.is_empty() {
            break;
        }
        waiting.retain(|number| !used[*number]);
        for at in reached.into_iter().flat_map(|number| terms[number].pieces.clone()) {
            finder.mark(&pieces[at].text, &mut used);
        }
    }
    for at in waiting.into_iter().flat_map(|number| terms[number].pieces.clone()) {
        pieces[at].seen = false;
    }
}

struct Finder<'a> {
    spelt: &'a [Vec<String>],
    starts: &'a HashMap<String, Vec<usize>>,
}

impl Finder<'_> {
    /// Marks the terms that a text uses.
    fn mark(&self, text: &str, used: &mut [bool]) {
        let words = spell(text);
        for (at, word) in words.iter().enumerate() {
            let head: String = word.chars().take(3).collect();
            for number in self.starts.get(&head).into_iter().flatten() {
                let term = &self.spelt[*number];
                used[*number] |= words.len() >= at + term.len()
                    && term.iter().zip(&words[at..]).all(|(term, word)| term == word || alike(term, word));
            }
        }
    }
}

fn spell(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words::each_word(text, false, |spelt, _| all.push(spelt.to_owned()));
    all
}
