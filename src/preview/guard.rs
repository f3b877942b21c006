//! Stands between clients and `tiny_http`, and keeps the limits that it lacks.
//!
//! In: a listener, and the address at which `tiny_http` listens. Out: whole requests, each on a connection of its own, and the
//! responses back to the client. What always holds: no request takes longer to arrive or more room than is set here; there
//! are never more than so many connections, and a new one is always accepted: the one that has asked for nothing the longest
//! makes room.
//!
//! What a request means is left to `tiny_http`: only its length is found out here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// The most headers of a request.
const MOST_HEADERS: usize = 64;
/// The longest body of a request, in bytes: a day, a line of a file.
pub(super) const LONGEST_BODY: usize = 4 << 10;
/// How long a request may take to arrive, and a part of a response to be read.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may ask for nothing.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// How often it is looked whether the client has gone that waits for a response.
const GONE_CHECK: Duration = Duration::from_millis(500);
/// The most connections at once. A browser opens six for each window.
const MOST_CONNECTIONS: usize = 96;
/// The most threads: a connection that was dropped takes a moment to notice.
const MOST_THREADS: usize = 2 * MOST_CONNECTIONS;

/// A guard that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Guard {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Guard {
    /// Lets whoever connects to `listener` talk to the server at `server`.
    ///
    /// # Errors
    /// When the listener has no address, or no thread can be started.
    pub(super) fn start(listener: TcpListener, server: SocketAddr, waiting: Arc<Waiting>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let connections = Arc::new(Connections {
            server,
            waiting,
            open: Mutex::default(),
            turn: AtomicU64::new(0),
            threads: AtomicUsize::new(0),
        });
        thread::Builder::new().name("guard".to_owned()).spawn(move || accept(&listener, &connections, &stop))?;
        Ok(Self { address, stopped })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections, so that the port is free.
        drop(TcpStream::connect_timeout(&self.address, Duration::from_millis(200)));
    }
}

/// The requests whose clients wait for a response, by the address from which the guard sent each to the server.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<BTreeSet<SocketAddr>>);

