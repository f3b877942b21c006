//! Figures in texts: numbers with their unit or currency, however they are written.
//!
//! In: words. Out: tokens, in which `£1,000.00`, `1000 pounds` and `GBP 1000` are the same, and `five working days` is `5 working day`.
//! What always holds: a token knows its bytes.

use std::borrow::Cow;
use std::ops::Range;

/// A number, a currency, a word, or the end of a sentence, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    kind: TokenKind<'t>,
    /// Its place.
    pub(super) bytes: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TokenKind<'t> {
    Number(Cow<'t, str>),
    Currency(char),
    Word(Cow<'t, str>),
    /// A sign between parts of a sentence: a figure does not go on behind it.
    Pause,
    /// The end of a sentence.
    Stop,
}

/// Words of currencies, with their signs.
const CURRENCIES: [(&str, char); 12] = [
    ("gbp", '£'),
    ("pound", '£'),
    ("eur", '€'),
    ("euro", '€'),
    ("usd", '$'),
    ("dollar", '$'),
    ("chf", '₣'),
    ("franken", '₣'),
    ("franc", '₣'),
    ("jpy", '¥'),
    ("yen", '¥'),
    ("pfund", '£'),
];

/// Words of small numbers.
const NUMBERS: [(&str, &str); 26] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("sixty", "60"),
    ("ninety", "90"),
    ("zwei", "2"),
    ("drei", "3"),
    ("vier", "4"),
    ("fünf", "5"),
    ("sechs", "6"),
    ("sieben", "7"),
    ("acht", "8"),
    ("neun", "9"),
    ("zehn", "10"),
    ("zwölf", "12"),
];

/// Names of months, in English and German, and their short forms.
const MONTHS: [&str; 28] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "jan",
    "feb",
    "mar",
    "apr",
    "aug",
    "sept",
    "oct",
    "dec",
];

/// Words that are in every second title, and say nothing of what it is about.
const EMPTY: &[&str] = &[
    "the",
    "and",
    "for",
    "from",
    "with",
    "how",
    "long",
    "what",
    "which",
    "when",
    "where",
    "who",
    "whom",
    "that",
    "thi",
    "these",
    "those",
    "are",
    "may",
    "must",
    "can",
    "not",
    "any",
    "all",
    "each",
    "every",
    "you",
    "your",
    "our",
    "it",
    "their",
    "them",
    "they",
    "there",
    "than",
    "then",
    "into",
    "out",
    "have",
    "has",
    "had",
    "was",
    "were",
    "will",
    "would",
    "should",
    "could",
    "after",
    "before",
    "within",
    "until",
    "per",
    "least",
    "most",
    "latest",
    "longest",
    "once",
    "last",
    "lasting",
    "one",
    "time",
    "day",
    "week",
    "month",
    "year",
    "hour",
    "minute",
    "working",
    "does",
    "been",
    "being",
    "left",
    "keep",
    "give",
    "get",
    "make",
    "without",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "einer",
    "eines",
    "und",
    "oder",
    "von",
    "für",
    "auf",
    "zum",
    "zur",
    "mit",
    "wie",
    "lange",
    "wann",
    "wer",
    "bis",
    "nach",
    "vor",
    "pro",
    "bei",
    "aus",
    "den",
    "dem",
    "des",
    "ist",
    "sind",
    "wird",
    "werden",
    "kann",
    "darf",
    "muss",
    "nicht",
    "kein",
    "keine",
    "alle",
    "jede",
    "jeder",
    "jedes",
    "tag",
    "tage",
    "woche",
    "wochen",
    "monat",
    "monate",
    "jahr",
    "jahre",
    "stunde",
    "stunden",
    "minute",
    "minuten",
    "höchstens",
    "mindestens",
];

