//! The report for people: diagnostics with their source underlined and their help, of many of one rule a few, and sums at the end.
//!
//! In: diagnostics and sources. Out: text in the manner of the Rust
//! compiler. What always holds: one diagnostic takes a bounded number of lines of bounded length, whatever the file holds; of a
//! rule that guards an audience or an address each one is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use annotate_snippets::renderer::{DEFAULT_EMPHASIS_STYLE, DEFAULT_LINE_NUM_STYLE, Style};
use annotate_snippets::{AnnotationKind, Element, Group, Level as SnippetLevel, Renderer, Snippet};

use super::excerpt::{Excerpt, WIDTH};
use super::sanitize;
use super::source_index::SourceIndex;
use crate::diagnostic::{Diagnostic, Level};
use crate::text::Span;

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
    if diagnostics.is_empty() {
        return writeln!(out, "No problems found.");
    }
    let printer = Printer::new(color);
    let mut sums = sums(diagnostics);
    for diagnostic in diagnostics {
        if sums.get_mut(diagnostic.rule.name()).is_none_or(|sum| sum.shows(diagnostic)) {
            writeln!(out, "{}\n", printer.render(diagnostic, sources))?;
        }
    }
    let is_summed = sums.values().any(|sum| sum.shown < sum.all);
    if is_summed {
        write_sums(out, &sums)?;
    }
    let count = count(diagnostics);
    if color {
        writeln!(out, "{DEFAULT_EMPHASIS_STYLE}{count}{DEFAULT_EMPHASIS_STYLE:#}")?;
    } else {
        writeln!(out, "{count}")?;
    }
    if is_summed {
        writeln!(out, "{TO_SEE_ALL}")?;
    }
    writeln!(out, "{}", advice(diagnostics))
}

/// A rule with more findings than this is summed up, with as many of them as the second number.
const MANY: usize = 20;
const A_FEW: usize = 5;

const TO_SEE_ALL: &str = "To see each: greyline check --format concise
To be told from now on only what is new: greyline check --format json > baseline.json, and then greyline check --baseline baseline.json";

/// How many findings a rule has.
#[derive(Debug)]
struct Sum<'d> {
    all: usize,
    shown: usize,
    most: usize,
    /// The highest level among them: where they are summed up, those of a lower one are left out first.
    level: Level,
    files: BTreeSet<&'d str>,
}

impl Sum<'_> {
    /// Whether the next finding is shown; counts it if it is.
    fn shows(&mut self, finding: &Diagnostic) -> bool {
        let shows = self.shown < self.most && (self.most != A_FEW || finding.level == self.level);
        self.shown += usize::from(shows);
        shows
    }
}

/// The findings of each rule.
fn sums<'d>(diagnostics: &[&'d Diagnostic]) -> BTreeMap<&'static str, Sum<'d>> {
    let mut sums: BTreeMap<&'static str, Sum<'d>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let most = if diagnostic.rule.info().locked { usize::MAX } else { MANY };
        let new = || Sum { all: 0, shown: 0, most, level: Level::Off, files: BTreeSet::new() };
        let sum = sums.entry(diagnostic.rule.name()).or_insert_with(new);
        sum.all += 1;
        sum.level = sum.level.max(diagnostic.level);
        sum.files.insert(&diagnostic.file);
        if sum.all > sum.most {
            sum.most = A_FEW;
        }
    }
    sums
}

/// Writes a line for each rule, the one with the most findings first.
fn write_sums(out: &mut impl io::Write, sums: &BTreeMap<&'static str, Sum<'_>>) -> io::Result<()> {
    let mut rows: Vec<_> = sums.iter().collect();
    rows.sort_by_key(|(name, sum)| (std::cmp::Reverse(sum.all), *name));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, sum) in rows {
        let shown = if sum.shown < sum.all { format!(", {} shown above", sum.shown) } else { String::new() };
        writeln!(out, "{:>6}  {name:width$}  in {}{shown}", sum.all, plural(sum.files.len(), "file"))?;
    }
    writeln!(out)
}

/// Renders one diagnostic: message, location, source lines and help; then the related location.
struct Printer {
    renderer: Renderer,
    arrow: Style,
}

impl Printer {
    fn new(color: bool) -> Self {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let arrow = if color { DEFAULT_LINE_NUM_STYLE } else { Style::new() };
        // Excerpts are cut already; the renderer must not cut them again.
        Self { renderer: renderer.term_width(2 * WIDTH + 20), arrow }
    }

