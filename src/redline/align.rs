//! Which block of an old text became which of a new one, and which moved.
//!
//! In: two trees of blocks. Out: one tree of pairs, and the blocks that went from one place to another. What always holds:
//! every block of both trees stands in it once, in the order of its own tree; below blocks that say the same, nothing is paired.

use std::collections::BTreeMap;

use comrak::nodes::NodeValue;

use super::pairs::{MAX_TABLE, Rows};
use super::tree::{Block, is_cell};
use crate::markdown::label_class;

/// An old block and what became of it: a new one, nothing, or a new one out of nothing. Both are missing where a row of a
/// table has no cell for a column.
#[derive(Debug)]
pub(super) struct Pair<'t, 'a> {
    pub(super) old: Option<&'t Block<'a>>,
    pub(super) new: Option<&'t Block<'a>>,
    pub(super) children: Vec<Pair<'t, 'a>>,
}

impl<'t, 'a> Pair<'t, 'a> {
    /// A block that is there no more.
    fn deleted(old: &'t Block<'a>) -> Self {
        Self { old: Some(old), new: None, children: old.children.iter().map(Self::deleted).collect() }
    }

    /// A block that was not there.
    fn inserted(new: &'t Block<'a>) -> Self {
        Self { old: None, new: Some(new), children: new.children.iter().map(Self::inserted).collect() }
    }
}

/// The blocks that stand elsewhere now: by the id of the old block and of the new one, the number of the move.
#[derive(Debug, Default)]
pub(super) struct Moves<'t, 'a> {
    pub(super) from: BTreeMap<usize, usize>,
    pub(super) to: BTreeMap<usize, usize>,
    /// The moves in the order of the old text.
    pub(super) pairs: Vec<(&'t Block<'a>, &'t Block<'a>)>,
}

/// Pairs what is in two blocks.
pub(super) fn pair<'t, 'a>(old: &'t Block<'a>, new: &'t Block<'a>) -> Pair<'t, 'a> {
    let same_length = old.children.len() == new.children.len();
    let children = match (&old.node.data().value, &new.node.data().value) {
        _ if old.key == new.key => Vec::new(),
        (NodeValue::TableRow(_), NodeValue::TableRow(_)) if same_length => {
            old.children.iter().zip(&new.children).map(|(old, new)| pair(old, new)).collect()
        }
        (NodeValue::HtmlBlock(_), NodeValue::HtmlBlock(_)) if same_length && stays_in_place(old, new) => {
            old.children.iter().zip(&new.children).map(|(old, new)| pair(old, new)).collect()
        }
        (NodeValue::Table(_), NodeValue::Table(_)) => table(old, new),
        // Footnotes stand behind everything else, and stay there.
        (NodeValue::Document, NodeValue::Document) => {
            let (old_text, old_notes) = old.children.split_at(first_note(old));
            let (new_text, new_notes) = new.children.split_at(first_note(new));
            let mut children = rows(old_text, new_text);
            children.extend(rows(old_notes, new_notes));
            children
        }
        _ => rows(&old.children, &new.children),
    };
    Pair { old: Some(old), new: Some(new), children }
}

/// Whether what two elements hold is paired by its place: the cells of a row, and the words of a cell.
fn stays_in_place<'a>(old: &Block<'a>, new: &Block<'a>) -> bool {
    let is_cell = |block: &Block<'_>| is_cell(&block.node.data().value);
    let are_cells = old.children.iter().chain(&new.children).all(is_cell);
    are_cells || old.children.len() == 1 && same_kind(&old.children[0], &new.children[0])
}

/// The place of the first footnote.
fn first_note(root: &Block<'_>) -> usize {
    let is_note = |block: &Block<'_>| matches!(block.node.data().value, NodeValue::FootnoteDefinition(_));
    root.children.iter().position(is_note).unwrap_or(root.children.len())
}

/// Puts two rows of blocks into one: what is gone stands before what came in its place.
pub(super) fn rows<'t, 'a>(old: &'t [Block<'a>], new: &'t [Block<'a>]) -> Vec<Pair<'t, 'a>> {
    let pairs = likely(old, new);
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    let (mut i, mut j) = (0, 0);
    for (o, n) in pairs.into_iter().chain([(old.len(), new.len())]) {
        out.extend(old[i..o].iter().map(Pair::deleted));
        out.extend(new[j..n].iter().map(Pair::inserted));
        if o < old.len() {
            out.push(pair(&old[o], &new[n]));
        }
        (i, j) = (o + 1, n + 1);
    }
    out
}

