//! What the commands print: results, reports, notes and progress.
//!
//! In: texts and diagnostics. Out: bytes on standard output and standard error. What always holds: colours and progress appear
//! only on a terminal, and a reader that closed the pipe, as `head` does, ends the output without an error.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{Format, report};
use crate::error::{Error, Result};
use crate::source::SourceTree;

/// Returns whether output is coloured: always with `CLICOLOR_FORCE`, never with `NO_COLOR` (no-color.org), else on a terminal.
pub(super) fn use_color(is_terminal: bool) -> bool {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    is_terminal || std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0")
}

/// Writes a report of diagnostics to standard output.
pub(super) fn print_report(diagnostics: &[Diagnostic], format: Format, tree: &SourceTree) -> Result<()> {
    let mut out = io::stdout().lock();
    let color = use_color(out.is_terminal());
    written(report(&mut out, diagnostics, format, &|name| tree.text(name), color))
}

/// Writes a report of diagnostics for people to standard error.
pub(super) fn eprint_report(diagnostics: &[Diagnostic], tree: &SourceTree) -> Result<()> {
    let mut out = io::stderr().lock();
    let color = use_color(out.is_terminal());
    written(report(&mut out, diagnostics, Format::Human, &|name| tree.text(name), color))
}

/// Writes a line to standard output.
pub(super) fn print_line(line: &str) -> Result<()> {
    written(writeln!(io::stdout().lock(), "{line}"))
}

/// Writes a text to standard output as it is.
pub(super) fn print(text: &str) -> Result<()> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes a note to standard error, if there is one.
pub(super) fn eprint_note(note: Option<&str>) -> Result<()> {
    note.map_or(Ok(()), |note| written(writeln!(anstream::stderr(), "note: {note}")))
}

/// Turns the result of writing into that of the command; a broken pipe is no error.
fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::write("standard output")),
    }
}

/// How long work takes before its progress is shown.
const DELAY: Duration = Duration::from_millis(500);

/// The time between two updates of the progress.
const INTERVAL: Duration = Duration::from_millis(100);

/// The width of a full bar, in characters.
const BAR: usize = 30;

/// A progress bar on standard error for work of more than half a second; shows nothing when that is no terminal.
pub(super) struct Progress {
    label: String,
    total: usize,
    /// When the next update is due; `None` when nothing is shown.
    next: Option<Mutex<Instant>>,
    /// Whether the bar was shown at least once.
    shown: AtomicBool,
}

impl Progress {
    /// Starts the clock of work that has `total` steps.
    pub(super) fn new(label: &str, total: usize) -> Self {
        let next = io::stderr().is_terminal().then(|| Mutex::new(Instant::now() + DELAY));
        Self { label: label.to_owned(), total, next, shown: AtomicBool::new(false) }
    }

    /// Shows that `done` steps are done, when an update is due. Several threads may call it.
    pub(super) fn update(&self, done: usize) {
        let Some(Ok(mut next)) = self.next.as_ref().map(Mutex::try_lock) else { return };
        let now = Instant::now();
        if now >= *next {
            *next = now + INTERVAL;
            self.shown.store(true, Ordering::Relaxed);
            // A terminal that has gone away takes no bar; the work goes on.
            let _ = write!(io::stderr(), "\r{}", bar(&self.label, done, self.total));
        }
    }
}

impl Drop for Progress {
    /// Removes the bar from the terminal.
    fn drop(&mut self) {
        if *self.shown.get_mut() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Returns one line: the label, a bar and the number of steps.
fn bar(label: &str, done: usize, total: usize) -> String {
    let filled = (BAR * done).checked_div(total).unwrap_or(BAR).min(BAR);
    format!("{label} {}{} {done}/{total}", "█".repeat(filled), "░".repeat(BAR - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_filled_in_proportion() {
        assert_eq!(bar("staff", 0, 40), format!("staff {} 0/40", "░".repeat(30)));
        assert_eq!(bar("staff", 20, 40), format!("staff {}{} 20/40", "█".repeat(15), "░".repeat(15)));
        assert_eq!(bar("staff", 40, 40), format!("staff {} 40/40", "█".repeat(30)));
        assert_eq!(bar("empty", 0, 0), format!("empty {} 0/0", "█".repeat(30)));
    }
}
