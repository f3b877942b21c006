//! Loads the handbook and projects the edition that a command reads.
//!
//! In: the folder, the day and a name. Out: an edition, or its site. What always holds: a handbook whose errors matter is reported and gives
//! nothing, and neither does a shallow clone that is not accepted.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::terminal;
use crate::config::{Config, EditionSettings};
use crate::edition::{Edition, Memo, project};
use crate::error::{Error, Result};
use crate::handbook::Handbook;
use crate::pipeline::{self, Loaded};
use crate::site::Site;

/// Returns the edition `name`, or the most private one, and the handbook's settings. Errors that touch texts alone are counted, since
/// lists are right for all that. Returns `None` after reporting the errors of a handbook that has others.
pub(super) fn edition(
    root: &Path,
    today: Date,
    allow_shallow: bool,
    name: Option<&str>,
) -> Result<Option<(Edition, Arc<Config>)>> {
    let make = |handbook: &Handbook, settings: &EditionSettings| {
        Ok((project(handbook, settings, &Memo::default()), Arc::clone(&handbook.config)))
    };
    load_with(root, today, allow_shallow, name, Loaded::has_errors_of_lists, make)
}

/// The same as a site with the handbook's theme.
pub(super) fn site(
    root: &Path,
    today: Date,
    allow_shallow: bool,
    name: Option<&str>,
) -> Result<Option<(Site, Arc<Config>)>> {
    let make = |handbook: &Handbook, settings: &EditionSettings| {
        Ok((pipeline::site(handbook, settings, Some(root))?, Arc::clone(&handbook.config)))
    };
    load_with(root, today, allow_shallow, name, Loaded::has_errors, make)
}

fn load_with<T>(
    root: &Path,
    today: Date,
    allow_shallow: bool,
    name: Option<&str>,
    is_refused: impl FnOnce(&Loaded) -> bool,
    make: impl FnOnce(&Handbook, &EditionSettings) -> Result<T>,
) -> Result<Option<T>> {
    let loaded = pipeline::load(root, today)?;
    loaded.ensure_whole(allow_shallow)?;
    let Some(handbook) = loaded.handbook.as_ref().filter(|_| !is_refused(&loaded)) else {
        terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
        return Ok(None);
    };
    if loaded.has_errors() {
        let note = "the handbook has errors that do not touch this list; `greyline check` tells of them";
        terminal::eprint_note(Some(note))?;
    }
    make(handbook, settings(&handbook.config, name)?).map(Some)
}

/// Returns the settings of the edition `name`, or of the most private one.
pub(super) fn settings<'c>(config: &'c Config, name: Option<&str>) -> Result<&'c EditionSettings> {
    let (editions, audiences) = (&config.editions, &config.audiences);
    let found = match name {
        Some(name) => editions.iter().find(|settings| settings.name == name),
        None => editions.iter().find(|settings| audiences.private().contains(settings.audience)),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = editions.iter().map(|settings| settings.name.as_str()).collect();
        Error::Usage(match name {
            Some(name) => format!("there is no edition `{name}`; book.toml has {}", known.join(", ")),
            None => "book.toml has no edition for the most private audience; name one with --edition".to_owned(),
        })
    })
}
