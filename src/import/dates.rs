//! Days as people write them.
//!
//! In: a text. Out: the day, or that it can be read in two ways. What always holds: where day and month could be taken for one another, nobody
//! guesses.

use jiff::civil::Date;

/// Which comes first in `01/02/2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// The day.
    Dmy,
    /// The month.
    Mdy,
}

/// What a text says as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A day.
    Day(Date),
    /// A day that can be read in two ways.
    TwoWays,
    /// No day.
    None,
}

/// The months, by their first three letters in English and German.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän"],
    &["feb"],
    &["mar", "mär"],
    &["apr"],
    &["may", "mai"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez"],
];

/// Reads a day.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Reading {
    let text = text.trim();
    if text.len() > 40 {
        return Reading::None;
    }
    let day = |year: &str, month: &str, day: &str| number(year, month, day).map_or(Reading::None, Reading::Day);
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let is_time = |rest: &str| rest.is_empty() || rest.contains(':');
    if let [year, month, last] = date.split(['-', '/', '.']).collect::<Vec<_>>()[..] {
        let rest = text[date.len()..].trim_start_matches(['T', ' ']);
        if year.len() == 4 && is_time(rest) {
            return day(year, month, last);
        }
        let century = format!("20{last}");
        let last = if last.len() == 2 && date.contains('.') { century.as_str() } else { last };
        if last.len() == 4
            && rest.is_empty()
            && [year, month, last].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
        {
            // With dots the day comes first wherever dots are used.
            let order = if date.contains('.') { Some(DateOrder::Dmy) } else { order };
            let (first, second) = (year.parse::<u8>().unwrap_or(0), month.parse::<u8>().unwrap_or(0));
            return match order {
                _ if first == second || first > 12 => day(last, month, year),
                _ if second > 12 => day(last, year, month),
                Some(DateOrder::Dmy) => day(last, month, year),
                Some(DateOrder::Mdy) => day(last, year, month),
                None => Reading::TwoWays,
            };
        }
    }
    words(text)
}

/// `1 June 2018`, `June 1, 2018`, `Jun 1 2018`.
fn words(text: &str) -> Reading {
    let parts: Vec<&str> = text.split([' ', ',', '-']).filter(|part| !part.is_empty()).collect();
    let [first, second, year] = parts[..] else { return Reading::None };
    let month_of = |word: &str| {
        let word = word.to_lowercase();
        let is_word = word.chars().all(|c| c.is_alphabetic() || c == '.');
        MONTHS.iter().position(|names| is_word && names.iter().any(|name| word.starts_with(name))).map(|at| at + 1)
    };
    let (day, month) = match (month_of(first), month_of(second)) {
        (Some(month), None) => (second, month),
        (None, Some(month)) => (first, month),
        _ => return Reading::None,
    };
    let day = day.trim_end_matches(['.', ',']);
    let day = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending)).unwrap_or(day);
    number(year, &month.to_string(), day).map_or(Reading::None, Reading::Day)
}

fn number(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok().filter(|year| (1900..2200).contains(year))?, month.parse().ok()?, day.parse().ok()?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = |text: &str| Reading::Day(text.parse().unwrap());
        for (text, expected) in [
            ("2018-06-01", day("2018-06-01")),
            ("2018-06-01T10:00:00Z", day("2018-06-01")),
            ("Jun 1 2018", day("2018-06-01")),
            ("April 1, 2025", day("2025-04-01")),
            ("3rd March 2021", day("2021-03-03")),
            ("1. März 2025", day("2025-03-01")),
            ("31.01.2025", day("2025-01-31")),
            ("03.06.24", day("2024-06-03")),
            ("13/02/2025", day("2025-02-13")),
            ("01/02/2025", Reading::TwoWays),
            ("2025-06-31", Reading::None),
            ("soon", Reading::None),
        ] {
            assert_eq!(read(text, None), expected, "{text}");
        }
        assert_eq!(read("01/02/2025", Some(DateOrder::Dmy)), day("2025-02-01"));
        assert_eq!(read("01/02/2025", Some(DateOrder::Mdy)), day("2025-01-02"));
    }
}
