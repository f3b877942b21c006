//! Which entries of an old row belong to which of a new one, where an entry may have become another.
//!
//! In: the keys of two rows, equal where the entries are the same, and a score for any two of them. Out: pairs in the order of
//! both rows. What always holds: the work is bounded by the lengths, however hostile the rows.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// For how many pairs of entries at most the score is asked at once.
pub(super) const MAX_TABLE: usize = 40_000;

/// Two rows of entries that are to be paired.
pub(super) struct Rows<'k, S: Fn(usize, usize) -> u32> {
    /// The keys of the old entries.
    pub(super) old: &'k [u32],
    /// The keys of the new entries.
    pub(super) new: &'k [u32],
    /// How well an old entry and a new one go together; 0: not at all.
    pub(super) score: S,
    /// For how many pairs at most the best score is looked for at once; longer rows are cut at what they share.
    pub(super) max_table: usize,
}

impl<S: Fn(usize, usize) -> u32> Rows<'_, S> {
    /// The pairs of the best score together; in long rows, of the best score between entries that are the same.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let (old, new) = (self.old, self.new);
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
        let between = (head..old.len() - tail, head..new.len() - tail);
        let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
        if between.0.len().saturating_mul(between.1.len()) <= self.max_table {
            self.best(&between.0, &between.1, &mut pairs);
        } else {
            let (mut old_at, mut new_at) = (head, head);
            for (old, new) in differences(&old[between.0.clone()], &new[between.1.clone()]) {
                let (old, new) = (old.start + head..old.end + head, new.start + head..new.end + head);
                pairs.extend((old_at..old.start).zip(new_at..new.start));
                (old_at, new_at) = (old.end, new.end);
                self.piecewise(&old, &new, &mut pairs);
            }
            pairs.extend((old_at..between.0.end).zip(new_at..between.1.end));
        }
        pairs.extend((between.0.end..old.len()).zip(between.1.end..new.len()));
        pairs
    }

    /// Cuts both ranges into as many pieces as it takes, and looks for the best pairs in each.
    fn piecewise(&self, old: &Range<usize>, new: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        let mut count = 1;
        while (old.len() / count + 1).saturating_mul(new.len() / count + 1) > self.max_table
            && count < old.len() + new.len()
        {
            count *= 2;
        }
        let cut = |range: &Range<usize>, at: usize| range.start + range.len() * at / count;
        for at in 0..count {
            self.best(&(cut(old, at)..cut(old, at + 1)), &(cut(new, at)..cut(new, at + 1)), pairs);
        }
    }

    /// The pairs with the best score, by a table of all.
    fn best(&self, old: &Range<usize>, new: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        let width = new.len() + 1;
        let mut table = vec![0_u32; (old.len() + 1) * width];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                let score = (self.score)(old.start + i, new.start + j);
                let paired = if score == 0 { 0 } else { score.saturating_add(table[(i + 1) * width + j + 1]) };
                table[i * width + j] = paired.max(table[(i + 1) * width + j]).max(table[i * width + j + 1]);
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < old.len() && j < new.len() {
            let best = table[i * width + j];
            if table[(i + 1) * width + j] == best {
                i += 1;
            } else if table[i * width + j + 1] == best {
                j += 1;
            } else {
                pairs.push((old.start + i, new.start + j));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
}

/// The ranges in which two rows of keys differ, in their order.
pub(super) fn differences(old: &[u32], new: &[u32]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    let diff = Diff::compute(Algorithm::Histogram, &input);
    diff.hunks().map(|hunk| (range(hunk.before), range(hunk.after))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &[u32], new: &[u32], max_table: usize) -> Vec<(usize, usize)> {
        Rows { old, new, score: |i: usize, j: usize| u32::from(old[i] == new[j]), max_table }.pairs()
    }

    #[test]
    fn the_longest_common_row_is_found() {
        assert_eq!(pairs(&[1, 2, 3, 4], &[2, 9, 4, 3, 4], 100), [(1, 0), (2, 3), (3, 4)]);
        assert_eq!(pairs(&[], &[1], 100), []);
        assert_eq!(pairs(&[1, 2], &[1, 2], 100), [(0, 0), (1, 1)]);
    }

    #[test]
    fn long_rows_are_cut_at_what_they_share() {
        let old: Vec<u32> = (0..3000).collect();
        let new: Vec<u32> = (0..3000).map(|n| if n % 3 == 0 { n + 10_000 } else { n }).collect();
        assert_eq!(pairs(&old, &new, 100).len(), 2000);
    }

    #[test]
    fn rows_that_share_nothing_once_end_in_time() {
        let old: Vec<u32> = (0..20_000).map(|n| n % 7).collect();
        let new: Vec<u32> = (0..20_000).map(|n| (n * 3 + n / 11) % 7).collect();
        let found = pairs(&old, &new, 4096);
        assert!(found.len() > 5000 && found.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
    }
}
