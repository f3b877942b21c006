//! `private-fact`, `private-reference`: what a text quotes must be for everyone who reads the text.

use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::edition::redact;
use crate::handbook::{Handbook, SourceText};
use crate::policy::Policy;
use crate::text::Span;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    for text in handbook.texts() {
        for fact in &text.facts.facts {
            let Some(value) = handbook.data.facts.get(&fact.key).and_then(|known| known.on(handbook.today)) else {
                continue;
            };
            let mut without = text.audiences(handbook, fact.readers).filter(|id| !value.readers.contains(*id));
            if let Some(audience) = without.next() {
                let title = &audiences.get(audience).title;
                let message = format!("{title} can read this text, but may not see the fact `{}`", fact.key);
                let apart =
                    if text.has_blocks { "put it in a `:::` block" } else { "give the entry a narrower `audience`" };
                let help = format!("{apart}, or give `[{}]` in facts.toml an `audience`", fact.key);
                diagnostics.push(Diagnostic::new(Rule::PrivateFact, text.file, fact.span, message).help(help));
            }
        }
        for note in &text.facts.footnotes {
            let mut wider = text.audiences(handbook, note.readers).filter(|id| !note.definition.contains(*id));
            if let Some(audience) = wider.next() {
                let title = &audiences.get(audience).title;
                let message = format!("{title} can read this text, but may not read the footnote `{}`", note.name);
                let found = Diagnostic::new(Rule::PrivateReference, text.file, note.span, message);
                diagnostics.push(found.help("put both into the same block, or the footnote outside of it"));
            }
        }
    }
    for policy in &handbook.policies {
        let readers: Vec<AudienceId> =
            audiences.iter().map(|(id, _)| id).filter(|id| policy.readers.contains(*id)).collect();
        references(policy, &readers, handbook, diagnostics);
    }
}

/// Link definitions inside a block are gone for those who may not see it, and text outside that uses them would show
/// its brackets.
fn references(policy: &Policy, readers: &[AudienceId], handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let text = &policy.text;
    if text.ambiguous || !text.defines_in_blocks() {
        return;
    }
    let audiences = &handbook.config.audiences;
    let most_private = redact(text, audiences.most_private(), policy.readers, audiences.private());
    let mut told = most_private.lost_references();
    for audience in readers {
        let redacted = redact(text, *audience, policy.readers, audiences.private());
        let lost = redacted.lost_references();
        for label in lost.difference(&told) {
            let title = &audiences.get(*audience).title;
            let message = format!("{title} can read a text that uses `[{label}]`, but not the block that defines it");
            let at = text.body.find(&format!("[{label}]")).unwrap_or(0);
            let start = policy.file.text.len() - text.body.len() + at;
            let span = Span::new(start..start + label.len() + 2);
            let found = Diagnostic::new(Rule::PrivateReference, &policy.file.name, span, message);
            diagnostics.push(found.help("move the definition out of the block"));
        }
        told.extend(lost);
    }
}

/// Returns the help for a link to something more private.
pub(super) fn private_help(handbook: &Handbook, from: &SourceText<'_>) -> String {
    if !from.has_blocks {
        return "write it without the link, give the entry a narrower `audience`, or the linked page a wider one"
            .to_owned();
    }
    let private = &handbook.config.audiences.get(handbook.config.audiences.most_private()).key;
    format!("put the link between `::: {private}` and `:::`, or give the linked page an `audience`")
}
