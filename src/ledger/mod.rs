//! The ledger of versions, `releases.toml`: which text was in force from which day, so that nobody can change it unnoticed.
//!
//! In: the file, and what came into force since it was written. Out: a [`Ledger`], the text to add to it, and the part that an edition
//! publishes. What always holds: entries are only ever added, each is chained to the one before, and what an edition publishes says
//! nothing of other editions, not even how many there are.
//!
//! ```text
//! leaf      one version in one edition: id, number, day, and a seal of its text
//! tree      the leaves of an entry in one edition (RFC 6962)
//! head      of an edition: its tree, chained to its last head
//! root      of the entry: the heads of all editions and the root before, among random hashes, in a tree of fixed size
//! ```
//!
//! The content of each is a text, so that `printf` and `sha256sum` can check it: `hash`, `proof`.

mod compare;
mod entry;
mod file;
mod hash;
mod proof;
mod published;
mod time_stamp;

pub use compare::{Finding, compare};
pub use entry::{Chain, Entry, Leaf, Reason, Recorded, Recording};
pub use file::{Fault, Ledger, Stamp, with_entry, with_stamp};
pub use hash::{Hash, Step, Tree, follow};
pub use proof::{What, head_text, leaf_text, reason_text, seal_text, slot_text};
pub use published::{Opened, PublishedEntry, PublishedLeaf, PublishedLedger, stamp_file};
pub use time_stamp::{check_time_stamp, is_stamp_of, time_stamp_request};
