//! What whoever imports decides: who may read, what is a policy, which comes first in a date.
//!
//! In: nothing. Out: [`Settings`], and what names of folders say of policies. What always holds: what is not decided stays private.

use super::convention::Convention;
use super::dates::DateOrder;

/// What whoever imports has decided.
#[derive(Debug, Default)]
pub struct Settings {
    /// The convention of the source; without it, it is detected.
    pub convention: Option<Convention>,
    /// The title of the handbook; without it, what the source says.
    pub title: Option<String>,
    /// Folders and who may read their pages.
    pub audiences: Vec<(String, String)>,
    /// Folders whose pages are policies, and what their ids begin with.
    pub policies: Vec<(String, Option<String>)>,
    /// Whether day or month comes first in a date that can be read in two ways.
    pub dates: Option<DateOrder>,
}

/// Whether a page lies in a folder, by its file in the source or its place in the handbook.
pub(super) fn is_below(source: &str, path: &str, folder: &str) -> bool {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    let inside = |name: &str| name == folder || name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    folder.is_empty() || folder == "." || inside(source) || inside(path)
}
