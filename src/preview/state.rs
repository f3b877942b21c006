//! What all threads of the preview share: the snapshot that is shown, what is wrong, and the revision by which a window learns
//! that either has changed.
//!
//! What always holds: a revision is given out after what it stands for is shown, so whoever knows it gets nothing older.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde::Serialize;

use super::findings::Findings;
use super::snapshot::Snapshot;
use crate::render::Theme;

/// The most earlier themes whose files are still answered: a page that was read before a style changed asks for the old one.
const THEMES_KEPT: usize = 8;
/// How often it is looked whether the window that waits has gone.
const GONE_CHECK: Duration = Duration::from_millis(500);

/// What is shown now.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// `None` while there never was a handbook that could be shown.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// What is wrong, as windows show it: what the checks found, and what panicked.
    pub(super) findings: Arc<Findings>,
    checked: Arc<Findings>,
    panics: Vec<String>,
    pub(super) revision: Revision,
    /// The day that was picked; `None` for the day that it is.
    pub(super) day: Option<Date>,
}

/// The numbers that windows wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct Revision {
    /// Grows with every change of what pages may show.
    pub(super) pages: u64,
    /// Grows with every change of what is wrong.
    pub(super) findings: u64,
}

/// The shared state.
#[derive(Debug)]
pub(super) struct State {
    shown: Mutex<Shown>,
    changed: Condvar,
    themes: Mutex<VecDeque<Arc<Theme>>>,
    /// Proves that a request comes from a page of this preview, and tells one run of it from the next.
    pub(super) token: String,
}

impl State {
    pub(super) fn new(day: Option<Date>) -> Self {
        let random = || RandomState::new().hash_one(0_u8);
        Self {
            shown: Mutex::new(Shown { day, ..Shown::default() }),
            changed: Condvar::new(),
            themes: Mutex::default(),
            token: format!("{:016x}{:016x}", random(), random()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is shown now.
    pub(super) fn shown(&self) -> Shown {
        self.lock().clone()
    }

    /// Shows another snapshot. What panicked with the one before is forgotten.
    pub(super) fn show(&self, snapshot: Arc<Snapshot>) {
        let mut shown = self.lock();
        if let Some(old) = shown.snapshot.take()
            && !Arc::ptr_eq(&old.theme, &snapshot.theme)
        {
            let mut themes = self.themes.lock().unwrap_or_else(PoisonError::into_inner);
            themes.push_front(Arc::clone(&old.theme));
            themes.truncate(THEMES_KEPT);
        }
        shown.snapshot = Some(snapshot);
        shown.revision.pages += 1;
        shown.panics.clear();
        self.publish(&mut shown);
        self.changed.notify_all();
    }

    /// Replaces what is wrong.
    pub(super) fn set_findings(&self, findings: Findings) {
        let mut shown = self.lock();
        shown.checked = Arc::new(findings);
        self.publish(&mut shown);
    }

    /// Adds what panicked to what is wrong, until the next snapshot is shown.
    pub(super) fn add_panic(&self, what: String) {
        let mut shown = self.lock();
        if !shown.panics.contains(&what) {
            shown.panics.push(what);
        }
        self.publish(&mut shown);
    }

    /// Gives windows what is wrong, when it is something else than before.
    fn publish(&self, shown: &mut Shown) {
        let mut findings = Findings::clone(&shown.checked);
        findings.troubles.extend(shown.panics.iter().cloned());
        if *shown.findings != findings {
            shown.findings = Arc::new(findings);
            shown.revision.findings += 1;
            self.changed.notify_all();
        }
    }

    /// Picks the day; `None` for the day that it is.
    pub(super) fn pick_day(&self, day: Option<Date>) {
        self.lock().day = day;
    }

    /// A file of a theme that was shown before.
    pub(super) fn earlier_asset(&self, path: &str) -> Option<Arc<[u8]>> {
        let themes = self.themes.lock().unwrap_or_else(PoisonError::into_inner);
        themes.iter().find_map(|theme| theme.assets().get(path).cloned())
    }

    /// Waits until the revision differs from the `known` one, or until `is_gone` says that nobody waits any more.
    pub(super) fn wait(&self, known: Option<Revision>, timeout: Duration, is_gone: impl Fn() -> bool) -> Revision {
        let deadline = Instant::now() + timeout;
        let mut shown = self.lock();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if Some(shown.revision) != known || left.is_zero() {
                return shown.revision;
            }
            let slice = left.min(GONE_CHECK);
            shown = self.changed.wait_timeout(shown, slice).unwrap_or_else(PoisonError::into_inner).0;
            if Some(shown.revision) == known {
                drop(shown);
                if is_gone() {
                    return Revision::default();
                }
                shown = self.lock();
            }
        }
    }
}
