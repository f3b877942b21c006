//! One dialect of Markdown, with no knowledge of policies.
//!
//! In: a text, with the audiences that its `:::` blocks may name. Out: a [`Text`], which knows its blocks, headings, links and
//! the rest with their places and readers; and, from a text that has been redacted, HTML. What always holds: a `:::` block
//! that two readings disagree on makes the whole text private and is an error.

mod almost_labels;
mod block_starts;
mod blocks;
mod code;
mod directives;
mod facts;
mod grade;
mod html;
mod lines;
mod options;
mod plain;
mod resolve;
mod slug;
mod table;
mod target;
mod terms;
mod text;

pub use blocks::{BlockRange, without_unused};
pub use directives::{DirectiveErrorKind, scan};
pub(crate) use facts::fact_uses;
pub use facts::{FactUse, FootnoteUse, Heading, Link, LinkKind, TextFacts};
pub use grade::{Grade, Scale};
pub use html::{Formatted, TocEntry, escape, format, plain_text};
pub use options::Dialect;
pub use plain::{Part, Plain, Words, plain, plain_and_format};
pub use resolve::{Image, Resolve, UNMARKED};
pub use slug::Anchors;
pub use target::Target;
pub use terms::Terms;
pub use text::{Block, Text, lost_references, targets, with_tree};
