//! What became of a promise that is measured: kept, missed, or measured too long ago.
//!
//! In: what is measured, the target and the last result as readers read them, and the day of the measurement. Out: a [`Promise`].
//! What always holds: two figures are compared only where both have the same unit, and where the words leave no doubt whether more
//! or less is better; else nobody says whether the promise was kept.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// A measurement, a comparison with others or a check is too old to rely on after so many months.
pub const STALE_AFTER_MONTHS: i32 = 12;

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// The last result falls short of the target.
    Missed,
    /// It was measured too long ago, or never in all the time in which the promise could have been measured.
    Stale,
    /// The result cannot be compared with the target.
    Unclear,
    /// It is new, and nobody has measured it yet.
    New,
    /// The last result reaches the target.
    Met,
}

/// The day from which something that was looked up or measured on a day is too old.
#[must_use]
pub fn stale_from(day: Date) -> Option<Date> {
    day.checked_add(STALE_AFTER_MONTHS.months()).ok()?.tomorrow().ok()
}

/// Whether something that was looked up or measured on a day is too old.
#[must_use]
pub fn is_stale(day: Date, today: Date) -> bool {
    stale_from(day).is_some_and(|from| from <= today)
}

impl Promise {
    /// What became of a promise to reach `target` in what `measure` says. `measured` is the day of the result; a promise that was
    /// never measured is stale once it has been made for as long as a measurement holds.
    #[must_use]
    pub fn of(
        (measure, target): (&str, &str),
        result: Option<&str>,
        measured: Option<Date>,
        made: Option<Date>,
        today: Date,
    ) -> Self {
        let Some(result) = result else {
            return if made.is_some_and(|made| is_stale(made, today)) { Self::Stale } else { Self::New };
        };
        if measured.is_some_and(|day| is_stale(day, today)) {
            return Self::Stale;
        }
        match is_met(measure, target, result) {
            None => Self::Unclear,
            Some(true) => Self::Met,
            Some(false) => Self::Missed,
        }
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Parts of a whole.
    Share,
    /// Time, in seconds; working days are counted apart.
    Time,
    /// Working days.
    WorkingDays,
}

/// A figure with its unit, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Figure {
    unit: Unit,
    value: i64,
    /// Whether the words around it say that more is better, or less.
    more_is_better: Option<bool>,
}

/// Whether a result reaches a target; `None` where nobody can say.
fn is_met(measure: &str, target: &str, result: &str) -> Option<bool> {
    let reached = figures(result).into_iter().next()?;
    let wanted = figures(target).into_iter().find(|figure| figure.unit == reached.unit)?;
    if reached.value == wanted.value {
        return Some(true);
    }
    let more_is_better = match (wanted.more_is_better, wanted.unit) {
        (Some(more), _) => more,
        (None, Unit::Share) => is_share_wanted(wanted.value)?,
        (None, Unit::Time | Unit::WorkingDays) => is_time_wanted(measure)?,
    };
    Some((reached.value > wanted.value) == more_is_better)
}

/// Units of time in English and German, and how many seconds each lasts.
const TIMES: [(&str, i64); 24] = [
    ("second", 1),
    ("seconds", 1),
    ("sekunde", 1),
    ("sekunden", 1),
    ("minute", 60),
    ("minutes", 60),
    ("minuten", 60),
    ("hour", 3600),
    ("hours", 3600),
    ("stunde", 3600),
    ("stunden", 3600),
    ("day", 86_400),
    ("days", 86_400),
    ("tag", 86_400),
    ("tage", 86_400),
    ("tagen", 86_400),
    ("week", 604_800),
    ("weeks", 604_800),
    ("woche", 604_800),
    ("wochen", 604_800),
    ("month", 2_628_000),
    ("months", 2_628_000),
    ("monat", 2_628_000),
    ("monate", 2_628_000),
];

/// Words for days on which people work, where they are one word.
const WORKING_DAYS: [&str; 6] = ["werktag", "werktage", "werktagen", "arbeitstag", "arbeitstage", "arbeitstagen"];

