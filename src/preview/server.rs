//! The server: `tiny_http` behind a [guard](super::guard).
//!
//! In: a listener, and one function that makes the response to a request. Out: responses, until it is dropped. What always
//! holds: only the guard talks to `tiny_http`; nothing in a response can begin a header of its own.
//!
//! `tiny_http` 0.12 parses requests, hands them out and writes responses. It has no limit of time and none for the length of a
//! line, reads every body to its announced end even when the request is refused, cannot close a connection, accepts any
//! number of them, and stops for good when one cannot be accepted. Without the guard two tests of `tests/serve/refused.rs`
//! fail: `what_is_no_request_ends_its_connection_alone`, since a line without an end, a wrong length and a length without a
//! body are waited for and never answered, and `another_name_for_this_machine_is_refused`, since a connection that named two
//! hosts stays open.

use std::io::{self, Cursor, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::guard::{Guard, LONGEST_BODY, Waiting};

/// How often the thread that hands out requests looks whether it is to end.
const STOP_CHECK: Duration = Duration::from_secs(1);
/// How long after a failure `tiny_http` is started again.
const RESTART: Duration = Duration::from_millis(200);

/// Makes the response to a request.
pub(super) type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    stopped: Arc<AtomicBool>,
    _guard: Guard,
}

impl Server {
    /// Answers whoever connects to `listener`.
    ///
    /// # Errors
    /// When the guard and `tiny_http` cannot be connected.
    pub(super) fn start(listener: TcpListener, handler: Arc<Handler>) -> io::Result<Self> {
        let inner = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let waiting = Arc::new(Waiting::default());
        let guard = Guard::start(listener, inner.local_addr()?, Arc::clone(&waiting))?;
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || hand_out_requests(&inner, &handler, &waiting, &stop))?;
        Ok(Self { stopped, _guard: guard })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
    }
}

/// Gives each request a thread of its own; the guard bounds how many there are. Starts `tiny_http` again when it has ended.
fn hand_out_requests(listener: &TcpListener, handler: &Arc<Handler>, waiting: &Arc<Waiting>, stopped: &AtomicBool) {
    let hand_out = |request: tiny_http::Request| {
        let (handler, waiting) = (Arc::clone(handler), Arc::clone(waiting));
        // Where no thread can be started, `tiny_http` answers with status 500 as the request is dropped.
        let _ = thread::Builder::new().name("request".to_owned()).spawn(move || answer(request, &handler, waiting));
    };
    while !stopped.load(Ordering::SeqCst) {
        let server =
            listener.try_clone().ok().and_then(|listener| tiny_http::Server::from_listener(listener, None).ok());
        let Some(server) = server else {
            thread::sleep(RESTART);
            continue;
        };
        while let Ok(request) = server.recv_timeout(STOP_CHECK) {
            if stopped.load(Ordering::SeqCst) {
                return;
            }
            if let Some(request) = request {
                hand_out(request);
            }
        }
        // It accepts nothing any more; requests that it had accepted may still come.
        while let Ok(Some(request)) = server.recv_timeout(RESTART) {
            hand_out(request);
        }
    }
}

/// Answers one request. An error means that nobody reads the response.
fn answer(mut inner: tiny_http::Request, handler: &Arc<Handler>, waiting: Arc<Waiting>) -> io::Result<()> {
    let request = Request::read(&mut inner, waiting)?;
    let response = handler(&request).ranged(&request);
    let kind = (!response.kind.is_empty()).then(|| header("Content-Type", response.kind)).flatten();
    let headers = response.headers.iter().filter_map(|(name, value)| header(name, value));
    let headers = kind.into_iter().chain(headers).collect();
    let (status, length) = (tiny_http::StatusCode(response.status), response.body.len());
    let response = tiny_http::Response::new(status, headers, Cursor::new(response.body), Some(length), None)
        .with_chunked_threshold(usize::MAX);
    // Written in one piece: in several, each might be held back until the one before it is acknowledged.
    let mut bytes = Vec::with_capacity(length + 1024);
    response.raw_print(&mut bytes, inner.http_version().clone(), inner.headers(), request.method == "HEAD", None)?;
    let mut writer = inner.into_writer();
    writer.write_all(&bytes)?;
    writer.flush()
}

/// A header for `tiny_http`; `None` for one that is not ASCII. A value that could end its line would begin another header.
fn header(name: &str, value: &str) -> Option<tiny_http::Header> {
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    tiny_http::Header::from_bytes(name, value).ok()
}

