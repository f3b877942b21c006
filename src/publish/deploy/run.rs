//! A deploy to an object store, step by step.
//!
//! In: a built site and a store. Out: the store has the site. What always holds: until all pages are there nothing is removed,
//! and whatever a run uploads is named in the target's journal before.
//!
//! 1. read the lock, the journal, the manifest and the list of what is there; refuse what is not Greyline's, and a site that the
//!    ledger of versions there does not go on in;
//! 2. claim the lock; refuse a target that everyone can read for an edition that is not for everyone;
//! 3. write the journal;
//! 4. upload assets, then the search, then pages;
//! 5. remove the pages and files of the search that left, then the old assets;
//! 6. upload the manifest, remove the journal, release the lock.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, TryStreamExt, stream};
use md5::{Digest, Md5};
use object_store::UpdateVersion;

use super::address::Bucket;
use super::body::{Body, Encoding, Group};
use super::built::BuiltSite;
use super::lease::{self, Lease};
use super::options::{Deployed, Options, Step};
use super::plan::{Plan, Remote};
use super::state::{JOURNAL, Journal, LEDGER, LOCK, Lock};
use super::store::Store;
use crate::error::{Error, Result};
use crate::publish::http::block_on;
use crate::publish::manifest::{FILE_NAME, GENERATOR, Manifest};

/// A deploy to an object store.
pub(super) struct Run<'a> {
    store: Store,
    site: &'a BuiltSite,
    options: &'a Options<'a>,
    progress: &'a dyn Fn(Step),
    sent: Cell<u64>,
    done: Cell<usize>,
}

/// What was read of a target before anything is written.
struct Found {
    remote: Remote,
    lock: Option<(Lock, UpdateVersion)>,
    plan: Plan,
    /// Whether the target is wholly the site already.
    is_there: bool,
}

/// Says what a deploy would do.
pub(super) fn plan(bucket: &Bucket, site: &BuiltSite, options: &Options<'_>, progress: &dyn Fn(Step)) -> Result<Plan> {
    let run = Run::open(bucket, site, options, progress)?;
    Ok(block_on(run.find())?.plan)
}

/// Deploys a site.
pub(super) fn deploy(
    bucket: &Bucket,
    site: &BuiltSite,
    options: &Options<'_>,
    progress: &dyn Fn(Step),
) -> Result<(Plan, Deployed)> {
    let run = Run::open(bucket, site, options, progress)?;
    block_on(run.deploy())
}

impl<'a> Run<'a> {
    fn open(
        bucket: &Bucket,
        site: &'a BuiltSite,
        options: &'a Options<'a>,
        progress: &'a dyn Fn(Step),
    ) -> Result<Self> {
        let largest = site.sizes.values().max().copied().unwrap_or(0);
        let store = Store::open(bucket, largest)?;
        Ok(Self { store, site, options, progress, sent: Cell::new(0), done: Cell::new(0) })
    }

    async fn deploy(&self) -> Result<(Plan, Deployed)> {
        let Found { remote, lock, plan, is_there } = self.find().await?;
        let is_new = lock.is_none();
        if !is_new {
            self.refuse_open_target().await?;
        }
        if is_there {
            let deployed =
                Deployed { unchanged: plan.unchanged, requests: self.store.requests(), ..Deployed::default() };
            return Ok((plan, deployed));
        }
        let lease = Lease::claim(&self.store, self.options.edition, self.options.lease, lock).await?;
        if is_new && let Err(refusal) = self.refuse_open_target().await {
            // Nothing of the site is there yet, and the lock that this run made need not stay.
            let _ = self.store.remove(&[LOCK.to_owned()], || ()).await;
            return Err(refusal);
        }
        if !lease.is_exclusive() {
            (self.progress)(Step::Note(format!(
                "{} knows no conditional writes, so two deploys at the same moment cannot be kept apart: start one at a time",
                self.store.shown
            )));
        }
        (self.progress)(Step::Planned(plan.len()));
        let (beats, stop) = (pin!(lease.beat()), pin!(self.stopped()));
        let carried = match select(pin!(self.carry_out(&plan, &remote, &lease)), select(beats, stop)).await {
            Either::Left((carried, _)) => carried,
            Either::Right((Either::Left((Err(lost), _)) | Either::Right((Err(lost), _)), _)) => Err(lost),
        };
        let released = match &carried {
            Ok(()) => lease.release(Some(self.options.encoding.settings())).await,
            Err(_) => lease.release(None).await,
        };
        if let Err(error) = carried {
            return Err(self.interrupted(&plan, error));
        }
        released?;
        let deployed = Deployed {
            uploaded: plan.uploads.len() + 1,
            bytes: self.sent.get(),
            removed: plan.removals.len(),
            unchanged: plan.unchanged,
            requests: self.store.requests(),
        };
        Ok((plan, deployed))
    }

