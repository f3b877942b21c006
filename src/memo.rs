//! What a function made of the same inputs, kept and given again.
//!
//! In: the inputs of a function as a key, and the function. Out: its result. What always holds: a key holds its inputs, so an
//! address names one value as long as an entry of it stands; and an input that is not in the key is not read by the function.
//!
//! Inputs that are large and shared, a policy above all, are compared by their address ([`ByAddress`]), which is exact and
//! costs nothing. What is small is compared by value, and [`Settled::same_if_equal`] gives the very same `Arc` again for an equal
//! value, so that whatever is made of it is found by its address too. `comemo` hashes every input by its content and keeps
//! results for the whole program; here a save would hash the whole handbook, and two previews would share one table.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// A shared value that is compared by its address, and held so that no other value comes to have the address.
pub struct ByAddress<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> ByAddress<T> {
    /// Another hold on a shared value.
    pub fn of(value: &Arc<T>) -> Self {
        Self(Arc::clone(value))
    }
}

impl<T: ?Sized> Clone for ByAddress<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for ByAddress<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> PartialEq for ByAddress<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Eq for ByAddress<T> {}

impl<T: ?Sized> Hash for ByAddress<T> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        Arc::as_ptr(&self.0).cast::<()>().hash(hasher);
    }
}

impl<T: ?Sized> fmt::Debug for ByAddress<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:p}", self.0)
    }
}

/// The results of one function, by its inputs.
#[derive(Debug)]
pub struct Memo<K, V> {
    entries: Mutex<FxHashMap<K, Entry<V>>>,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    /// Whether it was asked for since the last call of [`Memo::drop_unused`].
    used: bool,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { entries: Mutex::default() }
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// What `make` makes of the key, or made of it before. Two threads that ask for the same key at once may both make it.
    pub fn get(&self, key: K, make: impl FnOnce(&K) -> V) -> V {
        if let Some(entry) = lock(&self.entries).get_mut(&key) {
            entry.used = true;
            return entry.value.clone();
        }
        let value = make(&key);
        lock(&self.entries).insert(key, Entry { value: value.clone(), used: true });
        value
    }

    /// Ends a run: what it did not ask for is dropped.
    pub fn drop_unused(&self) {
        lock(&self.entries).retain(|_, entry| std::mem::take(&mut entry.used));
    }
}

/// The last result of one function.
#[derive(Debug)]
pub struct Last<K, V>(Mutex<Option<(K, V)>>);

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: PartialEq, V: Clone> Last<K, V> {
    /// What `make` makes of the key; if the last key was equal, what it made of that.
    pub fn get(&self, key: K, make: impl FnOnce(&K) -> V) -> V {
        if let Some((last, value)) = &*lock(&self.0)
            && *last == key
        {
            return value.clone();
        }
        let value = make(&key);
        *lock(&self.0) = Some((key, value.clone()));
        value
    }
}

/// The last value of something.
#[derive(Debug)]
pub struct Settled<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Settled<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: PartialEq> Settled<T> {
    /// The value; the very same `Arc` as the last time if the value is equal.
    pub fn same_if_equal(&self, value: T) -> Arc<T> {
        let mut last = lock(&self.0);
        match &*last {
            Some(last) if **last == value => Arc::clone(last),
            _ => Arc::clone(last.insert(Arc::new(value))),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A function that panicked was not running under the lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_inputs_are_given_the_same_result() {
        let memo: Memo<ByAddress<str>, Arc<str>> = Memo::default();
        let (one, other): (Arc<str>, Arc<str>) = ("text".into(), "text".into());
        let get = |text: &Arc<str>| memo.get(ByAddress::of(text), |text| text.to_uppercase().into());
        let first = get(&one);
        assert!(Arc::ptr_eq(&first, &get(&one)) && !Arc::ptr_eq(&first, &get(&other)));
    }

    #[test]
    fn what_a_run_did_not_ask_for_is_dropped() {
        let memo: Memo<u8, Arc<u8>> = Memo::default();
        let get = |key| memo.get(key, |key| Arc::new(*key));
        let (one, two) = (get(1), get(2));
        memo.drop_unused();
        assert!(Arc::ptr_eq(&one, &get(1)));
        memo.drop_unused();
        assert!(Arc::ptr_eq(&one, &get(1)) && !Arc::ptr_eq(&two, &get(2)));
    }

    #[test]
    fn an_equal_value_is_the_same_value() {
        let last: Settled<String> = Settled::default();
        let one = last.same_if_equal("a".to_owned());
        assert!(Arc::ptr_eq(&one, &last.same_if_equal("a".to_owned())));
        assert!(!Arc::ptr_eq(&one, &last.same_if_equal("b".to_owned())));
    }
}
