//! Reads what an amount bounds: how the words around it compare it, and what a time is counted from.
//!
//! In: the tokens of a condition, and an [`Amount`] in it. Out: a quantity and its range. What always holds: an amount that nothing
//! compares is a bound in a limit alone.

use std::collections::BTreeMap;

use super::amount::{Amount, Measure};
use super::bound::{Quantity, Role, Side};
use super::tokens::{Placed, Token, clause};
use super::words::{Words, has};

/// How an amount is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// At most so much.
    Upper,
    /// At least so much.
    Lower,
}

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Placed],
    pub(super) words: &'a Words,
    pub(super) side: Side,
}

/// The words before an amount that compare it.
pub(super) struct Before {
    pub(super) comparison: Option<Comparison>,
    /// The words themselves.
    phrase: String,
    /// The first token of them.
    pub(super) start: usize,
}

impl Reader<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        match self.tokens.get(at).map(|placed| &placed.token) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    /// The longest phrase of a list that ends before a token; words that change nothing may stand between.
    fn phrase_before(&self, phrases: &[String], end: usize) -> Option<(String, usize)> {
        let starts = [end, end.saturating_sub(1)];
        let ends = starts.into_iter().filter(|at| *at == end || has(&self.words.fillers, self.word(*at)));
        ends.flat_map(|end| (end.saturating_sub(4)..end).map(move |start| (start, end)))
            .map(|(start, end)| (self.joined(start, end), start))
            .find(|(joined, _)| phrases.contains(joined))
    }

    fn joined(&self, start: usize, end: usize) -> String {
        (start..end).map(|at| self.word(at)).collect::<Vec<_>>().join(" ")
    }

    /// The end of the first phrase of a list that begins at a token.
    fn phrase_at(&self, phrases: &[String], start: usize) -> Option<usize> {
        (start + 1..=start + 5).rev().find(|end| phrases.contains(&self.joined(start, *end)))
    }

    pub(super) fn before(&self, amount: &Amount) -> Before {
        let upper = self.phrase_before(&self.words.upper, amount.start);
        let lower = self.phrase_before(&self.words.lower, amount.start);
        let longer = |one: &(String, usize), other: &Option<(String, usize)>| {
            other.as_ref().is_none_or(|other| one.1 <= other.1)
        };
        let found = match (upper, lower) {
            (Some(upper), lower) if longer(&upper, &lower) => Some((Comparison::Upper, upper)),
            (_, Some(lower)) => Some((Comparison::Lower, lower)),
            _ => None,
        };
        match found {
            Some((comparison, (phrase, start))) => Before { comparison: Some(comparison), phrase, start },
            None => Before { comparison: None, phrase: String::new(), start: amount.start },
        }
    }

    /// What an amount bounds: the quantity, from where to where, and the token behind what says so.
    pub(super) fn bound(&self, amount: &Amount) -> Option<(Quantity, f64, f64, usize)> {
        let before = self.before(amount);
        let (behind, mut end) = self.behind(amount.end);
        let is_range = amount.most > amount.least && amount.is_range;
        let opens_range = amount.start > 0 && has(&self.words.between, self.word(amount.start - 1));
        let mut comparison = behind.or(before.comparison);
        if opens_range && !is_range {
            comparison = comparison.or(Some(Comparison::Lower));
        }
        let quantity = match &amount.measure {
            Measure::Time => {
                let (role, role_end) = self.role(&before, end);
                end = role_end;
                if role == Role::Before && self.words.latest.contains(&before.phrase) {
                    comparison = Some(Comparison::Lower);
                }
                if comparison.is_none() && !is_range {
                    comparison = self.bare_time(role);
                }
                Quantity::Time(role)
            }
            Measure::Money(currency) => Quantity::Money(*currency),
            Measure::Distance => Quantity::Distance,
            Measure::Occurrence { ordinal } => return self.occurrence(amount, *ordinal, comparison, end),
            Measure::Count(thing) => Quantity::Count(thing.clone()),
            Measure::Bare => {
                let is_ageable = |word: &str| has(&self.words.ageable, word);
                let compared = before.phrase.split(' ').any(is_ageable) || opens_range;
                // "From 6 pm" is no age.
                let next = self.word(end);
                let ends = next.is_empty() || has(&self.words.and, next);
                let is_age = amount.is_age || (compared && (ends || behind.is_some()));
                if amount.is_article || !is_age || amount.most > 110.0 || amount.least < 3.0 {
                    return None;
                }
                Quantity::Age
            }
        };
        // "A week" is an amount only where something compares it.
        let needs_words = amount.is_article && before.comparison.is_none() && behind.is_none();
        if needs_words && !matches!(quantity, Quantity::Time(Role::Before | Role::Late)) {
            return None;
        }
        if is_range && (opens_range || comparison.is_none()) {
            return Some((quantity, amount.least, amount.most, end));
        }
        let is_window = comparison.is_none() && self.phrase_before(&self.words.window, amount.start).is_some();
        let opens = clause(self.tokens, amount.start).start == amount.start;
        let is_limit = match quantity {
            Quantity::Money(_) => self.side == Side::Limit,
            Quantity::Count(_) => self.side == Side::Limit && opens,
            _ => false,
        };
        match comparison.or((is_limit && !is_window).then_some(Comparison::Upper))? {
            Comparison::Upper => Some((quantity, 0.0, amount.most, end)),
            Comparison::Lower => Some((quantity, amount.least, f64::INFINITY, end)),
        }
    }

    /// How a time is compared that stands without a comparing word.
    fn bare_time(&self, role: Role) -> Option<Comparison> {
        match (role, self.side) {
            (Role::Before, _) => Some(Comparison::Lower),
            (Role::Since | Role::Late, Side::Limit) => Some(Comparison::Upper),
            _ => None,
        }
    }

    /// The first time is the first alone; the third is any from the third on. In a limit, twice is at most twice.
    fn occurrence(
        &self,
        amount: &Amount,
        ordinal: bool,
        comparison: Option<Comparison>,
        end: usize,
    ) -> Option<(Quantity, f64, f64, usize)> {
        let n = amount.least;
        let (least, most) = match (comparison, self.side) {
            (Some(Comparison::Upper), _) => (0.0, n),
            (None, Side::When) if ordinal && n < 2.0 => (n, n),
            (Some(Comparison::Lower), _) | (None, Side::When) => (n, f64::INFINITY),
            (None, Side::Limit) if !ordinal => (0.0, n),
            _ => return None,
        };
        Some((Quantity::Occurrence, least, most, end))
    }

    /// How the words behind an amount compare it, and where they end.
    fn behind(&self, at: usize) -> (Option<Comparison>, usize) {
        if let Some(end) = self.phrase_at(&self.words.or_more, at) {
            return (Some(Comparison::Lower), end);
        }
        match self.phrase_at(&self.words.or_less, at) {
            Some(end) => (Some(Comparison::Upper), end),
            None => (None, at),
        }
    }

    /// What a time is counted from, and the token behind the word that says so.
    fn role(&self, before: &Before, end: usize) -> (Role, usize) {
        if let Some(end) = self.phrase_at(&self.words.late, end) {
            return (Role::Late, end);
        }
        if let Some(role) = role_of(&self.words.behind, self.word(end)) {
            return (role, end + 1);
        }
        let phrase = before.phrase.split(' ').find_map(|word| role_of(&self.words.front, word));
        let ahead = before.start.checked_sub(1).and_then(|at| role_of(&self.words.front, self.word(at)));
        // "For the first 30 days" is no time that something lasts.
        let phrase = phrase.map(|role| if role == Role::Lasting { Role::Since } else { role });
        (phrase.or(ahead).unwrap_or(Role::Unknown), end)
    }
}

/// The role that a word names.
fn role_of(table: &BTreeMap<String, String>, word: &str) -> Option<Role> {
    let (name, _) = table.iter().find(|(_, words)| !word.is_empty() && has(words, word))?;
    Some(match name.as_str() {
        "e" => Role::Since,
        "b" => Role::Before,
        "l" => Role::Late,
        _ => Role::Lasting,
    })
}
