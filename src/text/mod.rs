//! Spans in texts, and paths of sources and of published files: what sources and diagnostics both use.
//!
//! In: texts and paths. Out: spans, lines and columns, paths and slugs. What always holds: nothing here reads a file.

mod entities;
mod escape;
mod name;
mod path;
mod phrase;
mod span;

pub use entities::decode_entities;
pub use escape::{escape_markdown, escape_xml};
pub use name::name_fault;
pub use path::{
    ContentPath, SitePath, attachment_address, compose, decode_percent, encode_percent, is_section_page, join_parts,
    linked_addresses, page_address, slug,
};
pub use phrase::Phrases;
pub use span::{FileSpan, LineColumn, LineStarts, Span, Spanned, line_column, lines};