    fn render(&self, diagnostic: &Diagnostic, sources: &mut SourceIndex<'_, '_>) -> String {
        let level = match diagnostic.level {
            Level::Error => SnippetLevel::ERROR,
            Level::Warning => SnippetLevel::WARNING,
            Level::Note | Level::Off => SnippetLevel::NOTE,
        };
        let title = level.clone().primary_title(sanitize::lines(&diagnostic.message)).id(diagnostic.rule.name());
        let mut out = self.renderer.render(&[Group::with_title(title)]);
        let help = diagnostic.help.as_ref().map(|help| SnippetLevel::HELP.message(sanitize::lines(help)).into());
        self.push_location(&mut out, level, &diagnostic.file, diagnostic.span, help, sources);
        if let Some((location, note)) = &diagnostic.related {
            out.push('\n');
            out.push_str(
                &self.renderer.render(&[Group::with_title(SnippetLevel::NOTE.secondary_title(sanitize::lines(note)))]),
            );
            self.push_location(&mut out, SnippetLevel::NOTE, &location.file, Some(location.span), None, sources);
        }
        out
    }

    /// Adds the file with line and column, the source lines when the text is known, and `footer` below them.
    fn push_location<'a>(
        &self,
        out: &mut String,
        level: SnippetLevel<'a>,
        file: &Arc<str>,
        span: Option<Span>,
        footer: Option<Element<'a>>,
        sources: &mut SourceIndex<'_, '_>,
    ) {
        let mut elements = Vec::new();
        let (mut indent, mut at) = (1, String::new());
        if let Some((span, lines)) = span.zip(sources.lines(file)) {
            let region = lines.region(span);
            let excerpt = Excerpt::new(lines, region);
            indent = excerpt.last_line().to_string().len();
            at = format!(":{}:{}", region.start.line, region.start.column);
            let snippet = Snippet::source(excerpt.source).line_start(excerpt.line);
            elements.push(snippet.annotation(AnnotationKind::Primary.span(excerpt.underlined)).into());
        }
        elements.extend(footer);
        let (arrow, file) = (self.arrow, sanitize::one_line(file));
        // The renderer would take the column from the excerpt, which may begin in the middle of a line.
        out.extend([format!("\n{:indent$}{arrow}-->{arrow:#} ", ""), file.into_owned(), at]);
        if !elements.is_empty() {
            out.push('\n');
            out.push_str(&self.renderer.render(&[Group::with_level(level).elements(elements)]));
        }
    }
}

