//! Arguments that several commands take, and text written as a shell, a TOML file or Markdown takes it.

use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::config;
use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::output::register::RegisterEntry;

/// The form in which a command prints its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// The day that is taken for today.
#[derive(Debug, Args)]
pub(super) struct Today {
    /// Use this date as today.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl Today {
    /// Returns the day of `--today`, or the current date where the handbook in a folder is.
    pub(super) fn date(&self, root: &Path) -> Date {
        self.today.unwrap_or_else(|| current_date(root))
    }
}

/// What is accepted of the repository.
#[derive(Debug, Args)]
pub(super) struct History {
    /// Go on without older versions in a shallow clone.
    #[arg(long)]
    pub(super) allow_shallow: bool,
}

/// Returns the current date in the time zone of the handbook in a folder, or in that of the system.
pub(super) fn current_date(root: &Path) -> Date {
    let now = jiff::Zoned::now();
    match config::time_zone(root) {
        Some(zone) => now.with_time_zone(zone).date(),
        None => now.date(),
    }
}

/// Returns a text as a TOML string, quotation marks included.
pub(super) fn toml_string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Returns a path as an argument for a shell, in quotation marks where it needs them.
pub(super) fn shell_quote(path: &Path) -> String {
    let shown = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%".contains(c);
    if !shown.is_empty() && shown.chars().all(plain) { shown } else { format!("'{}'", shown.replace('\'', "'\\''")) }
}

/// Replaces control characters with spaces: the text stays on one line and controls no terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Which policies of an edition a command is about.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Only those whose review is overdue or due within this time: days, as in 60, or 60d, 8w, 3m.
    #[arg(long, visible_alias = "within", value_name = "TIME", value_parser = parse_time)]
    pub(super) due: Option<jiff::Span>,
    /// Only those of this owner: a key of people.toml.
    #[arg(long, value_name = "KEY")]
    pub(super) owner: Option<String>,
}

impl Selection {
    /// Whether an owner is one that the edition knows.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn ensure_owner(&self, edition: &Edition) -> Result<()> {
        match &self.owner {
            Some(owner) if !edition.people.contains_key(owner) => {
                let known: Vec<&str> = edition.people.keys().map(String::as_str).collect();
                Err(Error::Usage(format!("people.toml has no `{owner}`; it has {}", known.join(", "))))
            }
            _ => Ok(()),
        }
    }

    /// Takes out the entries that are not meant. Without a time every policy is, whatever its review; a time asks for those that
    /// somebody still has to review.
    pub(super) fn retain(&self, entries: &mut Vec<RegisterEntry>, due: Option<jiff::Span>, today: Date) {
        let last = due.map(|due| today.checked_add(due).unwrap_or(today).to_string());
        entries.retain(|entry| {
            let is_due =
                |last: &String| !entry.standing.is_over() && entry.review_by.as_ref().is_some_and(|date| date <= last);
            self.owner.as_ref().is_none_or(|owner| entry.owner_key.as_ref() == Some(owner))
                && last.as_ref().is_none_or(is_due)
        });
    }
}

/// Reads `60`, `60d`, `8w` or `3m`. Longer than a century is taken for a slip.
fn parse_time(text: &str) -> std::result::Result<jiff::Span, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: i32 =
        digits.parse().ok().filter(|number| (0..=36_500).contains(number)).ok_or("write 60, 60d, 8w or 3m")?;
    match &text[digits.len()..] {
        "" | "d" => Ok(number.days()),
        "w" if number <= 5200 => Ok(number.weeks()),
        "m" if number <= 1200 => Ok(number.months()),
        _ => Err("write 60, 60d, 8w or 3m".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_of_days_weeks_or_months() {
        let day = jiff::civil::date(2026, 1, 31);
        let after = |text: &str| parse_time(text).ok().map(|time| day.checked_add(time).unwrap().to_string());
        assert_eq!(after("60").as_deref(), Some("2026-04-01"));
        assert_eq!(after("60d").as_deref(), Some("2026-04-01"));
        assert_eq!(after("2w").as_deref(), Some("2026-02-14"));
        assert_eq!(after("1m").as_deref(), Some("2026-02-28"));
        assert!(["", "d", "-1", "60h", "1.5d", "99999d", "6000w"].iter().all(|text| after(text).is_none()));
    }
}
