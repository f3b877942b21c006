//! One dialect of Markdown, with no knowledge of policies.
//!
//! In: a text, with the audiences that its `:::` blocks may name. Out: a [`Text`], which knows its blocks, headings, links and
//! the rest with their places and readers; and, from a text that has been redacted, HTML. What always holds: a `:::` block
//! that two readings disagree on makes the whole text private and is an error.

mod code;
mod fences;
mod grade;
mod html;
mod lines;
mod options;
mod outline;
mod pieces;
mod plain;
mod resolve;
mod slug;
mod starts;
mod table;
mod target;
mod terms;
mod text;

pub use fences::{FenceErrorKind, scan};
pub use grade::{Grade, Scale};
pub use html::{Formatted, TocEntry, escape, format, plain_text};
pub use options::Dialect;
pub(crate) use outline::fact_uses;
pub use outline::{FactUse, FootnoteUse, Heading, Link, LinkKind, Outline};
pub use pieces::{Piece, without_unused};
pub use plain::{Part, Plain, Words, plain, plain_and_format};
pub use resolve::{Image, Resolve, UNMARKED};
pub use slug::Anchors;
pub use target::Target;
pub use terms::Terms;
pub use text::{Block, Text, lost_references, targets, with_tree};
