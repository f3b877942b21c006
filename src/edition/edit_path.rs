//! Where the source of a page is edited.
//!
//! In: `[site] edit` and the path of a source. Out: an [`EditPath`]. What always holds: it is the one thing of an edition that names a
//! source, and only the projection of the most private edition makes it.

use crate::text::encode_percent;

/// The address at which the source of a page is edited.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EditPath(String);

impl EditPath {
    /// The address of the source of a name, which begins at the top of the handbook, by an address with `{path}` in the place of it.
    pub(super) fn new(template: &str, name: &str) -> Self {
        Self(template.replace("{path}", &encode_percent(name)))
    }

    /// The address.
    #[must_use]
    pub fn href(&self) -> &str {
        &self.0
    }
}
