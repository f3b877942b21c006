//! The report for GitHub Actions: workflow commands that put annotations on the lines of a pull request.
//!
//! In: diagnostics and sources. Out: one command a line. What always
//! holds: no text of a handbook can end a command or start another.

use std::borrow::Cow;
use std::io;

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
) -> io::Result<()> {
    for diagnostic in diagnostics {
        let command = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note | Level::Off => "notice",
        };
        write!(out, "::{command} file={}", property(&diagnostic.file))?;
        if let Some(region) = diagnostic.span.and_then(|span| sources.region(&diagnostic.file, span)) {
            let (start, end) = (region.start, region.end);
            // The runner takes columns only when both are in one line, and drops the place when they are not.
            if start.line == end.line {
                write!(out, ",line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)?;
            } else {
                write!(out, ",line={},endLine={}", start.line, end.line)?;
            }
        }
        write!(out, ",title={}::{}", property(diagnostic.rule.name()), data(&diagnostic.message))?;
        if let Some(help) = &diagnostic.help {
            write!(out, "%0Ahelp: {}", data(help))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Escapes the message of a command.
fn data(text: &str) -> Cow<'_, str> {
    escape(text, "%\r\n")
}

/// Escapes the value of a property of a command.
fn property(text: &str) -> Cow<'_, str> {
    escape(text, "%\r\n:,")
}

/// Escapes the characters of `special`, and makes the others safe to print.
fn escape<'a>(text: &'a str, special: &str) -> Cow<'a, str> {
    if text.chars().all(|c| sanitize::visible(c) == c && !special.contains(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if special.contains(c) => out.push_str("%3A"),
            ',' if special.contains(c) => out.push_str("%2C"),
            c => out.push(sanitize::visible(c)),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::sample::{print, sample};

    #[test]
    fn the_sample() {
        insta::assert_snapshot!(print(&sample(), Format::Github), @r"
        ::notice file=content/keys.md,line=3,col=10,endLine=3,endColumn=18,title=unknown-person::nobody knows `nobody`
        ::error file=content/keys.md,line=4,col=1,endLine=4,endColumn=7,title=unknown-key::`author` is no key of a policy%0Ahelp: did you mean `owner`?
        ::error file=content/wide.md,line=1,col=15,endLine=1,endColumn=25,title=broken-link::no file `late.md`
        ::error file=content/wide.md,line=3,endLine=4,title=unclosed-block::this block%0Ais never closed, 100%25%0Ahelp: write `:::`%0Abelow it
        ::warning file=content/wide.md,line=5,col=1,endLine=5,endColumn=1,title=raw-html::the end
        ::warning file=content/a%2C b%3A 50%25.svg,title=unused-attachment::no page uses this file
        ");
    }
}
