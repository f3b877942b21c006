//! What was taken out of a row of words, and what was put in, as a reader would say it.
//!
//! In: two rows of tokens. Out: parts in their order, each the same in both, or old, or new. What always holds: the old parts
//! with the same ones are the old row, and the new parts with the same ones are the new row.

use std::ops::Range;
use std::rc::Rc;

use super::align::{likely, merge};
use super::pairs::Lists;
use super::token::{Cutter, Keys, Token, TokenKind};
use super::tree::{Block, plain};

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// They stand in both.
    Same,
    /// They stand in the old text alone.
    Deleted,
    /// They stand in the new text alone.
    Inserted,
}

/// Some words, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    /// What became of them.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// The pairs of words that are looked for at once.
const MOST: usize = 1 << 16;

/// A part of both rows: the same in both, or what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) same: bool,
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// What was taken out of a text without marks, and what was put in. The pieces end at the ends of words.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let mut keys = Keys::default();
    let mut cut = |text: &str| {
        let mut cutter = Cutter::new(&mut keys);
        cutter.text(text, &Rc::from([]));
        cutter.end()
    };
    let (old, new) = (cut(old), cut(new));
    pieces(&old, &new, &letters)
}

/// What became of the entries of a list of texts: each old one with the new one that it became, or alone, and each new one.
/// The pieces of a pair are the words of both.
#[must_use]
pub fn entries(old: &[String], new: &[String]) -> Vec<Entry> {
    let mut keys = Keys::default();
    let mut read = |texts: &[String]| -> Vec<Block> { texts.iter().map(|text| plain(text, &mut keys)).collect() };
    let (old, new) = (read(old), read(new));
    let pairs = merge(&old, &new, &likely(&old, &new));
    pairs
        .iter()
        .map(|pair| {
            let tokens = |block: Option<&'_ Block>| block.map_or_else(Vec::new, |block| block.tokens.clone());
            let pieces = pieces(&tokens(pair.old), &tokens(pair.new), &letters);
            Entry { old: pair.old.is_some(), new: pair.new.is_some(), pieces }
        })
        .collect()
}

/// A text of a list, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Whether it was there.
    pub old: bool,
    /// Whether it is there now.
    pub new: bool,
    /// Its words.
    pub pieces: Vec<Piece>,
}

impl Entry {
    /// Whether nothing became of it.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.old && self.new && self.pieces.iter().all(|piece| piece.change == Change::Same)
    }
}

fn letters(token: &Token) -> String {
    token.parts.iter().map(|(letters, _)| letters.as_str()).collect()
}

/// Words in a row of which the same became, and where their spaces stand.
pub(super) struct Laid<'t> {
    pub(super) change: Change,
    pub(super) tokens: &'t [Token],
    /// A space before all of it, that both texts have.
    pub(super) ahead: bool,
    /// A space before the first word, that belongs to it.
    pub(super) first: bool,
    /// A space behind the last word, that the other text has not.
    pub(super) behind: bool,
}

/// Lays parts out so that every space is where it stands in each of both texts.
pub(super) fn lay<'t>(old: &'t [Token], new: &'t [Token], parts: &[Part]) -> Vec<Laid<'t>> {
    let mut out = Vec::with_capacity(parts.len() * 2);
    let mut before: Option<(&Part, bool)> = None;
    let begins = |tokens: &[Token]| tokens.first().is_some_and(|token| token.space);
    for (at, part) in parts.iter().enumerate() {
        let (old_tokens, new_tokens) = (&old[part.old.clone()], &new[part.new.clone()]);
        if part.same {
            let ahead = match (before, begins(old_tokens), begins(new_tokens)) {
                (None, _, _) | (_, false, false) => false,
                (Some(_), true, true) => true,
                (Some((before, ahead)), true, false) => before.old.is_empty() && !ahead,
                (Some((before, ahead)), false, true) => before.new.is_empty() && !ahead,
            };
            out.push(Laid { change: Change::Same, tokens: new_tokens, ahead, first: false, behind: false });
            before = Some((part, false));
            continue;
        }
        let begun = before.is_some();
        let ahead = begun && space_ahead(old, new, part);
        let next = parts.get(at + 1).map(|next| (begins(&old[next.old.clone()]), begins(&new[next.new.clone()])));
        let (next_old, next_new) = next.unwrap_or_default();
        let mut written = false;
        for (change, tokens, behind) in [
            (Change::Deleted, old_tokens, next_old && !next_new),
            (Change::Inserted, new_tokens, next_new && !next_old),
        ] {
            if !tokens.is_empty() {
                let first = begun && !ahead && begins(tokens);
                out.push(Laid { change, tokens, ahead: ahead && !written, first, behind });
                written = true;
            }
        }
        before = Some((part, ahead));
    }
    out
}

