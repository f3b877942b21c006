//! The report for programs: an array of objects.
//!
//! In: diagnostics and sources. Out: JSON. What always holds: every object has the same keys; what is not known is `null`.
//! Lines and columns are counted from 1, columns in characters, ends are the character after the last; bytes are those
//! of the text without a byte-order mark.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::source_index::{Region, SourceIndex};
use crate::diagnostic::{AcceptedBy, Diagnostic, Level};
use crate::text::Span;

/// A diagnostic.
#[derive(Serialize)]
struct Item<'a> {
    rule: &'static str,
    level: Level,
    #[serde(flatten)]
    location: Location<'a>,
    message: &'a str,
    help: Option<&'a str>,
    related: Option<Related<'a>>,
    waiver: Option<&'a AcceptedBy>,
    fingerprint: &'a str,
}

/// A related location, and what is there.
#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    location: Location<'a>,
    message: &'a str,
}

/// A file, and where in it; only the file when its text is not known or the whole file is meant.
#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    bytes: Option<Range<u32>>,
}

impl<'a> Location<'a> {
    fn new(file: &'a Arc<str>, span: Option<Span>, sources: &mut SourceIndex<'_, '_>) -> Self {
        let region: Option<Region> = span.and_then(|span| sources.region(file, span));
        Self {
            file,
            line: region.map(|r| r.start.line),
            column: region.map(|r| r.start.column),
            end_line: region.map(|r| r.end.line),
            end_column: region.map(|r| r.end.column),
            bytes: span.map(|span| span.start..span.end),
        }
    }
}

/// Writes the report.
///
/// # Errors
/// When writing to `out` fails.
pub(super) fn write(
    out: &mut impl io::Write,
    diagnostics: &[&Diagnostic],
    fingerprints: &[String],
    sources: &mut SourceIndex<'_, '_>,
) -> io::Result<()> {
    let items: Vec<Item<'_>> = diagnostics
        .iter()
        .zip(fingerprints)
        .map(|(diagnostic, fingerprint)| Item {
            rule: diagnostic.rule.name(),
            level: diagnostic.level,
            location: Location::new(&diagnostic.file, diagnostic.span, sources),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            related: diagnostic.related.as_ref().map(|(related, note)| Related {
                location: Location::new(&related.file, Some(related.span), sources),
                message: note,
            }),
            waiver: diagnostic.waiver.as_ref(),
            fingerprint,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &items)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::sample::{print, sample};

    #[test]
    fn an_object_has_every_key() {
        insta::assert_snapshot!(print(&sample()[1..2], Format::Json), @r#"
        [
          {
            "rule": "unknown-key",
            "level": "error",
            "file": "content/keys.md",
            "line": 4,
            "column": 1,
            "end_line": 4,
            "end_column": 7,
            "bytes": {
              "start": 40,
              "end": 46
            },
            "message": "`author` is no key of a policy",
            "help": "did you mean `owner`?",
            "related": {
              "file": "content/keys.md",
              "line": 3,
              "column": 10,
              "end_line": 3,
              "end_column": 18,
              "bytes": {
                "start": 31,
                "end": 39
              },
              "message": "the owner is here"
            },
            "waiver": null,
            "fingerprint": "f6782461589caf3d"
          }
        ]
        "#);
    }

    #[test]
    fn what_is_not_known_is_null() {
        insta::assert_snapshot!(print(&sample()[5..], Format::Json), @r#"
        [
          {
            "rule": "unused-attachment",
            "level": "warning",
            "file": "content/a, b: 50%.svg",
            "line": null,
            "column": null,
            "end_line": null,
            "end_column": null,
            "bytes": null,
            "message": "no page uses this file",
            "help": null,
            "related": null,
            "waiver": null,
            "fingerprint": "6eac7b70b9499be3"
          }
        ]
        "#);
    }

    #[test]
    fn columns_count_characters_and_bytes_are_exact() {
        let items: serde_json::Value = serde_json::from_str(&print(&sample(), Format::Json)).unwrap();
        let place = |at: usize, key: &str| items[at][key].as_u64().unwrap();
        let link = ["line", "column", "end_line", "end_column"].map(|key| place(2, key));
        assert_eq!(link, [1, 15, 1, 25]);
        assert_eq!(items[2]["bytes"], serde_json::json!({ "start": 18, "end": 28 }));
        let block = ["line", "column", "end_line", "end_column"].map(|key| place(3, key));
        assert_eq!(block, [3, 1, 4, 13]);
        let end = ["line", "column", "end_line", "end_column"].map(|key| place(4, key));
        assert_eq!(end, [5, 1, 5, 1]);
    }
}
