//! HTTP/1.1, as much of it as a preview needs.
//!
//! In: a connection. Out: requests, read whole; and answers, written whole. What always holds: nothing that is sent, or not
//! sent, takes longer or more room than is set here; nothing in an answer can begin a header of its own.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// The longest body of a request, in bytes: a day, a line of a file.
const LONGEST_BODY: usize = 4 << 10;
/// How long a request may take to arrive.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may ask for nothing.
const IDLE: Duration = Duration::from_mins(1);

/// What was asked.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path as it was sent, without the query.
    pub(super) path: String,
    /// What stands behind the question mark.
    pub(super) query: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    stream: Option<TcpStream>,
}

impl Request {
    /// A header by its name, in whatever capitals.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A value of the query.
    pub(super) fn asked(&self, key: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether the other side has gone while it waits for the answer.
    pub(super) fn is_gone(&self) -> bool {
        let Some(stream) = &self.stream else { return false };
        if stream.set_read_timeout(Some(Duration::from_millis(1))).is_err() {
            return true;
        }
        match stream.peek(&mut [0]) {
            Ok(count) => count == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted),
        }
    }
}

/// What is answered.
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

    /// A sentence.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }

    /// With one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The part of a whole body that was asked for, by RFC 9110, section 14; several parts are answered by the whole.
    pub(super) fn ranged(mut self, request: &Request) -> Self {
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
        match part_of(range, whole) {
            Part::Whole => self,
            Part::Bytes(start, end) => {
                self.body = self.body[start..end].to_vec();
                self.status = 206;
                self.with("Content-Range", format!("bytes {start}-{}/{whole}", end - 1))
            }
            Part::Outside => Self::text(416, "there is no such part").with("Content-Range", format!("bytes */{whole}")),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Bytes(usize, usize),
    Outside,
}

/// What a `Range` header asks for.
fn part_of(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let number = |text: &str| -> Option<Option<usize>> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() { Some(None) } else { digits.then(|| Some(text.parse().unwrap_or(usize::MAX))) }
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) if last.is_none_or(|last| first <= last) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if first < length { Part::Bytes(first, end) } else { Part::Outside }
        }
        (Some(None), Some(Some(count))) if count > 0 && length > 0 => Part::Bytes(length.saturating_sub(count), length),
        (Some(None), Some(Some(_))) => Part::Outside,
        _ => Part::Whole,
    }
}

/// What came on a connection.
#[derive(Debug)]
pub(super) enum Arrived {
    /// A request, and whether another may follow it.
    Request(Request, bool),
    /// The connection was closed, or asked for nothing.
    Nothing,
    /// What came is none that is answered: why, as a status and in words.
    Refused(u16, &'static str),
}

/// Reads one request; what came beyond it stays in `read`.
pub(super) fn read_request(stream: &TcpStream, read: &mut Vec<u8>) -> io::Result<Arrived> {
    let mut until = Instant::now() + if read.is_empty() { IDLE } else { PATIENCE };
    loop {
        if let Some(arrived) = parse(stream, read)? {
            return Ok(arrived);
        }
        let was_empty = read.is_empty();
        if !more(stream, read, until)? {
            return Ok(Arrived::Nothing);
        }
        if was_empty {
            until = Instant::now() + PATIENCE;
        }
    }
}

/// Reads what there is; false when there will be nothing more, or not in time.
fn more(mut stream: &TcpStream, read: &mut Vec<u8>, until: Instant) -> io::Result<bool> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Ok(false);
    }
    stream.set_read_timeout(Some(left))?;
    let mut piece = [0; 4096];
    match stream.read(&mut piece) {
        Ok(0) => Ok(false),
        Ok(count) => {
            read.extend_from_slice(&piece[..count]);
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes one request off what was read; `None` when it is not all there.
fn parse(stream: &TcpStream, read: &mut Vec<u8>) -> io::Result<Option<Arrived>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(read) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if read.len() <= LONGEST_HEAD => return Ok(None),
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return Ok(Some(Arrived::Refused(431, "that is more than a request may hold")));
        }
        Err(_) => return Ok(Some(Arrived::Refused(400, "that is no request"))),
    };
    let fields: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).trim().to_owned()))
        .collect();
    let all = |name: &'static str| fields.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
    if all("transfer-encoding").next().is_some() {
        return Ok(Some(Arrived::Refused(501, "send a length")));
    }
    let lengths: Vec<Option<usize>> = all("content-length").map(|(_, length)| length.parse().ok()).collect();
    let body = match lengths.as_slice() {
        [] => 0,
        [Some(body)] if *body <= LONGEST_BODY => *body,
        [Some(_)] => return Ok(Some(Arrived::Refused(413, "that is more than a request may hold"))),
        _ => return Ok(Some(Arrived::Refused(400, "that is no length"))),
    };
    if all("host").count() != 1 {
        return Ok(Some(Arrived::Refused(400, "a request names one host")));
    }
    if read.len() < length + body {
        if body > 0 && read.len() == length && all("expect").next().is_some() {
            let mut stream = stream;
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        return Ok(None);
    }
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let closes = all("connection").any(|(_, value)| value.to_ascii_lowercase().contains("close"));
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: read[length..length + body].to_vec(),
        stream: stream.try_clone().ok(),
        headers: fields.clone(),
    };
    let keep = head.version == Some(1) && !closes;
    read.drain(..length + body);
    Ok(Some(Arrived::Request(request, keep)))
}

pub(super) fn write_answer(mut stream: &TcpStream, answer: &Response, head_only: bool, keep: bool) -> io::Result<()> {
    let mut out = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status)).into_bytes();
    let length = answer.body.len().to_string();
    let own = [("Content-Type", answer.kind), ("Content-Length", &length)];
    let bodiless = matches!(answer.status, 204 | 304);
    let own = own.into_iter().filter(|_| !bodiless);
    let rest = answer.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let connection = ("Connection", if keep { "keep-alive" } else { "close" });
    for (name, value) in own.chain(rest).chain([connection]) {
        // A value that could end its line would begin another header.
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    if !head_only && !bodiless {
        out.extend_from_slice(&answer.body);
    }
    stream.write_all(&out)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_rfc() {
        assert_eq!(part_of("bytes=0-0", 5), Part::Bytes(0, 1));
        assert_eq!(part_of("bytes=2-", 5), Part::Bytes(2, 5));
        assert_eq!(part_of("bytes=-2", 5), Part::Bytes(3, 5));
        assert_eq!(part_of("bytes=-9", 5), Part::Bytes(0, 5));
        assert_eq!(part_of("bytes=4-99999999999999999999999", 5), Part::Bytes(4, 5));
        assert_eq!(part_of("bytes=5-", 5), Part::Outside);
        assert_eq!(part_of("bytes=-0", 5), Part::Outside);
        for whole in ["bytes=3-2", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=-", ""] {
            assert_eq!(part_of(whole, 5), Part::Whole, "{whole}");
        }
    }
}
