//! Which block of an old text became which of a new one, and which moved.
//!
//! In: two trees of blocks. Out: one tree of pairs, and the blocks that went from one place to another. What always holds:
//! every block of both trees stands in it once, in the order of its own tree.

use std::collections::BTreeMap;

use super::pairs::Lists;
use super::tree::{Block, Kind};

/// Blocks that are looked at for the best pairs at once.
const MOST: usize = 40_000;

/// An old block and what became of it: a new one, nothing, or a new one out of nothing. Both are missing where a row of a
/// table has no cell for a column.
#[derive(Debug)]
pub(super) struct Pair<'t> {
    pub(super) old: Option<&'t Block>,
    pub(super) new: Option<&'t Block>,
    pub(super) children: Vec<Pair<'t>>,
}

impl<'t> Pair<'t> {
    /// A block that is there no more.
    fn deleted(old: &'t Block) -> Self {
        Self { old: Some(old), new: None, children: old.children.iter().map(Self::deleted).collect() }
    }

    /// A block that was not there.
    fn inserted(new: &'t Block) -> Self {
        Self { old: None, new: Some(new), children: new.children.iter().map(Self::inserted).collect() }
    }
}

/// The blocks that stand elsewhere now: by the id of the old block and of the new one, the number of the move.
#[derive(Debug, Default)]
pub(super) struct Moves<'t> {
    pub(super) from: BTreeMap<usize, usize>,
    pub(super) to: BTreeMap<usize, usize>,
    /// The moves in the order of the old text.
    pub(super) pairs: Vec<(&'t Block, &'t Block)>,
}

/// Pairs what is in two blocks.
pub(super) fn pair<'t>(old: &'t Block, new: &'t Block) -> Pair<'t> {
    let row =
        matches!((&old.kind, &new.kind), (Kind::Row(_), Kind::Row(_))) && old.children.len() == new.children.len();
    let children = if old.key == new.key || row {
        old.children.iter().zip(&new.children).map(|(old, new)| pair(old, new)).collect()
    } else if let (Kind::Table(_), Kind::Table(_)) = (&old.kind, &new.kind) {
        table(old, new)
    } else {
        merge(&old.children, &new.children, &likely(&old.children, &new.children))
    };
    Pair { old: Some(old), new: Some(new), children }
}

/// Puts two rows of blocks into one: what is gone stands before what came in its place.
pub(super) fn merge<'t>(old: &'t [Block], new: &'t [Block], pairs: &[(usize, usize)]) -> Vec<Pair<'t>> {
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    let (mut i, mut j) = (0, 0);
    for (o, n) in pairs.iter().copied().chain([(old.len(), new.len())]) {
        out.extend(old[i..o].iter().map(Pair::deleted));
        out.extend(new[j..n].iter().map(Pair::inserted));
        if o < old.len() {
            out.push(pair(&old[o], &new[n]));
        }
        (i, j) = (o + 1, n + 1);
    }
    out
}

/// The pairs of two rows of blocks that are most alike.
pub(super) fn likely(old: &[Block], new: &[Block]) -> Vec<(usize, usize)> {
    let keys = |blocks: &[Block]| -> Vec<u32> { blocks.iter().map(|block| block.key).collect() };
    let (old_keys, new_keys) = (keys(old), keys(new));
    let score = |i: usize, j: usize| likeness(&old[i], &new[j]);
    Lists { old: &old_keys, new: &new_keys, score, together: 0, most: MOST }.pairs()
}

/// The rows of two tables, with the cells of all rows under the same columns.
fn table<'t>(old: &'t Block, new: &'t Block) -> Vec<Pair<'t>> {
    let columns = columns(old, new);
    let rows = merge(&old.children, &new.children, &likely(&old.children, &new.children));
    let cells = |row: Pair<'t>| {
        let children = columns
            .iter()
            .map(|(o, n)| {
                let old = row.old.zip(*o).and_then(|(row, at)| row.children.get(at));
                let new = row.new.zip(*n).and_then(|(row, at)| row.children.get(at));
                Pair { old, new, children: Vec::new() }
            })
            .collect();
        Pair { children, ..row }
    };
    rows.into_iter().map(cells).collect()
}

/// The columns of two tables side by side: by their heads when there are more or fewer now, else by their places.
fn columns(old: &Block, new: &Block) -> Vec<(Option<usize>, Option<usize>)> {
    let cells = |table: &Block| table.children.iter().map(|row| row.children.len()).max().unwrap_or(0);
    let (before, after) = (cells(old), cells(new));
    let (Some(old_head), Some(new_head)) = (old.children.first(), new.children.first()) else { return Vec::new() };
    let pairs: Vec<(usize, usize)> = if before == after {
        (0..before).map(|at| (at, at)).collect()
    } else {
        likely(&old_head.children, &new_head.children)
    };
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (o, n) in pairs.into_iter().chain([(before, after)]) {
        out.extend((i..o).map(|at| (Some(at), None)));
        out.extend((j..n).map(|at| (None, Some(at))));
        if o < before {
            out.push((Some(o), Some(n)));
        }
        (i, j) = (o + 1, n + 1);
    }
    out
}

