//! How many years of school a text asks of its reader.
//!
//! In: the paragraphs of a text without its marks. Out: a [`Grade`], by the formula that was made for the language:
//!
//! - English: Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, *Derivation of New Readability Formulas
//!   for Navy Enlisted Personnel*, 1975).
//! - German: first Vienna formula for non-fiction (Bamberger and Vanecek, *Lesen – Verstehen – Lernen – Schreiben*, 1984).
//!
//! What always holds: only what ends as a sentence does is counted. A row of a table, a line of code or a bare item of a
//! list would make any text look easy.

/// Below so many words a grade says little.
const FEWEST_WORDS: u32 = 60;
/// German words of more letters are long.
const LONG_LETTERS: usize = 6;

/// A formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// English.
    FleschKincaid,
    /// German.
    Vienna,
}

/// What a formula says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    /// The years of school, in tenths.
    pub tenths: i64,
    /// Words that were counted.
    pub words: u32,
    /// Sentences that were counted.
    pub sentences: u32,
}

#[derive(Debug, Default)]
struct Counts {
    words: u32,
    sentences: u32,
    syllables: u32,
    /// Words of one syllable.
    short: u32,
    /// Words of three and more.
    many: u32,
    /// Words of more than six letters.
    long: u32,
}

impl Scale {
    /// The formula for a language, where there is one.
    #[must_use]
    pub fn of(language: &str) -> Option<Self> {
        match language.split('-').next().unwrap_or_default() {
            "en" => Some(Self::FleschKincaid),
            "de" => Some(Self::Vienna),
            _ => None,
        }
    }

    /// The key of its name among the strings of the theme.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FleschKincaid => "flesch_kincaid",
            Self::Vienna => "vienna",
        }
    }

    /// The grade of a text; `None` when there are too few sentences to tell.
    #[must_use]
    pub fn grade<'a>(self, paragraphs: impl IntoIterator<Item = &'a str>) -> Option<Grade> {
        let mut counts = Counts::default();
        for paragraph in paragraphs {
            counts.add(paragraph, self);
        }
        let Counts { words, sentences, .. } = counts;
        if words < FEWEST_WORDS {
            return None;
        }
        let parts = match self {
            Self::FleschKincaid => 100,
            Self::Vienna => 1000,
        };
        let tenths = nearest(self.value(&counts, words, sentences), parts);
        Some(Grade { tenths, words, sentences })
    }

    /// How hard a paragraph is, compared with others of the same text; `None` when it has no sentence.
    #[must_use]
    pub fn difficulty(self, paragraph: &str) -> Option<i64> {
        let mut counts = Counts::default();
        counts.add(paragraph, self);
        let Counts { words, sentences, .. } = counts;
        (words > 0).then(|| self.value(&counts, words, sentences.max(1)))
    }

    /// The formula, in thousandths of a year; of the Vienna formula in ten thousandths.
    fn value(self, counts: &Counts, words: u32, sentences: u32) -> i64 {
        let of_words = |factor: i64, count: u32| factor * i64::from(count) / i64::from(words);
        let sentence = |factor: i64| factor * i64::from(words) / i64::from(sentences);
        match self {
            Self::FleschKincaid => sentence(390) + of_words(11_800, counts.syllables) - 15_590,
            Self::Vienna => {
                let words = of_words(193_500, counts.many) + of_words(129_700, counts.long);
                words + sentence(1672) - of_words(32_700, counts.short) - 8750
            }
        }
    }

    /// The syllables of a word: its runs of vowels. English leaves an `e` at the end silent, and that of most endings.
    fn syllables(self, word: &str) -> u32 {
        let vowel = |letter: char| match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' => true,
            _ => !letter.is_ascii() && "äöüáéíóúàèìòùâêîôûœæ".contains(letter),
        };
        let mut runs = 0;
        let mut before = false;
        for letter in word.chars() {
            runs += u32::from(vowel(letter) && !before);
            before = vowel(letter);
        }
        let silent = self == Self::FleschKincaid && word.ends_with(['e', 'd', 's']) && {
            let ends = |ending: &str, sounded: &[&str]| {
                let stem = word.strip_suffix(ending).filter(|stem| stem.chars().next_back().is_some_and(|c| !vowel(c)));
                stem.is_some_and(|stem| !sounded.iter().any(|sound| stem.ends_with(sound)))
            };
            let after_l = word.strip_suffix("le").and_then(|stem| stem.chars().next_back()).is_some_and(|c| !vowel(c));
            ends("e", &[]) && !after_l || ends("ed", &["t", "d"]) || ends("es", &["s", "z", "x", "c", "g", "sh", "ch"])
        };
        if silent && runs > 1 { runs - 1 } else { runs.max(1) }
    }
}