impl Token<'_> {
    /// Its word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is a form of a word: refund and refunds, cancel and cancellation.
    pub(super) fn is_form_of(&self, word: &str) -> bool {
        let Some(own) = self.word() else { return false };
        let (short, long) = if own.len() < word.len() { (own, word) } else { (word, own) };
        short == long || short.chars().count() >= 4 && long.starts_with(short)
    }

    /// Whether a figure may begin with it.
    pub(super) fn begins_figure(&self) -> bool {
        matches!(self.kind, TokenKind::Number(_) | TokenKind::Currency(_))
    }

    /// Whether tokens begin with a figure.
    pub(super) fn begin_with(tokens: &[Self], figure: &[Self]) -> bool {
        tokens.len() >= figure.len() && tokens.iter().zip(figure).all(|(one, other)| one.kind == other.kind)
    }

    /// Where tokens have a figure. A number that goes on, as in `£5 million`, is another one.
    pub(super) fn find(all: &[Self], figure: &[Self]) -> Vec<usize> {
        let goes_on = |at: usize| {
            let is_more = |next: &Self| match &next.kind {
                TokenKind::Word(word) => ["million", "thousand", "hundred", "%"].contains(&&**word),
                _ => false,
            };
            let is_money = figure.last().is_some_and(|last| matches!(last.kind, TokenKind::Number(_)));
            is_money && all.get(at + figure.len()).is_some_and(is_more)
        };
        let begins = |at: &usize| all[*at].begins_figure() && Self::begin_with(&all[*at..], figure);
        (0..all.len()).filter(begins).filter(|at| !goes_on(*at)).collect()
    }

    /// The figures of a sentence that have the unit or the currency of another figure: a number and its unit, or a currency and its
    /// number.
    pub(super) fn like<'s>(sentence: &'s [Self], figure: &[Self]) -> Vec<&'s [Self]> {
        let pair = |pair: &&[Self]| match (pair, figure) {
            ([one, Self { kind: TokenKind::Number(_), .. }], [other, Self { kind: TokenKind::Number(_), .. }, ..]) => {
                matches!(one.kind, TokenKind::Currency(_)) && one.kind == other.kind
            }
            _ => false,
        };
        let with_unit = |window: &&[Self]| match (window.split_first(), figure.split_first()) {
            (
                Some((Self { kind: TokenKind::Number(_), .. }, unit)),
                Some((Self { kind: TokenKind::Number(_), .. }, own)),
            ) => !own.is_empty() && unit.iter().map(|token| &token.kind).eq(own.iter().map(|token| &token.kind)),
            _ => false,
        };
        let windows = |length: usize| sentence.windows(length.max(1));
        windows(2).filter(pair).chain(windows(figure.len()).filter(with_unit)).collect()
    }

    /// The same tokens of a text that begins later.
    pub(super) fn moved(mut tokens: Vec<Self>, by: usize) -> Vec<Self> {
        for token in &mut tokens {
            token.bytes = token.bytes.start + by..token.bytes.end + by;
        }
        tokens
    }
}

/// Whether tokens begin with a number and its unit, or with a currency and its number, and are no date.
pub(super) fn is_figure(tokens: &[Token<'_>]) -> bool {
    let is_month = |token: &Token<'_>| token.word().is_some_and(|word| MONTHS.contains(&word));
    let has_unit = matches!(
        tokens,
        [Token { kind: TokenKind::Currency(_), .. }, Token { kind: TokenKind::Number(_), .. }, ..]
            | [Token { kind: TokenKind::Number(_), .. }, Token { kind: TokenKind::Word(_), .. }, ..]
    );
    has_unit && !tokens.iter().any(is_month)
}

/// Whether a word of a title says what it is about.
pub(super) fn is_word_of(word: &str) -> bool {
    word.chars().count() >= 3 && !EMPTY.contains(&word)
}

/// The sentences of a passage.
pub(super) fn sentences<'s, 't>(tokens: &'s [Token<'t>]) -> impl Iterator<Item = &'s [Token<'t>]> {
    tokens.split(|token| token.kind == TokenKind::Stop)
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, len) = if first.is_ascii_digit() {
            let number = number(rest);
            (Some(TokenKind::Number(plain_number(number))), number.len())
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            (Some(word(&rest[..end])), end)
        } else {
            let kind = match first {
                '£' | '€' | '$' | '¥' => Some(TokenKind::Currency(first)),
                '%' => Some(TokenKind::Word("%".into())),
                '.' | '!' | '?' if rest[1..].chars().next().is_none_or(char::is_whitespace) => Some(TokenKind::Stop),
                ',' | ';' | ':' | '(' | ')' | '–' | '—' | '/' => Some(TokenKind::Pause),
                _ => None,
            };
            (kind, first.len_utf8())
        };
        out.extend(kind.map(|kind| Token { kind, bytes: at..at + len }));
        at += len;
    }
    // `200 pounds` is `£200`.
    for at in 1..out.len() {
        if let [Token { kind: TokenKind::Number(_), .. }, Token { kind: TokenKind::Currency(_), .. }] =
            &out[at - 1..=at]
            && !matches!(out.get(at + 1), Some(Token { kind: TokenKind::Number(_), .. }))
        {
            let kind = out[at].kind.clone();
            out[at].kind = std::mem::replace(&mut out[at - 1].kind, kind);
        }
    }
    out
}

