//! The door between what is known and what one audience may know.
//!
//! In: a [`Handbook`] and an audience. Out: an [`Edition`], from which everything that is published is made. What always
//! holds: an `Edition` holds nothing withheld and no place in a source, and [`project`] is the only way to one.

mod edition;
mod governed;
mod hash;
mod plain;
mod project;
mod redact;
mod synonyms;

pub use edition::{
    Body, Change, Choice, Edition, Fact, FactValue, Folder, Goal, Governance, Governed, Identity, Page, PageIndex,
    Person, Pilot, Resolved, Standard, Term, Touchpoint,
};
pub(crate) use project::alias_path;
pub use project::project;
pub use redact::redact;

#[cfg(doc)]
use crate::handbook::Handbook;
