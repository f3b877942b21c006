//! What the commands print: results, reports, notes and progress.
//!
//! In: texts and diagnostics. Out: bytes on standard output and standard error. What always holds: colours and progress appear
//! only on a terminal, `--quiet` hides whatever is neither a result nor an error, and a reader that closed the pipe, as `head`
//! does, ends the output without an error.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::diagnostic::report::{Format, report};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::{Error, Result};
use crate::source::SourceTree;

/// How much a command tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Results and errors.
    Quiet,
    /// What was done too, with warnings, notes and progress.
    Normal,
    /// What was done on the way, and how long it took, too.
    Verbose,
}

static VERBOSITY: OnceLock<Verbosity> = OnceLock::new();

/// Says how much is told from now on. Only the first call counts.
pub(super) fn set_verbosity(verbosity: Verbosity) {
    let _ = VERBOSITY.set(verbosity);
}

fn tells(verbosity: Verbosity) -> bool {
    *VERBOSITY.get().unwrap_or(&Verbosity::Normal) >= verbosity
}

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

/// Writes a report of diagnostics for people to standard error; with `--quiet` that of the errors among them.
pub(super) fn eprint_report(diagnostics: &[Diagnostic], tree: &SourceTree) -> Result<()> {
    let is_told = |found: &&Diagnostic| tells(Verbosity::Normal) || found.level == Level::Error;
    let diagnostics: Vec<Diagnostic> = diagnostics.iter().filter(is_told).cloned().collect();
    if diagnostics.is_empty() {
        return Ok(());
    }
    let mut out = io::stderr().lock();
    let color = use_color(out.is_terminal());
    written(report(&mut out, &diagnostics, Format::Human, &|name| tree.text(name), color))
}

/// Writes a line to standard output.
pub(super) fn print_line(line: &str) -> Result<()> {
    written(writeln!(io::stdout().lock(), "{line}"))
}

/// Writes a line that says what was done to standard output, but not with `--quiet`.
pub(super) fn print_done(line: &str) -> Result<()> {
    if tells(Verbosity::Normal) { print_line(line) } else { Ok(()) }
}

/// With `--verbose`, writes what was done on the way to standard error, and how long it took.
pub(super) fn eprint_step(step: &str, since: Instant) -> Result<()> {
    if !tells(Verbosity::Verbose) {
        return Ok(());
    }
    written(writeln!(anstream::stderr(), "{step} ({:.2} s)", since.elapsed().as_secs_f64()))
}

/// Writes a text to standard output as it is.
pub(super) fn print(text: &str) -> Result<()> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes a note to standard error, if there is one, but not with `--quiet`.
pub(super) fn eprint_note(note: Option<&str>) -> Result<()> {
    note.filter(|_| tells(Verbosity::Normal))
        .map_or(Ok(()), |note| written(writeln!(anstream::stderr(), "note: {note}")))
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
        let is_shown = io::stderr().is_terminal() && tells(Verbosity::Normal);
        let next = is_shown.then(|| Mutex::new(Instant::now() + DELAY));
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

/// Returns a size in KiB, or in MiB from 10 MiB on, rounded up.
pub(super) fn kibibytes(bytes: u64) -> String {
    if bytes < 10 << 20 { format!("{} KiB", bytes.div_ceil(1024)) } else { format!("{} MiB", bytes.div_ceil(1 << 20)) }
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
