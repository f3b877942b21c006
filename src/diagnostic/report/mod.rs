//! Printers of diagnostics: one file a format.
//!
//! In: diagnostics, sorted and levelled, and the texts that they point into. Out: one report on a writer. What always
//! holds: nothing but the report is written, the same diagnostics give the same bytes, and no control character of a
//! handbook reaches a terminal as it is.

mod concise;
mod excerpt;
mod github;
mod human;
mod json;
mod places;
#[cfg(test)]
mod sample;
mod sarif;
mod schema;
mod screen;

use std::fmt;
use std::io;
use std::str::FromStr;

use clap::ValueEnum;

use super::{Diagnostic, Level, nearest};
use crate::error::Error;
use places::Places;
pub use schema::schema;

/// A form that a report can take.
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

/// Writes the whole report, and nothing else. `text` gives the text of a file by its name, without a byte-order mark;
/// a place in a file whose text is not known is reported by the file alone. Diagnostics that are off are left out.
///
/// # Errors
/// When `out` does not take what is written.
pub fn report<'t>(
    out: &mut impl io::Write,
    diagnostics: &[Diagnostic],
    format: Format,
    text: &dyn Fn(&str) -> Option<&'t str>,
    color: bool,
) -> io::Result<()> {
    let on: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.level != Level::Off).collect();
    let mut places = Places::new(text);
    match format {
        Format::Human => human::write(out, &on, &mut places, color),
        Format::Concise => concise::write(out, &on, &mut places, color),
        Format::Json => json::write(out, &on, &mut places),
        Format::Sarif => sarif::write(out, &on, &mut places),
        Format::Github => github::write(out, &on, &mut places),
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{print, sample};
    use super::*;

    #[test]
    fn formats_are_known_by_their_names_alone() {
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
    fn nothing_found_is_said_in_each_form() {
        assert_eq!(print(&[], Format::Human), "No problems found.\n");
        assert_eq!(print(&[], Format::Concise), "");
        assert_eq!(print(&[], Format::Json), "[]\n");
        assert_eq!(print(&[], Format::Github), "");
    }

    #[test]
    fn no_format_panics_on_a_place_outside_its_text() {
        use crate::diagnostic::Rule;
        use crate::text::{Place, Span};
        for (start, end) in [(0, 0), (1, 2), (2, 1), (3, 99), (99, 100), (u32::MAX, u32::MAX)] {
            let file = "content/wide.md".into();
            let span = Span { start, end };
            let there = Place { file: "content/not-read.md".into(), span };
            let odd = Diagnostic::new(Rule::BrokenLink, &file, span, "odd").related(there, "and there");
            for (format, _) in Format::NAMES {
                assert!(print(std::slice::from_ref(&odd), format).contains("odd"), "{format} {start}..{end}");
            }
        }
    }
}
