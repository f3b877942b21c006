//! What was taken out of a row of words, and what was put in, as a reader would say it.
//!
//! In: two rows of tokens. Out: [`Run`]s of words in their order, each the same in both rows, or deleted, or inserted. What always
//! holds: the same and the deleted words are the old row, and the same and the inserted ones are the new row.
//!
//! `imara-diff` finds what both rows share. What makes the result read as a person would mark it is done here: changes with hardly a
//! word between them become one, a change that could stand in several places stands where a sentence begins or ends, and every space
//! belongs to the side that has it.

use std::ops::Range;

use comrak::Arena;

use super::align::rows;
use super::pairs::differences;
use super::token::{Keys, Token, TokenKind, tokenize};
use super::tree::{Block, unmarked};

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeTag {
    /// They stand in both.
    Same,
    /// They stand in the old text alone.
    Deleted,
    /// They stand in the new text alone.
    Inserted,
}

/// Some words, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fragment {
    /// What became of them.
    pub change: ChangeTag,
    /// The words.
    pub text: String,
}

/// A stretch of both rows: the same in both, or what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) same: bool,
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// Returns what was taken out of a text without marks, and what was put in. The fragments end at the ends of words.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<Fragment> {
    let mut keys = Keys::default();
    fragments(&tokenize(old, &mut keys), &tokenize(new, &mut keys))
}

/// Returns what became of the entries of a list of texts: each old one with the new one that it became, or alone, and each new one.
/// The fragments of a pair are the words of both.
#[must_use]
pub fn entries(old: &[String], new: &[String]) -> Vec<EntryDiff> {
    let mut keys = Keys::default();
    let arena = Arena::new();
    let mut read =
        |texts: &[String]| -> Vec<Block<'_>> { texts.iter().map(|text| unmarked(&arena, text, &mut keys)).collect() };
    let (old, new) = (read(old), read(new));
    let none: &[Token<'_>] = &[];
    rows(&old, &new)
        .iter()
        .map(|pair| {
            let [old, new] = [pair.old, pair.new].map(|block| block.map_or(none, |block| &block.tokens));
            let pieces = fragments(old, new);
            EntryDiff { old: pair.old.is_some(), new: pair.new.is_some(), pieces }
        })
        .collect()
}

/// A text of a list, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EntryDiff {
    /// Whether it was there.
    pub old: bool,
    /// Whether it is there now.
    pub new: bool,
    /// Its words.
    pub pieces: Vec<Fragment>,
}

impl EntryDiff {
    /// Whether nothing became of it.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.old && self.new && self.pieces.iter().all(|piece| piece.change == ChangeTag::Same)
    }
}

/// Words one behind the other that are all the same in both rows, or all deleted, or all inserted, and where their spaces stand.
pub(super) struct Run<'t, 'a> {
    pub(super) change: ChangeTag,
    pub(super) tokens: &'t [Token<'a>],
    /// A space before all of it, that both texts have.
    pub(super) ahead: bool,
    /// A space before the first word, that belongs to it.
    pub(super) first: bool,
    /// A space behind the last word, that the other text has not.
    pub(super) behind: bool,
}

/// Compares two rows of words, and gives every space to the side that has it.
pub(super) fn runs<'t, 'a>(old: &'t [Token<'a>], new: &'t [Token<'a>]) -> Vec<Run<'t, 'a>> {
    let hunks = compare(old, new);
    let mut out = Vec::with_capacity(hunks.len() * 2);
    let mut before: Option<(&Hunk, bool)> = None;
    let begins = |tokens: &[Token<'_>]| tokens.first().is_some_and(|token| token.space);
    for (at, hunk) in hunks.iter().enumerate() {
        let (old_tokens, new_tokens) = (&old[hunk.old.clone()], &new[hunk.new.clone()]);
        if hunk.same {
            let ahead = match (before, begins(old_tokens), begins(new_tokens)) {
                (None, _, _) | (_, false, false) => false,
                (Some(_), true, true) => true,
                (Some((before, ahead)), true, false) => before.old.is_empty() && !ahead,
                (Some((before, ahead)), false, true) => before.new.is_empty() && !ahead,
            };
            out.push(Run { change: ChangeTag::Same, tokens: new_tokens, ahead, first: false, behind: false });
            before = Some((hunk, false));
            continue;
        }
        let begun = before.is_some();
        let ahead = begun && space_ahead(old, new, hunk);
        let next = hunks.get(at + 1).map(|next| (begins(&old[next.old.clone()]), begins(&new[next.new.clone()])));
        let (next_old, next_new) = next.unwrap_or_default();
        let mut written = false;
        for (change, tokens, behind) in [
            (ChangeTag::Deleted, old_tokens, next_old && !next_new),
            (ChangeTag::Inserted, new_tokens, next_new && !next_old),
        ] {
            if !tokens.is_empty() {
                let first = begun && !ahead && begins(tokens);
                out.push(Run { change, tokens, ahead: ahead && !written, first, behind });
                written = true;
            }
        }
        before = Some((hunk, ahead));
    }
    out
}

/// Compares two rows of words without marks.
fn fragments<'a>(old: &[Token<'a>], new: &[Token<'a>]) -> Vec<Fragment> {
    let mut out = Vec::new();
    for run in runs(old, new) {
        if run.ahead {
            push(&mut out, ChangeTag::Same, " ");
        }
        for (at, token) in run.tokens.iter().enumerate() {
            if if at == 0 { run.first } else { token.space } {
                push(&mut out, run.change, " ");
            }
            push(&mut out, run.change, &token.letters());
        }
        if run.behind {
            push(&mut out, run.change, " ");
        }
    }
    out
}

