//! The program that runs.
//!
//! In: nothing. Out: a number that stands for it. What always holds: another program, of the same version or not, has another one, since
//! it may make other bytes of the same handbook.

use std::{env, fs};

use crate::edition::{Bits, bits_of};

/// What stands for the program; `None` where its file cannot be read.
pub(super) fn program() -> Option<Bits> {
    let path = env::current_exe().ok()?;
    fs::read(path).ok().map(|bytes| bits_of(&bytes))
}