/// Words before a figure that make more better, and less.
const AT_LEAST: [&str; 8] = ["least", "over", "above", "minimum", "than", "mindestens", "über", "als"];
const AT_MOST: [&str; 12] = [
    "most",
    "under",
    "below",
    "within",
    "maximum",
    "fewer",
    "less",
    "höchstens",
    "unter",
    "innerhalb",
    "binnen",
    "weniger",
];

/// Words behind a time that make more of it better: a notice is long, an answer quick.
const AHEAD: [&str; 8] = ["ahead", "notice", "before", "earlier", "voraus", "vorher", "zuvor", "frist"];

/// Words in what is measured that make a long time a good one.
const LONG: [&str; 6] = ["ahead", "notice", "advance", "voraus", "vorlauf", "frist"];

/// Words in what is measured that may make a long time a good one: "before" stands for a notice as well as for a wait.
const PERHAPS_LONG: [&str; 24] = [
    "before",
    "earlier",
    "open",
    "opening",
    "lasts",
    "kept",
    "keep",
    "valid",
    "guarantee",
    "warranty",
    "training",
    "spent",
    "together",
    "available",
    "support",
    "vor",
    "vorher",
    "geöffnet",
    "öffnungszeit",
    "öffnungszeiten",
    "gültig",
    "garantie",
    "fortbildung",
    "gemeinsam",
];

/// Whether much of a share is good: nobody promises half of what nobody wants. `None` for a small share, which may be one of
/// complaints as well as one of visitors who come back.
fn is_share_wanted(target: i64) -> Option<bool> {
    (target >= 500 * 100).then_some(true).or((target == 0).then_some(false))
}

/// Whether a long time for what is measured is good; `None` where the words leave a doubt.
fn is_time_wanted(measure: &str) -> Option<bool> {
    let lower = measure.to_lowercase();
    let says = |list: &[&str]| lower.split(|mark: char| !mark.is_alphanumeric()).any(|word| list.contains(&word));
    if says(&LONG) {
        return Some(true);
    }
    (!says(&PERHAPS_LONG)).then_some(false)
}

/// The figures of a text, in their order. Times that follow one another, as in "2 minutes 10 seconds", are one.
fn figures(text: &str) -> Vec<Figure> {
    let lower = text.to_lowercase();
    let spaced = lower.replace('%', " % ");
    let is_mark = |mark: char| !(mark.is_alphanumeric() || matches!(mark, '.' | ',' | '%'));
    let words: Vec<&str> =
        spaced.split(is_mark).map(|word| word.trim_matches(['.', ','])).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(usize, Figure)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((unit, value, length)) = number(words[at]).and_then(|number| measured(number, &words[at + 1..]))
        else {
            at += 1;
            continue;
        };
        match found.last_mut() {
            Some((end, last)) if *end == at && last.unit == Unit::Time && unit == Unit::Time => {
                (*end, last.value) = (at + 1 + length, last.value.saturating_add(value));
            }
            _ => {
                let behind = &words[at + 1 + length..];
                found.push((at + 1 + length, Figure { unit, value, more_is_better: direction(&words[..at], behind) }));
            }
        }
        at += 1 + length;
    }
    found.into_iter().map(|(_, figure)| figure).collect()
}

/// The unit behind a number, the value in it, and how many words the unit takes.
fn measured(number: i64, behind: &[&str]) -> Option<(Unit, i64, usize)> {
    let share = |whole: i64, length| Some((Unit::Share, number.checked_mul(100)?.checked_div(whole)?, length));
    match behind {
        ["%" | "percent" | "prozent", ..] => share(100, 1),
        ["per", "cent", ..] => share(100, 2),
        ["out", "of", whole, ..] => share(whole.parse().ok()?, 3),
        ["in" | "of" | "von", whole, ..] => share(whole.parse().ok()?, 2),
        ["working" | "business", "day" | "days", ..] => Some((Unit::WorkingDays, number, 2)),
        [word, ..] if WORKING_DAYS.contains(word) => Some((Unit::WorkingDays, number, 1)),
        [word, ..] => {
            let (_, seconds) = TIMES.iter().find(|(name, _)| name == word)?;
            Some((Unit::Time, number.checked_mul(*seconds)?, 1))
        }
        [] => None,
    }
}