/// Adds words to the last fragment, or begins another where something else became of them.
pub(super) fn push(out: &mut Vec<Fragment>, change: ChangeTag, words: &str) {
    match out.last_mut() {
        Some(last) if last.change == change => last.text.push_str(words),
        _ if words.is_empty() => {}
        _ => out.push(Fragment { change, text: words.to_owned() }),
    }
}

/// Whether the space before a change may stand outside of it: where one stands there without the change too.
fn space_ahead(old: &[Token<'_>], new: &[Token<'_>], hunk: &Hunk) -> bool {
    let begins = |tokens: &[Token<'_>]| tokens.first().is_none_or(|token| token.space);
    let either = !hunk.old.is_empty() || !hunk.new.is_empty();
    let behind = |tokens: &[Token<'_>], range: &Range<usize>| !range.is_empty() || begins(&tokens[range.end..]);
    either
        && begins(&old[hunk.old.clone()])
        && begins(&new[hunk.new.clone()])
        && behind(old, &hunk.old)
        && behind(new, &hunk.new)
}

/// Compares two rows of words, without regard to spaces.
fn compare<'a>(old: &[Token<'a>], new: &[Token<'a>]) -> Vec<Hunk> {
    let keys = |row: &[Token<'_>]| -> Vec<u32> { row.iter().map(|token| token.key).collect() };
    let mut hunks = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for (old, new) in
        differences(&keys(old), &keys(new)).into_iter().chain([(old.len()..old.len(), new.len()..new.len())])
    {
        if old_at < old.start {
            hunks.push(Hunk { same: true, old: old_at..old.start, new: new_at..new.start });
        }
        (old_at, new_at) = (old.end, new.end);
        if !old.is_empty() || !new.is_empty() {
            hunks.push(Hunk { same: false, old, new });
        }
    }
    let mut hunks = join(old, new, hunks);
    slide(old, new, &mut hunks);
    hunks
}

/// How many letters and words stand before each place of a row.
struct Measure(Vec<(usize, usize)>);

impl Measure {
    fn of(row: &[Token<'_>]) -> Self {
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
fn join(old: &[Token<'_>], new: &[Token<'_>], hunks: Vec<Hunk>) -> Vec<Hunk> {
    let (old, new) = (Measure::of(old), Measure::of(new));
    let size = |hunk: &Hunk| old.letters(&hunk.old).max(new.letters(&hunk.new));
    let has_words = |hunk: &Hunk| old.words(&hunk.old) + new.words(&hunk.new) > 0;
    let mut out: Vec<Hunk> = Vec::with_capacity(hunks.len());
    for hunk in hunks {
        out.push(hunk);
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
                Hunk { same: false, old: before.old.start..behind.old.end, new: before.new.start..behind.new.end };
            out.truncate(out.len() - 3);
            out.push(joined);
        }
    }
    out
}

/// Moves a change between two equal words to where a reader would put it: to the beginning and the end of a sentence, or of
/// a part of one.
fn slide<'a>(old: &[Token<'a>], new: &[Token<'a>], hunks: &mut Vec<Hunk>) {
    for at in 0..hunks.len() {
        let hunk = hunks[at].clone();
        let inserted = hunk.old.is_empty() && !hunk.new.is_empty();
        if hunk.same || !(inserted || (hunk.new.is_empty() && !hunk.old.is_empty())) {
            continue;
        }
        let (row, range) = if inserted { (new, hunk.new.clone()) } else { (old, hunk.old.clone()) };
        let room_before = at.checked_sub(1).map_or(0, |before| hunks[before].old.len());
        let room_behind = hunks.get(at + 1).map_or(0, |behind| behind.old.len());
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
        hunks[at].old = shift(hunk.old.start)..shift(hunk.old.end);
        hunks[at].new = shift(hunk.new.start)..shift(hunk.new.end);
        if let Some(before) = at.checked_sub(1) {
            (hunks[before].old.end, hunks[before].new.end) = (shift(hunk.old.start), shift(hunk.new.start));
        }
        let (old_end, new_end) = (shift(hunk.old.end), shift(hunk.new.end));
        match hunks.get_mut(at + 1) {
            Some(behind) => (behind.old.start, behind.new.start) = (old_end, new_end),
            None => hunks.push(Hunk { same: true, old: old_end..old.len(), new: new_end..new.len() }),
        }
    }
    hunks.retain(|hunk| !hunk.old.is_empty() || !hunk.new.is_empty());
}

/// How good a place before the token `at` is for a change to begin or end.
fn edge(row: &[Token<'_>], at: usize) -> i32 {
    let (Some(before), Some(behind)) = (at.checked_sub(1).and_then(|at| row.get(at)), row.get(at)) else { return 6 };
    match before.last() {
        _ if !behind.space && behind.kind == TokenKind::Punctuation => -2,
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
        let show = |piece: &Fragment| match piece.change {
            ChangeTag::Same => piece.text.clone(),
            ChangeTag::Deleted => format!("[-{}-]", piece.text),
            ChangeTag::Inserted => format!("{{+{}+}}", piece.text),
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
