//! The door between what is known and what one audience may know.
//!
//! In: a [`Handbook`] and an audience. Out: an [`Edition`], from which everything that is published is made. What always
//! holds: an `Edition` holds nothing withheld and no place in a source, and [`project`] is the only way to one.

mod again;
mod edition;
mod governed;
mod governs;
mod hash;
mod held;
mod log;
mod plain;
mod project;
mod redact;
mod runs;
mod synonyms;
mod versions;

pub use again::project_again;
pub use edition::{
    Body, Edition, Fact, FactValue, Folder, Goal, Identity, Page, PageIndex, Person, Resolved, Term, Touchpoint,
};
pub use governs::{Change, Choice, Governance, Governed, Pilot, Standard, Standing, Version, Withdrawn};
pub use log::{Changed, LogEntry};
pub(crate) use project::alias_path;
pub use project::{Ground, project, project_with_ground};
pub use redact::redact;

#[cfg(doc)]
use crate::handbook::Handbook;
