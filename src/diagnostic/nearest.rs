//! "Did you mean …?": the known word that is nearest to a mistyped one.

/// How many kinds of letters are told apart when two words are compared roughly.
const LETTERS: usize = 32;

/// The words that could have been meant. Many words can be looked up at little cost: those that cannot be near are
/// passed over by their length and by how often each letter stands in them.
#[derive(Debug)]
pub struct KnownWords<W>(Vec<(W, Outline)>);

/// A word in lower case, its length, and how often each letter stands in it.
#[derive(Debug)]
struct Outline {
    lower: String,
    length: usize,
    letters: [u8; LETTERS],
}

impl Outline {
    fn new(word: &str) -> Self {
        let lower = word.to_lowercase();
        let (mut length, mut letters) = (0, [0_u8; LETTERS]);
        for c in lower.chars() {
            let letter = &mut letters[c as usize % LETTERS];
            *letter = letter.saturating_add(1);
            length += 1;
        }
        Self { lower, length, letters }
    }

    /// A number of edits that one word cannot be made of the other with fewer of: an edit adds one letter at most, and takes one.
    fn least_distance(&self, other: &Self) -> usize {
        let pairs = self.letters.iter().zip(&other.letters);
        let (more, less) = pairs.fold((0, 0), |(more, less), (a, b)| {
            (more + usize::from(a.saturating_sub(*b)), less + usize::from(b.saturating_sub(*a)))
        });
        more.max(less)
    }
}

impl<W: AsRef<str>> KnownWords<W> {
    /// Takes the words in any order.
    pub fn new(words: impl IntoIterator<Item = W>) -> Self {
        let with_outline = |word: W| {
            let outline = Outline::new(word.as_ref());
            (word, outline)
        };
        let mut known: Vec<(W, Outline)> = words.into_iter().map(with_outline).collect();
        known.sort_by_key(|(_, outline)| outline.length);
        Self(known)
    }

    /// Returns the known word that takes the fewest edits, the first by the alphabet of several, when it is near enough to be what was
    /// meant: one edit, and one more for each four letters.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&W> {
        let word = Outline::new(word);
        // A word of `n` letters is at most `1 + n / 4` edits away from the shorter of the two.
        let shortest = word.length.saturating_sub(1 + word.length / 4);
        let longest = word.length + 1 + word.length / 4;
        let first = self.0.partition_point(|(_, outline)| outline.length < shortest);
        let near = self.0[first..].iter().take_while(|(_, outline)| outline.length <= longest);
        let mut best: Option<(usize, &W)> = None;
        for (written, outline) in near {
            let limit = 1 + outline.length.min(word.length) / 4;
            let limit = best.map_or(limit, |(distance, _)| distance.min(limit));
            if word.least_distance(outline) > limit {
                continue;
            }
            let distance = strsim::damerau_levenshtein(&word.lower, &outline.lower);
            if distance <= limit
                && best.is_none_or(|(least, best)| (distance, written.as_ref()) < (least, best.as_ref()))
            {
                best = Some((distance, written));
            }
        }
        best.map(|(_, written)| written)
    }
}

/// Returns the known word nearest to a mistyped one, when one is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    KnownWords::new(known).nearest(word).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by comparing with every word in full.
    fn nearest_of_all<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
        let word = word.to_lowercase();
        let near = known.iter().map(|known| (strsim::damerau_levenshtein(&word, &known.to_lowercase()), *known));
        near.filter(|(distance, known)| *distance <= 1 + known.chars().count().min(word.chars().count()) / 4)
            .min()
            .map(|(_, known)| known)
    }

    proptest! {
        #[test]
        fn nothing_near_is_passed_over(word in "[a-cé/]{0,12}", known in prop::collection::vec("[a-cA-Cé/]{0,12}", 0..12)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            prop_assert_eq!(nearest(&word, known.iter().copied()), nearest_of_all(&word, &known));
        }
    }
}
