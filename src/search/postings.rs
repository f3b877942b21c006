//! Encodes the postings of terms as shards.
//!
//! In: the postings of each term. Out: shards of a few kilobytes, and the place of each term. What always holds: a shard holds whole terms.
//!
//! A shard consists of columns: the number of terms; for each term twice the number of its pages (plus 1 for a term of which only
//! the heaviest pages are listed, followed by the number of all its pages); for each posting the difference to the page before;
//! for each the number of passages of the page that have the term, less one; and for each passage a byte: the difference to the
//! passage before in the upper four bits, the level in the lower. A difference of 15 or more is written as 15, followed by the
//! rest as a varint.

use rayon::prelude::*;

use super::terms::{MOST_PAGES, Posting};
use super::varint::number;

/// The columns of one term.
#[derive(Default)]
struct Columns {
    pages: u32,
    /// The number of pages that have the term, where not all are listed.
    common: Option<u32>,
    steps: Vec<u8>,
    counts: Vec<u8>,
    units: Vec<u8>,
}

impl Columns {
    fn len(&self) -> usize {
        self.steps.len() + self.counts.len() + self.units.len() + 2
    }
}

/// Returns the shards, which take no further term beyond `full` bytes, and for each term its shard and its position there, counted from
/// 1; a term without postings has position 0.
pub(super) fn shards(postings: Vec<Vec<Posting>>, pages: &[u32], full: usize) -> (Vec<Vec<u8>>, Vec<(u32, u32)>) {
    let columns: Vec<Columns> = postings.into_par_iter().zip(pages).map(|(p, all)| columns(&p, *all)).collect();
    let mut places = Vec::with_capacity(columns.len());
    let mut groups: Vec<Vec<&Columns>> = vec![Vec::new()];
    let mut size = 0;
    for term in &columns {
        if size > 0 && size + term.len() > full && term.pages > 0 {
            groups.push(Vec::new());
            size = 0;
        }
        let shard = u32::try_from(groups.len() - 1).expect("there are fewer than 2^32 shards");
        let group = groups.last_mut().expect("there is always one group");
        if term.pages == 0 {
            places.push((shard, 0));
            continue;
        }
        size += term.len();
        group.push(term);
        places.push((shard, u32::try_from(group.len()).expect("a shard is small")));
    }
    (groups.par_iter().map(|group| shard(group)).collect(), places)
}

fn columns(postings: &[Posting], all: u32) -> Columns {
    let mut out = Columns { common: (all as usize > MOST_PAGES).then_some(all), ..Columns::default() };
    let mut page = 0;
    for same in postings.chunk_by(|a, b| a.page == b.page) {
        number(&mut out.steps, same[0].page - page);
        page = same[0].page;
        out.pages += 1;
        number(&mut out.counts, u32::try_from(same.len() - 1).expect("a page has at most 65,536 pieces"));
        let mut unit = 0;
        for posting in same {
            let step = u32::from(posting.unit - unit);
            unit = posting.unit;
            out.units.push(u8::try_from(step.min(15) << 4).unwrap_or_default() | posting.level);
            if step >= 15 {
                number(&mut out.units, step - 15);
            }
        }
    }
    out
}

fn shard(terms: &[&Columns]) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, u32::try_from(terms.len()).expect("a shard is small"));
    for term in terms {
        number(&mut out, term.pages * 2 + u32::from(term.common.is_some()));
        if let Some(all) = term.common {
            number(&mut out, all);
        }
    }
    out.extend(terms.iter().flat_map(|term| &term.steps));
    out.extend(terms.iter().flat_map(|term| &term.counts));
    out.extend(terms.iter().flat_map(|term| &term.units));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_columns() {
        let posting = |page, unit, level| Posting { page, unit, level };
        let postings =
            vec![vec![posting(3, 0, 13), posting(3, 2, 4), posting(200, 40, 1)], vec![], vec![posting(0, 1, 9)]];
        let (shards, places) = shards(postings, &[2, 0, 1], 2000);
        assert_eq!(places, [(0, 1), (0, 0), (0, 2)]);
        assert_eq!(shards, [vec![2, 4, 2, 3, 197, 1, 0, 1, 0, 0, 0x0d, 0x24, 0xf1, 25, 0x19]]);
    }
}
