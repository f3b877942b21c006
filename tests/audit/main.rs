//! The audit against sites written by hand: an honest one is clean for every edition, and whatever is planted in it is found,
//! with the place in the source.
#![allow(clippy::unwrap_used)]

mod corpora;
mod desk;
mod honest;
mod planted;
mod strict;
