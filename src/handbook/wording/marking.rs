//! What an author says about who may read a text: a classification in control data, a line such as "Internal use only".
//!
//! In: some words. Out: whether they keep a text from others. What always holds: the words are those of `marking.txt`, and a line that
//! says more than that is none; a sentence about confidential things says more.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// The words of `marking.txt`, by what they do.
static WORDS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut name = "";
    for line in include_str!("marking.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut rest = line;
        if let Some((new, behind)) = line.split_once(':') {
            (name, rest) = (new, behind);
        }
        let split = |c: char| if ["keys", "phrases"].contains(&name) { c == ',' } else { c.is_whitespace() };
        let all = rest.split(split).map(str::trim).filter(|word| !word.is_empty());
        words.entry(name).or_default().extend(all);
    }
    words
});

/// Finds the words without which a line is no mark; built once, since every text is searched.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let needed =
        ["inside", "secret", "staff", "others", "apart", "phrases"].into_iter().filter_map(|name| WORDS.get(name));
    AhoCorasick::new(needed.flatten()).ok()
});

fn is(name: &str, word: &str) -> bool {
    WORDS.get(name).is_some_and(|words| words.contains(&word))
}

/// Whether a word may stand in a line that says nothing but who may read a text.
fn is_known(word: &str) -> bool {
    WORDS.iter().any(|(name, words)| !["keys", "phrases", "goes on"].contains(name) && words.contains(&word))
}

/// Words in small letters, with one space for whatever is no letter.
fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether a key of control data says who may read a page.
#[must_use]
pub fn is_marking_key(key: &str) -> bool {
    is("keys", &folded(key))
}

/// Whether a value of control data keeps a page from others.
#[must_use]
pub fn keeps_private(value: &str) -> bool {
    folded(value).split(' ').any(|word| ["inside", "secret", "staff"].iter().any(|name| is(name, word)))
}

/// Whether a line of control data keeps a page from others, as `Readers: staff` does.
fn is_control(line: &str) -> bool {
    let split = line.split_once(':').filter(|(key, _)| is_marking_key(key));
    split.is_some_and(|(_, value)| value.split_whitespace().count() < 4 && keeps_private(value))
}

/// What a line says that says nothing but who may read a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// It is for few, or not for others: `Internal use only`, `Not for clients`.
    Only,
    /// What follows is: `Note for staff`.
    Note,
    /// The name of those for whom it may be: `Staff`, `For the team`.
    Reader,
    /// A class: `Strictly confidential`.
    Class,
    /// `Internal` alone.
    Internal,
    /// `Confidential` alone, which is said of many things.
    Secret,
    /// It is for others: `Public`, `For visitors`.
    Apart,
}

impl Marking {
    /// Whether a text in small letters may hold such a line.
    #[must_use]
    pub fn may_be_in(lower: &str) -> bool {
        FINDER.as_ref().is_some_and(|finder| finder.is_match(lower))
    }

    /// Reads a line; `None` where it says anything else.
    #[must_use]
    pub fn of(line: &str) -> Option<Self> {
        let folded = folded(line);
        let words: Vec<&str> = folded.split(' ').collect();
        let has = |name: &str| words.iter().any(|word| is(name, word));
        if is_control(line) || is("phrases", &folded) {
            return Some(Self::Only);
        }
        if folded.is_empty() || !words.iter().all(|word| is_known(word)) {
            return None;
        }
        let keeps = |word: &str| is("inside", word) || is("secret", word);
        let (is_kept, is_few) = (has("inside") || has("secret"), has("staff"));
        let is_denied = words.windows(2).any(|pair| is("refuses", pair[0]) && keeps(pair[1]));
        let is_told = has("tells") && !has("things");
        match () {
            () if is_denied => None,
            () if has("ought") && !has("learns") => None,
            () if has("refuses") && has("others") => Some(Self::Only),
            () if has("learns") => None,
            () if has("others") || has("apart") => (!is_kept && !is_few).then_some(Self::Apart),
            () if (is_kept || is_few) && has("notes") => Some(Self::Note),
            () if (is_kept || is_few) && has("limits") => Some(Self::Only),
            () if is_few && !is_kept => (!has("refuses")).then_some(Self::Reader),
            () if !is_kept || is_told => None,
            () if words.len() > 1 => Some(Self::Class),
            () => Some(if has("inside") { Self::Internal } else { Self::Secret }),
        }
    }

    /// How many bytes of a sentence keep what it says from others: `Do not tell clients` of `Do not tell clients that we may pay more`,
    /// and all of `Do not mention the credit note to clients`.
    #[must_use]
    pub fn lead(sentence: &str) -> Option<usize> {
        let mut end = 0;
        let next = sentence.split_whitespace().find_map(|word| {
            let folded = folded(word);
            let is_lead = folded.split(' ').all(is_known);
            if is_lead {
                end += sentence[end..].find(word).unwrap_or_default() + word.len();
            }
            (!is_lead).then_some(folded)
        })?;
        let lead = folded(&sentence[..end]);
        let has = |name: &str| lead.split(' ').any(|word| is(name, word));
        if !has("refuses") || !has("learns") {
            return None;
        }
        if has("others") {
            return is("goes on", &next).then_some(end);
        }
        let all = folded(sentence);
        let mut last = all.rsplit(' ');
        let is_to = |word: &str| ["to", "with", "an", "mit", "aux", "con", "met"].contains(&word);
        let (others, before) = (last.next()?, last.find(|word| !["the", "our", "any"].contains(word))?);
        (is("others", others) && is_to(before)).then_some(sentence.trim_end().len())
    }

    /// Whether a line keeps the whole text from others that it stands above.
    #[must_use]
    pub fn keeps_a_page(self) -> bool {
        !matches!(self, Self::Note | Self::Reader | Self::Apart)
    }
}