/// How alike two blocks are, weighed by their length; 0 when one did not become the other.
fn likeness(old: &Block, new: &Block) -> u32 {
    let weight = (old.weight + new.weight + 2).min(1 << 16);
    if old.key == new.key {
        return weight * 64;
    }
    let Some(least) = least(&old.kind, &new.kind) else { return 0 };
    let share = share(old, new);
    if share < least {
        return 0;
    }
    (weight * share / 100 * share / 100 * 63).max(1)
}

/// From how many words of a hundred on a block of one kind may have become one of another.
fn least(old: &Kind, new: &Kind) -> Option<u32> {
    match (old, new) {
        (Kind::Alert(_), Kind::Alert(_))
        | (Kind::Only(_), Kind::Only(_))
        | (Kind::List { .. }, Kind::List { .. })
        | (Kind::Table(_), Kind::Table(_))
        | (Kind::Quote, Kind::Quote)
        | (Kind::Definitions, Kind::Definitions) => Some(25),
        (Kind::AlertTitle, Kind::AlertTitle)
        | (Kind::OnlyLabel, Kind::OnlyLabel)
        | (Kind::Footnotes, Kind::Footnotes)
        | (Kind::Row(true), Kind::Row(true)) => Some(0),
        (Kind::Item | Kind::Task(_), Kind::Item | Kind::Task(_))
        | (Kind::Paragraph, Kind::Paragraph)
        | (Kind::Heading(_), Kind::Heading(_))
        | (Kind::Cell, Kind::Cell)
        | (Kind::Footnote, Kind::Footnote)
        | (Kind::Term, Kind::Term)
        | (Kind::Details, Kind::Details) => Some(50),
        (Kind::Row(old), Kind::Row(new)) if old == new => Some(45),
        (Kind::Code(_), Kind::Code(_)) => Some(40),
        _ => None,
    }
}

/// How many words of a hundred two blocks share. Rows that begin alike are about the same thing.
fn share(old: &Block, new: &Block) -> u32 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some((a, n)), Some((b, m))) = (old.bag.get(i), new.bag.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += n.min(m);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    let all = u64::from(old.weight) + u64::from(new.weight);
    let share = u32::try_from(u64::from(common) * 200 / all.max(1)).unwrap_or(100);
    let first = |block: &Block| block.children.first().filter(|cell| cell.weight > 0).map(|cell| cell.key);
    let same_row = matches!(old.kind, Kind::Row(_)) && first(old).is_some() && first(old) == first(new);
    if same_row {
        return share.max(75);
    }
    // An item that begins as it did is the same item, whatever was put behind.
    match (&old.kind, old.children.first(), new.children.first()) {
        (Kind::Item | Kind::Task(_), Some(before), Some(after))
            if before.kind == Kind::Paragraph
                && before.weight.min(after.weight) >= 3
                && self::share(before, after) >= 70 =>
        {
            share.max(60)
        }
        _ => share,
    }
}

/// Finds among what is gone and what is new the blocks that only stand elsewhere.
pub(super) fn moves<'t>(root: &Pair<'t>) -> Moves<'t> {
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    collect(root, &mut gone, &mut came);
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    if gone.len().saturating_mul(came.len()) <= MOST {
        for (i, old) in gone.iter().enumerate() {
            let alike = came.iter().enumerate().filter_map(|(j, new)| Some((moved(old, new)?, i, j)));
            found.extend(alike);
        }
    } else {
        let mut by_key: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (j, new) in came.iter().enumerate().rev() {
            by_key.entry(new.key).or_default().push(j);
        }
        for (i, old) in gone.iter().enumerate() {
            let Some(j) = by_key.get_mut(&old.key).and_then(Vec::pop) else { continue };
            found.extend(moved(old, came[j]).map(|share| (share, i, j)));
        }
    }
    found.sort_unstable_by_key(|(share, i, j)| (u32::MAX - share, *i, *j));
    let (mut taken_old, mut taken_new) = (vec![false; gone.len()], vec![false; came.len()]);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in found {
        if !taken_old[i] && !taken_new[j] {
            (taken_old[i], taken_new[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs.sort_unstable();
    let mut moves = Moves::default();
    for (number, (i, j)) in pairs.into_iter().enumerate() {
        moves.from.insert(gone[i].id, number);
        moves.to.insert(came[j].id, number);
        moves.pairs.push((gone[i], came[j]));
    }
    moves
}

/// The outermost blocks that stand in one text alone.
fn collect<'t>(pair: &Pair<'t>, gone: &mut Vec<&'t Block>, came: &mut Vec<&'t Block>) {
    match (pair.old, pair.new) {
        (Some(old), None) => gone.push(old),
        (None, Some(new)) => came.push(new),
        _ => pair.children.iter().for_each(|child| collect(child, gone, came)),
    }
}

/// How many words of a hundred a block and one elsewhere share; `None` when it did not move there. A few words are no proof,
/// unless they are the heading of what moved with them.
fn moved(old: &Block, new: &Block) -> Option<u32> {
    let kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    if !kind || matches!(old.kind, Kind::Cell | Kind::AlertTitle | Kind::OnlyLabel | Kind::Rule | Kind::Row(true)) {
        return None;
    }
    let few = if matches!(old.kind, Kind::Heading(_)) { 1 } else { 3 };
    if old.key == new.key {
        return (old.weight >= few).then_some(101);
    }
    let share = share(old, new);
    (old.weight.min(new.weight) >= 5 && share >= 65).then_some(share)
}
