//! Cuts a condition into numbers, words and marks.
//!
//! In: a text. Out: its tokens, in lower case, each with its place. What always holds: a number that cannot be read for certain is a
//! word.

use std::ops::Range;

/// A number, a word, or a mark between clauses.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// A number with the ending of an ordinal: 2nd.
    Ordinal(f64),
    Word(String),
    /// What ends a clause.
    Mark,
    /// A dash between two numbers.
    Dash,
}

/// A token and its bytes in the text.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) place: Range<usize>,
}

/// Returns the tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let run = |test: &dyn Fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let (length, token) = if first.is_ascii_digit() {
            number(rest)
        } else if first.is_alphabetic() {
            let length = run(&|c| c.is_alphabetic() || c == '\'' || c == '’');
            (length, Some(Token::Word(rest[..length].to_lowercase())))
        } else if "£€$%".contains(first) {
            (first.len_utf8(), Some(Token::Word(first.to_string())))
        } else if "–-".contains(first) {
            let between =
                out.last().is_some_and(|last| matches!(last.token, Token::Number(_)) && last.place.end == start);
            (first.len_utf8(), between.then_some(Token::Dash))
        } else if ",;.:()—·".contains(first) {
            (first.len_utf8(), Some(Token::Mark))
        } else {
            (first.len_utf8(), None)
        };
        out.extend(token.map(|token| Placed { token, place: start..start + length }));
        rest = &rest[length..];
    }
    out
}

/// Returns the tokens of the clause that a token stands in.
pub(super) fn clause(tokens: &[Placed], at: usize) -> Range<usize> {
    let is_mark = |placed: &Placed| placed.token == Token::Mark;
    let start = tokens[..at].iter().rposition(is_mark).map_or(0, |mark| mark + 1);
    let end = tokens[at..].iter().position(is_mark).map_or(tokens.len(), |length| at + length);
    start..end
}

/// Reads the number at the beginning of a text: 30, 7.50, 7,50, 1,000.
fn number(text: &str) -> (usize, Option<Token>) {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        let next_is_digit = text[at + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        if !(c.is_ascii_digit() || ((c == '.' || c == ',') && next_is_digit)) {
            break;
        }
        length = at + c.len_utf8();
    }
    let written = &text[..length];
    let tail = &text[length..];
    let ending = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    if let "st" | "nd" | "rd" | "th" = &tail[..ending] {
        return (length + ending, written.parse().ok().map(Token::Ordinal));
    }
    // A time of the day, as 10:30, and a word that begins with digits are no amount.
    if let Some(minutes) = tail.strip_prefix(':').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        let end = minutes.find(|c: char| !c.is_ascii_digit()).unwrap_or(minutes.len());
        let length = length + 1 + end;
        return (length, Some(Token::Word(text[..length].to_owned())));
    }
    match value(written) {
        Some(value) if ending == 0 => (length, Some(Token::Number(value))),
        _ => (length + ending, Some(Token::Word(text[..length + ending].to_lowercase()))),
    }
}

fn value(written: &str) -> Option<f64> {
    let marks: Vec<usize> = written.match_indices(['.', ',']).map(|(at, _)| at).collect();
    let Some(last) = marks.last() else { return written.parse().ok() };
    let behind = written.len() - last - 1;
    let digits = |text: &str| text.replace(['.', ','], "");
    match (marks.len(), behind) {
        (_, 3) => digits(written).parse().ok(),
        (_, 1 | 2) => format!("{}.{}", digits(&written[..*last]), &written[last + 1..]).parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = |text: &str| tokens(text).into_iter().map(|placed| placed.token).collect::<Vec<_>>();
        let number = |value: f64| vec![Token::Number(value)];
        assert_eq!(read("1,000"), number(1000.0));
        assert_eq!(read("1.000,50"), number(1000.5));
        assert_eq!(read("7.50"), number(7.5));
        assert_eq!(read("7,5."), [Token::Number(7.5), Token::Mark]);
        assert_eq!(read("30–60"), [Token::Number(30.0), Token::Dash, Token::Number(60.0)]);
        assert_eq!(read("2nd"), [Token::Ordinal(2.0)]);
        assert_eq!(read("A4x 3d"), [Token::Word("a".into()), Token::Word("4x".into()), Token::Word("3d".into())]);
        assert_eq!(read("10:30"), [Token::Word("10:30".into())]);
    }
}
