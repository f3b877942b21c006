//! The history in the preview: read beside everything else, and read again when something was committed.
//!
//! In: the folder of a handbook. Out: a message with each history. What always holds: the history is read on a thread of its own,
//! so that no save waits for it.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::panics::catch_panic;
use super::state::State;
use crate::history::{self, History};

/// How often the repository is asked for its newest commit.
const HEAD_INTERVAL: Duration = Duration::from_secs(5);

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
