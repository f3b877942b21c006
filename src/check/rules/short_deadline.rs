//! `short-deadline`: deadlines for clients of less than a week.

use std::ops::Range;

use crate::check::paragraph::Paragraph;
use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::PassageKind;

/// A deadline of fewer days is short: clients may be ill, away, or at work.
const FEWEST_DAYS: u64 = 7;

/// What opens a deadline, in English and German.
const OPENINGS: [&str; 9] = [
    "within ",
    "no later than ",
    "not later than ",
    "in the first ",
    "in less than ",
    "innerhalb von ",
    "binnen ",
    "innerhalb der ersten ",
    "spätestens ",
];

/// What makes it one that clients have to keep.
const DUTIES: [&str; 24] = [
    "you must",
    "you have to",
    "you shall",
    "you may only",
    "you can only",
    "clients must",
    "customers must",
    "members must",
    "users must",
    "users have",
    "must be made",
    "must be received",
    "must be submitted",
    "must be reported",
    "must be returned",
    "must respond",
    "must contact",
    "must notify",
    "if you do not",
    "if you don't",
    "sie müssen",
    "müssen sie",
    "kunden müssen",
    "ist uns",
];

/// What we do ourselves is no deadline for clients.
const OURS: [&str; 12] = [
    "we will",
    "we'll",
    "we shall",
    "we must",
    "we aim",
    "we answer",
    "we reply",
    "we pay",
    "our team will",
    "wir werden",
    "antworten wir",
    "zahlen wir",
];

/// Units of time, and how many hours each lasts.
const UNITS: [(&str, u64); 16] = [
    ("minute", 0),
    ("minutes", 0),
    ("hour", 1),
    ("hours", 1),
    ("day", 24),
    ("days", 24),
    ("working day", 24),
    ("working days", 24),
    ("business day", 24),
    ("business days", 24),
    ("calendar days", 24),
    ("stunden", 1),
    ("tagen", 24),
    ("tage", 24),
    ("werktagen", 24),
    ("werktage", 24),
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if !text.is_public() || !text.settings.is_on(Rule::ShortDeadline) {
        return;
    }
    for paragraph in text.paragraphs().iter().filter(|paragraph| paragraph.kind == PassageKind::Paragraph) {
        if !OPENINGS.iter().any(|opening| paragraph.lower.contains(opening)) {
            continue;
        }
        for sentence in paragraph.sentences() {
            let Some(deadline) = deadline(paragraph, &sentence) else { continue };
            let bytes = paragraph.bytes(&deadline);
            if text.readers_at(bytes.start).within(text.audiences.private()) {
                continue;
            }
            let message = format!("“{}” is short for a deadline that clients have to keep", &paragraph.words[deadline]);
            let help = "give them a week or more, or say why it cannot be longer and what happens to those who were ill or away";
            text.push(Rule::ShortDeadline, &bytes, message, help, found);
        }
    }
}

/// Where a sentence sets clients a short deadline without saying why.
fn deadline(paragraph: &Paragraph, sentence: &Range<usize>) -> Option<Range<usize>> {
    let lower = &paragraph.lower[sentence.clone()];
    let has = |list: &[&str]| list.iter().any(|words| lower.contains(words));
    if !has(&DUTIES) || has(&OURS) || has(&["because", "so that", "weil ", "damit "]) {
        return None;
    }
    OPENINGS.iter().find_map(|opening| {
        let at = lower.find(opening)?;
        let rest = &lower[at + opening.len()..];
        let (number, behind) = rest.split_once([' ', '-'])?;
        let number = hours_of(number)?;
        let unit = UNITS.iter().filter(|(unit, _)| is_unit(behind, unit)).max_by_key(|(unit, _)| unit.len())?;
        let length = opening.len() + rest.len() - behind.len() + unit.0.len();
        (number * unit.1 < FEWEST_DAYS * 24).then(|| sentence.start + at..sentence.start + at + length)
    })
}

fn is_unit(behind: &str, unit: &str) -> bool {
    behind.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A number in digits, or one of the small ones in words.
fn hours_of(word: &str) -> Option<u64> {
    const WORDS: [(&str, u64); 12] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("zwei", 2),
        ("drei", 3),
        ("vier", 4),
        ("fünf", 5),
        ("sechs", 6),
        ("einem", 1),
    ];
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number).or_else(|| word.parse().ok())
}
