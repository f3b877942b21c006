//! Says where an option cannot apply outside of a bound.
//!
//! In: the tokens of a condition, and an amount in it. Out: yes, or not for certain. What always holds: a word that makes alternatives,
//! a rule of thumb, or a list of cases is enough for "not for certain".

use std::ops::Range;

use super::amount::{Amount, Measure};
use super::bound::{Quantity, Role, Side};
use super::reader::Reader;
use super::tokens::{Token, clause};
use super::words::has;

impl Reader<'_> {
    /// Whether the option cannot apply outside of the bound of an amount, which ends before `end`.
    pub(super) fn is_certain(&self, amount: &Amount, quantity: &Quantity, end: usize) -> bool {
        let before = self.before(amount);
        let opens_range = amount.start > 0 && has(&self.words.between, self.word(amount.start - 1));
        let own = before.start.min(amount.start - usize::from(opens_range))..end;
        if self.has_alternatives(&own) {
            return false;
        }
        match self.side {
            Side::When => self.must_hold(amount, quantity, &own),
            Side::Limit => self.limits_all(quantity, &own, before.comparison.is_some()),
        }
    }

    /// Whether the text has words that make alternatives of its parts, or that take the bound back. Those that belong to the amount
    /// (30 days *or more*) do not count.
    fn has_alternatives(&self, own: &Range<usize>) -> bool {
        let words = self.words;
        let hedges = |at: usize| has(&words.either, self.word(at)) || has(&words.hedges, self.word(at));
        (0..self.tokens.len()).any(|at| !own.contains(&at) && !self.word(at).is_empty() && hedges(at))
    }

    /// Whether a bound of `when` must hold: it opens its clause, or follows "and", or is in the only one. Of three clauses and more
    /// nobody can tell whether they are cases.
    fn must_hold(&self, amount: &Amount, quantity: &Quantity, own: &Range<usize>) -> bool {
        let clause = clause(self.tokens, amount.start);
        let marks = self.tokens.iter().filter(|placed| placed.token == Token::Mark).count();
        let last_is_mark = self.tokens.last().is_some_and(|placed| placed.token == Token::Mark);
        let clauses = marks + usize::from(!last_is_mark);
        let follows_and = has(&self.words.and, self.word(clause.start)) && !self.words.and.is_empty();
        let first = (clause.start..own.start).find(|at| !has(&self.words.fillers, self.word(*at)));
        let opens = first.is_none();
        let is_denied =
            (clause.start..own.start).any(|at| has(&self.words.not, self.word(at)) && !self.word(at).is_empty());
        // "Went wrong twice" counts one thing, and a query may count another. "Has no gap within 3 weeks" looks ahead.
        let is_plain = match quantity {
            Quantity::Occurrence => amount.measure == Measure::Occurrence { ordinal: true },
            Quantity::Time(Role::Since) => opens || follows_and || self.is_told_behind(amount, own),
            _ => true,
        };
        is_plain && !is_denied && clauses < 3 && (clauses == 1 || opens || follows_and)
    }

    /// Whether a word behind an amount says what it is counted from: more than 30 days *ago*.
    fn is_told_behind(&self, amount: &Amount, own: &Range<usize>) -> bool {
        let last = own.end.checked_sub(1).filter(|last| *last >= amount.end);
        last.is_some_and(|last| self.words.behind.values().any(|words| has(words, self.word(last))))
    }

    /// Whether nothing is offered beyond a bound of `limit`: it is the whole of the first clause, but for what it is counted by.
    fn limits_all(&self, quantity: &Quantity, own: &Range<usize>, is_compared: bool) -> bool {
        let clause = clause(self.tokens, own.start);
        let opens = clause.start == 0 && (0..own.start).all(|at| has(&self.words.fillers, self.word(at)));
        let next = self.word(own.end.min(clause.end));
        let is_end = own.end >= clause.end;
        let counted = is_end || has(&self.words.articles, next) || self.words.window.iter().any(|one| one == next);
        match quantity {
            Quantity::Money(_) => opens && (counted || self.words.front.get("d").is_some_and(|words| has(words, next))),
            Quantity::Occurrence => opens && counted,
            // One lesson is what may be given; two guests at a time is how many there may be.
            Quantity::Count(_) => opens && has(&self.words.at_once, next) && !next.is_empty(),
            Quantity::Time(Role::Since | Role::Late) => opens && !is_compared,
            _ => false,
        }
    }
}
