//! Errors: failures of files, folders, templates and arguments that stop a command, each with its path.
//!
//! The author's mistakes are no errors but [`diagnostics`](crate::diagnostic).

use std::io;
use std::path::{Path, PathBuf};

/// The result of functions that can fail for a reason outside the handbook's texts.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that no edit of the handbook's texts mends.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is no `book.toml` in a folder or any above it.
    #[error("no book.toml in {} or any folder above it; `greyline init` creates one", start.display())]
    NoHandbook {
        /// The folder in which the search started.
        start: PathBuf,
    },
    /// The folder to publish into has content that Greyline did not write.
    #[error("{} was not written by Greyline ({reason}), so it is not replaced; name another folder or empty this one", path.display())]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// What shows that.
        reason: String,
    },
    /// Another process is publishing into the same folder.
    #[error("another build is writing to {}; try again when it has finished", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A folder holds no built edition that could be deployed.
    #[error("cannot deploy {}: {reason}; `greyline build --edition {edition}` makes it", folder.display())]
    NotBuilt {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// The edition that was asked for.
        edition: String,
    },
    /// The target of a deploy refused something, cannot be reached, or is not Greyline's to replace.
    #[error("cannot deploy to {target}: {message}")]
    Deploy {
        /// The target.
        target: String,
        /// What is wrong, and what to do.
        message: String,
    },
    /// An address of the site cannot be that of a file.
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
        /// The message of the template engine.
        message: String,
    },
    /// An argument names something that does not exist or is not allowed.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Returns a function for `map_err` that makes a [`Error::Read`] of `path`.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Read { path, source }
    }

    /// Returns a function for `map_err` that makes a [`Error::Write`] of `path`.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Write { path, source }
    }

    /// Returns the error that refuses to replace the folder `path`.
    pub(crate) fn foreign(path: impl AsRef<Path>, reason: impl Into<String>) -> Self {
        Self::ForeignFolder { path: path.as_ref().to_path_buf(), reason: reason.into() }
    }
}
