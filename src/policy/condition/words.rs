//! The words of a language for numbers, units and comparisons.
//!
//! In: a table of `en.toml` or `de.toml`. Out: [`Words`], to be looked up, and the part of them that the reader of queries in the
//! browser needs. What always holds: a language without a table has no words, so that nothing is read in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

/// The table of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    units: Vec<(String, f64, f64, String)>,
    pub(super) working: String,
    pub(super) articles: String,
    pub(super) fillers: String,
    pub(super) upper: Vec<String>,
    pub(super) lower: Vec<String>,
    pub(super) latest: Vec<String>,
    pub(super) between: String,
    pub(super) to: String,
    pub(super) or_more: Vec<String>,
    pub(super) or_less: Vec<String>,
    pub(super) front: BTreeMap<String, String>,
    pub(super) behind: BTreeMap<String, String>,
    pub(super) late: Vec<String>,
    moments: Vec<(String, f64, f64, String)>,
    pub(super) ages: String,
    pub(super) ageable: String,
    pub(super) years: String,
    pub(super) old: String,
    pub(super) time: String,
    endings: String,
    /// The names of months: their days are no numbers of things.
    pub(super) months: String,
    pub(super) either: String,
    pub(super) hedges: String,
    pub(super) and: String,
    pub(super) not: String,
    pub(super) at_once: String,
    pub(super) window: Vec<String>,
    pub(super) numbers: BTreeMap<String, f64>,
    pub(super) ordinals: BTreeMap<String, f64>,
    pub(super) repeats: BTreeMap<String, f64>,
}

/// What a unit measures, and how much of it one is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'a> {
    pub(super) kind: &'a str,
    pub(super) least: f64,
    pub(super) most: f64,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| table(include_str!("en.toml")));
static GERMAN: LazyLock<Words> = LazyLock::new(|| table(include_str!("de.toml")));
static NONE: LazyLock<Words> = LazyLock::new(Words::default);

fn table(text: &str) -> Words {
    toml::from_str(text).expect("the tables are part of the program, and tested")
}

impl Words {
    /// The table of a language, by its tag: `en`, `en-GB`.
    pub(super) fn of(language: &str) -> &'static Self {
        match language.split(['-', '_']).next().unwrap_or_default() {
            "en" => &ENGLISH,
            "de" => &GERMAN,
            _ => &NONE,
        }
    }

    pub(super) fn unit(&self, word: &str) -> Option<Unit<'_>> {
        let found = self.units.iter().find(|(.., words)| has(words, word))?;
        Some(Unit { kind: &found.0, least: found.1, most: found.2 })
    }

    /// A word without the ending of its plural, as far as that can be told without a dictionary.
    pub(super) fn stem(&self, word: &str) -> String {
        let short = self.endings.split(' ').find_map(|ending| word.strip_suffix(ending));
        short.filter(|short| short.chars().count() > 2).unwrap_or(word).to_owned()
    }

    /// What the browser reads a query with; `null` for a language without a table.
    pub(super) fn for_browser(&self) -> Value {
        if self.units.is_empty() {
            return Value::Null;
        }
        let units = self.units.iter().flat_map(|(kind, least, most, words)| {
            words.split(' ').map(move |word| (word, json!([kind, least, most])))
        });
        let moments = self.moments.iter().map(|(role, least, most, words)| (words, json!([role, least, most])));
        // "After six weeks" names a moment in a query, and is no comparison.
        let since = self.front.get("e").map_or("", String::as_str);
        let lower = self.lower.iter().filter(|phrase| !phrase.split(' ').any(|word| has(since, word)));
        let signs = self.upper.iter().map(|phrase| (phrase, -1)).chain(lower.map(|phrase| (phrase, 1)));
        let links = format!("{} {}", self.to, self.either);
        let classes = [
            ("age", &self.ages),
            ("old", &self.old),
            ("time", &self.time),
            ("working", &self.working),
            ("article", &self.articles),
            ("link", &links),
        ];
        json!({
            "u": units.collect::<BTreeMap<_, _>>(),
            "m": moments.collect::<BTreeMap<_, _>>(),
            "n": self.numbers,
            "o": self.ordinals,
            "r": self.repeats,
            "f": by_word(self.front.iter().map(|(role, words)| (role.as_str(), words))),
            "b": by_word(self.behind.iter().map(|(role, words)| (role.as_str(), words))),
            "x": signs.collect::<BTreeMap<_, _>>(),
            "c": by_word(classes.into_iter()),
            "e": self.endings.split(' ').collect::<Vec<_>>(),
        })
    }
}

/// Returns the name under which each word is listed.
fn by_word<'a>(lists: impl Iterator<Item = (&'a str, &'a String)>) -> BTreeMap<&'a str, &'a str> {
    lists.flat_map(|(name, words)| words.split(' ').map(move |word| (word, name))).collect()
}

/// Whether a list of words has a word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_read() {
        assert!(Words::of("en-GB").numbers["six"] > 5.0);
        assert_eq!(Words::of("de").unit("wochen").map(|unit| unit.least), Some(10080.0));
        assert!(Words::of("fr").for_browser().is_null());
    }
}
