//! Publishing, seen from outside: what lies in the target and beside it after a run, a refusal, a failure and a kill.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;

mod fields;
mod refused;
mod site;
mod stopped;
mod written;
