//! The lock of a target: one run at a time, and a run that died is not waited for for ever.
//!
//! In: a store. Out: a claim that says again and again that its run is alive. What always holds: a run that finds that another
//! one has taken its target stops before its next request.
//!
//! Each write of the lock asks for the version before it, so two runs cannot both have claimed it. A run that was killed stays in
//! the lock; another takes over when the lock has not changed for as long as it says. A server that does not know such writes is
//! found out when the lock is claimed, by a write that it must refuse.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use object_store::{PutMode, UpdateVersion};

use super::body::{Body, Encoding};
use super::options::Step;
use super::state::{LOCK, Lock};
use super::store::{Put, Store};
use crate::error::{Error, Result};
use crate::publish::manifest::GENERATOR;

/// A claimed lock.
pub(super) struct Lease<'a> {
    store: &'a Store,
    lock: RefCell<Lock>,
    version: RefCell<UpdateVersion>,
    /// Whether the server keeps two runs apart.
    is_exclusive: bool,
    /// When the lock was last written.
    last: Cell<SystemTime>,
}

/// Reads the lock, when no other run is at work. Waits for the end of one that may be alive.
///
/// # Errors
/// When another run is alive, or the target is another edition's.
pub(super) async fn read(
    store: &Store,
    edition: &str,
    progress: &dyn Fn(Step),
) -> Result<Option<(Lock, UpdateVersion)>> {
    let Some((first, mut version)) = parse(store).await? else { return Ok(None) };
    if first.edition != edition {
        let message =
            format!("the edition `{}` is there, and `{edition}` would replace it; name another target", first.edition);
        return Err(store.says(message));
    }
    let mut lock = first;
    if !lock.running {
        return Ok(Some((lock, version)));
    }
    let patience = Duration::from_millis(lock.lease);
    let note = format!(
        "a deploy to {} has not ended; waiting {} seconds to see whether it is alive",
        store.shown,
        patience.as_secs_f32().ceil()
    );
    progress(Step::Note(note));
    let began = SystemTime::now();
    while began.elapsed().unwrap_or_default() < patience {
        tokio::time::sleep((patience / 4).min(Duration::from_secs(2))).await;
        let Some((now, newer)) = parse(store).await? else { return Ok(None) };
        if !now.running {
            return Ok(Some((now, newer)));
        }
        if newer.e_tag != version.e_tag || now.beat != lock.beat || now.run != lock.run {
            return Err(busy(store));
        }
        (lock, version) = (now, newer);
    }
    progress(Step::Note("it is dead; this deploy goes on from where it stopped".to_owned()));
    Ok(Some((lock, version)))
}

async fn parse(store: &Store) -> Result<Option<(Lock, UpdateVersion)>> {
    let Some((bytes, version)) = store.get(LOCK).await? else { return Ok(None) };
    match Lock::parse(&bytes) {
        Some(lock) => Ok(Some((lock, version))),
        None => Err(store.says(format!("{LOCK} is there, and Greyline did not write it"))),
    }
}

fn busy(store: &Store) -> Error {
    store.says("another deploy is under way; try again when it has ended")
}

impl<'a> Lease<'a> {
    /// Claims the lock that was read, or makes one where there is none.
    ///
    /// # Errors
    /// When another run has claimed it since it was read.
    pub(super) async fn claim(
        store: &'a Store,
        edition: &str,
        lease: Duration,
        known: Option<(Lock, UpdateVersion)>,
    ) -> Result<Self> {
        let (settings, version) = known.map_or((None, None), |(lock, version)| (lock.settings, Some(version)));
        let lock = Lock {
            generator: GENERATOR.to_owned(),
            edition: edition.to_owned(),
            run: number(),
            running: true,
            beat: 0,
            lease: u64::try_from(lease.as_millis()).unwrap_or(u64::MAX),
            settings,
        };
        let mode = version.map_or(PutMode::Create, PutMode::Update);
        let (version, is_exclusive) = match store.put_if(LOCK, body(&lock), mode.clone()).await? {
            // The same write once more: the state that it asks for is no longer there, so it must be refused.
            Put::Done(version) => match store.put_if(LOCK, body(&lock), mode).await? {
                Put::Done(version) => (version, false),
                Put::Refused | Put::Unknown => (version, true),
            },
            // A write that was repeated on a bad line finds what it wrote itself.
            Put::Refused => match parse(store).await? {
                Some((found, version)) if found.run == lock.run => (version, true),
                _ => return Err(busy(store)),
            },
            Put::Unknown => (store.put(LOCK, body(&lock)).await?, false),
        };
        let (lock, version) = (RefCell::new(lock), RefCell::new(version));
        Ok(Self { store, lock, version, is_exclusive, last: Cell::new(SystemTime::now()) })
    }

