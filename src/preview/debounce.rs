//! Messages to the desk, gathered until it is quiet.
//!
//! In: messages. Out: all that they say, and how long to wait for another. What always holds: what is known of whoever writes
//! makes the waiting longer or shorter, and nothing else.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::watch::{Hint, Writing};
use crate::history::History;

/// How long it must be quiet after a save.
const QUIET: Duration = Duration::from_millis(1);
/// The same while a file is open for writing, where its closing would be told.
const QUIET_WHILE_WRITTEN: Duration = Duration::from_millis(40);
/// The same in a burst, as when git checks out another branch.
const QUIET_IN_A_BURST: Duration = Duration::from_millis(25);
/// More paths than this are a burst.
const BURST: usize = 4;

/// What the desk is told.
#[derive(Debug)]
pub(super) enum Message {
    Hint(Hint),
    /// Another day was picked.
    Day,
    /// The repository was read, or read again after a commit.
    History(Box<History>),
    Stop,
}

/// Hints, gathered until it is quiet.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is heard of by itself")]
pub(super) struct Debounce {
    pub(super) paths: BTreeSet<PathBuf>,
    open: BTreeSet<PathBuf>,
    pub(super) anything: bool,
    /// Whether the watcher gave any of the hints.
    pub(super) hinted: bool,
    /// Something else than a file is another: the day, the history.
    pub(super) other: bool,
    pub(super) history: Option<Box<History>>,
    pub(super) stop: bool,
}

impl Debounce {
    /// As if something had happened everywhere.
    pub(super) fn of_everything() -> Self {
        Self { anything: true, ..Self::default() }
    }

    /// Whether nothing may have happened to any file.
    pub(super) fn is_quiet(&self) -> bool {
        self.paths.is_empty() && !self.anything
    }

    pub(super) fn add(&mut self, message: Message) {
        self.hinted |= matches!(message, Message::Hint(_));
        match message {
            Message::Hint(Hint::Touched(paths, writing)) => {
                for path in paths {
                    match writing {
                        Writing::Begun => drop(self.open.insert(path.clone())),
                        Writing::Done => drop(self.open.remove(&path)),
                        Writing::Unknown => {}
                    }
                    self.paths.insert(path);
                }
            }
            Message::Hint(Hint::Anything) => self.anything = true,
            Message::Day => self.other = true,
            Message::History(history) => self.history = Some(history),
            Message::Stop => self.stop = true,
        }
    }

    pub(super) fn quiet(&self) -> Duration {
        if !self.open.is_empty() {
            QUIET_WHILE_WRITTEN
        } else if self.paths.len() > BURST || self.anything {
            QUIET_IN_A_BURST
        } else {
            QUIET
        }
    }
}
