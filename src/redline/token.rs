//! Running text as words and punctuation, each with the emphasis, links and the like that it stands in.
//!
//! In: letters with the nodes around them. Out: tokens, the least that a redline takes out or puts in. What always holds: the
//! letters of the tokens in their order, with the spaces before them, are the text with one space for many.

use std::collections::BTreeMap;
use std::rc::Rc;

use comrak::Node;

/// A node that words stand in: emphasis, a link, code.
#[derive(Debug, Clone)]
pub(super) struct Mark<'a> {
    pub(super) node: Node<'a>,
    /// Where it leads, when it is a link.
    pub(super) href: Option<Rc<str>>,
}

/// The nodes around a word, from the outside.
pub(super) type Marks<'a> = Rc<[Mark<'a>]>;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word, or what stands in a text like one: the value of a fact, an image, the mark of a footnote.
    Word,
    /// A comma, a bracket, a quotation mark, the end of a line that the author set.
    Punctuation,
    /// Spaces, where they count: in code.
    Space,
}

/// What a token, or a part of it in other marks, consists of.
#[derive(Debug, Clone)]
pub(super) enum Content<'a> {
    Letters(String),
    /// A node that is shown whole.
    Whole(Node<'a>),
}

/// A word, a punctuation mark, or something that stands in a text like a word.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind,
    /// Equal for tokens that say the same.
    pub(super) key: u32,
    /// Whether a space stands before it.
    pub(super) space: bool,
    /// What it consists of, cut where the marks change.
    pub(super) parts: Vec<(Content<'a>, Marks<'a>)>,
}

impl Token<'_> {
    /// Its letters without marks.
    pub(super) fn letters(&self) -> String {
        let letters = |(content, _): &(Content<'_>, Marks<'_>)| match content {
            Content::Letters(letters) => letters.clone(),
            Content::Whole(_) => String::new(),
        };
        self.parts.iter().map(letters).collect()
    }

    /// How many bytes its letters have.
    pub(super) fn length(&self) -> usize {
        let length = |(content, _): &(Content<'_>, Marks<'_>)| match content {
            Content::Letters(letters) => letters.len(),
            Content::Whole(_) => 1,
        };
        self.parts.iter().map(length).sum()
    }

    /// Whether it counts as a word.
    pub(super) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// The last letter.
    pub(super) fn last(&self) -> Option<char> {
        match self.parts.last() {
            Some((Content::Letters(letters), _)) => letters.chars().next_back(),
            _ => None,
        }
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
pub(super) struct Tokenizer<'k, 'a> {
    keys: &'k mut Keys,
    tokens: Vec<Token<'a>>,
    /// The letters since the last space.
    run: Vec<(char, Marks<'a>)>,
    space: bool,
}

impl<'k, 'a> Tokenizer<'k, 'a> {
    /// A tokenizer with nothing in it.
    pub(super) fn new(keys: &'k mut Keys) -> Self {
        Self { keys, tokens: Vec::new(), run: Vec::new(), space: false }
    }

    /// Adds letters in their marks.
    pub(super) fn text(&mut self, text: &str, marks: &Marks<'a>) {
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.end_run();
                self.space = true;
            } else {
                self.run.push((letter, Rc::clone(marks)));
            }
        }
    }

    /// Adds what stands for itself; `name` is equal where two such things look the same.
    pub(super) fn whole(&mut self, kind: TokenKind, name: &str, content: Content<'a>, marks: &Marks<'a>) {
        self.end_run();
        let key = self.keys.word(format!("\u{3}{name}\0{}", href(marks)));
        let space = std::mem::take(&mut self.space);
        self.tokens.push(Token { kind, key, space, parts: vec![(content, Rc::clone(marks))] });
    }

    /// The tokens.
    pub(super) fn end(mut self) -> Vec<Token<'a>> {
        self.end_run();
        self.tokens
    }

    /// Cuts what stands between two spaces: punctuation at its ends by itself, and what is between whole.
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let first = run.iter().position(|(letter, _)| !is_punctuation(*letter)).unwrap_or(run.len());
        let last = run.iter().rposition(|(letter, _)| !is_punctuation(*letter)).map_or(first, |at| at + 1);
        for at in 0..first {
            self.token(TokenKind::Punctuation, &run[at..=at]);
        }
        let mut from = first;
        for at in first..last {
            let alone = stands_alone(run[at].0);
            if alone || run[at].0 == '—' {
                self.token(TokenKind::Word, &run[from..at]);
                self.token(if alone { TokenKind::Word } else { TokenKind::Punctuation }, &run[at..=at]);
                from = at + 1;
            }
        }
        self.token(TokenKind::Word, &run[from..last]);
        for at in last..run.len() {
            self.token(TokenKind::Punctuation, &run[at..=at]);
        }
    }

    fn token(&mut self, kind: TokenKind, run: &[(char, Marks<'a>)]) {
        let Some((_, marks)) = run.first() else { return };
        let cut = run.chunk_by(|(_, before), (_, behind)| Rc::ptr_eq(before, behind));
        let parts = cut.map(|part| (Content::Letters(word(part)), Rc::clone(&part[0].1))).collect();
        let key = self.keys.word(format!("{}\0{}", word(run), href(marks)));
        let space = std::mem::take(&mut self.space);
        self.tokens.push(Token { kind, key, space, parts });
    }
}

fn word(run: &[(char, Marks<'_>)]) -> String {
    run.iter().map(|(letter, _)| *letter).collect()
}

/// Cuts a text without marks.
pub(super) fn tokenize<'a>(text: &str, keys: &mut Keys) -> Vec<Token<'a>> {
    let mut tokenizer = Tokenizer::new(keys);
    tokenizer.text(text, &Rc::from([]));
    tokenizer.end()
}

/// Cuts code: words, and every run of spaces and every end of a line by itself.
pub(super) fn tokenize_code<'a>(code: &str, keys: &mut Keys) -> Vec<Token<'a>> {
    let marks: Marks<'a> = Rc::from([]);
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
        let parts = vec![(Content::Letters(word.to_owned()), Rc::clone(&marks))];
        tokens.push(Token { kind, key, space: false, parts });
        rest = behind;
    }
    tokens
}

/// Where a word leads: to say the same, two words must lead to the same page.
fn href<'m>(marks: &'m Marks<'_>) -> &'m str {
    marks.iter().find_map(|mark| mark.href.as_deref()).unwrap_or_default()
}

/// What ends or opens a clause, and is no part of a word. Signs of money, per cent and the like are.
fn is_punctuation(letter: char) -> bool {
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
        let word = |token: &Token<'_>| format!("{}{}", if token.space { " " } else { "" }, token.letters());
        tokenize(text, &mut Keys::default()).iter().map(word).collect()
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
        let tokens = tokenize_code("if x\n  y\n", &mut Keys::default());
        let words: Vec<String> = tokens.iter().map(Token::letters).collect();
        assert_eq!(words, ["if", " ", "x", "\n", "  ", "y", "\n"]);
    }
}