    /// Whether the server keeps two runs apart.
    pub(super) fn is_exclusive(&self) -> bool {
        self.is_exclusive
    }

    /// Says for ever that the run is alive.
    ///
    /// # Errors
    /// When another run has taken over, or the server did not answer in time.
    pub(super) async fn beat(&self) -> Result<Infallible> {
        let lease = self.length();
        loop {
            tokio::time::sleep(lease / 4).await;
            let next = {
                let lock = self.lock.borrow();
                Lock { beat: lock.beat + 1, ..lock.clone() }
            };
            match tokio::time::timeout(lease / 2, self.write(next)).await {
                Ok(written) => written?,
                Err(_) => {
                    return Err(self.store.says("the server does not answer in time: the line is slow or broken"));
                }
            }
        }
    }

    /// Refuses to go on when the lock was not written for so long that another run may have taken over: this machine slept.
    pub(super) fn ensure_fresh(&self) -> Result<()> {
        match self.last.get().elapsed() {
            Ok(age) if age > self.length() => Err(self.store.says("this deploy was halted for too long")),
            _ => Ok(()),
        }
    }

    /// Ends the claim: `settings` is how the objects were uploaded if the site is whole, and stays as it was if it is not.
    pub(super) async fn release(&self, settings: Option<String>) -> Result<()> {
        let lock = self.lock.borrow().clone();
        let settings = settings.or_else(|| lock.settings.clone());
        self.write(Lock { running: false, beat: lock.beat + 1, settings, ..lock }).await
    }

    /// Writes the lock, if it is still this run's.
    async fn write(&self, lock: Lock) -> Result<()> {
        let version = self.version.borrow().clone();
        let mode = if self.is_exclusive { PutMode::Update(version) } else { PutMode::Overwrite };
        if !self.is_exclusive && parse(self.store).await?.is_some_and(|(found, _)| found.run != lock.run) {
            return Err(self.lost());
        }
        let version = match self.store.put_if(LOCK, body(&lock), mode).await? {
            Put::Done(version) => version,
            Put::Refused | Put::Unknown => match parse(self.store).await? {
                Some((found, version)) if found.run == lock.run && found.running == lock.running => version,
                // A write that nobody waited for has come through, and this one asked for the state before it.
                Some((found, version)) if found.run == lock.run => {
                    match self.store.put_if(LOCK, body(&lock), PutMode::Update(version)).await? {
                        Put::Done(version) => version,
                        Put::Refused | Put::Unknown => return Err(self.lost()),
                    }
                }
                _ => return Err(self.lost()),
            },
        };
        self.version.replace(version);
        self.lock.replace(lock);
        self.last.set(SystemTime::now());
        Ok(())
    }

    fn lost(&self) -> Error {
        self.store.says("another deploy has taken over")
    }

    fn length(&self) -> Duration {
        Duration::from_millis(self.lock.borrow().lease)
    }
}

/// A number that no other run has.
fn number() -> String {
    let random = || RandomState::new().hash_one(SystemTime::now());
    format!("{:016x}{:016x}", random(), random())
}

fn body(lock: &Lock) -> Body {
    Body { cache_control: "no-store", ..Body::new(LOCK, lock.to_bytes(), Encoding::Identity) }
}