/// Returns the pairs of two rows of blocks that are most alike together.
fn likely(old: &[Block<'_>], new: &[Block<'_>]) -> Vec<(usize, usize)> {
    let keys = |blocks: &[Block<'_>]| -> Vec<u32> { blocks.iter().map(|block| block.key).collect() };
    let score = |i: usize, j: usize| likeness(&old[i], &new[j]);
    Rows { old: &keys(old), new: &keys(new), score, max_table: MAX_TABLE }.pairs()
}

/// The rows of two tables, with the cells of all rows under the same columns.
fn table<'t, 'a>(old: &'t Block<'a>, new: &'t Block<'a>) -> Vec<Pair<'t, 'a>> {
    let columns = columns(old, new);
    let cells = |row: Pair<'t, 'a>| {
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
    rows(&old.children, &new.children).into_iter().map(cells).collect()
}

/// The columns of two tables side by side: by their heads when there are more or fewer now, else by their places.
pub(super) fn columns(old: &Block<'_>, new: &Block<'_>) -> Vec<(Option<usize>, Option<usize>)> {
    let cells = |table: &Block<'_>| table.children.iter().map(|row| row.children.len()).max().unwrap_or(0);
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
fn likeness(old: &Block<'_>, new: &Block<'_>) -> u32 {
    let weight = (old.weight + new.weight + 2).min(1 << 16);
    if old.key == new.key {
        return weight * 64;
    }
    let Some(least) = least(old, new) else { return 0 };
    let share = share(old, new);
    if share < least {
        return 0;
    }
    (weight * share / 100 * share / 100 * 63).max(1)
}

/// From how many words of a hundred on a block of one kind may have become one of another.
fn least(old: &Block<'_>, new: &Block<'_>) -> Option<u32> {
    match (&old.node.data().value, &new.node.data().value) {
        (NodeValue::TableRow(true), NodeValue::TableRow(true)) => Some(0),
        (NodeValue::TableRow(false), NodeValue::TableRow(false)) => Some(45),
        (NodeValue::TableRow(_), _) | (_, NodeValue::TableRow(_)) => None,
        // The label of an alert or of a block for some readers stays its label, whatever it says.
        (NodeValue::Paragraph, NodeValue::Paragraph) if is_label(old) || is_label(new) => {
            (is_label(old) && is_label(new)).then_some(0)
        }
        (NodeValue::CodeBlock(_), NodeValue::CodeBlock(_)) => Some(40),
        (NodeValue::Item(_) | NodeValue::TaskItem(_), NodeValue::Item(_) | NodeValue::TaskItem(_)) => Some(50),
        (NodeValue::FootnoteDefinition(old), NodeValue::FootnoteDefinition(new)) if old.name == new.name => Some(0),
        (NodeValue::FootnoteDefinition(_) | NodeValue::DescriptionDetails, _) => same_kind(old, new).then_some(50),
        (before, _) => same_kind(old, new).then_some(if before.contains_inlines() { 50 } else { 25 }),
    }
}

fn same_kind(old: &Block<'_>, new: &Block<'_>) -> bool {
    std::mem::discriminant(&old.node.data().value) == std::mem::discriminant(&new.node.data().value)
}

fn is_label(block: &Block<'_>) -> bool {
    label_class(block.node).is_some()
}

/// How many words of a hundred two blocks share. Rows that begin alike are about the same thing.
fn share(old: &Block<'_>, new: &Block<'_>) -> u32 {
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
    let (Some(before), Some(after)) = (old.children.first(), new.children.first()) else { return share };
    match (&old.node.data().value, &new.node.data().value) {
        (NodeValue::TableRow(_), NodeValue::TableRow(_)) if before.weight > 0 && before.key == after.key => {
            share.max(75)
        }
        // An item that begins as it did is the same item, whatever was put behind.
        (NodeValue::Item(_) | NodeValue::TaskItem(_), NodeValue::Item(_) | NodeValue::TaskItem(_))
            if matches!(before.node.data().value, NodeValue::Paragraph)
                && before.weight.min(after.weight) >= 3
                && same_kind(before, after)
                && self::share(before, after) >= 70 =>
        {
            share.max(60)
        }
        _ => share,
    }
}

/// Finds among what is gone and what is new the blocks that only stand elsewhere.
pub(super) fn moves<'t, 'a>(root: &Pair<'t, 'a>) -> Moves<'t, 'a> {
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    collect(root, &mut gone, &mut came);
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    if gone.len().saturating_mul(came.len()) <= MAX_TABLE {
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
fn collect<'t, 'a>(pair: &Pair<'t, 'a>, gone: &mut Vec<&'t Block<'a>>, came: &mut Vec<&'t Block<'a>>) {
    match (pair.old, pair.new) {
        (Some(old), None) => gone.push(old),
        (None, Some(new)) => came.push(new),
        _ => pair.children.iter().for_each(|child| collect(child, gone, came)),
    }
}

/// How many words of a hundred a block and one elsewhere share; `None` when it did not move there. A few words are no proof,
/// unless they are the heading of what moved with them.
fn moved(old: &Block<'_>, new: &Block<'_>) -> Option<u32> {
    let value = &old.node.data().value;
    let stays = matches!(value, NodeValue::TableCell | NodeValue::ThematicBreak | NodeValue::TableRow(true));
    if !same_kind(old, new) || stays || is_label(old) || is_label(new) {
        return None;
    }
    let few = if matches!(value, NodeValue::Heading(_)) { 1 } else { 3 };
    if old.key == new.key {
        return (old.weight >= few).then_some(101);
    }
    let share = share(old, new);
    (old.weight.min(new.weight) >= 5 && share >= 65).then_some(share)
}