    /// Waits until the deploy is to stop.
    async fn stopped(&self) -> Result<Infallible> {
        while !self.options.stop.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(self.store.says("it was stopped"))
    }

    /// Reads what is at the target, and plans. Writes nothing.
    async fn find(&self) -> Result<Found> {
        let lock = lease::read(&self.store, self.options.edition, self.progress).await?;
        let journal = match self.store.get(JOURNAL).await? {
            None => None,
            Some((bytes, _)) => Some(self.ours(JOURNAL, Journal::parse(&bytes))?),
        };
        let bytes = self.store.get(FILE_NAME).await?.map(|(bytes, _)| bytes);
        let manifest = match &bytes {
            None => None,
            Some(bytes) => Some(self.ours(FILE_NAME, Manifest::parse(bytes))?),
        };
        let editions = [manifest.as_ref().map(|one| &one.edition), journal.as_ref().map(|one| &one.edition)];
        if let Some(other) = editions.into_iter().flatten().find(|edition| *edition != self.options.edition) {
            let message = format!(
                "the edition `{other}` is there, and `{}` would replace it; name another target",
                self.options.edition
            );
            return Err(self.store.says(message));
        }
        let settings = lock.as_ref().and_then(|(lock, _)| lock.settings.clone());
        let remote = Remote { manifest, journal, settings, objects: self.store.list().await? };
        if let Some(first) = remote.first_stranger() {
            let message =
                format!("{first} is there, and no {FILE_NAME} of Greyline; name an empty place, or empty this one");
            return Err(self.store.says(message));
        }
        if let Some(first) = remote.first_taken(self.site) {
            let message = format!("{first} would be replaced, and Greyline did not write it; move it away first");
            return Err(self.store.says(message));
        }
        self.refuse_other_ledger(&remote).await?;
        let encoding = self.options.encoding;
        let plan =
            Plan::new(self.site, &remote, &encoding.settings(), self.options.all, |file, tag| self.is_same(file, tag));
        self.note(&remote, &plan);
        let is_ended = remote.journal.is_none() && lock.as_ref().is_some_and(|(lock, _)| !lock.running);
        let is_there = plan.is_empty() && is_ended && bytes == Some(self.site.manifest_bytes()?);
        Ok(Found { remote, lock, plan, is_there })
    }

    /// A file of Greyline's own that was parsed.
    fn ours<T>(&self, name: &str, parsed: Option<T>) -> Result<T> {
        parsed.ok_or_else(|| {
            self.store.says(format!("{name} is there, and Greyline did not write it; move it away first"))
        })
    }

    /// Says what its user should know of the target before it changes.
    fn note(&self, remote: &Remote, plan: &Plan) {
        if remote.journal.is_some() {
            let message = "an earlier deploy did not end: whatever it left behind is replaced or removed";
            (self.progress)(Step::Note(message.to_owned()));
        }
        if let Some(first) = plan.foreign.first() {
            let message = format!(
                "{} files at {} are not Greyline's, {first} the first of them: they stay, and whoever may read the target can read them",
                plan.foreign.len(),
                self.store.shown
            );
            (self.progress)(Step::Note(message));
        }
    }

    /// Whether an object has the bytes that this run would send: some servers' tags are the MD5 of the content.
    fn is_same(&self, file: &str, tag: &str) -> bool {
        let tag = tag.trim_matches('"');
        let Some(bytes) = (tag.len() == 32).then(|| self.site.file(file).ok()).flatten() else { return false };
        let body = Body::new(file, bytes, self.options.encoding);
        let digest: [u8; 16] = Md5::digest(&body.bytes).into();
        format!("{:032x}", u128::from_be_bytes(digest)) == tag
    }

