//! Asks a service for the time stamp of a root.
//!
//! In: the address of the service and a root. Out: its answer. What always holds: nothing is sent but the root and a random number, and
//! a service that does not answer holds nothing up for long.

use std::time::Duration;

use crate::ledger::{Hash, Stamp, check_time_stamp, time_stamp_request};
use crate::publish::post;

/// How long a service may take in all.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes.
const MOST: usize = 1 << 20;

/// The time stamp of a root; why there is none is the error, in a sentence.
pub(super) fn ask(service: &str, root: Hash) -> Result<Stamp, String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let nonce = u64::from_be_bytes(bytes);
    let request = time_stamp_request(root, nonce);
    let answer = post(service, "application/timestamp-query", request, PATIENCE, MOST)
        .and_then(|answer| check_time_stamp(&answer, root, nonce).map(|()| answer))
        .map_err(|why| format!("{service}: {why}"))?;
    Ok(Stamp { from: service.to_owned(), token: answer.into() })
}
