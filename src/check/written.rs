//! Texts as their authors wrote them, for the rules that look for marks in them.
//!
//! In: a policy, the glossary or a data file. Out: each [`Written`] text with what stands in code or in a comment blanked, so that a byte of
//! it is the byte of the source. What always holds: what is reported in it is an error where other readers than the most private
//! would read it, and else a warning.

use std::cell::OnceCell;
use std::ops::Range;

use super::paragraph::Paragraph;
use super::settings::Settings;
use crate::config::{Audiences, Readers};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::{DataText, Definition, Glossary, define};
use crate::markdown::{self, Dialect, Markup, Outline, Resolve, Text, TextFacts};
use crate::policy::{FieldText, Policy};
use crate::source::SourceFile;
use crate::text::{Span, Spanned, escape_xml};

/// What stands for a byte of code: no white space, no letter, and no mark.
pub(super) const CODE: u8 = 0x1a;

/// A text, and where it stands.
pub(super) struct Written<'a> {
    /// The text as it is in the source.
    pub(super) text: &'a str,
    /// The same, byte by byte, with code and comments blanked.
    pub(super) shown: String,
    /// What it holds. Only a body knows all of it.
    pub(super) facts: Option<&'a TextFacts>,
    /// The blocks in which a rule is interested.
    pub(super) blocks: Outline,
    file: &'a SourceFile,
    place: Place<'a>,
    /// The HTML that a page of the most private edition has of it; `None` for words without marks, which a page has as they stand.
    pub(super) html: Option<String>,
    /// All audiences.
    pub(super) audiences: &'a Audiences,
    /// What the rules of wording go by.
    pub(super) settings: &'a Settings,
    paragraphs: OnceCell<Vec<Paragraph>>,
    /// Whether a list of pages follows the text.
    pub(super) lists_its_contents: bool,
    /// Those who may read it, blocks for fewer left aside.
    readers: Readers,
}

enum Place<'a> {
    /// A body, from this byte of its file to the end.
    Body(&'a Text, usize),
    /// A text of the front matter or of a data file.
    Field(&'a Spanned<String>),
}

/// A line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte at which its words begin: behind its indent and the marks of quotes and items.
    pub(super) words_at: usize,
    /// Its words, to the end of the line.
    pub(super) words: &'a str,
}

impl<'a> Written<'a> {
    /// The body of a policy or page.
    pub(super) fn body(policy: &'a Policy, settings: &'a Settings) -> Self {
        let body = Self::of(&policy.text, &policy.file, policy.readers, settings);
        Self { lists_its_contents: policy.is_section(), ..body }
    }

    /// The glossary, where there is one.
    pub(super) fn glossary(glossary: &'a Glossary, settings: &'a Settings) -> Option<Self> {
        let (text, file) = glossary.text.as_ref().zip(glossary.file.as_ref())?;
        // Its page has its words with their definitions, and nothing else.
        let shown = |definition: Definition| {
            let text = markdown::format(&definition.text, Dialect::Prose, &WordsAlone).html;
            format!("<dt>{}</dt>\n<dd>{text}</dd>\n", escape_xml(&definition.word))
        };
        let html = define(&text.body).into_iter().map(shown).collect();
        Some(Self { html: Some(html), ..Self::of(text, file, glossary.readers, settings) })
    }

    fn of(text: &'a Text, file: &'a SourceFile, readers: Readers, settings: &'a Settings) -> Self {
        // From its readers nothing is withheld.
        let (blocks, formatted) = text.outline_and_format(&WordsAlone);
        let shown = shown(&text.body, &blocks);
        let place = Place::Body(text, file.text.len() - text.body.len());
        let body = Self::new(&text.body, shown, place, file, readers, settings);
        Self { facts: Some(&text.facts), blocks, html: Some(formatted.html), ..body }
    }

    /// A text of which nothing is known yet but what it is.
    fn new(
        text: &'a str,
        shown: String,
        place: Place<'a>,
        file: &'a SourceFile,
        readers: Readers,
        settings: &'a Settings,
    ) -> Self {
        let (audiences, paragraphs) = (&*settings.audiences, OnceCell::new());
        Self {
            text,
            shown,
            facts: None,
            blocks: Outline::default(),
            file,
            place,
            html: None,
            audiences,
            settings,
            paragraphs,
            lists_its_contents: false,
            readers,
        }
    }