/// The digits at the beginning of a text, with the points and commas between them.
fn number(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let belongs = |at: &usize| is_digit(*at) || is_digit(at + 1) && matches!(bytes[*at], b'.' | b',' | b'\'');
    let end = (0..bytes.len()).take_while(belongs).count();
    &text[..end]
}

/// A number without the signs between its thousands, and without a fraction of nothing.
fn plain_number(number: &str) -> Cow<'_, str> {
    let is_plain = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain {
        return number.into();
    }
    let mut groups = number.split(['.', ',', '\'']);
    let mut out = groups.next().unwrap_or_default().trim_start_matches('0').to_owned();
    if out.is_empty() {
        out.push('0');
    }
    for group in groups {
        if group.len() == 3 {
            out.push_str(group);
        } else if !group.trim_end_matches('0').is_empty() {
            out.push('.');
            out.push_str(group.trim_end_matches('0'));
        }
    }
    out.into()
}

fn word(text: &str) -> TokenKind<'_> {
    let is_small = text.bytes().all(|byte| byte.is_ascii_lowercase());
    let lower: Cow<'_, str> = if is_small { text.into() } else { text.to_lowercase().into() };
    let length = lower.strip_suffix('s').filter(|single| single.len() > 2 && !single.ends_with('s')).map(str::len);
    let word = match (lower, length) {
        (lower, None) => lower,
        (Cow::Borrowed(lower), Some(length)) => lower[..length].into(),
        (Cow::Owned(mut lower), Some(length)) => {
            lower.truncate(length);
            lower.into()
        }
    };
    if let Some((_, sign)) = CURRENCIES.iter().find(|(name, _)| *name == word) {
        return TokenKind::Currency(*sign);
    }
    if let Some((_, number)) = NUMBERS.iter().find(|(name, _)| *name == word) {
        return TokenKind::Number((*number).into());
    }
    match &*word {
        "a" | "an" | "each" | "every" | "je" | "pro" => TokenKind::Word("per".into()),
        _ => TokenKind::Word(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, figure: &str) -> bool {
        !Token::find(&tokens(text), &tokens(figure)).is_empty()
    }

    #[test]
    fn one_figure_has_many_forms() {
        for (text, figure) in [
            ("It is £1,000.00 in all", "£1000"),
            ("up to 200 pounds", "£200"),
            ("up to GBP 200.", "£200"),
            ("bis zu 1.000 EUR", "1.000 €"),
            ("within five working days", "5 working days"),
            ("a 24-month credit note", "24 months"),
            ("£5 per month", "£5 a month"),
            ("one month", "1 month"),
            ("20 % of it", "20%"),
        ] {
            assert!(has(text, figure), "{text}: {figure}");
        }
        for (text, figure) in [
            ("It is £2,000", "£200"),
            ("It is £5.50", "£5"),
            ("It is £5 million", "£5"),
            ("15 days", "5 days"),
            ("5, days of rest", "5 days"),
            ("5 days", "5 working days"),
        ] {
            assert!(!has(text, figure), "{text}: {figure}");
        }
    }

    #[test]
    fn dates_months_and_bare_numbers_are_no_figures() {
        for text in [
            "January",
            "1 March",
            "2026-03-01",
            "12",
            "01234 567890",
            "Monday to Friday",
            "care@example.org",
            "May 2027",
        ] {
            assert!(!is_figure(&tokens(text)), "{text}");
        }
        for text in ["£5", "24 hours", "one month", "£3 a month", "15 %", "3 Werktage"] {
            assert!(is_figure(&tokens(text)), "{text}");
        }
    }
}