/// A request, read whole.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path as it was sent, without the query.
    pub(super) path: String,
    /// What stands behind the question mark.
    query: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// The guard's own address, by which it says whether the client still waits.
    from: Option<SocketAddr>,
    waiting: Arc<Waiting>,
}

impl Request {
    fn read(request: &mut tiny_http::Request, waiting: Arc<Waiting>) -> io::Result<Self> {
        let mut body = Vec::new();
        request.as_reader().take(LONGEST_BODY as u64).read_to_end(&mut body)?;
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        let headers = request.headers().iter();
        Ok(Self {
            method: request.method().to_string(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers.map(|header| (header.field.to_string(), header.value.to_string())).collect(),
            body,
            from: request.remote_addr().copied(),
            waiting,
        })
    }

    /// A header by its name, in whatever capitals.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query, as it was sent.
    pub(super) fn parameter(&self, key: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether the client has gone while it waits for the response.
    pub(super) fn is_gone(&self) -> bool {
        self.from.is_none_or(|from| !self.waiting.contains(from))
    }
}

/// A response, whole.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A body and its type.
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, headers: Vec::new(), body: body.into() }
    }

    /// No body at all.
    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, "", "")
    }

    /// A sentence.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }

    /// With one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The range of the body that was asked for, by RFC 9110, section 14; several ranges are answered by the whole.
    fn ranged(mut self, request: &Request) -> Self {
        if self.status != 200 {
            return self;
        }
        self.headers.push(("Accept-Ranges", "bytes".to_owned()));
        let Some(range) = request.header("range").filter(|_| request.method == "GET") else { return self };
        let tag = self.headers.iter().find(|(name, _)| *name == "ETag").map(|(_, tag)| tag.as_str());
        if request.header("if-range").is_some_and(|wanted| Some(wanted) != tag) {
            return self;
        }
        let whole = self.body.len();
        match parse_range(range, whole) {
            Range::Whole => self,
            Range::Bytes(start, end) => {
                self.body = self.body[start..end].to_vec();
                self.status = 206;
                self.with("Content-Range", format!("bytes {start}-{}/{whole}", end - 1))
            }
            Range::Outside => {
                Self::text(416, "there is no such range").with("Content-Range", format!("bytes */{whole}"))
            }
        }
    }
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    Bytes(usize, usize),
    Outside,
}

/// Reads a `Range` header for a body of `length` bytes.
fn parse_range(range: &str, length: usize) -> Range {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    let number = |text: &str| -> Option<Option<usize>> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() { Some(None) } else { digits.then(|| Some(text.parse().unwrap_or(usize::MAX))) }
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) if last.is_none_or(|last| first <= last) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if first < length { Range::Bytes(first, end) } else { Range::Outside }
        }
        (Some(None), Some(Some(count))) if count > 0 && length > 0 => {
            Range::Bytes(length.saturating_sub(count), length)
        }
        (Some(None), Some(Some(_))) => Range::Outside,
        _ => Range::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_server_that_ended_is_started_again() {
        use std::net::TcpStream;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        // Where nothing waits to be accepted, accepting fails, and `tiny_http` ends.
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let handler: Arc<Handler> = Arc::new(|request| Response::text(200, &request.path));
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = thread::spawn(move || hand_out_requests(&listener, &handler, &Arc::default(), &stop));
        for path in ["/one", "/two"] {
            thread::sleep(RESTART / 2);
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            assert!(response.starts_with("HTTP/1.1 200 OK") && response.ends_with(&format!("{path}\n")), "{response}");
        }
        stopped.store(true, Ordering::SeqCst);
        thread.join().unwrap();
    }

    #[test]
    fn ranges_are_those_of_the_rfc() {
        assert_eq!(parse_range("bytes=0-0", 5), Range::Bytes(0, 1));
        assert_eq!(parse_range("bytes=2-", 5), Range::Bytes(2, 5));
        assert_eq!(parse_range("bytes=-2", 5), Range::Bytes(3, 5));
        assert_eq!(parse_range("bytes=-9", 5), Range::Bytes(0, 5));
        assert_eq!(parse_range("bytes=4-99999999999999999999999", 5), Range::Bytes(4, 5));
        assert_eq!(parse_range("bytes=5-", 5), Range::Outside);
        assert_eq!(parse_range("bytes=-0", 5), Range::Outside);
        for whole in ["bytes=3-2", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=-", ""] {
            assert_eq!(parse_range(whole, 5), Range::Whole, "{whole}");
        }
    }
}
