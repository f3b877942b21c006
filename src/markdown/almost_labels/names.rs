//! The words by which a line may name an audience.
//!
//! In: the audiences of a handbook. Out: their keys, their titles, and words that call a text private in any handbook. What always holds:
//! each word leads to the key of an audience, so that the author is told what to write.

use unicode_normalization::UnicodeNormalization;

use crate::config::Audiences;
use crate::markdown::lines::is_invisible;

/// Words that call a text private, in the languages of the theme.
const PRIVATE: [&str; 16] = [
    "internal",
    "private",
    "confidential",
    "intern",
    "vertraulich",
    "interne",
    "privé",
    "confidentiel",
    "interno",
    "privado",
    "confidencial",
    "vertrouwelijk",
    "privat",
    "mewnol",
    "cyfrinachol",
    "preifat",
];

/// Words, each with the key of the audience that it names.
#[derive(Debug, Clone)]
pub(in crate::markdown) struct Names {
    /// The keys of a handbook, then the titles, folded.
    own: Vec<(String, String)>,
    /// The key of the most private audience.
    most_private: String,
}

impl Names {
    /// The words of a handbook.
    pub(in crate::markdown) fn of(audiences: &Audiences) -> Self {
        let keys = audiences.iter().map(|(_, audience)| (audience.key.as_str(), audience.key.as_str()));
        let titles = audiences.iter().map(|(_, audience)| (audience.title.as_str(), audience.key.as_str()));
        let one_word = |(title, _): &(&str, &str)| !title.contains(char::is_whitespace);
        Self::new(keys.chain(titles.filter(one_word)), &audiences.get(audiences.most_private()).key)
    }

    /// Words with their keys, and the key of the most private audience.
    pub(super) fn new<'a>(own: impl Iterator<Item = (&'a str, &'a str)>, most_private: &str) -> Self {
        let own = own.map(|(word, key)| (fold(word), key.to_owned())).collect();
        Self { own, most_private: most_private.to_owned() }
    }

    /// The key that a folded word names.
    pub(super) fn known(&self, word: &str) -> Option<String> {
        self.own(word).or_else(|| self.is_private(word).then(|| self.most_private.clone()))
    }

    /// The key in the name of a component or a condition of another tool: `staff`, `staff-only`, `staffonly`, `isstaff`.
    pub(super) fn in_component(&self, word: &str) -> Option<String> {
        let own = |word: &str| self.own(word.trim_matches(['-', '_']));
        let prefixes = ["only", "for", "if", "is", "show", "hide"];
        self.known(word)
            .or_else(|| own(word.strip_suffix("only")?))
            .or_else(|| prefixes.iter().find_map(|prefix| own(word.strip_prefix(prefix)?)))
    }

    /// Whether a folded word calls a text private, and names nobody.
    pub(super) fn is_private(&self, word: &str) -> bool {
        PRIVATE.contains(&word) && self.own(word).is_none()
    }

    /// The key that a folded word names in this handbook alone.
    pub(super) fn own(&self, word: &str) -> Option<String> {
        self.own.iter().find(|(name, _)| name == word).map(|(_, key)| key.clone())
    }

    /// The folded keys and titles.
    pub(super) fn own_words(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|(name, _)| name.as_str())
    }

    /// The first of some names, with no other word than those that join them or say whose the lines are: `staff, members`, `staff only`.
    pub(super) fn alone(&self, text: &str) -> Option<String> {
        self.among(text, &["and", "or", "only", "for", "und", "oder", "nur", "für"])
    }

    /// The first of some names, with no other word than some.
    pub(super) fn among(&self, text: &str, others: &[&str]) -> Option<String> {
        let words = text.split(|c: char| c.is_whitespace() || ",/&+|".contains(c));
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        let words = words.filter(|word| !word.is_empty() && !others.contains(word)).map(|word| self.known(word));
        words.collect::<Option<Vec<_>>>()?.into_iter().next()
    }
}

/// Lower case without invisible characters and compatible forms, as a reader sees it.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| !is_invisible(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.chars().filter(|c| !is_invisible(*c)).nfkc().flat_map(char::to_lowercase).collect()
}

/// A word without the signs that tools put around the name of a block: quotes, brackets, the dot of a class.
pub(super) fn bare(text: &str) -> &str {
    let around = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '“' | '”' | '‘' | '’' | '{' | '}' | '[' | ']' | '(' | ')' | '.' | '*' | '_' | '`' | '#'
            )
    };
    text.trim_matches(around)
}
