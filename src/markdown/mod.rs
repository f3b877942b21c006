//! One dialect of Markdown, with no knowledge of policies.
//!
//! In: a text, with the audiences that its `:::` blocks may name. Out: a [`Text`], which knows its blocks, headings, links and
//! the rest with their places and readers; and, from one redacted text or from two that `redline` merged, HTML. What always holds:
//! where our scan of the `:::` blocks and comrak's tree disagree, the whole text is private and the disagreement an error.

mod alerts;
mod almost_labels;
mod block_starts;
mod blocks;
mod changes;
mod clauses;
mod code;
mod commonmark;
mod directives;
mod elements;
mod empty_blocks;
mod escaped;
mod facts;
mod field;
mod fill;
mod footnotes;
mod grade;
mod heading_ids;
mod html;
mod items;
mod lines;
mod options;
mod outline;
mod page_anchors;
mod passages;
mod plain;
mod resolve;
mod slug;
mod table;
mod target;
mod terms;
mod text;
mod tildes;
mod transcript;
mod words;

pub use blocks::BlockRange;
pub use changes::{ChangeNote, Changes, Labels, NodeChange, Sides, label_class};
pub(crate) use clauses::{ClauseStyle, roman, without_mark};
pub use code::language;
pub use commonmark::commonmark;
pub use directives::{DirectiveErrorKind, scan};
pub(crate) use elements::{Element, hides};
pub use empty_blocks::{drop_empty, without_empty_blocks};
pub use facts::{FactUse, FootnoteUse, Heading, Link, LinkKind, TextFacts};
pub use field::{Markup, field_span, field_words, is_faulty, mark_in_words, read_field};
pub(crate) use fill::{fact_uses, fill, fill_literal, fill_tree, literal_uses};
pub use grade::{Grade, Scale};
pub use html::{Formatted, TocEntry, alert_kind, escape, format, format_changes};
pub(crate) use items::{mark_of, number_items};
pub(crate) use lines::{behind_marks, is_invisible};
pub use options::{Dialect, parse_into};
pub use outline::Outline;
pub use page_anchors::page_anchors;
pub use passages::{Passage, PassageKind, passages, passages_and_format};
pub use plain::{PlainSection, PlainText, ResolveWords, plain, shown};
pub use resolve::{Image, Resolve, UNMARKED};
pub use slug::Anchors;
pub use target::Target;
pub use terms::Terms;
pub use text::{Block, Text, lost_references, targets, with_tree};
pub use transcript::{Names, plain_and_transcript, transcript};
pub use words::{filled_text, plain_text};
