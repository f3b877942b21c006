//! Diagnostics with awkward texts and spans, for the tests of every format.

use std::ops::Range;
use std::sync::Arc;

use super::{Format, report};
use crate::diagnostic::{Diagnostic, Level, Rule};
use crate::text::{FileSpan, Span};

/// Front matter with a slip of the finger, and with tabs.
const KEYS: &str = "+++\ntitle = \"Refunds\"\n\towner\t= \"nobody\"\nauthor = \"me\"\n+++\n";

/// Windows line ends, wide characters, a control character, a block that is not closed at the end of the file.
const WIDE: &str = "返金 and [late](../late.md) \u{1b}[31m\r\n\r\n::: staff\r\nFor 職員 only.\r\n";

/// Returns the text of a file of the sample.
pub(super) fn text(name: &str) -> Option<&'static str> {
    match name {
        "content/keys.md" => Some(KEYS),
        "content/wide.md" => Some(WIDE),
        _ => None,
    }
}

/// Returns the bytes of `words` in a text of the sample.
fn find(name: &str, words: &str) -> Range<usize> {
    let start = text(name).unwrap().find(words).unwrap();
    start..start + words.len()
}

/// Returns the sample, in the order of a report.
pub(super) fn sample() -> Vec<Diagnostic> {
    let keys: Arc<str> = "content/keys.md".into();
    let wide: Arc<str> = "content/wide.md".into();
    let end = text(&wide).unwrap().len();
    let owner = Span::new(find(&keys, "\"nobody\""));
    let block = Span::new(find(&wide, "::: staff\r\nFor 職員 only.\r\n"));
    let mut note = Diagnostic::new(Rule::UnknownPerson, &keys, owner, "nobody knows `nobody`");
    note.level = Level::Note;
    vec![
        note,
        Diagnostic::new(Rule::UnknownKey, &keys, Span::new(find(&keys, "author")), "`author` is no key of a policy")
            .help("did you mean `owner`?")
            .related(FileSpan { file: "content/keys.md".into(), span: owner }, "the owner is here"),
        Diagnostic::new(Rule::BrokenLink, &wide, Span::new(find(&wide, "../late.md")), "no file `late.md`"),
        Diagnostic::new(Rule::UnclosedBlock, &wide, block, "this block\nis never closed, 100%")
            .help("write `:::`\nbelow it"),
        Diagnostic::new(Rule::RawHtml, &wide, Span::new(end..end), "the end"),
        Diagnostic::of_file(Rule::UnusedAttachment, &"content/a, b: 50%.svg".into(), "no page uses this file"),
    ]
}

/// Returns a report without colour.
pub(super) fn print(diagnostics: &[Diagnostic], format: Format) -> String {
    print_with(diagnostics, format, false)
}

/// Returns a report.
pub(super) fn print_with(diagnostics: &[Diagnostic], format: Format, color: bool) -> String {
    let mut out = Vec::new();
    report(&mut out, diagnostics, format, &text, color).unwrap();
    String::from_utf8(out).unwrap()
}
