//! The plan of a deploy, as plain data: what is uploaded and what is removed, in which order.
//!
//! In: the built site, and what is known of the target. Out: a [`Plan`]. What always holds: nothing is planned for a file that
//! neither the site, nor the target's manifest, nor a journal names; and what left the site is removed after all that came.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::body::Group;
use super::built::BuiltSite;
use super::state::{JOURNAL, Journal, LEDGER, LOCK};
use crate::publish::manifest::{FILE_NAME, Manifest};

/// What is known of a target.
#[derive(Debug, Default)]
pub(super) struct Remote {
    /// The manifest of the whole site that was there last.
    pub(super) manifest: Option<Manifest>,
    /// What a run that did not end may have changed since.
    pub(super) journal: Option<Journal>,
    /// How the objects of that site were uploaded.
    pub(super) settings: Option<String>,
    /// What is there, with the tag by which the server knows the content.
    pub(super) objects: BTreeMap<String, Option<String>>,
}

/// Why a file is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The target has no such file.
    New,
    /// The target has another one.
    Changed,
    /// Nobody can say what the target has: an earlier deploy did not end, or uploaded in another way.
    Unsure,
}

/// One file to upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upload {
    /// Its name in the site.
    pub file: String,
    /// Its group.
    pub group: Group,
    /// Why it is uploaded.
    pub reason: Reason,
    /// How many bytes it has, before it is compressed.
    pub bytes: u64,
}

/// What a deploy does, in order: the uploads, the removals, and last the manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Assets, then the files of the search, then pages.
    pub uploads: Vec<Upload>,
    /// Pages and files of the search that left the site, then assets.
    pub removals: Vec<String>,
    /// How many files are there already.
    pub unchanged: usize,
    /// What lies at the target and is not Greyline's: it stays, and readers may find it.
    pub foreign: Vec<String>,
    /// What a deploy that did not end has uploaded or removed already.
    pub earlier: Vec<String>,
}

impl Plan {
    /// Plans the deploy of `site`. `is_same` says whether the tag of an object is that of the file as it would be sent.
    pub(super) fn new(
        site: &BuiltSite,
        remote: &Remote,
        settings: &str,
        all: bool,
        is_same: impl Fn(&str, &str) -> bool,
    ) -> Self {
        let mut plan = Self::default();
        for (file, sha256) in &site.manifest.files {
            match remote.reason(file, sha256, settings, &is_same).or(all.then_some(Reason::Unsure)) {
                None => plan.unchanged += 1,
                Some(reason) => {
                    let bytes = site.sizes.get(file).copied().unwrap_or(0);
                    plan.uploads.push(Upload { file: file.clone(), group: Group::of(file), reason, bytes });
                }
            }
        }
        plan.uploads.sort_by(|a, b| (a.group, &a.file).cmp(&(b.group, &b.file)));
        for file in remote.objects.keys().filter(|file| !is_own(file) && !site.manifest.files.contains_key(*file)) {
            if remote.names(file) { &mut plan.removals } else { &mut plan.foreign }.push(file.clone());
        }
        plan.removals.sort_by_key(|file| (Group::of(file).is_removed_last(), file.clone()));
        if let Some(journal) = &remote.journal {
            let uploads = plan.uploads.iter().map(|upload| &upload.file);
            let ahead: BTreeSet<&String> = uploads.chain(&plan.removals).collect();
            plan.earlier = journal.files.iter().filter(|file| !ahead.contains(file)).cloned().collect();
        }
        plan
    }

    /// How many files it touches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.uploads.len() + self.removals.len()
    }

    /// Whether the target has everything already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The paths that a content delivery network should forget, below the address of the target: what changed, what left, and
    /// what may be remembered as missing. A page has two: with `index.html` and without.
    #[must_use]
    pub fn invalidations(&self) -> Vec<String> {
        let uploads = self.uploads.iter().map(|upload| upload.file.as_str());
        let mut paths: Vec<String> = Vec::new();
        let others = self.removals.iter().chain(&self.earlier).map(String::as_str);
        for file in uploads.chain(others).chain([FILE_NAME]) {
            if let Some(folder) =
                file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'))
            {
                paths.push(format!("/{}", encoded(folder)));
            }
            paths.push(format!("/{}", encoded(file)));
        }
        paths.sort();
        paths
    }
}

impl Remote {
    /// Whether the target's notes name the file: Greyline wrote it, or a run that did not end may have.
    fn names(&self, file: &str) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| manifest.files.contains_key(file))
            || self.journal.as_ref().is_some_and(|journal| journal.files.contains(file))
    }

    /// Why a file has to be uploaded; `None` when it is there.
    fn reason(&self, file: &str, sha256: &str, settings: &str, is_same: impl Fn(&str, &str) -> bool) -> Option<Reason> {
        let Some(tag) = self.objects.get(file) else { return Some(Reason::New) };
        if let Some(journal) = self.journal.as_ref().filter(|journal| journal.files.contains(file)) {
            let is_sent_alike = !journal.mixed && journal.settings == settings;
            let is_there = is_sent_alike && tag.as_ref().is_some_and(|tag| is_same(file, tag));
            return (!is_there).then_some(Reason::Unsure);
        }
        let listed = self.manifest.as_ref().and_then(|manifest| manifest.files.get(file));
        if listed.is_none_or(|listed| listed != sha256) {
            return Some(Reason::Changed);
        }
        (self.settings.as_deref() != Some(settings)).then_some(Reason::Unsure)
    }

    /// The first file of a site that lies at the target and that nobody knows to be Greyline's.
    pub(super) fn first_taken<'a>(&self, site: &'a BuiltSite) -> Option<&'a str> {
        let mut files = site.manifest.files.keys().map(String::as_str);
        files.find(|file| self.objects.contains_key(*file) && !self.names(file))
    }

    /// Whether the target has another ledger of versions than a site, or the site none.
    pub(super) fn has_other_ledger(&self, site: &BuiltSite) -> bool {
        let there = self.manifest.as_ref().and_then(|manifest| manifest.files.get(LEDGER));
        self.objects.contains_key(LEDGER) && there != site.manifest.files.get(LEDGER)
    }

    /// What lies at a target of which there is neither a manifest nor a journal.
    pub(super) fn first_stranger(&self) -> Option<&str> {
        let is_ours = self.manifest.is_some() || self.journal.is_some();
        self.objects.keys().map(String::as_str).find(|file| !is_ours && !is_own(file))
    }
}

/// Whether a file is one of the notes that Greyline keeps at a target.
fn is_own(file: &str) -> bool {
    [FILE_NAME, LOCK, JOURNAL].contains(&file)
}

/// A file's name as a path of an address.
fn encoded(name: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(name, KEPT).to_string()
}
