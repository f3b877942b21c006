//! Code as HTML, with a class for each part that has a colour: comments, strings, numbers, the words of its language.
//!
//! In: a block of code, and what stands behind its fence. Out: HTML. What always holds: without its tags it is the code, and
//! what it costs grows with the code alone.

use std::fmt::{self, Write};

use super::html::escape;
use super::languages::{Language, Shape};

/// Words for what every language has.
const CONSTANTS: [&str; 10] = ["true", "false", "null", "nil", "none", "None", "True", "False", "undefined", "NULL"];
/// Words behind which stands the name of what is declared.
const DECLARE: [&str; 9] = ["def", "fn", "fun", "func", "function", "class", "struct", "interface", "trait"];

/// Writes a code block as HTML, with the classes that colour it or without.
pub(super) fn format_code(out: &mut dyn Write, info: &str, code: &str, colours: bool) -> fmt::Result {
    let name = info.split([' ', ',', '{']).next().unwrap_or_default();
    out.write_str("<pre tabindex=\"0\"><code")?;
    if !name.is_empty() {
        out.write_str(" class=\"language-")?;
        escape(out, name)?;
        out.write_char('"')?;
    }
    out.write_char('>')?;
    match Language::of(name).filter(|_| colours) {
        Some(language) => Painter { language, out, code, at: 0, written: 0 }.paint()?,
        None => escape(out, code)?,
    }
    out.write_str("</code></pre>\n")
}

/// Goes through code from its start to its end.
struct Painter<'a> {
    language: &'static Language,
    out: &'a mut dyn Write,
    code: &'a str,
    /// How far it has looked.
    at: usize,
    /// How far it has written: what stands between is plain.
    written: usize,
}

