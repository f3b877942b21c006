//! The program that runs.
//!
//! In: nothing. Out: a number that stands for it. What always holds: another program, of the same version or not, has another one, since
//! it may make other bytes of the same handbook.

use std::env;
use std::fs::File;
use std::hash::Hasher;
use std::io::Read;

use siphasher::sip128::{Hasher128, SipHasher13};

use crate::edition::Bits;

/// What stands for the program; `None` where its file cannot be read.
pub(super) fn program() -> Option<Bits> {
    let mut file = File::open(env::current_exe().ok()?).ok()?;
    let mut hasher = SipHasher13::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hasher.finish128().as_u128()),
            length => hasher.write(&buffer[..length]),
        }
    }
}
