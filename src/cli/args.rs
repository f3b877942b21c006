//! Arguments that several commands take, and text written as a shell or a TOML file takes it.

use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::config;

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