    /// Refuses to put an edition where people can read it who may not.
    async fn refuse_open_target(&self) -> Result<()> {
        if self.options.is_public || !self.store.is_open_to_all(LOCK).await? {
            return Ok(());
        }
        Err(self.store.says(format!(
            "everyone can read there without signing in, and the edition `{}` is not for everyone; close it, name another target, or \
             give --public if that is meant. This run uploaded nothing of the edition",
            self.options.edition
        )))
    }

    /// Refuses to replace a ledger of versions with one that does not go on from it.
    async fn refuse_other_ledger(&self, remote: &Remote) -> Result<()> {
        if !remote.has_other_ledger(self.site) {
            return Ok(());
        }
        let Some((there, _)) = self.store.get(LEDGER).await? else { return Ok(()) };
        let refusal = (self.options.ledger)(&there, self.site.ledger()?.as_deref());
        refusal.map_or(Ok(()), |message| Err(self.store.says(message)))
    }

    async fn carry_out(&self, plan: &Plan, remote: &Remote, lease: &Lease<'_>) -> Result<()> {
        self.write_journal(plan, remote).await?;
        for group in [Group::Asset, Group::Search, Group::Start, Group::Page] {
            let files = plan.uploads.iter().filter(|upload| upload.group == group);
            let uploads = stream::iter(files.map(|upload| self.upload(&upload.file, lease)));
            uploads.buffer_unordered(self.options.parallel).try_collect::<()>().await?;
        }
        for last in [false, true] {
            let files = plan.removals.iter().filter(|file| Group::of(file).is_removed_last() == last);
            let files: Vec<String> = files.cloned().collect();
            lease.ensure_fresh()?;
            if !files.is_empty() {
                self.store.remove(&files, || self.count()).await?;
            }
        }
        lease.ensure_fresh()?;
        // Never compressed: whoever compares hashes reads it with the simplest of tools.
        let manifest = Body::new(FILE_NAME, self.site.manifest_bytes()?, Encoding::Identity);
        self.sent.set(self.sent.get() + manifest.bytes.len() as u64);
        self.store.put(FILE_NAME, manifest).await?;
        self.store.remove(&[JOURNAL.to_owned()], || ()).await
    }

    /// Writes down every file that may be written or removed, with those of a run that did not end.
    async fn write_journal(&self, plan: &Plan, remote: &Remote) -> Result<()> {
        let uploads = plan.uploads.iter().map(|upload| &upload.file);
        let mut files: BTreeSet<String> = uploads.chain(&plan.removals).cloned().collect();
        files.extend(remote.journal.iter().flat_map(|journal| journal.files.iter().cloned()));
        let settings = self.options.encoding.settings();
        let earlier = [remote.settings.as_ref(), remote.journal.as_ref().map(|journal| &journal.settings)];
        let mixed = earlier.into_iter().flatten().any(|earlier| *earlier != settings)
            || remote.journal.as_ref().is_some_and(|journal| journal.mixed)
            || (remote.manifest.is_some() && remote.settings.is_none());
        let edition = self.options.edition.to_owned();
        let journal = Journal { generator: GENERATOR.to_owned(), edition, settings, mixed, files };
        let body = Body::new(JOURNAL, journal.to_bytes(), Encoding::Identity);
        self.store.put(JOURNAL, Body { cache_control: "no-store", ..body }).await?;
        Ok(())
    }

    async fn upload(&self, file: &str, lease: &Lease<'_>) -> Result<()> {
        lease.ensure_fresh()?;
        let body = Body::new(file, self.site.file(file)?, self.options.encoding);
        let length = body.bytes.len() as u64;
        self.store.put(file, body).await?;
        self.sent.set(self.sent.get() + length);
        self.count();
        Ok(())
    }

    fn count(&self) {
        self.done.set(self.done.get() + 1);
        (self.progress)(Step::Done(self.done.get()));
    }

    /// The error of a run that did not end: what it means for those who read the site.
    fn interrupted(&self, plan: &Plan, error: Error) -> Error {
        let Error::Deploy { target, message } = error else { return error };
        let done = self.done.get();
        let left = &plan.removals[done.saturating_sub(plan.uploads.len()).min(plan.removals.len())..];
        let public = match left {
            [] => String::new(),
            [one] => format!("; {one}, which left the edition, can still be read"),
            [first, more @ ..] => {
                format!("; {first} and {} more files that left the edition can still be read", more.len())
            }
        };
        let message =
            format!("{message}. {done} of {} steps were done{public}. The same command goes on from here", plan.len());
        Error::Deploy { target, message }
    }
}
