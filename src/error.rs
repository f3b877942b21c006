//! What stops a run: the machine's failures, each with its path. The author's mistakes are diagnostics, not errors.

use std::io;
use std::path::{Path, PathBuf};

/// The result of anything that reads, writes or runs.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that no edit of the handbook's texts can mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No `book.toml` here or above.
    #[error("no book.toml in {} or any folder above it; `greyline init` begins a handbook", start.display())]
    NoHandbook {
        /// Where the search began.
        start: PathBuf,
    },
    /// The folder to publish into holds something that Greyline did not write.
    #[error("{} was not written by Greyline ({reason}), so it is not replaced; name another folder or empty this one", path.display())]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// What shows it.
        reason: String,
    },
    /// Another run is publishing into the same folder.
    #[error("another build is writing {} just now; try again when it has finished", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// An address of the site that cannot be a file.
    #[error("cannot publish `{address}`: {reason}")]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A template of the theme is wrong.
    #[error("theme: {message}")]
    Theme {
        /// What the template engine said.
        message: String,
    },
    /// An argument asks for something that is not there.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// A reading failure at `path`, to be used with `map_err`.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Read { path, source }
    }

    /// A writing failure at `path`, to be used with `map_err`.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Write { path, source }
    }

    /// The refusal to replace the folder at `path`.
    pub(crate) fn foreign(path: impl AsRef<Path>, reason: impl Into<String>) -> Self {
        Self::ForeignFolder { path: path.as_ref().to_path_buf(), reason: reason.into() }
    }
}
