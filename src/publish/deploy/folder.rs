//! A deploy to a folder: the whole site takes the place of the old one in one step.
//!
//! In: a built site and a folder. Out: the folder holds the site. What always holds: what `publish` promises; no file is read by
//! anybody before all are there.

use std::fs;
use std::path::Path;

use super::built::BuiltSite;
use super::options::{Deployed, Options, Step};
use super::plan::{Plan, Remote};
use super::state::LEDGER;
use crate::error::{Error, Result};
use crate::publish::{self, Published};
use crate::text::SitePath;

/// Says what a deploy would do.
pub(super) fn plan(folder: &Path, site: &BuiltSite, options: &Options<'_>) -> Result<Plan> {
    let manifest = publish::read_manifest(folder)?;
    if let Some(other) =
        manifest.as_ref().map(|manifest| &manifest.edition).filter(|one| **one != site.manifest.edition)
    {
        let reason = format!("it contains the edition `{other}`");
        return Err(Error::ForeignFolder { path: folder.to_path_buf(), reason });
    }
    let objects = manifest.iter().flat_map(|manifest| manifest.files.keys().map(|file| (file.clone(), None))).collect();
    let remote = Remote { manifest, journal: None, settings: Some(String::new()), objects };
    if remote.has_other_ledger(site) {
        let file = folder.join(LEDGER);
        let there = fs::read(&file).map_err(Error::read(&file))?;
        if let Some(message) = (options.ledger)(&there, site.ledger()?.as_deref()) {
            return Err(Error::Deploy { target: folder.display().to_string(), message });
        }
    }
    Ok(Plan::new(site, &remote, "", false, |_, _| false))
}

/// Deploys a site. `protect` are folders that the target may neither be nor hold.
pub(super) fn deploy(
    folder: &Path,
    site: &BuiltSite,
    options: &Options<'_>,
    protect: &[&Path],
    progress: &(dyn Fn(Step) + Sync),
) -> Result<(Plan, Deployed)> {
    let plan = plan(folder, site, options)?;
    let addresses: Vec<SitePath> = site.manifest.files.keys().map(|name| SitePath::file(name)).collect();
    let options = publish::Options {
        compress: false,
        edition: site.manifest.edition.clone(),
        reads: site.manifest.reads.clone(),
        policies: site.manifest.policies.clone(),
        protect,
        ..publish::Options::default()
    };
    progress(Step::Planned(addresses.len()));
    let on_step = |step| {
        if let publish::Step::Made(count) = step {
            progress(Step::Done(count));
        }
    };
    let Published { changed, .. } =
        publish::publish(folder, &addresses, |path| site.file(path.as_str()), &options, &on_step)?;
    let bytes = plan.uploads.iter().map(|upload| upload.bytes).sum();
    let deployed = Deployed {
        uploaded: changed + 1,
        bytes,
        removed: plan.removals.len(),
        unchanged: addresses.len().saturating_sub(changed),
        requests: 0,
    };
    Ok((plan, deployed))
}