    /// The texts of the front matter of a policy.
    pub(super) fn fields(policy: &'a Policy, settings: &'a Settings) -> Vec<Self> {
        let texts = policy.front.texts(&settings.audiences).into_iter();
        let field = |FieldText { text, markup, readers }| {
            Self::field(text, markup, &policy.file, readers.and(policy.readers), settings)
        };
        texts.map(field).collect()
    }

    /// The texts of a data file.
    pub(super) fn data(data: &'a DataText, settings: &'a Settings) -> impl Iterator<Item = Self> {
        let field = |(text, markup, readers): &'a (_, _, _)| Self::field(text, *markup, &data.file, *readers, settings);
        data.written.iter().map(field)
    }

    fn field(
        value: &'a Spanned<String>,
        markup: Markup,
        file: &'a SourceFile,
        readers: Readers,
        settings: &'a Settings,
    ) -> Self {
        let (text, dialect) = (&value.value, markup.dialect());
        let new = |shown| Self::new(text, shown, Place::Field(value), file, readers, settings);
        let blocks = |passages| Outline { passages, ..Outline::default() };
        if markup == Markup::Plain {
            return Self { blocks: blocks(markdown::passages(text, dialect)), ..new(text.clone()) };
        }
        let (passages, formatted) = markdown::passages_and_format(text, dialect, &WordsAlone);
        let shown = shown(text, &Outline::default());
        Self { blocks: blocks(passages), html: Some(formatted.html), ..new(shown) }
    }

    /// Whether it is a body, in contrast to a text of the front matter or a data file.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.place, Place::Body(..))
    }

    /// Whether it is the glossary.
    pub(super) fn is_glossary(&self) -> bool {
        matches!(self.place, Place::Body(text, _) if text.dialect() == Dialect::Glossary)
    }

    /// Whether others than the most private audience may read any of it.
    pub(super) fn is_public(&self) -> bool {
        !self.readers.within(self.audiences.private())
    }

    /// Its words, paragraph by paragraph, as people read them.
    pub(super) fn paragraphs(&self) -> &[Paragraph] {
        self.paragraphs.get_or_init(|| self.blocks.passages.iter().map(Paragraph::new).collect())
    }

    /// Reports something at the level of its rule.
    pub(super) fn push(
        &self,
        rule: Rule,
        bytes: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
        found: &mut Diagnostics,
    ) {
        found.push(Diagnostic::new(rule, &self.file.name, self.span(bytes), message).help(help));
    }

    /// The lines that are shown, in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut start = 0;
        self.shown.split_inclusive(['\n', '\r']).map(move |line| {
            let from = start;
            start += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            let words = words_of(line);
            Line { start: from, words_at: from + line.len() - words.len(), words: words.trim_end() }
        })
    }

    /// Whether a backslash takes the meaning of the byte.
    pub(super) fn is_escaped(&self, byte: usize) -> bool {
        let before = &self.text[..byte];
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }

    /// Whether it is reported that nobody can say which part of the text is for whom.
    pub(super) fn is_ambiguous(&self) -> bool {
        matches!(self.place, Place::Body(text, _) if text.ambiguous)
    }

    /// Who may read a byte.
    pub(super) fn readers_at(&self, byte: usize) -> Readers {
        match self.place {
            Place::Body(text, _) => text.readers_at(byte, self.readers).and(self.readers),
            Place::Field(_) => self.readers,
        }
    }

    /// The byte at which the section of a heading ends.
    pub(super) fn end_of_section(&self, heading: usize) -> usize {
        let level = self.blocks.headings[heading].1;
        let next = self.blocks.headings[heading + 1..].iter().find(|(_, next)| *next <= level);
        next.map_or(self.text.len(), |(range, _)| range.start)
    }

    /// The place in the file of some bytes.
    pub(super) fn span(&self, bytes: &Range<usize>) -> Span {
        match self.place {
            Place::Body(_, offset) => Span::new(bytes.clone()).moved(offset),
            Place::Field(value) => markdown::field_span(value, self.file, bytes),
        }
    }

    /// Where words behind a value of YAML are taken for a comment: the `#1` of `title: Refunds #1`. A comment has a space behind its `#`.
    pub(super) fn cut_off(&self) -> Option<Span> {
        let Place::Field(value) = self.place else { return None };
        let range = value.span.range();
        let is_bare = self.file.text.get(range.clone()) == Some(value.value.as_str());
        let line = self.file.text.get(range.end..)?.lines().next()?;
        let words = line.trim();
        let is_cut = words.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let start = range.end + line.len() - line.trim_start().len();
        (is_bare && is_cut).then(|| Span::new(start..start + words.len()))
    }

    /// Reports a mistake as a warning, whoever reads it.
    pub(super) fn warn(
        &self,
        rule: Rule,
        bytes: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
        found: &mut Diagnostics,
    ) {
        let diagnostic = Diagnostic::new(rule, &self.file.name, self.span(&bytes), message).help(help);
        found.push(diagnostic.milder(Level::Warning));
    }

    /// Reports a mistake: an error where others than the most private audience read it, and else a warning.
    pub(super) fn report(
        &self,
        rule: Rule,
        bytes: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
        found: &mut Diagnostics,
    ) {
        self.report_at(rule, self.span(&bytes), self.readers_at(bytes.start), message, help, found);
    }

    /// Reports a mistake at a place of the file that these readers see.
    pub(super) fn report_at(
        &self,
        rule: Rule,
        span: Span,
        readers: Readers,
        message: impl Into<String>,
        help: impl Into<String>,
        found: &mut Diagnostics,
    ) {
        let diagnostic = Diagnostic::new(rule, &self.file.name, span, message).help(help);
        let is_private = readers.within(self.audiences.private());
        found.push(if is_private { diagnostic.milder(Level::Warning) } else { diagnostic });
    }
}

