//! Highlights code with classes; the syntaxes are loaded once, when the first block asks for one.

use std::fmt::{self, Write};
use std::sync::OnceLock;

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// The classes that the built-in style colours. What a syntax knows besides is left out: it would take five times the bytes,
/// and nobody would see it.
const CLASSES: [&str; 13] = [
    "attribute-name",
    "comment",
    "constant",
    "deleted",
    "function",
    "heading",
    "inserted",
    "keyword",
    "numeric",
    "storage",
    "string",
    "table",
    "tag",
];

const CLOSE: &str = "</span>";

/// Blocks longer than this are written plain: colours help nobody there, and cost time.
const MAX_HIGHLIGHTED_BYTES: usize = 64 << 10;

/// Every syntax there is, and the classes as the parts of names that syntaxes give.
struct Known {
    syntaxes: SyntaxSet,
    classes: Vec<(u16, &'static str)>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| Known {
        syntaxes: SyntaxSet::load_defaults_newlines(),
        classes: CLASSES.iter().filter_map(|class| Some((Scope::new(class).ok()?.atom_at(0), *class))).collect(),
    })
}

/// Writes a code block as HTML, with the classes that colour it or without.
pub(super) fn format_code(out: &mut dyn Write, info: &str, code: &str, colours: bool) -> fmt::Result {
    let language = info.split([' ', ',', '{']).next().unwrap_or_default();
    out.write_str("<pre tabindex=\"0\"><code")?;
    if !language.is_empty() {
        out.write_str(" class=\"language-")?;
        escape(out, language)?;
        out.write_char('"')?;
    }
    out.write_char('>')?;
    match colours.then(|| highlighted(language, code)).flatten() {
        Some(html) => out.write_str(&html)?,
        None => escape(out, code)?,
    }
    out.write_str("</code></pre>\n")
}

fn highlighted(language: &str, code: &str) -> Option<String> {
    if language.is_empty() || code.len() > MAX_HIGHLIGHTED_BYTES {
        return None;
    }
    let Known { syntaxes, .. } = known();
    let mut state = ParseState::new(syntaxes.find_syntax_by_token(language)?);
    let mut scopes = ScopeStack::new();
    let mut spans = Spans::default();
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        for (place, change) in state.parse_line(line, syntaxes).ok()? {
            escape(&mut spans.html, line.get(at..place)?).ok()?;
            at = place;
            let note = |change: BasicScopeStackOp, _: &[Scope]| match change {
                BasicScopeStackOp::Push(scope) => spans.open(scope),
                BasicScopeStackOp::Pop => spans.close(),
            };
            scopes.apply_with_hook(&change, note).ok()?;
        }
        escape(&mut spans.html, line.get(at..)?).ok()?;
    }
    while !spans.open.is_empty() {
        spans.close();
    }
    Some(spans.html)
}

/// HTML in which spans are open.
#[derive(Default)]
struct Spans {
    html: String,
    /// For each name that is open, its span; `None` where it has no class, or none but those around it.
    open: Vec<Option<Span>>,
    /// The span that was closed last, and where it ends.
    closed: Option<(Span, usize)>,
}

/// Where a span begins, and where what it holds does.
#[derive(Clone, Copy)]
struct Span {
    begin: usize,
    inside: usize,
}

impl Spans {
    fn open(&mut self, scope: Scope) {
        let length = usize::try_from(scope.len()).unwrap_or_default();
        let parts = (0..length).map(|at| scope.atom_at(at));
        let class = |part: u16| known().classes.iter().find(|(own, _)| *own == part).map(|(_, class)| *class);
        let begin = self.html.len();
        for class in parts.filter_map(class) {
            self.html.push_str(if self.html.len() == begin { "<span class=\"c-" } else { " c-" });
            self.html.push_str(class);
        }
        if self.html.len() == begin {
            return self.open.push(None);
        }
        self.html.push_str("\">");
        let span = Span { begin, inside: self.html.len() };
        let is_like = |other: Span| self.html[other.begin..other.inside] == self.html[begin..];
        let around = self.open.iter().rev().find_map(|open| *open);
        let before = self.closed.filter(|(_, end)| *end == begin).map(|(before, _)| before);
        if around.is_some_and(is_like) {
            self.html.truncate(begin);
            self.open.push(None);
        } else if let Some(before) = before.filter(|before| is_like(*before)) {
            // The span that has just been closed goes on.
            self.html.truncate(begin - CLOSE.len());
            self.open.push(Some(before));
        } else {
            self.open.push(Some(span));
        }
    }

    /// Closes the innermost; a span that holds nothing is taken back.
    fn close(&mut self) {
        if let Some(Some(span)) = self.open.pop() {
            if self.html.len() == span.inside {
                self.html.truncate(span.begin);
            } else {
                self.html.push_str(CLOSE);
                self.closed = Some((span, self.html.len()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_style_colours_has_a_class_and_nothing_else_does() {
        let html = highlighted("python", "def fee(days=5): # late\n    return \"<b>\"\n").unwrap();
        for part in [
            "<span class=\"c-comment\"># late\n</span>",
            "<span class=\"c-constant c-numeric\">5</span>",
            "<span class=\"c-string\">&quot;&lt;b&gt;&quot;</span>\n",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("c-python") && !html.contains("punctuation"), "{html}");
        assert_eq!(html.matches("<span").count(), html.matches("</span>").count());
    }

    #[test]
    fn without_its_tags_it_is_the_code() {
        let code = "a = 'x <y>'\n\"\"\"é\n日\"\"\" # &\n\tdef\n";
        let mut html = highlighted("python", code).unwrap();
        while let Some(begin) = html.find('<') {
            html.replace_range(begin..=begin + html[begin..].find('>').unwrap(), "");
        }
        let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        assert_eq!(text, code);
        assert_eq!(highlighted("no such language", code), None);
    }

    #[test]
    fn every_class_is_in_the_style() {
        let style = include_str!("../../themes/greyline/assets/style.css");
        for class in CLASSES {
            assert!(style.contains(&format!(".c-{class}")), "{class}");
        }
        assert_eq!(style.matches(".c-").count(), CLASSES.len());
    }
}
