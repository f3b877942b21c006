//! What the rules that ask about addresses are given.

use crate::handbook::Handbook;
use crate::site::Site;

/// A handbook and the sites that were planned from it.
#[derive(Debug)]
pub struct Planned<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The sites, each with the name of its edition.
    pub sites: Vec<(&'a str, &'a Site)>,
    /// What the repository could not tell of older versions, in a sentence.
    pub note: Option<&'a str>,
}
