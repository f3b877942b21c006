//! Texts of the front matter and of data files: words, one paragraph, or several.
//!
//! In: such a text, with its place in its file, and who may read it. Out: the links and facts that it holds, and a diagnostic for what
//! it cannot hold. What always holds: a text with a [`Fault`] is given to the most private audience alone.

use std::ops::Range;
use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::almost_labels::{Names, almost_labels};
use super::directives;
use super::facts::{FactUse, TextFacts, facts};
use super::fill::{fill_tree, literal_uses};
use super::lines::comment_start;
use super::options::{Dialect, HEADING_MARK, as_heading, options, parse_into, parse_with_problems};
use super::terms::Terms;
use super::text::Text;
use crate::config::{Audiences, Readers};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::source::SourceFile;
use crate::text::{LineStarts, Span, Spanned, lines};

/// What a text of the front matter or of a data file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Words with facts.
    Plain,
    /// One paragraph: emphasis, code, links, facts.
    Inline,
    /// Paragraphs and lists.
    Blocks,
}

impl Markup {
    /// The dialect that such a text is read in.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Plain => Dialect::Plain,
            Self::Inline => Dialect::Inline,
            Self::Blocks => Dialect::Prose,
        }
    }
}

/// Something that a text of the front matter or of a data file cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    /// Its bytes in the text.
    bytes: Range<usize>,
    message: &'static str,
    help: &'static str,
}

const BLOCK: (&str, &str) = (
    "a block for some readers cannot stand in this text; it would be published",
    "move it into the body of a page; an entry can also have an `audience` of its own, and a rationale a text for each: `rationale.staff`",
);
const COMMENT: (&str, &str) =
    ("an HTML comment cannot stand in this text", "make it a comment of the file: `# …` on a line of its own");
const HTML: (&str, &str) =
    ("a block of HTML cannot stand in this text", "write it in Markdown, or move it into the body");
const HEADING: (&str, &str) =
    ("a heading cannot stand in this text", "write `**words**`, or move it into the body, where it has an address");
const FOOTNOTE: (&str, &str) =
    ("a footnote cannot stand in this text", "write it in brackets, or move the text into the body");
const PARAGRAPHS: (&str, &str) =
    ("this text is one paragraph: it has no empty lines, lists or quotes", "join the lines, or move it into the body");

/// Whether a text holds something that it cannot hold: then only the most private audience reads it.
#[must_use]
pub fn is_faulty(text: &str, markup: Markup, audiences: &Audiences) -> bool {
    !is_simple(text) && !faults(text, markup, audiences).is_empty()
}

/// Reads a text of a file: what is wrong goes to `diagnostics`.
#[must_use]
pub fn read_field(
    value: &Spanned<String>,
    markup: Markup,
    file: &SourceFile,
    readers: Readers,
    audiences: &Audiences,
    diagnostics: &mut Diagnostics,
) -> TextFacts {
    let text = &value.value;
    if is_simple(text) {
        return TextFacts::default();
    }
    let place = Place { value, file };
    let mut wrong = faults(text, markup, audiences);
    // One mistake, one diagnostic: what stands inside of another is a part of it.
    wrong.sort_by_key(|fault| (fault.bytes.start, std::cmp::Reverse(fault.bytes.end)));
    let mut end = 0;
    for Fault { bytes, message, help } in wrong {
        if bytes.start >= end {
            let found = Diagnostic::new(Rule::MisplacedMarkup, &file.name, place.span(&bytes), message);
            diagnostics.push(found.help(help));
            end = bytes.end;
        }
    }
    let mut found = if end > 0 { TextFacts::default() } else { contents(text, markup, &place, audiences, diagnostics) };
    found.links.iter_mut().for_each(|link| link.readers = readers);
    found.facts.iter_mut().for_each(|fact| fact.readers = readers);
    found
}

