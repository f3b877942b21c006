//! A list whose places have a type of their own.
//!
//! In: values. Out: an [`IndexVec`], in which each of them is found by an index of one type. What always holds: a place in
//! one list is never taken for a place in another; the compiler says so.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

use rayon::prelude::*;

/// A place in a list.
pub trait ListIndex: Copy {
    /// The place with this number.
    fn new(number: usize) -> Self;
    /// Its number.
    fn number(self) -> usize;
}

/// Declares the index of a list.
macro_rules! list_index {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(usize);

        impl $crate::index_vec::ListIndex for $name {
            fn new(number: usize) -> Self {
                Self(number)
            }

            fn number(self) -> usize {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

pub(crate) use list_index;

/// A list of `T`, in which `I` is a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexVec<I, T> {
    values: Vec<T>,
    index: PhantomData<fn(I) -> I>,
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        Self { values: Vec::new(), index: PhantomData }
    }
}

impl<I: ListIndex, T> IndexVec<I, T> {
    /// Every place, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.values.len()).map(I::new)
    }

    /// Every value with its place, in order.
    #[must_use]
    pub fn iter_enumerated(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.values.iter().enumerate().map(|(at, value)| (I::new(at), value))
    }

    /// Every value with its place, in parallel.
    #[must_use]
    pub fn par_iter_enumerated(&self) -> impl IndexedParallelIterator<Item = (I, &T)>
    where
        I: Send,
        T: Sync,
    {
        self.values.par_iter().enumerate().map(|(at, value)| (I::new(at), value))
    }

    /// The value at a place, where the list is that long.
    pub fn at(&self, index: I) -> Option<&T> {
        self.values.get(index.number())
    }
}

impl<I, T> From<Vec<T>> for IndexVec<I, T> {
    fn from(values: Vec<T>) -> Self {
        Self { values, index: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<V: IntoIterator<Item = T>>(values: V) -> Self {
        Self::from(Vec::from_iter(values))
    }
}

impl<'a, I, T> IntoIterator for &'a IndexVec<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter()
    }
}

impl<I: ListIndex, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    fn index(&self, index: I) -> &T {
        &self.values[index.number()]
    }
}

impl<I: ListIndex, T> IndexMut<I> for IndexVec<I, T> {
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.values[index.number()]
    }
}

impl<I, T> Deref for IndexVec<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.values
    }
}

impl<I, T> DerefMut for IndexVec<I, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.values
    }
}
