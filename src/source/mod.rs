//! Texts and places: what the handbook's files say, and where.
//!
//! In: a folder, or texts from memory. Out: a [`SourceTree`] with every text decoded and every path checked. What always
//! holds: nothing outside the handbook's folder is read, and reading ends here.

mod name;
mod path;
mod patrol;
mod shelf;
mod span;
mod tree;

pub use name::name_fault;
pub use path::{
    ContentPath, SitePath, attachment_address, decode_percent, encode_percent, join_parts, page_address, slug,
};
pub use patrol::{Found, Patrol};
pub use shelf::{Look, Shelf};
pub use span::{LineColumn, LineStarts, Place, Span, Spanned, line_column};
pub use tree::{Attachment, MAX_TEXT_BYTES, SourceFile, SourceTree, read};
