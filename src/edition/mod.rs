//! What one audience may know of a handbook.
//!
//! In: a [`Handbook`] and an audience. Out: an [`Edition`], from which everything that is published is made. What always
//! holds: an `Edition` holds nothing withheld and no place in a source, [`project()`] is the only way to one, and every text in it
//! is a [`Redacted`].

mod cases;
mod change_log;
mod derived;
mod edit_path;
mod fingerprint;
mod hash;
mod history_filter;
mod issued;
mod known_days;
mod ledger;
mod model;
mod next_change;
mod old_attachments;
mod pages;
mod policy_meta;
mod project;
mod project_data;
mod project_meta;
mod project_text;
mod prose;
mod receipts;
mod redact;
mod review_calls;
mod shingles;
mod versions;

pub use cases::{Case, CaseAnswer};
pub use change_log::{Changed, Changing, LogEntry, Stage};
pub use edit_path::EditPath;
pub use fingerprint::{Bits, Fingerprint, bits_of};
pub use issued::{IssuedText, IssuedVersion, Issuer, issued_versions};
pub use model::{Edition, Fact, FactValue, Folder, Goal, Identity, Page, Person, Resolved, Term, Touchpoint};
pub use pages::{PageIndex, Pages, Reads, Shared, record};
pub use policy_meta::{
    Answer, Approval, Change, MetaEntry, MetaValue, MetaValues, OtherText, Period, PolicyMeta, PolicyOption, Reduction,
    Replaced, Replacement, Version, Withdrawn,
};
pub(crate) use project::alias_path;
pub use project::{Memo, project};
pub use prose::{FactValues, LinkBase, Prose};
pub use receipts::{Receipt, VersionPage};
pub use redact::{Redacted, redact};
pub use review_calls::{CallReason, ReviewCall};

#[cfg(doc)]
use crate::handbook::Handbook;
