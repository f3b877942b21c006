//! Finds amounts: a number and what it is a number of.
//!
//! In: the tokens of a condition. Out: an [`Amount`]. What always holds: the least and the most of it are what its unit allows, so
//! that a month is 28 to 31 days.

use super::tokens::{Placed, Token};
use super::words::{Words, has};

/// What a number is a number of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Measure {
    Time,
    Money(char),
    Distance,
    /// Times that something has happened; `ordinal`: the third, in contrast to three.
    Occurrence {
        ordinal: bool,
    },
    Count(String),
    /// Nothing is named.
    Bare,
}

/// A number and what it is a number of.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    pub(super) measure: Measure,
    pub(super) least: f64,
    pub(super) most: f64,
    /// Whether two numbers were written.
    pub(super) is_range: bool,
    /// Whether the number is only an article.
    pub(super) is_article: bool,
    /// Whether words around it say that it is an age.
    pub(super) is_age: bool,
    pub(super) start: usize,
    /// The token behind it.
    pub(super) end: usize,
}

struct Finder<'a> {
    tokens: &'a [Placed],
    words: &'a Words,
}

/// Returns the amount that begins at a token.
pub(super) fn at(tokens: &[Placed], at: usize, words: &Words) -> Option<Amount> {
    let finder = Finder { tokens, words };
    finder.money(at).or_else(|| finder.ordinal(at)).or_else(|| finder.repeat(at)).or_else(|| finder.number(at))
}

impl Finder<'_> {
    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at).map(|placed| &placed.token) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    fn value(&self, at: usize) -> Option<f64> {
        match &self.tokens.get(at)?.token {
            Token::Number(value) => Some(*value),
            Token::Word(word) => self.words.numbers.get(word).copied(),
            _ => None,
        }
    }

    /// The second number of a range, and the token behind it: 30 *to 60*.
    fn other(&self, at: usize) -> Option<(f64, usize)> {
        let links = self.tokens.get(at)?.token == Token::Dash || has(&self.words.to, self.word(at));
        let value_at = if self.words.unit(self.word(at + 1)).is_some() { at + 2 } else { at + 1 };
        Some((self.value(value_at).filter(|_| links)?, value_at + 1))
    }

    /// £30, £30 to £60.
    fn money(&self, at: usize) -> Option<Amount> {
        let symbol = self.word(at);
        let currency = symbol.chars().next().filter(|c| "£€$".contains(*c) && symbol.len() == c.len_utf8())?;
        let least = self.value(at + 1)?;
        let (most, end) = self.other(at + 2).filter(|(most, _)| *most > least).unwrap_or((least, at + 2));
        Some(amount(Measure::Money(currency), (least, most), at..end))
    }

    /// The third time; the first month.
    fn ordinal(&self, at: usize) -> Option<Amount> {
        let value = match &self.tokens.get(at)?.token {
            Token::Ordinal(value) => *value,
            Token::Word(word) => *self.words.ordinals.get(word)?,
            _ => return None,
        };
        if has(&self.words.time, self.word(at + 1)) {
            return Some(amount(Measure::Occurrence { ordinal: true }, (value, value), at..at + 2));
        }
        let unit = self.words.unit(self.word(at + 1)).filter(|unit| unit.kind == "t" && value < 2.0)?;
        // The ordinal is one of the words that compare: after the first month.
        Some(amount(Measure::Time, (unit.least, unit.most), at + 1..at + 2))
    }

    fn repeat(&self, at: usize) -> Option<Amount> {
        let value = *self.words.repeats.get(self.word(at))?;
        Some(amount(Measure::Occurrence { ordinal: false }, (value, value), at..at + 1))
    }

    fn number(&self, at: usize) -> Option<Amount> {
        let is_article = has(&self.words.articles, self.word(at)) && !self.word(at).is_empty();
        let value = self.value(at).or_else(|| is_article.then_some(1.0))?;
        let other = self.other(at + 1).filter(|(other, _)| *other > value);
        let (other, mut next) = other.map_or((value, at + 1), |(other, next)| (other, next));
        let behind = next;
        let mut days = 1.0;
        while next < self.tokens.len() && (self.is_filler(next) || has(&self.words.working, self.word(next))) {
            // Three days may hold one working day.
            days = if has(&self.words.working, self.word(next)) { 3.0 } else { days };
            next += 1;
        }
        let word = self.word(next);
        let both = (value, other);
        let mut found = match self.words.unit(word) {
            Some(unit) => {
                let measure = match unit.kind {
                    "t" => Measure::Time,
                    "k" => Measure::Distance,
                    currency => Measure::Money(currency.chars().next()?),
                };
                let most = if unit.kind == "t" { unit.most * days } else { unit.most };
                amount(measure, (value * unit.least, other * most), at..next + 1)
            }
            None if is_article => return None,
            None if has(&self.words.time, word) => amount(Measure::Occurrence { ordinal: false }, both, at..next + 1),
            None if value >= 1.0 && self.is_thing(word) => {
                amount(Measure::Count(self.words.stem(word)), both, at..next + 1)
            }
            None => amount(Measure::Bare, both, at..behind),
        };
        found.is_range = other > value;
        found.is_article = is_article;
        let years = has(&self.words.years, word) && has(&self.words.old, self.word(next + 1));
        if years || (at > 0 && has(&self.words.ages, self.word(at - 1)) && !self.word(at - 1).is_empty()) {
            let end = if years { next + 2 } else { at + 1 };
            return Some(Amount { is_age: true, is_range: found.is_range, ..amount(Measure::Bare, both, at..end) });
        }
        Some(found)
    }

    fn is_filler(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty() && has(&self.words.fillers, word)
    }

    /// Whether a word may name what is counted: a word of some length that has no other work here.
    fn is_thing(&self, word: &str) -> bool {
        let words = self.words;
        let phrases = words.upper.iter().chain(&words.lower).chain(&words.or_more).chain(&words.or_less);
        let roles = words.behind.values().chain(words.front.values());
        let small =
            [&words.and, &words.either, &words.hedges, &words.to, &words.articles, &words.fillers, &words.months];
        let mut others = phrases.chain(roles).chain(small);
        word.chars().count() > 2 && word.chars().all(char::is_alphabetic) && !others.any(|list| has(list, word))
    }
}

fn amount(measure: Measure, (least, most): (f64, f64), place: std::ops::Range<usize>) -> Amount {
    Amount {
        measure,
        least,
        most,
        is_range: most > least,
        is_article: false,
        is_age: false,
        start: place.start,
        end: place.end,
    }
}
