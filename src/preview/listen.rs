//! The server: connections, each on a thread of its own.
//!
//! In: a listener, and one function that answers. Out: nothing until it is dropped. What always holds: there are never more
//! than so many connections, and a new one is always heard: the one that has asked for nothing the longest makes room.

use std::collections::BTreeMap;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::http::{Arrived, PATIENCE, Request, Response, read_request, write_answer};

/// The most connections at once. A browser opens six for each window.
const MOST_CONNECTIONS: usize = 96;
/// The most threads: a connection that was dropped takes a moment to notice.
const MOST_THREADS: usize = 2 * MOST_CONNECTIONS;

/// What answers.
pub(super) type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Server {
    /// Routes whoever connects to a listener.
    ///
    /// # Errors
    /// When the listener has no address.
    pub(super) fn start(listener: TcpListener, answer: Arc<Handler>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let own = Arc::clone(&stopped);
        thread::spawn(move || accept(&listener, &answer, &own));
        Ok(Self { address, stopped })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections, so that the port is free.
        drop(TcpStream::connect_timeout(&self.address, Duration::from_millis(200)));
    }
}

/// The open connections, by the turn in which each asked last.
#[derive(Debug, Default)]
struct Connections {
    open: Mutex<BTreeMap<u64, TcpStream>>,
    turn: AtomicU64,
    threads: AtomicUsize,
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, stream: TcpStream) -> u64 {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut open = self.open();
        open.insert(turn, stream);
        while open.len() > MOST_CONNECTIONS {
            if let Some((_, oldest)) = open.pop_first() {
                // One that is closed already is no loss.
                let _ = oldest.shutdown(Shutdown::Both);
            }
        }
        turn
    }

    /// Puts a connection at the end of the queue of those that make room; `None` when it has made room.
    fn ask(&self, turn: u64) -> Option<u64> {
        let mut open = self.open();
        let stream = open.remove(&turn)?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        open.insert(turn, stream);
        Some(turn)
    }
}

fn accept(listener: &TcpListener, answer: &Arc<Handler>, stopped: &AtomicBool) {
    let connections = Arc::new(Connections::default());
    loop {
        let accepted = listener.accept();
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        // A connection that failed before it was taken, or too many open files: neither is a reason to stop listening.
        let Ok((stream, _)) = accepted else {
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let Ok(second) = stream.try_clone() else { continue };
        let turn = connections.add(second);
        while connections.threads.load(Ordering::Acquire) >= MOST_THREADS && !stopped.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        connections.threads.fetch_add(1, Ordering::AcqRel);
        let (shared, answer) = (Arc::clone(&connections), Arc::clone(answer));
        let spawned = thread::Builder::new().name("connection".to_owned()).spawn(move || {
            let _leaving = Leaving(&shared);
            // What goes wrong on a connection ends that connection.
            let _ = converse(&stream, turn, &shared, &answer);
        });
        if spawned.is_err() {
            connections.threads.fetch_sub(1, Ordering::AcqRel);
            connections.open().remove(&turn);
        }
    }
}

/// Counts a thread out, however it ends.
struct Leaving<'a>(&'a Connections);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.threads.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Routes one request after another.
fn converse(stream: &TcpStream, turn: u64, connections: &Connections, answer: &Arc<Handler>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut turn = turn;
    let mut read = Vec::new();
    let mut conversation = || -> io::Result<()> {
        loop {
            let (request, keep) = match read_request(stream, &mut read)? {
                Arrived::Request(request, keep) => (request, keep),
                Arrived::Nothing => return Ok(()),
                Arrived::Refused(status, why) => {
                    return write_answer(stream, &Response::text(status, why), false, false);
                }
            };
            let Some(next) = connections.ask(turn) else { return Ok(()) };
            turn = next;
            let answer = answer(&request).ranged(&request);
            write_answer(stream, &answer, request.method == "HEAD", keep)?;
            if !keep {
                return Ok(());
            }
        }
    };
    let ended = conversation();
    connections.open().remove(&turn);
    let _ = stream.shutdown(Shutdown::Write);
    ended
}
