//! Running text as words and points, each with the marks that it stands in.
//!
//! In: letters with their marks. Out: tokens, the least that a redline takes out or puts in. What always holds: the letters of
//! the tokens in their order, with the spaces before them, are the text with one space for many.

use std::collections::BTreeMap;
use std::rc::Rc;

/// What words may stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out by the author.
    Strike,
    /// Code.
    Code,
    /// A link, with its title.
    Link {
        /// Where it leads.
        href: String,
        /// Its title, or nothing.
        title: String,
    },
}

/// The marks around a word, from the outside.
pub(super) type Marks = Rc<[Mark]>;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word.
    Word,
    /// A comma, a bracket, a quotation mark.
    Point,
    /// Spaces, where they count: in code.
    Space,
    /// HTML that stands for itself: the value of a fact, an image, the mark of a footnote.
    Html,
}

/// A word, a point, or something that stands in a text like a word.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Equal for tokens that say the same.
    pub(super) key: u32,
    /// Whether a space stands before it.
    pub(super) space: bool,
    /// Its letters, or its HTML, cut where the marks change.
    pub(super) parts: Vec<(String, Marks)>,
}

impl Token {
    /// How many letters it has.
    pub(super) fn length(&self) -> usize {
        self.parts.iter().map(|(letters, _)| letters.len()).sum()
    }

    /// Whether it counts as a word.
    pub(super) fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Html)
    }

    /// The last letter.
    pub(super) fn last(&self) -> Option<char> {
        self.parts.last().and_then(|(letters, _)| letters.chars().next_back())
    }
}

/// Gives equal things equal numbers, in two texts alike.
#[derive(Debug, Default)]
pub(super) struct Keys {
    words: BTreeMap<String, u32>,
    rows: BTreeMap<Vec<u32>, u32>,
}

impl Keys {
    /// The number of a word.
    pub(super) fn word(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        *self.words.entry(word).or_insert(next)
    }

    /// The number of a row of numbers.
    pub(super) fn row(&mut self, row: Vec<u32>) -> u32 {
        let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        *self.rows.entry(row).or_insert(next)
    }
}

/// Collects letters and cuts them into tokens.
pub(super) struct Cutter<'k> {
    keys: &'k mut Keys,
    tokens: Vec<Token>,
    run: Vec<(char, Marks)>,
    space: bool,
}

impl<'k> Cutter<'k> {
    /// A cutter with nothing in it.
    pub(super) fn new(keys: &'k mut Keys) -> Self {
        Self { keys, tokens: Vec::new(), run: Vec::new(), space: false }
    }

    /// Adds letters in their marks.
    pub(super) fn text(&mut self, text: &str, marks: &Marks) {
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.end_run();
                self.space = true;
            } else {
                self.run.push((letter, Rc::clone(marks)));
            }
        }
    }

    /// Adds what stands for itself: `name` says what it is, and `html` is how it looks.
    pub(super) fn html(&mut self, name: &str, html: String, marks: &Marks) {
        self.end_run();
        let key = self.keys.word(format!("{name}\0{}", href(marks)));
        let space = std::mem::take(&mut self.space);
        self.tokens.push(Token { kind: TokenKind::Html, key, space, parts: vec![(html, Rc::clone(marks))] });
    }

    /// The tokens.
    pub(super) fn end(mut self) -> Vec<Token> {
        self.end_run();
        self.tokens
    }

    /// Cuts what stands between two spaces: points at its ends by themselves, and what is between them whole.
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let first = run.iter().position(|(letter, _)| !is_point(*letter)).unwrap_or(run.len());
        let last = run.iter().rposition(|(letter, _)| !is_point(*letter)).map_or(first, |at| at + 1);
        for at in 0..first {
            self.token(TokenKind::Point, &run[at..=at]);
        }
        let mut from = first;
        for at in first..last {
            let alone = stands_alone(run[at].0);
            if alone || run[at].0 == '—' {
                self.token(TokenKind::Word, &run[from..at]);
                self.token(if alone { TokenKind::Word } else { TokenKind::Point }, &run[at..=at]);
                from = at + 1;
            }
        }
        self.token(TokenKind::Word, &run[from..last]);
        for at in last..run.len() {
            self.token(TokenKind::Point, &run[at..=at]);
        }
    }

    fn token(&mut self, kind: TokenKind, run: &[(char, Marks)]) {
        let Some((_, marks)) = run.first() else { return };
        let mut parts: Vec<(String, Marks)> = vec![(String::new(), Rc::clone(marks))];
        for (letter, marks) in run {
            match parts.last_mut() {
                Some((letters, known)) if known == marks => letters.push(*letter),
                _ => parts.push((String::from(*letter), Rc::clone(marks))),
            }
        }
        let word: String = run.iter().map(|(letter, _)| *letter).collect();
        let key = self.keys.word(format!("{word}\0{}", href(marks)));
        let space = std::mem::take(&mut self.space);
        self.tokens.push(Token { kind, key, space, parts });
    }
}

/// Cuts code: words, and every run of spaces and every end of a line by itself.
pub(super) fn cut_code(code: &str, keys: &mut Keys) -> Vec<Token> {
    let marks: Marks = Rc::from([]);
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => 1,
            _ if first.is_whitespace() => rest.find(|c: char| c == '\n' || !c.is_whitespace()).unwrap_or(rest.len()),
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (word, behind) = rest.split_at(length);
        let kind = if first.is_whitespace() { TokenKind::Space } else { TokenKind::Word };
        let key = keys.word(format!("{word}\0"));
        tokens.push(Token { kind, key, space: false, parts: vec![(word.to_owned(), Rc::clone(&marks))] });
        rest = behind;
    }
    tokens
}

fn href(marks: &Marks) -> &str {
    let link = marks.iter().find_map(|mark| match mark {
        Mark::Link { href, .. } => Some(href.as_str()),
        _ => None,
    });
    link.unwrap_or_default()
}

/// What ends or opens a clause, and is no part of a word. Signs of money, per cent and the like are.
fn is_point(letter: char) -> bool {
    ".,;:!?…()[]{}<>\"'“”„‘’‚«»‹›–—-*|/\\·•、。，．；：！？「」『』（）【】".contains(letter)
}

/// Letters of scripts that put no spaces between words.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut keys = Keys::default();
        let mut cutter = Cutter::new(&mut keys);
        cutter.text(text, &Rc::from([]));
        let word = |token: &Token| format!("{}{}", if token.space { " " } else { "" }, token.parts[0].0);
        cutter.end().iter().map(word).collect()
    }

    #[test]
    fn points_stand_apart_and_sums_stay_whole() {
        assert_eq!(
            cut("Pay (CS-014)  £1,250.00, or 10%."),
            ["Pay", " (", "CS-014", ")", " £1,250.00", ",", " or", " 10%", "."]
        );
        assert_eq!(cut("and/or can’t — e.g.\nx"), ["and/or", " can’t", " —", " e.g", ".", " x"]);
        assert_eq!(cut("返金は。"), ["返", "金", "は", "。"]);
    }

    #[test]
    fn code_keeps_its_spaces() {
        let mut keys = Keys::default();
        let words: Vec<String> =
            cut_code("if x\n  y\n", &mut keys).iter().map(|token| token.parts[0].0.clone()).collect();
        assert_eq!(words, ["if", " ", "x", "\n", "  ", "y", "\n"]);
    }
}
