//! The addresses that a handbook lets go: the lines of `addresses.txt` that begin with `gone`.
//!
//! In: the words of a line. Out: which address is gone, from which day on, in which editions. What always holds: nothing here says why.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::source::SourceFile;
use crate::text::SitePath;

/// Addresses that were let go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetGo(pub BTreeMap<SitePath, Gone>);

/// Since when an address is gone, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The first day on which it need not be there.
    pub from: Date,
    /// The editions that no longer have it; all when empty.
    pub editions: BTreeSet<String>,
}

/// What is wrong with a line, and what to write instead.
pub type LineFault = (String, String);

impl LetGo {
    /// What the record of addresses lets go. Lines that cannot be read are passed over; who reads the whole record reports them.
    #[must_use]
    pub fn parse(file: &SourceFile) -> Self {
        let mut let_go = Self::default();
        for line in file.text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["gone", words @ ..] = &words[..] {
                let _ = let_go.read_line(words);
            }
        }
        let_go
    }

    /// Reads a line by its words, without the first.
    ///
    /// # Errors
    /// When the line names no address or no day.
    pub fn read_line(&mut self, words: &[&str]) -> Result<(), LineFault> {
        let (address, date, editions) = match *words {
            [address, date] => (address, date, ""),
            [address, date, editions] => (address, date, editions),
            _ => {
                let help = "write `gone`, the address and the day: `gone /old/path/ 2026-11-28`";
                return Err(("this is not how an address is let go".to_owned(), help.to_owned()));
            }
        };
        let path = recorded_address(address)?;
        let from = date
            .parse()
            .map_err(|_| (format!("`{date}` is not a date"), format!("write the day: `gone {address} 2026-11-28`")))?;
        self.0.insert(path, Gone { from, editions: edition_names(editions) });
        Ok(())
    }

    /// Whether an edition need not have an address on a day.
    #[must_use]
    pub fn covers(&self, path: &SitePath, edition: &str, day: Date) -> bool {
        self.0
            .get(path)
            .is_some_and(|gone| gone.from <= day && (gone.editions.is_empty() || gone.editions.contains(edition)))
    }
}

/// An address as the record writes it.
///
/// # Errors
/// When it is none.
pub fn recorded_address(address: &str) -> Result<SitePath, LineFault> {
    let path = SitePath::at_address(address).filter(|_| address.starts_with('/'));
    path.ok_or_else(|| {
        let help = "write it from the top of the site, with `%20` for a space: `/old/path/`";
        (format!("`{address}` is no address"), help.to_owned())
    })
}

/// The names of editions with commas between them.
#[must_use]
pub fn edition_names(list: &str) -> BTreeSet<String> {
    list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
