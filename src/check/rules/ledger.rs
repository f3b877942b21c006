//! `rewritten-version` and `broken-ledger`: versions that are no longer what the ledger says, and a ledger that is no longer what was
//! written.

use std::sync::Arc;

use crate::check::ledger::{Contradiction, ContradictionKind, Memo, differences};
use crate::check::record::AddressRecord;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::{Archive, Handbook};
use crate::ledger::Recorded;
use crate::source::{ADDRESSES, RELEASES};
use crate::text::{SitePath, Span};

/// Compares the ledger with itself and with the handbook.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, memo: &Memo, diagnostics: &mut Diagnostics) {
    let file: Arc<str> = format!("content/{RELEASES}").into();
    let ledger = &handbook.ledger;
    for fault in &ledger.faults {
        diagnostics.push(Diagnostic::new(Rule::BrokenLedger, &file, fault.span, &fault.message).help(fault.help));
    }
    // What differs from a ledger that is wrong itself says nothing, and a day of the past is no mistake of today's.
    if ledger.entries.is_empty() || !ledger.faults.is_empty() || handbook.as_of {
        return;
    }
    let found = differences(handbook, archive.note.is_none() && !archive.is_empty(), memo);
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

/// Reports a ledger that is gone: the record has the address for good of a version, which a recorded version alone has.
pub(in crate::check) fn check_record(handbook: &Handbook, record: &AddressRecord, diagnostics: &mut Diagnostics) {
    if handbook.as_of || !handbook.ledger.is_empty() {
        return;
    }
    let today = handbook.today;
    let is_of_version = |path: &SitePath, id: &str| {
        let rest = path.as_str().strip_prefix("p/").and_then(|rest| rest.strip_prefix(id));
        let number = rest.and_then(|rest| rest.strip_prefix('/')?.strip_suffix("/index.html"));
        number.is_some_and(|number| !number.contains('/') && !["versions", "changes"].contains(&number))
    };
    let mut addresses = record.addresses.iter().filter(|(path, recorded)| {
        let is_gone = |edition: &String| record.is_gone(path, recorded.kind, edition, today);
        recorded.id.as_ref().is_some_and(|id| is_of_version(path, id)) && !recorded.editions.iter().all(is_gone)
    });
    let Some((path, first)) = addresses.next() else { return };
    let file: Arc<str> = format!("content/{ADDRESSES}").into();
    let message = format!(
        "the ledger, content/{RELEASES}, is gone: this address of a version was published, which only a recorded one has"
    );
    let help = format!(
        "put the file back, `git log -- content/{RELEASES}` names the commits that had it; a handbook that is to keep none lets such addresses \
         go: `gone /{} {today}`",
        path.encoded_address()
    );
    diagnostics.push(Diagnostic::new(Rule::BrokenLedger, &file, first.span, message).help(help));
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
            format!("{name} was recorded on {on}, and no file or commit says any more that it came into force"),
            format!("restore the commit or the text that said so; {because}"),
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
        ContradictionKind::End(was) => match day {
            Some(day) => (
                format!("{name} was recorded on {on} as no longer in force from {was}, and now says {day}"),
                format!("put the day of its end back; {because}"),
            ),
            None => (
                format!("{name} was recorded on {on} as no longer in force from {was}, and now it is in force"),
                format!("bring it back with a number of its own, `greyline release {id}`; {because}"),
            ),
        },
        ContradictionKind::LateEnd => (
            format!(
                "{name} says that it was no longer in force from {}, and the ledger, last written on {on}, does not know it: its end is dated back",
                day_of(*day)
            ),
            format!("let it end today or later; where its file went, commit that anew; {because}"),
        ),
    }
}