/// The parts as words; `show` says how a token looks.
pub(super) fn pieces(old: &[Token], new: &[Token], show: &dyn Fn(&Token) -> String) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut add = |change: Change, text: &str| match out.last_mut() {
        Some(last) if last.change == change => last.text.push_str(text),
        _ => out.push(Piece { change, text: text.to_owned() }),
    };
    for laid in lay(old, new, &compare(old, new)) {
        if laid.ahead {
            add(Change::Same, " ");
        }
        for (at, token) in laid.tokens.iter().enumerate() {
            if if at == 0 { laid.first } else { token.space } {
                add(laid.change, " ");
            }
            add(laid.change, &show(token));
        }
        if laid.behind {
            add(laid.change, " ");
        }
    }
    out
}

/// Whether the space before a change may stand outside of it: where one stands there without the change too.
fn space_ahead(old: &[Token], new: &[Token], part: &Part) -> bool {
    let begins = |tokens: &[Token]| tokens.first().is_none_or(|token| token.space);
    let either = !part.old.is_empty() || !part.new.is_empty();
    let behind = |tokens: &[Token], range: &Range<usize>| !range.is_empty() || begins(&tokens[range.end..]);
    either
        && begins(&old[part.old.clone()])
        && begins(&new[part.new.clone()])
        && behind(old, &part.old)
        && behind(new, &part.new)
}

/// Compares two rows.
pub(super) fn compare(old: &[Token], new: &[Token]) -> Vec<Part> {
    let (old_keys, new_keys): (Vec<u32>, Vec<u32>) =
        (old.iter().map(|token| token.key).collect(), new.iter().map(|token| token.key).collect());
    let score = |i: usize, j: usize| if old_keys[i] == new_keys[j] { worth(&old[i]) } else { 0 };
    let pairs = Lists { old: &old_keys, new: &new_keys, score, together: 2, most: MOST }.pairs();
    let mut parts: Vec<Part> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (o, n) in pairs.into_iter().chain([(old.len(), new.len())]) {
        if i < o || j < n {
            parts.push(Part { same: false, old: i..o, new: j..n });
        }
        if o < old.len() {
            match parts.last_mut() {
                Some(last) if last.same => (last.old.end, last.new.end) = (o + 1, n + 1),
                _ => parts.push(Part { same: true, old: o..o + 1, new: n..n + 1 }),
            }
        }
        (i, j) = (o + 1, n + 1);
    }
    let mut parts = join(old, new, parts);
    slide(old, new, &mut parts);
    parts
}

/// What it is worth to find a token in both rows: a long word more than a short one, a point little.
fn worth(token: &Token) -> u32 {
    match token.kind {
        TokenKind::Word | TokenKind::Html => 4 + u32::try_from(token.length().min(12)).unwrap_or(12),
        TokenKind::Point => 2,
        TokenKind::Space => 1,
    }
}

/// How many letters and words stand before each place of a row.
struct Measure(Vec<(usize, usize)>);

impl Measure {
    fn of(row: &[Token]) -> Self {
        let mut sums = vec![(0, 0)];
        let (mut letters, mut words) = (0, 0);
        for token in row {
            letters += token.length() + usize::from(token.space);
            words += usize::from(token.is_word());
            sums.push((letters, words));
        }
        Self(sums)
    }

    fn letters(&self, range: &Range<usize>) -> usize {
        self.0[range.end].0 - self.0[range.start].0
    }

    fn words(&self, range: &Range<usize>) -> usize {
        self.0[range.end].1 - self.0[range.start].1
    }
}

/// Joins changes between which hardly anything is the same: nobody reads a sentence of which every second word is struck out.
fn join(old: &[Token], new: &[Token], parts: Vec<Part>) -> Vec<Part> {
    let (old, new) = (Measure::of(old), Measure::of(new));
    let size = |part: &Part| old.letters(&part.old).max(new.letters(&part.new));
    let has_words = |part: &Part| old.words(&part.old) + new.words(&part.new) > 0;
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        out.push(part);
        while let [.., before, between, behind] = out.as_slice()
            && !before.same
            && between.same
            && !behind.same
        {
            let words = new.words(&between.new);
            let little = words == 0 && has_words(before) && has_words(behind)
                || (1..4).contains(&words) && new.letters(&between.new) <= size(before).min(size(behind));
            if !little {
                break;
            }
            let joined =
                Part { same: false, old: before.old.start..behind.old.end, new: before.new.start..behind.new.end };
            out.truncate(out.len() - 3);
            out.push(joined);
        }
    }
    out
}

