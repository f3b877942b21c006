//! The word lists of a theme: what the search writes of their phrases.
//!
//! In: a list. Out: each phrase of it in the forms that a search file may have. What always holds: no word of a handbook is in them, so that
//! nothing private is taken for a word of the theme but what the list says by itself.

/// What the names of the theme's tables of near words begin with.
pub const NEAR_WORDS: &str = "words/near-";

/// Endings that one form of a word has in the place of another's.
const ENDINGS: [(&str, &str); 16] = [
    ("", ""),
    ("", "s"),
    ("", "es"),
    ("", "d"),
    ("", "ed"),
    ("", "ing"),
    ("e", "ing"),
    ("y", "ies"),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("d", ""),
    ("", "en"),
];

/// Whether a file of a theme, the built-in one or the handbook's own, is a word list, and not a table of words near in meaning.
pub(super) fn is_word_list(name: &str) -> bool {
    let in_theme = name.strip_prefix("themes/").and_then(|rest| Some(rest.split_once('/')?.1)).unwrap_or(name);
    in_theme.starts_with("words/") && !in_theme.starts_with(NEAR_WORDS)
}

/// The phrases of a list in all their forms: the search writes a word as the handbook has it.
pub(super) fn phrases(list: &str) -> Vec<String> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let phrases = lines.flat_map(|line| line.split([',', '>', '='])).map(str::split_whitespace);
    phrases
        .map(Iterator::collect::<Vec<_>>)
        .filter(|words| (2..=3).contains(&words.len()))
        .flat_map(|words| forms(&words))
        .collect()
}

/// Every way to write some words in a row, each in one of its forms.
fn forms(words: &[&str]) -> Vec<String> {
    words.iter().fold(vec![String::new()], |before, word| {
        let forms = forms_of(word);
        let all = before
            .iter()
            .flat_map(|start| forms.iter().map(move |form| format!("{start} {form}").trim_start().to_owned()));
        all.collect()
    })
}

fn forms_of(word: &str) -> Vec<String> {
    let forms = ENDINGS.iter().filter_map(|(old, new)| Some(format!("{}{new}", word.strip_suffix(old)?)));
    let mut forms: Vec<String> = forms.filter(|form| form.len() > 1).collect();
    forms.sort();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_tables_and_from_other_files() {
        assert!(["words/en.txt", "themes/own/words/de.txt"].into_iter().all(is_word_list));
        let others =
            ["words/near-en.txt", "themes/own/words/near-en.txt", "strings/words/en.txt", "themes/words/x.html"];
        assert!(!others.into_iter().any(is_word_list));
    }

    #[test]
    fn a_phrase_is_written_in_the_forms_of_its_words() {
        let all = phrases("# new words\nclass moved > timetable change, new timetable\n");
        for phrase in ["new timetables", "timetable changes", "classes moved", "timetable change"] {
            assert!(all.iter().any(|one| one == phrase), "{phrase}");
        }
        for other in ["new", "words", "new change", "timetable", "new words"] {
            assert!(!all.iter().any(|one| one == other), "{other}");
        }
    }
}