/// A page on which links lead nowhere, and facts and labels have no words: what is left are the words of the text.
struct WordsAlone;

impl Resolve for WordsAlone {
    fn link(&self, _: &str) -> Option<String> {
        Some("#".to_owned())
    }

    fn wiki(&self, _: &str) -> Option<(String, String)> {
        Some(("#".to_owned(), String::new()))
    }

    fn fact_words(&self, _: &str) -> Option<String> {
        Some(String::new())
    }
}

/// The words of a line behind its indent and the marks of quotes and items; code belongs to them.
pub(super) fn words_of(line: &str) -> &str {
    let (words, _) = markdown::behind_marks(line);
    let marks = &line[..line.len() - words.len()];
    marks.find(char::from(CODE)).map_or(words, |code| &line[code..])
}

/// The first words of a text, on one line, of at most so many characters.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// The text without its code and its comments, each byte of which is blanked.
fn shown(text: &str, blocks: &Outline) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut blank = |range: Range<usize>, with: u8| {
        for byte in &mut bytes[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = with;
            }
        }
    };
    let closed = blocks.code.iter().filter(|(_, closed)| *closed).map(|(range, _)| range);
    let mut code: Vec<&Range<usize>> = closed.chain(&blocks.indented_code).collect();
    code.sort_by_key(|range| range.start);
    let is_code = |at: usize| {
        let before = code.partition_point(|range| range.start <= at);
        code[..before].last().map(|range| range.end).filter(|end| at < *end)
    };
    for range in code.iter().copied().chain(&blocks.almost_labels) {
        blank(range.clone(), CODE);
    }
    let mut at = 0;
    while let Some(next) = text[at..].find(['`', '<', '\\']).map(|found| at + found) {
        let rest = &text[next..];
        let (end, with) = if let Some(end) = is_code(next) {
            at = end.max(next + 1);
            continue;
        } else if let Some(behind) = rest.strip_prefix('\\') {
            at = next + 1 + usize::from(behind.starts_with(|c: char| c.is_ascii_punctuation()));
            continue;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            (comment.find("-->").map(|end| next + 7 + end), b' ')
        } else {
            (inline_code(rest).map(|length| next + length), CODE)
        };
        match end {
            Some(end) => {
                blank(next..end, with);
                at = end;
            }
            None => at = next + (rest.len() - rest.trim_start_matches('`').len()).max(1),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The length of the code between backticks with which a text begins; it does not reach behind an empty line.
fn inline_code(text: &str) -> Option<usize> {
    let length = text.len() - text.trim_start_matches('`').len();
    if length == 0 {
        return None;
    }
    let is_empty_line = |(at, _): &(usize, &str)| text[at + 1..].starts_with(['\n', '\r']);
    let paragraph = text.match_indices('\n').find(is_empty_line).map_or(text.len(), |(at, _)| at);
    let mut at = length;
    while let Some(next) = text[at..paragraph].find('`').map(|found| at + found) {
        let run = text[next..].len() - text[next..].trim_start_matches('`').len();
        if run == length {
            return Some(next + run);
        }
        at = next + run;
    }
    None
}
