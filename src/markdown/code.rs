//! Highlights code with classes; the syntaxes are loaded once, when the first block asks for one.

use std::fmt::{self, Write};
use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::html::escape;

const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "c-" };

/// Blocks longer than this are written plain: colours help nobody there, and cost time.
const MAX_HIGHLIGHTED_BYTES: usize = 64 << 10;

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
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
    let syntax = syntaxes().find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes(), STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
