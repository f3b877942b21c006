//! Who may read what, as `book.toml` says it.
//!
//! In: the configuration file and the name of an edition. Out: the labels that the edition's readers may see. What always
//! holds: a label that is missing, unknown or of the wrong type is seen by the most private audience alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::value::{Node, Value};
use crate::error::{Error, Result};

/// The audiences as one edition sees them.
#[derive(Debug)]
pub(super) struct Book {
    /// All labels.
    names: BTreeSet<String>,
    /// The labels that the edition's readers may see.
    seen: BTreeSet<String>,
    /// Whether the edition is for the most private audience.
    sees_all: bool,
    /// The name of the edition.
    pub(super) edition: String,
    /// The text of `book.toml`.
    pub(super) text: String,
    /// Everything that it says.
    pub(super) value: Value,
}

impl Book {
    /// Loads `book.toml` of the handbook at `root`.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, has no such edition, or its audiences are in no order.
    pub(super) fn load(root: &Path, edition: &str) -> Result<Self> {
        let path = root.join("book.toml");
        if !path.is_file() {
            return Err(Error::NoHandbook { start: root.to_path_buf() });
        }
        let bytes = std::fs::read(&path).map_err(Error::read(&path))?;
        let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
        let value = Value::parse_toml(&text, 0).map_err(|message| Error::Usage(format!("book.toml: {message}")))?;
        Self::assemble(text, value, edition)
    }

    fn assemble(text: String, value: Value, edition: &str) -> Result<Self> {
        let sees: BTreeMap<String, Vec<String>> = value.get("audiences").map_or_else(BTreeMap::new, |audiences| {
            audiences
                .entries()
                .map(|(name, audience)| (name.to_owned(), audience.get("sees").map_or_else(Vec::new, Value::texts)))
                .collect()
        });
        let Some(wanted) = value.get("editions").and_then(|editions| editions.get(edition)) else {
            return Err(Error::Usage(format!("book.toml has no edition `{edition}`")));
        };
        let audience = wanted.get("audience").map_or(Some(edition), Value::text);
        let Some(audience) = audience.filter(|audience| sees.contains_key(*audience)) else {
            return Err(Error::Usage(format!(
                "book.toml: edition `{edition}` is for an audience that is not in [audiences]"
            )));
        };
        let all: Vec<&String> = sees.keys().filter(|name| closure(&sees, name).len() == sees.len()).collect();
        let [most_private] = all[..] else {
            return Err(Error::Usage("book.toml: exactly one audience must see all others".to_owned()));
        };
        Ok(Self {
            names: sees.keys().cloned().collect(),
            seen: closure(&sees, audience),
            sees_all: audience == most_private,
            edition: edition.to_owned(),
            text,
            value,
        })
    }

    /// Whether the edition's readers may see what bears a label, if there is such a label.
    pub(super) fn label(&self, label: &str) -> Option<bool> {
        self.names.contains(label).then(|| self.seen.contains(label))
    }

    /// Whether the edition's readers may see what bears this label. No label is the most private one.
    pub(super) fn shows(&self, label: Option<&str>) -> bool {
        self.sees_all || label.is_some_and(|label| self.seen.contains(label.trim()))
    }

    /// Whether the edition's readers may see what this table holds, by its key `audience`.
    pub(super) fn shows_entry(&self, entry: &Value) -> bool {
        self.shows(entry.get("audience").and_then(Value::text))
    }

    /// Whether a label is one of an audience.
    pub(super) fn knows(&self, label: &Value) -> bool {
        label.text().is_some_and(|label| self.names.contains(label.trim()))
    }

    /// Whether the edition is for the most private audience.
    pub(super) fn sees_all(&self) -> bool {
        self.sees_all
    }

