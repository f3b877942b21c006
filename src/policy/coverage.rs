//! Which policies name a goal, a touchpoint or another key, and which name none.
//!
//! In: policies with their standing and the keys that they name. Out: a [`Coverage`]. What always holds: only policies that people
//! go by on the day count, for the pages that show gaps and for the rules that report them alike.

use std::collections::BTreeMap;

use super::standing::Standing;

/// Who names which key. `P` stands for a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage<'a, P> {
    /// The policies that name each key, in their order.
    pub by_key: BTreeMap<&'a str, Vec<P>>,
    /// Those that name none.
    pub without: Vec<P>,
}

impl<'a, P: Copy> Coverage<'a, P> {
    /// Collects what each policy names.
    pub fn of<K: IntoIterator<Item = &'a str>>(policies: impl IntoIterator<Item = (P, Standing, K)>) -> Self {
        let (mut by_key, mut without): (BTreeMap<&str, Vec<P>>, Vec<P>) = (BTreeMap::new(), Vec::new());
        for (policy, _, keys) in policies.into_iter().filter(|(_, standing, _)| standing.governs()) {
            let mut named = false;
            for key in keys {
                named = true;
                by_key.entry(key).or_default().push(policy);
            }
            if !named {
                without.push(policy);
            }
        }
        Self { by_key, without }
    }

    /// The policies that name a key.
    #[must_use]
    pub fn of_key(&self, key: &str) -> &[P] {
        self.by_key.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those of `keys` that no policy names.
    pub fn bare<'k>(&self, keys: impl IntoIterator<Item = &'k String>) -> impl Iterator<Item = &'k String> {
        keys.into_iter().filter(|key| !self.by_key.contains_key(key.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_go_by_counts() {
        let policies = [
            (1, Standing::InForce, vec!["a", "b"]),
            (2, Standing::Retired, vec!["c"]),
            (3, Standing::OnTrial, vec![]),
            (4, Standing::Draft, vec![]),
        ];
        let coverage = Coverage::of(policies);
        assert_eq!(coverage.of_key("a"), [1]);
        assert_eq!(coverage.without, [3]);
        let keys = ["a", "c"].map(str::to_owned);
        assert_eq!(coverage.bare(&keys).collect::<Vec<_>>(), ["c"]);
    }
}
