//! `private-fact`, `private-reference`: what a text quotes must be for everyone who reads the text.

use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::edition::redact;
use crate::handbook::Handbook;
use crate::policy::Policy;
use crate::text::Span;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    for policy in &handbook.policies {
        let readers: Vec<AudienceId> =
            audiences.iter().map(|(id, _)| id).filter(|id| policy.readers.contains(*id)).collect();
        for fact in &policy.text.facts.facts {
            let Some(known) = handbook.data.facts.get(&fact.key) else { continue };
            let without = readers.iter().filter(|id| fact.readers.contains(**id));
            let value = known.on(handbook.today);
            let mut without = without.filter(|id| value.is_some_and(|value| !value.readers.contains(**id)));
            if let Some(audience) = without.next() {
                let title = &audiences.get(*audience).title;
                let message = format!("{title} can read this text, but may not see the fact `{}`", fact.key);
                let help = format!("put it in a `:::` block, or give `[{}]` in facts.toml an `audience`", fact.key);
                let found = Diagnostic::new(Rule::PrivateFact, &policy.file.name, fact.span, message);
                diagnostics.push(found.help(help));
            }
        }
        for note in &policy.text.facts.footnotes {
            let wider = readers.iter().find(|id| note.readers.contains(**id) && !note.definition.contains(**id));
            if let Some(audience) = wider {
                let title = &audiences.get(*audience).title;
                let message = format!("{title} can read this text, but may not read the footnote `{}`", note.name);
                let found = Diagnostic::new(Rule::PrivateReference, &policy.file.name, note.span, message);
                diagnostics.push(found.help("put both into the same block, or the footnote outside of it"));
            }
        }
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
