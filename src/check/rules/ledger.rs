//! `rewritten-version` and `broken-ledger`: versions that are no longer what the ledger says, and a ledger that is no longer what was
//! written.

use std::sync::Arc;

use crate::check::ledger::{Contradiction, ContradictionKind, differences};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::{Archive, Handbook};
use crate::ledger::Recorded;
use crate::source::RELEASES;
use crate::text::Span;

/// Compares the ledger with itself and with the handbook.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    let file: Arc<str> = format!("content/{RELEASES}").into();
    let ledger = &handbook.ledger;
    for fault in &ledger.faults {
        let help = "put the file back as it was, `git log -p` with its name shows how it was changed; entries are added by `greyline build \
                    --record` alone";
        diagnostics.push(Diagnostic::new(Rule::BrokenLedger, &file, fault.span, &fault.message).help(help));
    }
    // What differs from a ledger that is wrong itself says nothing, and a day of the past is no mistake of today's.
    if ledger.entries.is_empty() || !ledger.faults.is_empty() || handbook.as_of {
        return;
    }
    let found = differences(handbook, archive.note.is_none() && !archive.is_empty());
    for contradiction in &found.contradictions {
        let (file, span) = place(handbook, contradiction, &file);
        let (message, help) = words(contradiction);
        diagnostics.push(Diagnostic::new(Rule::RewrittenVersion, &file, span, message).help(help));
    }
    if found.unseen > 0 {
        let message =
            format!("{} recorded versions were not compared with the ledger: the history is not known", found.unseen);
        let help = "build where the whole repository is, at least where the site is published from";
        let note = Diagnostic::new(Rule::RewrittenVersion, &file, ledger.span_of(0), message).help(help);
        diagnostics.push(note.milder(Level::Note));
    }
}

/// Where a contradiction is shown: at the number in the policy's file, or at the entry.
fn place(handbook: &Handbook, contradiction: &Contradiction, ledger: &Arc<str>) -> (Arc<str>, Span) {
    let Recorded { id, version, .. } = &contradiction.recorded;
    let policy = handbook.by_id.get(id).and_then(|at| handbook.working_copy_of(*at));
    let own = policy.and_then(|policy| {
        let number = policy.front.version().filter(|number| number.value == *version)?;
        Some((Arc::clone(&policy.file.name), number.span))
    });
    own.unwrap_or_else(|| (Arc::clone(ledger), handbook.ledger.span_of(contradiction.entry)))
}

fn words(contradiction: &Contradiction) -> (String, String) {
    let Contradiction { kind, recorded, entry: _, on } = contradiction;
    let Recorded { id, version, day, .. } = recorded;
    let name = format!("version {version} of {id}");
    let day_of = |day: Option<jiff::civil::Date>| day.map_or_else(|| "no day".to_owned(), |day| day.to_string());
    let because = "if it must stay as it is, `greyline build --record --because \"…\"` records it with the reason";
    match kind {
        ContradictionKind::Text { kept: true } => (
            format!("{name} was recorded on {on} with another text: it was changed without a new number"),
            format!(
                "put the recorded text back and give the change a number of its own, `greyline release {id}`; {because}"
            ),
        ),
        ContradictionKind::Text { kept: false } => (
            format!(
                "{name} was recorded on {on} with another text, which no commit has any more: the history was rewritten"
            ),
            format!("restore the commit that had it; {because}"),
        ),
        ContradictionKind::Day(was) => (
            format!("{name} was recorded on {on} as in force from {}, and now says {}", day_of(*was), day_of(*day)),
            format!("put the day back; {because}"),
        ),
        ContradictionKind::Readers => (
            format!("{name} was recorded on {on} as kept from readers who may read it by now"),
            format!("let them read it from a new version on, `greyline release {id}`; {because}"),
        ),
        ContradictionKind::Missing => (
            format!("{name} was recorded on {on}, and neither a file nor a commit has it any more"),
            format!("restore the commit that had it; {because}"),
        ),
        ContradictionKind::Back => (
            format!("{name} was recorded on {on} as gone, and is there again"),
            format!("take it out again, or give it a number of its own; {because}"),
        ),
        ContradictionKind::Late => (
            format!(
                "{name} says that it was in force from {}, and the ledger, last written on {on}, does not know it: it is dated back",
                day_of(*day)
            ),
            format!("let it come into force today or later; {because}"),
        ),
    }
}
