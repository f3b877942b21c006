//! Places in texts, and the names of things: what sources and diagnostics both use.
//!
//! In: texts and paths. Out: spans with their lines and columns, paths of sources and of sites, names for addresses. What always
//! holds: nothing here reads a file.

mod name;
mod path;
mod span;

pub use name::name_fault;
pub use path::{
    ContentPath, SitePath, attachment_address, decode_percent, encode_percent, join_parts, page_address, slug,
};
pub use span::{LineColumn, LineStarts, Place, Span, Spanned, line_column};