impl Counts {
    /// Counts a paragraph, if it ends as a sentence does.
    fn add(&mut self, paragraph: &str, scale: Scale) {
        if !ends_sentence(paragraph) {
            return;
        }
        let mut words = paragraph.split_whitespace().peekable();
        let mut letters = String::new();
        while let Some(word) = words.next() {
            let bare = bare(word, &mut letters);
            if !bare.is_empty() {
                let syllables = scale.syllables(bare);
                self.words += 1;
                self.syllables += syllables;
                self.short += u32::from(syllables == 1);
                self.many += u32::from(syllables > 2);
                self.long += u32::from(bare.chars().count() > LONG_LETTERS);
            }
            // A small letter behind the mark shows an abbreviation.
            let goes_on = words.peek().is_some_and(|next| next.starts_with(char::is_lowercase));
            self.sentences += u32::from(ends_sentence(word) && !goes_on);
        }
    }
}

/// The letters of a word in lower case; most words have no others but for a mark behind them. `letters` is room for the rest.
fn bare<'w>(word: &'w str, letters: &'w mut String) -> &'w str {
    let end = word.bytes().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(word.len());
    if word.bytes().skip(end).all(|byte| byte.is_ascii_punctuation()) {
        return &word[..end];
    }
    letters.clear();
    letters.extend(word.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphabetic()));
    letters
}

/// Whether a text ends with the mark of a sentence, inside closing quotation marks and brackets or not.
fn ends_sentence(text: &str) -> bool {
    let ends_with_letter = text.bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric());
    !ends_with_letter
        && text.trim_end_matches(['"', '\'', '”', '’', '“', '»', '«', ')', ']']).ends_with(['.', '!', '?', '…', ':'])
}

/// A quotient, to the nearest whole.
fn nearest(number: i64, by: i64) -> i64 {
    (number + by / 2).div_euclid(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn syllables(scale: Scale, words: &str) -> Vec<u32> {
        words.split(' ').map(|word| scale.syllables(word)).collect()
    }

    #[test]
    fn syllables_are_runs_of_vowels_that_are_spoken() {
        let words = "the money back table refused wanted asked charges makes agree policy tour people";
        assert_eq!(syllables(Scale::FleschKincaid, words), [1, 2, 1, 2, 2, 2, 1, 2, 1, 2, 3, 1, 2]);
        assert_eq!(syllables(Scale::Vienna, "die rückgabe erstattung haus jede"), [1, 3, 3, 1, 2]);
    }

    #[test]
    fn sentences_end_at_their_marks_and_not_at_abbreviations() {
        let mut counts = Counts::default();
        counts.add("Ring us, e.g. at noon. (We are here.) \"Really?\" Yes!", Scale::FleschKincaid);
        assert_eq!((counts.sentences, counts.words), (4, 10));
    }

    #[test]
    fn rows_of_tables_and_bare_items_do_not_count() {
        let mut counts = Counts::default();
        counts.add("Card · 5 working days", Scale::FleschKincaid);
        counts.add("the receipt", Scale::FleschKincaid);
        assert_eq!(counts.words, 0);
    }

    /// By hand: 6 words and 6 syllables a sentence give 0.39 × 6 + 11.8 − 15.59 = −1.45; with 12 words, 18 syllables
    /// among them, 0.39 × 12 + 11.8 × 1.5 − 15.59 = 6.79.
    #[test]
    fn flesch_and_kincaid_would_say_the_same() {
        let easy = ["The cat sat on the mat."; 10];
        assert_eq!(Scale::FleschKincaid.grade(easy), Some(Grade { tenths: -14, words: 60, sentences: 10 }));
        let harder = ["Money money money money money money back back back back back back."; 5];
        assert_eq!(Scale::FleschKincaid.grade(harder).map(|grade| grade.tenths), Some(68));
        assert_eq!(Scale::FleschKincaid.grade(["Too short to tell."]), None);
    }

    /// By hand: of 6 words one has three syllables and more than six letters, and the others one: 0.1935 × 16.67 +
    /// 0.1672 × 6 + 0.1297 × 16.67 − 0.0327 × 83.33 − 0.875 = 2.79.
    #[test]
    fn so_would_bamberger_and_vanecek() {
        let text = ["Du hast ein Recht auf Erstattung."; 10];
        assert_eq!(Scale::Vienna.grade(text), Some(Grade { tenths: 28, words: 60, sentences: 10 }));
    }

    #[test]
    fn each_language_has_its_own_formula_or_none() {
        assert_eq!(["en-GB", "de", "fr"].map(Scale::of), [Some(Scale::FleschKincaid), Some(Scale::Vienna), None]);
    }
}
