//! What a terminal is told: colours and progress, and neither when nobody watches.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{Format, report};
use crate::error::{Error, Result};
use crate::source::SourceTree;

/// Whether colours are wanted on standard output, by `NO_COLOR` (no-color.org), `CLICOLOR_FORCE` and what it is.
pub(super) fn color(terminal: bool) -> bool {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    terminal || std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0")
}

/// Writes a report of diagnostics to standard output.
pub(super) fn report_out(diagnostics: &[Diagnostic], format: Format, tree: &SourceTree) -> Result<()> {
    let mut out = io::stdout().lock();
    let color = color(out.is_terminal());
    write(report(&mut out, diagnostics, format, &|name| tree.text(name), color))
}

/// Writes a report of diagnostics to standard error, for people.
pub(super) fn report_err(diagnostics: &[Diagnostic], tree: &SourceTree) -> Result<()> {
    let mut out = io::stderr().lock();
    let color = color(out.is_terminal());
    write(report(&mut out, diagnostics, Format::Human, &|name| tree.text(name), color))
}

/// Writes a line to standard output.
pub(super) fn say(line: &str) -> Result<()> {
    write(writeln!(io::stdout().lock(), "{line}"))
}

/// Says on standard error what could not be found.
pub(super) fn note(note: Option<&str>) -> Result<()> {
    note.map_or(Ok(()), |note| write(writeln!(anstream::stderr(), "note: {note}")))
}

/// Writes a text to standard output as it is.
pub(super) fn print(text: &str) -> Result<()> {
    write(io::stdout().lock().write_all(text.as_bytes()))
}

/// A reader that went away, as `head` does, ends the run quietly.
fn write(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::write("standard output")),
    }
}

/// A bar on a terminal for work that takes more than half a second; nothing anywhere else.
pub(super) fn progress(length: usize, message: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::hidden());
    if io::stderr().is_terminal() {
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(message.to_owned());
        let shown = bar.downgrade();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(500));
            if let Some(bar) = shown.upgrade().filter(|bar| !bar.is_finished()) {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
    }
    bar
}
