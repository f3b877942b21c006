//! `greyline serve`, run as people run it: a folder, saves in every way that editors have, and a window that asks.
//!
//! No clock is asserted. What is waited for is waited for by number, as a window does, and the wait gives up only when a test
//! would otherwise never end.

#![allow(clippy::unwrap_used, reason = "all of this is tests, and nothing of it can be mended")]

#[path = "../support/mod.rs"]
mod support;

mod asking;
mod broken;
mod refused;
mod saves;
