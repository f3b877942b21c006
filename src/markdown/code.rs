//! Code blocks to HTML, with the few classes that the theme colours.
//!
//! In: code, and the language that its fence names. Out: HTML. The syntaxes are loaded once, when the first block needs one.

use std::fmt::{self, Write};
use std::sync::OnceLock;

use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// The scopes that have a class, or have none although a wider one has; of two the narrower stands first.
const COLOURED: [(&str, Option<&str>); 14] = [
    ("keyword.operator", None),
    ("comment", Some("c-comment")),
    ("string", Some("c-text")),
    ("markup.inserted", Some("c-text")),
    ("keyword", Some("c-word")),
    ("storage", Some("c-word")),
    ("entity.name.tag", Some("c-word")),
    ("markup.deleted", Some("c-word")),
    ("constant.character.escape", Some("c-text")),
    ("constant", Some("c-number")),
    ("variable.language", Some("c-number")),
    ("entity.other.attribute-name", Some("c-number")),
    ("markup.heading", Some("c-name")),
    ("entity.name", Some("c-name")),
];

/// Blocks longer than this are written plain: colours help nobody there, and cost time.
const MAX_HIGHLIGHTED_BYTES: usize = 64 << 10;

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

/// Writes a code block as HTML, with the classes that colour it or without.
pub(super) fn format_code(out: &mut dyn Write, info: &str, code: &str, colours: bool) -> fmt::Result {
    open_code(out, info)?;
    match colours.then(|| highlighted(language(info), code)).flatten() {
        Some(html) => out.write_str(&html)?,
        None => escape(out, code)?,
    }
    close_code(out)
}

/// Writes the beginning of a code block.
pub(super) fn open_code(out: &mut dyn Write, info: &str) -> fmt::Result {
    out.write_str("<pre tabindex=\"0\"><code")?;
    if !language(info).is_empty() {
        out.write_str(" class=\"language-")?;
        escape(out, language(info))?;
        out.write_char('"')?;
    }
    out.write_char('>')
}

/// Writes the end of a code block.
pub(super) fn close_code(out: &mut dyn Write) -> fmt::Result {
    out.write_str("</code></pre>\n")
}

/// The language of a code block, by what stands behind its fence.
#[must_use]
pub fn language(info: &str) -> &str {
    info.split([' ', ',', '{']).next().unwrap_or_default()
}

fn highlighted(language: &str, code: &str) -> Option<String> {
    if language.is_empty() || code.len() > MAX_HIGHLIGHTED_BYTES {
        return None;
    }
    let mut state = ParseState::new(syntax(language)?);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 2);
    let mut open: Option<&str> = None;
    for line in LinesWithEndings::from(code) {
        let changes = state.parse_line(line, syntaxes()).ok()?;
        for (text, change) in ScopeRegionIterator::new(&changes, line) {
            stack.apply(change).ok()?;
            if text.is_empty() {
                continue;
            }
            let class = class(&stack);
            // Space has no colour: it goes on with what stood before it.
            if class != open && !text.trim().is_empty() {
                html.push_str(if open.is_some() { "</span>" } else { "" });
                if let Some(class) = class {
                    write!(html, "<span class=\"{class}\">").ok()?;
                }
                open = class;
            }
            escape(&mut html, text).ok()?;
        }
    }
    html.push_str(if open.is_some() { "</span>" } else { "" });
    Some(html)
}

/// The syntax of a language. The set has none for TOML; R has its comments, strings, numbers and brackets, and few words of its
/// own that a key could be taken for.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = if language.eq_ignore_ascii_case("toml") { "r" } else { language };
    syntaxes().find_syntax_by_token(token)
}

/// The class of a text by the narrowest scope that has one.
fn class(stack: &ScopeStack) -> Option<&'static str> {
    static SCOPES: OnceLock<Vec<(Scope, Option<&'static str>)>> = OnceLock::new();
    let scopes = SCOPES
        .get_or_init(|| COLOURED.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect());
    let of = |scope: &Scope| scopes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.scopes.iter().rev().find_map(of).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(info: &str, code: &str) -> String {
        let mut out = String::new();
        format_code(&mut out, info, code, true).unwrap();
        out
    }

    #[test]
    fn what_has_a_colour_has_a_class() {
        assert_eq!(
            shown("rust", "let a = \"<b>\"; // c\n"),
            "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"c-word\">let</span> a = \
             <span class=\"c-text\">&quot;&lt;b&gt;&quot;</span>; <span class=\"c-comment\">// c\n</span></code></pre>\n"
        );
    }

    #[test]
    fn toml_has_comments_strings_and_numbers() {
        let shown = shown("toml", "[[options]]\nwhen = \"Within 30 days\" # or later\nuntil = 2026-12-31\n");
        assert!(shown.contains("<span class=\"c-text\">&quot;Within 30 days&quot;"), "{shown}");
        assert!(shown.contains("<span class=\"c-comment\"># or later"), "{shown}");
        assert!(shown.contains("<span class=\"c-number\">2026"), "{shown}");
    }

    #[test]
    fn an_unknown_language_has_no_colours() {
        assert_eq!(
            shown("x\"y", "1 < 2\n"),
            "<pre tabindex=\"0\"><code class=\"language-x&quot;y\">1 &lt; 2\n</code></pre>\n"
        );
    }
}
