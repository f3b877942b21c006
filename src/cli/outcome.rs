//! How a command ended.

/// The outcome of a command that could run, and its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is done: exit code 0.
    Done,
    /// Problems were found: exit code 1.
    Problems,
}
