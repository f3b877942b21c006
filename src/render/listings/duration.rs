//! Parses durations such as "5 working days" or "2 to 3 weeks" in the theme's language.
//!
//! In: a text, and the words for units and numbers in the table `[duration]` of the theme's strings. Out: minutes, so that durations
//! can be compared. What always holds: a text without a number and a unit has no duration.

use super::super::strings::Strings;

/// The units by their keys in `[duration]`, and how many minutes each lasts.
const UNITS: [(&str, u64); 6] =
    [("minute", 1), ("hour", 60), ("day", 1440), ("week", 10_080), ("month", 43_800), ("year", 525_600)];

/// How many minutes a text names. "2 to 3 weeks" counts as the longer, "1 hour 30 minutes" as the sum.
pub(super) fn minutes(text: &str, strings: &Strings) -> Option<u64> {
    let lower = text.to_lowercase();
    let mut total = None;
    let mut tenths: Option<u64> = None;
    let mut working = false;
    for word in lower.split(|mark: char| !(mark.is_alphanumeric() || mark == '.' || mark == ',')) {
        let word = word.trim_matches(['.', ',']);
        let is = |key: &str| strings.get(&format!("duration.{key}")).split(' ').position(|one| one == word);
        working |= is("working").is_some();
        if let Some(number) = number(word) {
            tenths = Some(number);
        } else if let Some(place) = is("numbers") {
            tenths = Some(10 * (place as u64 + 1));
        } else if is("article").is_some() {
            tenths = tenths.or(Some(10));
        } else if let Some((name, unit)) = UNITS.iter().find(|(name, _)| is(name).is_some()) {
            if let Some(tenths) = tenths.take() {
                // Five working days last a week.
                let (by, of) = if working && *name == "day" { (7, 5) } else { (1, 1) };
                let minutes = tenths.saturating_mul(*unit).saturating_mul(by) / (of * 10);
                total = Some(minutes.saturating_add(total.unwrap_or_default()));
            }
            working = false;
        }
    }
    total
}

/// A number in tenths; the decimal mark is a point or a comma.
fn number(word: &str) -> Option<u64> {
    let (whole, part) = word.split_once(['.', ',']).unwrap_or((word, "0"));
    let part = part.get(..1)?.parse::<u64>().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(10)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::super::super::theme::Theme;
    use super::*;

    fn days(language: &str, text: &str) -> Option<u64> {
        let theme = Theme::load(None, None, language, None).unwrap();
        minutes(text, &theme.strings).map(|minutes| minutes / 1440)
    }

    #[test]
    fn durations_are_parsed_in_the_language_of_the_theme() {
        assert_eq!(days("en", "10 working days"), Some(14));
        assert_eq!(days("en", "20 days at most"), Some(20));
        assert_eq!(days("en", "2 to 3 weeks"), Some(21));
        assert_eq!(days("en", "1-2 weeks"), Some(14));
        assert_eq!(days("en", "a week and two days"), Some(9));
        assert_eq!(days("en", "36 hours 720 minutes."), Some(2));
        assert_eq!(days("en", "1.5 days, twelve hours"), Some(2));
        assert_eq!(days("de", "innerhalb von 5 Werktagen"), Some(7));
        assert_eq!(days("de", "eine Woche"), Some(7));
    }

    #[test]
    fn a_text_without_a_number_and_a_unit_has_no_duration() {
        assert_eq!(days("en", "as soon as the bank answers"), None);
        assert_eq!(days("en", "3 calls"), None);
        assert_eq!(days("en", "days"), None);
    }
}
