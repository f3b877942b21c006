//! The pages of an edition, and what was read of them.
//!
//! In: the pages, and some work that reads them. Out: the result of the work, and which pages it read. What always holds: the list
//! gives nothing away that is not noted, as long as the work stays on one thread.

use std::cell::RefCell;
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::index_vec::{IndexVec, list_index};

list_index! {
    /// A page, by its place in the [`Pages`] of an edition.
    PageIndex
}

thread_local! {
    /// What the work that is recorded on this thread has read so far.
    static RECORDED: RefCell<Option<Reads>> = const { RefCell::new(None) };
}

/// Which pages something was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reads {
    /// All of them.
    All,
    /// These, sorted.
    Some(Vec<PageIndex>),
}

impl Reads {
    fn add(&mut self, more: &Self) {
        match (&mut *self, more) {
            (Self::Some(known), Self::Some(more)) => known.extend(more),
            _ => *self = Self::All,
        }
    }

    fn sorted(mut self) -> Self {
        if let Self::Some(pages) = &mut self {
            pages.sort_unstable();
            pages.dedup();
        }
        self
    }
}

/// Does some work, and returns its result with the pages that it read. Work that is recorded inside of other work counts for both.
pub fn record<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let outer = RECORDED.replace(Some(Reads::Some(Vec::new())));
    let result = work();
    let reads = RECORDED.replace(outer).map_or(Reads::All, Reads::sorted);
    note(&reads);
    (result, reads)
}

/// Notes what was read, where work is recorded.
fn note(more: &Reads) {
    RECORDED.with_borrow_mut(|recorded| recorded.iter_mut().for_each(|reads| reads.add(more)));
}

/// Notes that a page was read, where work is recorded.
pub(super) fn note_page(page: PageIndex) {
    RECORDED.with_borrow_mut(|recorded| {
        if let Some(Reads::Some(pages)) = recorded {
            pages.push(page);
        }
    });
}

/// A value that is made with the first page that needs it: whoever takes it has read what it was made of.
#[derive(Debug)]
pub struct Shared<T>(OnceLock<(T, Reads)>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Shared<T> {
    /// The value.
    ///
    /// # Errors
    /// When `make` fails; it is tried again the next time.
    pub fn get<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let (value, reads) = match self.0.get() {
            Some(known) => known,
            None => {
                let (result, noted) = record(make);
                let first = result?;
                self.0.get_or_init(|| (first, noted))
            }
        };
        note(reads);
        Ok(value)
    }
}

/// The pages of an edition.
#[derive(Debug)]
pub struct Pages<T>(IndexVec<PageIndex, Arc<T>>);

impl<T> Pages<T> {
    pub(super) fn new(pages: IndexVec<PageIndex, Arc<T>>) -> Self {
        Self(pages)
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Every place, in order. Who asks has read no page yet.
    #[must_use = "an iterator does nothing until it is read"]
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = PageIndex> + ExactSizeIterator + use<T> {
        self.0.indices()
    }

    /// The page at a place, where there are so many.
    #[must_use]
    pub fn at(&self, page: PageIndex) -> Option<&Arc<T>> {
        note_page(page);
        self.0.at(page)
    }

    /// All pages.
    #[must_use = "an iterator does nothing until it is read"]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> + ExactSizeIterator {
        note(&Reads::All);
        self.0.iter()
    }

    /// All pages with their places.
    #[must_use = "an iterator does nothing until it is read"]
    pub fn iter_enumerated(&self) -> impl DoubleEndedIterator<Item = (PageIndex, &Arc<T>)> + ExactSizeIterator {
        note(&Reads::All);
        self.0.iter_enumerated()
    }

    /// The same, in parallel.
    #[must_use]
    pub fn par_iter_enumerated(&self) -> impl IndexedParallelIterator<Item = (PageIndex, &Arc<T>)>
    where
        T: Send + Sync,
    {
        note(&Reads::All);
        self.0.par_iter_enumerated()
    }

    /// All pages, for who makes no page of them.
    pub(super) fn unnoted(&self) -> &IndexVec<PageIndex, Arc<T>> {
        &self.0
    }
}

impl<T> Index<PageIndex> for Pages<T> {
    type Output = Arc<T>;

    fn index(&self, page: PageIndex) -> &Arc<T> {
        note_page(page);
        &self.0[page]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index_vec::ListIndex;

    fn some(pages: &[usize]) -> Reads {
        Reads::Some(pages.iter().map(|page| PageIndex::new(*page)).collect())
    }

    #[test]
    fn work_inside_of_work_counts_for_both() {
        let read = |page| note_page(PageIndex::new(page));
        let (inner, outer) = record(|| {
            read(1);
            let ((), inner) = record(|| read(2));
            inner
        });
        assert_eq!((inner, outer), (some(&[2]), some(&[1, 2])));
        assert_eq!(record(|| note(&Reads::All)).1, Reads::All);
        read(3);
    }

    #[test]
    fn what_is_shared_was_read_by_all_who_take_it() {
        let shared = Shared::default();
        let take = || {
            record(|| {
                let made = shared.get(|| {
                    note_page(PageIndex::new(7));
                    Ok::<u8, ()>(1)
                });
                *made.unwrap()
            })
        };
        assert_eq!(take(), (1, some(&[7])));
        assert_eq!(take(), (1, some(&[7])));
    }
}