    /// What `book.toml` says that may be published: what it says of the site itself, and the synonyms; and whether the
    /// edition's readers may see it. Other tables, as the lists of checks, are published nowhere and found nowhere.
    pub(super) fn texts(&self) -> Vec<(&Value, bool)> {
        let own = self.value.get("editions").and_then(|editions| editions.get(&self.edition));
        let public = |(key, value): &(&str, &Value)| !value.is_table() || *key == "audiences";
        let named = self.value.entries().filter(public).map(|(_, value)| value);
        let mut texts: Vec<(&Value, bool)> = own.into_iter().chain(named).map(|value| (value, true)).collect();
        let site = self.value.get("site").map_or_else(Vec::new, |site| site.entries().collect());
        // Where the sources are edited, only those may know who see them.
        texts.extend(site.into_iter().map(|(key, value)| (value, key != "edit" || self.sees_all)));
        let search = self.value.get("search").map_or_else(Vec::new, |search| search.entries().collect());
        for (key, value) in search {
            match (key, &value.node) {
                ("synonyms", Node::List(entries)) => {
                    texts.extend(entries.iter().map(|entry| (entry, self.shows_entry(entry))));
                }
                ("synonyms", _) => texts.push((value, self.sees_all)),
                _ => texts.push((value, true)),
            }
        }
        texts.extend(self.erasures().iter().filter_map(|erasure| Some((erasure.get("because")?, true))));
        texts
    }

    fn erasures(&self) -> &[Value] {
        self.value.get("archive").and_then(|archive| archive.get("erased")).map_or(&[], Value::items)
    }

    /// The words that stand nowhere any more: `[[archive.erased]]`.
    pub(super) fn erased(&self) -> Vec<String> {
        self.erasures().iter().filter_map(|erasure| erasure.get("words")).flat_map(Value::texts).collect()
    }

    /// What `[site]` names, as a logo.
    pub(super) fn named(&self) -> Vec<String> {
        self.value
            .get("site")
            .map_or_else(Vec::new, |site| site.entries().flat_map(|(_, value)| value.texts()).collect())
    }

    /// The addresses of all editions.
    pub(super) fn urls(&self) -> Vec<String> {
        let editions = self.value.get("editions").map_or_else(Vec::new, |editions| editions.entries().collect());
        editions
            .iter()
            .filter_map(|(_, edition)| Some(edition.get("url")?.text()?.trim_end_matches('/').to_owned()))
            .collect()
    }

    /// The files that somebody has accepted although nothing can read them: `[audit] accepted`.
    pub(super) fn accepted(&self) -> Vec<Accepted> {
        let entries = self.value.get("audit").and_then(|audit| audit.get("accepted")).map_or(&[][..], Value::items);
        let text = |entry: &Value, key: &str| Some(entry.get(key)?.text()?.trim().to_owned());
        let read = |entry: &Value| {
            let _ = text(entry, "by")?;
            Some(Accepted {
                path: text(entry, "path")?,
                hash: text(entry, "hash")?.to_lowercase(),
                until: text(entry, "until")?,
            })
        };
        entries.iter().filter_map(read).collect()
    }
}

/// A published file that nothing can read, and that somebody answers for.
#[derive(Debug)]
pub(super) struct Accepted {
    /// Its path in the published folder.
    pub(super) path: String,
    /// The SHA-256 of its bytes.
    pub(super) hash: String,
    /// The last day on which it is accepted.
    pub(super) until: String,
}

/// An audience and all that it sees, directly or through another.
fn closure(sees: &BTreeMap<String, Vec<String>>, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if let Some(more) = sees.get(name)
            && reached.insert(name.to_owned())
        {
            open.extend(more.iter().map(String::as_str));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "[audiences]\nstaff = { sees = [\"members\"] }\nmembers = { sees = [\"client\"] }\nclient = {}\n\
        [editions.staff]\naudience = \"staff\"\n[editions.m]\naudience = \"members\"\n[editions.client]\naudience = \"client\"\n";

    fn book(text: &str, edition: &str) -> Result<Book> {
        Book::assemble(text.to_owned(), Value::parse_toml(text, 0).unwrap(), edition)
    }

    #[test]
    fn sees_is_transitive_and_absence_is_private() {
        let shows = |edition: &str| {
            ["client", "members", "staff", "nobody"].map(|label| book(BOOK, edition).unwrap().shows(Some(label)))
        };
        assert_eq!(shows("client"), [true, false, false, false]);
        assert_eq!(shows("m"), [true, true, false, false]);
        assert_eq!(shows("staff"), [true; 4]);
        assert!(!book(BOOK, "m").unwrap().shows(None));
        assert!(book(BOOK, "staff").unwrap().shows(None));
    }

    #[test]
    fn an_unknown_edition_or_no_order_is_refused() {
        assert!(book(BOOK, "public").is_err());
        assert!(book("[audiences]\na = {}\nb = {}\n[editions.a]\naudience = \"a\"\n", "a").is_err());
    }
}
