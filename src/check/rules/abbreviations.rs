//! `unexplained-abbreviation`: abbreviations in texts for clients that the text, the glossary and common knowledge leave unexplained.

use std::collections::BTreeSet;

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::PassageKind;

/// Abbreviations that nobody needs to be told, in small letters.
const COMMON: [&str; 74] = [
    "uk", "eu", "us", "usa", "uno", "un", "nhs", "bbc", "tv", "dvd", "cd", "usb", "id", "pin", "pdf", "csv", "faq",
    "faqs", "url", "html", "http", "https", "www", "ok", "am", "pm", "gmt", "utc", "bst", "cet", "gps", "sms", "mms",
    "wifi", "pc", "it", "hr", "ceo", "vat", "vip", "diy", "atm", "suv", "dna", "hiv", "aids", "ac", "ad", "bc", "ps",
    "rsvp", "asap", "gbp", "eur", "usd", "chf", "jpg", "png", "gif", "svg", "zip", "lgbt", "lgbtq", "nasa", "gmbh",
    "ag", "ltd", "plc", "llc", "inc", "de", "ch", "cc", "iban",
];

/// A text with more abbreviations of its own is about them, and the rest are not told.
const MOST: usize = 50;

/// Words that are written in capitals to stress them.
const STRESSED: [&str; 48] = [
    "must", "not", "and", "or", "no", "do", "all", "only", "never", "always", "any", "is", "may", "shall", "should",
    "will", "if", "the", "to", "before", "after", "new", "note", "see", "stop", "as", "in", "of", "on", "by", "you",
    "your", "we", "our", "are", "be", "for", "with", "than", "more", "yes", "und", "oder", "nicht", "nur", "kein",
    "keine", "immer",
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if !text.is_body() || !text.is_public() || !text.settings.is_on(Rule::UnexplainedAbbreviation) {
        return;
    }
    let mut seen = BTreeSet::new();
    for paragraph in text.paragraphs().iter().filter(|paragraph| paragraph.kind != PassageKind::Heading) {
        let words = &paragraph.words;
        let mut at = 0;
        let mut last_shouts = false;
        for part in words.split(|char: char| !char.is_alphanumeric()) {
            let range = at..at + part.len();
            at = range.end + words[range.end..].chars().next().map_or(0, char::len_utf8);
            let word = part.strip_suffix('s').unwrap_or(part);
            let shouts = is_capitals(word);
            let mut behind = words[at.min(words.len())..].split(|char: char| !char.is_alphanumeric());
            let next = behind.find(|word| !word.is_empty()).unwrap_or_default();
            let stands_alone = !(last_shouts || is_capitals(next) && next.len() > 1);
            if !part.is_empty() {
                last_shouts = shouts && word.len() > 1;
            }
            if !shouts || !stands_alone || !(2..=6).contains(&word.len()) || is_known(text, word) {
                continue;
            }
            let joined = |char: Option<char>| char.is_some_and(|char| "-_/@.&'".contains(char));
            let behind = words[range.end..].chars();
            let is_joined = joined(words[..range.start].chars().next_back())
                || joined(behind.clone().next()) && behind.clone().nth(1).is_some_and(char::is_alphanumeric);
            if seen.len() >= MOST {
                return;
            }
            let bytes = paragraph.bytes(&range);
            let is_private = text.readers_at(bytes.start).within(text.audiences.private());
            if is_joined || is_private || !seen.insert(word.to_owned()) || is_explained(text, word) {
                continue;
            }
            let message = format!("`{word}` is not explained where clients read it");
            let help = format!(
                "write it out the first time, with `({word})` behind it; or explain it in the glossary; or allow it in content/wording.toml"
            );
            text.push(Rule::UnexplainedAbbreviation, &bytes, message, help, found);
        }
    }
}

fn is_capitals(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether an abbreviation is common knowledge, is in the glossary or is allowed; or is no abbreviation: a number, or a stressed word.
fn is_known(text: &Written<'_>, word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_roman = word.bytes().all(|byte| b"IVXLC".contains(&byte));
    is_roman
        || COMMON.contains(&lower.as_str())
        || STRESSED.contains(&lower.as_str())
        || text.settings.known.contains(&lower)
        || text.settings.known.iter().any(|known| known.ends_with(&format!("({lower})")))
}

/// Whether the text explains an abbreviation somewhere: in brackets behind the words, with the words in brackets behind it, as a term
/// of a list, or with the element for it.
fn is_explained(text: &Written<'_>, word: &str) -> bool {
    let source = text.text;
    source.match_indices(word).any(|(at, _)| {
        let (before, behind) = (&source[..at], &source[at + word.len()..]);
        let behind_plural = behind.strip_prefix('s').unwrap_or(behind);
        let before = before.trim_end_matches(['*', '_', '"', '“', '“']);
        let behind_marks = behind_plural.trim_start_matches(['*', '_', '"', '”']);
        before.ends_with('(') && behind_marks.starts_with([')', ',', ';', ' '])
            || behind_marks.trim_start().strip_prefix('(').is_some_and(|words| words.starts_with(char::is_alphabetic))
            || behind_marks.starts_with("</abbr>")
            || [" means ", " stands for ", " is short for ", " steht für ", ": "]
                .iter()
                .any(|is| behind_marks.starts_with(is))
    })
}
