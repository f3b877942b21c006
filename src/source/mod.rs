//! Texts and places: what the handbook's files say, and where.
//!
//! In: a folder, or texts from memory. Out: a [`SourceTree`] with every text decoded and every path checked. What always
//! holds: nothing outside the handbook's folder is read, and reading ends here.

mod cache;
mod tree;
mod vfs;

pub use cache::{remove_others, store, store_value, stored, stored_value};
pub use tree::{
    ADDRESSES, Attachment, DATA_FILES, MAX_TEXT_BYTES, PARTS, RELEASES, SourceFile, SourceTree, read, read_file,
    readable,
};
pub use vfs::{Changes, Vfs};
