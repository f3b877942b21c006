//! The independent proof.

mod blocks;
mod book;
mod decode;
mod inline;
mod value;
mod words;
