//! Which addresses may become files.
//!
//! In: the addresses of a site. Out: their names, or the first fault. What always holds: a name that passes lies inside
//! the site's folder and can be copied to any system, a shared drive of Windows included.

use std::collections::HashSet;

use super::manifest::FILE_NAME;
use crate::error::{Error, Result};
use crate::text::{SitePath, name_fault};

/// The names of all addresses.
///
/// # Errors
/// [`Error::Address`] for the first address that cannot be a file, is given twice, or is a folder of another.
pub(super) fn check(addresses: &[SitePath]) -> Result<HashSet<&str>> {
    let mut names = HashSet::with_capacity(addresses.len());
    for address in addresses {
        let name = address.as_str();
        let fault = fault(name).or_else(|| (!names.insert(name)).then_some("two pages have this address"));
        if let Some(reason) = fault {
            return Err(refused(name, reason));
        }
    }
    for address in addresses {
        if let Some(folder) = folders(address.as_str()).find(|folder| names.contains(folder)) {
            return Err(refused(folder, "it is also the folder of another file"));
        }
    }
    Ok(names)
}

/// The folders that hold `name`, the innermost first; the top of the site is not among them.
pub(super) fn folders(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

fn refused(name: &str, reason: &'static str) -> Error {
    Error::Address { address: name.to_owned(), reason }
}

/// What makes `name` unfit to be a file of a site.
fn fault(name: &str) -> Option<&'static str> {
    if name.eq_ignore_ascii_case(FILE_NAME) {
        return Some("Greyline writes this file itself");
    }
    name.split('/').find_map(name_fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_file_may_have_are_refused() {
        for name in [
            "",
            "a//b",
            "a/",
            "../a",
            "a/../b",
            "./a",
            "a\\b",
            "a\0b",
            "a\nb",
            "C:/a",
            "a?",
            "con",
            "a/NUL.html",
            "com1.txt",
            "LPT³",
            "aux .html",
            "a.",
            "a /b",
            "manifest.json",
            "Manifest.JSON",
        ] {
            assert!(fault(name).is_some(), "{name:?} passed");
        }
    }

    #[test]
    fn ordinary_names_pass() {
        for name in [
            "index.html",
            ".nojekyll",
            ".well-known/security.txt",
            "p/CS-014/index.html",
            "contract/company.html",
            "ü/日本.svg",
            "com.html",
            "com10.html",
            "a..b",
            "console.js",
            "a/manifest.json",
        ] {
            assert_eq!(fault(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_file_is_no_folder_and_stands_once() {
        let clash = [SitePath::file("a/b/c.html"), SitePath::file("a")];
        assert!(check(&clash).unwrap_err().to_string().contains("folder of another"));
        let twice = [SitePath::file("a"), SitePath::file("a")];
        assert!(check(&twice).unwrap_err().to_string().contains("two pages"));
        assert_eq!(folders("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
    }
}
