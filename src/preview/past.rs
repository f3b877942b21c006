//! The history in the preview: read beside everything else, and read again when something was committed.
//!
//! In: the folder of a handbook. Out: a message with each history. What always holds: the history is read on a thread of its own,
//! so that no save waits for it.

use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::history::{self, History};

/// How often the repository is asked for its newest commit.
const COMMITS: Duration = Duration::from_secs(5);

/// Reads the history at the beginning and after each commit, and hands it to `tell`; ends when `tell` says that nobody listens.
pub(super) fn follow(root: &Path, tell: impl Fn(History) -> bool + Send + 'static) {
    let root = root.to_path_buf();
    thread::spawn(move || {
        let mut known = None;
        loop {
            let head = history::head(&root);
            if head != known {
                known = head;
                if !tell(history::load(&root)) {
                    return;
                }
            }
            thread::sleep(COMMITS);
        }
    });
}