impl Waiting {
    pub(super) fn contains(&self, from: SocketAddr) -> bool {
        self.lock().contains(&from)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<SocketAddr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The open connections.
#[derive(Debug)]
struct Connections {
    server: SocketAddr,
    waiting: Arc<Waiting>,
    /// By the turn in which each asked last.
    open: Mutex<BTreeMap<u64, TcpStream>>,
    turn: AtomicU64,
    threads: AtomicUsize,
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection and returns its turn. Closes the oldest where there are too many.
    fn add(&self, client: TcpStream) -> u64 {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut open = self.open();
        open.insert(turn, client);
        while open.len() > MOST_CONNECTIONS {
            if let Some((_, oldest)) = open.pop_first() {
                // One that is closed already is no loss.
                let _ = oldest.shutdown(Shutdown::Both);
            }
        }
        turn
    }

    /// Puts a connection that has asked at the end of those that make room; `None` when it has made room already.
    fn renew(&self, turn: u64) -> Option<u64> {
        let mut open = self.open();
        let client = open.remove(&turn)?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        open.insert(turn, client);
        Some(turn)
    }
}

fn accept(listener: &TcpListener, connections: &Arc<Connections>, stopped: &AtomicBool) {
    loop {
        let accepted = listener.accept();
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        // A connection that failed before it was taken, or too many open files: neither is a reason to stop listening.
        let Ok((client, _)) = accepted else {
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let Ok(second) = client.try_clone() else { continue };
        let turn = connections.add(second);
        while connections.threads.load(Ordering::Acquire) >= MOST_THREADS && !stopped.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        connections.threads.fetch_add(1, Ordering::AcqRel);
        let shared = Arc::clone(connections);
        let spawned = thread::Builder::new().name("connection".to_owned()).spawn(move || {
            let _ended = Ended(&shared);
            // What goes wrong on a connection ends that connection.
            let _ = converse(&client, turn, &shared);
        });
        if spawned.is_err() {
            connections.threads.fetch_sub(1, Ordering::AcqRel);
            connections.open().remove(&turn);
        }
    }
}

/// Counts a thread out, however it ends.
struct Ended<'a>(&'a Connections);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.threads.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Forwards one request of a client after another, and the response to each.
fn converse(client: &TcpStream, mut turn: u64, connections: &Connections) -> io::Result<()> {
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(REQUEST_TIMEOUT))?;
    let mut read = Vec::new();
    let mut conversation = || -> io::Result<()> {
        loop {
            let first = match read_request(client, &mut read)? {
                Arrived::Request(first) => first,
                Arrived::Nothing => return Ok(()),
                Arrived::Refused(refusal) => return refuse(client, refusal),
            };
            let Some(next) = connections.renew(turn) else { return Ok(()) };
            turn = next;
            if !forward(&read[..first.length], client, connections)? {
                return refuse(client, NO_REQUEST);
            }
            read.drain(..first.length);
            if !first.keeps_alive {
                return Ok(());
            }
        }
    };
    let ended = conversation();
    connections.open().remove(&turn);
    let _ = client.shutdown(Shutdown::Write);
    ended
}

/// Why a request is not forwarded: a status, and a sentence.
type Refusal = (u16, &'static str);

const NO_REQUEST: Refusal = (400, "bad request");
const TOO_LARGE: &str = "request too large";

/// What came on a connection.
enum Arrived {
    Request(Extent),
    /// The connection was closed, or asked for nothing.
    Nothing,
    Refused(Refusal),
}

/// How far a request goes.
#[derive(Debug, PartialEq, Eq)]
struct Extent {
    length: usize,
    /// Whether another request may follow on the same connection.
    keeps_alive: bool,
}

/// Reads until there is one whole request at the start of `read`; what came after it stays behind it.
fn read_request(client: &TcpStream, read: &mut Vec<u8>) -> io::Result<Arrived> {
    let mut deadline = Instant::now() + if read.is_empty() { IDLE_TIMEOUT } else { REQUEST_TIMEOUT };
    loop {
        match measure(read) {
            Ok(Some(extent)) => return Ok(Arrived::Request(extent)),
            Ok(None) => {}
            Err(refusal) => return Ok(Arrived::Refused(refusal)),
        }
        let was_empty = read.is_empty();
        if !read_more(client, read, deadline)? {
            return Ok(Arrived::Nothing);
        }
        if was_empty {
            deadline = Instant::now() + REQUEST_TIMEOUT;
        }
    }
}

/// Reads what there is; returns false when there will be nothing more, or not in time.
fn read_more(mut client: &TcpStream, read: &mut Vec<u8>, deadline: Instant) -> io::Result<bool> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Ok(false);
    }
    client.set_read_timeout(Some(left))?;
    let mut chunk = [0; 4096];
    match client.read(&mut chunk) {
        Ok(0) => Ok(false),
        Ok(count) => {
            read.extend_from_slice(&chunk[..count]);
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(true),
        Err(error) if is_timeout(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// How far the first request in `bytes` goes; `None` when it is not all there yet.
fn measure(bytes: &[u8]) -> Result<Option<Extent>, Refusal> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n").filter(|end| *end <= LONGEST_HEAD) else {
        return if bytes.len() > LONGEST_HEAD { Err((431, TOO_LARGE)) } else { Ok(None) };
    };
    let head = std::str::from_utf8(&bytes[..end]).ok().filter(|head| head.is_ascii()).ok_or(NO_REQUEST)?;
    let mut lines = head.split("\r\n");
    let version = lines.next().and_then(|line| line.rsplit_once(' ')).map(|(_, version)| version);
    if !matches!(version, Some("HTTP/1.0" | "HTTP/1.1")) {
        return Err(NO_REQUEST);
    }
    let headers = lines.map(|line| line.split_once(':').ok_or(NO_REQUEST)).collect::<Result<Vec<_>, _>>()?;
    if headers.len() > MOST_HEADERS {
        return Err((431, TOO_LARGE));
    }
    let all = |name: &'static str| headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
    if all("transfer-encoding").next().is_some() {
        return Err((501, "Content-Length required"));
    }
    let lengths: Vec<Option<usize>> = all("content-length").map(|(_, length)| length.trim().parse().ok()).collect();
    let body = match lengths.as_slice() {
        [] => 0,
        [Some(body)] if *body <= LONGEST_BODY => *body,
        [Some(_)] => return Err((413, TOO_LARGE)),
        _ => return Err((400, "bad Content-Length")),
    };
    if all("host").count() != 1 {
        return Err((400, "exactly one Host header is needed"));
    }
    let length = end + 4 + body;
    let closes = all("connection").any(|(_, value)| value.to_ascii_lowercase().contains("close"));
    let keeps_alive = version == Some("HTTP/1.1") && !closes;
    Ok((bytes.len() >= length).then_some(Extent { length, keeps_alive }))
}

/// Sends a request to the server and its response to the client; returns false when the server says nothing.
fn forward(request: &[u8], client: &TcpStream, connections: &Connections) -> io::Result<bool> {
    let mut server = TcpStream::connect(connections.server)?;
    let from = server.local_addr()?;
    connections.waiting.lock().insert(from);
    let line = request.windows(2).position(|two| two == b"\r\n").unwrap_or(request.len());
    // The server closes its connection after the response, so that its end is known.
    let sent = server.write_all(&[&request[..line], b"\r\nConnection: close", &request[line..]].concat());
    let relayed = sent.and_then(|()| relay(&server, client));
    connections.waiting.lock().remove(&from);
    relayed
}

/// Copies a response until the server closes the connection or the client has gone; returns whether there was any.
fn relay(mut server: &TcpStream, mut client: &TcpStream) -> io::Result<bool> {
    server.set_read_timeout(Some(GONE_CHECK))?;
    let mut chunk = [0; 16 << 10];
    let mut any = false;
    loop {
        match server.read(&mut chunk) {
            Ok(0) => return Ok(any),
            Ok(count) => {
                client.write_all(&chunk[..count])?;
                any = true;
            }
            Err(error) if is_timeout(&error) => {
                if is_gone(client) {
                    return Err(ErrorKind::ConnectionAborted.into());
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a client has closed its connection.
fn is_gone(client: &TcpStream) -> bool {
    if client.set_read_timeout(Some(Duration::from_millis(1))).is_err() {
        return true;
    }
    match client.peek(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => !is_timeout(&error) && error.kind() != ErrorKind::Interrupted,
    }
}

/// Answers in the server's place; the connection is closed afterwards.
fn refuse(mut client: &TcpStream, (status, sentence): Refusal) -> io::Result<()> {
    let length = sentence.len() + 1;
    let head = "Content-Type: text/plain; charset=utf-8\r\nConnection: close";
    let response = format!("HTTP/1.1 {status} Refused\r\n{head}\r\nContent-Length: {length}\r\n\r\n{sentence}\n");
    client.write_all(response.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_where_its_length_says() {
        let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let length = get.len();
        let measured = |text: &str| measure(text.as_bytes());
        assert_eq!(measured(&format!("{get}{get}")), Ok(Some(Extent { length, keeps_alive: true })));
        assert_eq!(measured(&get[..length - 1]), Ok(None));
        let post = "POST / HTTP/1.1\r\nhost: localhost\r\nConnection: Close\r\ncontent-length: 3\r\n\r\n";
        assert_eq!(measured(&format!("{post}ab")), Ok(None));
        let whole = Extent { length: post.len() + 3, keeps_alive: false };
        assert_eq!(measured(&format!("{post}abcd")), Ok(Some(whole)));
    }

    #[test]
    fn what_the_server_could_not_bear_is_refused() {
        let status = |text: &str| measure(text.as_bytes()).map_err(|(status, _)| status);
        let host = "Host: localhost\r\n";
        for (request, refused) in [
            ("GET / HTTP/2.0\r\n\r\n".to_owned(), 400),
            (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}X-Name: ü\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}no header\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}Content-Length: 5000\r\n\r\n"), 413),
            ("G".repeat(LONGEST_HEAD + 1), 431),
        ] {
            assert_eq!(status(&request), Err(refused), "{}", &request[..request.len().min(60)]);
        }
    }
}
