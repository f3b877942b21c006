//! The words of a theme in one language.
//!
//! In: files of strings. Out: [`Strings`], each word by its table and key. What always holds: a key that no file has is shown as it is,
//! and nothing fails.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// The words of the theme in one language: `[table]` and key, joined by a dot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strings(pub(super) BTreeMap<String, String>);

impl Strings {
    /// A string by its key; the key itself where the language lacks it.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The name of a month, from 1.
    #[must_use]
    pub fn month(&self, month: i8) -> &str {
        let key = format!("month.{month}");
        self.0.get(&key).map_or("", String::as_str)
    }

    /// The strings of one table, by their keys in it.
    pub fn table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(key, text)| Some((key.strip_prefix(table)?.strip_prefix('.')?, text.as_str())))
    }

    /// Adds the strings of a file; those that are there already are replaced.
    ///
    /// # Errors
    /// When it is no table of tables of texts.
    pub(super) fn add(&mut self, toml: &str, file: &str) -> Result<()> {
        let tables: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(toml).map_err(|error| Error::Theme { message: format!("{file}: {error}") })?;
        for (table, strings) in tables {
            self.0.extend(strings.into_iter().map(|(key, text)| (format!("{table}.{key}"), text)));
        }
        Ok(())
    }

    /// The strings as templates read them: `t.table.key`.
    pub(super) fn tables(&self) -> BTreeMap<&str, BTreeMap<&str, &str>> {
        let mut tables: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (key, text) in &self.0 {
            if let Some((table, key)) = key.split_once('.') {
                tables.entry(table).or_default().insert(key, text);
            }
        }
        tables
    }
}