/// Returns the number of diagnostics of each level, and the number of files.
fn count(diagnostics: &[&Diagnostic]) -> String {
    let files: BTreeSet<&str> = diagnostics.iter().map(|d| &*d.file).collect();
    let levels = [Level::Error, Level::Warning, Level::Note];
    let counts: Vec<String> = levels
        .into_iter()
        .map(|level| (level, diagnostics.iter().filter(|d| d.level == level).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| plural(count, level.name()))
        .collect();
    format!("{} in {}", counts.join(", "), plural(files.len(), "file"))
}

/// Returns the command that explains the rules.
fn advice(diagnostics: &[&Diagnostic]) -> String {
    let rules: BTreeSet<&str> = diagnostics.iter().map(|d| d.rule.name()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    match rules.as_slice() {
        [rule] => format!("To learn more: greyline explain {rule}"),
        rules => format!("To learn more: greyline explain RULE, where RULE is {}", rules.join(", ")),
    }
}

/// Returns a number with its noun.
fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{print, print_with, sample};
    use super::super::{Format, report};
    use super::*;
    use crate::diagnostic::Rule;
    use crate::text::FileSpan;

    #[test]
    fn people_see_the_location_and_the_help() {
        insta::assert_snapshot!(print(&sample(), Format::Human), @r#"
        note[unknown-person]: nobody knows `nobody`
         --> content/keys.md:3:10
          |
        3 |     owner    = "nobody"
          |                ^^^^^^^^

        error[unknown-key]: `author` is no key of a policy
         --> content/keys.md:4:1
          |
        4 | author = "me"
          | ^^^^^^
          |
          = help: did you mean `owner`?
        note: the owner is here
         --> content/keys.md:3:10
          |
        3 |     owner    = "nobody"
          |                ^^^^^^^^

        error[broken-link]: no file `late.md`
         --> content/wide.md:1:15
          |
        1 | 返金 and [late](../late.md) ␛[31m
          |                 ^^^^^^^^^^

        error[unclosed-block]: this block
                               is never closed, 100%
         --> content/wide.md:3:1
          |
        3 | / ::: staff
        4 | | For 職員 only.
          | |______________^
          |
          = help: write `:::`
                  below it

        warning[raw-html]: the end
         --> content/wide.md:5:1
          |
        5 |
          | ^

        warning[unused-attachment]: no page uses this file
         --> content/a, b: 50%.svg

        3 errors, 2 warnings, 1 note in 3 files
        To learn more: greyline explain RULE, where RULE is broken-link, raw-html, unclosed-block, unknown-key, unknown-person, unused-attachment
        "#);
    }

    #[test]
    fn a_location_in_a_long_line_keeps_its_column() {
        let text = format!("{}\n{}[late](late.md) {}", "line\n".repeat(120), "word ".repeat(40), "more ".repeat(40));
        let at = text.find("late.md").unwrap();
        let file = "content/long.md".into();
        let there = FileSpan { file: "content/not-read.md".into(), span: Span::new(3..4) };
        let diagnostics = [
            Diagnostic::of_file(Rule::FileTooLarge, &file, "too long").help("cut it"),
            Diagnostic::new(Rule::BrokenLink, &file, Span::new(at..at + 7), "gone")
                .help("mend it")
                .related(there, "here"),
        ];
        let mut out = Vec::new();
        report(&mut out, &diagnostics, Format::Human, &|name| (name == "content/long.md").then_some(&text), false)
            .unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        error[file-too-large]: too long
         --> content/long.md
         = help: cut it

        error[broken-link]: gone
           --> content/long.md:122:208
            |
        122 | …rd word word word word word word word word [late](late.md) more more more more more more more more more more more more m…
            |                                                    ^^^^^^^
            |
            = help: mend it
        note: here
         --> content/not-read.md

        2 errors in 1 file
        To learn more: greyline explain RULE, where RULE is broken-link, file-too-large
        ");
    }

    #[test]
    fn many_of_one_rule_are_summed_up_and_of_a_locked_one_each_is_shown() {
        let of = |rule: Rule, count: usize| {
            (0..count).map(move |at| {
                Diagnostic::of_file(rule, &format!("content/{at}.md").into(), format!("no. {at} of {rule}"))
            })
        };
        let all: Vec<Diagnostic> =
            of(Rule::BrokenLink, 21).chain(of(Rule::UnclosedBlock, 21)).chain(of(Rule::RawHtml, 20)).collect();
        let out = print(&all, Format::Human);
        assert_eq!(out.matches("of broken-link").count(), A_FEW, "{out}");
        assert_eq!(out.matches("of unclosed-block").count(), 21, "{out}");
        assert_eq!(out.matches("of raw-html").count(), MANY, "{out}");
        assert!(out.contains("    21  broken-link     in 21 files, 5 shown above\n"), "{out}");
        assert!(
            out.contains("    20  raw-html        in 20 files\n") && out.contains("--baseline baseline.json"),
            "{out}"
        );
        assert_eq!(print(&all, Format::Concise).lines().count(), 62);
    }

    #[test]
    fn of_what_is_summed_up_mistakes_that_stop_the_build_come_first() {
        let of = |at: usize| {
            let file = format!("content/{at}.md").into();
            Diagnostic::of_file(Rule::PlaceholderText, &file, format!("no. {at}"))
        };
        let all: Vec<Diagnostic> = (0..30)
            .map(|at| Diagnostic { level: if at == 25 { Level::Error } else { Level::Warning }, ..of(at) })
            .collect();
        let out = print(&all, Format::Human);
        assert!(out.contains("no. 25") && !out.contains("no. 1\n"), "{out}");
        assert!(out.contains("30  placeholder-text  in 30 files, 1 shown above"), "{out}");
    }

    #[test]
    fn one_of_each_is_counted_as_one() {
        let one = &sample()[2..3];
        assert!(
            print(one, Format::Human).ends_with("1 error in 1 file\nTo learn more: greyline explain broken-link\n")
        );
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = print_with(&sample(), Format::Human, true);
        assert!(coloured.contains('\u{1b}'));
        let stripped = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(stripped, print(&sample(), Format::Human));
    }

    #[test]
    fn a_long_line_does_not_flood_the_report() {
        let text = "漢".repeat(50_000);
        let spans = [0..150_000, 75_000..75_003, 149_997..150_000, 150_000..150_000];
        for span in spans {
            let file = "content/minified.md".into();
            let diagnostic = Diagnostic::new(Rule::RawHtml, &file, Span::new(span), "long").help("shorter");
            let mut out = Vec::new();
            report(&mut out, &[diagnostic], Format::Human, &|_| Some(&text), false).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(out.lines().all(|line| line.chars().count() < 300), "{out}");
            assert!(out.lines().count() < 12, "{out}");
        }
    }

    #[test]
    fn no_terminal_escape_comes_through() {
        let file = "content/\u{1b}[2J.md".into();
        let diagnostic = Diagnostic::new(Rule::RawHtml, &file, Span::new(0..3), "\u{1b}]0;title\u{7}")
            .help("\u{9b}31m")
            .related(FileSpan { file: "b\u{1b}c.md".into(), span: Span::new(1..2) }, "\u{1b}c\u{202e}");
        for format in [Format::Human, Format::Concise, Format::Github] {
            let mut out = Vec::new();
            let text = "\u{1b}[31mred\u{7f}\u{85}\r\u{8}";
            report(&mut out, std::slice::from_ref(&diagnostic), format, &|_| Some(text), false).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
            assert!(!out.contains('\u{202e}'));
        }
    }
}