/// Moves a change between two equal words to where a reader would put it: to the beginning and the end of a sentence, or of
/// a part of one.
fn slide(old: &[Token], new: &[Token], parts: &mut Vec<Part>) {
    for at in 0..parts.len() {
        let part = parts[at].clone();
        let inserted = part.old.is_empty() && !part.new.is_empty();
        if part.same || !(inserted || (part.new.is_empty() && !part.old.is_empty())) {
            continue;
        }
        let (row, range) = if inserted { (new, part.new.clone()) } else { (old, part.old.clone()) };
        let room_before = at.checked_sub(1).map_or(0, |before| parts[before].old.len());
        let room_behind = parts.get(at + 1).map_or(0, |behind| behind.old.len());
        let mut best = (edge(row, range.start) + edge(row, range.end), 0_isize);
        let mut from = range.clone();
        for step in 1..=room_before {
            if row[from.start - 1].key != row[from.end - 1].key {
                break;
            }
            from = from.start - 1..from.end - 1;
            best = best.max((edge(row, from.start) + edge(row, from.end), -step.cast_signed()));
        }
        let mut from = range.clone();
        for step in 1..=room_behind {
            if row[from.start].key != row[from.end].key {
                break;
            }
            from = from.start + 1..from.end + 1;
            best = best.max((edge(row, from.start) + edge(row, from.end), step.cast_signed()));
        }
        let shift = |place: usize| place.saturating_add_signed(best.1);
        if best.1 == 0 {
            continue;
        }
        parts[at].old = shift(part.old.start)..shift(part.old.end);
        parts[at].new = shift(part.new.start)..shift(part.new.end);
        if let Some(before) = at.checked_sub(1) {
            (parts[before].old.end, parts[before].new.end) = (shift(part.old.start), shift(part.new.start));
        }
        let (old_end, new_end) = (shift(part.old.end), shift(part.new.end));
        match parts.get_mut(at + 1) {
            Some(behind) => (behind.old.start, behind.new.start) = (old_end, new_end),
            None => parts.push(Part { same: true, old: old_end..old.len(), new: new_end..new.len() }),
        }
    }
    parts.retain(|part| !part.old.is_empty() || !part.new.is_empty());
}

/// How good a place before the token `at` is for a change to begin or end.
fn edge(row: &[Token], at: usize) -> i32 {
    let (Some(before), Some(behind)) = (at.checked_sub(1).and_then(|at| row.get(at)), row.get(at)) else { return 6 };
    match before.last() {
        _ if !behind.space && behind.kind == TokenKind::Point => -2,
        Some('.' | '!' | '?' | '。' | '\n') => 5,
        Some(';' | ':') => 4,
        Some(',' | '、') => 3,
        _ if behind.space => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[-old-]` and `{+new+}`.
    fn shown(old: &str, new: &str) -> String {
        let show = |piece: &Piece| match piece.change {
            Change::Same => piece.text.clone(),
            Change::Deleted => format!("[-{}-]", piece.text),
            Change::Inserted => format!("{{+{}+}}", piece.text),
        };
        words(old, new).iter().map(show).collect()
    }

    #[test]
    fn words_are_replaced_whole() {
        assert_eq!(
            shown("within 30 days of delivery", "within 14 days of delivery"),
            "within [-30-]{+14+} days of delivery"
        );
        assert_eq!(shown("a fee of £1,200.00.", "a fee of £1,250.00."), "a fee of [-£1,200.00-]{+£1,250.00+}.");
        assert_eq!(shown("Same.", "Same."), "Same.");
        assert_eq!(shown("", "New words"), "{+New words+}");
        assert_eq!(shown("client-care", "front-desk"), "[-client-care-]{+front-desk+}");
    }

    #[test]
    fn words_are_put_in_with_their_spaces() {
        assert_eq!(shown("We refund the price.", "We always refund the price."), "We {+always+} refund the price.");
        assert_eq!(shown("We refund.", "We refund the price."), "We refund{+ the price+}.");
        assert_eq!(shown("Refund, in full, by card.", "Refund, by card."), "Refund, [-in full,-] by card.");
    }

    #[test]
    fn a_sentence_is_put_in_as_a_sentence() {
        assert_eq!(
            shown("Ask first. Pay later.", "Ask first. Ask again. Pay later."),
            "Ask first. {+Ask again.+} Pay later."
        );
        assert_eq!(
            shown("The client pays. The client leaves.", "The client pays. The client waits. The client leaves."),
            "The client pays. {+The client waits.+} The client leaves."
        );
    }

    #[test]
    fn entries_are_paired_by_what_they_say() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let found = entries(
            &texts(&["Refund in full — £200", "A credit note"]),
            &texts(&["A walk", "Refund in full — £250", "A credit note"]),
        );
        let sides: Vec<_> = found.iter().map(|entry| (entry.old, entry.new, entry.is_same())).collect();
        assert_eq!(sides, [(false, true, false), (true, true, false), (true, true, true)]);
    }

    #[test]
    fn no_confetti() {
        assert_eq!(
            shown("Clients who ask late are not paid.", "Members that came early are always welcome."),
            "[-Clients who ask late are not paid-]{+Members that came early are always welcome+}."
        );
        assert_eq!(
            shown("You may ask within 30 days of the delivery.", "You may ask within 14 days of the purchase."),
            "You may ask within [-30-]{+14+} days of the [-delivery-]{+purchase+}."
        );
    }
}
