//! Checks what is shown, on a thread of its own, after it is shown.
//!
//! In: handbooks as they are shown. Out: findings in the shared state, and an event for each change. What always holds: only
//! the newest handbook is checked, and every change has its event.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::findings::Findings;
use super::panics::catch_panic;
use super::settings::{Event, Settings};
use super::snapshot::Snapshot;
use super::state::State;
use crate::check;
use crate::diagnostic::{Diagnostics, Level, Levels};
use crate::handbook::{Archive, Handbook};
use crate::pipeline;
use crate::source::SourceTree;

/// What is to be checked.
pub(super) struct Check {
    /// As its files have it.
    pub(super) handbook: Option<Arc<Handbook>>,
    /// As it stands on its day.
    pub(super) shown: Option<Arc<Handbook>>,
    /// The sites that are shown of it.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    pub(super) archive: Arc<Archive>,
    pub(super) tree: Arc<SourceTree>,
    /// What was found while it was read.
    pub(super) found: Diagnostics,
    /// Files whose last good text is shown: what the checks find in them is not what stands there now.
    pub(super) stale: BTreeSet<Arc<str>>,
    pub(super) troubles: Vec<String>,
    /// The files that changed, and how long it took to show that.
    pub(super) change: Option<(Vec<String>, Duration)>,
}

/// Checks each handbook that is received; one that another has followed is passed over.
pub(super) fn check_all(rx: &Receiver<Check>, state: &State, settings: &Settings) {
    let memo = check::Memo::default();
    while let Ok(mut check) = rx.recv() {
        let mut changes: Vec<(Vec<String>, Duration)> = check.change.take().into_iter().collect();
        while let Ok(later) = rx.try_recv() {
            check = later;
            changes.extend(check.change.take());
        }
        let report = || {
            let findings = find(&check, &memo);
            let counts = (findings.errors, findings.warnings, findings.notes);
            let troubles = findings.troubles.clone();
            state.set_findings(findings);
            for (changed, took) in changes {
                (settings.on_event)(Event::Shown { changed, took, counts, troubles: troubles.clone() });
            }
        };
        if let Err(message) = catch_panic(report) {
            state.add_panic(format!("the checks of the handbook did not end, since the program failed: {message}"));
        }
    }
}

/// Returns what is wrong with a handbook.
fn find(check: &Check, memo: &check::Memo) -> Findings {
    let Check { handbook, shown, snapshot, archive, tree, found, stale, troubles, change: _ } = check;
    let diagnostics = match handbook {
        None => found.sorted(&Levels::default()),
        Some(handbook) => {
            let mut checked = Diagnostics::default();
            check::check(handbook, memo, &mut checked);
            if let Some(shown) = shown {
                let record = pipeline::record(tree, &mut Diagnostics::default());
                check::check_history(shown, archive, &record, memo, &mut checked);
            }
            memo.drop_unused();
            let has_errors = |found: &Diagnostics| {
                found.sorted(&handbook.config.levels).iter().any(|found| found.level == Level::Error)
            };
            // As in a build: what a mistake takes from a site is not reported a second time.
            if let Some(snapshot) = snapshot.as_ref().filter(|shown| !shown.handbook.as_of)
                && !has_errors(found)
                && !has_errors(&checked)
            {
                snapshot.check(tree, archive, &mut checked);
            }
            let mut all = found.clone();
            for found in checked.iter().filter(|found| !stale.contains(&found.file)) {
                all.push(found.clone());
            }
            check::waive(all.sorted(&handbook.config.levels), handbook).0
        }
    };
    Findings::new(&diagnostics, tree, troubles.clone())
}
