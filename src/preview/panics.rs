//! Catches a panic where one task ends and the next begins: a fault in the making of one page, or in one check, stops nothing
//! else.
//!
//! In: a task. Out: what it returned, or what its panic said. What always holds: the panic is also printed in the terminal, with
//! the place in the source, as every panic is.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a task. What the task had changed when it panicked may be half done: the caller throws it away.
///
/// # Errors
/// What the panic said.
pub(super) fn catch_panic<T>(task: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(task)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason was given".to_owned())
    })
}
