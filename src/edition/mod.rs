//! The door between what is known and what one audience may know.
//!
//! In: a [`Handbook`] and an audience. Out: an [`Edition`], from which everything that is published is made. What always
//! holds: an `Edition` holds nothing withheld and no place in a source, and [`project`] is the only way to one.

mod again;
mod change_log;
mod derived;
mod hash;
mod history_filter;
mod model;
mod policy_meta;
mod project;
mod project_meta;
mod redact;
mod shingles;
mod synonyms;
mod versions;

pub use again::project_again;
pub use change_log::{Changed, LogEntry};
pub use model::{
    Body, Edition, Fact, FactValue, Folder, Goal, Identity, Page, PageIndex, Person, Resolved, Term, Touchpoint,
};
pub use policy_meta::{
    Change, MetaEntry, MetaValue, MetaValues, PolicyMeta, PolicyOption, Standing, Version, Withdrawn,
};
pub(crate) use project::alias_path;
pub use project::{Ground, project, project_with_ground};
pub use redact::redact;

#[cfg(doc)]
use crate::handbook::Handbook;
