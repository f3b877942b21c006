//! What the name of a folder says of the policies in it.
//!
//! In: a path. Out: the kind of its policies, and what their ids begin with. What always holds: a name that says nothing gives a policy.

use super::folder::{file_of, folder_of};
use crate::text::slug;

/// The kind of the policies of a folder, by its name.
pub(super) fn kind_of_folder(source: &str) -> String {
    let folder = folder_of(source).to_lowercase();
    let kinds =
        [("procedure", "procedure"), ("runbook", "procedure"), ("standard", "standard"), ("guideline", "guideline")];
    let found = folder.rsplit('/').find_map(|part| kinds.iter().find(|(name, _)| part.starts_with(name)));
    found.map_or("policy", |(_, kind)| kind).to_owned()
}

/// What the ids of a folder's policies begin with: the first letters of its name.
pub(super) fn prefix_of_folder(folder: &str) -> String {
    let name = slug(file_of(folder.trim_matches('/')));
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    if letters.is_empty() { "POL".to_owned() } else { letters.to_ascii_uppercase() }
}
