//! The rounds: a thread that goes round the files beside the watching, so that a hint that was lost costs nobody a save.
//!
//! In: what the desk asks for. Out: messages to it. What always holds: the desk is never held up by a round, however many files
//! there are.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::source::{Found, Poll};

/// So long after the last hint there is a round: hints can be lost.
const AFTERWARDS: Duration = Duration::from_millis(250);
/// And so often when there was none.
const NOW_AND_THEN: Duration = Duration::from_secs(3);
/// How often where nothing is watched.
const POLLING: Duration = Duration::from_millis(400);

/// What the desk asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// A round in a moment.
    pub(super) soon: bool,
    /// Something could not be read: it is to be tried again after the next round, whatever that finds.
    pub(super) again: bool,
    /// Nobody else watches.
    pub(super) alone: bool,
}

/// The thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct PollThread {
    ask: Sender<Ask>,
}

impl PollThread {
    /// Starts with a first round. `tell` answers whether anyone still hears.
    pub(super) fn start(root: &Path, alone: bool, tell: impl Fn(Found) -> bool + Send + 'static) -> Self {
        let (ask, asked) = mpsc::channel();
        let patrol = Poll::new(root);
        thread::spawn(move || go_round(patrol, alone, &asked, tell));
        Self { ask }
    }

    pub(super) fn ask(&self, ask: Ask) {
        // The thread ends when nobody hears it: then nobody waits for it either.
        let _ = self.ask.send(ask);
    }
}

fn go_round(mut patrol: Poll, mut alone: bool, asked: &Receiver<Ask>, tell: impl Fn(Found) -> bool) {
    loop {
        let started = Instant::now();
        if patrol.round().is_some_and(|found| !tell(found)) {
            return;
        }
        let cost = started.elapsed();
        let rest = if alone { POLLING.max(cost * 4) } else { NOW_AND_THEN.max(cost * 50) };
        let mut due = Instant::now() + rest;
        loop {
            match asked.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(ask) => {
                    alone = ask.alone;
                    if ask.soon {
                        due = due.min(Instant::now() + AFTERWARDS);
                    }
                    if ask.again {
                        patrol.forget();
                    }
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}