/// What the words on both sides of a figure say of more and less.
fn direction(before: &[&str], behind: &[&str]) -> Option<bool> {
    let near = &before[before.len().saturating_sub(3)..];
    let says = |list: &[&str]| near.iter().any(|word| list.contains(word));
    if behind.iter().take(3).any(|word| AHEAD.contains(word)) {
        return Some(true);
    }
    if says(&["no", "not", "nicht"]) && says(&["more", "over", "above", "mehr", "über"]) || says(&AT_MOST) {
        return Some(false);
    }
    says(&AT_LEAST).then_some(true)
}

/// A number in thousandths; the decimal mark is a point or a comma.
fn number(word: &str) -> Option<i64> {
    let (whole, part) = word.split_once(['.', ',']).unwrap_or((word, ""));
    let part = format!("{part:0<3}");
    let part: i64 = part.get(..3)?.parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_result_is_compared_with_a_target_of_its_unit() {
        for (target, result, met) in [
            ("90%", "92%", Some(true)),
            ("85%", "83%", Some(false)),
            ("20 in 20", "19 in 20", Some(false)),
            ("9 in 10", "87 in 100", Some(false)),
            ("20 of 20", "20 out of 20", Some(true)),
            ("100%", "100% of 22", Some(true)),
            ("3 minutes", "2 minutes 10 seconds", Some(true)),
            ("3 minutes", "3 minutes 10 seconds", Some(false)),
            ("5 working days", "4.2 working days", Some(true)),
            ("5 Werktage", "5,5 Werktage", Some(false)),
            ("8 in 10 within 30 seconds", "8.4 in 10", Some(true)),
            ("under 3 in 100", "5 in 100", Some(false)),
            ("no more than 3 %", "2 %", Some(true)),
            ("at least 28 days", "29 days", Some(true)),
            ("28 days ahead", "29 days", Some(true)),
            ("höchstens 3 Tage", "4 Tage", Some(false)),
            ("5 working days", "4 days", None),
            ("1 working day", "94 in 100", None),
            ("10", "7", None),
            ("all of them", "most", None),
        ] {
            assert_eq!(is_met("Money back on the card", target, result), met, "{target}: {result}");
        }
    }

    #[test]
    fn nobody_says_missed_where_more_or_less_may_be_better() {
        for (measure, target, result, met) in [
            ("Letters about new fees sent before the day", "60 days", "68 days", None),
            ("Letters about new fees sent before the day", "60 days ahead", "68 days", Some(true)),
            ("Letters about new fees sent before the day", "60 days", "60 days", Some(true)),
            ("Notice of a new timetable", "28 days", "21 days", Some(false)),
            ("Ankündigung mit Vorlauf", "28 Tage", "29 Tage", Some(true)),
            ("Opening of the pool on a Sunday", "8 hours", "9 hours", None),
            ("Öffnungszeit am Sonntag", "8 Stunden", "9 Stunden", None),
            ("Complaints about a lesson", "2 in 100", "1 in 100", None),
            ("Complaints about a lesson", "at most 2 in 100", "1 in 100", Some(true)),
            ("Complaints about a lesson", "at most 2 in 100", "3 in 100", Some(false)),
            ("Visitors who come back", "30%", "34%", None),
            ("Visitors who come back", "at least 30%", "29%", Some(false)),
            ("Complaints answered in ten days", "95%", "94%", Some(false)),
            ("Cash that was missing", "0%", "1%", Some(false)),
            ("Cash that was missing", "0%", "0%", Some(true)),
        ] {
            assert_eq!(is_met(measure, target, result), met, "{measure}, {target}: {result}");
        }
    }

    #[test]
    fn a_measurement_holds_for_a_year() {
        let of =
            |result, measured, made| Promise::of(("Calls answered", "90%"), result, measured, made, date(2026, 11, 21));
        assert_eq!(of(Some("92%"), Some(date(2025, 11, 21)), None), Promise::Met);
        assert_eq!(of(Some("92%"), Some(date(2025, 11, 20)), None), Promise::Stale);
        assert_eq!(of(Some("80%"), None, None), Promise::Missed);
        assert_eq!(of(None, None, Some(date(2026, 1, 1))), Promise::New);
        assert_eq!(of(None, None, Some(date(2025, 1, 1))), Promise::Stale);
        assert_eq!(of(None, None, None), Promise::New);
    }
}
