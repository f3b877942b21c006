//! What is wrong with what is shown: found on a thread of its own, after it is shown.
//!
//! In: handbooks as they are shown. Out: findings in the shared state, and a line for each change. What always holds: only the
//! newest handbook is looked through, and every change has its line.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::findings::Findings;
use super::state::State;
use super::{Event, Settings};
use crate::check;
use crate::diagnostic::{Diagnostics, Levels};
use crate::handbook::{Archive, Handbook};
use crate::source::SourceTree;

/// What the second thread is asked to look through.
pub(super) struct Check {
    /// As its files have it.
    pub(super) handbook: Option<Arc<Handbook>>,
    /// As it stands on its day.
    pub(super) shown: Option<Arc<Handbook>>,
    pub(super) archive: Arc<Archive>,
    pub(super) tree: Arc<SourceTree>,
    pub(super) found: Diagnostics,
    pub(super) stale: BTreeSet<Arc<str>>,
    pub(super) troubles: Vec<String>,
    pub(super) told: Option<(Vec<String>, Duration)>,
}

/// Says what is wrong with each handbook that is shown; one that another has followed is passed over.
pub(super) fn check_all(asked: &Receiver<Check>, state: &State, settings: &Settings) {
    while let Ok(mut check) = asked.recv() {
        let mut lines: Vec<(Vec<String>, Duration)> = check.told.take().into_iter().collect();
        while let Ok(later) = asked.try_recv() {
            check = later;
            lines.extend(check.told.take());
        }
        let findings = look_through(&check);
        let counts = (findings.errors, findings.warnings, findings.notes);
        let troubles = findings.troubles.clone();
        state.find(findings);
        for (changed, took) in lines {
            (settings.on_event)(Event::Shown { changed, took, counts, troubles: troubles.clone() });
        }
    }
}

fn look_through(check: &Check) -> Findings {
    let Check { handbook, shown, archive, tree, found, stale, troubles, told: _ } = check;
    let diagnostics = match handbook {
        None => found.sorted(&Levels::default()),
        Some(handbook) => {
            let mut checked = Diagnostics::default();
            check::check(handbook, &mut checked);
            if let Some(shown) = shown {
                check::check_history(shown, archive, &mut checked);
            }
            let mut all = found.clone();
            for found in checked.iter().filter(|found| !stale.contains(&found.file)) {
                all.push(found.clone());
            }
            check::waive(all.sorted(&handbook.config.levels), handbook)
        }
    };
    Findings::new(&diagnostics, tree, troubles.clone())
}
