//! Messages to the rebuilder, gathered until none has come for a while.
//!
//! In: messages. Out: everything that they say, and how long to wait for another one. What always holds: whether a file is still
//! open for writing makes the wait longer or shorter, and changes nothing else.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::watch::{Hint, Writing};
use crate::history::History;

/// How long no message must have come after a save.
const QUIET: Duration = Duration::from_millis(1);
/// The same while a file is open for writing, on systems that report its closing. On a busy machine a writer may rest for long between
/// two parts of a file; only a program that keeps its file open makes anybody wait.
const QUIET_WHILE_WRITTEN: Duration = Duration::from_millis(250);
/// The same when many files change at once, as when git checks out another branch.
const QUIET_AMONG_MANY: Duration = Duration::from_millis(25);
/// More paths than this are many.
const MANY: usize = 4;

/// A message to the rebuilder.
#[derive(Debug)]
pub(super) enum Message {
    /// The system reports that something may have changed.
    Hint(Hint),
    /// Another day was picked.
    Day,
    /// The repository was read, or read again after a commit.
    History(Box<History>),
    /// The preview ends.
    Stop,
}

/// What the messages say.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each comes with a message of its own")]
pub(super) struct Debounce {
    /// Where something may have changed.
    pub(super) paths: BTreeSet<PathBuf>,
    /// The files that are open for writing.
    open: BTreeSet<PathBuf>,
    /// Something may have changed anywhere.
    pub(super) anything: bool,
    /// A watched folder came, went, or is another one.
    pub(super) folder: bool,
    /// Whether the watcher gave any of the hints.
    pub(super) hinted: bool,
    /// Something other than a file changed: the day, the history.
    pub(super) other: bool,
    pub(super) history: Option<Box<History>>,
    pub(super) stop: bool,
}

impl Debounce {
    /// As if something had changed everywhere.
    pub(super) fn of_everything() -> Self {
        Self { anything: true, ..Self::default() }
    }

    /// Whether no file may have changed.
    pub(super) fn is_quiet(&self) -> bool {
        self.paths.is_empty() && !self.anything
    }

    /// Takes in a message.
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
            Message::Hint(Hint::Folder) => (self.folder, self.anything) = (true, true),
            Message::Day => self.other = true,
            Message::History(history) => self.history = Some(history),
            Message::Stop => self.stop = true,
        }
    }

    /// How long to wait for another message.
    pub(super) fn quiet(&self) -> Duration {
        if !self.open.is_empty() {
            QUIET_WHILE_WRITTEN
        } else if self.paths.len() > MANY || self.anything {
            QUIET_AMONG_MANY
        } else {
            QUIET
        }
    }
}
