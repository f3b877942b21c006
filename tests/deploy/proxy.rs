//! Stands between the program and the server: counts what is asked, and breaks what a test wants broken.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// The server answers it.
    Pass,
    /// The server answers it as one that knows no conditions.
    PassWithoutConditions,
    /// It does not reach the server, and nobody answers.
    Drop,
    /// It reaches the server, and nobody hears the answer.
    DropAnswer,
    /// It is answered here.
    Answer(u16, &'static str),
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Its place among all requests, from 0.
    pub(crate) number: usize,
    pub(crate) method: String,
    /// The path with the query.
    pub(crate) path: String,
    /// Whether it asks for a state.
    pub(crate) conditional: bool,
    pub(crate) bytes: usize,
}

impl Request {
    /// Whether it changes something.
    pub(crate) fn writes(&self) -> bool {
        self.method != "GET" && self.method != "HEAD"
    }
}

/// What a test says to each request.
pub(crate) type Rule = dyn Fn(&Request) -> Act + Send + Sync;

/// A proxy; its thread ends with the test.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
    /// How many requests are under way.
    active: Arc<AtomicUsize>,
}

impl Proxy {
    /// Starts a proxy before the server at `port`.
    pub(crate) fn start(port: u16, rule: impl Fn(&Request) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let own = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let active = Arc::new(AtomicUsize::new(0));
        let (rule, all, busy): (Arc<Rule>, _, _) = (Arc::new(rule), Arc::clone(&seen), Arc::clone(&active));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (rule, seen, busy) = (Arc::clone(&rule), Arc::clone(&all), Arc::clone(&busy));
                busy.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    let _ = serve(stream, port, &*rule, &seen);
                    busy.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port: own, seen, active }
    }

    /// Waits until the server has answered whatever was asked.
    pub(crate) fn wait(&self) {
        while self.active.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// How many of them change something.
    pub(crate) fn writes(&self) -> usize {
        self.seen().iter().filter(|request| request.writes()).count()
    }
}

/// Serves one request of a connection.
fn serve(stream: TcpStream, port: u16, rule: &Rule, seen: &Mutex<Vec<Request>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines: Vec<String> = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line == "\r\n" {
            break;
        }
        lines.push(line);
    }
    let header = |name: &str| {
        let line = lines.iter().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = lines[0].split(' ');
    let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let request = {
        let mut seen = seen.lock().unwrap();
        let conditional = header("if-match").is_some() || header("if-none-match").is_some();
        let request = Request { number: seen.len(), method, path, conditional, bytes: length };
        seen.push(request.clone());
        request
    };
    let act = rule(&request);
    let mut stream = stream;
    match act {
        Act::Drop => return Ok(()),
        Act::Answer(status, body) => {
            return write!(
                stream,
                "HTTP/1.1 {status} So\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
        Act::Pass | Act::PassWithoutConditions | Act::DropAnswer => {}
    }
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    let is_kept = |line: &&String| {
        let line = line.to_lowercase();
        let is_condition = line.starts_with("if-match:") || line.starts_with("if-none-match:");
        let is_dropped = is_condition && act == Act::PassWithoutConditions;
        !(line.starts_with("connection:") || is_dropped)
    };
    for line in lines.iter().filter(is_kept) {
        server.write_all(line.as_bytes())?;
    }
    server.write_all(b"Connection: close\r\n\r\n")?;
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    if act == Act::DropAnswer {
        return Ok(());
    }
    stream.write_all(&answer)
}
