//! `placeholder-text`: words that stand where somebody still has to write something.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

/// Phrases that are placeholders wherever they stand, in any case of letters.
const PHRASES: [&str; 43] = [
    "replace this:",
    "replace this text",
    "replace this with",
    "replace me",
    "lorem ipsum",
    "dolor sit amet",
    "placeholder text",
    "placeholder for ",
    "placeholder:",
    "this is a placeholder",
    "dummy text",
    "your text here",
    "text goes here",
    "content goes here",
    "description goes here",
    "details go here",
    "insert text here",
    "enter text here",
    "add text here",
    "write something here",
    "click or tap here to enter text",
    "click here to enter text",
    "click to add text",
    "choose an item.",
    "ersetzen sie dies",
    "diesen text ersetzen",
    "dies ersetzen:",
    "bitte ersetzen",
    "platzhaltertext",
    "platzhalter:",
    "platzhalter für ",
    "blindtext",
    "text folgt",
    "inhalt folgt",
    "hier text einfügen",
    "hier text eingeben",
    "wird noch ergänzt",
    "muss noch ergänzt werden",
    "noch zu ergänzen",
    "noch zu klären",
    "klicken oder tippen sie hier, um text einzugeben",
    "klicken sie hier, um text einzugeben",
    "wählen sie ein element aus.",
];

/// Phrases that are placeholders where they are all that a paragraph, a cell or a text says.
const ALONE: [&str; 42] = [
    "placeholder",
    "to be decided",
    "to be determined",
    "to be confirmed",
    "to be completed",
    "to be written",
    "to be defined",
    "to be added",
    "to be agreed",
    "to be announced",
    "to do",
    "todo",
    "tk",
    "coming soon",
    "more to come",
    "under construction",
    "work in progress",
    "watch this space",
    "fill in",
    "fill this in",
    "please fill in",
    "please complete",
    "write here",
    "insert here",
    "sample text",
    "example text",
    "platzhalter",
    "beispieltext",
    "noch offen",
    "offen",
    "folgt",
    "folgt in kürze",
    "folgt noch",
    "wird ergänzt",
    "wird nachgereicht",
    "in arbeit",
    "bitte ausfüllen",
    "bitte ergänzen",
    "zu ergänzen",
    "à compléter",
    "à définir",
    "por definir",
];

/// More bytes are none of these.
const LONGEST: usize = 100;

/// The first words of what stands in square brackets where somebody still has to fill it in.
const IN_BRACKETS: [&str; 23] = [
    "insert ",
    "enter ",
    "add ",
    "fill in",
    "your ",
    "name of",
    "company name",
    "organisation name",
    "organization name",
    "placeholder",
    "to be ",
    "todo",
    "tbd",
    "tbc",
    "tba",
    "xx",
    "hier ",
    "bitte ",
    "name einf",
    "datum einf",
    "ihr ",
    "ihre ",
    "specify ",
];

/// The only words of such brackets.
const WHOLE_BRACKETS: [&str; 14] = [
    "insert",
    "name",
    "date",
    "company",
    "organisation",
    "organization",
    "address",
    "amount",
    "email",
    "phone number",
    "job title",
    "name, date",
    "datum",
    "betrag",
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let mut places: Vec<Range<usize>> = phrases(&text.shown);
    for line in text.lines() {
        let mut start = line.words_at;
        for cell in line.words.split('|') {
            places.extend(whole(cell).map(|range| start + range.start..start + range.end));
            start += cell.len() + 1;
        }
    }
    words(&text.shown, &mut places);
    brackets(text, &mut places);
    places.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for range in places {
        if range.start < end || text.is_escaped(range.start) {
            continue;
        }
        end = range.end;
        let message = format!("“{}” stands where a text is still to be written", &text.text[range.clone()].trim());
        let help = "write the text, or remove what needs it; until it is ready, `status = \"draft\"` keeps a policy from clients";
        text.report(Rule::PlaceholderText, range, message, help, found);
    }
}

