//! `unresolved-reference`: a second definition of a link's name. Only the first is used, and no page has the other address.

use std::collections::BTreeMap;

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if text.shown.matches("]:").nth(1).is_none() {
        return;
    }
    let mut defined: BTreeMap<String, &str> = BTreeMap::new();
    // Within a paragraph a line that looks like a definition is text.
    let mut may_begin = true;
    for line in text.lines() {
        let definition = definition(line.words).filter(|_| may_begin);
        may_begin = definition.is_some() || line.words.is_empty() || line.words.starts_with(":::");
        let Some((name, target)) = definition else { continue };
        // Blanks and capitals make no other name.
        let key = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let first = *defined.entry(key).or_insert(target);
        if first != target {
            let bytes = line.words_at..line.words_at + name.len() + "[]:".len();
            let message = format!("`[{name}]` is defined twice, and only the first definition is used: `{first}`");
            let help = "give one of the two another name, or remove it";
            text.report(Rule::UnresolvedReference, bytes, message, help, found);
        }
    }
}

/// The name and the address of a line that defines a link. One of a footnote is none.
fn definition(words: &str) -> Option<(&str, &str)> {
    let (name, target) = words.strip_prefix('[')?.split_once("]:")?;
    let is_name = !name.trim().is_empty() && !name.starts_with('^') && !name.contains(['[', ']']);
    is_name.then(|| (name, target.trim()))
}
