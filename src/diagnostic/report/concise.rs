//! The report for editors and `grep`: one line for each diagnostic.
//!
//! In: diagnostics and sources. Out: lines. What always holds: one
//! diagnostic is one line, whatever its message holds.

use std::io;

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE};

use super::sanitize;
use super::source_index::SourceIndex;
use crate::diagnostic::{Diagnostic, Level};

/// Writes the report.
///
/// # Errors
/// When writing to `out` fails.
pub(super) fn write(
    out: &mut impl io::Write,
    diagnostics: &[&Diagnostic],
    sources: &mut SourceIndex<'_, '_>,
    color: bool,
) -> io::Result<()> {
    for diagnostic in diagnostics {
        write!(out, "{}:", sanitize::one_line(&diagnostic.file))?;
        if let Some(region) = diagnostic.span.and_then(|span| sources.region(&diagnostic.file, span)) {
            write!(out, "{}:{}:", region.start.line, region.start.column)?;
        }
        let level = diagnostic.level.name();
        if color {
            let style = match diagnostic.level {
                Level::Error => DEFAULT_ERROR_STYLE,
                Level::Warning => DEFAULT_WARNING_STYLE,
                Level::Note | Level::Off => DEFAULT_NOTE_STYLE,
            };
            write!(out, " {style}{level}{style:#}")?;
        } else {
            write!(out, " {level}")?;
        }
        writeln!(out, "[{}]: {}", diagnostic.rule, sanitize::one_line(diagnostic.message.trim_end()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::sample::{print, sample};

    #[test]
    fn the_sample() {
        insta::assert_snapshot!(print(&sample(), Format::Concise), @r"
        content/keys.md:3:10: note[unknown-person]: nobody knows `nobody`
        content/keys.md:4:1: error[unknown-key]: `author` is no key of a policy
        content/wide.md:1:15: error[broken-link]: no file `late.md`
        content/wide.md:3:1: error[unclosed-block]: this block is never closed, 100%
        content/wide.md:5:1: warning[raw-html]: the end
        content/a, b: 50%.svg: warning[unused-attachment]: no page uses this file
        ");
    }
}