/// The words of a text, with what `fact` says of each fact.
#[must_use]
pub fn field_words(text: &str, markup: Markup, fact: &dyn Fn(&str) -> Option<String>) -> String {
    if is_simple(text) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let arena = Arena::new();
    let root = parse_into(&arena, text, markup.dialect());
    fill_tree(root, fact);
    super::filled_text(root, fact).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first place of a text without mark-up at which an author of Markdown meant a mark: such a text is shown as it stands.
#[must_use]
pub fn mark_in_words(text: &str) -> Option<Range<usize>> {
    if !text.contains(['*', '_', '`', '[', '<', '~']) {
        return None;
    }
    let arena = Arena::new();
    let heading = as_heading(text);
    let root = comrak::parse_document(&arena, &heading, &options(Dialect::Inline));
    let starts = LineStarts::new(&heading);
    root.descendants().find_map(|node| {
        let place = node.data().sourcepos;
        let byte = |column| starts.byte(place.start.line, column).saturating_sub(HEADING_MARK.len()).min(text.len());
        let bytes = byte(place.start.column)..byte(place.end.column + 1);
        let is_mark = match &node.data().value {
            NodeValue::Strong
            | NodeValue::Emph
            | NodeValue::Strikethrough
            | NodeValue::Code(_)
            | NodeValue::Image(_)
            | NodeValue::WikiLink(_) => true,
            // An address on its own is a link without a mark.
            NodeValue::Link(_) => text.get(bytes.clone()).is_some_and(|source| source.starts_with('[')),
            NodeValue::HtmlInline(html) => {
                html.trim_start_matches(['<', '/']).starts_with(|c: char| c.is_ascii_alphabetic())
            }
            _ => false,
        };
        is_mark.then_some(bytes)
    })
}

/// Whether a text has no sign that means anything in Markdown, whatever it may hold.
pub(super) fn is_simple(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || " ,.'\"()/%&£€$’‘“”–…?".contains(c))
        && !text.contains("??")
        && !text.contains("www.")
        && !text.starts_with(|c: char| c.is_ascii_digit())
        || text.chars().all(|c| c.is_alphanumeric() || c == ' ')
}

/// Everything that a text cannot hold.
fn faults(text: &str, markup: Markup, audiences: &Audiences) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut note = |bytes: Range<usize>, (message, help)| found.push(Fault { bytes, message, help });
    let directives = directives::scan(text);
    let starts = LineStarts::new(text);
    let line = |from: usize, column: usize| {
        let start = starts.byte(from + 1, 1);
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        (start + column).min(end)..end
    };
    for block in &directives.blocks {
        note(line(block.open, block.open_colons.0), BLOCK);
    }
    for error in &directives.errors {
        note(line(error.line, error.column), BLOCK);
    }
    for label in almost_labels(text, &directives, &Names::of(audiences)) {
        note(line(label.line, label.bytes.start), BLOCK);
    }
    if markup == Markup::Plain {
        plain_faults(text, &mut note);
        return found;
    }
    let arena = Arena::new();
    // Read as prose, so that a block of HTML is seen as one; a list or a quote of a single line is words to an inline text.
    let root = comrak::parse_document(&arena, text, &options(Dialect::Prose));
    let span = |node: Node<'_>| {
        let place = node.data().sourcepos;
        let end = starts.byte(place.end.line, place.end.column + 1).min(text.len());
        starts.byte(place.start.line, place.start.column).min(end)..end
    };
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::HtmlBlock(html) if html.literal.trim_start().starts_with("<!--") => note(span(node), COMMENT),
            NodeValue::HtmlBlock(html) if markup == Markup::Blocks || is_block_of_html(&html.literal) => {
                note(span(node), HTML);
            }
            NodeValue::HtmlInline(html) if html.starts_with("<!--") => note(span(node), COMMENT),
            NodeValue::HtmlInline(html) if is_block_of_html(html) => note(span(node), HTML),
            NodeValue::Text(words) => {
                if let Some(bytes) = comment_start(words) {
                    let from = span(node).start + bytes.start;
                    note(from..(from + bytes.len()).min(text.len()), COMMENT);
                }
                if words.contains(":::") {
                    note(span(node), BLOCK);
                }
            }
            NodeValue::Heading(_) if markup == Markup::Blocks => note(span(node), HEADING),
            NodeValue::FootnoteDefinition(_) => note(span(node), FOOTNOTE),
            _ => {}
        }
    }
    let is_one = root.first_child().is_none_or(|first| {
        first.next_sibling().is_none() && matches!(first.data().value, NodeValue::Paragraph | NodeValue::HtmlBlock(_))
    });
    if markup == Markup::Inline && text.trim().contains(['\n', '\r']) && !is_one {
        note(0..text.len(), PARAGRAPHS);
    }
    found
}

