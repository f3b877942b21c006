//! Deploying: a built edition goes to where its readers are, a folder or an object store.
//!
//! In: the folder of a built edition, and a target. Out: the target has what the manifest names and no file of Greyline's
//! besides. What always holds: the old site works until the new one is there, and the next run removes whatever one that was
//! stopped has left.

mod address;
mod body;
mod built;
mod crypto;
mod folder;
mod lease;
mod message;
mod options;
mod plan;
mod run;
mod state;
mod store;

use std::path::Path;

pub use address::{Bucket, Scheme, Target};
pub use body::{Encoding, Group};
use built::BuiltSite;
pub use options::{Deployed, LedgerCheck, Options, Step};
pub use plan::{Plan, Reason, Upload};

use crate::error::Result;

/// Says what the deploy of the site in the folder `built` to `target` would do. Changes nothing.
///
/// # Errors
/// As [`deploy()`], as far as reading shows it.
pub fn plan(built: &Path, target: &Target, options: &Options<'_>, progress: &dyn Fn(Step)) -> Result<Plan> {
    let site = BuiltSite::read(built, options.edition, options.reads)?;
    match target {
        Target::Folder(folder) => folder::plan(folder, &site, options),
        Target::Bucket(bucket) => run::plan(bucket, &site, options, progress),
    }
}

/// Deploys the site in the folder `built` to `target`. A folder may neither be nor hold one of `protect`.
///
/// # Errors
/// - [`Error::NotBuilt`](crate::error::Error::NotBuilt): there is no such edition in the folder, or it was changed since.
/// - [`Error::ForeignFolder`](crate::error::Error::ForeignFolder), [`Error::Busy`](crate::error::Error::Busy): a folder that may
///   not be replaced.
/// - [`Error::Deploy`](crate::error::Error::Deploy): what the store refused, or that is not Greyline's to replace.
pub fn deploy(
    built: &Path,
    target: &Target,
    options: &Options<'_>,
    protect: &[&Path],
    progress: &(dyn Fn(Step) + Sync),
) -> Result<(Plan, Deployed)> {
    let site = BuiltSite::read(built, options.edition, options.reads)?;
    match target {
        Target::Folder(folder) => folder::deploy(folder, &site, options, protect, progress),
        Target::Bucket(bucket) => run::deploy(bucket, &site, options, progress),
    }
}
