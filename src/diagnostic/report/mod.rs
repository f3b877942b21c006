//! Reports of diagnostics, one file a format.
//!
//! In: diagnostics, sorted and with their levels, and the texts of their files. Out: one report, written to a writer. What always holds:
//! nothing but the report is written, the same diagnostics give the same bytes, and no control character of a handbook is printed.

mod concise;
mod excerpt;
mod github;
mod human;
mod json;
#[cfg(test)]
mod sample;
mod sanitize;
mod sarif;
mod schema;
mod source_index;

use std::fmt;
use std::io;
use std::str::FromStr;

use clap::ValueEnum;

use super::{Diagnostic, Level, fingerprints, nearest};
use crate::error::Error;
pub use schema::schema;
use source_index::SourceIndex;

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// The source line with the place underlined, what to write instead, and a count; for people.
    #[default]
    Human,
    /// One line each, `file:line:column: level[rule]: message`; for editors and `grep`.
    Concise,
    /// An array of objects; for programs.
    Json,
    /// SARIF 2.1.0; for code scanning.
    Sarif,
    /// Workflow commands that put annotations on a pull request.
    Github,
}

impl Format {
    /// Every format with its name on the command line.
    const NAMES: [(Self, &'static str); 5] = [
        (Self::Human, "human"),
        (Self::Concise, "concise"),
        (Self::Json, "json"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = Self::NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(format, _)| *format).ok_or_else(|| {
            let advice = match nearest(name, Self::NAMES.map(|(_, known)| known)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("the formats are {}", Self::NAMES.map(|(_, known)| known).join(", ")),
            };
            Error::Usage(format!("there is no format `{name}`: {advice}"))
        })
    }
}

/// Writes the report. `text` returns the text of a file by its name, without a byte-order mark; when it returns `None` the location is
/// reported as the file alone. Diagnostics whose level is off are left out, and in all reports but those for programs what is accepted, too.
///
/// # Errors
/// When writing to `out` fails.
pub fn report<'t>(
    out: &mut impl io::Write,
    diagnostics: &[Diagnostic],
    format: Format,
    text: &dyn Fn(&str) -> Option<&'t str>,
    color: bool,
) -> io::Result<()> {
    let for_programs = matches!(format, Format::Json | Format::Sarif);
    let is_told = |d: &&Diagnostic| d.level != Level::Off && (for_programs || d.waiver.is_none());
    let on: Vec<&Diagnostic> = diagnostics.iter().filter(is_told).collect();
    let mut sources = SourceIndex::new(text);
    match format {
        Format::Human => human::write(out, &on, &mut sources, color),
        Format::Concise => concise::write(out, &on, &mut sources, color),
        Format::Json => json::write(out, &on, &fingerprints(&on, text), &mut sources),
        Format::Sarif => sarif::write(out, &on, &fingerprints(&on, text), &mut sources),
        Format::Github => github::write(out, &on, &mut sources),
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{print, sample};
    use super::*;

    #[test]
    fn formats_parse_from_their_names() {
        for (format, name) in Format::NAMES {
            assert_eq!(name.parse::<Format>().unwrap(), format);
            assert_eq!(format.to_string(), name);
            assert_eq!(format.to_possible_value().unwrap().get_name(), name);
        }
        let advice = |name: &str| name.parse::<Format>().unwrap_err().to_string();
        assert_eq!(advice("jsn"), "there is no format `jsn`: did you mean `json`?");
        assert_eq!(advice("xml"), "there is no format `xml`: the formats are human, concise, json, sarif, github");
    }

    #[test]
    fn what_is_off_is_in_no_report() {
        let mut off = sample();
        for diagnostic in &mut off {
            diagnostic.level = Level::Off;
        }
        for (format, _) in Format::NAMES {
            assert_eq!(print(&off, format), print(&[], format), "{format}");
        }
    }

    #[test]
    fn a_report_without_diagnostics_is_valid_in_each_format() {
        assert_eq!(print(&[], Format::Human), "No problems found.\n");
        assert_eq!(print(&[], Format::Concise), "");
        assert_eq!(print(&[], Format::Json), "[]\n");
        assert_eq!(print(&[], Format::Github), "");
    }

    #[test]
    fn no_format_panics_on_a_span_outside_its_text() {
        use crate::diagnostic::Rule;
        use crate::text::{FileSpan, Span};
        for (start, end) in [(0, 0), (1, 2), (2, 1), (3, 99), (99, 100), (u32::MAX, u32::MAX)] {
            let file = "content/wide.md".into();
            let span = Span { start, end };
            let there = FileSpan { file: "content/not-read.md".into(), span };
            let odd = Diagnostic::new(Rule::BrokenLink, &file, span, "odd").related(there, "and there");
            for (format, _) in Format::NAMES {
                assert!(print(std::slice::from_ref(&odd), format).contains("odd"), "{format} {start}..{end}");
            }
        }
    }
}