impl Painter<'_> {
    fn paint(mut self) -> fmt::Result {
        if let Shape::Lines(signs) = self.language.shape {
            return self.lines(signs);
        }
        let mut before_name = false;
        while let Some(first) = self.code.as_bytes().get(self.at).copied() {
            let is_name = std::mem::take(&mut before_name);
            if let Some(end) = self.comment() {
                self.part("comment", end)?;
            } else if self.language.shape == Shape::Tags {
                self.tag(first)?;
            } else if let Some((class, end)) = self.string() {
                self.part(class, end)?;
            } else if first == b'[' && self.language.shape == Shape::Tables && self.begins_line() {
                self.part("table", self.end_of_heading())?;
            } else if first.is_ascii_digit() {
                let joins = |c| c == '.' || self.has_keys() && matches!(c, '-' | ':');
                self.part("numeric", self.end_of(|c| is_of_word(c) || joins(c)))?;
            } else if is_of_word(char::from(first)) || matches!(first, b'#' | b'@' | b'!') || !first.is_ascii() {
                before_name = self.word(is_name)?;
            } else {
                self.at += 1;
            }
        }
        self.plain()
    }

    /// Lines that begin with a sign.
    fn lines(mut self, signs: &[(&str, &'static str)]) -> fmt::Result {
        while self.at < self.code.len() {
            let end = self.end_of_line();
            match signs.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
                Some((_, class)) => self.part(class, end)?,
                None => self.at = end,
            }
            self.at = (end + 1).min(self.code.len());
        }
        self.plain()
    }

    /// A word: one of the language's own, a value, a key, a name that is declared. Returns whether a name comes next.
    fn word(&mut self, is_name: bool) -> Result<bool, fmt::Error> {
        let keys = self.has_keys();
        let sign = self.rest().chars().next().map_or(0, char::len_utf8);
        let end = self.end_from(self.at + sign, |c| is_of_word(c) || keys && matches!(c, '-' | '.'));
        let word = &self.code[self.at..end];
        let class = if self.language.has(word) {
            "keyword"
        } else if CONSTANTS.contains(&word) {
            "constant"
        } else if is_name {
            "function"
        } else if keys && self.is_key(end) {
            "tag"
        } else {
            self.at = end;
            return Ok(false);
        };
        let declares = class == "keyword" && DECLARE.contains(&word);
        self.part(class, end)?;
        if declares {
            self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
        }
        Ok(declares)
    }

    /// A tag with its attributes; what stands between tags is plain.
    fn tag(&mut self, first: u8) -> fmt::Result {
        if first != b'<' {
            self.at += self.rest().find('<').unwrap_or(self.rest().len());
            return Ok(());
        }
        let name = self.end_from(self.at + 1, |c| is_of_word(c) || matches!(c, '/' | '!' | '?' | '-' | ':'));
        self.part("tag", name)?;
        while let Some(next) = self.rest().chars().next().filter(|next| *next != '>' && *next != '<') {
            if let Some((class, end)) = self.string() {
                self.part(class, end)?;
            } else if is_of_word(next) {
                self.part("attribute-name", self.end_of(|c| is_of_word(c) || matches!(c, '-' | ':')))?;
            } else {
                self.at += next.len_utf8();
            }
        }
        if self.rest().starts_with('>') { self.part("tag", self.at + 1) } else { Ok(()) }
    }

    /// Where the comment ends that begins here.
    fn comment(&self) -> Option<usize> {
        let rest = self.rest();
        if let Some((open, close)) = self.language.long_comment
            && let Some(inside) = rest.strip_prefix(open)
        {
            let length = inside.find(close).map_or(rest.len(), |end| open.len() + end + close.len());
            return Some(self.at + length);
        }
        let sign = self.language.comments.iter().find(|sign| rest.starts_with(**sign))?;
        // A `#` within a word begins nothing.
        let apart = *sign != "#" || self.code[..self.at].chars().next_back().is_none_or(char::is_whitespace);
        apart.then(|| self.end_of_line())
    }

    /// The string that begins here; one that is a key has the colour of a key.
    fn string(&self) -> Option<(&'static str, usize)> {
        let rest = self.rest();
        if let Some(quote) = self.language.long_quotes.iter().find(|quote| rest.starts_with(**quote)) {
            let length = rest[quote.len()..].find(quote).map_or(rest.len(), |end| end + 2 * quote.len());
            return Some(("string", self.at + length));
        }
        let quote = rest.chars().next().filter(|c| self.language.quotes.contains(*c))?;
        let mut escaped = false;
        let closes = |c: char| {
            let closes = c == quote && !escaped || c == '\n';
            escaped = c == '\\' && !escaped;
            closes
        };
        let end =
            rest[1..].find(closes).map_or(rest.len(), |end| end + 1 + usize::from(!rest[end + 1..].starts_with('\n')));
        let end = self.at + end;
        let is_key = self.has_keys() && self.is_key(end);
        Some((if is_key { "tag" } else { "string" }, end))
    }

    fn has_keys(&self) -> bool {
        matches!(self.language.shape, Shape::Keys | Shape::Tables)
    }

    /// Whether what ends at `end` is followed by what stands between a key and its value.
    fn is_key(&self, end: usize) -> bool {
        self.code[end..].trim_start_matches(' ').starts_with([':', '='])
    }

    fn rest(&self) -> &str {
        &self.code[self.at..]
    }

    fn begins_line(&self) -> bool {
        self.at == 0 || self.code[..self.at].ends_with('\n')
    }

    /// Where the heading of a table ends: `[fees]`, `[[fees]]`.
    fn end_of_heading(&self) -> usize {
        let line = &self.code[self.at..self.end_of_line()];
        let inside = line.trim_start_matches('[').trim_start_matches(|c| c != ']');
        self.at + line.len() - inside.trim_start_matches(']').len()
    }

    fn end_of_line(&self) -> usize {
        self.rest().find('\n').map_or(self.code.len(), |end| self.at + end)
    }

    /// Where a run of characters ends that begins here.
    fn end_of(&self, is_inside: impl Fn(char) -> bool) -> usize {
        self.end_from(self.at, is_inside)
    }

    fn end_from(&self, from: usize, is_inside: impl Fn(char) -> bool) -> usize {
        self.code[from..].find(|c| !is_inside(c)).map_or(self.code.len(), |end| from + end)
    }

    /// Writes what has no colour, up to here.
    fn plain(&mut self) -> fmt::Result {
        escape(self.out, &self.code[self.written..self.at])?;
        self.written = self.at;
        Ok(())
    }

    /// Writes what stands from here to `end` with a class.
    fn part(&mut self, class: &str, end: usize) -> fmt::Result {
        self.plain()?;
        write!(self.out, "<span class=\"c-{class}\">")?;
        self.at = end;
        self.plain()?;
        self.out.write_str("</span>")
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts that have a colour, each with its class.
    fn parts(language: &str, code: &str) -> Vec<String> {
        let mut html = String::new();
        format_code(&mut html, language, code, true).unwrap();
        html.split("<span class=\"c-")
            .skip(1)
            .map(|part| part.split("</span>").next().unwrap_or_default().replace("\">", " ").replace("&quot;", "\""))
            .collect()
    }

    #[test]
    fn programs_have_words_strings_numbers_comments() {
        let code = "def late(fee=5):  # a \"comment\"\n    return \"it's # 5\" if fee > 0.5 else None\n";
        let expected = [
            "keyword def",
            "function late",
            "numeric 5",
            "comment # a \"comment\"",
            "keyword return",
            "string \"it's # 5\"",
            "keyword if",
            "numeric 0.5",
            "keyword else",
            "constant None",
        ];
        assert_eq!(parts("python", code), expected);
        assert_eq!(parts("js", "let a = `x\ny`; /* b\nc */"), ["keyword let", "string `x\ny`", "comment /* b\nc */"]);
        assert_eq!(parts("sql", "SELECT 'a' -- b"), ["keyword SELECT", "string 'a'", "comment -- b"]);
        assert_eq!(parts("sh", "echo a#b 'c' # d"), ["string 'c'", "comment # d"]);
    }

    #[test]
    fn data_has_keys_and_values() {
        let code = "[fees] # now\nlate-fee = \"£5\"\nfrom = 2026-03-01\n";
        assert_eq!(
            parts("toml", code),
            ["table [fees]", "comment # now", "tag late-fee", "string \"£5\"", "tag from", "numeric 2026-03-01"]
        );
        assert_eq!(
            parts("json", "{\"a\": [1, \"b\", null]}"),
            ["tag \"a\"", "numeric 1", "string \"b\"", "constant null"]
        );
        assert_eq!(parts("yaml", "a: b # c"), ["tag a", "comment # c"]);
    }

    #[test]
    fn tags_have_attributes_and_diffs_have_lines() {
        let code = "<!-- a --><p class=\"b\">it's \"c\"</p>";
        let expected = [
            "comment &lt;!-- a --&gt;",
            "tag &lt;p",
            "attribute-name class",
            "string \"b\"",
            "tag &gt;",
            "tag &lt;/p",
            "tag &gt;",
        ];
        assert_eq!(parts("html", code), expected);
        assert_eq!(parts("diff", "@@ 1 @@\n-a\n+b\n c\n"), ["heading @@ 1 @@", "deleted -a", "inserted +b"]);
    }

    #[test]
    fn without_its_tags_it_is_the_code() {
        let pieces = [
            "é", "\"", "'", "`", "\"\"\"", "#", "//", "/*", "<", "<!--", "[", "=", "\n", " ", "def", "0x", "\\", "日",
            "-", "@@",
        ];
        let mut state = 1_u64;
        for _ in 0..2000 {
            let code: String = (0..12)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    pieces[usize::try_from(state >> 33).unwrap() % pieces.len()]
                })
                .collect();
            for language in ["python", "js", "toml", "json", "html", "diff", "sql", "rust", "css"] {
                let mut html = String::new();
                format_code(&mut html, language, &code, true).unwrap();
                let inside = html.split_once("<code class=\"language-").unwrap().1.split_once('>').unwrap().1;
                let mut text = String::new();
                let mut rest = inside.strip_suffix("</code></pre>\n").unwrap();
                while let Some((before, behind)) = rest.split_once('<') {
                    text += before;
                    rest = behind.split_once('>').unwrap().1;
                }
                text += rest;
                let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
                assert_eq!(text, code, "{language}");
            }
        }
    }
}
