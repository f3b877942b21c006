//! A script as words, texts and signs.
//!
//! In: a script. Out: its tokens. What always holds: put together, with spaces where they stood, they are the script without its
//! comments.

/// A piece of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A name, a keyword or a number.
    Word(&'s str),
    /// A text, a piece of a template, a pattern.
    Text(&'s str),
    Sign(&'s str),
}

impl<'s> Token<'s> {
    pub(super) fn as_str(self) -> &'s str {
        let (Token::Word(text) | Token::Text(text) | Token::Sign(text)) = self;
        text
    }
}

/// Signs that are one although they have several characters.
const LONG_SIGNS: [&str; 6] = ["...", "=>", "?.", "??", "++", "--"];

/// Whether what begins here is closed again further on.
pub(super) fn opens(token: Token<'_>) -> bool {
    match token {
        Token::Sign(sign) => matches!(sign, "(" | "[" | "{"),
        Token::Text(text) => text.ends_with("${") && !text.starts_with('}'),
        Token::Word(_) => false,
    }
}

/// Whether something that was opened ends here.
pub(super) fn closes(token: Token<'_>) -> bool {
    match token {
        Token::Sign(sign) => matches!(sign, ")" | "]" | "}"),
        Token::Text(text) => text.starts_with('}') && !text.ends_with("${"),
        Token::Word(_) => false,
    }
}

/// Whether a character may stand in a name.
pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// A script as its pieces.
pub(super) fn read(script: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut templates: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let is_operand = match out.last() {
            Some(Token::Word(word)) => *word != "return",
            Some(Token::Text(_) | Token::Sign(")" | "]" | "}")) => true,
            _ => false,
        };
        let (token, end) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, rest.find("*/").map_or(rest.len(), |at| at + 2))
        } else if first == '"' || first == '\'' || (first == '/' && !is_operand) {
            let end = text_end(rest, first);
            (Some(Token::Text(&rest[..end])), end)
        } else if first == '`' || (first == '}' && templates.last() == Some(&depth)) {
            if first == '}' {
                templates.pop();
            }
            let end = template_end(rest);
            if rest[..end].ends_with("${") {
                templates.push(depth);
            }
            (Some(Token::Text(&rest[..end])), end)
        } else if is_name(first) {
            let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
            (Some(Token::Word(&rest[..end])), end)
        } else {
            let end =
                LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len());
            match first {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (Some(Token::Sign(&rest[..end])), end)
        };
        out.extend(token);
        rest = &rest[end..];
    }
    out
}

/// Where a text or pattern ends that begins with `quote`, with the letters behind a pattern.
fn text_end(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut class = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if quote == '/' => class = true,
            ']' if quote == '/' => class = false,
            _ if c == quote && !class => {
                let flags = if quote == '/' { rest[at + 1..].find(|c: char| !c.is_ascii_alphabetic()) } else { None };
                return at + 1 + flags.unwrap_or(0);
            }
            _ => {}
        }
    }
    rest.len()
}

/// Where a piece of a template ends: behind the closing quote, or behind `${`.
fn template_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => return at + 1,
            '$' if rest[at + 1..].starts_with('{') => return at + 2,
            _ => {}
        }
    }
    rest.len()
}