/// Finds the phrases; built once, since every text is searched.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(PHRASES).ok()
});

/// Where a phrase stands, not as a part of a longer word.
fn phrases(shown: &str) -> Vec<Range<usize>> {
    let Some(finder) = &*FINDER else { return Vec::new() };
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let ends = |range: &Range<usize>| {
        let last = shown[range.clone()].chars().next_back();
        is_part(shown[..range.start].chars().next_back()) || is_part(last) && is_part(shown[range.end..].chars().next())
    };
    finder.find_iter(shown).map(|found| found.range()).filter(|range| !ends(range)).collect()
}

/// The bytes of a phrase that is all that a cell says, or all behind its last colon.
fn whole(cell: &str) -> Option<Range<usize>> {
    let is_edge = |c: char| c.is_whitespace() || "*_~.…!?()[]:–—-\"'“”„‘’".contains(c);
    let candidate = |from: usize| {
        let words = &cell[from..];
        let start = from + words.len() - words.trim_start_matches(is_edge).len();
        let words = cell[start..].trim_end_matches(is_edge);
        if words.len() > LONGEST {
            return None;
        }
        let lower = words.to_lowercase();
        ALONE.contains(&lower.as_str()).then_some(start..start + words.len())
    };
    candidate(0).or_else(|| candidate(cell.rfind(':')? + 1))
}

/// `TBD`, `TODO`, `xxx`, `£XX`, `???`.
fn words(shown: &str, places: &mut Vec<Range<usize>>) {
    let is_word = |c: char| c.is_alphanumeric() || c == '?' || "£€$_".contains(c);
    let mut at = 0;
    for part in shown.split(|c| !is_word(c)) {
        let (start, end) = (at, at + part.len());
        at = end + shown[end..].chars().next().map_or(0, char::len_utf8);
        let bare = part.trim_start_matches(['£', '€', '$']);
        let crosses = bare.len() > 1 && (bare.bytes().all(|b| b == b'x') || bare.bytes().all(|b| b == b'X'));
        let is_todo = matches!(bare, "TODO" | "FIXME" | "TBD" | "TBC" | "TBA" | "tbd" | "tbc")
            || matches!(bare, "todo" | "Todo" | "fixme" | "ToDo") && shown[end..].starts_with(':');
        let is_crosses = crosses && (bare.len() > 2 || bare.len() < part.len());
        let is_questions = part.len() > 2 && part.bytes().all(|b| b == b'?');
        if !(is_todo || is_crosses || is_questions) {
            continue;
        }
        // `??? note` opens a block in another tool.
        let opens =
            shown[..start].trim_end_matches([' ', '\t']).ends_with(['\n', '>']) && shown[end..].starts_with([' ', '+']);
        // Within an address or a name of a file they are no words.
        let joined = shown[..start].ends_with(['/', '@', '\\']) || shown[end..].starts_with(['/', '@']);
        if !(joined || is_questions && opens) {
            places.push(start..end);
        }
    }
}

/// `[insert the name]`, `[Datum einfügen]`: brackets that make no link.
fn brackets(text: &Written<'_>, places: &mut Vec<Range<usize>>) {
    for (at, _) in text.shown.match_indices('[') {
        let Some(length) = text.shown[at + 1..].find([']', '[', '\n']).filter(|length| *length < 80) else { continue };
        let behind = &text.shown[at + 1 + length..];
        if !behind.starts_with(']')
            || behind[1..].starts_with(['(', '[', ':'])
            || text.shown[..at].ends_with(['[', ']', '!'])
        {
            continue;
        }
        let words = text.shown[at + 1..at + 1 + length].trim().to_lowercase();
        let ends = ["einfügen", "eintragen", "ergänzen", "ausfüllen", " here"].iter().any(|end| words.ends_with(end));
        if ends || WHOLE_BRACKETS.contains(&words.as_str()) || IN_BRACKETS.iter().any(|start| words.starts_with(start))
        {
            places.push(at..at + length + 2);
        }
    }
}
