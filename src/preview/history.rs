//! The history in the preview: read beside everything else, and again when something was committed.
//!
//! In: handbooks as their files have them. Out: the same as they stand on their day. What always holds: an old text is read
//! once, as long as audiences and glossary stay what they are.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::panics::catch_panic;
use super::state::State;
use crate::config::Config;
use crate::handbook::{Archive, Handbook};
use crate::history::{self, History};
use crate::source::SourceFile;

/// How often the repository is asked for its newest commit.
const HEAD_INTERVAL: Duration = Duration::from_secs(5);

/// What was, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct PreviewHistory {
    history: History,
    archive: Arc<Archive>,
    /// What the archive's texts were read with.
    read_with: Option<(Arc<Config>, Option<SourceFile>)>,
}

impl PreviewHistory {
    /// Takes in another history; whether it tells anything else than the one before.
    pub(super) fn replace(&mut self, history: History) -> bool {
        let differs = history.versions != self.history.versions
            || history.gone != self.history.gone
            || history.absences != self.history.absences;
        if differs {
            *self = Self { history, ..Self::default() };
        }
        differs
    }

    pub(super) fn archive(&self) -> Arc<Archive> {
        Arc::clone(&self.archive)
    }

    /// The handbook on its day; `is_past` when what came later is to be left out.
    pub(super) fn bring(&mut self, handbook: Handbook, is_past: bool) -> Handbook {
        let glossary = handbook.glossary.file.as_ref();
        let same = self.read_with.as_ref().is_some_and(|(config, words)| {
            let text = |file: &SourceFile| Arc::as_ptr(&file.text);
            config.audiences == handbook.config.audiences && words.as_ref().map(text) == glossary.map(text)
        });
        if !same {
            self.archive = Arc::new(Archive::new(self.history.clone()));
            self.read_with = Some((Arc::clone(&handbook.config), glossary.cloned()));
        }
        handbook.in_force(&self.archive, is_past)
    }
}

/// Loads the history at the beginning and after each commit, and hands it to `on_history`; ends when that says that nobody
/// listens any more.
pub(super) fn follow(root: &Path, state: Arc<State>, on_history: impl Fn(History) -> bool + Send + 'static) {
    let root = root.to_path_buf();
    thread::spawn(move || {
        let mut known = None;
        loop {
            let head = history::head(&root);
            if head != known {
                known = head;
                match catch_panic(|| history::load(&root)) {
                    Ok(history) => {
                        if !on_history(history) {
                            return;
                        }
                    }
                    Err(message) => {
                        state.add_panic(format!("the history cannot be loaded, since the program failed: {message}"));
                    }
                }
            }
            thread::sleep(HEAD_INTERVAL);
        }
    });
}
