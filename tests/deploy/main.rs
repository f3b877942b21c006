//! `greyline deploy`, run against folders and against a server that speaks like Amazon S3.
//!
//! The server is moto, a program of Python's: `tests/deploy/install` puts it into the folder of the build when it is not there.
//! Between the program and the server stands a proxy that counts requests, and breaks what it is told to break.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod folder;
mod killed;
mod ledger;
mod proxy;
mod refused;
mod server;
mod site;
mod together;
mod uploaded;
