//! Files and the sites that are made of them: sections, names, addresses, days.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;

mod names;
mod sections;