/// What words without marks cannot hold: they are published as they stand.
fn plain_faults(text: &str, note: &mut impl FnMut(Range<usize>, (&'static str, &'static str))) {
    if let Some(bytes) = comment_start(text) {
        let at = bytes.start;
        note(at..text[at..].find("-->").map_or(text.len(), |end| at + end + 3), COMMENT);
    }
    if let Some(at) = text.find(":::") {
        note(at..text.len(), BLOCK);
    }
    if is_block_of_html(text) {
        note(0..text.len(), HTML);
    }
}

/// Whether a text begins with a tag that opens or closes a block, by the list of `CommonMark`.
fn is_block_of_html(text: &str) -> bool {
    const BLOCKS: &str = " address article aside base basefont blockquote body caption center col colgroup dd details dialog dir \
                          div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr \
                          html iframe legend li link main menu menuitem nav noframes ol optgroup option p param pre script \
                          search section style summary table tbody td textarea tfoot th thead title tr track ul ";
    let Some(rest) = text.trim_start().strip_prefix('<') else { return false };
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let is_tag = name[end..].starts_with(['>', '/', ' ', '\t', '\n', '\r']);
    end > 0 && is_tag && BLOCKS.contains(&format!(" {} ", name[..end].to_ascii_lowercase()))
}

/// The links and facts of a text without a fault.
fn contents(
    text: &str,
    markup: Markup,
    place: &Place<'_>,
    audiences: &Audiences,
    diagnostics: &mut Diagnostics,
) -> TextFacts {
    let (read, before): (Arc<str>, usize) = match markup {
        Markup::Plain => {
            let quoted = literal_uses(text).map(|(at, key)| FactUse {
                key: key.to_owned(),
                span: place.span(&(at..at + key.len() + "{fact:}".len())),
                readers: audiences.private(),
            });
            return TextFacts { facts: quoted.collect(), ..TextFacts::default() };
        }
        Markup::Inline => (as_heading(text).into(), HEADING_MARK.len()),
        Markup::Blocks => (text.into(), 0),
    };
    let file = SourceFile { name: Arc::clone(&place.file.name), text: Arc::clone(&read) };
    let arena = Arena::new();
    let (root, problems) = parse_with_problems(&arena, &read, Dialect::Prose);
    let starts = LineStarts::new(&read);
    let mut wrong = Diagnostics::default();
    let whole = Text::without_blocks(Arc::clone(&read), Dialect::Prose);
    let mut found = facts((root, &problems), &whole, &starts, 0, &file, audiences, &Terms::default(), &mut wrong);
    let moved = |span: Span| {
        let byte = |at: u32| (at as usize).saturating_sub(before).min(text.len());
        place.span(&(byte(span.start)..byte(span.end)))
    };
    for found in wrong.iter() {
        diagnostics.push(Diagnostic { span: found.span.map(moved), ..found.clone() });
    }
    found.headings.clear();
    found.links.iter_mut().for_each(|link| link.span = moved(link.span));
    found.facts.iter_mut().for_each(|fact| fact.span = moved(fact.span));
    found
}

/// The place in its file of some bytes of a text: those bytes where they can be found in it, or else the whole text.
#[must_use]
pub fn field_span(value: &Spanned<String>, file: &SourceFile, bytes: &Range<usize>) -> Span {
    Place { value, file }.span(bytes)
}

/// Where a text stands in its file: as it is, or with escapes, or indented.
struct Place<'a> {
    value: &'a Spanned<String>,
    file: &'a SourceFile,
}

impl Place<'_> {
    fn span(&self, bytes: &Range<usize>) -> Span {
        let whole = self.value.span;
        let (Some(raw), text) = (self.file.text.get(whole.range()), &self.value.value) else { return whole };
        let start = whole.start as usize;
        if let Some(at) = raw.find(text.as_str()) {
            return Span::new(start + at + bytes.start..start + at + bytes.end);
        }
        let line_start = text.get(..bytes.start).map_or(0, |before| before.rfind(['\n', '\r']).map_or(0, |at| at + 1));
        let line = text.get(line_start..).and_then(|rest| lines(rest).next()).unwrap_or_default().trim();
        let Some(at) = raw.find(line).filter(|_| !line.is_empty()) else { return whole };
        let inside = |byte: usize| byte.saturating_sub(line_start).min(line.len());
        Span::new(start + at + inside(bytes.start)..start + at + inside(bytes.end))
    }
}
