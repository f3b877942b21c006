//! Which parts of an old list belong to which of a new one.
//!
//! In: the keys of two lists, equal where the parts are the same, and a score for any two of them. Out: pairs in the order of
//! both lists, of the best score together. What always holds: the work is bounded by the lengths, however hostile the lists.

use std::collections::BTreeMap;
use std::ops::Range;

/// Two lists that are to be paired.
pub(super) struct Lists<'a, S: Fn(usize, usize) -> u32> {
    /// The keys of the old parts.
    pub(super) old: &'a [u32],
    /// The keys of the new parts.
    pub(super) new: &'a [u32],
    /// How well an old part and a new one go together; 0: not at all.
    pub(super) score: S,
    /// What a pair is worth beyond its score when it stands right behind another.
    pub(super) together: u32,
    /// For how many pairs at most the best is looked for at once; longer lists are cut at what they share.
    pub(super) most: usize,
}

impl<S: Fn(usize, usize) -> u32> Lists<'_, S> {
    /// The pairs, in the order of both lists.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let mut open = vec![(0..self.old.len(), 0..self.new.len())];
        while let Some((old, new)) = open.pop() {
            let (old, new) = self.trim(old, new, &mut pairs);
            if old.is_empty() || new.is_empty() {
                continue;
            }
            if old.len().saturating_mul(new.len()) <= self.most {
                self.best(&old, &new, &mut pairs);
                continue;
            }
            let anchors = self.anchors(&old, &new);
            if anchors.is_empty() {
                self.piecewise(&old, &new, &mut pairs);
                continue;
            }
            let (mut old_at, mut new_at) = (old.start, new.start);
            for (o, n) in anchors {
                open.push((old_at..o, new_at..n));
                pairs.push((o, n));
                (old_at, new_at) = (o + 1, n + 1);
            }
            open.push((old_at..old.end, new_at..new.end));
        }
        pairs.sort_unstable();
        pairs
    }

    /// Pairs what is the same at both ends; gives what is left between.
    fn trim(
        &self,
        mut old: Range<usize>,
        mut new: Range<usize>,
        pairs: &mut Vec<(usize, usize)>,
    ) -> (Range<usize>, Range<usize>) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            pairs.push((old.start, new.start));
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            pairs.push((old.end, new.end));
        }
        (old, new)
    }

    /// The keys that stand once in each, as far as their order is the same: the longest such row.
    fn anchors(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        let mut seen: BTreeMap<u32, [(usize, usize); 2]> = BTreeMap::new();
        for (side, list, range) in [(0, self.old, old), (1, self.new, new)] {
            for at in range.clone() {
                let found = &mut seen.entry(list[at]).or_default()[side];
                *found = (found.0 + 1, at);
            }
        }
        let both = seen.values().filter(|[old, new]| old.0 == 1 && new.0 == 1);
        let mut once: Vec<(usize, usize)> = both.map(|[old, new]| (old.1, new.1)).collect();
        once.sort_unstable();
        longest_row(&once)
    }

    /// Cuts both lists into as many pieces and looks for the best in each.
    fn piecewise(&self, old: &Range<usize>, new: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        let mut count = 1;
        while (old.len() / count + 1).saturating_mul(new.len() / count + 1) > self.most && count < old.len() + new.len()
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
        // The best up to here, and the best up to here that ends with a pair.
        let mut table = vec![(0_u32, 0_u32); (old.len() + 1) * width];
        for i in 1..=old.len() {
            for j in 1..=new.len() {
                let score = (self.score)(old.start + i - 1, new.start + j - 1);
                let (before, behind_pair) = table[(i - 1) * width + j - 1];
                let paired = match score {
                    0 => 0,
                    _ if behind_pair > 0 => score.saturating_add(before.max(behind_pair.saturating_add(self.together))),
                    _ => score.saturating_add(before),
                };
                let skipped = table[(i - 1) * width + j].0.max(table[i * width + j - 1].0);
                table[i * width + j] = (paired.max(skipped), paired);
            }
        }
        let (mut i, mut j, mut must_pair) = (old.len(), new.len(), false);
        while i > 0 && j > 0 {
            let (best, paired) = table[i * width + j];
            if paired > 0 && (must_pair || paired == best) {
                let score = (self.score)(old.start + i - 1, new.start + j - 1);
                let behind_pair = table[(i - 1) * width + j - 1].1;
                must_pair =
                    behind_pair > 0 && paired == score.saturating_add(behind_pair.saturating_add(self.together));
                (i, j) = (i - 1, j - 1);
                pairs.push((old.start + i, new.start + j));
            } else if table[(i - 1) * width + j].0 == best {
                i -= 1;
            } else {
                j -= 1;
            }
        }
    }
}

/// The longest row of pairs, sorted by their first number, in which the second rises too.
fn longest_row(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(last) = at {
        row.push(pairs[last]);
        at = before[last];
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &[u32], new: &[u32], most: usize) -> Vec<(usize, usize)> {
        Lists { old, new, score: |i: usize, j: usize| u32::from(old[i] == new[j]), together: 0, most }.pairs()
    }

    #[test]
    fn the_longest_common_row_is_found() {
        assert_eq!(pairs(&[1, 2, 3, 4], &[2, 9, 4, 3, 4], 100), [(1, 0), (2, 3), (3, 4)]);
        assert_eq!(pairs(&[], &[1], 100), []);
        assert_eq!(pairs(&[1, 2], &[1, 2], 100), [(0, 0), (1, 1)]);
    }

    #[test]
    fn pairs_stand_together_where_they_can() {
        let (old, new) = ([1, 2, 3], [1, 9, 1, 2, 3, 8]);
        let lists = Lists {
            old: &old,
            new: &new,
            score: |i: usize, j: usize| u32::from(old[i] == new[j]) * 4,
            together: 1,
            most: 100,
        };
        let mut found = Vec::new();
        lists.best(&(0..3), &(0..6), &mut found);
        found.sort_unstable();
        assert_eq!(found, [(0, 2), (1, 3), (2, 4)]);
    }

    #[test]
    fn long_lists_are_cut_at_what_they_share() {
        let old: Vec<u32> = (0..3000).collect();
        let new: Vec<u32> = (0..3000).map(|n| if n % 3 == 0 { n + 10_000 } else { n }).collect();
        assert_eq!(pairs(&old, &new, 100).len(), 2000);
    }

    #[test]
    fn lists_that_share_nothing_once_end_in_time() {
        let old: Vec<u32> = (0..20_000).map(|n| n % 7).collect();
        let new: Vec<u32> = (0..20_000).map(|n| (n * 3 + n / 11) % 7).collect();
        let found = pairs(&old, &new, 4096);
        assert!(found.len() > 5000 && found.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
    }
}
