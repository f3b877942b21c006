//! What every thread of the preview shares: the snapshot that is shown, what is wrong, and the numbers by which a window
//! learns that either has changed.
//!
//! What always holds: a number is told after what it stands for is shown, so whoever has heard it gets nothing older.

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

/// What is shown now.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// `None` while there never was a handbook that could be shown.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    pub(super) findings: Arc<Findings>,
    pub(super) news: News,
    /// The day that was picked; `None` for the day that it is.
    pub(super) day: Option<Date>,
}

/// The numbers that windows wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct News {
    /// Grows with every change of what pages may show.
    pub(super) pages: u64,
    /// Grows with every change of what is wrong.
    pub(super) findings: u64,
}

/// The shared state.
#[derive(Debug)]
pub(super) struct State {
    shown: Mutex<Shown>,
    told: Condvar,
    themes: Mutex<VecDeque<Arc<Theme>>>,
    /// Proves that a request comes from a page of this preview, and tells one run of it from the next.
    pub(super) token: String,
}

impl State {
    pub(super) fn new(day: Option<Date>) -> Self {
        let random = || RandomState::new().hash_one(0_u8);
        Self {
            shown: Mutex::new(Shown { day, ..Shown::default() }),
            told: Condvar::new(),
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

    /// Shows another snapshot, and tells.
    pub(super) fn show(&self, snapshot: Arc<Snapshot>) -> u64 {
        let mut shown = self.lock();
        if let Some(old) = shown.snapshot.take()
            && !Arc::ptr_eq(&old.theme, &snapshot.theme)
        {
            let mut themes = self.themes.lock().unwrap_or_else(PoisonError::into_inner);
            themes.push_front(Arc::clone(&old.theme));
            themes.truncate(THEMES_KEPT);
        }
        shown.snapshot = Some(snapshot);
        shown.news.pages += 1;
        self.told.notify_all();
        shown.news.pages
    }

    /// Says what is wrong, and tells when it is something else than before.
    pub(super) fn find(&self, findings: Findings) {
        let mut shown = self.lock();
        if *shown.findings != findings {
            shown.findings = Arc::new(findings);
            shown.news.findings += 1;
            self.told.notify_all();
        }
    }

    /// Picks the day; `None` for the day that it is.
    pub(super) fn pick(&self, day: Option<Date>) {
        self.lock().day = day;
    }

    /// A file of a theme that was shown before.
    pub(super) fn earlier_asset(&self, path: &str) -> Option<Arc<[u8]>> {
        let themes = self.themes.lock().unwrap_or_else(PoisonError::into_inner);
        themes.iter().find_map(|theme| theme.assets().get(path).cloned())
    }

    /// Waits until the news differ from those that are known, or `gone` says that nobody waits any more.
    pub(super) fn wait(&self, known: Option<News>, patience: Duration, gone: impl Fn() -> bool) -> News {
        let until = Instant::now() + patience;
        let mut shown = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if Some(shown.news) != known || left.is_zero() {
                return shown.news;
            }
            let slice = left.min(Duration::from_millis(500));
            shown = self.told.wait_timeout(shown, slice).unwrap_or_else(PoisonError::into_inner).0;
            if Some(shown.news) == known {
                drop(shown);
                if gone() {
                    return News::default();
                }
                shown = self.lock();
            }
        }
    }
}
