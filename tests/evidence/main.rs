//! The ledger of versions: what it records, what a stranger who kept an earlier one notices, and what nobody may call a forgery.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the names are those of the test")]
#![allow(clippy::format_collect, reason = "a hash is short")]
#![allow(clippy::needless_for_each, reason = "a line a case")]
#![allow(clippy::too_many_lines, reason = "a list of cases is read from top to bottom")]

#[path = "../support/mod.rs"]
mod support;

mod ends;
mod forged;
mod honest;
mod receipts;
mod recorded;
mod slips;
mod stamps;
mod world;
