//! `empty-section`: headings beneath which some readers, beside those of the most private audience, find nothing.

use std::ops::Range;

use super::mistaken_blocks;
use crate::check::written::Written;
use crate::config::AudienceId;
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if text.is_ambiguous() {
        return;
    }
    let private = text.audiences.private();
    let audiences: Vec<AudienceId> =
        text.audiences.iter().map(|(id, _)| id).filter(|id| !private.contains(*id)).collect();
    for (at, (heading, level)) in text.blocks.headings.iter().enumerate() {
        let line = text.text[heading.clone()].lines().next().unwrap_or_default().trim_end().len();
        let line = heading.start..heading.start + line;
        if text.shown[line.clone()].chars().all(|c| c == '#' || c.is_whitespace()) {
            let help = "write its words, or remove the marks";
            text.report(Rule::EmptySection, line, "this heading has no words", help, found);
            continue;
        }
        if mistaken_blocks::underline_of_words(text, heading).is_some() {
            continue;
        }
        let reads = |byte: usize, audience: AudienceId| text.readers_at(byte).contains(audience);
        let is_empty = |audience: &AudienceId| {
            if !reads(heading.start, *audience) {
                return false;
            }
            let next = text.blocks.headings[at + 1..].iter().find(|(range, _)| reads(range.start, *audience));
            // The list of what a section holds follows its page.
            let ends = next.map_or(!text.lists_its_contents, |(_, next)| next <= level);
            ends && !has_words(text, heading.end..next.map_or(text.text.len(), |(range, _)| range.start), *audience)
        };
        let Some(audience) = audiences.iter().find(|audience| is_empty(audience)) else { continue };
        let title = &text.audiences.get(*audience).title;
        let private = &text.audiences.get(text.audiences.most_private()).key;
        let has_private = has_words(text, heading.end..text.end_of_section(at), text.audiences.most_private());
        let help = if has_private {
            format!("put the heading between `::: {private}` and `:::` too, or say something beneath it for {title}")
        } else {
            "write the section, or remove its heading".to_owned()
        };
        let message = format!("{title} read nothing beneath this heading");
        text.report(Rule::EmptySection, line, message, help, found);
    }
}

/// Whether an audience reads anything in a part of a text, rules across the page left aside.
fn has_words(text: &Written<'_>, part: Range<usize>, audience: AudienceId) -> bool {
    let mut at = part.start;
    text.shown[part].split_inclusive('\n').any(|line| {
        let start = at;
        at += line.len();
        let words = line.trim();
        let is_mark = words.starts_with(":::") || words.chars().all(|c| matches!(c, '-' | '*' | '_' | ' '));
        !is_mark && text.readers_at(start).contains(audience)
    })
}
